#include "core/text/ascii.h"

#include "core/text/emit.h"
#include "core/text/letters.h"

/* What a byte says where a word may begin or end. */
enum {
	BREAK = 0, // stands alone
	LETTER,
	BRIDGE, // ends a word of letters unless a letter follows
	SIGN,   // ends a word, and may belong to its name: C++, C#
	TABLE,  // ask the table
};

/* clang-format off */
static const uint8_t kinds[256] = {
	['A' ... 'Z'] = LETTER, ['a' ... 'z'] = LETTER,
	['.'] = BRIDGE, ['\''] = BRIDGE, ['`'] = BRIDGE,
	['+'] = SIGN, ['#'] = SIGN,
	['0' ... '9'] = TABLE, ['@'] = TABLE, ['_'] = TABLE,
	[0x80 ... 0xff] = TABLE,
};
/* clang-format on */

/* Where the letters at p end. */
static const uint8_t *letters_end(const uint8_t *p, const uint8_t *end)
{
	while (p < end && kinds[*p] == LETTER)
		p++;
	return p;
}

/* Says whether a word of letters ends at p. */
static inline bool ends(const uint8_t *p, const uint8_t *end)
{
	if (p == end || kinds[*p] == BREAK)
		return true;
	if (kinds[*p] != BRIDGE)
		return false;
	return p + 1 == end ||
	       (p[1] < 0x80 && kinds[p[1]] != LETTER && p[1] != '@');
}

/* Where the scan stands: the text from `from` on lies in lower case from `low`
 * on, as far as blocks were read. */
struct scan {
	struct ns_tokens *t;
	const uint8_t *at; // what is before is read
	const uint8_t *from;
	size_t low;   // in t->out->bytes
	bool certain; // no word was met whose end the table must find
};

static size_t low_at(const struct scan *s, const uint8_t *p)
{
	return s->low + (size_t)(p - s->from);
}

static void add(struct scan *s, const uint8_t *p, const uint8_t *e)
{
	struct ns_words *out = s->t->out;
	uint32_t n = (uint32_t)(e - p);
	uint32_t start = (uint32_t)(p - s->t->begin);

	out->word[out->n] = (struct ns_word){
		.at = (uint32_t)low_at(s, p),
		.len = n < NS_WORD_BYTES ? n : NS_WORD_BYTES,
		.start = start,
		.end = start + n,
		.position = out->n,
	};
	out->n++;
	s->at = e;
}

/* Takes the word [p, e) when its end is certain. */
static bool take(struct scan *s, const uint8_t *p, const uint8_t *e)
{
	s->certain = ends(e, s->t->end);
	if (s->certain)
		add(s, p, e);
	else
		s->at = p;
	return s->certain;
}

/* A word as long as a block, in lower case behind its first 64 bytes. */
static void take_long(struct scan *s, const uint8_t *p)
{
	const uint8_t *e = letters_end(p, s->t->end);
	uint8_t *out = s->t->out->bytes.p + low_at(s, p);

	for (size_t i = NS_LETTERS; i < (size_t)(e - p); i++)
		out[i] = p[i] | 0x20;
	(void)take(s, p, e);
}

/* The words of a block of n bytes at s->at; s->at is then where the next
 * begins: behind the block, at a word that it cuts, or at what only the table
 * knows. */
static void take_block(struct scan *s, size_t n, struct ns_letters m)
{
	const uint8_t *p = s->at, *e = p + n;
	uint64_t left = m.letters;

	if (m.others) {
		e = p + __builtin_ctzll(m.others);
		left &= (m.others & -m.others) - 1;
	}
	while (left) {
		unsigned from = (unsigned)__builtin_ctzll(left);
		uint64_t rest = ~(left >> from);
		unsigned to = from + (rest ? (unsigned)__builtin_ctzll(rest)
					   : NS_LETTERS - from);

		if (to >= NS_LETTERS && from == 0) {
			take_long(s, p);
			return;
		}
		if (to >= NS_LETTERS) {
			s->at = p + from;
			return;
		}
		if (!take(s, p + from, p + to))
			return;
		left &= UINT64_MAX << to;
	}
	s->at = e;
	s->certain = !m.others;
}

static bool next_block(struct scan *s)
{
	size_t n = (size_t)(s->t->end - s->at);
	uint8_t last[NS_LETTERS] = { 0 };
	const uint8_t *p = s->at;

	if (!ns_words_room(s->t, NS_LETTERS / 2))
		return false;
	if (n < NS_LETTERS)
		p = memcpy(last, p, n);
	else
		n = NS_LETTERS;
	take_block(s, n, ns_letters(p, s->t->out->bytes.p + low_at(s, s->at)));
	return true;
}

bool ns_ascii_words(struct ns_tokens *t, const uint8_t **at, enum ns_code *rc)
{
	struct scan s = { .t = t,
			  .at = *at,
			  .from = *at,
			  .low = t->out->bytes.n,
			  .certain = true };
	/* The last block is written as a whole one. */
	bool ok = ns_buf_room(&t->out->bytes,
			      (size_t)(t->end - *at) + NS_LETTERS) != NULL;

	while (ok && s.certain && s.at < t->end)
		ok = next_block(&s);
	t->out->bytes.n = low_at(&s, s.at);
	if (!ok)
		*rc = ns_fail(t->e, NS_NOMEM, "no memory for words");
	*at = s.at;
	return s.at > s.from || !ok;
}
