/* parse.h - the query language: text -> tree. Never a syntax error unless
 * asked for; what was mended is said in warnings.
 *
 * Linear in the text, no recursion on the user's depth.
 *
 *	a b  a AND b    all       "a b"        the very words, in order
 *	a OR b  a | b   any       =a           the very word
 *	-a  NOT a       not       wor*         what begins so, 3 letters or more
 *	+a b            a, b helps  word~ word~2   one edit (eight letters: two)
 *	a NEAR/10 b  a W/10 b  "a b"~10         within 10 positions, any order
 *	a SAME b        one paragraph   atleast3:a   three times
 *	title:a title:"a b" title:(a b)    and the other fields
 *	date:2024 date:2024-01..2024-03 date:[2024 TO *] date:{a TO b}
 *	after:2024-03   from the first second of it on
 *	before:2024-03  up to the second before it
 *	a^2 "a b"^2 (a b)^0.5              counts so much in the ranking
 *
 * NEAR and SAME bind first (-a NEAR/3 b is -(a NEAR/3 b)), then NOT, then AND
 * and words side by side, then OR.
 */
#ifndef NS_QUERY_PARSE_H
#define NS_QUERY_PARSE_H

#include "core/base/tz.h"
#include "query/node.h"

/* Limits of a question (INTERFACE.md section 4, "Limits"). */
struct ns_query_limits {
	uint32_t bytes, words, depth;
	uint32_t soft_ms, hard_ms; // 0: none
};
#define NS_LIMITS_HTTP ((struct ns_query_limits){ 1024, 32, 16, 500, 2000 })
#define NS_LIMITS_CLI ((struct ns_query_limits){ 16384, 1024, 64, 0, 0 })

struct ns_warning {
	uint32_t start, end; // bytes of the question
	struct ns_str text;  // a sentence for people
};

struct ns_parse_options {
	struct ns_query_limits limits;
	bool strict;     // syntax=strict: the first warning is an error
	bool exact;      // -e: every bare word is =word
	int64_t now;     // Unix seconds: dates like today
	struct ns_tz tz; // zone of the dates typed
};

struct ns_parsed {
	struct ns_node *root;
	struct ns_warning *warning;
	uint32_t n_warnings;
	bool has_operators; // AND, OR, |: match=auto then has no second tier
};

/* Everything is from the arena; the views point into it as well. NS_OK;
 * NS_LIMIT (too long, too many words, too deep; e says which and where);
 * NS_INVALID (strict; *error_at is the byte); NS_NOMEM. */
enum ns_code ns_parse(struct ns_str text, const struct ns_parse_options *o,
		      struct ns_arena *arena, struct ns_parsed *out,
		      uint32_t *error_at, struct ns_error *e);

#endif
