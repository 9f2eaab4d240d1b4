/* Why an article was found: passages and spans. */
#include "query/snippet.h"

#include "core/base/utf8.h"
#include "tests/t.h"

static struct ns_analyzer *analyzer;

/* The marks that a question of single words, or one phrase, has. */
struct asked {
	struct ns_arena arena;
	struct ns_mark mark[16];
	struct ns_mark_word word[16];
	uint32_t n;
	struct ns_marks marks;
	struct ns_snippeter s;
	struct ns_hit hit;
	uint32_t chars, passages;
};

static struct ns_lang lang_of(const char *code)
{
	struct ns_lang lang = { { 0 } };

	T_INT(ns_lang_parse(ns_str_of(code), &lang), NS_OK);
	return lang;
}

static void begin(struct asked *a)
{
	*a = (struct asked){ .s.an = analyzer, .chars = 80, .passages = 1 };
}

/* A word with a weight; STEM takes the text's own stem. */
static void mark(struct asked *a, enum ns_mark_kind kind, const char *text,
		 float weight)
{
	struct ns_terms t = { { "", 0 }, { "", 0 } };
	uint32_t i = a->n++;

	T_INT(ns_word_terms(analyzer, lang_of("en"), ns_str_of(text), &t, NULL),
	      NS_OK);
	a->word[i].kind = kind;
	a->word[i].text = ns_arena_str(
		&a->arena, kind == NS_MARK_STEM ? t.stem : ns_str_of(text));
	a->mark[i] = (struct ns_mark){
		.word = &a->word[i], .n_words = 1, .group = i, .weight = weight
	};
}

/* Joins the last n words to a phrase. */
static void phrase(struct asked *a, uint32_t n)
{
	a->n -= n;
	a->mark[a->n++].n_words = n;
}

static void make_in(struct asked *a, const char *code)
{
	struct ns_error e = { 0 };
	struct ns_snippet_ask ask = { .marks = &a->marks,
				      .lang = lang_of(code),
				      .chars = a->chars,
				      .passages = a->passages,
				      .arena = &a->arena };

	T_INT(ns_marks_prepare(a->mark, a->n, &a->arena, &a->marks), NS_OK);
	T_INT(ns_snippet_make(&a->s, &ask, &a->hit, &e), NS_OK);
	T_TEXT(e.text, "");
}

static void forget(struct asked *a)
{
	ns_snippeter_free(&a->s);
	ns_arena_free(&a->arena);
}

/* The string with its spans in square brackets. */
static const char *shown(struct ns_str text, const struct ns_span *span,
			 uint32_t n)
{
	static char out[4096];
	uint32_t points = 0, k = 0;
	bool inside = false;
	size_t at = 0;

	for (size_t i = 0; i <= text.n && at < sizeof(out) - 4; i++) {
		bool lead = i == text.n || ((uint8_t)text.p[i] & 0xc0) != 0x80;

		if (lead && inside && points == span[k].end) {
			out[at++] = ']';
			inside = false;
			k++;
		}
		if (lead && !inside && k < n && points == span[k].start) {
			out[at++] = '[';
			inside = true;
		}
		points += lead;
		if (i < text.n)
			out[at++] = text.p[i];
	}
	out[at] = 0;
	T_INT(k, n);
	return out;
}

static const char *passage(const struct asked *a, uint32_t i)
{
	const struct ns_snippet *s = &a->hit.snippet[i];

	if (i >= a->hit.n_snippets)
		return "no such passage";
	return shown(s->text, s->span, s->n_spans);
}

static const char *title(const struct asked *a)
{
	return shown(a->hit.article.title, a->hit.title_span,
		     a->hit.n_title_spans);
}

#define FILLER                                                        \
	"The council met on Tuesday to talk about roads. Nobody had " \
	"anything new to say about them, and the meeting ended early. "

static void words_are_marked_exactly(void)
{
	struct asked a;

	begin(&a);
	mark(&a, NS_MARK_STEM, "elections", 2);
	a.hit.article.title = NS_STR("Elections:\n  the ELECTION's result");
	a.hit.article.body = NS_STR("An \"election\", (elevated) selecting.");
	make_in(&a, "en");
	T_TEXT(title(&a), "[Elections]:\n  the [ELECTION]'s result");
	T_TEXT(passage(&a, 0), "An \"[election]\", (elevated) selecting.");
	T_INT(a.hit.n_snippets, 1);
	forget(&a);
}

static void offsets_count_code_points(void)
{
	struct asked a;

	begin(&a);
	mark(&a, NS_MARK_FORM, "uber", 1);
	mark(&a, NS_MARK_FORM, "cafe", 1);
	a.hit.article.title = NS_STR("\u00c4\u00f6 \U0001f600 \u00dcber all");
	a.hit.article.body = NS_STR("\u201cCaf\u00e9\u201d \u2013\n\n  the   "
				    "\u00fcber-caf\u00e9\t\u2026 end");
	make_in(&a, "en");
	T_TEXT(title(&a), "\u00c4\u00f6 \U0001f600 [\u00dcber] all");
	T_INT(a.hit.title_span[0].start, 5);
	T_TEXT(passage(&a, 0), "\u201c[Caf\u00e9]\u201d \u2013 the "
			       "[\u00fcber]-[caf\u00e9] \u2026 end");
	forget(&a);
}

static void the_best_passage_is_found(void)
{
	struct asked a;

	begin(&a);
	mark(&a, NS_MARK_STEM, "roads", 1);
	mark(&a, NS_MARK_STEM, "flood", 3);
	mark(&a, NS_MARK_STEM, "bridge", 3);
	a.hit.article.body = NS_STR(FILLER FILLER
				    "A flood took the old bridge away. " FILLER
				    "The bridge was old. " FILLER);
	make_in(&a, "en");
	T_TEXT(passage(&a, 0), "A [flood] took the old [bridge] away. The "
			       "council met on Tuesday to talk about\u2026");
	forget(&a);
}

static void cuts_are_at_words(void)
{
	struct asked a;

	begin(&a);
	a.chars = 40;
	mark(&a, NS_MARK_STEM, "anything", 1);
	a.hit.article.body = NS_STR(FILLER);
	make_in(&a, "en");
	T_TEXT(passage(&a, 0), "Nobody had [anything] new to say about\u2026");
	a.chars = 24;
	make_in(&a, "en");
	T_TEXT(passage(&a, 0), "Nobody had [anything]\u2026");
	a.chars = 17;
	make_in(&a, "en");
	T_TEXT(passage(&a, 0), "\u2026[anything] new to\u2026");
	a.chars = 3;
	make_in(&a, "en");
	T_TEXT(passage(&a, 0), "\u2026[a]\u2026");
	a.chars = 0;
	make_in(&a, "en");
	T_INT(a.hit.n_snippets, 0);
	forget(&a);
}

static void phrases_are_marked_where_they_stand(void)
{
	struct asked a;

	begin(&a);
	a.chars = 500;
	mark(&a, NS_MARK_FORM, "prime", 4);
	mark(&a, NS_MARK_FORM, "minister", 4);
	phrase(&a, 2);
	a.hit.article.title = NS_STR("Prime Minister, prime time minister");
	a.hit.article.body = NS_STR("The minister. The prime\nminister and "
				    "prime ministers.\n\nOf prime\n\n"
				    "minister.");
	make_in(&a, "en");
	T_TEXT(title(&a), "[Prime] [Minister], prime time minister");
	T_TEXT(passage(&a, 0), "The minister. The [prime] [minister] and prime "
			       "ministers. Of prime minister.");
	forget(&a);
}

static void a_phrase_of_one_word_again(void)
{
	struct asked a;

	begin(&a);
	mark(&a, NS_MARK_FORM, "new", 4);
	mark(&a, NS_MARK_FORM, "new", 4);
	mark(&a, NS_MARK_FORM, "york", 4);
	phrase(&a, 3);
	a.hit.article.body = NS_STR("A new new new york, not new york.");
	make_in(&a, "en");
	T_TEXT(passage(&a, 0), "A new [new] [new] [york], not new york.");
	forget(&a);
}

static void prefixes_and_scopes(void)
{
	struct asked a;

	begin(&a);
	mark(&a, NS_MARK_PREFIX, "clim", 1);
	mark(&a, NS_MARK_FORM, "change", 1);
	a.mark[1].scope = NS_SCOPE_TITLE;
	mark(&a, NS_MARK_FORM, "now", 1);
	a.mark[2].scope = NS_SCOPE_BODY;
	mark(&a, NS_MARK_FORM, "talks", 1);
	a.mark[3].lang = lang_of("de");
	a.hit.article.title = NS_STR("Climate change now talks");
	a.hit.article.body = NS_STR("Climb a change now talks");
	make_in(&a, "en");
	T_TEXT(title(&a), "[Climate] [change] now talks");
	T_TEXT(passage(&a, 0), "[Climb] a change [now] talks");
	make_in(&a, "de");
	T_TEXT(passage(&a, 0), "[Climb] a change [now] [talks]");
	forget(&a);
}

static void several_passages_in_order(void)
{
	struct asked a;

	begin(&a);
	a.passages = 4;
	mark(&a, NS_MARK_STEM, "bridge", 1);
	mark(&a, NS_MARK_STEM, "flood", 3);
	a.hit.article.body = NS_STR("The bridge was old. " FILLER FILLER
				    "A flood took it. " FILLER);
	make_in(&a, "en");
	T_INT(a.hit.n_snippets, 2);
	T_TEXT(passage(&a, 0), "The [bridge] was old. The council met on "
			       "Tuesday to talk about roads. Nobody had\u2026");
	T_TEXT(passage(&a, 1), "A [flood] took it. The council met on Tuesday "
			       "to talk about roads. Nobody had\u2026");
	forget(&a);
}

static void without_a_match_the_beginning(void)
{
	struct asked a;

	begin(&a);
	a.chars = 30;
	mark(&a, NS_MARK_STEM, "absent", 1);
	a.hit.article.title = NS_STR("Roads");
	a.hit.article.body = NS_STR(FILLER);
	make_in(&a, "en");
	T_TEXT(title(&a), "Roads");
	T_TEXT(passage(&a, 0), "The council met on Tuesday\u2026");
	a.hit.article.summary = NS_STR("Nothing is absent.");
	make_in(&a, "en");
	T_TEXT(passage(&a, 0), "Nothing is [absent].");
	a.hit.article.summary = NS_STR("");
	a.hit.article.body = NS_STR(" \n ");
	make_in(&a, "en");
	T_INT(a.hit.n_snippets, 0);
	a.n = 0;
	a.hit.article.body = NS_STR("Short.");
	make_in(&a, "en");
	T_TEXT(passage(&a, 0), "Short.");
	forget(&a);
}

static void bigrams_make_one_span(void)
{
	struct asked a;

	begin(&a);
	a.hit.article.title = NS_STR("\u6771\u4eac\u90fd");
	a.hit.article.body = NS_STR("\u6628\u65e5\u3002\u6771\u4eac\u90fd\u306f"
				    "\u6674\u308c\u3002");
	mark(&a, NS_MARK_FORM, "\u6771\u4eac", 1);
	mark(&a, NS_MARK_FORM, "\u4eac\u90fd", 1);
	make_in(&a, "ja");
	T_TEXT(title(&a), "[\u6771\u4eac\u90fd]");
	T_TEXT(passage(&a, 0), "\u6628\u65e5\u3002[\u6771\u4eac\u90fd]\u306f"
			       "\u6674\u308c\u3002");
	forget(&a);
}

/* ---- whatever the text is ------------------------------------------------ */

static size_t random_text(uint64_t *seed, char *out, size_t room)
{
	static const char *const piece[] = {
		"flood ",
		"bridge ",
		"floods",
		". ",
		"the ",
		"a",
		"\u00e9t\u00e9 ",
		"\u6771\u4eac\u90fd",
		"\n\n",
		", ",
		" \"",
		"...",
		"-",
		"' ",
		"       ",
		"\u2026 ",
		"\U0001f600",
		"road ",
		"\u3002",
		"xyzzyxyzzy",
	};
	size_t n = 0, pieces = t_random(seed) % 60;

	for (size_t i = 0; i < pieces; i++) {
		const char *p = piece[t_random(seed) %
				      (sizeof(piece) / sizeof(piece[0]))];

		if (n + strlen(p) > room)
			break;
		memcpy(out + n, p, strlen(p));
		n += strlen(p);
	}
	return n;
}

static uint32_t points_of(struct ns_str s)
{
	uint32_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((uint8_t)s.p[i] & 0xc0) != 0x80;
	return n;
}

/* What a span covers is a form of the marks. */
static void covers_a_mark(struct ns_str text, struct ns_span span)
{
	size_t from = 0, to;
	uint32_t points = 0;
	struct ns_str word;

	for (from = 0; from < text.n; from++)
		if (((uint8_t)text.p[from] & 0xc0) != 0x80 &&
		    points++ == span.start)
			break;
	points = 0;
	for (to = from; to < text.n; to++)
		if (((uint8_t)text.p[to] & 0xc0) != 0x80 &&
		    points++ == span.end - span.start)
			break;
	word = (struct ns_str){ text.p + from, to - from };
	if (!(ns_str_eq(word, NS_STR("flood")) ||
	      ns_str_eq(word, NS_STR("floods")) ||
	      ns_str_eq(word, NS_STR("bridge")) ||
	      ns_str_eq(word, NS_STR("\u6771\u4eac"))))
		T_FAIL("'%.*s' is marked in '%.*s'", (int)word.n, word.p,
		       (int)text.n, text.p);
}

static void check(const struct asked *a, const struct ns_snippet *s)
{
	uint32_t points = points_of(s->text);

	T_OK(ns_utf8_valid(s->text));
	T_OK(points > 0);
	/* A passage may also hold what stands at its words: quotes, stops. */
	T_OK(points <= a->chars + 64);
	for (uint32_t i = 0; i < s->n_spans; i++) {
		T_OK(s->span[i].start < s->span[i].end);
		T_OK(s->span[i].end <= points);
		T_OK(i == 0 || s->span[i - 1].end <= s->span[i].start);
		covers_a_mark(s->text, s->span[i]);
	}
}

static void any_text_gives_sound_passages(void)
{
	uint64_t seed = 7;
	uint32_t with_spans = 0;

	for (int i = 0; i < 4000 && !t_bad; i++) {
		char text[2000];
		size_t n = random_text(&seed, text, sizeof(text));
		char *own = malloc(n ? n : 1);
		struct asked a;

		memcpy(own, text, n);
		begin(&a);
		a.chars = 12 + (uint32_t)(t_random(&seed) % 80);
		a.passages = 1 + (uint32_t)(t_random(&seed) % 4);
		mark(&a, NS_MARK_STEM, "flood", 1);
		mark(&a, NS_MARK_FORM, "bridge", 2);
		mark(&a, NS_MARK_FORM, "\u6771\u4eac", 1);
		a.hit.article.body = (struct ns_str){ own, n };
		make_in(&a, "en");
		T_OK(a.hit.n_snippets <= a.passages);
		for (uint32_t k = 0; k < a.hit.n_snippets; k++) {
			check(&a, &a.hit.snippet[k]);
			with_spans += a.hit.snippet[k].n_spans > 0;
		}
		forget(&a);
		free(own);
	}
	T_OK(with_spans > 1000);
}

static void a_budget_is_kept(void)
{
	for (size_t budget = 1; budget < 6000; budget += 97) {
		struct asked a;
		struct ns_snippet_ask ask;
		enum ns_code rc;

		begin(&a);
		mark(&a, NS_MARK_STEM, "roads", 1);
		a.hit.article.title = NS_STR("Roads");
		a.hit.article.body = NS_STR(FILLER);
		T_INT(ns_marks_prepare(a.mark, a.n, &a.arena, &a.marks), NS_OK);
		a.arena.budget_bytes = a.arena.used_bytes + budget;
		ask = (struct ns_snippet_ask){ &a.marks, lang_of("en"), 80, 3,
					       &a.arena };
		rc = ns_snippet_make(&a.s, &ask, &a.hit, NULL);
		T_OK(rc == NS_OK || rc == NS_NOMEM);
		T_OK(budget > 20 || rc == NS_NOMEM);
		T_OK(budget < 5000 || rc == NS_OK);
		forget(&a);
	}
}

int main(void)
{
	if (ns_analyzer_open(&analyzer, NULL))
		return 1;
	T_RUN(words_are_marked_exactly);
	T_RUN(offsets_count_code_points);
	T_RUN(the_best_passage_is_found);
	T_RUN(cuts_are_at_words);
	T_RUN(phrases_are_marked_where_they_stand);
	T_RUN(a_phrase_of_one_word_again);
	T_RUN(prefixes_and_scopes);
	T_RUN(several_passages_in_order);
	T_RUN(without_a_match_the_beginning);
	T_RUN(bigrams_make_one_span);
	T_RUN(any_text_gives_sound_passages);
	T_RUN(a_budget_is_kept);
	ns_analyzer_free(analyzer);
	return t_end();
}
