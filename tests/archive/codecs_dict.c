/* The codecs of dictionary blocks and their entries give back what they were
 * given and refuse what is damaged. */
#include "core/archive/dict.h"
#include "core/base/hash.h"
#include "tests/archive/hurt.h"

/* ---- dictionary blocks --------------------------------------------------- */

static enum ns_code read_block(const uint8_t *in, size_t n, const void *arg)
{
	const uint32_t *terms = arg;
	struct ns_dict_reader d;
	uint32_t met = 0;
	enum ns_code code =
		ns_dict_open((struct ns_str){ (const char *)in, n }, &d);

	while (!code && !(code = ns_dict_next(&d)))
		met++;
	return code == NS_END && met == *terms ? NS_OK : NS_CORRUPT;
}

static void dictionary_blocks_come_back(void)
{
	uint64_t seed = 6;

	for (uint32_t n = 1; n <= NS_DICT_TERMS; n += n < 4 ? 1 : 14) {
		struct hurt h = {
			"dictionary block", read_block, &n, 0, true, true
		};
		struct ns_dict_block b = { 0 };
		struct ns_dict_reader d;
		char key[NS_DICT_TERMS][64];
		uint8_t entry[NS_DICT_TERMS];

		for (uint32_t i = 0; i < n; i++) {
			snprintf(key[i], sizeof(key[i]), "sen%ct%02u%.*s", 0, i,
				 (int)hurt_below(&seed, 20),
				 "aaaaaaaaaaaaaaaaaaaa");
			entry[i] = (uint8_t)t_random(&seed);
			key[i][3] = 0;
			ns_dict_add(&b, (struct ns_str){ key[i], 7 },
				    (struct ns_str){ (char *)&entry[i], 1 });
		}
		T_INT(ns_dict_full(&b, 10), n == NS_DICT_TERMS);
		ns_dict_seal(&b);
		T_INT(ns_dict_open(ns_buf_view(&b.bytes), &d), NS_OK);
		for (uint32_t i = 0; i < n; i++) {
			T_INT(ns_dict_next(&d), NS_OK);
			T_BYTES(d.key, d.key_len, key[i], 7);
			T_BYTES(d.entry.p, d.entry.n, &entry[i], 1);
		}
		T_INT(ns_dict_next(&d), NS_END);
		if (n < 4)
			hurt_all(&h, b.bytes.p, b.bytes.n);
		ns_buf_free(&b.bytes);
	}
}

enum { KEYS = 243 };

/* A key of a few letters. */
static struct ns_str letters(uint32_t number, char *out)
{
	size_t n = NS_KEY_PREFIX;

	memcpy(out, "sen", NS_KEY_PREFIX);
	for (uint32_t digit = 81; digit; digit /= 3) {
		if (number / digit % 3)
			out[n++] = "_ab"[number / digit % 3];
	}
	return (struct ns_str){ out, n };
}

/* The same, key by key. */
static enum ns_code find_slowly(struct ns_str block, struct ns_str key,
				bool *first)
{
	struct ns_dict_reader d;
	enum ns_code code = ns_dict_open(block, &d);

	for (*first = true; !code && !(code = ns_dict_next(&d));
	     *first = false) {
		struct ns_str at = { (char *)d.key, d.key_len };

		if (ns_str_cmp(at, key) >= 0)
			return ns_str_eq(at, key) ? NS_OK : NS_NOTFOUND;
	}
	return code;
}

/* A block of some of the keys. */
static void put_some(struct ns_dict_block *b, uint64_t *seed)
{
	struct ns_str last = { "", 0 };
	char kept[16], made[16];

	while (!b->n_terms) {
		for (uint32_t i = 0; i < KEYS; i++) {
			struct ns_str key = letters(i, made);

			if (b->n_terms == NS_DICT_TERMS ||
			    hurt_below(seed, 4) || ns_str_cmp(key, last) <= 0)
				continue;
			ns_dict_add(b, key, key);
			memcpy(kept, made, sizeof(kept));
			last = (struct ns_str){ kept, key.n };
		}
	}
	ns_dict_seal(b);
}

static void terms_are_found_without_their_keys(void)
{
	uint64_t seed = 9;
	uint32_t found = 0, passed = 0, ended = 0;
	char made[16];

	for (uint32_t n = 0; n < 400 * KEYS; n++) {
		static struct ns_dict_block b;
		struct ns_str key = letters(n % KEYS, made);
		struct ns_dict_reader d;
		bool first, first_slowly;
		enum ns_code code;

		if (n % KEYS == 0) {
			ns_dict_reset(&b);
			put_some(&b, &seed);
		}
		T_INT(ns_dict_open(ns_buf_view(&b.bytes), &d), NS_OK);
		code = ns_dict_find(&d, key, &first);
		T_INT(code,
		      find_slowly(ns_buf_view(&b.bytes), key, &first_slowly));
		T_INT(first, first_slowly);
		T_OK(code || ns_str_eq(d.entry, key));
		found += code == NS_OK;
		passed += code == NS_NOTFOUND;
		ended += code == NS_END;
		if (n + 1 == 400 * KEYS)
			ns_buf_free(&b.bytes);
	}
	T_OK(found > 1000);
	T_OK(passed > 1000);
	T_OK(ended > 100);
}

/* The four bytes of sum are right where the row says so. */
struct dict_row {
	const char *name;
	struct hurt_bytes in;
	bool sum;
	enum ns_code open, next;
};
static const struct dict_row dict_rows[] = {
	{ "one term", B(0, 0, 0, 0, 1, 4, 's', 'e', 'n', 0, 1, 9), true, NS_OK,
	  NS_OK },
	{ "a wrong sum", B(0, 0, 0, 0, 1, 4, 's', 'e', 'n', 0, 1, 9), false,
	  NS_CORRUPT, 0 },
	{ "three bytes", B(0, 0, 0), false, NS_CORRUPT, 0 },
	{ "no term", B(0, 0, 0, 0, 0), true, NS_CORRUPT, 0 },
	{ "33 terms", B(0, 0, 0, 0, 33, 4, 's', 'e', 'n', 0, 1, 9), true,
	  NS_CORRUPT, 0 },
	{ "a term that ends early", B(0, 0, 0, 0, 1, 4, 's', 'e', 'n', 0, 2),
	  true, NS_OK, NS_CORRUPT },
	{ "more shared than there was",
	  B(0, 0, 0, 0, 1, 0x14, 's', 'e', 'n', 0, 1, 9), true, NS_OK,
	  NS_CORRUPT },
	{ "a key of three bytes", B(0, 0, 0, 0, 1, 3, 's', 'e', 'n', 1, 9),
	  true, NS_OK, NS_CORRUPT },
};

static void damaged_dictionary_blocks_are_refused(void)
{
	for (size_t i = 0; i < sizeof(dict_rows) / sizeof(dict_rows[0]); i++) {
		const struct dict_row *row = &dict_rows[i];
		uint8_t *in = hurt_copy(row->in.p, row->in.n, 0);
		struct ns_dict_reader d;
		uint32_t sum;
		enum ns_code code;

		if (row->sum) {
			sum = (uint32_t)ns_hash64(in + 4, row->in.n - 4);
			memcpy(in, &sum, sizeof(sum));
		}
		code = ns_dict_open((struct ns_str){ (char *)in, row->in.n },
				    &d);
		if (code != row->open)
			T_FAIL("%s: open %d", row->name, code);
		if (!code && ns_dict_next(&d) != row->next)
			T_FAIL("%s: next", row->name);
		free(in);
	}
}

/* A block of two terms, the second as its row says. */
static enum ns_code second_term(struct ns_str own, size_t same, bool trailing)
{
	struct ns_dict_block b = { 0 };
	struct ns_dict_reader d;
	enum ns_code code;

	ns_dict_add(&b, NS_STR("sen-one"), NS_STR("x"));
	ns_buf_u8(&b.bytes, (uint8_t)(same << 4 | (own.n < 15 ? own.n : 15)));
	if (own.n >= 15)
		ns_buf_varint(&b.bytes, own.n - 15);
	ns_buf_text(&b.bytes, own);
	ns_buf_str(&b.bytes, NS_STR("y"));
	if (trailing)
		ns_buf_u8(&b.bytes, 0);
	b.n_terms = 2;
	ns_dict_seal(&b);
	T_INT(ns_dict_open(ns_buf_view(&b.bytes), &d), NS_OK);
	T_INT(ns_dict_next(&d), NS_OK);
	code = ns_dict_next(&d);
	if (!code)
		code = ns_dict_next(&d);
	ns_buf_free(&b.bytes);
	return code;
}

static void keys_have_a_greatest_length(void)
{
	char own[NS_KEY_BYTES + 1] = { 0 };

	T_INT(second_term((struct ns_str){ own, NS_KEY_BYTES - 4 }, 4, false),
	      NS_END);
	T_INT(second_term((struct ns_str){ own, NS_KEY_BYTES - 3 }, 4, false),
	      NS_CORRUPT);
	T_INT(second_term((struct ns_str){ own, 3 }, 7, false), NS_END);
	T_INT(second_term((struct ns_str){ own, 3 }, 8, false), NS_CORRUPT);
	T_INT(second_term((struct ns_str){ own, 3 }, 7, true), NS_CORRUPT);
}

/* ---- entries ------------------------------------------------------------- */

#define STEM "sen\0word"
#define FORM "fen\0word"
#define NAME "Oen\0word"
enum { KEY_LENGTH = 8 };

static enum ns_code decode_entry(const uint8_t *in, size_t n, const void *arg)
{
	struct ns_arena arena = { .budget_bytes = 1 << 24 };
	struct ns_str key = { arg, KEY_LENGTH };
	struct ns_form_stem *stem;
	struct ns_form *form = NULL;
	struct ns_term t;
	uint32_t stems;
	enum ns_code code = ns_entry_decode(
		key, (struct ns_str){ (const char *)in, n }, &t);

	if (!code && t.kind == NS_KIND_FORM)
		code = ns_form_entry_decode(&t, &arena, &stem, &stems, NULL);
	else if (!code && t.n_forms)
		code = ns_term_forms(&t, &arena, &form, NULL);
	for (uint32_t i = 0; !code && form && i < t.n_forms; i++)
		T_OK(form[i].text.p[form[i].text.n] == 0);
	if (!code && !t.n_blocks)
		hurt_use(t.list, t.list_len);
	ns_arena_free(&arena);
	return code;
}

static const struct ns_term_place places[] = {
	{ .df = 1, .total = 1, .impact = 9, .list = { "list", 4 } },
	{ .df = 3, .total = 5, .impact = 700, .list = { "list", 4 } },
	{ .df = 100,
	  .total = 170,
	  .n_blocks = 1,
	  .has_positions = true,
	  .impact = 65535,
	  .last_doc = 70000,
	  .post_at = 1 << 20,
	  .pos_at = 1 << 21 },
	{ .df = 1000,
	  .total = 1000,
	  .n_blocks = 8,
	  .has_positions = true,
	  .skip_at = 64,
	  .post_at = UINT64_C(1) << 33,
	  .pos_at = 9 },
	{ .df = 300,
	  .total = 300,
	  .n_blocks = 3,
	  .skip_at = 128,
	  .post_at = 77 },
};

static void same_place(const struct ns_term *t, const struct ns_term_place *p)
{
	T_INT(t->df, p->df);
	T_INT(t->total, p->total);
	T_INT(t->n_blocks, p->n_blocks);
	T_INT(t->has_positions, p->has_positions);
	T_INT(t->skip_at, p->skip_at);
	T_INT(t->post_at, p->post_at);
	T_INT(t->pos_at, p->pos_at);
	T_INT(t->last_doc, p->last_doc);
	T_INT(t->impact, p->n_blocks < 2 ? p->impact : 0);
	T_BYTES(t->list, t->list_len, p->list.p, p->list.n);
}

static void same_forms(const struct ns_term *t, const struct ns_form *form,
		       uint32_t n)
{
	struct ns_arena arena = { 0 };
	struct ns_form *is = NULL;

	T_INT(t->n_forms, n);
	T_INT(ns_term_forms(t, &arena, &is, NULL), NS_OK);
	for (uint32_t i = 0; is && i < n; i++) {
		T_BYTES(is[i].text.p, is[i].text.n, form[i].text.p,
			form[i].text.n);
		T_INT(is[i].df, form[i].df);
	}
	ns_arena_free(&arena);
}

static void entries_come_back(void)
{
	struct ns_form form[] = { { NS_STR("word"), 3 },
				  { NS_STR("words"), 2 },
				  { NS_STR("wording"), 0 },
				  { NS_STR("werd"), 1 } };
	struct hurt stem = { "term", decode_entry, STEM, 0, true, false };
	struct hurt name = { "name", decode_entry, NAME, 0, true, false };

	for (size_t i = 0; i < 4 * sizeof(places) / sizeof(places[0]); i++) {
		const struct ns_term_place *p = &places[i / 4];
		uint32_t n = (uint32_t)(i % 4) + 1;
		struct ns_buf out = { 0 };
		struct ns_term t;

		form[0].df = i % 8 < 4 ? p->df : 1; // with n = 1: one form
		ns_entry_encode(p, NS_STR("word"), form, n, &out);
		T_INT(ns_entry_decode((struct ns_str){ STEM, KEY_LENGTH },
				      ns_buf_view(&out), &t),
		      NS_OK);
		T_INT(t.one_form, n == 1 && form[0].df == p->df);
		same_place(&t, p);
		same_forms(&t, form, n);
		hurt_all(&stem, out.p, out.n);
		ns_buf_reset(&out);
		ns_entry_encode(p, NS_STR("word"), NULL, 0, &out);
		T_INT(ns_entry_decode((struct ns_str){ NAME, KEY_LENGTH },
				      ns_buf_view(&out), &t),
		      NS_OK);
		same_place(&t, p);
		hurt_all(&name, out.p, out.n);
		ns_buf_free(&out);
	}
}

/* Each form is found as it is decoded, and nothing else is. */
static void forms_are_found(void)
{
	static const char *const other[] = { "", "wor", "w", "wordsy", "xord" };
	struct ns_form form[] = { { NS_STR("word"), 1 },
				  { NS_STR("words"), 2 },
				  { NS_STR("wording"), 0 },
				  { NS_STR("werd"), 1 } };
	struct ns_buf out = { 0 };
	struct ns_term t;
	uint32_t number, df;

	for (uint32_t n = 1; n <= 4; n++) {
		struct ns_term_place p = places[2];

		form[0].df = n == 1 ? p.df : 1;
		p.own_forms = n % 2;
		ns_buf_reset(&out);
		ns_entry_encode(&p, NS_STR("word"), form, n, &out);
		T_INT(ns_entry_decode((struct ns_str){ STEM, KEY_LENGTH },
				      ns_buf_view(&out), &t),
		      NS_OK);
		T_INT(t.own_forms, n % 2);
		for (uint32_t i = 0; i < 4; i++) {
			T_INT(ns_term_form(&t, form[i].text, &number, &df,
					   NULL),
			      i < n ? NS_OK : NS_NOTFOUND);
			T_OK(i >= n || (number == i && df == form[i].df));
		}
		for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++)
			T_INT(ns_term_form(&t, ns_str_of(other[i]), &number,
					   &df, NULL),
			      NS_NOTFOUND);
	}
	t.forms_len = 3;
	T_INT(ns_term_form(&t, NS_STR("werd"), &number, &df, NULL), NS_CORRUPT);
	ns_buf_free(&out);
}

static void form_entries_come_back(void)
{
	struct hurt h = { "form", decode_entry, FORM, 0, false, false };

	for (uint32_t n = 1; n <= NS_FORM_STEMS; n += 21) {
		struct ns_form_stem stem[NS_FORM_STEMS], *is = NULL;
		struct ns_arena arena = { 0 };
		struct ns_buf out = { 0 };
		char text[NS_FORM_STEMS][16];
		struct ns_term t;
		uint32_t is_n = 0;

		for (uint32_t i = 0; i < n; i++) {
			snprintf(text[i], sizeof(text[i]), "wo%u", i);
			stem[i].stem = ns_str_of(text[i]);
		}
		ns_form_entry_encode(NS_STR("word"), stem, n, &out);
		T_INT(ns_entry_decode((struct ns_str){ FORM, KEY_LENGTH },
				      ns_buf_view(&out), &t),
		      NS_OK);
		T_INT(ns_form_entry_decode(&t, &arena, &is, &is_n, NULL),
		      NS_OK);
		T_INT(is_n, n);
		for (uint32_t i = 0; is && i < n; i++)
			T_BYTES(is[i].stem.p, is[i].stem.n, text[i],
				strlen(text[i]));
		hurt_all(&h, out.p, out.n);
		for (size_t cut = 1; cut < out.n; cut++)
			T_INT(hurt_at(&h, out.p, cut), NS_CORRUPT);
		ns_buf_free(&out);
		ns_arena_free(&arena);
	}
}

static void forms_that_are_their_stem_take_nothing(void)
{
	struct ns_form_stem stem = { .stem = NS_STR("word") }, *is = NULL;
	struct ns_arena arena = { 0 };
	struct ns_buf out = { 0 };
	struct ns_term t;
	uint32_t n = 0;

	ns_form_entry_encode(NS_STR("word"), &stem, 1, &out);
	T_INT(out.n, 0);
	T_INT(ns_entry_decode((struct ns_str){ FORM, KEY_LENGTH },
			      ns_buf_view(&out), &t),
	      NS_OK);
	T_INT(ns_form_entry_decode(&t, &arena, &is, &n, NULL), NS_OK);
	T_INT(n, 1);
	T_BYTES(is->stem.p, is->stem.n, "word", 4);
	ns_arena_free(&arena);
}

/* Refusals of ns_entry_decode (entry) and of what decodes forms (forms). */
struct entry_row {
	const char *name, *key;
	struct hurt_bytes in;
	enum ns_code entry, forms;
};
static const struct entry_row entry_rows[] = {
	{ "an inline list, one form", STEM, B(8, 1, 0, 9, 0, 1, 7), NS_OK,
	  NS_OK },
	{ "shape 3", STEM, B(11, 1, 0, 9, 0, 1, 7), NS_CORRUPT, 0 },
	{ "an unknown flag", STEM, B(24, 1, 0, 9, 0, 1, 7), NS_CORRUPT, 0 },
	{ "own forms of a name", NAME, B(64, 1, 0, 9, 0, 1, 7), NS_CORRUPT, 0 },
	{ "no document", STEM, B(8, 0, 0, 9, 0, 1, 7), NS_CORRUPT, 0 },
	{ "no document of a name", NAME, B(0, 0, 0, 9, 0, 1, 7), NS_CORRUPT,
	  0 },
	{ "a list that ends early", STEM, B(8, 1, 0, 9, 0, 2, 7), NS_CORRUPT,
	  0 },
	{ "a name's list that ends early", NAME, B(0, 1, 0, 9, 0, 2, 7),
	  NS_CORRUPT, 0 },
	{ "bytes behind a name's entry", NAME, B(0, 1, 0, 9, 0, 1, 7, 0),
	  NS_CORRUPT, 0 },
	{ "many blocks, but one", NAME, B(2, 1, 0, 1, 0, 0), NS_CORRUPT, 0 },
	{ "no form", STEM, B(0, 1, 0, 9, 0, 1, 7, 0), NS_CORRUPT, 0 },
	{ "2^18 + 1 forms", STEM, B(0, 1, 0, 9, 0, 1, 7, 0x81, 0x80, 0x10),
	  NS_CORRUPT, 0 },
	{ "one form, spelt out", STEM, B(0, 1, 0, 9, 0, 1, 7, 1, 4, 0, 1),
	  NS_OK, NS_OK },
	{ "more forms than bytes", STEM, B(0, 1, 0, 9, 0, 1, 7, 9, 4, 0, 1),
	  NS_OK, NS_CORRUPT },
	{ "forms that end early", STEM, B(0, 1, 0, 9, 0, 1, 7, 2, 4, 0, 1),
	  NS_OK, NS_CORRUPT },
	{ "bytes behind the forms", STEM, B(0, 1, 0, 9, 0, 1, 7, 1, 4, 0, 1, 0),
	  NS_OK, NS_CORRUPT },
	{ "more shared than the term has", STEM,
	  B(0, 1, 0, 9, 0, 1, 7, 1, 5, 0, 1), NS_OK, NS_CORRUPT },
	{ "an inline list of one occurrence", STEM, B(40, 9, 0, 1, 7), NS_OK,
	  NS_OK },
	{ "a block of one occurrence", STEM, B(41, 9, 0, 1, 7), NS_CORRUPT, 0 },
	{ "one stem", FORM, B(1, 3, 0), NS_OK, NS_OK },
	{ "no stem", FORM, B(0), NS_CORRUPT, 0 },
	{ "a stem that ends early", FORM, B(1, 3, 1), NS_CORRUPT, 0 },
	{ "bytes behind the stems", FORM, B(1, 3, 0, 0), NS_CORRUPT, 0 },
	{ "more shared than the form has", FORM, B(1, 5, 0), NS_OK,
	  NS_CORRUPT },
};

static void damaged_entries_are_refused(void)
{
	for (size_t i = 0; i < sizeof(entry_rows) / sizeof(entry_rows[0]);
	     i++) {
		const struct entry_row *row = &entry_rows[i];
		uint8_t *in = hurt_copy(row->in.p, row->in.n, 0);
		struct ns_term t;
		enum ns_code code = ns_entry_decode(
			(struct ns_str){ row->key, KEY_LENGTH },
			(struct ns_str){ (char *)in, row->in.n }, &t);

		if (code != row->entry)
			T_FAIL("%s: %d", row->name, code);
		if (!code &&
		    decode_entry(in, row->in.n, row->key) != row->forms)
			T_FAIL("%s: its forms", row->name);
		free(in);
	}
}

/* Refusals too long for a row. */
static void long_entries_are_refused(void)
{
	struct ns_buf out = { 0 };
	char own[NS_TERM_BYTES + 1];

	memset(own, 'x', sizeof(own));
	for (uint32_t n = NS_FORM_STEMS; n <= NS_FORM_STEMS + 1; n++) {
		ns_buf_reset(&out);
		ns_buf_varint(&out, n);
		ns_buf_fill(&out, 0, 2 * n); // stems of no byte
		T_INT(decode_entry(out.p, out.n, FORM),
		      n == NS_FORM_STEMS ? NS_OK : NS_CORRUPT);
	}
	for (size_t n = NS_TERM_BYTES; n <= NS_TERM_BYTES + 1; n++) {
		ns_buf_reset(&out);
		ns_buf_put(&out, (uint8_t[]){ 1, 0 }, 2);
		ns_buf_str(&out, (struct ns_str){ own, n });
		T_INT(decode_entry(out.p, out.n, FORM),
		      n == NS_TERM_BYTES ? NS_OK : NS_CORRUPT);
	}
	ns_buf_free(&out);
}

int main(void)
{
	T_RUN(dictionary_blocks_come_back);
	T_RUN(terms_are_found_without_their_keys);
	T_RUN(damaged_dictionary_blocks_are_refused);
	T_RUN(keys_have_a_greatest_length);
	T_RUN(entries_come_back);
	T_RUN(forms_are_found);
	T_RUN(form_entries_come_back);
	T_RUN(forms_that_are_their_stem_take_nothing);
	T_RUN(damaged_entries_are_refused);
	T_RUN(long_entries_are_refused);
	return t_end();
}
