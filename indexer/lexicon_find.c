/* The words of a text are found a run at a time: first all their hashes, then
 * the frequent words, then the slots of the others, then the words these lead
 * to. Each step finds in the cache what the step before fetched, and none of
 * the first three asks a question whose answer is hard to guess.
 */
#include "core/base/bytes.h"
#include "core/base/hash.h"
#include "indexer/lexicon.h"

enum {
	AT_ONCE = NS_LEX_AT_ONCE,
	MAX_BYTES = INT32_MAX, // of texts: references are u32
};

/* A run of words to look up. */
struct run {
	const struct ns_lex_reader *r;
	const struct ns_words *w;
	struct ns_token *token; // of all words
	uint32_t from, n;
	uint64_t key[AT_ONCE][2]; // as in ns_lexhot
	uint64_t hash[AT_ONCE];
	uint32_t of[AT_ONCE];
	uint32_t left[AT_ONCE]; // which are not yet found
};

/* ---- words as numbers ---- */

#define FIRST(n) (UINT64_MAX >> (64 - 8 * (n)))

/* What n bytes leave of sixteen. */
static const uint64_t masks[NS_LEX_KEY_BYTES + 1][2] = {
	{ 0, 0 },
	{ FIRST(1), 0 },
	{ FIRST(2), 0 },
	{ FIRST(3), 0 },
	{ FIRST(4), 0 },
	{ FIRST(5), 0 },
	{ FIRST(6), 0 },
	{ FIRST(7), 0 },
	{ FIRST(8), 0 },
	{ FIRST(8), FIRST(1) },
	{ FIRST(8), FIRST(2) },
	{ FIRST(8), FIRST(3) },
	{ FIRST(8), FIRST(4) },
	{ FIRST(8), FIRST(5) },
	{ FIRST(8), FIRST(6) },
	{ FIRST(8), FIRST(7) },
	{ FIRST(8), FIRST(8) },
};

static inline void key_of(const void *p, uint32_t n, uint64_t key[2])
{
	const char *bytes = p;

	key[0] = ns_le64(bytes) & masks[n][0];
	key[1] = ns_le64(bytes + 8) & masks[n][1];
}

/* Both halves of a product of 128 bits, as in wyhash: the seed is a secret, so
 * that nobody can write words that meet. */
static inline uint64_t hash_key(const uint64_t key[2], uint64_t seed)
{
	unsigned __int128 m = (unsigned __int128)(key[0] ^ seed) *
			      (key[1] ^ (seed * UINT64_C(0x9e3779b97f4a7c15)));

	return (uint64_t)(m >> 64) ^ (uint64_t)m;
}

static inline struct ns_lexhot *hot_of(const struct run *x, uint32_t i)
{
	return x->r->lx->hot[x->hash[i] & ((1 << NS_LEX_HOT_BITS) - 1)];
}

static void read_long(struct run *x, uint32_t i, struct ns_str word)
{
	const struct ns_lexicon *lx = x->r->lx;

	x->key[i][0] = x->key[i][1] = 0;
	x->hash[i] = ns_hash64_seed(word.p, word.n, lx->seed ^ x->r->group);
}

static void read_run(struct run *x)
{
	const struct ns_buf *bytes = &x->w->bytes;
	uint64_t seed = x->r->lx->seed + x->r->group;
	char last[NS_LEX_KEY_BYTES] = { 0 };

	for (uint32_t i = 0; i < x->n; i++) {
		const struct ns_word *word = &x->w->word[x->from + i];
		const void *p = bytes->p + word->at;

		x->of[i] = word->len << 16 | x->r->group;
		if (word->len > NS_LEX_KEY_BYTES) {
			read_long(x, i, ns_word_str(x->w, x->from + i));
			continue;
		}
		if (bytes->cap - word->at < NS_LEX_KEY_BYTES)
			p = memcpy(last, p, word->len);
		key_of(p, word->len, x->key[i]);
		x->hash[i] = hash_key(x->key[i], seed);
		__builtin_prefetch(hot_of(x, i));
	}
}

/* ---- frequent words ---- */

static inline bool is_hot(const struct ns_lexhot *h, const struct run *x,
			  uint32_t i)
{
	return !((h->key[0] ^ x->key[i][0]) | (h->key[1] ^ x->key[i][1]) |
		 (h->of ^ x->of[i]));
}

/* Answers how many words are left. */
static uint32_t find_hot(struct run *x)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < x->n; i++) {
		const struct ns_lexhot *h = hot_of(x, i);
		bool first = is_hot(h, x, i), second = is_hot(h + 1, x, i);

		x->token[x->from + i] = h[second].token;
		__builtin_prefetch(
			ns_chain(&x->r->lx->chains, h[second].token.stem), 1);
		x->left[kept] = i;
		kept += !(first | second);
	}
	return kept;
}

/* The word met last is the first of its place. */
static void keep_hot(const struct run *x, uint32_t i)
{
	struct ns_lexhot *h = hot_of(x, i);

	if (x->w->word[x->from + i].len > NS_LEX_KEY_BYTES)
		return;
	h[1] = h[0];
	h[0] = (struct ns_lexhot){
		{ x->key[i][0], x->key[i][1] },
		x->token[x->from + i],
		x->of[i],
	};
}

/* ---- the others ---- */

static bool is_word(const struct ns_lexeme *x, const struct run *run,
		    uint32_t i)
{
	struct ns_str word = ns_word_str(run->w, run->from + i);
	uint64_t key[2];

	if (x->len != word.n || x->group != run->r->group)
		return false;
	if (x->len > NS_LEX_KEY_BYTES)
		return memcmp(x->text, word.p, word.n) == 0;
	key_of(x->text, x->len, key);
	return !((key[0] ^ run->key[i][0]) | (key[1] ^ run->key[i][1]));
}

static enum ns_code find(const struct run *x, uint32_t i, struct ns_error *e)
{
	struct ns_lexicon *lx = x->r->lx;
	struct ns_token *token = &x->token[x->from + i];
	uint32_t tag = ns_slots_tag(x->hash[i]), ref;
	uint32_t at = ns_slots_start(&lx->word_slot, tag);
	enum ns_code rc;

	while ((ref = ns_slots_next(&lx->word_slot, tag, &at))) {
		*token = ns_lexicon_word(lx, ref)->token;
		if (is_word(ns_lexicon_word(lx, ref), x, i))
			return NS_OK;
	}
	rc = ns_lexicon_new(x->r, ns_word_str(x->w, x->from + i), &ref, e);
	if (rc)
		return rc;
	ns_slots_put(&lx->word_slot, at, tag, ref);
	*token = ns_lexicon_word(lx, ref)->token;
	return NS_OK;
}

static enum ns_code find_run(struct run *x, struct ns_error *e)
{
	const struct ns_lexicon *lx = x->r->lx;
	const struct ns_slots *slots = &lx->word_slot;
	uint32_t n;
	enum ns_code rc = NS_OK;

	read_run(x);
	n = find_hot(x);
	for (uint32_t k = 0; k < n; k++)
		ns_slots_prefetch(slots, ns_slots_tag(x->hash[x->left[k]]));
	for (uint32_t k = 0; k < n; k++) {
		uint32_t tag = ns_slots_tag(x->hash[x->left[k]]);
		uint32_t at = ns_slots_start(slots, tag);

		__builtin_prefetch(
			ns_lexicon_word(lx, ns_slots_next(slots, tag, &at)));
	}
	for (uint32_t k = 0; !rc && k < n; k++) {
		rc = find(x, x->left[k], e);
		if (!rc)
			keep_hot(x, x->left[k]);
	}
	return rc;
}

static enum ns_code reserve(struct ns_lexicon *lx)
{
	enum ns_code rc = ns_slots_reserve(&lx->word_slot, AT_ONCE);

	if (!rc)
		rc = ns_slots_reserve(&lx->form_slot, AT_ONCE);
	if (!rc)
		rc = ns_slots_reserve(&lx->stem_slot, AT_ONCE);
	if (!rc && lx->words.n / NS_LEX_WORD_UNIT + lx->texts.n > MAX_BYTES)
		rc = NS_LIMIT;
	/* Reference 0 is an empty slot. */
	if (!rc && !lx->words.n)
		ns_buf_fill(&lx->words, 0, NS_LEX_WORD_UNIT);
	return rc;
}

enum ns_code ns_lexicon_resolve(const struct ns_lex_reader *r,
				const struct ns_words *w,
				struct ns_token *token, struct ns_error *e)
{
	struct run x; // arrays are filled as far as they are read
	enum ns_code rc = NS_OK;

	x.r = r;
	x.w = w;
	x.token = token;
	for (x.from = 0; !rc && x.from < w->n; x.from += AT_ONCE) {
		x.n = w->n - x.from < AT_ONCE ? w->n - x.from : AT_ONCE;
		rc = reserve(r->lx);
		if (rc)
			return ns_fail(e, rc, "no memory for distinct words");
		rc = find_run(&x, e);
	}
	return rc;
}
