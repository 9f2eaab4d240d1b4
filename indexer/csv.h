/* csv.h - tables as text: which characters divide them, and where a row ends.
 *
 *	a,"b, ""c""",d        delimiter ',', quote '"': a | b, "c" | d
 *
 * RFC 4180, and what is met besides it: other delimiters and quotes, quotes
 * that stand in a text as they are, rows that end in a carriage return.
 */
#ifndef NS_INDEXER_CSV_H
#define NS_INDEXER_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"

enum {
	NS_CSV_COLUMNS = 1024,
	NS_CSV_SAMPLE_ROWS = 50, // that a dialect is judged by
};

struct ns_csv {
	char delimiter;
	char quote; // NUL: none
};

struct ns_csv_cell {
	struct ns_str text; // within the quotes
	bool quoted;
	bool doubled; // there are quotes in it that stand twice
};

struct ns_csv_row {
	struct ns_csv_cell cell[NS_CSV_COLUMNS];
	uint32_t n;
	size_t bytes; // with the end of the row
};

enum ns_csv_end {
	NS_CSV_ROW,
	NS_CSV_MORE, // the row goes on behind s
	NS_CSV_OPEN, // a quote that is never closed, or not where a cell ends
	NS_CSV_WIDE, // more than NS_CSV_COLUMNS cells
};

/* Cuts the row at the begin of s, not empty, into views of s. at_end: nothing
 * comes behind s. */
enum ns_csv_end ns_csv_cut(struct ns_csv csv, struct ns_str s, bool at_end,
			   struct ns_csv_row *row);

/* The dialect in which the first rows of s have as many cells each, two or
 * more: of several the one with the most, and then with the most quoted. The
 * quote is '"' where none is seen. False: none. *row is scratch. */
bool ns_csv_find(struct ns_str s, bool at_end, struct ns_csv *csv,
		 struct ns_csv_row *row);

#endif
