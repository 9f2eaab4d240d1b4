/* The dictionary of a segment being written. */
#include "core/archive/writer_state.h"

/* LMDB's leaves: so much room in a page of 4,096 bytes, so much for an entry
 * besides its key and value, and entries of even length. */
enum { LEAF_ROOM = 4096 - 16, LEAF_ENTRY = 8 + 2 };

static size_t leaf_bytes(size_t key, size_t value)
{
	return LEAF_ENTRY + ((key + value + 1) & ~(size_t)1);
}

/* True when the block still fits the leaf, but no longer with this term: an
 * entry that does not fit leaves the rest of its page unused. Blocks of a few
 * terms are not worth it. */
static bool fills_leaf(const struct ns_segment_writer *w, size_t key,
		       size_t entry)
{
	enum { FEW = 4, LENGTHS = 3 };
	size_t n = w->dict.bytes.n;

	return w->dict.n_terms >= FEW &&
	       leaf_bytes(w->dict.key_len, n) <= w->leaf_left &&
	       leaf_bytes(key, n + key + entry + LENGTHS) > w->leaf_left;
}

static void take_leaf(struct ns_segment_writer *w)
{
	size_t n = leaf_bytes(w->dict.key_len, w->dict.bytes.n);

	if (n > w->leaf_left)
		w->leaf_left = LEAF_ROOM;
	w->leaf_left -= n;
}

static enum ns_code flush_dict(struct ns_segment_writer *w, struct ns_error *e)
{
	struct ns_str key = { (const char *)w->dict.key, w->dict.key_len };
	uint8_t *value;
	enum ns_code code;

	if (!w->dict.n_terms)
		return NS_OK;
	ns_dict_seal(&w->dict);
	if (w->dict.bytes.failed)
		return ns_no_memory(e);
	code = ns_env_append(w->env, NS_DB_DICT, key, w->dict.bytes.n, &value,
			     e);
	if (!code)
		memcpy(value, w->dict.bytes.p, w->dict.bytes.n);
	take_leaf(w);
	ns_dict_reset(&w->dict);
	return code;
}

enum ns_code ns_writer_entry(struct ns_segment_writer *w, struct ns_str key,
			     struct ns_error *e)
{
	enum ns_code code = NS_OK;

	if (w->entry.failed)
		return ns_no_memory(e);
	if (ns_dict_full(&w->dict, w->entry.n) ||
	    fills_leaf(w, key.n, w->entry.n))
		code = flush_dict(w, e);
	ns_dict_add(&w->dict, key, ns_buf_view(&w->entry));
	w->info.n_terms++;
	return code;
}

enum ns_code ns_writer_end_terms(struct ns_segment_writer *w,
				 struct ns_error *e)
{
	return flush_dict(w, e);
}
