/* A stem's entry says whether its forms are of no other stem. Questions trust
 * it: they find the same with it and without. */
#include "tests/query/library.h"

static struct library lib;
static struct ns_buf ids;
static const char english[4] = "en";

static bool is_own(uint32_t segment, const char *stem)
{
	const struct ns_snapshot *snap = NULL;
	struct ns_error e = { 0 };
	struct ns_term t = { 0 };

	T_INT(ns_snapshot_get(lib.archive, &snap, &e), NS_OK);
	T_INT(ns_term_find(snap->segment[segment].seg, NS_KIND_STEM, english,
			   ns_str_of(stem), &t, &e),
	      NS_OK);
	ns_snapshot_put(snap);
	return t.own_forms;
}

static void finds(const char *text, uint64_t n)
{
	struct ns_request r = NS_REQUEST_DEFAULT;
	struct ns_answer a;

	r.text = ns_str_of(text);
	library_ask(&lib, &r, &a, &ids);
	T_INT(a.total, n);
	r.rank = NS_RANK_BM25;
	library_ask(&lib, &r, &a, &ids);
	T_INT(a.total, n);
	r.count_only = true;
	library_ask(&lib, &r, &a, &ids);
	T_INT(a.total, n);
}

/* "resume" is a form of two stems in the newer segment: its own, and what
 * "r\xc3\xa9sum\xc3\xa9" is stemmed to. In the older one it is of one. */
static void forms_of_several_stems_are_told_apart(void)
{
	library_make(&lib, NULL);
	library_add(&lib, "a", "", "They resume running the mill.", 9);
	library_add(&lib, "b", "", "She sent her r\xc3\xa9sum\xc3\xa9 by post.",
		    8);
	library_commit(&lib);
	library_add(&lib, "c", "", "Talks resumed; nobody runs.", 5);
	library_add(&lib, "d", "", "To resume is to run on.", 4);
	library_commit(&lib);
	library_read(&lib);
	T_OK(!is_own(0, "resum") && !is_own(0, "resume"));
	T_OK(is_own(1, "resum"));
	T_OK(is_own(0, "run") && is_own(1, "run"));
	finds("resume", 4);
	finds("resumed", 3);
	finds("r\xc3\xa9sum\xc3\xa9", 4);
	finds("running", 3);
	finds("\"resume\"", 3);
	finds("\"runs\"", 1);
	finds("\"mills\"", 0);
	finds("mills", 1);
	library_free(&lib);
}

int main(void)
{
	T_RUN(forms_of_several_stems_are_told_apart);
	ns_buf_free(&ids);
	return t_end();
}
