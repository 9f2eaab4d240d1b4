#include "core/archive/matches.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/bytes.h"

enum {
	LONG = 8,  // bytes that the first tables are looked up by
	SHORT = 5, // and the second
	DICTIONARY_BITS = 15,
	RECORD_BITS = 12,
	PATIENCE_BITS = 7, // so many literals, and the steps grow by one
	PAD = 16,          // bytes read behind the record
};

struct ns_matcher {
	size_t n_dictionary;
	const uint8_t *record, *end; // of the window, while it is searched
	/* Positions: of the dictionary's in it, of the record's in that. An
	 * empty slot is position 0: a candidate like any other. */
	uint16_t dictionary8[1 << DICTIONARY_BITS];
	uint16_t dictionary5[1 << DICTIONARY_BITS];
	uint16_t record8[1 << RECORD_BITS];
	uint16_t record5[1 << RECORD_BITS];
	struct ns_match match[NS_MATCHES];
	uint8_t window[NS_MATCHER_DICTIONARY + NS_MATCHER_RECORD + PAD];
};

static inline uint64_t hash8(uint64_t bytes)
{
	return bytes * UINT64_C(0x9e3779b185ebca87);
}

static inline uint64_t hash5(uint64_t bytes)
{
	return hash8(bytes << (64 - 8 * SHORT));
}

static inline size_t slot(uint64_t hash, unsigned bits)
{
	return (size_t)(hash >> (64 - bits));
}

struct ns_matcher *ns_matcher_new(struct ns_str dictionary)
{
	struct ns_matcher *m = calloc(1, sizeof(*m));
	size_t n = dictionary.n;

	if (!m)
		return NULL;
	if (n > NS_MATCHER_DICTIONARY) {
		dictionary.p += n - NS_MATCHER_DICTIONARY;
		n = NS_MATCHER_DICTIONARY;
	}
	if (n)
		memcpy(m->window, dictionary.p, n);
	m->n_dictionary = n;
	for (size_t i = 1; i + LONG <= n; i++) {
		uint64_t bytes = ns_le64(m->window + i);

		m->dictionary8[slot(hash8(bytes), DICTIONARY_BITS)] =
			(uint16_t)i;
		m->dictionary5[slot(hash5(bytes), DICTIONARY_BITS)] =
			(uint16_t)i;
	}
	return m;
}

void ns_matcher_free(struct ns_matcher *m)
{
	free(m);
}

/* How many bytes from a on are those from b on; a ends first. */
static inline size_t common(const uint8_t *a, const uint8_t *b,
			    const uint8_t *end)
{
	const uint8_t *from = a;

	for (; end - a >= 8; a += 8, b += 8) {
		uint64_t differ = ns_le64(a) ^ ns_le64(b);

		if (differ)
			return (size_t)(a - from) +
			       (size_t)__builtin_ctzll(differ) / 8;
	}
	for (; a < end && *a == *b; a++)
		b++;
	return (size_t)(a - from);
}

/* A place in the record, and where the same bytes stand before it. */
struct found {
	const uint8_t *at, *from;
	size_t length;
};

static inline bool take(const struct ns_matcher *m, struct found *f,
			const uint8_t *from, size_t known)
{
	f->from = from;
	f->length = known + common(f->at + known, from + known, m->end);
	return true;
}

static inline void note(struct ns_matcher *m, const uint8_t *at)
{
	uint64_t bytes = ns_le64(at);
	uint16_t place = (uint16_t)(at - m->record);

	m->record8[slot(hash8(bytes), RECORD_BITS)] = place;
	m->record5[slot(hash5(bytes), RECORD_BITS)] = place;
}

/* A short match is given up for a long one that begins a byte later. */
static inline bool look_on(const struct ns_matcher *m, struct found *f)
{
	struct found next = { .at = f->at + 1 };
	uint64_t bytes = ns_le64(next.at), hash = hash8(bytes);
	const uint8_t *mine = m->record + m->record8[slot(hash, RECORD_BITS)];
	const uint8_t *given =
		m->window + m->dictionary8[slot(hash, DICTIONARY_BITS)];

	if (ns_le64(mine) == bytes)
		(void)take(m, &next, mine, LONG);
	if (next.length <= f->length && ns_le64(given) == bytes)
		(void)take(m, &next, given, LONG);
	if (next.length > f->length)
		*f = next;
	return true;
}

/* The match at f->at, or just behind it. */
static inline bool search(struct ns_matcher *m, struct found *f, size_t offset)
{
	uint64_t bytes = ns_le64(f->at);
	uint64_t long_hash = hash8(bytes), short_hash = hash5(bytes);
	size_t mine8 = slot(long_hash, RECORD_BITS);
	size_t mine5 = slot(short_hash, RECORD_BITS);
	const uint8_t *own8 = m->record + m->record8[mine8];
	const uint8_t *own5 = m->record + m->record5[mine5];
	const uint8_t *given8 =
		m->window + m->dictionary8[slot(long_hash, DICTIONARY_BITS)];
	const uint8_t *given5 =
		m->window + m->dictionary5[slot(short_hash, DICTIONARY_BITS)];
	const uint8_t *again = f->at + 1 - offset; // as far back as the last
	uint32_t four = (uint32_t)bytes;

	m->record8[mine8] = m->record5[mine5] = (uint16_t)(f->at - m->record);
	if (ns_le32(again) == (uint32_t)(bytes >> 8)) {
		f->at++;
		return take(m, f, again, NS_MATCH_LEAST);
	}
	if (ns_le64(own8) == bytes)
		return take(m, f, own8, LONG);
	if (ns_le64(given8) == bytes)
		return take(m, f, given8, LONG);
	if (ns_le32(own5) != four && ns_le32(given5) != four)
		return false;
	(void)take(m, f, ns_le32(own5) == four ? own5 : given5, NS_MATCH_LEAST);
	return look_on(m, f);
}

/* Lets the match begin earlier, but not before `from`. */
static inline void widen(const struct ns_matcher *m, struct found *f,
			 const uint8_t *from)
{
	while (f->at > from && f->from > m->window &&
	       f->at[-1] == f->from[-1]) {
		f->at--;
		f->from--;
		f->length++;
	}
}

static void load(struct ns_matcher *m, struct ns_str record)
{
	uint8_t *to = m->window + m->n_dictionary;

	memcpy(to, record.p, record.n);
	memset(to + record.n, 0, PAD);
	m->record = to;
	m->end = to + record.n;
	memset(m->record8, 0, sizeof(m->record8));
	memset(m->record5, 0, sizeof(m->record5));
}

const struct ns_match *ns_matcher_find(struct ns_matcher *m,
				       struct ns_str record, uint32_t *n)
{
	const uint8_t *at, *rest, *last;
	size_t offset = 1;

	assert(record.n >= NS_MATCHER_LEAST && record.n <= NS_MATCHER_RECORD);
	load(m, record);
	*n = 0;
	rest = m->record;
	at = rest + 1;
	last = m->end - LONG;
	while (at < last) {
		struct found f = { .at = at };

		if (!search(m, &f, offset)) {
			at += 1 + ((size_t)(at - rest) >> PATIENCE_BITS);
			continue;
		}
		widen(m, &f, rest);
		offset = (size_t)(f.at - f.from);
		m->match[(*n)++] = (struct ns_match){
			.literals = (uint32_t)(f.at - rest),
			.length = (uint32_t)f.length,
			.offset = (uint32_t)offset,
		};
		at = rest = f.at + f.length;
		if (at < last) {
			note(m, f.at + 2);
			note(m, at - 2);
		}
	}
	m->match[(*n)++] =
		(struct ns_match){ .literals = (uint32_t)(m->end - rest) };
	return m->match;
}
