#include "core/text/charset.h"

#include <strings.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include "core/base/utf8.h"

enum {
	PIVOT = 2048,          // UTF-16 units between two converters
	SURE = 10,             // of 100: less is no guess
	ROOM_BYTES = 64 << 10, // of output asked for at once
};

/* What a label stands for where ICU's alias is narrower than the web's use. */
static const struct {
	const char *label, *name;
} meant[] = {
	{ "iso-8859-1", "windows-1252" },
	{ "latin1", "windows-1252" },
	{ "iso8859-1", "windows-1252" },
	{ "us-ascii", "windows-1252" },
	{ "ascii", "windows-1252" },
	{ "iso-8859-9", "windows-1254" },
	{ "iso-8859-11", "windows-874" },
	{ "tis-620", "windows-874" },
	{ "gb2312", "gb18030" },
	{ "gbk", "gb18030" },
	{ "shift_jis", "windows-31j" },
	{ "sjis", "windows-31j" },
	{ "x-sjis", "windows-31j" },
	{ "euc-kr", "windows-949" },
	{ "ks_c_5601-1987", "windows-949" },
};

/* Writes the label, or what it means, with its NUL; false: it is too long. */
static bool name_of(struct ns_str label, char name[NS_CHARSET_NAME_BYTES])
{
	const char *real = NULL;

	if (label.n >= NS_CHARSET_NAME_BYTES || !label.n)
		return false;
	memcpy(name, label.p, label.n);
	name[label.n] = '\0';
	for (size_t i = 0; i < sizeof(meant) / sizeof(meant[0]); i++)
		if (strcasecmp(meant[i].label, name) == 0)
			real = meant[i].name;
	if (real)
		memcpy(name, real, strlen(real) + 1);
	return strlen(name) > 0;
}

static UConverter *open_converter(struct ns_str label)
{
	char name[NS_CHARSET_NAME_BYTES];
	UErrorCode status = U_ZERO_ERROR;
	UConverter *c;

	if (!name_of(label, name))
		return NULL;
	c = ucnv_open(name, &status);
	return U_SUCCESS(status) ? c : NULL;
}

bool ns_charset_known(struct ns_str label)
{
	UConverter *c = open_converter(label);

	ucnv_close(c);
	return c != NULL;
}

bool ns_charset_guess(struct ns_str text, char name[NS_CHARSET_NAME_BYTES])
{
	UErrorCode status = U_ZERO_ERROR;
	UCharsetDetector *d = ucsdet_open(&status);
	const UCharsetMatch *match;
	const char *found = NULL;

	if (text.n > NS_CHARSET_GUESS_BYTES)
		text.n = NS_CHARSET_GUESS_BYTES;
	ucsdet_setText(d, text.p, (int32_t)text.n, &status);
	ucsdet_enableInputFilter(d, true); // tags count for nothing
	match = ucsdet_detect(d, &status);
	if (U_SUCCESS(status) && match &&
	    ucsdet_getConfidence(match, &status) >= SURE)
		found = ucsdet_getName(match, &status);
	if (U_SUCCESS(status) && found && strlen(found) < NS_CHARSET_NAME_BYTES)
		memcpy(name, found, strlen(found) + 1);
	else
		found = NULL;
	ucsdet_close(d);
	return found != NULL;
}

/* Converts all of text through a small pivot, room by room. */
static UErrorCode convert(UConverter *to, UConverter *from, struct ns_str text,
			  struct ns_buf *out)
{
	UChar pivot[PIVOT], *source = pivot, *target = pivot;
	const char *in = text.p, *in_end = text.p + text.n;
	UErrorCode status = U_BUFFER_OVERFLOW_ERROR;
	UBool reset = true;

	while (status == U_BUFFER_OVERFLOW_ERROR) {
		char *p = (char *)ns_buf_room(out, ROOM_BYTES), *start = p;

		if (!p)
			return U_MEMORY_ALLOCATION_ERROR;
		status = U_ZERO_ERROR;
		ucnv_convertEx(to, from, &p, start + ROOM_BYTES, &in, in_end,
			       pivot, &source, &target, pivot + PIVOT, reset,
			       true, &status);
		out->n += (size_t)(p - start);
		reset = false;
	}
	return status;
}

static uint64_t count_bad(struct ns_str s)
{
	uint64_t n = 0;
	const char *end = s.p + s.n;

	while (s.n) {
		const char *at = memmem(s.p, s.n, NS_UTF8_BAD, 3);

		if (!at)
			break;
		n++;
		s = (struct ns_str){ at + 3, (size_t)(end - at) - 3 };
	}
	return n;
}

enum ns_code ns_charset_decode(struct ns_str text, struct ns_str label,
			       struct ns_buf *out, uint64_t *bad,
			       struct ns_error *e)
{
	UConverter *from = open_converter(label);
	UConverter *to = open_converter(NS_STR("UTF-8"));
	size_t start = out->n;
	UErrorCode status = U_MEMORY_ALLOCATION_ERROR;
	enum ns_code rc = NS_OK;

	if (from && to)
		status = convert(to, from, text, out);
	if (!from)
		rc = ns_fail(e, NS_NOTFOUND, "no charset '%.*s'",
			     (int)(label.n < 60 ? label.n : 60), label.p);
	else if (U_FAILURE(status))
		rc = ns_fail(e, NS_NOMEM, "text cannot be converted: %s",
			     u_errorName(status));
	else
		*bad += count_bad((struct ns_str){ (char *)out->p + start,
						   out->n - start });
	ucnv_close(from);
	ucnv_close(to);
	return rc;
}
