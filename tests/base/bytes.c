/* Bounded reads: whatever the bytes, nothing outside is touched, and the first
 * short read is remembered. */
#include "core/base/bytes.h"
#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/hash.h"
#include "tests/t.h"

#include <errno.h>

/* The bytes in a malloc of their exact size, so that a sanitizer sees a step
 * outside. */
static uint8_t *exact(const void *p, size_t n)
{
	uint8_t *copy = malloc(n ? n : 1);

	if (!copy)
		abort();
	if (n)
		memcpy(copy, p, n);
	return copy;
}

static void reads_what_was_put(void)
{
	struct ns_buf b = { 0 };
	struct ns_rd r;

	ns_buf_u8(&b, 200);
	ns_buf_u16(&b, 50000);
	ns_buf_u32(&b, 4000000000U);
	ns_buf_u64(&b, UINT64_MAX - 1);
	ns_buf_str(&b, NS_STR("text"));
	r = ns_rd_of(b.p, b.n);
	T_INT(ns_rd_u8(&r), 200);
	T_INT(ns_rd_u16(&r), 50000);
	T_INT(ns_rd_u32(&r), 4000000000U);
	T_OK(ns_rd_u64(&r) == UINT64_MAX - 1);
	T_OK(ns_str_eq(ns_rd_str(&r), NS_STR("text")));
	T_INT(ns_rd_left(&r), 0);
	T_OK(!r.bad);
	ns_buf_free(&b);
}

static void every_truncation_is_bad(void)
{
	struct ns_buf b = { 0 };

	ns_buf_u16(&b, 1);
	ns_buf_u32(&b, 2);
	ns_buf_u64(&b, 3);
	ns_buf_varint(&b, 1 << 20);
	ns_buf_str(&b, NS_STR("text"));
	for (size_t n = 0; n <= b.n; n++) {
		uint8_t *copy = exact(b.p, n);
		struct ns_rd r = ns_rd_of(copy, n);

		(void)ns_rd_u16(&r);
		(void)ns_rd_u32(&r);
		(void)ns_rd_u64(&r);
		(void)ns_rd_varint(&r);
		(void)ns_rd_str(&r);
		T_INT(r.bad, n < b.n);
		free(copy);
	}
	ns_buf_free(&b);
}

static void after_a_bad_read_all_is_empty(void)
{
	struct ns_rd r = ns_rd_of("\x01\x02\x03", 3);

	(void)ns_rd_u32(&r);
	T_OK(r.bad);
	T_INT(ns_rd_u8(&r), 0);
	T_INT(ns_rd_left(&r), 0);
	T_INT(ns_rd_varint(&r), 0);
	T_INT(ns_rd_str(&r).n, 0);
	T_OK(!ns_rd_take(&r, 0));
	r = ns_rd_of(NULL, 0);
	T_INT(ns_rd_u8(&r), 0);
	T_OK(r.bad);
}

static void varints_return(void)
{
	uint64_t state = 2;

	for (int i = 0; i < 20000; i++) {
		uint64_t v = t_random(&state) >> (t_random(&state) % 64);
		uint8_t out[NS_VARINT_BYTES];
		size_t n = ns_put_varint(out, v);
		uint8_t *copy = exact(out, n);
		struct ns_rd r = ns_rd_of(copy, n);

		T_OK(ns_rd_varint(&r) == v);
		T_OK(!r.bad && !ns_rd_left(&r));
		r = ns_rd_of(copy, n);
		T_OK(ns_rd_varint32(&r) == (v > UINT32_MAX ? 0 : v));
		T_INT(r.bad, v > UINT32_MAX);
		free(copy);
	}
}

static const struct {
	const char *name;
	const char *bytes;
	size_t n;
} bad_varints[] = {
	{ "nothing", "", 0 },
	{ "no last byte", "\x80", 1 },
	{ "no last byte, nine", "\xff\xff\xff\xff\xff\xff\xff\xff\xff", 9 },
	{ "65 bits", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10 },
	{ "eleven bytes", "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 11 },
};

static void bad_varints_are_refused(void)
{
	for (size_t i = 0; i < sizeof(bad_varints) / sizeof(*bad_varints);
	     i++) {
		uint8_t *copy = exact(bad_varints[i].bytes, bad_varints[i].n);
		struct ns_rd r = ns_rd_of(copy, bad_varints[i].n);

		if (ns_rd_varint(&r) != 0 || !r.bad)
			T_FAIL("read: %s", bad_varints[i].name);
		free(copy);
	}
}

static void a_length_beyond_the_end_is_bad(void)
{
	struct ns_buf b = { 0 };
	struct ns_rd r;

	ns_buf_varint(&b, UINT64_MAX);
	ns_buf_u8(&b, 'x');
	r = ns_rd_of(b.p, b.n);
	T_INT(ns_rd_str(&r).n, 0);
	T_OK(r.bad);
	ns_buf_free(&b);
}

static void zigzag_returns(void)
{
	static const int64_t v[] = { 0, -1, 1, -64, 64, INT64_MIN, INT64_MAX };

	for (size_t i = 0; i < sizeof(v) / sizeof(*v); i++)
		T_INT(ns_unzigzag(ns_zigzag(v[i])), v[i]);
	T_INT(ns_zigzag(-1), 1);
	T_INT(ns_zigzag(1), 2);
}

static void views_compare_as_lmdb_does(void)
{
	T_OK(ns_str_cmp(NS_STR("a"), NS_STR("ab")) < 0);
	T_OK(ns_str_cmp(NS_STR("b"), NS_STR("ab")) > 0);
	T_OK(ns_str_cmp(NS_STR("\xff"), NS_STR("a")) > 0);
	T_OK(ns_str_cmp(NS_STR(""), (struct ns_str){ NULL, 0 }) == 0);
	T_OK(ns_str_eq(NS_STR("a\0b"), NS_STR("a\0b")));
	T_OK(!ns_str_eq(NS_STR("a\0b"), NS_STR("a\0c")));
	T_OK(ns_str_starts(NS_STR("abc"), NS_STR("ab")));
	T_OK(ns_str_starts(NS_STR("abc"), ns_str_of(NULL)));
	T_OK(!ns_str_starts(NS_STR("a"), NS_STR("ab")));
}

static void errors_are_sentences(void)
{
	static char longer[2 * NS_ERROR_BYTES];
	struct ns_error e = { 0 };

	T_INT(ns_fail(&e, NS_LIMIT, "%d words, not %d", 33, 32), NS_LIMIT);
	T_INT(e.code, NS_LIMIT);
	T_TEXT(e.text, "33 words, not 32");
	T_INT(ns_fail_errno(&e, ENOENT, "cannot open %s", "a"), NS_IO);
	T_TEXT(e.text, "cannot open a: No such file or directory");
	T_INT(ns_fail_errno(NULL, ENOMEM, "no"), NS_NOMEM);
	T_INT(ns_fail(NULL, NS_BUSY, "no"), NS_BUSY);
	memset(longer, 'x', sizeof(longer) - 1);
	(void)ns_fail_errno(&e, EIO, "%s", longer);
	T_INT(strlen(e.text), NS_ERROR_BYTES - 1);
}

/* Hashes are on disk: another value is another format. The expected ones are
 * those of xxhsum 0.8 (-H3, -H2) for the same bytes. */
static void hashes_keep_their_values(void)
{
	struct ns_hash128 h = ns_hash128("newsstand", 9);

	T_OK(ns_hash64("newsstand", 9) == UINT64_C(0x4dd24cb94af43933));
	T_OK(ns_hash64_seed("", 0, 0) == ns_hash64("", 0));
	T_OK(ns_hash64_seed("a", 1, 1) != ns_hash64("a", 1));
	T_OK(h.hi == UINT64_C(0x6ae19e9cf67af017) &&
	     h.lo == UINT64_C(0x8caad342a1da9fbe));
}

int main(void)
{
	T_RUN(reads_what_was_put);
	T_RUN(every_truncation_is_bad);
	T_RUN(after_a_bad_read_all_is_empty);
	T_RUN(varints_return);
	T_RUN(bad_varints_are_refused);
	T_RUN(a_length_beyond_the_end_is_bad);
	T_RUN(zigzag_returns);
	T_RUN(views_compare_as_lmdb_does);
	T_RUN(errors_are_sentences);
	T_RUN(hashes_keep_their_values);
	return t_end();
}
