/* oracle_fill.h - random archives, each in both ways (oracle_shelf.h). */
#ifndef NS_TESTS_ORACLE_FILL_H
#define NS_TESTS_ORACLE_FILL_H

#include "tests/oracle_news.h"
#include "tests/oracle_shelf.h"

/* Makes the archive of n->seed: several commits, with articles replaced and
 * forgotten, and merges. Large ones have segments of several windows, blocks
 * that a merge copied, and days that overlap. n goes on to make questions about
 * it. What fails is in s->error; shelf_close in any case. */
enum ns_code fill_archive(struct shelf *s, struct news *n,
			  struct ns_analyzer *an, bool large);

#endif
