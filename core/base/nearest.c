#include "core/base/nearest.h"

#include <stdint.h>

enum { COLUMNS = NS_NEAREST_BYTES + 1 };

static char folded(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static uint8_t least(uint8_t a, uint8_t b)
{
	return a < b ? a : b;
}

/* One row of the table: edits from a's first i letters to each prefix of b.
 * row[0] is the row being made, row[1] and row[2] the two before. */
static void fill_row(struct ns_str a, size_t i, struct ns_str b,
		     uint8_t (*const row[3])[COLUMNS])
{
	uint8_t *now = *row[0], *before = *row[1], *swap = *row[2];

	now[0] = (uint8_t)i;
	for (size_t j = 1; j <= b.n; j++) {
		char x = folded(a.p[i - 1]), y = folded(b.p[j - 1]);

		now[j] = least((uint8_t)(before[j - 1] + (x != y)),
			       (uint8_t)(least(before[j], now[j - 1]) + 1));
		if (i > 1 && j > 1 && x == folded(b.p[j - 2]) &&
		    y == folded(a.p[i - 2]))
			now[j] = least(now[j], (uint8_t)(swap[j - 2] + 1));
	}
}

size_t ns_edits(struct ns_str a, struct ns_str b, size_t limit)
{
	uint8_t rows[3][COLUMNS] = { { 0 } };
	uint8_t edits;

	if (a.n > NS_NEAREST_BYTES || b.n > NS_NEAREST_BYTES)
		return limit;
	for (size_t j = 0; j <= b.n; j++)
		rows[0][j] = (uint8_t)j;
	for (size_t i = 1; i <= a.n; i++) {
		uint8_t(*const row[3])[COLUMNS] = { &rows[i % 3],
						    &rows[(i + 2) % 3],
						    &rows[(i + 1) % 3] };

		fill_row(a, i, b, row);
	}
	edits = rows[a.n % 3][b.n];
	return edits < limit ? edits : limit;
}

const char *ns_nearest(struct ns_str name, const char *const *candidate,
		       size_t n)
{
	size_t best_edits = name.n / 3 + 1 + (name.n < 3);
	const char *best = NULL;

	for (size_t i = 0; i < n; i++) {
		size_t edits;

		if (!candidate[i])
			continue;
		edits = ns_edits(name, ns_str_of(candidate[i]), best_edits);
		if (edits < best_edits) {
			best_edits = edits;
			best = candidate[i];
		}
	}
	return best;
}
