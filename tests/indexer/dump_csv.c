/* Tables become articles: delimiters and quotes found by looking, names or
 * numbers of columns, and each kind of damage with what it costs. */
#include <unistd.h>

#include "tests/indexer/opened.h"

/* Reads all of a table: a line an article or rejection, "| " between. */
static void read_all(struct opened *o, struct ns_buf *out)
{
	struct ns_buf one = { 0 };
	enum ns_code rc;

	ns_buf_reset(out);
	while ((rc = next(o)) == NS_OK || rc == NS_INVALID) {
		show(&o->a, &one);
		if (out->n)
			ns_buf_printf(out, " | ");
		if (rc)
			ns_buf_printf(out, "%llu: %s",
				      (unsigned long long)o->place.line,
				      o->e.text);
		else
			ns_buf_text(out, ns_buf_view(&one));
	}
	T_INT(rc, NS_END);
	ns_buf_free(&one);
}

struct table {
	const char *text, *shown;
	const char *map; // NULL: none
};

static void check(const struct table *t, enum ns_dump_format format)
{
	struct ns_buf out = { 0 };
	struct opened o;

	options = (struct ns_dump_options){ .map = ns_str_of(t->map),
					    .format = format };
	start(&o, t->text, strlen(t->text));
	if (o.rc) {
		T_FAIL("%s: %s", t->text, o.e.text);
	} else {
		read_all(&o, &out);
		T_BYTES(out.p, out.n, t->shown, strlen(t->shown));
	}
	stop(&o);
	ns_buf_free(&out);
}

static const struct table tables[] = {
	/* delimiters */
	{ "title,body\nA,B\nC,D\n", "title=A body=B | title=C body=D", NULL },
	{ "title;body\nA,1;B\nC;D,2\n", "title=A,1 body=B | title=C body=D,2",
	  NULL },
	{ "title\tbody\nA\tB, b\n", "title=A body=B, b", NULL },
	{ "title|body\nA|B\n", "title=A body=B", NULL },
	/* quotes */
	{ "title,body\n\"A, \"\"a\"\"\",\"B\nb\"\nC,D\n",
	  "title=A, \"a\" body=B\nb | title=C body=D", NULL },
	{ "title;body\n'A; ''a''';'B\r\nb'\n'C';D\n",
	  "title=A; 'a' body=B\r\nb | title=C body=D", NULL },
	{ "title,body\nA,the \"b\" of it\n", "title=A body=the \"b\" of it",
	  NULL },
	{ "title,body\nA,\"b\" of it\nC,D\n",
	  "title=A body=\"b\" of it | title=C body=D", NULL },
	/* ends of rows; empty ones; the mark */
	{ "\xef\xbb\xbftitle,body\r\nA,B\r\n\r\nC,D",
	  "title=A body=B | "
	  "title=C body=D",
	  NULL },
	{ "title,body\rA,B\rC,D\r", "title=A body=B | title=C body=D", NULL },
	{ "title,body\nA,\n,B\n", "title=A | body=B", NULL },
	/* what is missing; what is not known stays */
	{ "title,date,x\nA,NULL,\\N\nB,2024-03-05,\"NULL\"\n",
	  "title=A | title=B date=2024-03-05 {x:\"NULL\"}", NULL },
	{ "Head Line,Ward,Published_At\nA,\"w \"\"x\"\"\",2024-03-05\n",
	  "title=A date=2024-03-05 {Ward:\"w \\\"x\\\"\"}", NULL },
	/* names and numbers by --map; a table without names */
	{ "a,b\nA,B\n", "title=A {b:\"B\"}", "title=a" },
	{ "date,kop\n2024,A\n", "title=A date=2024", "title=2" },
	{ "sport;'A; a'\nnews;'B'\n",
	  "body=A; a section=sport | body=B section=news", "section=1,body=2" },
	/* damage costs a row */
	{ "title,body\nA,B\nC\nD,E,F\nG,H\n",
	  "title=A body=B | 3: 1 cells in a table of 2 columns | 4: 3 cells in "
	  "a table of 2 columns | title=G body=H",
	  NULL },
	{ "title,body\nA,\"B\nC,D\nE,\"F\"\nG,H\n",
	  "2: a cell's quote is not closed, or not where a cell ends | "
	  "title=C body=D | title=E body=F | title=G body=H",
	  NULL },
	{ "title,body\nA,B\nC,\"D\n",
	  "title=A body=B | 3: a cell's quote is not closed, or not where a "
	  "cell ends",
	  NULL },
	{ "title,body\nA,\"\"\n,\n", "title=A | 3: neither title nor body",
	  NULL },
	{ "title,body\nA,b\xff\xfe,\n", "2: 3 cells in a table of 2 columns",
	  NULL },
	{ "title,body\n\"A\"\"\",b\xff.\n", "title=A\" body=b\xef\xbf\xbd.",
	  NULL },
};

static void tables_become_articles(void)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		check(&tables[i], NS_DUMP_CSV);
}

/* ---- what is a table ---- */

static void tables_are_known_by_looking(void)
{
	static const struct {
		const char *text;
		bool is;
	} rows[] = {
		{ "title,body\nA,B\n", true },
		{ "id\ttitle\n1\tA\n", true },
		{ "\"A, a\",\"B\"\n\"C\",\"D\"\n", true },
		{ "title,body\n", false },
		{ "title\nA\nB\n", false },
		{ "One line, of prose.\nAnother, of it.\n", false },
		{ "One line, of prose.\nAnother.\n", false },
	};
	struct opened o;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		options = (struct ns_dump_options){ .map = NS_STR("title=1") };
		start(&o, rows[i].text, strlen(rows[i].text));
		if ((o.rc == NS_OK) != rows[i].is)
			T_FAIL("row %zu: %s", i, o.e.text);
		stop(&o);
	}
}

static void a_table_without_texts_is_explained(void)
{
	static const char text[] = "id,date,kop\n1,2024,A\n";
	char want[256];
	struct opened o;

	options = (struct ns_dump_options){ .format = NS_DUMP_AUTO };
	start(&o, text, strlen(text));
	T_INT(o.rc, NS_INVALID);
	snprintf(want, sizeof(want),
		 "%s: no column is known as a title or body: --map "
		 "title=NAME,body=NAME says which (id, date, kop)",
		 path);
	T_TEXT(o.e.text, want);
	stop(&o);
}

/* ---- damage ---- */

/* Cut anywhere, or with any byte changed: as many records as rows of some
 * kind, no fault, and an end. */
static void every_truncation_and_change(void)
{
	static const char text[] =
		"title,body,date\n\"A, \"\"a\"\"\",\"B\nb\",2024\r\nC,D,NULL\n";
	static const char bytes[] = { '"', ',', '\n', '\r', '\0', '\xff', 'x' };
	char changed[sizeof(text)];
	struct ns_buf out = { 0 };
	struct opened o;

	options = (struct ns_dump_options){ .format = NS_DUMP_CSV,
					    .map = NS_STR("title=1") };
	for (size_t i = 0; i < sizeof(text); i++) {
		for (size_t k = 0; k < sizeof(bytes) && i < strlen(text); k++) {
			memcpy(changed, text, sizeof(text));
			changed[i] = bytes[k];
			start(&o, changed, strlen(text));
			if (!o.rc)
				read_all(&o, &out);
			stop(&o);
		}
		start(&o, text, i);
		if (!o.rc)
			read_all(&o, &out);
		T_OK(!o.rc || o.e.text[0]);
		stop(&o);
	}
	ns_buf_free(&out);
}

/* Rows of each of which the quote is never closed cost themselves alone, and
 * no more than reading them. */
static void open_quotes_cost_their_rows(void)
{
	enum { ROWS = 20000 };
	struct ns_buf text = { 0 };
	struct opened o;
	enum ns_code rc;

	ns_buf_printf(&text, "title,body\nA,B\n");
	for (int i = 0; i < ROWS; i++)
		ns_buf_printf(&text, "T%d,\"open\n", i);
	ns_buf_printf(&text, "C,D\n");
	options = (struct ns_dump_options){ .format = NS_DUMP_CSV };
	start(&o, text.p, text.n);
	while ((rc = next(&o)) == NS_OK || rc == NS_INVALID)
		continue;
	T_INT(rc, NS_END);
	T_INT(ns_dump_counts(o.d)->records, ROWS + 2);
	T_INT(ns_dump_counts(o.d)->rejected, ROWS);
	stop(&o);
	ns_buf_free(&text);
}

/* ---- real tables ---- */

static const struct real_dump dumps[] = {
	{ "formats/csv/10kgnad/test.csv", "section=1,body=2", 1028, 0, 0 },
	{ "formats/csv/fi-news/corpus__shard-000.csv",
	  "date=paivamaara,title=otsikko,summary=tiivistelma", 1000, 0, 1000 },
	{ "formats/csv/fi-news/corpus__shard-029.csv",
	  "date=paivamaara,title=otsikko,summary=tiivistelma", 999, 1, 999 },
	{ "formats/tsv/data__hau__test.tsv", "", 637, 0, 0 },
};

static void real_tables_are_read_whole(void)
{
	if (!t_data())
		T_SKIP("DATA, the folder of real dumps, is not set");
	for (size_t i = 0; i < sizeof(dumps) / sizeof(dumps[0]); i++)
		read_real(&dumps[i]);
}

int main(void)
{
	int fd = mkstemp(path);

	if (fd < 0)
		return 1;
	close(fd);
	T_RUN(tables_become_articles);
	T_RUN(tables_are_known_by_looking);
	T_RUN(a_table_without_texts_is_explained);
	T_RUN(every_truncation_and_change);
	T_RUN(open_quotes_cost_their_rows);
	T_RUN(real_tables_are_read_whole);
	unlink(path);
	return t_end();
}
