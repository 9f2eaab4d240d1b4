/* The codecs of postings - packing, blocks, inline lists - give back what they
 * were given and refuse what is damaged. */
#include "tests/archive/hurt.h"
#include "tests/archive/lists.h"

enum { ROUNDS = 300, HURT_EVERY = 60 };

/* ---- postings blocks ----------------------------------------------------- */

/* Documents in [from, from + 64 * n), one by one. */
static void set_bits(const struct ns_block *b, ns_docid from, uint64_t *words,
		     uint32_t n)
{
	for (uint32_t i = 0; i < b->n; i++)
		if (b->doc[i] >= from && (b->doc[i] - from) / 64 < n)
			words[(b->doc[i] - from) / 64] |=
				UINT64_C(1) << ((b->doc[i] - from) % 64);
}

static enum ns_code decode_block(const uint8_t *in, size_t n, const void *arg)
{
	const ns_docid *base = arg;
	struct ns_block b, docs;
	uint64_t words[8];
	size_t used, bytes;
	uint32_t postings;
	enum ns_code code = ns_block_decode(in, n, *base, &b, &used);

	(void)ns_block_decode_docs(in, n, *base, &docs);
	(void)ns_block_decode_freqs(in, n, &docs);
	(void)ns_block_decode_titles(in, n, &docs);
	(void)ns_block_freq(in, n, NS_BLOCK_DOCS - 1, &postings);
	(void)ns_block_or_bits(in, n, *base, *base > 70 ? *base - 70 : 0, words,
			       8);
	if (ns_block_shape(in, n, &postings, &bytes) == NS_OK)
		T_OK(bytes <= n);
	if (code)
		return code;
	T_OK(used <= n);
	for (uint32_t i = 1; i < b.n; i++)
		T_OK(b.doc[i] > b.doc[i - 1]);
	return NS_OK;
}

/* Each posting's frequency on its own; behind the last there is none. */
static void same_freqs(const struct ns_block *b, const uint8_t *in, size_t n)
{
	uint32_t freq = 0;

	for (uint32_t j = 0; j < b->n; j++) {
		T_INT(ns_block_freq(in, n, j, &freq), NS_OK);
		T_INT(freq, b->freq[j]);
	}
	T_INT(ns_block_freq(in, n, b->n, &freq), NS_CORRUPT);
}

static void same_block(const struct ns_block *b, ns_docid base,
		       const uint8_t *in, size_t n)
{
	struct ns_block back, docs;
	uint64_t is[64] = { 0 }, wanted[64] = { 0 };
	ns_docid from = base + b->doc[0] % 7 * 40;
	size_t used = 0, bytes = 0;
	uint32_t postings = 0;

	T_INT(ns_block_decode(in, n, base, &back, &used), NS_OK);
	T_INT(ns_block_decode_docs(in, n, base, &docs), NS_OK);
	T_INT(ns_block_decode_freqs(in, n, &docs), NS_OK);
	T_INT(ns_block_decode_titles(in, n, &docs), NS_OK);
	T_INT(ns_block_shape(in, n, &postings, &bytes), NS_OK);
	T_INT(used, n);
	T_INT(bytes, n);
	T_INT(postings, b->n);
	T_BYTES(back.doc, 4 * back.n, b->doc, 4 * b->n);
	T_BYTES(docs.doc, 4 * docs.n, b->doc, 4 * b->n);
	T_BYTES(back.freq, 4 * back.n, b->freq, 4 * b->n);
	T_BYTES(docs.freq, 4 * docs.n, b->freq, 4 * b->n);
	same_freqs(b, in, n);
	T_INT(back.has_title, b->has_title);
	T_INT(docs.has_title, b->has_title);
	if (b->has_title) {
		T_BYTES(back.title, 4 * back.n, b->title, 4 * b->n);
		T_BYTES(docs.title, 4 * docs.n, b->title, 4 * b->n);
	}
	for (int k = 0; k<3; k++, from = from> 99 ? from - 99 : 0) {
		T_INT(ns_block_or_bits(in, n, base, from, is, 64), NS_OK);
		set_bits(b, from, wanted, 64);
		T_BYTES(is, sizeof(is), wanted, sizeof(wanted));
	}
}

static void blocks_come_back(void)
{
	struct ns_block b;
	uint8_t bytes[NS_BLOCK_ROOM];
	uint64_t seed = 2;
	int bitsets = 0, patched = 0;

	for (int round = 0; round < ROUNDS; round++) {
		ns_docid base = hurt_number(&seed, 20);
		struct hurt h = { "block",       decode_block, &base,
				  NS_PACK_SLACK, true,         false };
		uint8_t *exact;
		size_t n;

		random_block(&b, base, &seed);
		for (uint32_t i = 0; round % 4 == 0 && i < b.n; i++)
			b.freq[i] = 1 + (i % 40 == 7 ? b.freq[i] : i % 2);
		n = ns_block_encode(&b, base, bytes);
		T_OK(n <= NS_BLOCK_BYTES_MAX);
		bitsets += bytes[1] == 0x80;
		patched += bytes[2] >= 0x80;
		exact = hurt_copy(bytes, n, NS_PACK_SLACK);
		same_block(&b, base, exact, n);
		free(exact);
		if (round % HURT_EVERY == 0)
			hurt_all(&h, bytes, n);
	}
	T_OK(bitsets > ROUNDS / 20);
	T_OK(patched > ROUNDS / 20);
}

/* Of a bare block all but its documents is in it. */
static void bare_blocks_come_back(void)
{
	uint8_t bytes[NS_BLOCK_ROOM];
	uint64_t seed = 13;

	for (int round = 0; round < ROUNDS; round++) {
		ns_docid base = hurt_below(&seed, 100), at = base;
		uint64_t bitmap[64] = { 0 };
		struct ns_block b, is = { 0 };
		struct hurt h = { "bare block",  decode_block, &base,
				  NS_PACK_SLACK, false,        false };
		size_t n;

		random_block(&b, base, &seed);
		for (uint32_t i = 0; i < b.n; i++, at++)
			b.doc[i] = at += hurt_below(&seed, 20);
		for (ns_docid d = 0; d < base; d++) // of blocks before it
			bitmap[d / 64] |= UINT64_C(1) << (d % 64);
		set_bits(&b, 0, bitmap, 64);
		bitmap[at / 64] |= UINT64_C(1) << (at % 64); // of the next
		n = ns_block_encode_bare(&b, bytes);
		T_OK(ns_block_is_bare(bytes));
		T_INT(ns_block_bare_docs(bytes, bitmap, base, at - 1, &is),
		      NS_OK);
		T_BYTES(is.doc, 4 * is.n, b.doc, 4 * b.n);
		T_INT(ns_block_decode_freqs(bytes, n, &is), NS_OK);
		T_BYTES(is.freq, 4 * is.n, b.freq, 4 * b.n);
		T_INT(ns_block_decode_docs(bytes, n, base, &is), NS_CORRUPT);
		if (round % HURT_EVERY == 0) {
			hurt_cut(&h, bytes, n);
			hurt_change(&h, bytes, n);
		}
		if (at == base + 1)
			continue;
		bitmap[(at - 1) / 64] &= ~(UINT64_C(1) << ((at - 1) % 64));
		bitmap[at / 64] &= ~(UINT64_C(1) << (at % 64));
		T_INT(ns_block_bare_docs(bytes, bitmap, base, at - 1, &is),
		      NS_CORRUPT);
		T_INT(ns_block_bare_docs(bytes, bitmap, base + 1, base, &is),
		      NS_CORRUPT);
	}
}

/* What each function must refuse. */
enum {
	DECODE = 1,
	DOCS = 2,
	SHAPE = 4,
	BITS = 8,
	FREQS = 16,
	TITLES = 32,
	ALL = 63,
	COUNTS = DECODE | SHAPE | FREQS | TITLES,
	TITLE = DECODE | SHAPE | TITLES,
};

struct block_row {
	const char *name;
	struct hurt_bytes in;
	ns_docid base;
	unsigned refused_by;
};
static const struct block_row block_rows[] = {
	{ "one posting of nothing but its header", B(0, 0, 0, 0), 0, 0 },
	{ "a header cut", B(0, 0, 0), 0, ALL },
	{ "129 postings", B(128, 0, 0, 0), 0, ALL },
	{ "gaps of 33 bits", B(0, 33, 0, 0, 0, 0, 0, 0, 0), 0, ALL },
	{ "frequencies of 33 bits", B(0, 0, 33, 0, 0, 0, 0, 0, 0), 0, COUNTS },
	{ "title counts of 33 bits", B(0, 0, 0, 33, 0, 0, 0, 0, 0), 0, TITLE },
	{ "gaps that end early", B(3, 8, 0, 0, 1, 2, 3), 0, ALL },
	{ "frequencies that end early", B(3, 0, 8, 0, 1, 2, 3), 0, COUNTS },
	{ "title counts that end early", B(3, 0, 0, 8, 1, 2, 3), 0, TITLE },
	{ "patches", B(1, 0, 0x80, 0, 1, 1, 0, 0, 0, 0, 0, 0), 0, 0 },
	{ "patches that end early", B(1, 0, 0x80, 0, 1, 1, 0, 0, 0, 0, 0), 0,
	  COUNTS },
	{ "patches of 21 bits",
	  B(0, 0, 0x95, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0), 0, COUNTS },
	{ "a first patch of no posting",
	  B(1, 0, 0x80, 0, 2, 1, 0, 0, 0, 0, 0, 0), 0, DECODE | FREQS },
	{ "a last patch of no posting",
	  B(1, 0, 0x80, 0, 1, 1, 0, 0, 0, 0, 2, 0), 0, DECODE | FREQS },
	{ "a title patch of no posting",
	  B(1, 0, 0, 0x80, 0, 0, 0, 0, 2, 0, 0, 0), 0, DECODE | TITLES },
	{ "a frequency of 2^32", B(0, 0, 32, 0, 255, 255, 255, 255), 0,
	  DECODE | FREQS },
	{ "a document of 2^32 - 1", B(0, 32, 0, 0, 255, 255, 255, 255), 0,
	  DECODE | DOCS | BITS },
	{ "documents that wrap", B(0, 1, 0, 0, 1), NS_NO_DOC - 1,
	  DECODE | DOCS | BITS },
	{ "a bare block", B(0, 0x81, 0, 0), 0, DECODE | DOCS | BITS },
	{ "a bare block of 129", B(128, 0x81, 0, 0), 0, ALL },
	{ "a bitset of one document", B(0, 0x80, 0, 0, 1, 0, 1), 0, 0 },
	{ "a bitset without its length", B(0, 0x80, 0, 0, 1), 0, ALL },
	{ "a bitset that ends early", B(0, 0x80, 0, 0, 2, 0, 1), 0, ALL },
	{ "a bitset with too few documents", B(1, 0x80, 0, 0, 1, 0, 1), 0,
	  DECODE | DOCS },
	{ "a bitset with too many documents", B(0, 0x80, 0, 0, 1, 0, 3), 0,
	  DECODE | DOCS },
	{ "a bitset beyond all documents", B(0, 0x80, 0, 0, 1, 0, 1),
	  NS_SEGMENT_DOCS + 1, DECODE | DOCS },
};

static void damaged_blocks_are_refused(void)
{
	for (size_t i = 0; i < sizeof(block_rows) / sizeof(block_rows[0]);
	     i++) {
		const struct block_row *row = &block_rows[i];
		uint8_t *in = hurt_copy(row->in.p, row->in.n, NS_PACK_SLACK);
		struct ns_block b;
		uint64_t words[2] = { 0 };
		size_t bytes;
		uint32_t n;
		unsigned by = 0;

		if (ns_block_decode(in, row->in.n, row->base, &b, &bytes))
			by |= DECODE;
		if (ns_block_decode_docs(in, row->in.n, row->base, &b))
			by |= DOCS;
		if (ns_block_shape(in, row->in.n, &n, &bytes))
			by |= SHAPE;
		if (ns_block_or_bits(in, row->in.n, row->base, 0, words, 2))
			by |= BITS;
		if (ns_block_decode_freqs(in, row->in.n, &b))
			by |= FREQS;
		if (ns_block_decode_titles(in, row->in.n, &b))
			by |= TITLES;
		if (by != row->refused_by)
			T_FAIL("%s: refused by %x, not %x", row->name, by,
			       row->refused_by);
		free(in);
	}
}

/* ---- inline lists -------------------------------------------------------- */

struct inline_case {
	uint32_t df;
	struct ns_inline_shape shape;
};

static enum ns_code decode_inline(const uint8_t *in, size_t n, const void *arg)
{
	const struct inline_case *c = arg;
	struct ns_rd r = ns_rd_of(in, n), at;
	struct ns_block b;
	uint32_t *position, *form;
	enum ns_code code = ns_inline_decode(&r, c->df, c->shape, &b);

	for (uint32_t j = 0; !code && c->shape.has_positions && j < b.n; j++) {
		uint32_t room = ns_occurrences(&b, j, c->shape.title_weight);

		if (room > 4 * n) // more than could follow: not allocated here
			return NS_CORRUPT;
		position = malloc(4 * (size_t)room + 1);
		form = malloc(4 * (size_t)room + 1);
		at = r;
		code = ns_inline_positions(&at, &b, c->shape, j, position,
					   form);
		free(position);
		free(form);
	}
	return code;
}

static void inline_block(struct ns_block *b, uint64_t *seed)
{
	random_block(b, 0, seed);
	if (b->n > NS_INLINE_DOCS)
		b->n = NS_INLINE_DOCS;
	b->has_title = 0;
	for (uint32_t j = 0; j < b->n; j++) {
		b->title[j] = hurt_below(seed, 3) == 0;
		b->freq[j] = 1 + hurt_below(seed, 3) + b->title[j];
		if (b->title[j])
			b->has_title = 1;
	}
}

static void same_inline(const struct ns_block *b, const struct inline_case *c,
			const uint8_t *in, size_t n, const uint32_t *position,
			const uint32_t *form)
{
	struct ns_rd r = ns_rd_of(in, n), at;
	struct ns_block back;
	uint32_t is[64], forms[64], start = 0;

	T_INT(ns_inline_decode(&r, b->n, c->shape, &back), NS_OK);
	T_BYTES(back.doc, 4 * back.n, b->doc, 4 * b->n);
	T_BYTES(back.freq, 4 * back.n, b->freq, 4 * b->n);
	for (uint32_t j = 0; j < b->n && c->shape.has_positions; j++) {
		uint32_t k = ns_occurrences(b, j, WEIGHT);

		at = r;
		T_INT(ns_inline_positions(&at, &back, c->shape, j, is, forms),
		      NS_OK);
		T_BYTES(is, 4 * k, position + start, 4 * k);
		if (c->shape.has_forms)
			T_BYTES(forms, 4 * k, form + start, 4 * k);
		start += k;
	}
}

static void inline_lists_come_back(void)
{
	uint64_t seed = 3;

	for (int round = 0; round < ROUNDS; round++) {
		struct inline_case c = {
			0, { WEIGHT, round % 3 != 0, round % 3 == 2 }
		};
		struct hurt h = { "inline", decode_inline, &c, 0, true, false };
		uint32_t start[NS_BLOCK_DOCS + 1], position[64], form[64];
		struct ns_buf out = { 0 };
		struct ns_block b;
		uint32_t n;

		inline_block(&b, &seed);
		c.df = b.n;
		n = random_positions(&b, start, position, &seed);
		for (uint32_t i = 0; i < n; i++)
			form[i] = hurt_number(&seed, 10);
		ns_inline_encode(&b, position, form, c.shape, &out);
		same_inline(&b, &c, out.p, out.n, position, form);
		if (round % HURT_EVERY < 3)
			hurt_all(&h, out.p, out.n);
		ns_buf_free(&out);
	}
}

struct inline_row {
	const char *name;
	struct hurt_bytes in;
	uint32_t df;
	enum ns_code list, positions;
};
/* Lists with positions, title weight 2, document = varint >> 1. */
static const struct inline_row inline_rows[] = {
	{ "one posting", B(2, 7), 1, NS_OK, NS_OK },
	{ "no posting", B(2, 7), 0, NS_CORRUPT, NS_OK },
	{ "17 postings",
	  B(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 17,
	  NS_CORRUPT, NS_OK },
	{ "a document of 2^32 - 1", B(0xfe, 0xff, 0xff, 0xff, 0x1f, 0), 1,
	  NS_CORRUPT, NS_OK },
	{ "an end within the documents", B(2), 2, NS_CORRUPT, NS_OK },
	{ "a frequency of 0", B(3, 0, 0), 1, NS_CORRUPT, NS_OK },
	{ "more in the title than there are", B(3, 2, 2), 1, NS_CORRUPT,
	  NS_OK },
	{ "an end within the positions", B(2), 1, NS_OK, NS_CORRUPT },
	{ "a position beyond 2^22", B(2, 0x80, 0x80, 0x80, 2), 1, NS_OK,
	  NS_CORRUPT },
};

static void damaged_inline_lists_are_refused(void)
{
	struct ns_inline_shape shape = { WEIGHT, true, false };

	for (size_t i = 0; i < sizeof(inline_rows) / sizeof(inline_rows[0]);
	     i++) {
		const struct inline_row *row = &inline_rows[i];
		uint8_t *in = hurt_copy(row->in.p, row->in.n, 0);
		struct ns_rd r = ns_rd_of(in, row->in.n);
		struct ns_block b;
		uint32_t position[4];
		enum ns_code list = ns_inline_decode(&r, row->df, shape, &b);

		if (list != row->list)
			T_FAIL("%s: %d", row->name, list);
		if (!list && ns_inline_positions(&r, &b, shape, 0, position,
						 NULL) != row->positions)
			T_FAIL("%s: positions", row->name);
		free(in);
	}
}

int main(void)
{
	T_RUN(blocks_come_back);
	T_RUN(bare_blocks_come_back);
	T_RUN(damaged_blocks_are_refused);
	T_RUN(inline_lists_come_back);
	T_RUN(damaged_inline_lists_are_refused);
	return t_end();
}
