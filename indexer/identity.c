#include "indexer/identity.h"

#include <stdlib.h>

#include "core/base/hash.h"
#include "core/base/json.h"

struct ns_identity {
	struct ns_identity_options options;
	struct ns_buf source; // the option's text
	struct ns_str input;
	struct ns_buf id, json, scratch;
	struct ns_buf given; // struct ns_given
	struct ns_json_writer *writer;
	char lang[NS_LANG_BYTES + 1];
};

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
	       (c >= 'A' && c <= 'F');
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_uuid(struct ns_str s)
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	if (s.n != sizeof(shape) - 1)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (shape[i] == 'x' ? !is_hex(s.p[i]) : s.p[i] != '-')
			return false;
	return true;
}

/* RFC 3986's scheme: its length, 0 when there is none. */
static size_t scheme_of(struct ns_str s)
{
	size_t n = 0;

	if (!s.n || !is_letter(s.p[0]))
		return 0;
	while (n < s.n &&
	       (is_letter(s.p[n]) || (s.p[n] >= '0' && s.p[n] <= '9') ||
		s.p[n] == '+' || s.p[n] == '.' || s.p[n] == '-'))
		n++;
	return n < s.n && s.p[n] == ':' ? n : 0;
}

static bool scheme_is(struct ns_str s, const char *name)
{
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] | 0x20) != name[i])
			return false;
	return name[s.n] == 0;
}

bool ns_id_is_global(struct ns_str id)
{
	struct ns_str scheme = { id.p, scheme_of(id) };

	if (is_uuid(id))
		return true;
	if (!scheme.n)
		return false;
	if (scheme.n <= 3 &&
	    (scheme_is(scheme, "urn") || scheme_is(scheme, "tag")))
		return id.n > scheme.n + 1;
	return id.n > scheme.n + 3 && memcmp(id.p + scheme.n, "://", 3) == 0;
}

enum ns_code ns_identity_open(const struct ns_identity_options *o,
			      struct ns_identity **out, struct ns_error *e)
{
	struct ns_identity *i = calloc(1, sizeof(*i));

	*out = i;
	if (!i)
		return ns_fail(e, NS_NOMEM, "no memory for identities");
	i->options.lang = o->lang;
	ns_buf_text(&i->source, o->source);
	i->options.source = ns_buf_view(&i->source);
	i->writer = ns_json_writer_new(&i->json, false);
	if (i->writer && !i->source.failed)
		return NS_OK;
	ns_identity_free(i);
	*out = NULL;
	return ns_fail(e, NS_NOMEM, "no memory for identities");
}

void ns_identity_free(struct ns_identity *i)
{
	if (!i)
		return;
	ns_json_writer_free(i->writer);
	ns_buf_free(&i->source);
	ns_buf_free(&i->id);
	ns_buf_free(&i->json);
	ns_buf_free(&i->scratch);
	ns_buf_free(&i->given);
	free(i);
}

/* ---- what was given ---- */

/* A given value, its JSON text at bytes [at, at + n) of i->json. */
struct kept {
	const char *name;
	size_t at, n;
};

static struct kept keep(struct ns_identity *i, const char *name,
			struct ns_str value)
{
	struct kept k = { name, i->json.n, 0 };

	ns_json_str(i->writer, value);
	k.n = i->json.n - k.at;
	ns_json_next(i->writer);
	return k;
}

static bool has_given(const struct ns_article *a, struct ns_str name)
{
	for (uint32_t j = 0; j < a->n_given; j++)
		if (ns_str_eq(a->given[j].name, name))
			return true;
	return false;
}

static void add_given(struct ns_identity *i, struct ns_article *a,
		      const struct kept *kept, uint32_t n)
{
	ns_buf_reset(&i->given);
	if (!n)
		return;
	ns_buf_put(&i->given, a->given, a->n_given * sizeof(*a->given));
	for (uint32_t j = 0; j < n; j++) {
		struct ns_given g = { ns_str_of(kept[j].name),
				      { (const char *)i->json.p + kept[j].at,
					kept[j].n } };

		if (!has_given(a, g.name))
			ns_buf_put(&i->given, &g, sizeof(g));
	}
	if (i->given.failed)
		return;
	a->given = (const void *)i->given.p;
	a->n_given = (uint32_t)(i->given.n / sizeof(*a->given));
}

/* ---- keys ---- */

static void hashed(struct ns_identity *i, const struct ns_article *a)
{
	struct ns_hash128 h;

	ns_buf_reset(&i->scratch);
	ns_buf_str(&i->scratch, a->outlet);
	ns_buf_str(&i->scratch, a->title);
	ns_buf_u64(&i->scratch, (uint64_t)a->date.seconds);
	ns_buf_u8(&i->scratch, (uint8_t)a->date.precision);
	ns_buf_str(&i->scratch, a->body);
	h = ns_hash128(i->scratch.p, i->scratch.n);
	ns_buf_printf(&i->id, "xxh128:%016llx%016llx", (unsigned long long)h.hi,
		      (unsigned long long)h.lo);
}

/* Writes the key into i->id; answers whether the input's name qualified it. */
static bool make_key(struct ns_identity *i, const struct ns_article *a)
{
	struct ns_str by = i->options.source.n ? i->options.source : a->outlet;
	bool by_input = false;

	ns_buf_reset(&i->id);
	if (!a->id.n && !a->url.n) {
		hashed(i, a);
		return false;
	}
	if (!a->id.n || ns_id_is_global(a->id)) {
		ns_buf_text(&i->id, a->id.n ? a->id : a->url);
		return false;
	}
	if (!by.n) {
		by = i->input;
		by_input = true;
	}
	ns_buf_text(&i->id, by);
	ns_buf_u8(&i->id, ':');
	ns_buf_text(&i->id, a->id);
	return by_input;
}

static void make_lang(struct ns_identity *i, const struct ns_article *a,
		      struct ns_lang *lang)
{
	if (!a->lang.n || ns_lang_parse(a->lang, lang) || !lang->code[0])
		*lang = i->options.lang;
	memcpy(i->lang, lang->code, NS_LANG_BYTES);
}

void ns_identity_input(struct ns_identity *i, struct ns_str name)
{
	i->input = name;
}

enum ns_code ns_identify(struct ns_identity *i, struct ns_article *a,
			 struct ns_identified *out, struct ns_error *e)
{
	struct kept kept[2];
	uint32_t n = 0;

	ns_buf_reset(&i->json);
	out->by_input = make_key(i, a);
	make_lang(i, a, &out->lang);
	if (a->id.n && !ns_str_eq(a->id, ns_buf_view(&i->id)))
		kept[n++] = keep(i, "id", a->id);
	if (a->lang.n && !ns_str_eq(a->lang, ns_str_of(i->lang)))
		kept[n++] = keep(i, "lang", a->lang);
	add_given(i, a, kept, n);
	a->id = ns_buf_view(&i->id);
	a->lang = ns_str_of(i->lang);
	if (i->id.failed || i->json.failed || i->given.failed ||
	    i->scratch.failed)
		return ns_fail(e, NS_NOMEM, "no memory for an article's id");
	return NS_OK;
}
