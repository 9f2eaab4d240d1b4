/* names.h - whole names of a batch: outlets, sections, authors, tags ...
 *
 *	given --> folded --> ordinal, in the order of first appearance
 *
 * Names that fold to the same are one name, shown as it was first given.
 */
#ifndef NS_INDEXER_NAMES_H
#define NS_INDEXER_NAMES_H

#include "core/archive/format.h"
#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/text/analyze.h"
#include "indexer/slots.h"

struct ns_name {
	uint32_t shown, folded; // bytes in .texts
	uint32_t shown_len;
	uint32_t df; // documents
	uint8_t folded_len;
	uint8_t field;
};

/* A zeroed struct is legal and empty; memory is kept from batch to batch. */
struct ns_names {
	struct ns_slots given, folded; // both keyed with the field
	struct ns_buf texts;
	struct ns_buf spellings;                // what `given` refers to
	struct ns_buf all;                      // struct ns_name, of all fields
	struct ns_buf ordinals[NS_NAME_FIELDS]; // u32: place in `all`
	struct ns_buf scratch;
};

void ns_names_free(struct ns_names *t);
void ns_names_reset(struct ns_names *t);
size_t ns_names_bytes(const struct ns_names *t);

static inline uint32_t ns_names_n(const struct ns_names *t, unsigned field)
{
	return (uint32_t)(t->ordinals[field].n / sizeof(uint32_t));
}

static inline struct ns_name *ns_names_at(const struct ns_names *t,
					  unsigned field, uint32_t ordinal)
{
	const void *places = t->ordinals[field].p;

	return (struct ns_name *)(void *)t->all.p +
	       ((const uint32_t *)places)[ordinal];
}

static inline struct ns_str ns_name_shown(const struct ns_names *t,
					  const struct ns_name *n)
{
	return (struct ns_str){ (const char *)t->texts.p + n->shown,
				n->shown_len };
}

static inline struct ns_str ns_name_folded(const struct ns_names *t,
					   const struct ns_name *n)
{
	return (struct ns_str){ (const char *)t->texts.p + n->folded,
				n->folded_len };
}

/* *value: the name's ordinal + 1; 0 when nothing is left of it (empty, blanks).
 * It is cut to NS_ARTICLE_NAME_BYTES, before and after folding. */
struct ns_name_in {
	unsigned field; // enum ns_name_field
	struct ns_str name;
};
enum ns_code ns_names_add(struct ns_names *t, struct ns_analyzer *an,
			  const struct ns_name_in *in, uint32_t *value,
			  struct ns_error *e);

/* Ordinals of a field in the order of their folded names, into out. */
enum ns_code ns_names_sort(const struct ns_names *t, unsigned field,
			   struct ns_buf *out);

#endif
