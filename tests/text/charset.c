/* Charsets: labels as browsers understand them, and texts of each kind. */
#include "core/text/charset.h"

#include "tests/t.h"

static void decoded(const char *label, const char *bytes, const char *wanted,
		    uint64_t wanted_bad)
{
	struct ns_buf out = { 0 };
	struct ns_error e = { 0 };
	uint64_t bad = 0;

	ns_buf_text(&out, NS_STR("> ")); // what is there stays
	T_INT(ns_charset_decode(ns_str_of(bytes), ns_str_of(label), &out, &bad,
				&e),
	      NS_OK);
	T_BYTES(out.p + 2, out.n - 2, wanted, strlen(wanted));
	T_INT(bad, wanted_bad);
	ns_buf_free(&out);
}

static void texts_are_decoded(void)
{
	decoded("windows-1252",
		"\x93"
		"caf\xe9\x94",
		"\xe2\x80\x9c"
		"caf\xc3\xa9\xe2\x80\x9d",
		0);
	decoded("iso-8859-2", "\xb3\xf3\xbf", "\xc5\x82\xc3\xb3\xc5\xbc", 0);
	decoded("windows-1251", "\xcc\xe8\xf0", "\xd0\x9c\xd0\xb8\xd1\x80", 0);
	decoded("koi8-r", "\xed\xc9\xd2", "\xd0\x9c\xd0\xb8\xd1\x80", 0);
	decoded("gb18030", "\xd0\xc2\xce\xc5", "\xe6\x96\xb0\xe9\x97\xbb", 0);
	decoded("shift_jis", "\x90\x56\x95\xb7", "\xe6\x96\xb0\xe8\x81\x9e", 0);
	decoded("euc-jp", "\xbf\xb7\xca\xb9", "\xe6\x96\xb0\xe8\x81\x9e", 0);
	decoded("utf-8",
		"a\xff"
		"b",
		"a\xef\xbf\xbd"
		"b",
		1);
	decoded("utf-8", "", "", 0);
}

static void labels_mean_what_browsers_say(void)
{
	decoded("ISO-8859-1", "\x92", "\xe2\x80\x99", 0);
	decoded("latin1", "\x92", "\xe2\x80\x99", 0);
	decoded("us-ascii", "\x92", "\xe2\x80\x99", 0);
	decoded("gb2312", "\x81\x30\x81\x30", "\xc2\x80", 0);
	decoded("ISO-8859-9", "\x80", "\xe2\x82\xac", 0);
	T_OK(ns_charset_known(NS_STR("UTF-8")));
	T_OK(ns_charset_known(NS_STR("x-sjis")));
	T_OK(!ns_charset_known(NS_STR("no-such-thing")));
	T_OK(!ns_charset_known(NS_STR("")));
}

static void unknown_labels_are_refused(void)
{
	struct ns_buf out = { 0 };
	struct ns_error e = { 0 };
	uint64_t bad = 0;
	char label[200];

	memset(label, 'a', sizeof(label));
	T_INT(ns_charset_decode(NS_STR("x"), NS_STR("klingon"), &out, &bad, &e),
	      NS_NOTFOUND);
	T_TEXT(e.text, "no charset 'klingon'");
	T_INT(ns_charset_decode(NS_STR("x"),
				(struct ns_str){ label, sizeof(label) }, &out,
				&bad, &e),
	      NS_NOTFOUND);
	T_INT(out.n, 0);
	ns_buf_free(&out);
}

/* Longer than the rooms it is written to, cut inside of characters. */
static void long_texts_are_whole(void)
{
	enum { PAIRS = 300000 };
	struct ns_buf in = { 0 }, out = { 0 };
	uint64_t bad = 0;
	size_t wrong = 0;

	for (int i = 0; i < PAIRS; i++)
		ns_buf_text(&in, NS_STR("\xd0\xc2"));
	T_INT(ns_charset_decode(ns_buf_view(&in), NS_STR("gbk"), &out, &bad,
				NULL),
	      NS_OK);
	T_INT(out.n, 3 * PAIRS);
	for (size_t i = 0; i + 3 <= out.n; i += 3)
		wrong += memcmp(out.p + i, "\xe6\x96\xb0", 3) != 0;
	T_INT(wrong, 0);
	ns_buf_free(&in);
	ns_buf_free(&out);
}

static void a_text_shows_its_charset(void)
{
	char name[NS_CHARSET_NAME_BYTES] = "";
	static const char russian[] =
		"\xd7\xe5\xf0\xe5\xe7 \xf7\xe0\xf1 \xef\xee\xf1\xeb\xe5 "
		"\xed\xe0\xf7\xe0\xeb\xe0 \xe4\xee\xe6\xe4\xff "
		"\xf0\xe5\xea\xe0 \xe2\xfb\xf8\xeb\xe0 \xe8\xe7 "
		"\xe1\xe5\xf0\xe5\xe3\xee\xe2 \xe8 \xe7\xe0\xf2\xee\xef"
		"\xe8\xeb\xe0 \xef\xee\xeb\xff";

	T_OK(ns_charset_guess(ns_str_of(russian), name));
	T_TEXT(name, "windows-1251");
	(void)ns_charset_guess(NS_STR(""), name); // of nothing: no crash
}

int main(void)
{
	T_RUN(texts_are_decoded);
	T_RUN(labels_mean_what_browsers_say);
	T_RUN(unknown_labels_are_refused);
	T_RUN(long_texts_are_whole);
	T_RUN(a_text_shows_its_charset);
	return t_end();
}
