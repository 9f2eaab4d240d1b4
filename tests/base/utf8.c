/* UTF-8: what is, what is not, and what becomes of it. */
#include "core/base/utf8.h"

#include "tests/t.h"

#define BAD NS_UTF8_BAD

static const struct row {
	const char *text, *repaired; // NULL: it is valid
	unsigned bad;
} rows[] = {
	{ "", NULL, 0 },
	{ "plain", NULL, 0 },
	{ "\xc2\x80 \xdf\xbf", NULL, 0 },
	{ "\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf", NULL, 0 },
	{ "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", NULL, 0 },
	{ "\xe0\xae\xa4\xe0\xae\xae\xe0\xae\xbf \xe0\xae\xb4", NULL, 0 },
	{ "\x80", BAD, 1 },
	{ "a\xff"
	  "b",
	  "a" BAD "b", 1 },
	{ "\xc0\x80", BAD BAD, 2 },
	{ "\xc1\xbf", BAD BAD, 2 },
	{ "\xc3", BAD, 1 },
	{ "\xc3(", BAD "(", 1 },
	{ "\xe0\x9f\xbf", BAD BAD BAD, 3 },
	{ "\xe2\x82", BAD, 1 },
	{ "\xe2\x82x", BAD "x", 1 },
	{ "\xed\xa0\x80", BAD BAD BAD, 3 },
	{ "\xf0\x8f\xbf\xbf", BAD BAD BAD BAD, 4 },
	{ "\xf0\x9f\x98", BAD, 1 },
	{ "\xf0\x9f\x98z", BAD "z", 1 },
	{ "\xf4\x90\x80\x80", BAD BAD BAD BAD, 4 },
	{ "\xf5\x80", BAD BAD, 2 },
	{ "\xe1\x80\xe2\xf0\x91\x92\xf1\xbf"
	  "A",
	  BAD BAD BAD BAD "A", 4 },
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

/* Each row behind `before` letters, in memory of exactly that size. */
static void check(const struct row *r, size_t before)
{
	const char *wanted = r->repaired ? r->repaired : r->text;
	size_t n = before + strlen(r->text);
	char *text = malloc(n ? n : 1);
	struct ns_str s = { text, n };
	struct ns_buf out = { 0 };

	memset(text, 'x', before);
	memcpy(text + before, r->text, n - before);
	T_INT(ns_utf8_valid(s), !r->repaired);
	T_OK(ns_utf8_span(s) >= before);
	T_INT(ns_utf8_repair(s, &out), r->bad);
	T_INT(out.n, before + strlen(wanted));
	T_OK(out.n < before ||
	     memcmp(wanted, out.n ? (char *)out.p + before : "",
		    out.n - before) == 0);
	T_OK(ns_utf8_valid(ns_buf_view(&out)));
	ns_buf_free(&out);
	free(text);
}

static void each_row_anywhere(void)
{
	for (size_t i = 0; i < ROWS; i++)
		for (size_t before = 0; before < 140; before++)
			check(&rows[i], before);
}

/* The same decision for a character as its plain definition. */
static bool is_character(const uint8_t *p, size_t n)
{
	uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length = p[0] < 0x80   ? 1
			: p[0] < 0xc0 ? 0
			: p[0] < 0xe0 ? 2
			: p[0] < 0xf0 ? 3
			: p[0] < 0xf8 ? 4
				      : 0;
	uint32_t v = length == 1 ? p[0] : p[0] & (0x7fu >> length);

	if (length != n)
		return false;
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return false;
		v = v << 6 | (p[i] & 0x3f);
	}
	return v >= least[n] && v <= 0x10ffff && (v < 0xd800 || v > 0xdfff);
}

static void all_sequences_up_to_three(void)
{
	for (uint32_t v = 0; v < 1u << 24; v += 7) {
		uint8_t p[] = { (uint8_t)(v >> 16), (uint8_t)(v >> 8),
				(uint8_t)v };

		if (p[0] >= 0x80 && p[1] >= 0x80 && p[2] >= 0x80 &&
		    ns_utf8_valid((struct ns_str){ (char *)p, 3 }) !=
			    is_character(p, 3)) {
			T_FAIL("%02x %02x %02x", p[0], p[1], p[2]);
			return;
		}
	}
	for (uint32_t v = 0x8000; v < 0x10000; v++) {
		uint8_t p[] = { (uint8_t)(v >> 8), (uint8_t)v };

		if (p[1] >= 0x80 &&
		    ns_utf8_valid((struct ns_str){ (char *)p, 2 }) !=
			    is_character(p, 2))
			T_FAIL("%02x %02x", p[0], p[1]);
	}
}

static void cuts_fall_between_characters(void)
{
	struct ns_str s = NS_STR("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
	static const size_t wanted[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10 };

	for (size_t n = 0; n < 12; n++)
		T_INT(ns_utf8_cut(s, n).n, wanted[n]);
}

int main(void)
{
	T_RUN(each_row_anywhere);
	T_RUN(all_sequences_up_to_three);
	T_RUN(cuts_fall_between_characters);
	return t_end();
}
