/* What goes into a chain comes out of it. */
#include "indexer/chains.h"

#include "core/archive/format.h"
#include "tests/t.h"

enum { STEMS = 7, DOCS = 4000, WORDS = 60 };

/* An occurrence as it was put. */
struct put {
	uint32_t doc, position, form;
};

static struct put put[STEMS][DOCS * WORDS];
static uint32_t n_put[STEMS];

static uint32_t below(uint32_t n)
{
	static uint64_t seed = 1;

	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (uint32_t)(seed >> 33) % n;
}

/* Stem 0 takes half of the words, the last hardly any; forms change often for
 * one stem and never for another. */
static struct ns_token any_token(void)
{
	uint32_t stem = 0;

	if (below(20) == 0)
		return (struct ns_token){ .stem = NS_TOKEN_GAP };
	while (stem < STEMS - 1 && below(stem + 2))
		stem++;
	return (struct ns_token){ stem, stem ? below(stem * stem) : 0 };
}

static void check_stem(const struct ns_chains *c, uint32_t stem)
{
	struct ns_occurrences o = { 0 };
	const struct put *p = put[stem];
	uint32_t at = 0;

	T_INT(ns_chain_read(c, stem, &o), NS_OK);
	T_INT(o.n, n_put[stem]);
	for (uint32_t d = 0; d < o.n_docs; d++) {
		T_OK(d == 0 || o.doc[d] > o.doc[d - 1]);
		T_OK(o.end[d] > at);
		for (; at < o.end[d]; at++, p++)
			T_OK(p->doc == o.doc[d] &&
			     p->position == o.position[at] &&
			     p->form == o.form[at]);
	}
	T_INT(at, o.n);
	ns_occurrences_free(&o);
}

static void documents_come_out_as_they_came(void)
{
	struct ns_chains c = { 0 };
	struct ns_token token[WORDS];

	for (uint32_t i = 0; i < STEMS; i++)
		T_INT(ns_chains_add(&c), NS_OK);
	for (uint32_t doc = 0; doc < DOCS; doc += 1 + below(3)) {
		uint32_t n = below(WORDS);

		for (uint32_t i = 0; i < n; i++) {
			uint32_t stem;

			token[i] = any_token();
			stem = token[i].stem;
			if (stem != NS_TOKEN_GAP)
				put[stem][n_put[stem]++] =
					(struct put){ doc, i, token[i].form };
		}
		T_INT(ns_chains_put(&c, token, n, doc), NS_OK);
	}
	for (uint32_t i = 0; i < STEMS; i++)
		check_stem(&c, i);
	T_INT(c.most_total, ns_chain(&c, 0)->total);
	ns_chains_free(&c);
}

static void the_greatest_values_fit(void)
{
	enum { LAST_DOC = (1 << NS_CHAIN_DOC_BITS) - 2 };
	static struct ns_token token[NS_POSITION_MAX + 1];
	struct ns_token last = { 0, (1 << NS_FORM_BITS_MAX) - 1 };
	struct ns_occurrences o = { 0 };
	struct ns_chains c = { 0 };

	for (uint32_t i = 0; i <= NS_POSITION_MAX; i++)
		token[i] = (struct ns_token){ NS_TOKEN_GAP, 0 };
	token[NS_POSITION_MAX] = last;
	T_INT(ns_chains_add(&c), NS_OK);
	for (uint32_t i = 0; i < 3; i++)
		T_INT(ns_chains_put(&c, token, NS_POSITION_MAX + 1,
				    i ? LAST_DOC - 2 + i : 0),
		      NS_OK);
	T_INT(ns_chain_read(&c, 0, &o), NS_OK);
	T_INT(o.n_docs, 3);
	T_INT(o.doc[0], 0);
	T_INT(o.doc[2], LAST_DOC);
	for (uint32_t i = 0; i < 3; i++) {
		T_INT(o.position[i], NS_POSITION_MAX);
		T_INT(o.form[i], last.form);
	}
	ns_occurrences_free(&o);
	ns_chains_free(&c);
}

static void a_chain_without_words_is_empty(void)
{
	struct ns_occurrences o = { 0 };
	struct ns_chains c = { 0 };

	T_INT(ns_chains_add(&c), NS_OK);
	T_INT(ns_chain_read(&c, 0, &o), NS_OK);
	T_INT(o.n_docs, 0);
	T_INT(o.n, 0);
	ns_occurrences_free(&o);
	ns_chains_free(&c);
}

int main(void)
{
	T_RUN(documents_come_out_as_they_came);
	T_RUN(the_greatest_values_fit);
	T_RUN(a_chain_without_words_is_empty);
	return t_end();
}
