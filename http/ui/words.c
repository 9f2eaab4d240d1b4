#include "http/ui/words.h"

#include <ctype.h>
#include <stdio.h>

static const char *const months[] = {
	"January", "February", "March",     "April",   "May",      "June",
	"July",    "August",   "September", "October", "November", "December",
};

void ns_words_number(uint64_t n, char out[NS_WORDS_BYTES])
{
	char digits[24];
	size_t len = (size_t)snprintf(digits, sizeof(digits), "%llu",
				      (unsigned long long)n);

	for (size_t i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			*out++ = ',';
		*out++ = digits[i];
	}
	*out = '\0';
}

void ns_words_date(struct ns_time t, char out[NS_WORDS_BYTES])
{
	struct ns_civil c = ns_time_civil(t.seconds);
	const char *month = months[(c.month + 11) % 12];

	*out = '\0';
	if (t.precision == NS_PREC_YEAR)
		snprintf(out, NS_WORDS_BYTES, "%d", c.year);
	else if (t.precision == NS_PREC_MONTH)
		snprintf(out, NS_WORDS_BYTES, "%s %d", month, c.year);
	else if (t.precision == NS_PREC_DAY)
		snprintf(out, NS_WORDS_BYTES, "%d %s %d", c.day, month, c.year);
	else if (t.precision != NS_PREC_NONE)
		snprintf(out, NS_WORDS_BYTES, "%d %s %d, %02d:%02d UTC", c.day,
			 month, c.year, c.hour, c.minute);
}

void ns_words_time(struct ns_html *h, struct ns_time t)
{
	char machine[NS_TIME_TEXT], people[NS_WORDS_BYTES];

	if (t.precision == NS_PREC_NONE)
		return;
	ns_time_format(t, machine);
	ns_words_date(t, people);
	ns_html_open(h, "time");
	ns_html_attr(h, "datetime", ns_str_of(machine));
	ns_html_text(h, ns_str_of(people));
	ns_html_close(h);
}

/* Bytes of the first n code points of valid UTF-8, or all there are. */
static size_t bytes_of(struct ns_str s, uint32_t n)
{
	size_t i = 0;

	while (i < s.n && n > 0) {
		i++;
		while (i < s.n && ((unsigned char)s.p[i] & 0xc0) == 0x80)
			i++;
		n--;
	}
	return i;
}

static struct ns_str take(struct ns_str *rest, uint32_t code_points)
{
	struct ns_str head = { rest->p, bytes_of(*rest, code_points) };

	*rest = (struct ns_str){ rest->p + head.n, rest->n - head.n };
	return head;
}

void ns_words_marked(struct ns_html *h, const struct ns_marked *m)
{
	struct ns_str rest = m->text;
	uint32_t at = 0;

	for (uint32_t i = 0; i < m->n && rest.n; i++) {
		const struct ns_span *s = &m->span[i];

		if (s->start < at || s->end <= s->start)
			continue;
		ns_html_text(h, take(&rest, s->start - at));
		if (rest.n)
			ns_html_simple(h, "mark", NULL,
				       take(&rest, s->end - s->start));
		at = s->end;
	}
	ns_html_text(h, rest);
}

static bool is_lang(struct ns_str s)
{
	if (s.n < 2 || s.n > 35 || !isalpha((unsigned char)s.p[0]))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!isalnum((unsigned char)s.p[i]) && s.p[i] != '-')
			return false;
	return true;
}

void ns_words_lang(struct ns_html *h, struct ns_str lang)
{
	if (is_lang(lang))
		ns_html_attr(h, "lang", lang);
	ns_html_attr(h, "dir", NS_STR("auto"));
}
