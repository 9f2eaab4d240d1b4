/* FORMAT.md is true: each of its examples is what the codecs write. An example
 * is a line that begins with "example NAME", and below it lines of hex bytes.
 */
#include <ctype.h>

#include "core/archive/chunkset.h"
#include "core/archive/dict.h"
#include "core/archive/manifest.h"
#include "core/archive/positions.h"
#include "core/archive/postings.h"
#include "core/archive/skip.h"
#include "tests/archive/made.h"

/* ---- what the codecs write ----------------------------------------------- */

static const uint8_t uuid[NS_UUID_BYTES] = { 0, 1, 2,  3,  4,  5,  6,  7,
					     8, 9, 10, 11, 12, 13, 14, 15 };

static void varints(struct ns_buf *out)
{
	ns_buf_varint(out, 5);
	ns_buf_varint(out, 300);
}

static void zigzags(struct ns_buf *out)
{
	ns_buf_varint(out, ns_zigzag(-1));
	ns_buf_varint(out, ns_zigzag(300));
}

static void strings(struct ns_buf *out)
{
	ns_buf_str(out, NS_STR("Gaz"));
}

static void put_key(struct ns_buf *out, uint8_t kind, const char *lang,
		    const char *term)
{
	uint8_t key[NS_KEY_BYTES];

	ns_buf_put(out, key, ns_key_make(kind, lang, ns_str_of(term), key));
}

static void term_key(struct ns_buf *out)
{
	put_key(out, NS_KIND_STEM, "en\0", "rain");
}

static void name_key(struct ns_buf *out)
{
	put_key(out, NS_KIND_OUTLET, "\0\0\0", "gaz");
}

static void put_chunk_key(struct ns_buf *out, struct ns_chunk_id id)
{
	uint8_t key[NS_CHUNK_KEY_MAX];

	ns_buf_put(out, key, ns_chunk_key(id, key));
}

static void stream_key(struct ns_buf *out)
{
	put_chunk_key(out, (struct ns_chunk_id){ NS_DB_POST, 0, 258 });
}

static void column_key(struct ns_buf *out)
{
	put_chunk_key(out,
		      (struct ns_chunk_id){ NS_DB_COLS, NS_COL_LENGTH, 1 });
}

static void ids_key(struct ns_buf *out)
{
	put_chunk_key(out, (struct ns_chunk_id){ NS_DB_IDS, 1, 0 });
}

/* Header and payload; what follows are zeros. */
static void chunk(struct ns_buf *out)
{
	uint8_t value[NS_CHUNK_LEAST];

	ns_chunk_write((struct ns_chunk_id){ NS_DB_POST, 0, 258 }, uuid,
		       NS_STR("abcde"), value);
	for (size_t i = NS_CHUNK_HEADER + 5; i < sizeof(value); i++)
		T_INT(value[i], 0);
	ns_buf_put(out, value, NS_CHUNK_HEADER + 5);
}

static void header(struct ns_buf *out)
{
	struct ns_segment_info info = {
		.n_docs = 3,
		.n_dated = 2,
		.newest = 1709641200,
		.oldest = -1,
		.sum_length = 900,
		.sum_title = 20,
		.n_titled = 3,
		.text_bytes = 5000,
		.avgdl_least = 300,
		.avgdl_greatest = 300,
		.k1 = 1.2f,
		.b = .75f,
		.title_weight = 2,
		.n_terms = 400,
	};
	struct ns_segment_counts counts = {
		.stream = { 1, 1, 1, 2, 1 },
		.ids = { 1, 1 },
		.names = { 0, 2, 1, 0, 0, 4, 0 },
		.n_zdicts = 1,
		.zdict_id = { 0x12345678 },
	};

	ns_header_encode(&info, &counts, out);
}

static void dictionary(struct ns_buf *out)
{
	struct ns_dict_block b = { 0 };

	ns_dict_add(&b, (struct ns_str){ "sen\0rain", 8 }, NS_STR("R"));
	ns_dict_add(&b, (struct ns_str){ "sen\0rat", 7 }, NS_STR("T"));
	ns_dict_seal(&b);
	ns_buf_text(out, ns_buf_view(&b.bytes));
	ns_buf_free(&b.bytes);
}

static void term_inline(struct ns_buf *out)
{
	struct ns_term_place p = { .df = 1,
				   .total = 1,
				   .has_positions = true,
				   .impact = 30000,
				   .list = { "\x12\x07", 2 } };
	struct ns_form form = { NS_STR("rain"), 1 };

	ns_entry_encode(&p, NS_STR("rain"), &form, 1, out);
}

static void term_one_block(struct ns_buf *out)
{
	struct ns_term_place p = { .df = 40,
				   .total = 55,
				   .n_blocks = 1,
				   .has_positions = true,
				   .impact = 30000,
				   .last_doc = 300,
				   .post_at = 262144 + 9,
				   .pos_at = 77 };
	struct ns_form form[] = { { NS_STR("rain"), 38 },
				  { NS_STR("rained"), 3 } };

	ns_entry_encode(&p, NS_STR("rain"), form, 2, out);
}

static void term_own(struct ns_buf *out)
{
	term_one_block(out);
	out->p[0] |= 64;
}

static void term_blocks(struct ns_buf *out)
{
	struct ns_term_place p = { .df = 1000,
				   .total = 1000,
				   .n_blocks = 8,
				   .skip_at = 64,
				   .post_at = 9 };

	ns_entry_encode(&p, NS_STR("gaz"), NULL, 0, out);
}

static void term_bitmap(struct ns_buf *out)
{
	struct ns_term_place p = { .df = 1000,
				   .total = 1000,
				   .n_blocks = 8,
				   .has_bitmap = true,
				   .skip_at = 64,
				   .post_at = 9,
				   .bits_at = 512 };

	ns_entry_encode(&p, NS_STR("gaz"), NULL, 0, out);
}

static void form_entry(struct ns_buf *out)
{
	struct ns_form_stem stem[] = { { NS_STR("rain"), 0, 0 },
				       { NS_STR("rained"), 0, 0 } };

	ns_form_entry_encode(NS_STR("rained"), stem, 2, out);
}

static void put_block(struct ns_buf *out, const struct ns_block *b,
		      ns_docid base)
{
	uint8_t bytes[NS_BLOCK_ROOM];

	ns_buf_put(out, bytes, ns_block_encode(b, base, bytes));
}

static void postings_gaps(struct ns_buf *out)
{
	struct ns_block b = { .n = 3,
			      .doc = { 7, 9, 300 },
			      .freq = { 2, 1, 5 },
			      .title = { 1, 0, 0 },
			      .has_title = 1 };

	put_block(out, &b, 5);
}

static void postings_bitset(struct ns_buf *out)
{
	struct ns_block b = { .n = 10,
			      .doc = { 8, 9, 10, 11, 12, 13, 14, 15, 16, 29 },
			      .freq = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 } };

	put_block(out, &b, 8);
}

static void postings_run(struct ns_buf *out)
{
	struct ns_block b = { .n = 3, .doc = { 4, 5, 6 }, .freq = { 1, 1, 1 } };

	put_block(out, &b, 4);
}

static void postings_bare(struct ns_buf *out)
{
	struct ns_block b = { .n = 3, .doc = { 7, 8, 9 }, .freq = { 2, 1, 5 } };
	uint8_t bytes[NS_BLOCK_ROOM];

	ns_buf_put(out, bytes, ns_block_encode_bare(&b, bytes));
}

static void postings_patched(struct ns_buf *out)
{
	struct ns_block b = { .n = 32 };

	for (uint32_t i = 0; i < b.n; i++) {
		b.doc[i] = i;
		b.freq[i] = i + 1 < b.n ? 1 : 200;
	}
	put_block(out, &b, 0);
}

static void inline_list(struct ns_buf *out)
{
	struct ns_inline_shape shape = { 2, true, true };
	struct ns_block b = { .n = 2,
			      .doc = { 9, 12 },
			      .freq = { 1, 4 },
			      .title = { 0, 1 },
			      .has_title = 1 };
	uint32_t position[] = { 7, 0, 30, 31 }, form[] = { 0, 0, 1, 0 };

	ns_inline_encode(&b, position, form, shape, out);
}

static void positions(struct ns_buf *out)
{
	static const uint32_t start[] = { 0, 8, 9 };
	static const uint32_t position[] = { 2, 4, 5, 7, 9, 10, 11, 90, 1 };
	static const uint32_t form[] = { 0, 1, 0, 0, 0, 0, 0, 0, 1 };

	ns_positions_encode(start, 2, position, form, out);
}

static void skip_data(struct ns_buf *out)
{
	static const uint32_t last[] = { 300, 70000 }, base[] = { 0, 301 };
	static const uint32_t at[] = { 0, 200 }, pos[] = { 0, 500 };
	static const uint16_t impact[] = { 40000, 30000 };
	struct ns_skip s = { .n = 2,
			     .last_doc = last,
			     .base = base,
			     .offset = at,
			     .pos_offset = pos,
			     .impact = impact,
			     .best = { 39984, 100, 0, 0 } };

	ns_skip_encode(&s, out);
}

static void norms(struct ns_buf *out)
{
	static const uint32_t length[] = { 0, 1, 27, UINT32_MAX };

	for (size_t i = 0; i < sizeof(length) / sizeof(length[0]); i++)
		ns_buf_u8(out, ns_norm_code(length[i]));
}

static void date_info(struct ns_buf *out)
{
	ns_buf_u8(out, ns_date_info(NS_PREC_DAY, NS_FROM_FIELD, false));
	ns_buf_u8(out, ns_date_info(NS_PREC_SECOND, NS_FROM_FEED, true));
}

static void text_map(struct ns_buf *out)
{
	uint32_t paragraph[] = { 0, 8, 200 };

	ns_text_map_encode(8, 0, paragraph, 3, out);
}

static void record(struct ns_buf *out)
{
	struct ns_str authors[] = { NS_STR("An"), NS_STR("Bo") };
	struct ns_given given[] = { { NS_STR("n"), NS_STR("17") } };
	struct ns_article a = { .title = NS_STR("Rain."),
				.body = NS_STR("Wet."),
				.outlet = NS_STR("Gaz"),
				.author = authors,
				.n_author = 2,
				.given = given,
				.n_given = 1 };

	a.date.seconds = 1709643600;
	a.date.precision = NS_PREC_SECOND;
	a.date_from = NS_FROM_FIELD;
	ns_article_encode(&a, out);
}

/* ---- the manifest -------------------------------------------------------- */

/* A value with the sum over its key and itself. */
static void sum(struct ns_buf *out, struct ns_str key)
{
	struct ns_str whole;

	ns_buf_u64(out,
		   ns_hash64_seed(out->p, out->n, ns_hash64(key.p, key.n)));
	whole = ns_buf_view(out);
	T_INT(ns_manifest_checked(key, &whole, NULL), NS_OK);
}

static void settings(struct ns_buf *out)
{
	struct ns_manifest_head h = { .settings = NS_SETTINGS_DEFAULT };

	memcpy(h.uuid, uuid, sizeof(uuid));
	ns_settings_encode(&h, out);
	sum(out, NS_STR("settings"));
}

static void state(struct ns_buf *out)
{
	struct ns_state s = { .generation = 7,
			      .next_segment = 13,
			      .next_sequence = 1001,
			      .next_source = 2,
			      .n_segments = 3,
			      .n_langs = 1 };

	ns_state_encode(&s, out);
	sum(out, NS_STR("state"));
}

static void segment_key(struct ns_buf *out)
{
	struct ns_number_key k = ns_number_key(12);

	ns_buf_text(out, ns_number_str(&k));
}

static void segment_record(struct ns_buf *out)
{
	struct ns_seg_record r = { .n_docs = 3,
				   .n_live = 2,
				   .sum_length = 600,
				   .sum_title = 13,
				   .n_titled = 2,
				   .file_bytes = 290816,
				   .newest = 1709641200,
				   .oldest = -1 };

	memcpy(r.uuid, uuid, sizeof(uuid));
	ns_seg_encode(&r, out);
	sum(out, (struct ns_str){ "\0\0\0\x0c", 4 });
}

static void tombstone(struct ns_buf *out)
{
	struct ns_tomb_record t = { .id_hash = ns_hash64("id-3", 4),
				    .when = 1709641200,
				    .reason = NS_STR("asked") };
	struct ns_hash128 h = ns_hash128("id-3", 4);

	ns_tomb_encode(&t, out);
	sum(out, (struct ns_str){ (const char *)(void *)&h, sizeof(h) });
}

static void tombstone_key(struct ns_buf *out)
{
	struct ns_hash128 h = ns_hash128("id-3", 4);

	ns_buf_put(out, &h, sizeof(h));
}

static void language(struct ns_buf *out)
{
	struct ns_lang_use l = { "en", 2, 0x1122334455667788 };

	ns_lang_encode(&l, out);
	sum(out, (struct ns_str){ "en\0", 4 });
}

/* ---- what only a whole archive shows ------------------------------------- */

static char *dir; // 3 documents, the one called id-1 forgotten

static void make_archive(void)
{
	struct made m = { .n_docs = 3, .title_weight = 2, .newest = 240 };
	struct ns_update *u = NULL;
	struct ns_tombstone gone = { NS_STR("id-1"), NS_STR("why"), 1 };
	struct ns_publish p = { .n_add = 1, .sequence = 3 };
	struct ns_publish forget = { .forget = &gone, .n_forget = 1 };
	struct ns_error e;
	uint32_t number, source;

	dir = made_dir();
	made_fill(&m, 1);
	T_INT(ns_update_open(dir, NULL, &u, &e), NS_OK);
	number = made_write(&m, u);
	p.add = &number;
	T_INT(ns_update_source(u, NS_STR("a.json"), &source, &e), NS_OK);
	T_INT(ns_update_source(u, NS_STR("b.json"), &source, &e), NS_OK);
	T_INT(ns_publish(u, &p, NULL, &e), NS_OK);
	T_INT(ns_publish(u, &forget, NULL, &e), NS_OK);
	ns_update_close(u);
	made_free(&m);
}

static void payload_of(struct ns_chunk_id id, struct ns_buf *out)
{
	uint8_t key[NS_CHUNK_KEY_MAX];
	struct ns_str k = { (const char *)key, ns_chunk_key(id, key) }, value;
	struct ns_env *env = NULL;
	char path[64];

	snprintf(path, sizeof(path), "%s/seg-00000001.mdb", dir);
	T_INT(ns_env_open(path, ns_db_name, NS_DBS, &env, NULL), NS_OK);
	T_INT(ns_env_get(env, id.db, k, &value, NULL), NS_OK);
	ns_buf_put(out, value.p + NS_CHUNK_HEADER, ns_le32(value.p + 12));
	ns_env_close(env);
}

static void value_of(enum ns_manifest_db db, struct ns_str key,
		     struct ns_buf *out)
{
	struct ns_env *env = NULL;
	struct ns_txn *t = NULL;
	struct ns_str value;
	char path[64];

	snprintf(path, sizeof(path), "%s/manifest.mdb", dir);
	T_INT(ns_env_manifest(path, false, ns_manifest_name, NS_MDBS, &env,
			      NULL),
	      NS_OK);
	T_INT(ns_txn_begin(env, false, &t, NULL), NS_OK);
	T_INT(ns_txn_get(t, (int)db, key, &value, NULL), NS_OK);
	ns_buf_text(out, value);
	ns_txn_abort(t);
	ns_env_close(env);
}

static void column(struct ns_buf *out)
{
	payload_of((struct ns_chunk_id){ NS_DB_COLS, NS_COL_DATE, 0 }, out);
}

static void narrow_column(struct ns_buf *out)
{
	payload_of((struct ns_chunk_id){ NS_DB_COLS, NS_COL_LENGTH, 0 }, out);
}

static void byte_column(struct ns_buf *out)
{
	payload_of((struct ns_chunk_id){ NS_DB_VARS, NS_COL_AUTHORS, 0 }, out);
}

static void names(struct ns_buf *out)
{
	payload_of((struct ns_chunk_id){ NS_DB_NAMES, NS_NAME_OUTLET, 0 }, out);
}

static void ids(struct ns_buf *out)
{
	payload_of((struct ns_chunk_id){ NS_DB_IDS, 0, 0 }, out);
}

static void live(struct ns_buf *out)
{
	value_of(NS_MDB_LIVE, (struct ns_str){ "\0\0\0\1", 4 }, out);
}

static void source(struct ns_buf *out)
{
	value_of(NS_MDB_SRC, NS_STR("b.json"), out);
}

/* ---- the examples -------------------------------------------------------- */

static const struct example {
	const char *name;
	void (*write)(struct ns_buf *out);
} examples[] = {
	{ "varint", varints },
	{ "zigzag", zigzags },
	{ "string", strings },
	{ "term-key", term_key },
	{ "name-key", name_key },
	{ "stream-key", stream_key },
	{ "column-key", column_key },
	{ "ids-key", ids_key },
	{ "chunk", chunk },
	{ "header", header },
	{ "dictionary", dictionary },
	{ "term-inline", term_inline },
	{ "term-one-block", term_one_block },
	{ "term-own", term_own },
	{ "term-blocks", term_blocks },
	{ "term-bitmap", term_bitmap },
	{ "form-entry", form_entry },
	{ "postings-gaps", postings_gaps },
	{ "postings-bitset", postings_bitset },
	{ "postings-run", postings_run },
	{ "postings-bare", postings_bare },
	{ "postings-patched", postings_patched },
	{ "inline-list", inline_list },
	{ "positions", positions },
	{ "skip-data", skip_data },
	{ "norms", norms },
	{ "date-info", date_info },
	{ "column", column },
	{ "narrow-column", narrow_column },
	{ "byte-column", byte_column },
	{ "text-map", text_map },
	{ "names", names },
	{ "ids", ids },
	{ "record", record },
	{ "settings", settings },
	{ "state", state },
	{ "segment-key", segment_key },
	{ "segment", segment_record },
	{ "live", live },
	{ "tombstone-key", tombstone_key },
	{ "tombstone", tombstone },
	{ "language", language },
	{ "source", source },
};
enum { EXAMPLES = sizeof(examples) / sizeof(examples[0]) };

static bool seen[EXAMPLES];

static void check(const char *name, const struct ns_buf *doc)
{
	char hex[4096] = "";
	size_t i = 0;
	struct ns_buf is = { 0 };

	while (i < EXAMPLES && strcmp(examples[i].name, name) != 0)
		i++;
	if (i == EXAMPLES) {
		T_FAIL("example %s is not asserted", name);
		return;
	}
	if (seen[i])
		T_FAIL("example %s is there twice", name);
	seen[i] = true;
	examples[i].write(&is);
	for (size_t k = 0; k < is.n && 3 * k + 4 < sizeof(hex); k++)
		snprintf(hex + 3 * k, 4, "%02x ", is.p[k]);
	if (is.n != doc->n || memcmp(is.p, doc->p, is.n) != 0)
		T_FAIL("example %s: %zu bytes, and they are\n%s", name, is.n,
		       hex);
	ns_buf_free(&is);
}

/* Appends the bytes of a line of hex; false: it is no such line. */
static bool add_hex(const char *line, struct ns_buf *doc)
{
	const char *p = line + strspn(line, " ");
	unsigned byte;

	if (*p == '\n' || !*p)
		return false;
	for (const char *q = p; *q && *q != '\n'; q++)
		if (!isxdigit((unsigned char)*q) && *q != ' ')
			return false;
	for (; sscanf(p, "%2x", &byte) == 1; p += 2) {
		ns_buf_u8(doc, (uint8_t)byte);
		p += strspn(p, " ");
	}
	return true;
}

static void examples_are_what_is_written(void)
{
	FILE *f = fopen("core/archive/FORMAT.md", "r");
	struct ns_buf doc = { 0 };
	char line[512], name[64] = "", next[64];

	if (!f) {
		T_FAIL("core/archive/FORMAT.md is not there");
		return;
	}
	make_archive();
	while (fgets(line, sizeof(line), f)) {
		if (*name && add_hex(line, &doc))
			continue;
		if (*name)
			check(name, &doc);
		ns_buf_reset(&doc);
		*name = 0;
		if (sscanf(line, " example %63s", next) == 1)
			memcpy(name, next, sizeof(name));
	}
	for (size_t i = 0; i < EXAMPLES; i++)
		if (!seen[i])
			T_FAIL("FORMAT.md has no example %s", examples[i].name);
	fclose(f);
	ns_buf_free(&doc);
	made_remove(dir);
}

int main(void)
{
	T_RUN(examples_are_what_is_written);
	return t_end();
}
