#include "indexer/html/refs.h"

enum { NAME_BYTES = sizeof(((struct ns_ref_name *)NULL)->name) - 1 };

static bool is_alnum(char c)
{
	char low = (char)(c | 0x20);

	return (c >= '0' && c <= '9') || (low >= 'a' && low <= 'z');
}

static size_t put_utf8(uint32_t c, char out[NS_REF_UTF8])
{
	static const struct {
		uint32_t below;
		uint32_t lead;
	} forms[] = { { 0x80, 0 },
		      { 0x800, 0xc0 },
		      { 0x10000, 0xe0 },
		      { 0x110000, 0xf0 } };
	size_t n = 1;

	while (c >= forms[n - 1].below)
		n++;
	for (size_t i = n - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (c & 0x3f));
		c >>= 6;
	}
	out[0] = (char)(forms[n - 1].lead | c);
	return n;
}

/* Numbers 128 to 159 mean what they mean in windows-1252. */
static uint32_t settle(uint32_t c)
{
	static const uint16_t c1[32] = {
		0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021,
		0x2c6,  0x2030, 0x160,  0x2039, 0x152,  0x8d,   0x17d,  0x8f,
		0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
		0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178,
	};

	if (c >= 0x80 && c < 0xa0)
		return c1[c - 0x80];
	if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0xfffd;
	return c;
}

/* The value of a digit; base: it is none. */
static uint32_t digit(char c, uint32_t base)
{
	char low = (char)(c | 0x20);

	if (c >= '0' && c <= '9')
		return (uint32_t)(c - '0');
	if (base == 16 && low >= 'a' && low <= 'f')
		return (uint32_t)(low - 'a') + 10;
	return base;
}

static size_t read_number(struct ns_str s, uint32_t *code)
{
	uint32_t base = s.n > 2 && (s.p[2] | 0x20) == 'x' ? 16 : 10, c = 0;
	size_t start = base == 16 ? 3 : 2, i = start;

	while (i < s.n && digit(s.p[i], base) < base) {
		if (c <= 0x10ffff)
			c = c * base + digit(s.p[i], base);
		i++;
	}
	if (i == start)
		return 0;
	*code = settle(c);
	return i + (i < s.n && s.p[i] == ';');
}

/* The code of a name with its flag; 0: it is none. */
static uint32_t find(struct ns_str name)
{
	size_t low = 0, high = ns_ref_names_n;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const char *at = ns_ref_names[middle].name;
		int order = ns_str_cmp(name, ns_str_of(at));

		if (order == 0)
			return ns_ref_names[middle].code;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return 0;
}

/* Without ";" the longest old name that begins it counts: &copy2024. */
static size_t read_legacy(struct ns_str name, bool value, char behind,
			  uint32_t *code)
{
	size_t all = name.n;

	for (; name.n > 1; name.n--) {
		uint32_t found = find(name);

		if (!(found & NS_REF_LEGACY))
			continue;
		if (value && (name.n < all || behind == '='))
			return 0;
		*code = found & ~NS_REF_LEGACY;
		return 1 + name.n;
	}
	return 0;
}

static size_t read_name(struct ns_str s, bool value, uint32_t *code)
{
	struct ns_str name = { s.p + 1, 0 };
	char behind;
	uint32_t found;

	while (name.n < NAME_BYTES && 1 + name.n < s.n &&
	       is_alnum(name.p[name.n]))
		name.n++;
	behind = 1 + name.n < s.n ? name.p[name.n] : '\0';
	if (!name.n)
		return 0;
	found = behind == ';' ? find(name) : 0;
	if (found) {
		*code = found & ~NS_REF_LEGACY;
		return name.n + 2;
	}
	return read_legacy(name, value, behind, code);
}

size_t ns_ref_read(struct ns_str s, bool value, char out[NS_REF_UTF8],
		   size_t *n)
{
	uint32_t code = 0;
	size_t taken = 0;

	if (s.n > 2)
		taken = s.p[1] == '#' ? read_number(s, &code)
				      : read_name(s, value, &code);
	*n = taken ? put_utf8(code, out) : 0;
	return taken;
}
