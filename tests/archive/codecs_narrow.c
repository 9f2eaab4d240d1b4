/* The codec of narrow columns gives back what it was given, in as few bits as
 * it promises, and refuses what is damaged. */
#include "core/archive/narrow.h"
#include "core/archive/pack.h"
#include "tests/archive/hurt.h"

static enum ns_code get_all(const uint8_t *in, size_t n, const void *arg)
{
	const uint32_t *values = arg;
	enum ns_code code, all = NS_OK;
	uint64_t v = 0;

	for (uint32_t i = 0; i < *values; i++) {
		code = ns_narrow_get(in, n, *values, i, &v);
		if (code)
			all = code;
	}
	hurt_use(&v, sizeof(v));
	return all;
}

/* Readable behind its bytes, as a chunk's payload is. */
static void encode(const uint64_t *value, uint32_t n, struct ns_buf *out)
{
	struct ns_narrow c = { 0 };

	for (uint32_t i = 0; i < n; i++)
		ns_narrow_add(&c, value[i]);
	ns_narrow_end(&c, out);
	ns_buf_fill(out, 0xa5, NS_PACK_SLACK);
	out->n -= NS_PACK_SLACK;
	ns_narrow_free(&c);
}

/* Whether the group of value i is of one value. */
static bool is_all(const uint64_t *value, uint32_t n, uint32_t i)
{
	uint32_t first = i - i % NS_NARROW_GROUP;

	for (uint32_t k = first; k < n && k < first + NS_NARROW_GROUP; k++)
		if (value[k] != value[i])
			return false;
	return true;
}

static void compare(const uint64_t *value, uint32_t n, const struct ns_buf *out)
{
	uint64_t v = 0;

	for (uint32_t i = 0; i < n; i++) {
		T_INT(ns_narrow_get(out->p, out->n, n, i, &v), NS_OK);
		T_INT(v, value[i]);
		T_INT(ns_narrow_is_all(out->p, out->n, n, i, value[i]),
		      is_all(value, n, i));
		T_OK(!ns_narrow_is_all(out->p, out->n, n, i, value[i] + 1));
	}
	T_INT(ns_narrow_get(out->p, out->n, n, n, &v), NS_CORRUPT);
	T_OK(!ns_narrow_is_all(out->p, out->n, n, n, *value));
	T_OK(!ns_narrow_is_all(out->p, 11, n, 0, *value));
}

/* A value of at most so many bits. */
static uint64_t value_of(uint64_t *seed, unsigned bits)
{
	return bits ? t_random(seed) >> (64 - bits) : 0;
}

static void all_widths_come_back(void)
{
	static const uint32_t sizes[] = { 1, 7, 1024, 1025, 3000 };
	uint64_t seed = 11, *value = malloc(3000 * sizeof(*value));

	for (unsigned bits = 0; bits <= 64; bits++) {
		for (size_t s = 0; s < sizeof(sizes) / sizeof(*sizes); s++) {
			uint32_t n = sizes[s], groups = (n + 1023) / 1024;
			uint64_t base = value_of(&seed, 63);
			struct ns_buf out = { 0 };

			for (uint32_t i = 0; i < n; i++)
				value[i] = base + value_of(&seed, bits);
			encode(value, n, &out);
			compare(value, n, &out);
			T_OK(out.n <=
			     12 * (size_t)groups + groups +
				     (size_t)n * (bits > 57 ? 64 : bits) / 8);
			ns_buf_free(&out);
		}
	}
	free(value);
}

static void damage_is_borne(void)
{
	uint64_t value[40], seed = 12;
	uint32_t n = 40;
	struct hurt h = { "narrow", get_all, &n, NS_PACK_SLACK, true, false };

	for (unsigned bits = 0; bits <= 64; bits += 13) {
		struct ns_buf out = { 0 };

		for (uint32_t i = 0; i < n; i++)
			value[i] = value_of(&seed, bits);
		encode(value, n, &out);
		hurt_all(&h, out.p, out.n);
		ns_buf_free(&out);
	}
}

struct row {
	const char *name;
	struct hurt_bytes in;
	enum ns_code code;
};
static const struct row rows[] = {
	{ "values 7 and 8", B(7, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2), NS_OK },
	{ "a width of 58",
	  B(7, 0, 0, 0, 0, 0, 0, 0, 58, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	    0, 0, 0, 0, 0),
	  NS_CORRUPT },
	{ "values behind the end", B(7, 0, 0, 0, 0, 0, 0, 0, 0x81, 0, 0, 0, 2),
	  NS_CORRUPT },
	{ "no whole table", B(7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), NS_CORRUPT },
};

static void refusals(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t *in =
			hurt_copy(rows[i].in.p, rows[i].in.n, NS_PACK_SLACK);
		uint64_t v = 0;

		if (ns_narrow_get(in, rows[i].in.n, 2, 1, &v) != rows[i].code)
			T_FAIL("%s", rows[i].name);
		if (!rows[i].code)
			T_INT(v, 8);
		free(in);
	}
}

int main(void)
{
	T_RUN(all_widths_come_back);
	T_RUN(damage_is_borne);
	T_RUN(refusals);
	return t_end();
}
