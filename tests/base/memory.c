/* Arenas and growing buffers: what they hand out is whole, apart and within
 * its budget, and running out is an answer. */
#include "core/base/arena.h"
#include "core/base/buf.h"
#include "tests/t.h"

enum { PIECES = 2000 };

struct piece {
	uint8_t *p;
	size_t n;
	uint8_t fill;
};

static void take(struct ns_arena *a, struct piece *piece, uint64_t *state)
{
	piece->n = t_random(state) % 300;
	if (t_random(state) % 100 == 0)
		piece->n += 100000; // larger than a block
	piece->fill = (uint8_t)t_random(state);
	piece->p = ns_arena_alloc(a, piece->n);
	T_OK(piece->p);
	T_INT((uintptr_t)piece->p % 16, 0);
	memset(piece->p, piece->fill, piece->n);
}

static void arena_pieces_stay_apart(void)
{
	static struct piece piece[PIECES];
	struct ns_arena a = { 0 };
	uint64_t state = 1;

	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < PIECES; i++)
			take(&a, &piece[i], &state);
		for (int i = 0; i < PIECES; i++)
			for (size_t j = 0; j < piece[i].n; j++)
				if (piece[i].p[j] != piece[i].fill)
					T_FAIL("piece %d was overwritten", i);
		ns_arena_reset(&a);
		T_INT(a.used_bytes, 0);
	}
	ns_arena_free(&a);
	ns_arena_free(&a);
}

static void arena_keeps_its_budget(void)
{
	struct ns_arena a = { .budget_bytes = 1024 };

	T_OK(ns_arena_alloc(&a, 1000));
	T_OK(!ns_arena_alloc(&a, 100));
	T_OK(ns_arena_alloc(&a, 16));
	T_OK(!ns_arena_alloc(&a, 1));
	T_OK(!ns_arena_alloc(&a, SIZE_MAX));
	ns_arena_reset(&a);
	T_OK(ns_arena_alloc(&a, 1024));
	a.budget_bytes = 512; // lowered below what is used
	T_OK(!ns_arena_alloc(&a, 1));
	ns_arena_free(&a);
}

static void arena_products_do_not_wrap(void)
{
	struct ns_arena a = { 0 };
	uint32_t *zeros = ns_arena_calloc(&a, 100, sizeof(*zeros));

	T_OK(zeros);
	for (int i = 0; zeros && i < 100; i++)
		T_INT(zeros[i], 0);
	T_OK(!ns_arena_calloc(&a, SIZE_MAX / 4 + 2, 4));
	ns_arena_free(&a);
}

static void arena_strings_end_in_a_nul(void)
{
	struct ns_arena a = { .budget_bytes = 64 };
	struct ns_str s = ns_arena_str(&a, (struct ns_str){ "wordless", 4 });

	T_BYTES(s.p, s.n + 1, "word", 5);
	s = ns_arena_str(&a, (struct ns_str){ NULL, 0 });
	T_BYTES(s.p, s.n + 1, "", 1);
	s = ns_arena_str(&a, (struct ns_str){ "", 64 });
	T_OK(!s.p);
	ns_arena_free(&a);
}

static void buf_puts_in_order(void)
{
	struct ns_buf b = { 0 };

	ns_buf_u8(&b, 0x01);
	ns_buf_u16(&b, 0x0302);
	ns_buf_u32(&b, 0x07060504);
	ns_buf_u64(&b, UINT64_C(0x0f0e0d0c0b0a0908));
	ns_buf_varint(&b, 300);
	ns_buf_text(&b, NS_STR("ab"));
	ns_buf_str(&b, NS_STR("cd"));
	ns_buf_fill(&b, 0xee, 2);
	ns_buf_put(&b, NULL, 0);
	T_BYTES(b.p, b.n,
		"\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"
		"\xac\x02"
		"ab"
		"\x02"
		"cd\xee\xee",
		24);
	T_OK(!b.failed);
	ns_buf_free(&b);
	T_OK(!b.p && !b.n && !b.cap);
	ns_buf_free(&b);
}

static void buf_grows(void)
{
	struct ns_buf b = { 0 };

	for (uint32_t i = 0; i < 100000; i++)
		ns_buf_u32(&b, i);
	T_INT(b.n, 400000);
	for (uint32_t i = 0; i < 100000; i++)
		T_OK(memcmp(b.p + (size_t)i * 4, &i, 4) == 0);
	ns_buf_reset(&b);
	ns_buf_printf(&b, "%s has %d", "it", 42);
	T_BYTES(b.p, b.n, "it has 42", 9);
	ns_buf_free(&b);
}

static void buf_remembers_a_failure(void)
{
	struct ns_buf b = { 0 };

	ns_buf_u8(&b, 'a');
	T_OK(!ns_buf_room(&b, SIZE_MAX / 2));
	T_OK(b.failed);
	ns_buf_u8(&b, 'b');
	T_INT(b.n, 1);
	ns_buf_reset(&b);
	T_OK(!b.failed);
	ns_buf_u8(&b, 'c');
	T_BYTES(b.p, b.n, "c", 1);
	ns_buf_free(&b);
}

int main(void)
{
	T_RUN(arena_pieces_stay_apart);
	T_RUN(arena_keeps_its_budget);
	T_RUN(arena_products_do_not_wrap);
	T_RUN(arena_strings_end_in_a_nul);
	T_RUN(buf_puts_in_order);
	T_RUN(buf_grows);
	T_RUN(buf_remembers_a_failure);
	return t_end();
}
