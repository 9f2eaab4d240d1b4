/* Random questions: the whole language, about words that are there. */
#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "tests/oracle_news.h"

static void put(struct ns_buf *out, const char *text)
{
	ns_buf_text(out, ns_str_of(text));
}

/* ---- words --------------------------------------------------------------- */

static const char *after_words(const char *s, uint32_t count)
{
	for (; *s && count; count--) {
		s += strspn(s, " .,\n");
		s += strcspn(s, " \n");
	}
	return s;
}

/* A few words of an article, side by side; fewer where it has no more. */
static void quoted(struct news *n, uint32_t count, struct ns_buf *out)
{
	const char *s, *from, *end;

	if (!n->n_samples) {
		news_word(n, 0, out);
		return;
	}
	s = n->sample[news_pick(n, n->n_samples)];
	from = s + news_pick(n, (uint32_t)strlen(s));
	from += strcspn(from, " ");
	from += strspn(from, " .,\n");
	if (!*after_words(from, count))
		from = s;
	end = after_words(from, count);
	ns_buf_put(out, from, (size_t)(end - from));
}

static void word(struct news *n, struct ns_buf *out)
{
	size_t at = out->n;

	if (news_once_in(n, 2)) {
		quoted(n, 1, out);
		while (out->n > at && strchr(".,", out->p[out->n - 1]))
			out->n--;
	}
	if (out->n == at)
		news_word(n, news_pick(n, n->shape.n_langs), out);
}

/* A word cut off, or with a letter changed. */
static void spoilt(struct news *n, bool cut, struct ns_buf *out)
{
	size_t at = out->n, len, i;

	word(n, out);
	len = out->n - at;
	for (i = at; i < out->n; i++)
		if (out->p[i] >= 0x80)
			return; // no letter is halved
	if (cut && len > 3)
		out->n = at + 3 + news_pick(n, (uint32_t)len - 3);
	else if (!cut && len > 2 && news_once_in(n, 2))
		out->p[at + news_pick(n, (uint32_t)len)] = 'x';
}

/* ---- leaves -------------------------------------------------------------- */

static void quotes(struct news *n, struct ns_buf *out)
{
	put(out, "\"");
	quoted(n, 1 + news_pick(n, 3), out);
	put(out, "\"");
	if (news_once_in(n, 3))
		ns_buf_printf(out, "~%u", 1 + news_pick(n, 10));
}

static void together(struct news *n, struct ns_buf *out)
{
	uint32_t more = 1 + news_once_in(n, 4);

	word(n, out);
	for (; more; more--) {
		if (news_once_in(n, 2))
			put(out, " SAME ");
		else
			ns_buf_printf(out, " NEAR/%u ", 1 + news_pick(n, 12));
		switch (news_pick(n, 5)) {
		case 0:
			put(out, "(");
			word(n, out);
			put(out, " OR ");
			word(n, out);
			put(out, ")");
			break;
		case 1:
			put(out, "\"");
			quoted(n, 2, out);
			put(out, "\"");
			break;
		case 2:
			spoilt(n, true, out);
			put(out, "*");
			break;
		default:
			word(n, out);
		}
	}
}

static void field(struct news *n, struct ns_buf *out)
{
	static const char *const texts[] = { "title:", "summary:", "body:",
					     "title:", "body:" };
	static const char *const others[] = {
		"author:ada",       "author:\"ada lovelace\"",
		"author:lovel*",    "author:martin",
		"url:war",          "url:example*",
		"author:adda~",     "outlet:kestrel",
		"section:world",    "lang:en",
		"lang:es",          "tag:war",
		"type:opinion",     "outlet:\"harbour post\"",
		"url:\"war html\"", "author:(jose martin)",
		"tag:zurich"
	};

	if (news_once_in(n, 2)) {
		put(out, others[news_pick(n, 17)]);
		return;
	}
	put(out, texts[news_pick(n, 5)]);
	if (news_once_in(n, 3))
		quotes(n, out);
	else
		word(n, out);
}

static void date(struct news *n, struct ns_buf *out)
{
	static const char *const dates[] = { "date:2023-11",
					     "date:2023-11-20..2023-12-05",
					     "date:2023",
					     "after:2023-11-16",
					     "before:2023-12",
					     "date:[2023-11-15 TO *]",
					     "date:2023-11-17",
					     "date:{2023-11-17 TO 2023-11-18}",
					     "date:2023-11-18..2023-11-17",
					     "after:2023-11-20T12:00:01Z",
					     "before:2023-11-20T07:30" };

	put(out, dates[news_pick(n, sizeof(dates) / sizeof(*dates))]);
}

static void item(struct news *n, uint32_t depth, struct ns_buf *out);

static void group(struct news *n, uint32_t depth, struct ns_buf *out)
{
	uint32_t more = 1 + news_pick(n, 2);

	put(out, "(");
	item(n, depth + 1, out);
	for (; more; more--) {
		put(out, news_once_in(n, 2) ? " OR " : " ");
		item(n, depth + 1, out);
	}
	put(out, ")");
}

static void exact(struct news *n, struct ns_buf *out)
{
	put(out, "=");
	word(n, out);
}

static void prefix(struct news *n, struct ns_buf *out)
{
	spoilt(n, true, out);
	put(out, "*");
}

static void fuzzy(struct news *n, struct ns_buf *out)
{
	spoilt(n, false, out);
	put(out, "~");
}

static void at_least(struct news *n, struct ns_buf *out)
{
	ns_buf_printf(out, "atleast%u:", 1 + news_pick(n, 3));
	word(n, out);
}

static void everything(struct news *n, struct ns_buf *out)
{
	(void)n;
	put(out, "*");
}

static void leaf(struct news *n, uint32_t depth, struct ns_buf *out)
{
	static const struct {
		uint32_t hundredths;
		void (*put)(struct news *n, struct ns_buf *out);
	} leaves[] = {
		{ 55, word },      { 5, exact },    { 8, quotes },
		{ 6, together },   { 6, prefix },   { 5, fuzzy },
		{ 7, field },      { 2, at_least }, { 2, date },
		{ 1, everything },
	};
	uint32_t left = news_pick(n, 100), i;

	for (i = 0; i < sizeof(leaves) / sizeof(leaves[0]); i++) {
		if (left < leaves[i].hundredths) {
			leaves[i].put(n, out);
			return;
		}
		left -= leaves[i].hundredths;
	}
	if (depth < 3)
		group(n, depth, out);
	else
		word(n, out);
}

static void item(struct news *n, uint32_t depth, struct ns_buf *out)
{
	if (news_once_in(n, 16))
		put(out, news_once_in(n, 2) ? "-" : "NOT ");
	leaf(n, depth, out);
	if (news_once_in(n, 16))
		ns_buf_printf(out, "^%u.%u", news_pick(n, 4), news_pick(n, 10));
}

/* Words that an article has, bare. */
static void found_words(struct news *n, struct ns_buf *out)
{
	size_t at = out->n, i;

	quoted(n, 3 + news_pick(n, 3), out);
	for (i = at; i < out->n; i++)
		if (strchr(",.\n", out->p[i]))
			out->p[i] = ' ';
}

static void mixed(struct news *n, struct ns_buf *out)
{
	static const uint32_t lengths[] = { 1, 1, 2, 2, 2, 3, 3, 4, 5, 7 };
	uint32_t i, count = lengths[news_pick(n, 10)];
	bool plus = news_once_in(n, 12);

	for (i = 0; i < count; i++) {
		if (i)
			put(out, news_once_in(n, 10) ? " OR " : " ");
		if (plus && news_once_in(n, 2))
			put(out, "+");
		item(n, 0, out);
	}
}

/* Answers whether it is of bare words that an article has. */
static bool question(struct news *n, struct ns_buf *out)
{
	uint32_t kind = news_pick(n, 10), i;

	bool brackets = kind == 3 && news_once_in(n, 4);

	if (kind < 4 && !brackets) {
		found_words(n, out);
	} else if (brackets) {
		put(out, news_once_in(n, 3) ? "((" : "(");
		found_words(n, out);
		put(out, ") ");
		word(n, out);
	} else if (kind < 9) {
		mixed(n, out);
	} else {
		for (i = 1 + news_pick(n, 4); i; i--) {
			word(n, out);
			put(out, " ");
		}
	}
	return kind < 4;
}

/* ---- what stands beside the question ------------------------------------- */

static void filters(struct news *n, struct ns_arena *arena,
		    struct ns_request *r)
{
	static const struct {
		enum ns_scope field;
		const char *value;
	} some[] = {
		{ NS_SCOPE_OUTLET, "harbour post" },
		{ NS_SCOPE_OUTLET, "El Día" },
		{ NS_SCOPE_OUTLET, "Nobody" },
		{ NS_SCOPE_SECTION, "World" },
		{ NS_SCOPE_SECTION, "sport" },
		{ NS_SCOPE_LANG, "en" },
		{ NS_SCOPE_LANG, "es-MX" },
		{ NS_SCOPE_LANG, "de" },
		{ NS_SCOPE_TAG, "war" },
		{ NS_SCOPE_TAG, "zurich" },
		{ NS_SCOPE_TYPE, "Opinion" },
		{ NS_SCOPE_AUTHOR, "ada lovelace" },
		{ NS_SCOPE_AUTHOR, "José Martin" },
	};
	struct ns_filter *f = ns_arena_calloc(arena, NEWS_FILTERS, sizeof(*f));
	uint32_t i;

	assert(f);
	r->filter = f;
	r->n_filters = 1 + news_pick(n, NEWS_FILTERS - 1);
	for (i = 0; i < r->n_filters; i++) {
		uint32_t at = news_pick(n, sizeof(some) / sizeof(some[0]));

		f[i] = (struct ns_filter){ some[at].field,
					   ns_str_of(some[at].value),
					   news_once_in(n, 3) };
	}
}

static void dates(struct news *n, struct ns_request *r)
{
	int64_t a = 1700000000 + 7211 * (int64_t)news_pick(n, n->shape.seconds);

	if (!news_once_in(n, 3))
		r->dates.from = a;
	if (!news_once_in(n, 3))
		r->dates.to = a + 86400 * (int64_t)news_pick(n, 30);
}

/* Where the question is asked: mostly in Greenwich. */
static int32_t zone(struct news *n)
{
	static const int32_t east_s[] = { 14 * 3600, -12 * 3600,
					  5 * 3600 + 1800, 13 * 3600, -3600 };

	return news_once_in(n, 3) ? east_s[news_pick(n, 5)] : 0;
}

/* The hits asked for: up to 1, 10, 200 and 1,000 in two thirds of the requests;
 * some by pages. */
static void page(struct news *n, struct ns_request *r)
{
	static const uint32_t k[] = { 1, 10, 200, 1000 };
	uint32_t last = news_once_in(n, 3) ? 1 + news_pick(n, 8)
					   : k[news_pick(n, 4)];

	if (news_once_in(n, 20)) {
		r->limit = UINT32_MAX;
		return;
	}
	if (news_once_in(n, 4))
		r->first = news_pick(n, last);
	r->limit = last - r->first;
}

static void beside(struct news *n, struct ns_arena *arena, struct ns_request *r)
{
	r->parse.tz.offset_s = zone(n);
	if (news_once_in(n, 4))
		r->match = (enum ns_match)news_pick(n, 3);
	if (news_once_in(n, 4))
		r->sort = (enum ns_sort)news_pick(n, 3);
	r->keep_stop_words = news_once_in(n, 16);
	if (news_once_in(n, 8))
		r->in = (news_pick(n, 15) + 1) << NS_SCOPE_TITLE;
	if (news_once_in(n, 7))
		filters(n, arena, r);
	if (news_once_in(n, 7))
		dates(n, r);
}

void news_request(struct news *n, struct ns_arena *arena, struct ns_request *r)
{
	struct ns_buf b = { 0 };
	bool found;

	*r = NS_REQUEST_DEFAULT;
	r->articles = false;
	r->snippet_chars = 0;
	r->parse.now = 1703000000;
	found = question(n, &b);
	if (news_once_in(n, 200))
		ns_buf_reset(&b);
	r->text = ns_arena_str(arena, ns_buf_view(&b));
	assert(r->text.p && !b.failed);
	ns_buf_free(&b);
	if (news_once_in(n, 4))
		r->rank = NS_RANK_BM25;
	/* What is most common alone is asked most: tiers follow each other. */
	if (!found || news_once_in(n, 4))
		beside(n, arena, r);
	page(n, r);
	if (found && !news_once_in(n, 4)) {
		r->limit += r->limit == UINT32_MAX ? 0 : r->first;
		r->first = 0;
	}
}
