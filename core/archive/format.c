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

/* Length codes. The step is 5.43 %, at least 1: length[i + 1] = length[i] +
 * max(1, (length[i] * 3560 + 32768) >> 16), so that 255 stands for 4.6 million
 * words. Three bits after the leading one, rounded down (what Lucene keeps),
 * moved nDCG@10 by up to .016 on the judged sets against exact lengths. */
static const uint32_t length_of[256] = {
	0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
	20, 21, 22, 23, 24, 25, 26, 27, 28, 30, 32, 34, 36, 38, 40, 42, 44,
	46, 48, 51, 54, 57, 60, 63, 66, 70, 74, 78, 82, 86, 91, 96, 101, 106,
	112, 118, 124, 131, 138, 145, 153, 161, 170, 179, 189, 199, 210, 221,
	233, 246, 259, 273, 288, 304, 321, 338, 356, 375, 395, 416, 439, 463,
	488, 515, 543, 572, 603, 636, 671, 707, 745, 785, 828, 873, 920, 970,
	1023, 1079, 1138, 1200, 1265, 1334, 1406, 1482, 1563, 1648, 1738,
	1832, 1932, 2037, 2148, 2265, 2388, 2518, 2655, 2799, 2951, 3111,
	3280, 3458, 3646, 3844, 4053, 4273, 4505, 4750, 5008, 5280, 5567,
	5869, 6188, 6524, 6878, 7252, 7646, 8061, 8499, 8961, 9448, 9961,
	10502, 11072, 11673, 12307, 12976, 13681, 14424, 15208, 16034, 16905,
	17823, 18791, 19812, 20888, 22023, 23219, 24480, 25810, 27212, 28690,
	30248, 31891, 33623, 35449, 37375, 39405, 41546, 43803, 46182, 48691,
	51336, 54125, 57065, 60165, 63433, 66879, 70512, 74342, 78380, 82638,
	87127, 91860, 96850, 102111, 107658, 113506, 119672, 126173, 133027,
	140253, 147872, 155905, 164374, 173303, 182717, 192642, 203107,
	214140, 225772, 238036, 250966, 264599, 278972, 294126, 310103,
	326948, 344708, 363433, 383175, 403990, 425935, 449072, 473466,
	499185, 526301, 554890, 585032, 616812, 650318, 685644, 722889,
	762157, 803558, 847208, 893229, 941750, 992907, 1046843, 1103709,
	1163664, 1226876, 1293521, 1363787, 1437870, 1515977, 1598327,
	1685150, 1776690, 1873202, 1974957, 2082239, 2195349, 2314603,
	2440335, 2572897, 2712660, 2860015, 3015375, 3179174, 3351871,
	3533949, 3725918, 3928315, 4141706, 4366689, 4603893,
};

uint32_t ns_norm_length(uint8_t code)
{
	return length_of[code];
}

uint8_t ns_norm_code(uint32_t length)
{
	unsigned low = 0, high = 255;

	while (low < high) { // the last code that is not above
		unsigned mid = (low + high + 1) / 2;

		if (length_of[mid] <= length)
			low = mid;
		else
			high = mid - 1;
	}
	if (low < 255 && length_of[low + 1] - length < length - length_of[low])
		low++;
	return (uint8_t)low;
}
