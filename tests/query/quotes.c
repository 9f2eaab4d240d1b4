/* Quotes and =word mean the very words: sampled phrases and words of real
 * articles find exactly what a scan of all texts finds. Real articles where
 * $DATA has them, those of corpus/ always.
 */
#include <glob.h>

#include "indexer/dump.h"
#include "indexer/merge.h"
#include "indexer/tiers.h"
#include "tests/query/texts.h"

enum {
	SEED = 20240305,
	BUILDER_BYTES = 64 << 20,
	COMMIT_ARTICLES = 1700, // so that three segments answer
	TRIES = 60000,          // to sample one kind
};

/* How many of each to ask for. */
struct wanted {
	uint32_t phrases, of_forms, frequent, in_titles, across, words;
};

struct shelf {
	struct library library;
	struct texts texts;
	uint32_t waiting; // articles since the last commit
	bool *found;      // by a scan
	struct names asked;
	uint64_t random;
	/* What was asked, by its properties. */
	uint32_t phrases, of_forms, frequent, in_titles, across, hits;
};

/* ---- articles ---- */

static void shelf_open(struct shelf *s)
{
	struct ns_builder_plan plan = { 0 };

	memset(s, 0, sizeof(*s));
	s->random = SEED;
	library_make(&s->library, NULL);
	texts_open(&s->texts);
	plan.dir = s->library.scratch.ns;
	plan.settings = s->library.settings;
	plan.an = s->library.an;
	plan.memory_bytes = BUILDER_BYTES;
	ns_builder_free(s->library.builder);
	T_INT(ns_builder_open(&plan, &s->library.builder, NULL), NS_OK);
}

static void shelf_free(struct shelf *s)
{
	library_free(&s->library);
	texts_free(&s->texts);
	ns_buf_free(&s->asked.bytes);
	ns_buf_free(&s->asked.at);
	free(s->asked.slot);
	free(s->found);
}

static void shelf_commit(struct shelf *s)
{
	if (s->waiting)
		library_commit(&s->library);
	s->waiting = 0;
}

/* An article's id is its number here. */
static void shelf_add(struct shelf *s, const struct ns_article *a)
{
	struct ns_article mine = *a;
	char id[16];

	(void)snprintf(id, sizeof(id), "%u", texts_n(&s->texts));
	mine.id = ns_str_of(id);
	texts_add(&s->texts, &mine);
	library_put(&s->library, &mine);
	if (++s->waiting >= COMMIT_ARTICLES ||
	    ns_builder_full(s->library.builder))
		shelf_commit(s);
}

/* How many articles of a language are taken from a file; code "": of any. */
struct quota {
	const char *code;
	uint32_t n;
};

static bool takes(struct quota *q, const struct ns_article *a)
{
	for (; q->code; q++)
		if (q->n &&
		    (!*q->code || ns_str_eq(a->lang, ns_str_of(q->code)))) {
			q->n--;
			return true;
		}
	return false;
}

static uint32_t left(const struct quota *q)
{
	uint32_t n = 0;

	for (; q->code; q++)
		n += q->n;
	return n;
}

/* Takes every step-th article until the quota is full. */
static void shelf_read(struct shelf *s, const char *path, struct quota *q,
		       uint32_t step)
{
	const struct ns_dump_options options = { 0 };
	struct ns_input *in = NULL;
	struct ns_dump *d = NULL;
	struct ns_error e = { 0 };
	struct ns_article a;
	struct ns_place place;
	uint32_t i = 0;
	enum ns_code rc = ns_input_open(path, &in, &e);

	if (!rc)
		rc = ns_dump_open(in, &options, &d, &e);
	while (!rc && left(q)) {
		rc = ns_dump_next(d, &a, &place, &e);
		if (!rc && i++ % step == 0 && takes(q, &a))
			shelf_add(s, &a);
	}
	if (rc && rc != NS_END)
		T_FAIL("%s: %s", path, e.text);
	ns_dump_close(d);
	ns_input_close(in);
}

static void shelf_ready(struct shelf *s)
{
	shelf_commit(s);
	library_read(&s->library);
	s->found = calloc(texts_n(&s->texts), sizeof(*s->found));
	T_OK(s->found != NULL);
}

/* ---- one question ---- */

static bool same_hits(struct shelf *s, const struct ns_answer *a)
{
	uint32_t n = texts_n(&s->texts), i;

	for (i = 0; i < a->n_hits; i++) {
		char id[16] = "";
		uint32_t number;

		memcpy(id, a->hit[i].article.id.p,
		       a->hit[i].article.id.n & (sizeof(id) - 1));
		number = (uint32_t)strtoul(id, NULL, 10);
		if (number >= n || !s->found[number])
			return false;
		s->found[number] = false; // found twice is wrong too
	}
	for (i = 0; i < n; i++)
		if (s->found[i])
			return false;
	return true;
}

/* Asks, and compares with s->found, total of them. */
static void ask(struct shelf *s, const char *question, bool exact,
		uint32_t total)
{
	struct ns_request r = NS_REQUEST_DEFAULT;
	struct ns_error e = { 0 };
	struct ns_answer a;
	uint32_t at;

	r.text = ns_str_of(question);
	r.parse.exact = exact;
	r.limit = UINT32_MAX;
	r.snippet_chars = 0;
	if (ns_search(s->library.searcher, &r, &a, &at, &e)) {
		T_FAIL("%s: %s", question, e.text);
		return;
	}
	if (a.total != total || a.further || a.n_hits != total ||
	    !same_hits(s, &a))
		T_FAIL("%s: %u hits, a scan finds %u", question, a.n_hits,
		       total);
	r.count_only = true;
	if (ns_search(s->library.searcher, &r, &a, &at, &e) || a.total != total)
		T_FAIL("%s: counts %u, a scan finds %u", question,
		       (unsigned)a.total, total);
}

/* Asks for the very words; answers how many texts have them. */
static uint32_t ask_words(struct shelf *s, struct ns_str words,
			  const char *before, const char *after)
{
	char question[1024];
	bool title = before[0] == 't';
	uint32_t total = texts_scan(&s->texts, words, title, s->found);

	(void)snprintf(question, sizeof(question), "%s%.*s%s", before,
		       (int)words.n, words.p, after);
	ask(s, question, !*before, total);
	return total;
}

/* ---- samples ---- */

static uint32_t below(struct shelf *s, uint32_t n)
{
	return (uint32_t)(t_random(&s->random) % n);
}

/* What would be read as something else than words within quotes, or, alone,
 * within a word. */
static bool is_plain(struct ns_str s, bool quoted)
{
	static const char *const quotes[] = {
		"\"",     "\u201c", "\u201d", "\u201e", "\u201f", "\uff02",
		"\u00ab", "\u00bb", "\u300c", "\u300d", "\u300e", "\u300f",
	};
	const size_t n_quotes = sizeof(quotes) / sizeof(quotes[0]);

	for (size_t i = 0; i < n_quotes; i++)
		if (memmem(s.p, s.n, quotes[i], strlen(quotes[i])))
			return false;
	for (size_t i = 0; !quoted && i < s.n; i++)
		if (strchr(" :()[]{}|~^*+=\\", s.p[i]))
			return false;
	return s.n > 0 && s.n < 900;
}

/* True for words that were not asked before. */
static bool is_new(struct shelf *s, struct ns_str words)
{
	struct ns_hash128 h = ns_hash128(words.p, words.n);
	uint32_t before = s->asked.n;

	(void)names_number(&s->asked, 'q', (struct ns_lang){ { 0 } },
			   (struct ns_str){ (const char *)&h, sizeof(h) },
			   true);
	return s->asked.n > before;
}

/* The text of n tokens from the first on. */
static struct ns_str raw_of(const struct shelf *s, uint32_t first, uint32_t n)
{
	uint32_t start = texts_token(&s->texts, first)->start;
	uint32_t end = texts_token(&s->texts, first + n - 1)->end;

	return (struct ns_str){ (const char *)s->texts.raw.p + start,
				end > start ? end - start : 0 };
}

enum kind { ANY, OF_FORMS, FREQUENT, IN_TITLE, ACROSS };

/* n tokens of a random place; false where there are not so many, or a
 * paragraph begins among them (ACROSS: where none does). */
static bool draw(struct shelf *s, enum kind kind, uint32_t n, uint32_t *first)
{
	const struct texts *t = &s->texts;
	const struct text *x = texts_at(t, below(s, texts_n(t)));
	uint32_t length = kind == IN_TITLE ? x->n_title : x->n;
	bool across = false;

	if (length < n)
		return false;
	*first = x->first + below(s, length - n + 1);
	for (uint32_t i = 1; i < n; i++)
		across |= texts_token(t, *first + i)->opens;
	return across == (kind == ACROSS);
}

static bool has_forms(const struct shelf *s, uint32_t first, uint32_t n)
{
	const uint32_t *forms = (const void *)s->texts.forms.p;

	for (uint32_t i = 0; i < n; i++)
		if (forms[texts_token(&s->texts, first + i)->stem] > 1)
			return true;
	return false;
}

static bool is_frequent(const struct shelf *s, uint32_t total)
{
	return total * 100 > texts_n(&s->texts);
}

/* Says whether the two words of a phrase stand in over 1 % of the texts. Words
 * that are too rare for it are not looked for. */
static bool is_pair_frequent(struct shelf *s, uint32_t first,
			     struct ns_str words)
{
	const uint32_t *uses = (const void *)s->texts.uses.p;

	for (uint32_t i = 0; i < 2; i++)
		if (!is_frequent(s,
				 uses[texts_token(&s->texts, first + i)->form]))
			return false;
	return is_frequent(s, texts_scan(&s->texts, words, false, s->found));
}

static void count(struct shelf *s, enum kind kind, bool forms, uint32_t total)
{
	s->phrases++;
	s->of_forms += forms && total;
	s->frequent += is_frequent(s, total);
	s->in_titles += kind == IN_TITLE;
	s->across += kind == ACROSS;
	s->hits += total;
}

/* One phrase of this kind is asked for, where the place has one. */
static bool try_phrase(struct shelf *s, enum kind kind)
{
	uint32_t n = kind == FREQUENT ? 2 : 2 + below(s, 4), first, total;
	struct ns_str words;
	bool forms;

	if (!draw(s, kind, n, &first))
		return false;
	words = raw_of(s, first, n);
	forms = has_forms(s, first, n);
	if ((kind == OF_FORMS && !forms) || !is_plain(words, true))
		return false;
	if (kind == FREQUENT && !is_pair_frequent(s, first, words))
		return false;
	if (!is_new(s, words))
		return false;
	total = ask_words(s, words, "\"", "\"");
	if (kind == IN_TITLE)
		(void)ask_words(s, words, "title:\"", "\"");
	count(s, kind, forms, total);
	return true;
}

static void ask_phrases(struct shelf *s, enum kind kind, uint32_t n)
{
	for (uint32_t tries = 0; n && tries < TRIES; tries++)
		n -= try_phrase(s, kind);
	T_INT(n, 0);
}

/* A word is asked for as =word, and some by the option that makes all words
 * exact. */
static void ask_single(struct shelf *s, uint32_t n)
{
	for (uint32_t tries = 0; n && tries < TRIES; tries++) {
		struct ns_str word;
		uint32_t first;

		if (!draw(s, ANY, 1, &first))
			continue;
		word = raw_of(s, first, 1);
		if (!is_plain(word, false) || word.p[0] == '-' ||
		    !is_new(s, word))
			continue;
		T_OK(ask_words(s, word, n % 4 ? "=" : "", "") > 0);
		n--;
	}
	T_INT(n, 0);
}

static void ask_all(struct shelf *s, const struct wanted *w)
{
	uint32_t others = w->phrases - w->of_forms - w->frequent -
			  w->in_titles - w->across;

	ask_phrases(s, OF_FORMS, w->of_forms);
	ask_phrases(s, FREQUENT, w->frequent);
	ask_phrases(s, IN_TITLE, w->in_titles);
	ask_phrases(s, ACROSS, w->across);
	ask_phrases(s, ANY, others);
	T_INT(s->phrases, w->phrases);
	T_OK(s->of_forms >= w->of_forms);
	T_OK(s->frequent >= w->frequent);
	T_OK(s->in_titles >= w->in_titles);
	T_OK(s->hits > s->phrases);
	fprintf(stderr,
		"%u articles, %u phrases: %u of stems with several forms, "
		"%u in over 1 %%, %u of titles, %u across a bound; %u hits\n",
		texts_n(&s->texts), s->phrases, s->of_forms, s->frequent,
		s->in_titles, s->across, s->hits);
	ask_single(s, w->words);
}

/* All segments become one, which answers some questions more. */
static void ask_merged(struct shelf *s, uint32_t n)
{
	T_INT(ns_tiers_compact(s->library.update, NULL, NULL), NS_OK);
	ask_phrases(s, OF_FORMS, n);
	ask_phrases(s, IN_TITLE, n / 2);
	ask_single(s, n);
}

/* ---- the cases ---- */

static void real_articles(void)
{
	static const struct wanted wanted = { 1000, 300, 100, 200, 50, 1000 };
	struct quota lk[] = {
		{ "en", 2000 }, { "ta", 700 }, { "si", 700 }, { NULL, 0 }
	};
	struct quota senate[] = { { "", 1200 }, { NULL, 0 } };
	const char *data = t_data();
	struct shelf s;
	char path[4096];

	if (!data)
		T_SKIP("no $DATA/bench");
	shelf_open(&s);
	(void)snprintf(path, sizeof(path), "%s/bench/lk-2024.jsonl.zst", data);
	shelf_read(&s, path, lk, 3);
	(void)snprintf(path, sizeof(path),
		       "%s/bench/senate-2004-2008.jsonl.zst", data);
	shelf_read(&s, path, senate, 7);
	shelf_ready(&s);
	T_INT(texts_n(&s.texts), 4600);
	ask_all(&s, &wanted);
	ask_merged(&s, 200);
	shelf_free(&s);
}

static void articles_of_the_corpus(void)
{
	static const struct wanted wanted = { 400, 150, 50, 80, 30, 400 };
	struct quota all[] = { { "", UINT32_MAX }, { NULL, 0 } };
	struct shelf s;
	glob_t files;

	shelf_open(&s);
	T_INT(glob("corpus/*.json*", 0, NULL, &files), 0);
	for (size_t i = 0; i < files.gl_pathc; i++) {
		shelf_read(&s, files.gl_pathv[i], all, 1);
		if (i == files.gl_pathc / 2)
			shelf_commit(&s);
	}
	globfree(&files);
	shelf_ready(&s);
	T_OK(texts_n(&s.texts) >= 90);
	ask_all(&s, &wanted);
	ask_merged(&s, 100);
	shelf_free(&s);
}

int main(void)
{
	T_RUN(articles_of_the_corpus);
	T_RUN(real_articles);
	return t_end();
}
