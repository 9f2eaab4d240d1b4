/* Stored records: what the search for matches says, zstd's decoder gives back
 * bit for bit. */
#include "core/archive/docstore.h"

#include <stdlib.h>

#include "core/archive/matches.h"
#include "tests/t.h"

enum { ROOM = 200 * 1000, SAMPLES = 400, ROUNDS = 3000 };

static const char *const words[] = {
	"the ",     "ferry ",         "of ",  "harbour ",       "\n",
	"council ", "tariff ",        "and ", "minister said ", "a ",
	".",        "\xe2\x80\x99s ",
};

/* Words of the list, now and then a byte of any value, or a run of one. */
static struct ns_str make_text(char *to, size_t n, uint64_t *seed)
{
	size_t used = 0;

	while (used < n) {
		uint64_t r = t_random(seed);
		const char *w = words[r % (sizeof(words) / sizeof(words[0]))];
		size_t len = strlen(w);

		if ((r >> 8) % 16 == 0)
			to[used++] = (char)(r >> 16);
		else if ((r >> 8) % 256 == 1)
			for (len = (r >> 16) % 300; len && used < n; len--)
				to[used++] = 'x';
		else
			for (size_t i = 0; i < len && used < n; i++)
				to[used++] = w[i];
	}
	return (struct ns_str){ to, n };
}

/* ---- matches ---- */

/* Writes the record that the matches spell out behind the dictionary. */
static size_t spell(const struct ns_match *m, uint32_t n, struct ns_str record,
		    char *to)
{
	size_t at = 0;

	for (uint32_t i = 0; i < n; i++) {
		T_OK(at + m[i].literals + m[i].length <= record.n);
		memcpy(to + at, record.p + at, m[i].literals);
		at += m[i].literals;
		T_OK(i == n - 1 ? !m[i].length && !m[i].offset
				: m[i].length >= NS_MATCH_LEAST);
		for (uint32_t k = 0; k < m[i].length; k++, at++)
			to[at] = *(to + at - m[i].offset);
	}
	return at;
}

static void matches_spell_the_record(void)
{
	static char dictionary[70 * 1000], record[NS_MATCHER_RECORD];
	static char out[sizeof(dictionary) + sizeof(record)];
	static const size_t dictionaries[] = { 0, 1, 9, 5000, 65535, 70000 };
	uint64_t seed = 1;

	for (size_t d = 0; d < sizeof(dictionaries) / sizeof(size_t); d++) {
		size_t n_dictionary = dictionaries[d];
		struct ns_str given =
			make_text(dictionary, n_dictionary, &seed);
		struct ns_matcher *m = ns_matcher_new(given);
		uint64_t literals = 0, all = 0;

		T_OK(m != NULL);
		if (n_dictionary)
			memcpy(out, dictionary, n_dictionary);
		for (int i = 0; m && i < ROUNDS / 30; i++) {
			size_t n =
				NS_MATCHER_LEAST +
				(i < 20 ? (size_t)i : t_random(&seed) % 9000);
			struct ns_str r = make_text(
				record, i == 20 ? NS_MATCHER_RECORD : n, &seed);
			uint32_t n_matches;
			const struct ns_match *found =
				ns_matcher_find(m, r, &n_matches);

			T_INT(spell(found, n_matches, r, out + n_dictionary),
			      r.n);
			T_BYTES(out + n_dictionary, r.n, r.p, r.n);
			for (uint32_t k = 0; k < n_matches; k++)
				literals += found[k].literals;
			all += r.n;
		}
		T_OK(literals < all / 2); // most of it is found
		ns_matcher_free(m);
	}
}

/* ---- frames ---- */

static struct ns_buf train(uint64_t *seed)
{
	static char text[SAMPLES * 900];
	static size_t size[SAMPLES];
	struct ns_buf dictionary = { 0 };
	char *to = text;

	for (int i = 0; i < SAMPLES; i++) {
		size[i] = 300 + t_random(seed) % 600;
		to += make_text(to, size[i], seed).n;
	}
	T_INT(ns_zdict_train(text, size, SAMPLES, &dictionary, NULL), NS_OK);
	return dictionary;
}

struct store {
	struct ns_compressor *c;
	struct ns_decompressor *d;
	struct ns_zdict *z; // NULL: without a dictionary
	struct ns_buf dictionary;
};

static struct store store_open(bool with_dictionary, uint64_t *seed)
{
	struct store s = { 0 };

	if (with_dictionary) {
		s.dictionary = train(seed);
		T_INT(ns_zdict_open(ns_buf_view(&s.dictionary), &s.z, NULL),
		      NS_OK);
	}
	T_INT(ns_compressor_new(ns_buf_view(&s.dictionary), &s.c, NULL), NS_OK);
	T_INT(ns_decompressor_new(&s.d, NULL), NS_OK);
	return s;
}

static void store_close(struct store *s)
{
	ns_compressor_free(s->c);
	ns_decompressor_free(s->d);
	ns_zdict_free(s->z);
	ns_buf_free(&s->dictionary);
}

static void round_trip(struct store *s, struct ns_str record)
{
	struct ns_arena arena = { 0 };
	struct ns_buf frame = { 0 };
	struct ns_str back = { "", 0 };

	T_INT(ns_compress(s->c, record, &frame, NULL), NS_OK);
	T_INT(ns_frame_zdict_id(ns_buf_view(&frame)),
	      s->z ? ns_zdict_id(ns_buf_view(&s->dictionary)) : 0);
	T_INT(ns_decompress(s->d, ns_buf_view(&frame), s->z, &arena, &back,
			    NULL),
	      NS_OK);
	T_BYTES(back.p, back.n, record.p, record.n);
	ns_arena_free(&arena);
	ns_buf_free(&frame);
}

/* Sizes about every limit, and any between. */
static void records_come_back(void)
{
	static const size_t sizes[] = {
		0,
		1,
		NS_MATCHER_LEAST - 1,
		NS_MATCHER_LEAST,
		128,
		16384,
		NS_MATCHER_RECORD - 1,
		NS_MATCHER_RECORD,
		NS_MATCHER_RECORD + 1,
		131072,
		ROOM,
	};
	static char text[ROOM];
	uint64_t seed = 7;

	for (int with = 0; with < 2; with++) {
		struct store s = store_open(with, &seed);

		for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
			round_trip(&s, make_text(text, sizes[i], &seed));
		for (uint32_t i = 0; i < t_scaled(ROUNDS); i++)
			round_trip(&s, make_text(text, t_random(&seed) % 4000,
						 &seed));
		memset(text, 'z', ROOM);
		round_trip(&s, (struct ns_str){ text, 5000 });
		for (size_t i = 0; i < 5000; i++)
			text[i] = (char)t_random(&seed);
		round_trip(&s, (struct ns_str){ text, 5000 });
		store_close(&s);
	}
}

static void a_changed_byte_is_seen(void)
{
	char text[2000];
	uint64_t seed = 3;
	struct store s = store_open(true, &seed);
	struct ns_str record = make_text(text, sizeof(text), &seed);
	struct ns_arena arena = { 0 };
	struct ns_buf frame = { 0 };
	struct ns_str back;

	T_INT(ns_compress(s.c, record, &frame, NULL), NS_OK);
	for (size_t i = frame.n / 2; i < frame.n; i++) {
		frame.p[i] ^= 1;
		T_INT(ns_decompress(s.d, ns_buf_view(&frame), s.z, &arena,
				    &back, NULL),
		      NS_CORRUPT);
		frame.p[i] ^= 1;
		ns_arena_reset(&arena);
	}
	ns_arena_free(&arena);
	ns_buf_free(&frame);
	store_close(&s);
}

int main(void)
{
	T_RUN(matches_spell_the_record);
	T_RUN(records_come_back);
	T_RUN(a_changed_byte_is_seen);
	return t_end();
}
