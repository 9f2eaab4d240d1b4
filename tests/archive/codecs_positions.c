/* The codecs of positions and skip data give back what they were given and
 * refuse what is damaged. */
#include "core/archive/pack.h"
#include "core/archive/positions.h"
#include "core/archive/skip.h"
#include "tests/archive/hurt.h"
#include "tests/archive/lists.h"

enum { ROUNDS = 300, HURT_EVERY = 60, MANY_POSITIONS = 4096 };

/* ---- positions ----------------------------------------------------------- */

struct positions_case {
	uint32_t n;
	const uint32_t *start;
};

static enum ns_code decode_positions(const uint8_t *in, size_t n,
				     const void *arg)
{
	static uint32_t position[MANY_POSITIONS], form[MANY_POSITIONS];
	static uint32_t to[1 << NS_FORM_BITS_MAX];
	const struct positions_case *c = arg;
	struct ns_form_map map = { to, 1 << NS_FORM_BITS_MAX };
	struct ns_positions ps;
	struct ns_buf out = { 0 };
	size_t bytes;
	enum ns_code code;

	if (!ns_positions_shape(in, n, &ps, &bytes)) {
		T_OK(bytes <= n);
		if (ps.total <= MANY_POSITIONS)
			(void)ns_positions_remap(in, &ps, map, &out);
		ns_buf_free(&out);
	}
	memcpy(ps.start, c->start, (c->n + 1) * sizeof(*c->start));
	code = ns_positions_head(in, n, c->n, &ps);
	for (uint32_t j = 0; !code && j < c->n; j++)
		code = ns_positions_decode(&ps, j, position, form);
	return code;
}

static void same_positions(const struct positions_case *c, const uint8_t *in,
			   size_t n, const uint32_t *position,
			   const uint32_t *form)
{
	uint32_t is[MANY_POSITIONS], forms[MANY_POSITIONS];
	uint8_t *exact = hurt_copy(in, n, NS_PACK_SLACK);
	struct ns_positions ps;

	memcpy(ps.start, c->start, (c->n + 1) * sizeof(*c->start));
	T_INT(ns_positions_head(exact, n, c->n, &ps), NS_OK);
	for (uint32_t j = 0; j < c->n; j++) {
		uint32_t at = c->start[j], k = c->start[j + 1] - at;

		T_INT(ns_positions_decode(&ps, j, is, forms), NS_OK);
		T_BYTES(is, 4 * k, position + at, 4 * k);
		T_BYTES(forms, 4 * k, form + at, 4 * k);
	}
	free(exact);
}

/* Another numbering of the forms, and back to the same positions. */
static void same_remapped(const struct positions_case *c,
			  const struct ns_buf *block, const uint32_t *position,
			  const uint32_t *form, unsigned form_bits)
{
	uint32_t to[1 << 8], mapped[MANY_POSITIONS];
	struct ns_form_map map = { to, 1u << form_bits };
	uint8_t *exact = hurt_copy(block->p, block->n, NS_PACK_SLACK);
	struct ns_buf out = { 0 };
	struct ns_positions ps;
	size_t bytes = 0;

	for (uint32_t i = 0; i < map.n; i++)
		to[i] = i ^ 5;
	for (uint32_t i = 0; i < c->start[c->n]; i++)
		mapped[i] = form[i] ^ 5;
	T_INT(ns_positions_shape(exact, block->n, &ps, &bytes), NS_OK);
	T_INT(bytes, block->n);
	T_INT(ns_positions_remap(exact, &ps, map, &out), NS_OK);
	same_positions(c, out.p, out.n, position, mapped);
	free(exact);
	ns_buf_free(&out);
}

static void positions_come_back(void)
{
	static uint32_t position[1 << 19], form[MANY_POSITIONS];
	uint32_t start[NS_BLOCK_DOCS + 1];
	uint64_t seed = 4;

	for (int round = 0; round < ROUNDS; round++) {
		unsigned form_bits = hurt_below(&seed, 9);
		struct positions_case c = { 0, start };
		struct hurt h = { "positions", decode_positions,
				  &c,          NS_PACK_SLACK,
				  true,        false };
		struct ns_buf out = { 0 };
		struct ns_block b;
		uint32_t n;

		random_block(&b, 0, &seed);
		for (uint32_t j = 0; j < b.n; j++) {
			b.title[j] = 0;
			b.freq[j] = 1 + b.freq[j] % 31;
		}
		c.n = b.n;
		n = random_positions(&b, start, position, &seed);
		for (uint32_t i = 0; i < n; i++)
			form[i] = hurt_number(&seed, form_bits);
		ns_positions_encode(start, b.n, position, form, &out);
		same_positions(&c, out.p, out.n, position, form);
		if (form_bits > 2)
			same_remapped(&c, &out, position, form, form_bits);
		if (round % HURT_EVERY == 0 && out.n < 1500)
			hurt_all(&h, out.p, out.n);
		ns_buf_free(&out);
	}
}

struct positions_row {
	const char *name;
	struct hurt_bytes in;
	enum ns_code shape, head, decode;
};
/* Two postings with one occurrence each. */
static const struct positions_row positions_rows[] = {
	{ "two positions", B(8, 0, 2, 1, 3, 3, 4), NS_OK, NS_OK, NS_OK },
	{ "low bits of 23 bits", B(23, 0, 0, 0), NS_CORRUPT, NS_CORRUPT, 0 },
	{ "forms of 19 bits", B(0, 19, 2, 1, 3, 0, 0, 0, 0, 0), NS_CORRUPT,
	  NS_CORRUPT, 0 },
	{ "more gaps than high bits", B(0, 0, 9, 1, 255), NS_CORRUPT,
	  NS_CORRUPT, 0 },
	{ "high bits that end early", B(0, 0, 2, 2, 3), NS_CORRUPT, NS_CORRUPT,
	  0 },
	{ "low bits that end early", B(8, 0, 2, 1, 3, 3), NS_CORRUPT,
	  NS_CORRUPT, 0 },
	{ "another number of occurrences", B(8, 0, 3, 1, 7, 3, 4, 5), NS_OK,
	  NS_CORRUPT, 0 },
	{ "high bits without a one", B(8, 0, 2, 1, 0, 3, 4), NS_OK, NS_OK,
	  NS_CORRUPT },
	{ "a gap of 2^22", B(22, 0, 2, 1, 6, 0, 0, 0, 0, 0, 0), NS_OK, NS_OK,
	  NS_CORRUPT },
};

static void damaged_positions_are_refused(void)
{
	for (size_t i = 0;
	     i < sizeof(positions_rows) / sizeof(positions_rows[0]); i++) {
		const struct positions_row *row = &positions_rows[i];
		uint8_t *in = hurt_copy(row->in.p, row->in.n, NS_PACK_SLACK);
		struct ns_positions ps = { .start = { 0, 1, 2 } };
		uint32_t position[2];
		size_t bytes;

		if (ns_positions_shape(in, row->in.n, &ps, &bytes) !=
		    row->shape)
			T_FAIL("%s: shape", row->name);
		if (ns_positions_head(in, row->in.n, 2, &ps) != row->head)
			T_FAIL("%s: head", row->name);
		if (!row->head &&
		    ns_positions_decode(&ps, 0, position, NULL) != row->decode)
			T_FAIL("%s: positions", row->name);
		free(in);
	}
}

/* Gaps that are less than 2^22 each, and more together. */
static void positions_beyond_all_are_refused(void)
{
	const uint8_t block[] = { 22, 0, 2, 1, 3, 255, 255, 255, 255, 255, 15 };
	uint8_t *in = hurt_copy(block, sizeof(block), NS_PACK_SLACK);
	struct ns_positions ps = { .start = { 0, 2 } };
	uint32_t position[2];

	T_INT(ns_positions_head(in, sizeof(block), 1, &ps), NS_OK);
	T_INT(ns_positions_decode(&ps, 0, position, NULL), NS_CORRUPT);
	ps.start[1] = 1;
	T_INT(ns_positions_decode(&ps, 0, position, NULL), NS_OK);
	T_INT(position[0], NS_POSITION_MAX);
	free(in);
}

static void forms_without_a_new_number_are_refused(void)
{
	const uint8_t block[] = { 8, 2, 2, 1, 3, 3, 4, 0x0d };
	uint8_t *in = hurt_copy(block, sizeof(block), NS_PACK_SLACK);
	uint32_t to[] = { 7, 8, 9, 10 }; // forms 1 and 3
	struct ns_buf out = { 0 };
	struct ns_positions ps;
	size_t bytes;

	T_INT(ns_positions_shape(in, sizeof(block), &ps, &bytes), NS_OK);
	T_INT(ns_positions_remap(in, &ps, (struct ns_form_map){ to, 4 }, &out),
	      NS_OK);
	T_INT(ns_positions_remap(in, &ps, (struct ns_form_map){ to, 3 }, &out),
	      NS_CORRUPT);
	ns_buf_free(&out);
	free(in);
}

/* ---- skip data ----------------------------------------------------------- */

struct skip_case {
	uint32_t n;
	bool has_positions;
};

static enum ns_code open_skip(const uint8_t *in, size_t n, const void *arg)
{
	const struct skip_case *c = arg;
	struct ns_postings p = { .n_blocks = c->n,
				 .has_positions = c->has_positions };
	enum ns_code code = ns_skip_open(in, n, &p);

	if (code)
		return code;
	hurt_use(p.last_doc, 4 * (size_t)c->n);
	hurt_use(p.base, 4 * (size_t)c->n);
	hurt_use(p.offset, 4 * (size_t)c->n);
	if (p.has_positions)
		hurt_use(p.pos_offset, 4 * (size_t)c->n);
	hurt_use(p.impact, 2 * (size_t)c->n);
	hurt_use(p.impact32, 2 * (size_t)((c->n - 1) / NS_IMPACT_BLOCKS + 1));
	return NS_OK;
}

static void random_skip(struct ns_skip *s, uint32_t *column, uint64_t *seed)
{
	uint16_t *impact = (uint16_t *)(void *)(column + 4 * s->n);

	for (uint32_t i = 0; i < 4 * s->n; i++)
		column[i] = (uint32_t)t_random(seed);
	for (uint32_t i = 0; i < s->n; i++)
		impact[i] = (uint16_t)t_random(seed);
	s->last_doc = column;
	s->base = column + s->n;
	s->offset = column + 2 * s->n;
	s->pos_offset = s->pos_offset ? column + 3 * s->n : NULL;
	s->impact = impact;
	for (int i = 0; i < NS_BEST; i++)
		s->best[i] = (uint16_t)t_random(seed);
}

static void same_skip(const struct ns_skip *s, const struct ns_postings *p)
{
	uint16_t max = 0;

	T_BYTES(p->last_doc, 4 * s->n, s->last_doc, 4 * s->n);
	T_BYTES(p->base, 4 * s->n, s->base, 4 * s->n);
	T_BYTES(p->offset, 4 * s->n, s->offset, 4 * s->n);
	if (s->pos_offset)
		T_BYTES(p->pos_offset, 4 * s->n, s->pos_offset, 4 * s->n);
	T_BYTES(p->impact, 2 * s->n, s->impact, 2 * s->n);
	T_BYTES(p->best, sizeof(p->best), s->best, sizeof(s->best));
	for (uint32_t i = 0; i < s->n; i++) {
		if (i % NS_IMPACT_BLOCKS == 0)
			max = 0;
		if (s->impact[i] > max)
			max = s->impact[i];
		if (i + 1 == s->n || (i + 1) % NS_IMPACT_BLOCKS == 0)
			T_INT(p->impact32[i / NS_IMPACT_BLOCKS], max);
		T_OK(p->max_impact >= max);
	}
}

static void skip_data_come_back(void)
{
	static uint32_t column[5 * 100];
	static const uint32_t sizes[] = { 2, 3, 31, 32, 33, 64, 65, 99 };
	uint64_t seed = 5;

	for (size_t i = 0; i < 2 * sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct skip_case c = { sizes[i / 2], i % 2 == 1 };
		struct hurt h = { "skip", open_skip, &c, 0, true, false };
		struct ns_skip s = { .n = c.n };
		struct ns_postings p = { .n_blocks = c.n,
					 .has_positions = c.has_positions };
		struct ns_buf out = { 0 };

		s.pos_offset = c.has_positions ? column : NULL;
		random_skip(&s, column, &seed);
		ns_skip_encode(&s, &out);
		T_INT(ns_skip_open(out.p, out.n, &p), NS_OK);
		same_skip(&s, &p);
		hurt_all(&h, out.p, out.n);
		T_INT(ns_skip_open(out.p + 1, out.n - 1, &p), NS_CORRUPT);
		p.n_blocks++;
		T_INT(ns_skip_open(out.p, out.n, &p), NS_CORRUPT);
		ns_buf_free(&out);
	}
}

int main(void)
{
	T_RUN(positions_come_back);
	T_RUN(damaged_positions_are_refused);
	T_RUN(positions_beyond_all_are_refused);
	T_RUN(forms_without_a_new_number_are_refused);
	T_RUN(skip_data_come_back);
	return t_end();
}
