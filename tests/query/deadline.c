/* A search ends when its time is over: softly first, then hard. */
#include "query/deadline.h"

#include <time.h>

#include "tests/query/library.h"

static void wait_ms(long ms)
{
	const struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

static void no_limit_never_passes(void)
{
	struct ns_deadline d;

	ns_deadline_start(&d, 0, 0);
	wait_ms(2);
	T_INT(ns_deadline_check(&d, NULL), NS_OK);
	T_OK(!d.partial);
}

static void soft_comes_before_hard(void)
{
	struct ns_deadline d;
	struct ns_error e = { 0 };

	ns_deadline_start(&d, 1, 60000);
	wait_ms(3);
	T_INT(ns_deadline_check(&d, &e), NS_OK);
	T_OK(d.partial);
	ns_deadline_start(&d, 0, 1);
	T_OK(!d.partial);
	wait_ms(3);
	T_INT(ns_deadline_check(&d, &e), NS_TIMEOUT);
	T_INT(e.code, NS_TIMEOUT);
}

/* Word i of a vocabulary in which all are one edit apart from many. */
static void put_word(struct ns_buf *b, uint32_t i)
{
	ns_buf_printf(b, "%c%c%c%c ", 'a' + i % 26, 'a' + i / 26 % 26,
		      'a' + i / 676 % 26, 'a' + i / 17576 % 26);
}

/* Ten thousand words, of which each misspelt word of the question is compared
 * with all: far longer than a millisecond. */
static void a_search_is_cut(void)
{
	struct ns_request r = NS_REQUEST_DEFAULT;
	struct ns_buf text = { 0 };
	struct library lib;
	struct ns_answer a;
	struct ns_error e = { 0 };
	uint32_t i, at;

	library_make(&lib, NULL);
	for (i = 0; i < 20000; i++)
		put_word(&text, i);
	ns_buf_u8(&text, 0);
	library_add(&lib, "a", "", (const char *)text.p, 1);
	library_commit(&lib);
	library_read(&lib);
	ns_buf_reset(&text);
	for (i = 0; i < 200; i++) {
		put_word(&text, i * 97);
		text.p[text.n - 1] = '~';
		ns_buf_u8(&text, ' ');
	}
	r.text = ns_buf_view(&text);
	T_INT(ns_search(lib.searcher, &r, &a, &at, &e), NS_OK);
	T_OK(!a.partial);
	T_INT(a.total, 1);
	r.parse.limits.soft_ms = 1;
	T_INT(ns_search(lib.searcher, &r, &a, &at, &e), NS_OK);
	T_OK(a.partial);
	r.parse.limits.hard_ms = 1;
	T_INT(ns_search(lib.searcher, &r, &a, &at, &e), NS_TIMEOUT);
	ns_buf_free(&text);
	library_free(&lib);
}

int main(void)
{
	T_RUN(no_limit_never_passes);
	T_RUN(soft_comes_before_hard);
	T_RUN(a_search_is_cut);
	return t_end();
}
