#include "core/text/paragraph.h"

/* The lines of a text, one end after another. */
struct lines {
	const char *begin, *at, *end;
	char ending; // '\n', or '\r' where the text has no '\n'
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct ns_str trimmed(struct ns_str s)
{
	while (s.n && is_blank(s.p[s.n - 1]))
		s.n--;
	while (s.n && is_blank(*s.p))
		s = (struct ns_str){ s.p + 1, s.n - 1 };
	return s;
}

static struct lines lines_of(struct ns_str text)
{
	struct ns_str s = trimmed(text);
	struct lines l = { s.p, s.p, s.p + s.n, '\n' };

	if (s.n && !memchr(s.p, '\n', s.n))
		l.ending = '\r';
	return l;
}

/* Moves to the next run of line ends and white space; false when there is
 * none. [*gap, l->at) is the run. */
static bool next_gap(struct lines *l, const char **gap, bool *blank_line)
{
	const char *p = l->at, *q;
	unsigned ends = 0;

	if (p < l->end)
		p = memchr(p, l->ending, (size_t)(l->end - p));
	if (!p || p == l->end)
		return false;
	for (q = p; q < l->end && is_blank(*q); q++)
		ends += *q == l->ending;
	while (p > l->begin && is_blank(p[-1]))
		p--;
	*gap = p;
	*blank_line = ends > 1;
	l->at = q;
	return true;
}

static bool ends_with(const char *begin, const char *p, const char *z)
{
	size_t n = strlen(z);

	return (size_t)(p - begin) >= n && memcmp(p - n, z, n) == 0;
}

static const char *any_end(const char *begin, const char *p,
			   const char *const *list)
{
	for (; *list; list++) {
		if (ends_with(begin, p, *list))
			return *list;
	}
	return NULL;
}

/* Says whether a sentence ends at p: its mark, then closing quotes. */
static bool sentence_ends(const char *begin, const char *p)
{
	/* clang-format off */
	static const char *const closing[] = {
		"\"", "'", ")", "]", "”", "’", "»", "“", "」", "』", "）", NULL,
	};
	static const char *const final[] = {
		".", "!", "?", "…", "。", "！", "？", "।", "॥", "۔", "؟", "։",
		"።", "។", NULL,
	};
	/* clang-format on */
	const char *z;

	while ((z = any_end(begin, p, closing)))
		p -= strlen(z);
	return any_end(begin, p, final) != NULL;
}

static bool has_blank_line(struct ns_str text)
{
	struct lines l = lines_of(text);
	const char *gap;
	bool blank;

	while (next_gap(&l, &gap, &blank)) {
		if (blank)
			return true;
	}
	return false;
}

/* The first word from number i on that starts at or behind the byte `from`:
 * ever longer steps, then halves. */
static uint32_t word_from(const struct ns_words *w, uint32_t i, size_t from)
{
	uint32_t step = 1, low = i, high = i;

	while (high < w->n && w->word[high].start < from) {
		low = high + 1;
		high = w->n - high > step ? high + step : w->n;
		step *= 2;
	}
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (w->word[middle].start < from)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void ns_paragraphs_mark(struct ns_str text, struct ns_words *words)
{
	bool by_blank_line = has_blank_line(text), blank;
	struct lines l = lines_of(text);
	const char *gap;
	uint32_t i = 0;

	if (words->n)
		words->word[0].starts_paragraph = true;
	while (i < words->n && next_gap(&l, &gap, &blank)) {
		if (by_blank_line ? !blank : !sentence_ends(l.begin, gap))
			continue;
		i = word_from(words, i, (size_t)(l.at - text.p));
		if (i < words->n)
			words->word[i].starts_paragraph = true;
	}
}
