#include "indexer/csv.h"

#include <string.h>

struct cutter {
	struct ns_csv csv;
	const char *p, *end;
	bool at_end;
};

/* Behind the last byte of a cell without quotes. */
static const char *end_of_plain(const struct cutter *c)
{
	const char *p = c->p;

	while (p < c->end && *p != c->csv.delimiter && *p != '\n' && *p != '\r')
		p++;
	return p;
}

static bool has_line_end(const char *from, const char *to)
{
	size_t n = (size_t)(to - from);

	return memchr(from, '\n', n) || memchr(from, '\r', n);
}

/* A cell from behind its first quote on; c->p moves behind the last. A quote
 * that neither stands twice nor ends the cell belongs to the text, unless the
 * text has gone over a line by then: the first was not meant to open a cell. */
static enum ns_csv_end cut_quoted(struct cutter *c, struct ns_csv_cell *cell)
{
	const char *from = c->p, *p = from, *q;
	bool lone = false;

	for (;; p = q + 1) {
		q = memchr(p, c->csv.quote, (size_t)(c->end - p));
		if (!q || (q + 1 == c->end && !c->at_end))
			return c->at_end ? NS_CSV_OPEN : NS_CSV_MORE;
		if (q + 1 == c->end || q[1] == c->csv.delimiter ||
		    q[1] == '\n' || q[1] == '\r')
			break;
		if (q[1] == c->csv.quote) {
			cell->doubled = true;
			q++;
			continue;
		}
		lone = true;
		if (has_line_end(from, q))
			return NS_CSV_OPEN;
	}
	if (lone && has_line_end(from, q))
		return NS_CSV_OPEN;
	cell->text = (struct ns_str){ from, (size_t)(q - from) };
	cell->quoted = true;
	c->p = q + 1;
	return NS_CSV_ROW;
}

static enum ns_csv_end cut_cell(struct cutter *c, struct ns_csv_cell *cell)
{
	const char *end;

	*cell = (struct ns_csv_cell){ 0 };
	if (c->csv.quote && c->p < c->end && *c->p == c->csv.quote) {
		c->p++;
		return cut_quoted(c, cell);
	}
	end = end_of_plain(c);
	cell->text = (struct ns_str){ c->p, (size_t)(end - c->p) };
	c->p = end;
	return end == c->end && !c->at_end ? NS_CSV_MORE : NS_CSV_ROW;
}

/* Passes over the end of a row: "\n", "\r\n" or "\r". False: it may go on. */
static bool pass_end(struct cutter *c)
{
	if (c->p == c->end)
		return c->at_end;
	if (*c->p++ == '\n')
		return true;
	if (c->p == c->end)
		return c->at_end;
	c->p += *c->p == '\n';
	return true;
}

enum ns_csv_end ns_csv_cut(struct ns_csv csv, struct ns_str s, bool at_end,
			   struct ns_csv_row *row)
{
	struct cutter c = { csv, s.p, s.p + s.n, at_end };
	enum ns_csv_end rc;

	for (row->n = 0;; c.p++) {
		if (row->n == NS_CSV_COLUMNS)
			return NS_CSV_WIDE;
		rc = cut_cell(&c, &row->cell[row->n]);
		if (rc)
			return rc;
		row->n++;
		if (c.p == c.end || *c.p != csv.delimiter)
			break;
	}
	if (!pass_end(&c))
		return NS_CSV_MORE;
	row->bytes = (size_t)(c.p - s.p);
	return NS_CSV_ROW;
}

/* ---- which dialect ---- */

/* How many cells all rows of the sample have, and how many are quoted; 0: they
 * differ, or a quote is not closed. */
static uint32_t judge(struct ns_csv csv, struct ns_str s, bool at_end,
		      struct ns_csv_row *row, uint32_t *quoted)
{
	uint32_t columns = 0, i, k;

	*quoted = 0;
	for (i = 0; i < NS_CSV_SAMPLE_ROWS && s.n; i++) {
		enum ns_csv_end end = ns_csv_cut(csv, s, at_end, row);

		if (end == NS_CSV_MORE && i > 0)
			break;
		if (end || (columns && row->n != columns))
			return 0;
		columns = row->n;
		for (k = 0; k < row->n; k++)
			*quoted += row->cell[k].quoted;
		s.p += row->bytes;
		s.n -= row->bytes;
	}
	return i > 1 ? columns : 0;
}

bool ns_csv_find(struct ns_str s, bool at_end, struct ns_csv *csv,
		 struct ns_csv_row *row)
{
	static const char delimiters[] = { ',', ';', '\t', '|' };
	static const char quotes[] = { '"', '\'', '\0' };
	uint32_t most = 1, most_quoted = 0;

	for (size_t q = 0; q < sizeof(quotes); q++) {
		for (size_t d = 0; d < sizeof(delimiters); d++) {
			struct ns_csv tried = { delimiters[d], quotes[q] };
			uint32_t quoted;
			uint32_t n = judge(tried, s, at_end, row, &quoted);

			if (n < most || (n == most && quoted <= most_quoted))
				continue;
			most = n;
			most_quoted = quoted;
			*csv = tried;
		}
	}
	if (!most_quoted)
		csv->quote = '"';
	return most > 1;
}
