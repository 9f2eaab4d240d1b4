/* Dates of dumps, bounds as typed, and the calendar under both. */
#include "core/base/time.h"

#include "core/base/tz.h"
#include "tests/t.h"

struct row {
	const char *text, *iso; // iso "": refused
	bool doubt;
};

static const struct row rows[] = {
	/* ISO 8601 */
	{ "2024-03-05", "2024-03-05", false },
	{ "2024-3-5", "2024-03-05", false },
	{ "2024-03", "2024-03", false },
	{ "2024", "2024", false },
	{ "2024-03-05T10:20", "2024-03-05T10:20Z", false },
	{ "2024-03-05T10:20Z", "2024-03-05T10:20Z", false },
	{ "2024-03-05t10:20z", "2024-03-05T10:20Z", false },
	{ "2024-03-05T10:20:30Z", "2024-03-05T10:20:30Z", false },
	{ "2024-03-05T10:20:30.123Z", "2024-03-05T10:20:30Z", false },
	{ "2024-03-05T10:20:30,123456789+01:00", "2024-03-05T09:20:30Z",
	  false },
	{ "2024-03-05T00:20:30+0530", "2024-03-04T18:50:30Z", false },
	{ "2024-03-05T10:20:30-08", "2024-03-05T18:20:30Z", false },
	{ "2024-03-05 10:20:30", "2024-03-05T10:20:30Z", false },
	{ "2024-03-05 10:20:30 UTC", "2024-03-05T10:20:30Z", false },
	{ "2017-05-12 10:05:07+00:00", "2017-05-12T10:05:07Z", false },
	{ "2024-03-05T10Z", "2024-03-05T10:00Z", false },
	{ "2024-03-05T24:00:00Z", "2024-03-06T00:00:00Z", false },
	{ "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z", false },
	{ "20240305T102030Z", "2024-03-05T10:20:30Z", false },
	{ "20240305T1020+0100", "2024-03-05T09:20Z", false },
	{ "2024-03-05Z", "2024-03-05", false },
	{ "2024-03-05+01:00", "2024-03-05", false },
	{ "2024-03-05T10:20:30+01:00[Europe/Paris]", "2024-03-05T09:20:30Z",
	  false },
	{ "2024/03/05", "2024-03-05", false },
	{ "2024/03/05 10:20", "2024-03-05T10:20Z", false },
	{ "2024.03.05", "2024-03-05", false },
	{ " 2024-03-05 \n", "2024-03-05", false },
	/* runs of digits */
	{ "20240305", "2024-03-05", false },
	{ "202403", "2024-03", false },
	{ "202403051020", "2024-03-05T10:20Z", false },
	{ "20240305102030", "2024-03-05T10:20:30Z", false },
	{ "1709634030", "2024-03-05T10:20:30Z", false },
	{ "1709634030.25", "2024-03-05T10:20:30Z", false },
	{ "1709634030123", "2024-03-05T10:20:30Z", false },
	{ "1709634030123456", "2024-03-05T10:20:30Z", false },
	{ "1709634030123456789", "2024-03-05T10:20:30Z", false },
	{ "-300000000", "1960-06-29T18:40:00Z", false },
	{ "978307200000", "2001-01-01T00:00:00Z", false },
	/* the eight shapes of a million headlines */
	{ "20091116 9:57AM UTC", "2009-11-16T09:57Z", false },
	{ "20091116 9:56PM UTC", "2009-11-16T21:56Z", false },
	{ "20091116 11:58AM UTC", "2009-11-16T11:58Z", false },
	{ "20091116 11:39PM UTC", "2009-11-16T23:39Z", false },
	{ "20070311 11:34 AM EDT", "2007-03-11T15:34Z", false },
	{ "20070311 10:43 PM EDT", "2007-03-12T02:43Z", false },
	{ "20070101 10:49 AM EST", "2007-01-01T15:49Z", false },
	{ "20070101 10:58 PM EST", "2007-01-02T03:58Z", false },
	{ "20110719 12:01AM UTC", "2011-07-19T00:01Z", false },
	{ "20110719 12:01PM UTC", "2011-07-19T12:01Z", false },
	/* mail, HTTP, C, JavaScript, Reuters, Apache */
	{ "Tue, 05 Mar 2024 10:20:30 GMT", "2024-03-05T10:20:30Z", false },
	{ "Tue, 5 Mar 2024 10:20 +0100", "2024-03-05T09:20Z", false },
	{ "5 Mar 2024 10:20:30 -0500 (EST)", "2024-03-05T15:20:30Z", false },
	{ "Tue, 05 Mar 24 10:20:30 EST", "2024-03-05T15:20:30Z", false },
	{ "Tuesday, 05-Mar-24 10:20:30 GMT", "2024-03-05T10:20:30Z", false },
	{ "Tue Mar  5 10:20:30 2024", "2024-03-05T10:20:30Z", false },
	{ "Tue Mar  5 10:20:30 PST 2024", "2024-03-05T18:20:30Z", false },
	{ "Tue Mar 05 2024 10:20:30 GMT+0100 (Central European Time)",
	  "2024-03-05T09:20:30Z", false },
	{ "26-FEB-1987 15:01:01.79", "1987-02-26T15:01:01Z", false },
	{ "10/Oct/2000:13:55:36 -0700", "2000-10-10T20:55:36Z", false },
	/* newspapers */
	{ "January 2, 2006", "2006-01-02", false },
	{ "Jan. 2, 2006", "2006-01-02", false },
	{ "JANUARY 2 2006", "2006-01-02", false },
	{ "Sept 2, 2006", "2006-09-02", false },
	{ "2 Jan 2006", "2006-01-02", false },
	{ "2nd January 2006", "2006-01-02", false },
	{ "Monday, January 2nd, 2006", "2006-01-02", false },
	{ "2Jan2006", "2006-01-02", false },
	{ "2006 Jan 2", "2006-01-02", false },
	{ "January 2006", "2006-01", false },
	{ "2006 January", "2006-01", false },
	{ "01/2006", "2006-01", false },
	{ "January 2, 2006 3:04 PM", "2006-01-02T15:04Z", false },
	{ "January 2, 2006 at 3:04 p.m. EST", "2006-01-02T20:04Z", false },
	{ "Jan 2, 2006, 3pm", "2006-01-02T15:00Z", false },
	{ "January 2, 2006 | 3:04 PM", "2006-01-02T15:04Z", false },
	{ "2 January 2006 - 15:04", "2006-01-02T15:04Z", false },
	{ "15:04, 2 January 2006", "2006-01-02T15:04Z", false },
	{ "3:04 PM EST, Mon January 2, 2006", "2006-01-02T20:04Z", false },
	{ "10:20 MAR 5 2024", "2024-03-05T10:20Z", false },
	{ "July 4, 2006 3:04 PM ET", "2006-07-04T19:04Z", false },
	{ "January 2, 2006 3:04 PM ET", "2006-01-02T20:04Z", false },
	{ "November 5, 2007 3:04 PM PT", "2007-11-05T23:04Z", false },
	{ "November 3, 2007 3:04 PM PT", "2007-11-03T22:04Z", false },
	{ "January 2, 2006 3:04 PM IST", "2006-01-02T09:34Z", false },
	{ "2024-03-05 10:20 XYZT", "2024-03-05", false }, // zone unknown
	/* day and month by position */
	{ "25/12/2024", "2024-12-25", false },
	{ "12/25/2024", "2024-12-25", false },
	{ "03/04/2024", "2024-04-03", true },
	{ "04/04/2024", "2024-04-04", false },
	{ "3/4/24", "2024-04-03", true },
	{ "3/4/69", "1969-04-03", true },
	{ "03/04/2024 10:20", "2024-04-03T10:20Z", true },
	{ "25-12-2024", "2024-12-25", false },
	{ "03-04-2024", "2024-04-03", true },
	{ "03.04.2024", "2024-04-03", false },
	{ "3. 4. 2024", "2024-04-03", false },
	{ "03.04.2024 10:20", "2024-04-03T10:20Z", false },
	{ "03.04.24", "2024-04-03", false },
	/* limits of the calendar */
	{ "2024-02-29", "2024-02-29", false },
	{ "1600-01-01T00:00:00Z", "1600-01-01T00:00:00Z", false },
	{ "2399-12-31T23:59:59Z", "2399-12-31T23:59:59Z", false },
	/* refused, one row each */
	{ "", "", false },
	{ "   ", "", false },
	{ "yesterday", "", false },
	{ "2023-02-29", "", false },
	{ "2024-13-01", "", false },
	{ "2024-00-10", "", false },
	{ "2024-01-00", "", false },
	{ "2024-04-31", "", false },
	{ "0000-00-00 00:00:00", "", false },
	{ "1599-12-31", "", false },
	{ "2400-01-01", "", false },
	{ "1600-01-01T00:00:00+01:00", "", false },
	{ "2399-12-31T23:59:59-01:00", "", false },
	{ "2024-03-05T25:00", "", false },
	{ "2024-03-05T24:01", "", false },
	{ "2024-03-05T10:60", "", false },
	{ "2024-03-05T10:20:61", "", false },
	{ "2024-03-05T10:20+16:00", "", false },
	{ "2024-03-05T10:20+01:60", "", false },
	{ "2024-03-05 10:20 tomorrow", "", false },
	{ "2024-03-05 10", "", false },
	{ "2024-03-05 10:2", "", false },
	{ "2024-03-05x", "", false },
	{ "20241305", "", false },
	{ "202413", "", false },
	{ "20240305102061", "", false },
	{ "0", "", false },
	{ "12345", "", false },
	{ "1234567", "", false },
	{ "99999999999", "", false },
	{ "12345678901234567890", "", false },
	{ "13/13/2024", "", false },
	{ "3/4/5", "", false },
	{ "Foo 5 2024", "", false },
	{ "Ja 5 2024", "", false },
	{ "Januaryx 5 2024", "", false },
	{ "5 Mar 20245", "", false },
	{ "Jan 202024", "", false },
	{ "true", "", false },
	{ "-", "", false },
};

static void every_shape(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *r = &rows[i];
		struct ns_time t;
		bool doubt = true;
		char iso[NS_TIME_TEXT];
		enum ns_code rc = ns_time_parse(ns_str_of(r->text), &t, &doubt);

		ns_time_format(t, iso);
		if (strcmp(iso, r->iso) || doubt != r->doubt ||
		    (rc != NS_OK) != !*r->iso)
			T_FAIL("'%s' is '%s' (%d, doubt %d), not '%s'", r->text,
			       iso, rc, doubt, r->iso);
	}
}

/* A coarse date is kept at noon of its first day. */
static void coarse_dates_are_noon(void)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} noon[] = {
		{ "2024", 1704110400 },
		{ "2024-03", 1709294400 },
		{ "2024-03-05", 1709640000 },
		{ "2024-03-05 10:20 XYZT", 1709640000 },
	};
	struct ns_time t;

	for (size_t i = 0; i < sizeof(noon) / sizeof(noon[0]); i++) {
		T_INT(ns_time_parse(ns_str_of(noon[i].text), &t, NULL), NS_OK);
		T_INT(t.seconds, noon[i].seconds);
	}
}

static void what_is_written_reads_back(void)
{
	uint64_t random = 1;

	for (int i = 0; i < 200000; i++) {
		uint64_t span = (uint64_t)(NS_TIME_MAX - NS_TIME_MIN + 1);
		struct ns_time t, back;
		char iso[NS_TIME_TEXT];
		bool doubt;

		t.seconds = NS_TIME_MIN + (int64_t)(t_random(&random) % span);
		t.precision = (enum ns_precision)(NS_PREC_YEAR +
						  t_random(&random) % 5);
		ns_time_format(t, iso);
		if (ns_time_parse(ns_str_of(iso), &back, &doubt) ||
		    back.precision != t.precision || doubt)
			T_FAIL("'%s' does not read back", iso);
		if (t.precision == NS_PREC_SECOND)
			T_INT(back.seconds, t.seconds);
	}
}

static void the_calendar_counts_days(void)
{
	struct ns_civil c = { 1600, 1, 1, 0, 0, 0, 6 };
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30,
					31, 31, 30, 31, 30, 31 };

	for (int64_t t = NS_TIME_MIN; t <= NS_TIME_MAX; t += 86400) {
		struct ns_civil is = ns_time_civil(t);
		bool leap = c.year % 4 == 0 &&
			    (c.year % 100 != 0 || c.year % 400 == 0);

		if (is.year != c.year || is.month != c.month ||
		    is.day != c.day || is.weekday != c.weekday ||
		    ns_time_seconds(c) != t) {
			T_FAIL("%d-%u-%u", c.year, c.month, c.day);
			return;
		}
		c.weekday = (uint8_t)((c.weekday + 1) % 7);
		if (c.day++ < days[c.month - 1] + (leap && c.month == 2))
			continue;
		c.day = 1;
		c.month = (uint8_t)(c.month % 12 + 1);
		c.year += c.month == 1;
	}
	T_INT(c.year, 2400);
}

/* Any bytes: an answer or a refusal, never a read outside (ASan). */
static void garbage_is_refused(void)
{
	static const char alphabet[] = "0123456789-/:. ,TZ+amp()[]JanUTC";
	uint64_t random = 2;

	for (int i = 0; i < 200000; i++) {
		size_t n = t_random(&random) % 24;
		char *text = malloc(n ? n : 1);
		struct ns_time t;
		bool doubt;

		for (size_t k = 0; k < n; k++)
			text[k] = alphabet[t_random(&random) %
					   (sizeof(alphabet) - 1)];
		if (!ns_time_parse((struct ns_str){ text, n }, &t, &doubt))
			T_OK(t.precision >= NS_PREC_YEAR &&
			     t.seconds >= NS_TIME_MIN &&
			     t.seconds <= NS_TIME_MAX);
		else
			T_INT(t.precision, NS_PREC_NONE);
		free(text);
	}
}

/* Every shape cut anywhere, on exactly sized memory. */
static void every_truncation(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t n = strlen(rows[i].text);

		for (size_t k = 0; k <= n; k++) {
			char *cut = malloc(k ? k : 1);
			struct ns_time t;

			memcpy(cut, rows[i].text, k);
			(void)ns_time_parse((struct ns_str){ cut, k }, &t,
					    NULL);
			free(cut);
		}
	}
}

/* A month before the 31st of March is February's last day. */
static void months_ago_stay_in_their_month(void)
{
	static const struct {
		const char *ago, *day;
	} rows_ago[] = {
		{ "-1m", "2024-02-29" }, { "-13m", "2023-02-28" },
		{ "-4m", "2023-11-30" }, { "-3m", "2023-12-31" },
		{ "-1y", "2023-03-31" },
	};
	enum { MARCH_31 = 1711886400 }; // 2024, 12:00 UTC
	const struct ns_tz utc = { 0 };

	for (size_t i = 0; i < 5; i++) {
		struct ns_interval span;
		char day[NS_TIME_TEXT];

		T_INT(ns_time_bound(ns_str_of(rows_ago[i].ago), MARCH_31, &utc,
				    &span),
		      NS_OK);
		ns_time_format((struct ns_time){ span.from, NS_PREC_DAY }, day);
		T_TEXT(day, rows_ago[i].day);
	}
}

/* ---- bounds; now is Tue 2024-03-05 23:30:00 UTC ---- */

enum { NOW = 1709681400 };

static const struct bound {
	const char *text;
	int32_t offset_s;
	const char *from, *to; // "": refused
} bounds[] = {
	{ "2024", 0, "2024-01-01T00:00:00Z", "2024-12-31T23:59:59Z" },
	{ "2024-02", 0, "2024-02-01T00:00:00Z", "2024-02-29T23:59:59Z" },
	{ "2024-12", 0, "2024-12-01T00:00:00Z", "2024-12-31T23:59:59Z" },
	{ "2024-03-05", 0, "2024-03-05T00:00:00Z", "2024-03-05T23:59:59Z" },
	{ "2024-03-05", 19800, "2024-03-04T18:30:00Z", "2024-03-05T18:29:59Z" },
	{ "20240305", -18000, "2024-03-05T05:00:00Z", "2024-03-06T04:59:59Z" },
	{ "2024-03-05T10:20", 3600, "2024-03-05T09:20:00Z",
	  "2024-03-05T09:20:59Z" },
	{ "2024-03-05T10:20Z", 3600, "2024-03-05T10:20:00Z",
	  "2024-03-05T10:20:59Z" },
	{ "2024-03-05T10:20:30+01:00", 0, "2024-03-05T09:20:30Z",
	  "2024-03-05T09:20:30Z" },
	{ "2024-03-05 10:20", 0, "2024-03-05T10:20:00Z",
	  "2024-03-05T10:20:59Z" },
	{ "now", 3600, "2024-03-05T23:30:00Z", "2024-03-05T23:30:00Z" },
	{ "today", 0, "2024-03-05T00:00:00Z", "2024-03-05T23:59:59Z" },
	{ "today", 3600, "2024-03-05T23:00:00Z", "2024-03-06T22:59:59Z" },
	{ "yesterday", 0, "2024-03-04T00:00:00Z", "2024-03-04T23:59:59Z" },
	{ "-12h", 0, "2024-03-05T11:30:00Z", "2024-03-05T11:30:00Z" },
	{ "-30d", 0, "2024-02-04T00:00:00Z", "2024-02-04T23:59:59Z" },
	{ "-2w", 0, "2024-02-20T00:00:00Z", "2024-02-20T23:59:59Z" },
	{ "-6m", 0, "2023-09-05T00:00:00Z", "2023-09-05T23:59:59Z" },
	{ "-1y", 3600, "2023-03-05T23:00:00Z", "2023-03-06T22:59:59Z" },
	{ "-0d", 0, "2024-03-05T00:00:00Z", "2024-03-05T23:59:59Z" },
	{ "", 0, "", "" },
	{ "-d", 0, "", "" },
	{ "-1x", 0, "", "" },
	{ "-1000000d", 0, "", "" },
	{ "30d", 0, "", "" },
	{ "tomorrowish", 0, "", "" },
	{ "2024-3", 0, "", "" },
	{ "2024-13", 0, "", "" },
	{ "2024-02-30", 0, "", "" },
	{ "1 Jan 2024", 0, "", "" },
	{ "2024-03-05T10", 0, "", "" },
};

static void bounds_as_typed(void)
{
	for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++) {
		const struct bound *b = &bounds[i];
		struct ns_interval span = { 0, 0 };
		const struct ns_tz tz = { .offset_s = b->offset_s };
		char from[NS_TIME_TEXT] = "", to[NS_TIME_TEXT] = "";
		enum ns_code rc =
			ns_time_bound(ns_str_of(b->text), NOW, &tz, &span);

		if (!rc) {
			ns_time_format((struct ns_time){ span.from,
							 NS_PREC_SECOND },
				       from);
			ns_time_format((struct ns_time){ span.to,
							 NS_PREC_SECOND },
				       to);
		}
		if (strcmp(from, b->from) || strcmp(to, b->to))
			T_FAIL("'%s' is %s .. %s, not %s .. %s", b->text, from,
			       to, b->from, b->to);
	}
}

int main(void)
{
	T_RUN(every_shape);
	T_RUN(coarse_dates_are_noon);
	T_RUN(what_is_written_reads_back);
	T_RUN(the_calendar_counts_days);
	T_RUN(garbage_is_refused);
	T_RUN(every_truncation);
	T_RUN(bounds_as_typed);
	T_RUN(months_ago_stay_in_their_month);
	return t_end();
}
