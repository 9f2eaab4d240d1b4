/* Each set of kernels gives what the plainest code gives, and the same bytes as
 * every other. A set that this processor lacks is skipped; one that it has by
 * /proc/cpuinfo must have run. */
#include "core/archive/format.h"
#include "core/archive/kernel.h"
#include "core/archive/pack.h"
#include "tests/archive/hurt.h"

enum { DOCS = 128, ROOM = DOCS + NS_KERNEL_ROOM, WORDS = 64 };

static const struct ns_kernels *set; // that is tried

static void fill(uint32_t *value, size_t n, unsigned bits, uint64_t *seed)
{
	for (size_t i = 0; i < n; i++)
		value[i] = bits ? (uint32_t)(t_random(seed) >> (64 - bits)) : 0;
}

static bool bit_of(const uint8_t *p, size_t i)
{
	return p[i / 8] >> (i % 8) & 1;
}

/* Rising numbers, gaps of up to that many bits. */
static void fill_rising(uint32_t *number, size_t n, unsigned bits,
			uint64_t *seed)
{
	uint32_t next = (uint32_t)(t_random(seed) % 1000);

	for (size_t i = 0; i < n; i++) {
		next += hurt_number(seed, bits);
		number[i] = next++;
	}
}

/* ---- packing ------------------------------------------------------------- */

static void check_bits(const uint8_t *packed, const uint32_t *value, size_t n,
		       unsigned bits)
{
	size_t at = 0;

	for (size_t i = 0; i < n; i++)
		for (unsigned b = 0; b < bits; b++, at++)
			T_INT(bit_of(packed, at), value[i] >> b & 1);
	for (; at % 8; at++)
		T_INT(bit_of(packed, at), 0);
}

/* Values from each place on, exactly so many. */
static void check_unpack(const uint8_t *packed, const uint32_t *value, size_t n,
			 unsigned bits)
{
	for (size_t first = 0; first < n; first += 1 + first / 3) {
		size_t left = n - first;
		uint32_t *out = malloc(4 * left);

		set->unpack(packed, first, left, bits, out);
		T_BYTES(out, 4 * left, value + first, 4 * left);
		free(out);
	}
}

static void check_unpack_add(const uint8_t *packed, const uint32_t *value,
			     size_t n, unsigned bits)
{
	uint32_t *out = malloc(4 * (n + NS_KERNEL_ROOM - 1) / NS_KERNEL_ROOM *
			       NS_KERNEL_ROOM);

	set->unpack_add(packed, n, bits, 7, out);
	for (size_t i = 0; i < n; i++)
		T_INT(out[i], value[i] + 7);
	free(out);
}

static void packing(void)
{
	uint64_t seed = 1;

	for (unsigned bits = 0; bits <= NS_PACK_BITS_MAX; bits++)
		for (size_t n = 1; n <= DOCS; n++) {
			size_t bytes = ns_packed_bytes(n, bits);
			uint8_t *p = malloc(bytes + NS_PACK_SLACK);
			uint32_t value[DOCS];

			fill(value, n, bits, &seed);
			memset(p, 0xa5, bytes + NS_PACK_SLACK);
			set->pack(value, n, bits, p);
			check_bits(p, value, n, bits);
			T_INT(p[bytes + NS_PACK_SLACK - 1], 0xa5);
			check_unpack(p, value, n, bits);
			check_unpack_add(p, value, n, bits);
			free(p);
		}
}

/* ---- gaps ---------------------------------------------------------------- */

static void check_numbers(const uint8_t *packed, const uint32_t *gap, size_t n,
			  unsigned bits, uint32_t base)
{
	uint32_t number[ROOM];
	uint64_t next = base;
	uint64_t end = set->numbers(packed, n, bits, base, number);

	for (size_t i = 0; i < n; i++, next++) {
		next += gap[i];
		T_INT(number[i], (uint32_t)next);
	}
	if (next <= UINT32_MAX)
		T_INT(end, next);
	else
		T_OK(end > UINT32_MAX);
}

static void numbers_of_gaps(void)
{
	static const uint32_t base[] = { 0, 1, 77777, UINT32_C(1) << 30,
					 UINT32_MAX - 200 };
	uint8_t packed[4 * DOCS + NS_PACK_SLACK];
	uint32_t gap[DOCS];
	uint64_t seed = 2;

	for (unsigned bits = 0; bits <= NS_PACK_BITS_MAX; bits++)
		for (size_t n = 1; n <= DOCS; n++) {
			fill(gap, n, bits, &seed);
			set->pack(gap, n, bits, packed);
			for (int i = 0; i < 5; i++)
				check_numbers(packed, gap, n, bits, base[i]);
		}
	for (int i = 0; i < 5; i++) { // the greatest gaps
		memset(gap, 0xff, sizeof(gap));
		set->pack(gap, DOCS, NS_PACK_BITS_MAX, packed);
		check_numbers(packed, gap, DOCS, NS_PACK_BITS_MAX, base[i]);
	}
}

static void check_sum(const uint32_t *value, size_t n, unsigned shift)
{
	uint64_t all = 0;

	for (size_t i = 0; i < n; i++)
		all += value[i] >> shift;
	T_INT(set->sum(value, n, shift), all);
}

static void gaps_of_numbers(void)
{
	uint64_t seed = 3;

	for (unsigned bits = 0; bits < 20; bits++)
		for (size_t n = 1; n <= DOCS; n++) {
			uint32_t number[DOCS], gap[ROOM], all = 0;
			uint32_t next, base;

			fill_rising(number, n, bits, &seed);
			next = base = number[0] - (uint32_t)n % 3;
			T_INT(set->any(number, n) & number[0], number[0]);
			for (size_t i = 0; i < n; i++)
				all |= number[i];
			T_INT(set->any(number, n), all);
			check_sum(number, n, bits);
			all = set->gaps(number, n, base, gap);
			for (size_t i = 0; i < n; i++) {
				T_INT(gap[i], number[i] - next);
				T_INT(gap[i] & ~all, 0);
				all |= gap[i];
				next = number[i] + 1;
			}
			T_INT(all, set->any(gap, n));
		}
}

/* ---- bits ---------------------------------------------------------------- */

/* One bit in 2^(rare + 1) or so is set. */
static uint64_t some_bits(unsigned rare, uint64_t *seed)
{
	uint64_t v = t_random(seed);

	for (unsigned i = 0; i < rare; i++)
		v &= t_random(seed);
	return v;
}

static void numbers_of_bits(void)
{
	uint64_t seed = 4;

	for (size_t bytes = 0; bytes < 300; bytes += 1 + bytes / 8)
		for (unsigned rare = 0; rare < 5; rare++) {
			uint8_t *p = malloc(bytes + 1);
			uint32_t wanted[8 * 300], *is;
			size_t n = 0;

			for (size_t i = 0; i < bytes; i++)
				p[i] = (uint8_t)some_bits(rare, &seed);
			for (size_t i = 0; i < 8 * bytes; i++)
				if (bit_of(p, i))
					wanted[n++] = (uint32_t)i + 1000;
			is = malloc(4 * n + 1);
			T_INT(set->bit_numbers(p, bytes, 1000, is, n), n);
			T_BYTES(is, 4 * n, wanted, 4 * n);
			if (n)
				T_OK(set->bit_numbers(p, bytes, 1000, is,
						      n - 1) > n - 1);
			free(is);
			free(p);
		}
}

static void bits_of_numbers(void)
{
	uint64_t seed = 5;

	for (unsigned bits = 0; bits < 6; bits++)
		for (size_t n = 0; n <= DOCS; n += 1 + n / 9) {
			uint32_t number[DOCS];
			uint64_t is[256] = { 0 }, wanted[256] = { 0 };

			fill_rising(number, n, bits, &seed);
			for (size_t i = 0; i < n; i++)
				wanted[number[i] / 64] |= UINT64_C(1)
							  << (number[i] % 64);
			for (size_t i = 0; i < n; i++)
				number[i] += 4096;
			set->set_bits(number, n, 4096, is);
			T_BYTES(is, sizeof(is), wanted, sizeof(wanted));
		}
}

static uint64_t ones(uint64_t v)
{
	uint64_t n = 0;

	for (unsigned k = 0; k < 64; k++)
		n += v >> k & 1;
	return n;
}

static void maps_of_bits(void)
{
	uint64_t seed = 6;

	for (unsigned n = 0; n <= WORDS; n++) {
		uint64_t a[WORDS], b[WORDS], out[WORDS], bits = 0, both = 0;

		for (size_t i = 0; i < n; i++) {
			a[i] = some_bits(n % 4, &seed);
			b[i] = some_bits(n % 3, &seed);
			bits += ones(a[i]);
			both += ones(a[i] & b[i]);
		}
		T_INT(set->count(a, n), bits);
		T_INT(set->and_count(a, b, n), both);
		set->and (out, a, b, n);
		for (size_t i = 0; i < n; i++)
			T_OK(out[i] == (a[i] & b[i]));
		set->andnot(out, a, b, n);
		for (size_t i = 0; i < n; i++)
			T_OK(out[i] == (a[i] & ~b[i]));
		set->or (a, a, b, n);
		set->or (out, out, b, n);
		T_BYTES(out, 8 * n, a, 8 * n);
	}
}

/* Gaps [first, first + n) of those that low and high bits hold, one by one. */
static int one_by_one(const struct ns_kernel_places *p, size_t first, size_t n,
		      uint32_t *value)
{
	uint64_t run = 0, next = 0;
	size_t found = 0;

	for (size_t i = 0; i < 8 * p->high_bytes && found < first + n; i++) {
		if (!bit_of(p->high, i)) {
			run++;
			continue;
		}
		if (found >= first) {
			next += run << p->bits |
				ns_unpack_one(p->low, found, p->bits);
			value[found - first] = (uint32_t)next++;
		}
		found++;
		run = 0;
	}
	return found == first + n && next <= NS_POSITION_MAX + UINT64_C(1);
}

/* The reader goes on from wherever the calls before left it. */
static void check_gaps(struct ns_kernel_places *p, size_t first, size_t n)
{
	uint32_t *is = calloc(n, 4), *wanted = calloc(n, 4);
	int fit = one_by_one(p, first, n, wanted);

	T_INT(set->places(p, first, n, is) != 0, fit);
	if (fit)
		T_BYTES(is, 4 * n, wanted, 4 * n);
	free(wanted);
	free(is);
}

/* In order, with what lies between left out or not. */
static void check_walk(struct ns_kernel_places *p, uint64_t *seed)
{
	size_t first = 0;

	for (int k = 0; k < 40; k++) {
		size_t n = 1 + hurt_below(seed, k % 4 ? 5 : 70);

		check_gaps(p, first, n);
		first += n + hurt_below(seed, k % 3 ? 1 : 90);
	}
}

static void gaps_to_places(void)
{
	uint64_t seed = 9;

	for (size_t bytes = 1; bytes < 200; bytes += 1 + bytes / 9)
		for (unsigned i = 0; i < 44; i++) {
			size_t room = bytes + NS_PACK_SLACK;
			size_t most = ns_packed_bytes(8 * bytes + 800, 22);
			uint8_t *high = malloc(room), *low = malloc(most);
			struct ns_kernel_places p = { .low = low,
						      .high = high,
						      .high_bytes = bytes,
						      .bits = i / 2 };

			memset(high, 0xff, room);
			for (size_t k = 0; k < bytes; k++)
				high[k] = (uint8_t)some_bits(i % 5, &seed);
			if (i % 7 == 0)
				memset(high + bytes / 3, 0, bytes / 2);
			for (size_t k = 0; k < most; k++)
				low[k] = (uint8_t)hurt_below(&seed, 256);
			for (int k = 0; k < 8; k++)
				check_gaps(&p,
					   hurt_below(&seed, k < 4 ? 9 : 400),
					   1 + hurt_below(&seed, 300));
			check_walk(&p, &seed);
			free(low);
			free(high);
		}
}

/* ---- places -------------------------------------------------------------- */

static size_t place(const uint32_t *number, size_t n, size_t from, uint32_t x)
{
	while (from < n && number[from] < x)
		from++;
	return from;
}

static void places(void)
{
	enum { MANY = 3000 };
	uint32_t *number = malloc(4 * MANY);
	uint64_t seed = 7;

	for (int round = 0; round < 400; round++) {
		size_t n = 1 + hurt_below(&seed, round % 2 ? DOCS : MANY);
		uint32_t *exact = malloc(4 * n);

		fill_rising(number, n, (unsigned)round % 12, &seed);
		memcpy(exact, number, 4 * n);
		for (int i = 0; i < 60; i++) {
			size_t from = hurt_below(&seed, (uint32_t)n + 1);
			size_t at = hurt_below(&seed, (uint32_t)n);
			uint32_t x = exact[at] + (uint32_t)(i % 3) - 1;

			x = i == 5 ? 0 : i == 6 ? UINT32_MAX : x;
			T_INT(set->find(exact, n, from, x),
			      place(exact, n, from, x));
			T_INT(set->seek(exact, n, from, x),
			      place(exact, n, from, x));
		}
		free(exact);
	}
	free(number);
}

static bool holds(const uint32_t *number, size_t n, uint32_t x)
{
	size_t i = place(number, n, 0, x);

	return i < n && number[i] == x;
}

/* Rising from near 0. */
static void fill_near(uint32_t *number, size_t n, unsigned bits, uint64_t *seed)
{
	uint32_t near = (uint32_t)hurt_below(seed, 9), first;

	fill_rising(number, n, bits, seed);
	first = n ? number[0] : 0;
	for (size_t i = 0; i < n; i++)
		number[i] -= first - near;
}

static void side_by_side(void)
{
	uint64_t seed = 21;

	for (int k = 0; k < 4000; k++) {
		uint32_t a[ROOM], is[ROOM], b[ROOM], by = (uint32_t)k % 5;
		size_t n = hurt_below(&seed, k % 2 ? 6 : DOCS);
		size_t m = hurt_below(&seed, k % 3 ? 20 : DOCS), wanted = 0;

		fill_near(a, n, 1 + (unsigned)k % 6, &seed);
		fill_near(b, m, 1 + (unsigned)k % 7, &seed);
		/* What lies behind does not count. */
		for (size_t i = m; i < ROOM; i++)
			b[i] = n ? a[n - 1] + by : 0;
		memcpy(is, a, sizeof(a));
		for (size_t i = 0; i < n; i++) {
			a[wanted] = a[i];
			wanted += holds(b, m, a[i] + by);
		}
		T_INT(set->beside(is, n, m ? b : NULL, m, by), wanted);
		T_BYTES(is, 4 * wanted, a, 4 * wanted);
	}
}

/* ---- scores -------------------------------------------------------------- */

static void scores(void)
{
	double k[256];
	uint8_t norm[4096];
	uint64_t seed = 8;

	for (int i = 0; i < 256; i++)
		k[i] = 1.2 * (.25 + .75 * (i * i + 1) / 777.);
	for (size_t i = 0; i < sizeof(norm); i++)
		norm[i] = (uint8_t)t_random(&seed);
	for (size_t n = 1; n <= DOCS; n++)
		for (unsigned bits = 0; bits < 31; bits++) {
			struct ns_kernel_score s = {
				(double)t_random(&seed) / 0x1p33, k, norm, 4096
			};
			uint32_t doc[DOCS], freq[DOCS], out[ROOM];

			fill_rising(doc, n, 4, &seed);
			fill(freq, n, bits, &seed);
			for (size_t i = 0; i < n; i++) {
				doc[i] += 4096;
				freq[i]++;
			}
			set->score(&s, doc, freq, n, out);
			for (size_t i = 0; i < n; i++) {
				double tf = freq[i];
				double c = s.weight * tf /
					   (tf + k[norm[doc[i] - 4096]]);

				T_INT(out[i], (uint32_t)(c + .5));
			}
		}
}

/* ---- which sets ---------------------------------------------------------- */

/* Whether /proc/cpuinfo names all of these flags, apart from the compiler's
 * own way to ask. */
static bool processor_has(const char *const *flag)
{
	FILE *f = fopen("/proc/cpuinfo", "r");
	char line[8192] = "";
	bool all = false;

	while (f && fgets(line, sizeof(line), f))
		if (strncmp(line, "flags", 5) == 0) {
			all = true;
			break;
		}
	for (; all && *flag; flag++) {
		char word[32];

		line[strcspn(line, "\n")] = ' ';
		snprintf(word, sizeof(word), " %s ", *flag);
		all = strstr(line, word) != NULL;
	}
	if (f)
		fclose(f);
	return all;
}

static void run_all(void)
{
	packing();
	numbers_of_gaps();
	gaps_of_numbers();
	numbers_of_bits();
	bits_of_numbers();
	maps_of_bits();
	gaps_to_places();
	places();
	side_by_side();
	scores();
}

static void try_set(const char *name, const char *const *flag)
{
	struct ns_error e;
	bool ran = false;

	for (size_t i = 0; ns_kernel_sets[i]; i++) {
		set = ns_kernel_sets[i];
		if (strcmp(set->name, name) != 0 || !ns_kernel_runs(set))
			continue;
		T_INT(ns_kernel_take(name, &e), NS_OK);
		T_OK(ns_kernel == set);
		run_all();
		ran = true;
	}
	if (ran)
		return;
	T_OK(!processor_has(flag));
	T_INT(ns_kernel_take(name, &e), NS_INVALID);
	T_SKIP("no %s here", name);
}

static void portable(void)
{
	static const char *const flag[] = { NULL };

	try_set("portable", flag);
}

static void avx2(void)
{
	static const char *const flag[] = { "avx2", "bmi1",   "bmi2",
					    "fma",  "popcnt", NULL };

	try_set("avx2", flag);
}

static void avx512(void)
{
	static const char *const flag[] = { "avx2",       "bmi2",
					    "avx512f",    "avx512bw",
					    "avx512dq",   "avx512vl",
					    "avx512vbmi", "avx512_vbmi2",
					    NULL };

	try_set("avx512", flag);
}

static void the_fastest_is_taken(void)
{
	struct ns_error e;
	size_t i = 0;

	while (!ns_kernel_runs(ns_kernel_sets[i]))
		i++;
	T_INT(ns_kernel_take(NULL, &e), NS_OK);
	T_OK(ns_kernel == ns_kernel_sets[i]);
	T_INT(ns_kernel_take("", &e), NS_OK);
	T_OK(ns_kernel == ns_kernel_sets[i]);
}

static void unknown_sets_are_refused(void)
{
	const struct ns_kernels *before = ns_kernel;
	struct ns_error e;

	T_INT(ns_kernel_take("sse2", &e), NS_INVALID);
	T_TEXT(e.text, "NS_KERNEL: sse2 is none of avx512, avx2, portable");
	T_OK(ns_kernel == before);
}

int main(void)
{
	T_RUN(portable);
	T_RUN(avx2);
	T_RUN(avx512);
	T_RUN(the_fastest_is_taken);
	T_RUN(unknown_sets_are_refused);
	return t_end();
}
