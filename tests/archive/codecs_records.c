/* The codecs of chunks, a segment's header, lists of strings and the manifest's
 * records give back what they were given and refuse what is damaged. */
#include "core/archive/chunkset.h"
#include "core/archive/manifest.h"
#include "core/archive/pack.h"
#include "tests/archive/hurt.h"

static const uint8_t uuid[NS_UUID_BYTES] = "0123456789abcdef";

static struct ns_str str_of(const uint8_t *in, size_t n)
{
	return (struct ns_str){ (const char *)in, n };
}

/* ---- chunks -------------------------------------------------------------- */

static enum ns_code read_chunk(const uint8_t *in, size_t n, const void *arg)
{
	const struct ns_chunk_id *id = arg;
	struct ns_str payload;
	enum ns_code code =
		ns_chunk_read(*id, uuid, str_of(in, n), &payload, NULL);

	if (!code)
		hurt_use(payload.p, payload.n);
	return code;
}

/* Of a chunk of stored records only the header is summed, and padding never. */
static void chunks_come_back(void)
{
	static const size_t sizes[] = { 0, 1, 100, 3968, 3969, 5000 };
	static const uint8_t dbs[] = { NS_DB_POST, NS_DB_DOCS, NS_DB_NAMES };
	uint64_t seed = 7;

	for (size_t i = 0; i < 3 * sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct ns_chunk_id id = { dbs[i % 3], 3, 70000 };
		size_t n = sizes[i / 3], whole = ns_chunk_value_bytes(n);
		size_t summed = NS_CHUNK_HEADER + (id.db == NS_DB_DOCS ? 0 : n);
		struct hurt h = { "chunk", read_chunk, &id, 0, true, true };
		uint8_t *payload = malloc(n + 1);
		uint8_t *value = malloc(whole);
		struct ns_str back = { NULL, 0 };

		for (size_t k = 0; k < n; k++)
			payload[k] = (uint8_t)t_random(&seed);
		ns_chunk_write(id, uuid, str_of(payload, n), value);
		T_INT(ns_chunk_read(id, uuid, str_of(value, whole), &back,
				    NULL),
		      NS_OK);
		T_BYTES(back.p, back.n, payload, n);
		for (size_t k = 0; k < NS_CHUNK_TAIL; k++)
			T_INT(back.p[n + k], 0);
		hurt_cut(&h, value, whole);
		for (size_t k = 0; k < summed; k++) {
			value[k] ^= (uint8_t)(1 + hurt_below(&seed, 255));
			T_OK(ns_chunk_read(id, uuid, str_of(value, whole),
					   &back, NULL) != NS_OK);
			ns_chunk_write(id, uuid, str_of(payload, n), value);
		}
		free(payload);
		free(value);
	}
}

static void each_byte_of_a_chunk_is_guarded(void)
{
	struct ns_chunk_id id = { NS_DB_SKIP, 0, 1 };
	struct hurt h = { "chunk's header", read_chunk, &id, 0, true, true };
	uint8_t value[NS_CHUNK_LEAST], *exact;

	ns_chunk_write(id, uuid, NS_STR("payload"), value);
	exact = hurt_copy(value, sizeof(value), 0);
	for (size_t i = 0; i < NS_CHUNK_HEADER + 7; i++)
		for (unsigned x = 1; x < 256; x++) {
			exact[i] = (uint8_t)(value[i] ^ x);
			if (!h.decode(exact, sizeof(value), &id))
				T_FAIL("byte %zu changed by %02x", i, x);
			exact[i] = value[i];
		}
	free(exact);
}

/* A change that the sum is made to fit, so that its own refusal must see it. */
struct chunk_row {
	const char *name;
	size_t at;
	uint8_t to;
	enum ns_code code;
};
static const struct chunk_row chunk_rows[] = {
	{ "nothing is changed", 0, 'N', NS_OK },
	{ "another magic", 0, 'n', NS_CORRUPT },
	{ "another database", 4, NS_DB_POS, NS_CORRUPT },
	{ "another part", 5, 1, NS_CORRUPT },
	{ "another version", 6, NS_FORMAT_VERSION + 1, NS_VERSION },
	{ "another number", 8, 2, NS_CORRUPT },
	{ "a payload longer than the value", 13, 16, NS_CORRUPT },
	{ "another segment", 16, 'x', NS_CORRUPT },
	{ "a byte that must be zero", 32, 1, NS_CORRUPT },
};

static void damaged_chunks_are_refused(void)
{
	struct ns_chunk_id id = { NS_DB_SKIP, 0, 1 };
	uint8_t value[NS_CHUNK_LEAST];
	struct ns_str back;

	for (size_t i = 0; i < sizeof(chunk_rows) / sizeof(chunk_rows[0]);
	     i++) {
		const struct chunk_row *row = &chunk_rows[i];
		uint64_t sum;

		ns_chunk_write(id, uuid, NS_STR("payload"), value);
		value[row->at] = row->to;
		sum = ns_hash64_seed(value + NS_CHUNK_HEADER, 7,
				     ns_hash64(value, 40));
		memcpy(value + 40, &sum, sizeof(sum));
		if (ns_chunk_read(id, uuid, str_of(value, sizeof(value)), &back,
				  NULL) != row->code)
			T_FAIL("%s", row->name);
	}
	ns_chunk_write(id, uuid, NS_STR("payload"), value);
	value[NS_CHUNK_HEADER] ^= 1;
	T_INT(ns_chunk_read(id, uuid, str_of(value, sizeof(value)), &back,
			    NULL),
	      NS_CORRUPT);
	T_INT(ns_chunk_read(id, uuid, str_of(value, 3), &back, NULL),
	      NS_CORRUPT);
}

/* ---- the header of a segment --------------------------------------------- */

static enum ns_code read_header(const uint8_t *in, size_t n, const void *arg)
{
	struct ns_segment_info info;
	struct ns_segment_counts counts;

	(void)arg;
	return ns_header_decode(str_of(in, n), &info, &counts, NULL);
}

static void some_header(struct ns_segment_info *info,
			struct ns_segment_counts *counts)
{
	memset(info, 0, sizeof(*info));
	*info = (struct ns_segment_info){
		.n_docs = 1000,
		.n_dated = 999,
		.newest = 1700000000,
		.oldest = -5,
		.sum_length = 1 << 20,
		.sum_title = 8000,
		.n_titled = 990,
		.text_bytes = UINT64_C(1) << 40,
		.avgdl_least = 200.5,
		.avgdl_greatest = 300.25,
		.k1 = 1.2f,
		.b = .75f,
		.title_weight = 2,
		.n_terms = 12345,
	};
	*counts = (struct ns_segment_counts){
		.stream = { 1, 2, 3, 4 },
		.ids = { 5, 6 },
		.names = { 7, 8, 9, 10, 11, 12, 13 },
		.n_zdicts = 2,
		.zdict_id = { 14, 15 },
	};
}

static void headers_come_back(void)
{
	struct hurt h = { "header", read_header, NULL, 0, true, false };
	struct ns_segment_info info, is = { 0 };
	struct ns_segment_counts counts, are = { 0 };
	struct ns_buf out = { 0 };

	some_header(&info, &counts);
	ns_header_encode(&info, &counts, &out);
	T_INT(ns_header_decode(ns_buf_view(&out), &is, &are, NULL), NS_OK);
	T_BYTES(&are, sizeof(are), &counts, sizeof(counts));
	T_INT(is.n_docs, info.n_docs);
	T_INT(is.n_dated, info.n_dated);
	T_INT(is.newest, info.newest);
	T_INT(is.oldest, info.oldest);
	T_INT(is.sum_length, info.sum_length);
	T_INT(is.sum_title, info.sum_title);
	T_INT(is.n_titled, info.n_titled);
	T_INT(is.text_bytes, info.text_bytes);
	T_OK(is.avgdl_least == info.avgdl_least);
	T_OK(is.avgdl_greatest == info.avgdl_greatest);
	T_OK(is.k1 == info.k1 && is.b == info.b);
	T_INT(is.title_weight, info.title_weight);
	T_INT(is.n_terms, info.n_terms);
	hurt_all(&h, out.p, out.n);
	ns_buf_u8(&out, 0);
	T_INT(read_header(out.p, out.n, NULL), NS_CORRUPT); // bytes behind
	ns_buf_free(&out);
}

struct header_row {
	const char *name;
	uint32_t n_docs, n_dated, title_weight, n_zdicts;
	enum ns_code code;
};
static const struct header_row header_rows[] = {
	{ "a header", NS_SEGMENT_DOCS, 1, NS_TITLE_WEIGHT_MAX, NS_ZDICTS,
	  NS_OK },
	{ "no document", 0, 0, 2, 0, NS_CORRUPT },
	{ "too many documents", NS_SEGMENT_DOCS + 1, 0, 2, 0, NS_CORRUPT },
	{ "more dates than documents", 5, 6, 2, 0, NS_CORRUPT },
	{ "titles that do not count", 5, 5, 0, 0, NS_CORRUPT },
	{ "titles that count nine times", 5, 5, 9, 0, NS_CORRUPT },
	{ "65 dictionaries", 5, 5, 2, NS_ZDICTS + 1, NS_CORRUPT },
};

static void damaged_headers_are_refused(void)
{
	enum {
		AT_ZDICTS = 89 + 4 * (NS_STREAMS + NS_ID_LISTS + NS_NAME_FIELDS)
	};

	for (size_t i = 0; i < sizeof(header_rows) / sizeof(header_rows[0]);
	     i++) {
		const struct header_row *row = &header_rows[i];
		struct ns_segment_info info;
		struct ns_segment_counts counts;
		struct ns_buf out = { 0 };

		some_header(&info, &counts);
		info.n_docs = row->n_docs;
		info.n_dated = row->n_dated;
		info.title_weight = (uint8_t)row->title_weight;
		counts.n_zdicts = 0;
		ns_header_encode(&info, &counts, &out);
		T_INT(out.n, AT_ZDICTS + 4);
		memcpy(out.p + AT_ZDICTS, &row->n_zdicts, 4);
		ns_buf_fill(&out, 0, 4 * (size_t)row->n_zdicts);
		if (read_header(out.p, out.n, NULL) != row->code)
			T_FAIL("%s", row->name);
		ns_buf_free(&out);
	}
}

/* ---- lists of strings ---------------------------------------------------- */

static enum ns_code get_all(const uint8_t *in, size_t n, const void *arg)
{
	const uint32_t *strings = arg;
	enum ns_code code, all = NS_OK;
	struct ns_str s;

	for (uint32_t i = 0; i < *strings; i++) {
		code = ns_var_get(in, n, *strings, i, &s);
		if (code)
			all = code;
		else
			hurt_use(s.p, s.n);
	}
	return all;
}

static void lists_of_strings_come_back(void)
{
	static const char *const text[] = { "one", "", "three", "x" };
	uint32_t n = 4;
	struct hurt h = { "strings", get_all, &n, NS_PACK_SLACK, true, false };
	uint32_t ends[] = { 3, 3, 8, 9 };
	struct ns_buf out = { 0 };
	struct ns_str s = { NULL, 0 };

	ns_buf_u8(&out, 4);
	ns_pack_put(ends, n, 4, &out);
	for (uint32_t i = 0; i < n; i++)
		ns_buf_text(&out, ns_str_of(text[i]));
	ns_buf_fill(&out, 0, NS_PACK_SLACK);
	out.n -= NS_PACK_SLACK;
	for (uint32_t i = 0; i < n; i++) {
		T_INT(ns_var_get(out.p, out.n, n, i, &s), NS_OK);
		T_BYTES(s.p, s.n, text[i], strlen(text[i]));
	}
	hurt_all(&h, out.p, out.n);
	T_INT(ns_var_get(out.p, out.n, n, n, &s), NS_CORRUPT); // no such one
	T_INT(ns_var_get(out.p, 2, n, 0, &s), NS_CORRUPT);     // no whole table
	out.p[1] = 0x23; // "" would end before it begins
	T_INT(ns_var_get(out.p, out.n, n, 1, &s), NS_CORRUPT);
	out.p[2] = 0xa8; // "x" would end behind the chunk
	T_INT(ns_var_get(out.p, out.n, n, 3, &s), NS_CORRUPT);
	out.p[0] = 33; // no such width
	T_INT(ns_var_get(out.p, out.n, n, 0, &s), NS_CORRUPT);
	ns_buf_free(&out);
}

/* ---- the manifest -------------------------------------------------------- */

static enum ns_code settings(const uint8_t *in, size_t n, const void *arg)
{
	struct ns_manifest_head h;

	(void)arg;
	return ns_settings_decode(str_of(in, n), &h, NULL);
}

static enum ns_code state(const uint8_t *in, size_t n, const void *arg)
{
	struct ns_state s;

	(void)arg;
	return ns_state_decode(str_of(in, n), &s, NULL);
}

static enum ns_code segment(const uint8_t *in, size_t n, const void *arg)
{
	struct ns_seg_record r;

	return ns_seg_decode(str_of(arg, 4), str_of(in, n), &r, NULL);
}

static enum ns_code tombstone(const uint8_t *in, size_t n, const void *arg)
{
	struct ns_tomb_record t;

	(void)arg;
	return ns_tomb_decode(str_of(in, n), &t, NULL);
}

static enum ns_code language(const uint8_t *in, size_t n, const void *arg)
{
	struct ns_lang_use l;

	return ns_lang_decode(str_of(arg, 4), str_of(in, n), &l, NULL);
}

static enum ns_code summed(const uint8_t *in, size_t n, const void *arg)
{
	struct ns_str value = str_of(in, n);

	return ns_manifest_checked(str_of(arg, 4), &value, NULL);
}

/* Hurts one encoded record, then refuses it with a byte behind. */
static void hurt_record(const char *name, hurt_decode *decode,
			struct ns_buf *out)
{
	struct hurt h = { name, decode, "\0\0\1\2", 0, true, false };

	hurt_all(&h, out->p, out->n);
	ns_buf_u8(out, 0);
	if (hurt_at(&h, out->p, out->n) != NS_CORRUPT)
		T_FAIL("%s: a byte behind", name);
	ns_buf_reset(out);
}

static void records_of_the_manifest_come_back(void)
{
	struct ns_manifest_head head = { { 1.2f, .75f, 2, "en" }, "0123" };
	struct ns_state st = { 1, 2, 3, 4, 5, 6, 7 };
	struct ns_seg_record seg = { .number = 258,
				     .uuid = "0123",
				     .n_docs = 9,
				     .n_live = 8,
				     .oldest = -1,
				     .file_bytes = 4096 };
	struct ns_tomb_record tomb = { 77, -1, NS_STR("why") };
	struct ns_lang_use lang = { "en", 5, 6 };
	struct ns_seg_record seg_is;
	struct ns_state st_is;
	struct ns_manifest_head head_is;
	struct ns_buf out = { 0 };

	ns_settings_encode(&head, &out);
	T_INT(ns_settings_decode(ns_buf_view(&out), &head_is, NULL), NS_OK);
	T_BYTES(head_is.uuid, 16, head.uuid, 16);
	T_OK(head_is.settings.k1 == 1.2f && head_is.settings.b == .75f);
	T_BYTES(head_is.settings.lang, 4, "en\0", 4);
	hurt_record("settings", settings, &out);
	ns_state_encode(&st, &out);
	T_INT(ns_state_decode(ns_buf_view(&out), &st_is, NULL), NS_OK);
	T_INT(st_is.generation, 1);
	T_INT(st_is.next_segment, 2);
	T_INT(st_is.next_sequence, 3);
	T_INT(st_is.next_source, 4);
	T_INT(st_is.zone_rules, 5);
	T_INT(st_is.n_segments, 6);
	T_INT(st_is.n_langs, 7);
	hurt_record("state", state, &out);
	ns_seg_encode(&seg, &out);
	T_INT(ns_seg_decode(NS_STR("\0\0\1\2"), ns_buf_view(&out), &seg_is,
			    NULL),
	      NS_OK);
	T_INT(seg_is.number, 258);
	T_INT(seg_is.n_live, 8);
	T_INT(seg_is.oldest, -1);
	hurt_record("segment", segment, &out);
	ns_tomb_encode(&tomb, &out);
	hurt_record("tombstone", tombstone, &out);
	ns_lang_encode(&lang, &out);
	hurt_record("language", language, &out);
	ns_buf_free(&out);
}

static void sums_of_the_manifest_guard_keys_and_values(void)
{
	struct hurt h = { "sum", summed, "key1", 0, true, true };
	struct ns_buf value = { 0 };
	struct ns_str view;

	ns_buf_text(&value, NS_STR("value"));
	ns_buf_u64(&value, ns_hash64_seed("value", 5, ns_hash64("key1", 4)));
	hurt_all(&h, value.p, value.n);
	view = ns_buf_view(&value);
	T_INT(ns_manifest_checked(NS_STR("key2"), &view, NULL), NS_CORRUPT);
	view = (struct ns_str){ (char *)value.p, 7 };
	T_INT(ns_manifest_checked(NS_STR("key1"), &view, NULL), NS_CORRUPT);
	ns_buf_free(&value);
}

struct settings_row {
	const char *name;
	float k1, b;
	uint8_t title_weight;
	enum ns_code code;
};
static const struct settings_row settings_rows[] = {
	{ "settings", 0, 1, NS_TITLE_WEIGHT_MAX, NS_OK },
	{ "k1 below 0", -1, .75f, 2, NS_CORRUPT },
	{ "k1 that is no number", __builtin_nanf(""), .75f, 2, NS_CORRUPT },
	{ "b below 0", 1.2f, -1, 2, NS_CORRUPT },
	{ "b above 1", 1.2f, 1.5f, 2, NS_CORRUPT },
	{ "b that is no number", 1.2f, __builtin_nanf(""), 2, NS_CORRUPT },
	{ "titles that do not count", 1.2f, .75f, 0, NS_CORRUPT },
	{ "titles that count nine times", 1.2f, .75f, 9, NS_CORRUPT },
};

static void damaged_records_are_refused(void)
{
	struct ns_seg_record seg = { .n_docs = 9, .n_live = 10 };
	struct ns_lang_use lang = { "en", 5, 6 };
	struct ns_seg_record seg_is;
	struct ns_lang_use lang_is;
	struct ns_buf out = { 0 };

	for (size_t i = 0; i < sizeof(settings_rows) / sizeof(settings_rows[0]);
	     i++) {
		const struct settings_row *row = &settings_rows[i];
		struct ns_manifest_head h = {
			{ row->k1, row->b, row->title_weight, "en" }, "0123"
		};

		ns_buf_reset(&out);
		ns_settings_encode(&h, &out);
		if (settings(out.p, out.n, NULL) != row->code)
			T_FAIL("%s", row->name);
	}
	out.p[0]++;
	T_INT(settings(out.p, out.n, NULL), NS_VERSION);
	ns_buf_reset(&out);
	ns_seg_encode(&seg, &out); // more live documents than documents
	T_INT(segment(out.p, out.n, "\0\0\0\1"), NS_CORRUPT);
	ns_buf_reset(&out);
	seg.n_live = 9;
	ns_seg_encode(&seg, &out);
	T_INT(ns_seg_decode(NS_STR("key"), ns_buf_view(&out), &seg_is, NULL),
	      NS_CORRUPT);
	ns_buf_reset(&out);
	ns_lang_encode(&lang, &out);
	T_INT(ns_lang_decode(NS_STR("en"), ns_buf_view(&out), &lang_is, NULL),
	      NS_CORRUPT);
	ns_buf_free(&out);
}

int main(void)
{
	T_RUN(chunks_come_back);
	T_RUN(each_byte_of_a_chunk_is_guarded);
	T_RUN(damaged_chunks_are_refused);
	T_RUN(headers_come_back);
	T_RUN(damaged_headers_are_refused);
	T_RUN(lists_of_strings_come_back);
	T_RUN(records_of_the_manifest_come_back);
	T_RUN(sums_of_the_manifest_guard_keys_and_values);
	T_RUN(damaged_records_are_refused);
	return t_end();
}
