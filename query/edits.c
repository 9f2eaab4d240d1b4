#include "query/edits.h"

/* One code point of valid UTF-8; a stray byte stands for itself. */
static uint32_t letter(struct ns_str s, size_t *i)
{
	uint8_t c = (uint8_t)s.p[(*i)++];
	uint32_t more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
	uint32_t v = more ? c & (0x3fu >> more) : c;

	for (; more && *i < s.n; more--)
		v = v << 6 | ((uint8_t)s.p[(*i)++] & 0x3f);
	return v;
}

void ns_letters_of(struct ns_str word, struct ns_letters *out)
{
	size_t i = 0;

	out->n = 0;
	out->seen = 0;
	while (i < word.n && out->n < NS_EDIT_LETTERS) {
		uint32_t v = letter(word, &i);

		out->seen |= UINT64_C(1) << (v % 64);
		out->at[out->n++] = v;
	}
}

static uint16_t least(uint32_t a, uint32_t b)
{
	return (uint16_t)(a < b ? a : b);
}

/* One row of the table: row[1] from the two above it. Answers its minimum. */
static uint16_t next_row(const struct ns_letters *a, const struct ns_letters *b,
			 uint32_t j, uint16_t row[3][NS_EDIT_LETTERS + 1])
{
	uint16_t *now = row[j % 3], *up = row[(j + 2) % 3];
	uint16_t *up2 = row[(j + 1) % 3], best;
	uint32_t i;

	best = now[0] = (uint16_t)j;
	for (i = 1; i <= a->n; i++) {
		bool same = a->at[i - 1] == b->at[j - 1];
		uint16_t v = least(up[i] + 1u, now[i - 1] + 1u);

		v = least(v, up[i - 1] + (same ? 0u : 1u));
		if (i > 1 && j > 1 && a->at[i - 1] == b->at[j - 2] &&
		    a->at[i - 2] == b->at[j - 1])
			v = least(v, up2[i - 2] + 1u);
		now[i] = v;
		best = least(best, v);
	}
	return best;
}

bool ns_edits_within(const struct ns_letters *a, const struct ns_letters *b,
		     uint32_t most)
{
	uint16_t row[3][NS_EDIT_LETTERS + 1], above = 0;
	uint32_t i, j;

	if (a->n > b->n + most || b->n > a->n + most)
		return false;
	/* An edit takes at most one letter away and brings one. */
	if ((uint32_t)__builtin_popcountll(a->seen ^ b->seen) > 2 * most)
		return false;
	for (i = 0; i <= a->n; i++)
		row[0][i] = (uint16_t)i;
	for (j = 1; j <= b->n; j++) {
		uint16_t best = next_row(a, b, j, row);

		/* A swap reaches back two rows. */
		if (best > most && above > most)
			return false;
		above = best;
	}
	return row[b->n % 3][a->n] <= most;
}
