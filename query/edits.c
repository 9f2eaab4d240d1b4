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

/* ---- walks --------------------------------------------------------------- */

bool ns_edit_walk_init(struct ns_edit_walk *w, const struct ns_letters *to,
		       uint32_t most, struct ns_arena *arena)
{
	size_t rows = (size_t)to->n + most + 2, i;

	*w = (struct ns_edit_walk){ .to = to, .most = most };
	w->row = ns_arena_alloc(arena, rows * (to->n + 1) * sizeof(*w->row));
	w->at = ns_arena_alloc(arena, rows * sizeof(*w->at));
	w->end = ns_arena_alloc(arena, rows * sizeof(*w->end));
	w->least = ns_arena_alloc(arena, rows * sizeof(*w->least));
	if (!w->row || !w->at || !w->end || !w->least)
		return false;
	for (i = 0; i <= to->n; i++)
		w->row[i] = (uint16_t)i;
	w->least[0] = 0;
	return true;
}

/* Forgets the letters that the word does not share with the one before. */
static void go_back(struct ns_edit_walk *w, struct ns_str word)
{
	size_t same = 0;

	while (same < w->word_len && same < word.n &&
	       w->word[same] == word.p[same])
		same++;
	while (w->n && w->end[w->n] > same)
		w->n--;
	w->word_len = word.n < sizeof(w->word) ? word.n : sizeof(w->word);
	memcpy(w->word + same, word.p + same,
	       w->word_len > same ? w->word_len - same : 0);
}

/* The row of letter j, from the two before it: no further from the diagonal
 * than .most, and one beyond. */
static void add_row(struct ns_edit_walk *w, uint32_t j)
{
	size_t columns = (size_t)w->to->n + 1;
	uint16_t *now = w->row + j * columns, *up = now - columns;
	const uint16_t *up2 = j > 1 ? up - columns : up;
	const uint32_t *a = w->to->at;
	uint32_t from = j > w->most ? j - w->most : 1;
	uint32_t to = j + w->most < columns ? j + w->most : w->to->n;
	uint32_t i, best = j;

	now[from - 1] = (uint16_t)(j > w->most ? w->most + 1 : j);
	for (i = from; i <= to; i++) {
		bool same = a[i - 1] == w->at[j];
		uint16_t v = least(up[i] + 1u, now[i - 1] + 1u);

		v = least(v, up[i - 1] + (same ? 0u : 1u));
		if (i > 1 && j > 1 && a[i - 1] == w->at[j - 1] &&
		    a[i - 2] == w->at[j])
			v = least(v, up2[i - 2] + 1u);
		now[i] = v;
		best = v < best ? v : best;
	}
	if (to < w->to->n)
		now[to + 1] = (uint16_t)(w->most + 1);
	w->least[j] = (uint16_t)best;
}

/* Says whether the word at hand, all of whose letters have rows, is near. */
static bool is_near(const struct ns_edit_walk *w)
{
	size_t columns = (size_t)w->to->n + 1;

	return w->n + w->most >= w->to->n && w->to->n + w->most >= w->n &&
	       w->row[w->n * columns + w->to->n] <= w->most;
}

/* Says whether no more letters can help. What follows is made of the last row,
 * or, by a swap, of the one before and an edit more. */
static bool is_dead(const struct ns_edit_walk *w)
{
	return w->n == w->to->n + w->most ||
	       (w->n && w->least[w->n] > w->most &&
		w->least[w->n - 1] >= w->most);
}

bool ns_edit_walk_to(struct ns_edit_walk *w, struct ns_str word,
		     size_t *dead_bytes)
{
	size_t at;

	*dead_bytes = 0;
	go_back(w, word);
	at = w->n ? w->end[w->n] : 0;
	while (at < word.n) {
		uint32_t j = w->n + 1;

		if (is_dead(w)) {
			*dead_bytes = at;
			return false;
		}
		w->at[j] = letter(word, &at);
		w->end[j] = (uint32_t)at;
		w->n = j;
		add_row(w, j);
	}
	return is_near(w);
}
