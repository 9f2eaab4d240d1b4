/* UAX #29's own cases: through ICU's breaker, boundary by boundary, and through
 * the fast paths, which must see the same words. */
#include "core/text/codepoint.h"
#include "core/text/unicode.h"
#include "tests/text/words.h"

enum { CASES = 1823, CASE_BYTES = 256, CASE_ENDS = 64 };

/* Where ICU 72's root rules differ on purpose: a colon joins no letters. */
/* clang-format off */
static const char *const differing[] = {
	"÷ 0061 × 003A × 0041 ÷",
	"÷ 0061 × 003A × 0308 × 0041 ÷",
	"÷ 0061 × 003A × 05D0 ÷",
	"÷ 0061 × 003A × 0308 × 05D0 ÷",
	"÷ 0061 × 003A × 0061 × 2060 ÷",
	"÷ 0061 × 003A × 0308 × 0061 × 2060 ÷",
	"÷ 0061 × 003A × 0061 ÷ 003A ÷",
	"÷ 0061 × 003A × 0308 × 0061 ÷ 003A ÷",
	"÷ 0061 × 003A × 0061 ÷ 0027 ÷",
	"÷ 0061 × 003A × 0308 × 0061 ÷ 0027 ÷",
	"÷ 0061 × 003A × 0061 ÷ 0027 × 2060 ÷",
	"÷ 0061 × 003A × 0308 × 0061 ÷ 0027 × 2060 ÷",
	"÷ 0061 × 003A × 0061 ÷ 002C ÷",
	"÷ 0061 × 003A × 0308 × 0061 ÷ 002C ÷",
	"÷ 0041 × 003A × 0041 ÷",
};
/* clang-format on */

enum { N_DIFFERING = sizeof(differing) / sizeof(differing[0]) };

struct sample {
	char text[CASE_BYTES];
	size_t n;
	size_t end[CASE_ENDS]; // wanted boundaries but the first
	size_t n_ends;
};

/* Reads "÷ 0001 × 0308 ÷ 0001 ÷". */
static void sample_read(const char *line, struct sample *s)
{
	const char *p = line;
	char *next;

	*s = (struct sample){ .n = 0 };
	while (*p && *p != '\t' && *p != '#') {
		unsigned long c = strtoul(p, &next, 16);

		if (next != p && *p != ' ') {
			s->n = (size_t)((char *)ns_codepoint_put(
						(uint8_t *)s->text + s->n,
						(uint32_t)c) -
					s->text);
			p = next;
		} else {
			if (strncmp(p, "÷", strlen("÷")) == 0 && s->n)
				s->end[s->n_ends++] = s->n;
			p++;
		}
	}
}

static bool breaks_as_wanted(struct ns_unicode *u, const struct sample *s)
{
	size_t end, n = 0;
	bool same = true;

	T_INT(ns_breaks_start(u, (struct ns_str){ s->text, s->n }, false, NULL),
	      NS_OK);
	while (ns_breaks_next(u, &end)) {
		same = same && n < s->n_ends && s->end[n] == end;
		n++;
	}
	return same && n == s->n_ends;
}

static FILE *open_cases(void)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/unicode/WordBreakTest.txt",
		 t_data() ? t_data() : "");
	return t_data() ? fopen(path, "r") : NULL;
}

static bool is_listed(const char *line)
{
	for (int i = 0; i < N_DIFFERING; i++) {
		if (strncmp(line, differing[i], strlen(differing[i])) == 0 &&
		    line[strlen(differing[i])] == '\t')
			return true;
	}
	return false;
}

static void icu_breaks_as_the_cases(void)
{
	struct ns_unicode *u = NULL;
	FILE *f = open_cases();
	int cases = 0, differ = 0;
	struct sample s;
	char line[2048];

	if (!f)
		T_SKIP("no WordBreakTest.txt");
	T_INT(ns_unicode_open(&u, NULL), NS_OK);
	while (fgets(line, sizeof(line), f)) {
		if (strncmp(line, "÷", strlen("÷")) != 0)
			continue;
		sample_read(line, &s);
		cases++;
		differ += is_listed(line);
		if (breaks_as_wanted(u, &s) != is_listed(line))
			continue;
		T_FAIL("%s: %s", is_listed(line) ? "listed" : "differs", line);
	}
	T_INT(cases, CASES);
	T_INT(differ, N_DIFFERING);
	ns_unicode_free(u);
	fclose(f);
}

static void all_paths_see_the_same_words(void)
{
	struct ns_analyzer *an = analyzer_open();
	FILE *f = open_cases();
	struct sample s;
	char line[2048];

	if (f) {
		while (fgets(line, sizeof(line), f)) {
			sample_read(line, &s);
			T_OK(same_both_ways(an, "en",
					    (struct ns_str){ s.text, s.n }));
		}
		fclose(f);
	}
	ns_analyzer_free(an);
	if (!f)
		T_SKIP("no WordBreakTest.txt");
}

int main(void)
{
	T_RUN(icu_breaks_as_the_cases);
	T_RUN(all_paths_see_the_same_words);
	return t_end();
}
