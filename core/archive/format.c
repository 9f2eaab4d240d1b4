#include "core/archive/format.h"

const uint8_t ns_column_width[NS_COLUMNS] = {
	[NS_COL_NORM] = 1,    [NS_COL_TITLE_NORM] = 1, [NS_COL_LENGTH] = 4,
	[NS_COL_DATE] = 8,    [NS_COL_DATE_INFO] = 1,  [NS_COL_MODIFIED] = 8,
	[NS_COL_EMBARGO] = 8, [NS_COL_STATUS] = 4,     [NS_COL_LANG] = 4,
	[NS_COL_OUTLET] = 4,  [NS_COL_SECTION] = 4,    [NS_COL_TYPE] = 4,
	[NS_COL_AUTHORS] = 0, [NS_COL_TAGS] = 0,       [NS_COL_SEQUENCE] = 8,
	[NS_COL_ID_HASH] = 8, [NS_COL_TITLE_HASH] = 8, [NS_COL_CONTENT] = 8,
	[NS_COL_SOURCE] = 0,  [NS_COL_TEXT_MAP] = 0,   [NS_COL_ZONES] = 0,
	[NS_COL_CLUSTER] = 4, [NS_COL_FRAME] = 8,
};

const uint8_t ns_name_kind[NS_NAME_FIELDS] = {
	[NS_NAME_STATUS] = NS_KIND_STATUS, [NS_NAME_LANG] = NS_KIND_LANG,
	[NS_NAME_OUTLET] = NS_KIND_OUTLET, [NS_NAME_SECTION] = NS_KIND_SECTION,
	[NS_NAME_TYPE] = NS_KIND_TYPE,     [NS_NAME_AUTHOR] = NS_KIND_AUTHOR,
	[NS_NAME_TAG] = NS_KIND_TAG,
};

size_t ns_key_make(uint8_t kind, const char lang[4], struct ns_str term,
		   uint8_t out[NS_KEY_PREFIX + NS_TERM_BYTES])
{
	size_t n = term.n < NS_TERM_BYTES ? term.n : NS_TERM_BYTES;

	out[0] = kind;
	memcpy(out + 1, lang, NS_KEY_PREFIX - 1);
	if (n)
		memcpy(out + NS_KEY_PREFIX, term.p, n);
	return NS_KEY_PREFIX + n;
}

enum { EXACT = 16, FIRST_EXPONENT = 4, MANTISSA_BITS = 3 };

uint8_t ns_norm_code(uint32_t length)
{
	unsigned exponent, mantissa;

	if (length < EXACT)
		return (uint8_t)length;
	exponent = 31u - (unsigned)__builtin_clz(length);
	mantissa = (length >> (exponent - MANTISSA_BITS)) & 7;
	return (uint8_t)(EXACT + (exponent - FIRST_EXPONENT) * 8 + mantissa);
}

uint32_t ns_norm_length(uint8_t code)
{
	unsigned above = code - (unsigned)EXACT;
	unsigned exponent = above / 8 + FIRST_EXPONENT;

	if (code < EXACT)
		return code;
	if (exponent > 31)
		return UINT32_MAX;
	return (8u + above % 8) << (exponent - MANTISSA_BITS);
}
