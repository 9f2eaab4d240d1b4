/* asked.h - the benchmark's questions: lines of a file, each asked as a user of
 * the engine would type it.
 *
 *	id TAB kind TAB words [TAB from TAB to]
 *
 * Words are lower-case ASCII with single spaces between them; from and to are
 * Unix seconds, both within. What is compared with other engines is plain BM25
 * of stems with no stop word dropped; lines of some kinds are also asked in
 * ways of our own:
 *
 *	phrase  as quote: the very words; the phrase itself is of their stems
 *	and     as auto: what the programs do by default, without stage two;
 *	        as default: with it
 */
#ifndef NS_TESTS_BENCH_ASKED_H
#define NS_TESTS_BENCH_ASKED_H

#include "query/search.h"

struct asked {
	struct ns_str id;
	const char *kind;
	struct ns_request request; // no limit, nothing shown
	struct ns_parsed parsed;   // its text, read
};

/* The tree that is made of a question's words each time that it is asked. */
enum { ASKED_NODES = 16 };
struct asked_tree {
	struct ns_parsed parsed;
	struct ns_node node[ASKED_NODES], *child[ASKED_NODES];
	uint32_t n;
};
void asked_build(const struct asked *a, struct asked_tree *t);

struct asked_list {
	struct ns_arena arena; // holds the texts
	struct asked *item;
	size_t n, cap;
};

/* Appends the questions of a file, of those kinds alone that `kinds` names,
 * separated by commas (empty: all). NS_INVALID: a line that is none, or no
 * such kind, or more than ASKED_NODES words. */
enum ns_code asked_read(struct asked_list *l, const char *path,
			struct ns_str kinds, struct ns_error *e);
void asked_free(struct asked_list *l);

#endif
