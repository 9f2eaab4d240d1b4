/* The stored record: a version, then tagged fields in ascending order of their
 * tags (FORMAT.md, "Record"). Names come before the text and the text before
 * what was given: the decoder of a hit that wants no body still walks a few
 * dozen bytes only, and zstd's dictionary meets the names of all articles at
 * the same distance.
 */
#include "core/base/article.h"

#include <assert.h>
#include <string.h>

#include "core/base/bytes.h"
#include "core/base/hash.h"
#include "core/base/utf8.h"

enum { RECORD_VERSION = 1 };

/* On disk: never renumber. */
enum tag {
	TAG_TITLE = 1,
	TAG_SUMMARY = 2,
	TAG_DATE = 3,
	TAG_MODIFIED = 4,
	TAG_EMBARGO = 5,
	TAG_OUTLET = 6,
	TAG_SECTION = 7,
	TAG_LANG = 8,
	TAG_TYPE = 9,
	TAG_STATUS = 10,
	TAG_AUTHOR = 11,
	TAG_TAG = 12,
	TAG_ID = 13,
	TAG_URL = 14,
	TAG_IMAGE = 15,
	TAG_BODY = 16,
	TAG_GIVEN = 17,
	TAGS
};

enum kind { K_NOTHING = 0, K_TEXT, K_TIME, K_NAMES, K_GIVEN };

/* One row a tag, at its number. */
struct field {
	enum kind kind;
	size_t offset, n_offset; // in struct ns_article
};

#define TEXT(member)                                           \
	{                                                      \
		K_TEXT, offsetof(struct ns_article, member), 0 \
	}
#define TIME(member)                                           \
	{                                                      \
		K_TIME, offsetof(struct ns_article, member), 0 \
	}
#define NAMES(member)                                           \
	{                                                       \
		K_NAMES, offsetof(struct ns_article, member),   \
			offsetof(struct ns_article, n_##member) \
	}

static const struct field fields[TAGS] = {
	[TAG_TITLE] = TEXT(title),
	[TAG_SUMMARY] = TEXT(summary),
	[TAG_DATE] = TIME(date),
	[TAG_MODIFIED] = TIME(modified),
	[TAG_EMBARGO] = TIME(embargo),
	[TAG_OUTLET] = TEXT(outlet),
	[TAG_SECTION] = TEXT(section),
	[TAG_LANG] = TEXT(lang),
	[TAG_TYPE] = TEXT(type),
	[TAG_STATUS] = TEXT(status),
	[TAG_AUTHOR] = NAMES(author),
	[TAG_TAG] = NAMES(tag),
	[TAG_ID] = TEXT(id),
	[TAG_URL] = TEXT(url),
	[TAG_IMAGE] = TEXT(image),
	[TAG_BODY] = TEXT(body),
	[TAG_GIVEN] = { K_GIVEN, 0, 0 },
};

/* The byte before a moment: precision, where it came from, doubt. */
enum {
	INFO_PRECISION = 7,
	INFO_FROM_SHIFT = 3,
	INFO_DOUBT = 1 << 6,
	INFO_ALL = 0x7f
};

static const void *member(const struct ns_article *a, size_t offset)
{
	return (const char *)a + offset;
}

static void put_text(struct ns_buf *out, unsigned tag, const struct ns_str *s)
{
	if (!s->n)
		return;
	ns_buf_u8(out, (uint8_t)tag);
	ns_buf_str(out, *s);
}

static void put_time(struct ns_buf *out, unsigned tag,
		     const struct ns_article *a)
{
	const struct ns_time *t = member(a, fields[tag].offset);
	unsigned info = t->precision;

	if (t->precision == NS_PREC_NONE)
		return;
	if (tag == TAG_DATE)
		info |= (unsigned)a->date_from << INFO_FROM_SHIFT |
			(a->date_doubt ? INFO_DOUBT : 0);
	ns_buf_u8(out, (uint8_t)tag);
	ns_buf_u8(out, (uint8_t)info);
	ns_buf_varint(out, ns_zigzag(t->seconds));
}

static void put_names(struct ns_buf *out, unsigned tag,
		      const struct ns_article *a)
{
	const struct ns_str *const *list = member(a, fields[tag].offset);
	const uint32_t *n = member(a, fields[tag].n_offset);

	if (!*n)
		return;
	ns_buf_u8(out, (uint8_t)tag);
	ns_buf_varint(out, *n);
	for (uint32_t i = 0; i < *n; i++)
		ns_buf_str(out, (*list)[i]);
}

static void put_given(struct ns_buf *out, const struct ns_article *a)
{
	if (!a->n_given)
		return;
	ns_buf_u8(out, TAG_GIVEN);
	ns_buf_varint(out, a->n_given);
	for (uint32_t i = 0; i < a->n_given; i++) {
		ns_buf_str(out, a->given[i].name);
		ns_buf_str(out, a->given[i].json);
	}
}

static void encode(const struct ns_article *a, unsigned end, struct ns_buf *out)
{
	ns_buf_u8(out, RECORD_VERSION);
	for (unsigned tag = 1; tag < end; tag++) {
		switch (fields[tag].kind) {
		case K_TEXT:
			put_text(out, tag, member(a, fields[tag].offset));
			break;
		case K_TIME:
			put_time(out, tag, a);
			break;
		case K_NAMES:
			put_names(out, tag, a);
			break;
		case K_GIVEN:
			put_given(out, a);
			break;
		case K_NOTHING:
			break;
		}
	}
}

void ns_article_encode(const struct ns_article *a, struct ns_buf *out)
{
	encode(a, TAGS, out);
}

void ns_article_hash(const struct ns_article *a, struct ns_buf *scratch,
		     struct ns_hash128 *hash)
{
	ns_buf_reset(scratch);
	encode(a, TAG_GIVEN, scratch);
	*hash = ns_hash128(scratch->p, scratch->n);
}

static size_t str_bytes(struct ns_str s)
{
	uint8_t varint[NS_VARINT_BYTES];

	return ns_put_varint(varint, s.n) + s.n;
}

/* What put_given writes; it is the last. */
static size_t given_bytes(const struct ns_article *a)
{
	uint8_t varint[NS_VARINT_BYTES];
	size_t n = 1 + ns_put_varint(varint, a->n_given);

	if (!a->n_given)
		return 0;
	for (uint32_t i = 0; i < a->n_given; i++)
		n += str_bytes(a->given[i].name) + str_bytes(a->given[i].json);
	return n;
}

void ns_article_hash_record(const struct ns_article *a, struct ns_str record,
			    struct ns_hash128 *hash)
{
	size_t given = given_bytes(a);

	assert(given < record.n);
	*hash = ns_hash128(record.p, record.n - given);
}

/* ---- decoding ---- */

struct decoder {
	struct ns_rd rd;
	struct ns_arena *arena;
	struct ns_article *a;
	bool nomem;
};

static struct ns_str take_text(struct decoder *d)
{
	struct ns_str s = ns_rd_str(&d->rd);

	if (!d->rd.bad && !ns_utf8_valid(s))
		d->rd.bad = true;
	return s;
}

static void take_time(struct decoder *d, unsigned tag, struct ns_time *t)
{
	unsigned info = ns_rd_u8(&d->rd);
	unsigned from = info >> INFO_FROM_SHIFT & 7;

	t->seconds = ns_unzigzag(ns_rd_varint(&d->rd));
	t->precision = (enum ns_precision)(info & INFO_PRECISION);
	if (t->precision < NS_PREC_YEAR || t->precision > NS_PREC_SECOND ||
	    t->seconds < NS_TIME_MIN || t->seconds > NS_TIME_MAX ||
	    info > INFO_ALL || from > NS_FROM_FILE ||
	    (tag != TAG_DATE && info > INFO_PRECISION)) {
		d->rd.bad = true;
		return;
	}
	if (tag == TAG_DATE) {
		d->a->date_from = (enum ns_provenance)from;
		d->a->date_doubt = (info & INFO_DOUBT) != 0;
	}
}

/* A list's count and its array of `size` bytes each. Every element takes at
 * least min_bytes: a count that the rest cannot hold costs no memory. */
static void *take_array(struct decoder *d, size_t size, size_t min_bytes,
			uint32_t *n)
{
	void *array;

	*n = ns_rd_varint32(&d->rd);
	if (!*n || *n > ns_rd_left(&d->rd) / min_bytes) {
		d->rd.bad = true;
		*n = 0;
		return NULL;
	}
	array = ns_arena_calloc(d->arena, *n, size);
	if (!array) {
		d->nomem = true;
		*n = 0;
	}
	return array;
}

static void take_names(struct decoder *d, const struct ns_str **list,
		       uint32_t *n)
{
	struct ns_str *name = take_array(d, sizeof(*name), 1, n);

	for (uint32_t i = 0; name && i < *n; i++)
		name[i] = take_text(d);
	*list = name;
}

static void take_given(struct decoder *d)
{
	struct ns_given *given =
		take_array(d, sizeof(*given), 2, &d->a->n_given);

	for (uint32_t i = 0; given && i < d->a->n_given; i++) {
		given[i].name = take_text(d);
		given[i].json = take_text(d);
	}
	d->a->given = given;
}

static void take_field(struct decoder *d, unsigned tag)
{
	const struct field *f = &fields[tag];
	char *to = (char *)d->a + f->offset;

	switch (f->kind) {
	case K_TEXT:
		*(struct ns_str *)(void *)to = take_text(d);
		break;
	case K_TIME:
		take_time(d, tag, (struct ns_time *)(void *)to);
		break;
	case K_NAMES:
		take_names(d, (const struct ns_str **)(void *)to,
			   (uint32_t *)(void *)((char *)d->a + f->n_offset));
		break;
	case K_GIVEN:
		take_given(d);
		break;
	case K_NOTHING:
		d->rd.bad = true;
		break;
	}
}

enum ns_code ns_article_decode(const void *in, size_t n, struct ns_arena *arena,
			       struct ns_article *a, struct ns_error *e)
{
	struct decoder d = { ns_rd_of(in, n), arena, a, false };
	unsigned last = 0;
	uint8_t version = ns_rd_u8(&d.rd);

	*a = (struct ns_article){ 0 };
	if (d.rd.bad)
		return ns_fail(e, NS_CORRUPT, "stored article of no bytes");
	if (version != RECORD_VERSION)
		return ns_fail(e, NS_VERSION,
			       "stored article of version %u, not %u", version,
			       RECORD_VERSION);
	while (ns_rd_left(&d.rd) && !d.nomem) {
		unsigned tag = ns_rd_u8(&d.rd);

		if (tag <= last || tag >= TAGS)
			d.rd.bad = true;
		else
			take_field(&d, tag);
		last = tag;
	}
	if (d.nomem)
		return ns_fail(e, NS_NOMEM, "no memory for a stored article");
	if (d.rd.bad)
		return ns_fail(e, NS_CORRUPT,
			       "stored article damaged at byte %zu of %zu",
			       (size_t)(d.rd.p - (const uint8_t *)in), n);
	return NS_OK;
}
