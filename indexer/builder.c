#include "indexer/builder.h"

#include <stdlib.h>
#include <sys/random.h>

#include "core/archive/docstore.h"
#include "core/archive/env.h"
#include "core/base/hash.h"
#include "indexer/batch.h"
#include "indexer/huge.h"

enum {
	DOC_FLUSH_BYTES = 40, // for each document: its place in the order
	/* Of a flush, beside its pages: streams, and what malloc keeps. */
	WRITER_BYTES = NS_ENV_COMMIT_BYTES + (8 << 20),
	WRITER_SHARE = 3, // of a small budget, no more than a third
};

/* ---- one object ---- */

/* What is used at random, at about its share of a full budget. */
static void reserve(struct ns_builder *b)
{
	size_t n = b->plan.memory_bytes;

	ns_huge_reserve(&b->lexicon.chains.pool, n / 2);
	ns_huge_reserve(&b->lexicon.chains.chain, n / 8);
	ns_huge_reserve(&b->lexicon.words, n / 8);
	ns_huge_reserve(&b->lexicon.forms, n / 16);
	ns_huge_reserve(&b->lexicon.stems, n / 16);
}

static enum ns_code open_parts(struct ns_builder *b, struct ns_error *e)
{
	struct ns_records_plan plan = { (const char *)b->dir.p, b->plan.zdict,
					b->plan.train };

	/* A weak seed costs speed on hostile words, nothing else. */
	if (getrandom(&b->lexicon.seed, sizeof(b->lexicon.seed), 0) < 0)
		b->lexicon.seed = 1;
	return ns_records_open(&plan, &b->records, e);
}

enum ns_code ns_builder_open(const struct ns_builder_plan *plan,
			     struct ns_builder **out, struct ns_error *e)
{
	struct ns_builder *b = calloc(1, sizeof(*b));
	enum ns_code rc;

	*out = NULL;
	if (!b)
		return ns_fail(e, NS_NOMEM, "no memory for a builder");
	b->plan = *plan;
	if (b->plan.memory_bytes < NS_BUILDER_MEMORY_LEAST)
		b->plan.memory_bytes = NS_BUILDER_MEMORY_LEAST;
	reserve(b);
	ns_buf_put(&b->dir, plan->dir, strlen(plan->dir) + 1);
	rc = b->dir.failed ? ns_fail(e, NS_NOMEM, "no memory for a builder")
			   : open_parts(b, e);
	if (rc)
		ns_builder_free(b);
	else
		*out = b;
	return rc;
}

void ns_builder_free(struct ns_builder *b)
{
	if (!b)
		return;
	ns_buf_free(&b->dir);
	ns_lexicon_free(&b->lexicon);
	ns_names_free(&b->names);
	ns_records_free(b->records);
	ns_buf_free(&b->tokens);
	ns_buf_free(&b->bytes);
	ns_buf_free(&b->docs);
	ns_words_free(&b->words);
	ns_buf_free(&b->paragraphs);
	ns_buf_free(&b->scratch);
	ns_ranks_free(&b->ranks);
	ns_buf_free(&b->order);
	ns_buf_free(&b->number);
	ns_buf_free(&b->titles);
	ns_buf_free(&b->sort);
	ns_buf_free(&b->next);
	ns_buf_free(&b->position);
	ns_buf_free(&b->form);
	free(b);
}

uint32_t ns_builder_docs(const struct ns_builder *b)
{
	return (uint32_t)(b->docs.n / sizeof(struct ns_batch_doc));
}

struct ns_str ns_builder_zdict(const struct ns_builder *b)
{
	return ns_records_zdict(b->records);
}

bool ns_builder_training(const struct ns_builder *b)
{
	return ns_records_waiting(b->records);
}

/* Pages of a segment lie on the heap until they are committed. */
static size_t writer_bytes(const struct ns_builder *b)
{
	size_t share = b->plan.memory_bytes / WRITER_SHARE;

	return share < WRITER_BYTES ? share : WRITER_BYTES;
}

/* The most frequent stem is read at once. */
bool ns_builder_full(const struct ns_builder *b)
{
	size_t held = ns_lexicon_bytes(&b->lexicon) +
		      ns_names_bytes(&b->names) + ns_records_bytes(b->records) +
		      b->bytes.n + b->docs.n;
	size_t flush = ns_ranks_bytes(&b->lexicon) +
		       ns_occurrences_bytes(b->lexicon.chains.most_total) +
		       (size_t)ns_builder_docs(b) * DOC_FLUSH_BYTES +
		       writer_bytes(b);

	return held + flush >= b->plan.memory_bytes ||
	       ns_builder_docs(b) >= NS_BATCH_DOCS - 1 ||
	       b->lexicon.most_forms >= 1 << (NS_FORM_BITS_MAX - 1);
}

/* ---- words ---- */

static struct ns_lex_reader reader(struct ns_builder *b, uint16_t group)
{
	return (struct ns_lex_reader){ &b->lexicon, b->plan.an, group };
}

/* Appends the tokens of b->words. */
static enum ns_code take_words(struct ns_builder *b, uint16_t group,
			       struct ns_error *e)
{
	struct ns_lex_reader r = reader(b, group);
	uint32_t n = b->words.n;
	void *to = ns_buf_room(&b->tokens, n * sizeof(struct ns_token));
	enum ns_code rc;

	if (!to)
		return ns_fail(e, NS_NOMEM, "no memory for words");
	rc = ns_lexicon_resolve(&r, &b->words, to, e);
	if (!rc)
		b->tokens.n += n * sizeof(struct ns_token);
	return rc;
}

enum part { PART_TITLE, PART_SUMMARY, PART_BODY };

/* A title is one paragraph, whatever its line breaks. */
static void take_paragraphs(struct ns_builder *b, enum part part,
			    uint32_t first)
{
	for (uint32_t i = 0; i < b->words.n; i++)
		if (i == 0 ||
		    (part != PART_TITLE && b->words.word[i].starts_paragraph))
			ns_buf_u32(&b->paragraphs, first + i);
}

static enum ns_code take_text(struct ns_builder *b, const struct ns_item *item,
			      struct ns_batch_doc *d, struct ns_error *e)
{
	const struct ns_article *a = item->article;
	const struct ns_str text[] = { a->title, a->summary, a->body };
	uint32_t n[3] = { 0 };
	uint16_t group;
	enum ns_code rc;

	ns_buf_reset(&b->paragraphs);
	rc = ns_lexicon_group(&b->lexicon, NS_KIND_STEM, item->lang, &group);
	if (rc)
		return ns_fail(e, rc, "too many languages");
	for (unsigned p = PART_TITLE; !rc && p <= PART_BODY; p++) {
		if (!text[p].n)
			continue;
		rc = ns_analyze(b->plan.an, item->lang, text[p], &b->words, e);
		if (rc)
			return rc;
		n[p] = b->words.n;
		if (n[p] > NS_POSITION_MAX - d->n_text)
			return ns_fail(e, NS_INVALID,
				       "text of more than %d words",
				       NS_POSITION_MAX);
		take_paragraphs(b, p, d->n_text);
		d->n_text += n[p];
		rc = take_words(b, group, e);
	}
	d->n_title = n[PART_TITLE];
	d->n_summary = n[PART_SUMMARY];
	return rc;
}

/* Words of names and addresses: no language. */
static enum ns_code take_plain(struct ns_builder *b, uint8_t kind,
			       struct ns_str text, struct ns_error *e)
{
	static const struct ns_lang none = { { 0 } };
	uint16_t group;
	enum ns_code rc = ns_lexicon_group(&b->lexicon, kind, none, &group);

	if (rc)
		return ns_fail(e, rc, "too many languages");
	rc = ns_analyze(b->plan.an, none, text, &b->words, e);
	if (!rc && b->words.n > NS_POSITION_MAX)
		rc = ns_fail(e, NS_INVALID, "name or address of %u words",
			     b->words.n);
	return rc ? rc : take_words(b, group, e);
}

static uint32_t tokens_from(const struct ns_builder *b, size_t at)
{
	return (uint32_t)((b->tokens.n - at) / sizeof(struct ns_token));
}

static enum ns_code take_fields(struct ns_builder *b,
				const struct ns_article *a,
				struct ns_batch_doc *d, struct ns_error *e)
{
	static const struct ns_token gap = { .stem = NS_TOKEN_GAP };
	size_t at = b->tokens.n;
	enum ns_code rc = NS_OK;

	for (uint32_t i = 0; !rc && i < a->n_author; i++) {
		if (i)
			ns_buf_put(&b->tokens, &gap, sizeof(gap));
		rc = take_plain(b, NS_KIND_AUTHOR_WORD, a->author[i], e);
	}
	d->n_author = tokens_from(b, at);
	at = b->tokens.n;
	if (!rc && a->url.n)
		rc = take_plain(b, NS_KIND_URL_WORD, a->url, e);
	d->n_url = tokens_from(b, at);
	if (!rc && (d->n_author > NS_POSITION_MAX || b->tokens.failed))
		rc = ns_fail(e, b->tokens.failed ? NS_NOMEM : NS_INVALID,
			     "authors of %u words", d->n_author);
	return rc;
}

/* ---- names ---- */

static enum ns_code take_name(struct ns_builder *b, const struct ns_name_in *in,
			      uint32_t *value, struct ns_error *e)
{
	enum ns_code rc = ns_names_add(&b->names, b->plan.an, in, value, e);

	if (!rc && *value)
		ns_names_at(&b->names, in->field, *value - 1)->df++;
	return rc;
}

static enum ns_code take_single(struct ns_builder *b,
				const struct ns_item *item,
				struct ns_batch_doc *d, struct ns_error *e)
{
	const struct ns_article *a = item->article;
	const struct ns_name_in in[NS_BATCH_NAMES] = {
		{ NS_NAME_STATUS, a->status },
		{ NS_NAME_LANG, ns_str_of(item->lang.code) },
		{ NS_NAME_OUTLET, a->outlet },
		{ NS_NAME_SECTION, a->section },
		{ NS_NAME_TYPE, a->type },
	};
	enum ns_code rc = NS_OK;

	for (unsigned i = 0; !rc && i < NS_BATCH_NAMES; i++)
		rc = take_name(b, &in[i], &d->name[i], e);
	return rc;
}

static bool among(const uint32_t *value, uint32_t n, uint32_t v)
{
	for (uint32_t i = 0; i < n; i++)
		if (value[i] == v)
			return true;
	return false;
}

struct names_in {
	unsigned field;
	const struct ns_str *name;
	uint32_t n;
};

/* Several names of one field, each once, as varints behind b->bytes. */
static enum ns_code take_list(struct ns_builder *b, const struct names_in *in,
			      uint16_t *len, struct ns_error *e)
{
	uint32_t value[NS_ARTICLE_NAMES], n_values = 0;
	size_t at = b->bytes.n;

	for (uint32_t i = 0; i < in->n && n_values < NS_ARTICLE_NAMES; i++) {
		struct ns_name_in one = { in->field, in->name[i] };
		uint32_t v;
		enum ns_code rc =
			ns_names_add(&b->names, b->plan.an, &one, &v, e);

		if (rc)
			return rc;
		if (!v || among(value, n_values, v))
			continue;
		value[n_values++] = v;
		ns_names_at(&b->names, in->field, v - 1)->df++;
		ns_buf_varint(&b->bytes, v);
	}
	*len = (uint16_t)(b->bytes.n - at);
	return NS_OK;
}

static enum ns_code take_names(struct ns_builder *b, const struct ns_item *item,
			       struct ns_batch_doc *d, struct ns_error *e)
{
	const struct ns_article *a = item->article;
	struct names_in authors = { NS_NAME_AUTHOR, a->author, a->n_author };
	struct names_in tags = { NS_NAME_TAG, a->tag, a->n_tag };
	enum ns_code rc = take_single(b, item, d, e);

	if (!rc)
		rc = take_list(b, &authors, &d->authors_len, e);
	return rc ? rc : take_list(b, &tags, &d->tags_len, e);
}

/* ---- the rest ---- */

static int64_t moment(struct ns_time t)
{
	return t.precision == NS_PREC_NONE ? INT64_MIN : t.seconds;
}

static enum ns_code take_hashes(struct ns_builder *b,
				const struct ns_item *item,
				struct ns_batch_doc *d, struct ns_error *e)
{
	const struct ns_article *a = item->article;
	struct ns_hash128 content;
	enum ns_code rc = NS_OK;

	d->id_hash = ns_hash64(item->id.p, item->id.n);
	ns_article_hash_record(a, item->record, &content);
	d->content = content.lo;
	ns_buf_reset(&b->scratch);
	if (d->n_title) // a title without words is none
		rc = ns_fold_name(b->plan.an, a->title, &b->scratch, e);
	if (!rc && b->scratch.n)
		d->title_hash = ns_hash64(b->scratch.p, b->scratch.n);
	return rc;
}

static void take_columns(struct ns_builder *b, const struct ns_item *item,
			 struct ns_batch_doc *d)
{
	const struct ns_article *a = item->article;
	size_t at = b->bytes.n;

	d->date = moment(a->date);
	d->modified = moment(a->modified);
	d->embargo = moment(a->embargo);
	d->date_info =
		ns_date_info(a->date.precision, a->date_from, a->date_doubt);
	d->sequence = item->sequence;
	d->text_bytes = (uint32_t)(a->title.n + a->body.n);
	d->source = item->source;
	d->place = item->place;
	ns_text_map_encode(d->n_title, d->n_summary,
			   (const void *)b->paragraphs.p,
			   (uint32_t)(b->paragraphs.n / sizeof(uint32_t)),
			   &b->bytes);
	d->map_len = (uint32_t)(b->bytes.n - at);
}

/* Each of text, authors and URL has positions of its own. */
static enum ns_code put_tokens(struct ns_builder *b,
			       const struct ns_batch_doc *d)
{
	const struct ns_token *token = (const void *)b->tokens.p;
	const uint32_t n[] = { d->n_text, d->n_author, d->n_url };
	enum ns_code rc = NS_OK;

	for (unsigned i = 0; !rc && i < sizeof(n) / sizeof(n[0]); i++) {
		rc = ns_chains_put(&b->lexicon.chains, token, n[i],
				   ns_builder_docs(b));
		token += n[i];
	}
	return rc;
}

static enum ns_code keep(struct ns_builder *b, const struct ns_item *item,
			 const struct ns_batch_doc *d, struct ns_error *e)
{
	enum ns_code rc = put_tokens(b, d);

	if (rc)
		return ns_fail(e, rc, "no memory for an article's words");
	ns_buf_put(&b->docs, d, sizeof(*d));
	if (b->docs.failed || b->bytes.failed || b->paragraphs.failed ||
	    b->scratch.failed)
		return ns_fail(e, NS_NOMEM, "no memory for an article");
	return ns_records_add(b->records, item->record, e);
}

enum ns_code ns_builder_add(struct ns_builder *b, const struct ns_item *item,
			    struct ns_error *e)
{
	struct ns_batch_doc d = { .bytes_at = b->bytes.n };
	enum ns_code rc;

	ns_buf_reset(&b->tokens);
	rc = take_text(b, item, &d, e);
	if (!rc)
		rc = take_fields(b, item->article, &d, e);
	if (rc)
		return rc;
	rc = take_names(b, item, &d, e);
	if (!rc)
		rc = take_hashes(b, item, &d, e);
	if (rc)
		return rc;
	take_columns(b, item, &d);
	return keep(b, item, &d, e);
}
