/* The bitmap of a dense list holds its documents and no others, however the
 * segment was made, and a wrong one is found. */
#include <fcntl.h>

#include "core/archive/check.h"
#include "core/archive/chunk.h"
#include "core/base/bytes.h"
#include "tests/archive/made.h"

enum { MANY = 4999, FEW = 4095 };

static const char english[4] = "en";

/* Writes m's lists again, their blocks as they lie in another segment. */
static void copy_term(const struct ns_term *t, const struct ns_segment *from,
		      const struct ns_term_head *head,
		      struct ns_segment_writer *w)
{
	struct ns_block_copy c = { 0 };
	struct ns_postings p;
	struct ns_error e;

	T_INT(ns_postings_open(from, t, &p, &e), NS_OK);
	c.from = &p;
	T_INT(ns_writer_term(w, head, &e), NS_OK);
	for (; c.block < p.n_blocks && t->n_blocks; c.block++)
		T_INT(ns_writer_copy_block(w, &c, &e), NS_OK);
}

static void copy_terms(const struct made *m, const struct ns_segment *from,
		       struct ns_segment_writer *w)
{
	uint8_t bytes[NS_KEY_PREFIX + NS_TERM_BYTES];
	struct ns_error e;

	for (uint32_t i = 0; i < MADE_TERMS; i++) {
		const struct made_term *m_term = &m->term[i];
		struct ns_str text = ns_str_of(m_term->text);
		size_t n = ns_key_make(NS_KIND_STEM, english, text, bytes);
		struct ns_term_head head = { { (char *)bytes, n },
					     m_term->form,
					     m_term->n_forms,
					     true,
					     m_term->df };
		struct ns_term t;

		T_INT(ns_term_find(from, NS_KIND_STEM, english, text, &t, &e),
		      NS_OK);
		copy_term(&t, from, &head, w);
		if (!t.n_blocks)
			made_list(m_term, w);
		T_INT(ns_writer_term_end(w, &e), NS_OK);
	}
}

/* The documents of m, with the lists of another segment. */
static uint32_t write_copy(const struct made *m, const char *dir,
			   const struct ns_segment *from)
{
	struct ns_settings settings = NS_SETTINGS_DEFAULT;
	struct ns_writer_plan plan = { dir, 99, settings, 200 };
	struct ns_segment_writer *w = NULL;
	struct ns_compressor *c = NULL;
	struct ns_segment_info info;
	struct ns_error e;

	T_INT(ns_writer_open(&plan, &w, &e), NS_OK);
	T_INT(ns_compressor_new((struct ns_str){ "", 0 }, &c, &e), NS_OK);
	for (ns_docid d = 0; d < m->n_docs; d++)
		made_doc(m, d, w, c);
	copy_terms(m, from, w);
	T_INT(ns_writer_finish(&w, &info, &e), NS_OK);
	ns_compressor_free(c);
	return plan.number;
}

static uint32_t write_made(const struct made *m, const char *dir)
{
	struct ns_update *u = NULL;
	struct ns_publish p = { .n_add = 1 };
	struct ns_error e;
	uint32_t number;

	T_INT(ns_update_open(dir, NULL, &u, &e), NS_OK);
	number = made_write(m, u);
	p.add = &number;
	T_INT(ns_publish(u, &p, NULL, &e), NS_OK);
	ns_update_close(u);
	return number;
}

static void find(const struct ns_segment *seg, const struct made_term *m,
		 struct ns_term *t)
{
	struct ns_error e;

	T_INT(ns_term_find(seg, NS_KIND_STEM, english, ns_str_of(m->text), t,
			   &e),
	      NS_OK);
}

/* Windows that begin anywhere. */
static void check_windows(const struct ns_postings *p, const uint64_t *wanted)
{
	static const ns_docid from[] = { 0, 64, 1000, 4096, 4990 };

	for (int k = 0; k < 5; k++) {
		uint64_t is[66] = { 0 };
		struct ns_error e;

		for (uint32_t i = 0; i < p->n_blocks; i++)
			T_INT(ns_postings_bits(p, i, from[k], is, 40, &e),
			      NS_OK);
		for (uint32_t d = 0; d < 66 * 64; d++) {
			uint32_t at = from[k] + d;
			bool in = d < 40 * 64 && at < 8192 &&
				  (wanted[at / 64] >> (at % 64) & 1);

			T_INT(is[d / 64] >> (d % 64) & 1, in);
		}
	}
}

/* Blocks have their documents, whether they hold them or the bitmap does. */
static void check_blocks(const struct made_term *term,
			 const struct ns_postings *p)
{
	struct ns_block b, docs;
	struct ns_error e;
	uint32_t j = 0;

	for (uint32_t i = 0; i < p->n_blocks; i++) {
		T_INT(ns_postings_block(p, i, &b, &e), NS_OK);
		T_INT(ns_postings_docs(p, i, &docs, &e), NS_OK);
		T_BYTES(b.doc, 4 * b.n, docs.doc, 4 * docs.n);
		for (uint32_t k = 0; k < b.n && j < term->df; k++, j++) {
			T_INT(b.doc[k], term->p[j].doc);
			T_INT(b.freq[k], term->p[j].freq);
		}
	}
	T_INT(j, term->df);
}

static int check_term(const struct made *m, const struct made_term *term,
		      const struct ns_segment *seg)
{
	uint64_t wanted[8192 / 64] = { 0 };
	struct ns_postings p;
	struct ns_term t;
	struct ns_error e;

	find(seg, term, &t);
	T_INT(ns_postings_open(seg, &t, &p, &e), NS_OK);
	T_INT(p.bitmap != NULL,
	      m->n_docs >= NS_BITMAP_LEAST && 4 * term->df >= m->n_docs);
	check_blocks(term, &p);
	if (!p.bitmap)
		return 0;
	for (uint32_t j = 0; j < term->df; j++)
		wanted[term->p[j].doc / 64] |= UINT64_C(1)
					       << (term->p[j].doc % 64);
	T_INT((uintptr_t)p.bitmap % 8, 0);
	T_INT(ns_bitmap_words(m->n_docs), 8192 / 64);
	T_BYTES(p.bitmap, sizeof(wanted), wanted, sizeof(wanted));
	check_windows(&p, wanted);
	return 1;
}

static int check_segment(const struct made *m, const char *dir, uint32_t number)
{
	struct ns_segment *seg = NULL;
	struct ns_error e;
	int n = 0;

	T_INT(ns_segment_open(dir, number, NULL, &seg, &e), NS_OK);
	for (uint32_t t = 0; t < MADE_TERMS; t++)
		n += check_term(m, &m->term[t], seg);
	ns_segment_close(seg);
	return n;
}

static void dense_lists_have_bitmaps(void)
{
	struct made m = { .n_docs = MANY, .title_weight = 2 }, sparse;
	char *dir = made_dir();
	struct ns_segment *seg = NULL;
	struct ns_error e;
	uint32_t number;
	int n;

	made_fill(&m, 1);
	number = write_made(&m, dir);
	n = check_segment(&m, dir, number);
	T_OK(n > MADE_TERMS / 4 && n < MADE_TERMS * 3 / 4);
	T_INT(ns_segment_open(dir, number, NULL, &seg, &e), NS_OK);
	T_INT(check_segment(&m, dir, write_copy(&m, dir, seg)), n);
	sparse = m; // the same lists among more documents: none is dense
	sparse.n_docs *= NS_BITMAP_SHARE + 1;
	T_INT(check_segment(&sparse, dir, write_copy(&sparse, dir, seg)), 0);
	ns_segment_close(seg);
	made_free(&m);
	made_remove(dir);
}

static void small_segments_have_none(void)
{
	struct made m = { .n_docs = FEW, .title_weight = 2 };
	char *dir = made_dir();

	made_fill(&m, 2);
	T_INT(check_segment(&m, dir, write_made(&m, dir)), 0);
	made_free(&m);
	made_remove(dir);
}

/* ---- damage -------------------------------------------------------------- */

static void wrong_addresses_are_refused(void)
{
	static const uint64_t at[] = { 4, 1024, UINT64_C(1) << 40 };
	struct made m = { .n_docs = MANY, .title_weight = 2 };
	char *dir = made_dir();
	struct ns_segment *seg = NULL;
	struct ns_postings p;
	struct ns_term t;
	struct ns_error e;

	made_fill(&m, 3);
	T_INT(ns_segment_open(dir, write_made(&m, dir), NULL, &seg, &e), NS_OK);
	for (uint32_t i = MADE_TERMS; i-- > 0;) { // the last one's is the last
		find(seg, &m.term[i], &t);
		if (t.has_bitmap)
			break;
	}
	T_OK(t.has_bitmap && t.bits_at > 1024);
	T_INT(ns_postings_open(seg, &t, &p, &e), NS_OK);
	for (int i = 0; i < 3; i++) {
		struct ns_term wrong = t;

		wrong.bits_at += at[i] == 4 ? -at[i] : at[i];
		T_INT(ns_postings_open(seg, &wrong, &p, &e), NS_CORRUPT);
	}
	ns_segment_close(seg);
	made_free(&m);
	made_remove(dir);
}

static int said;

static void say(void *arg, const char *sentence)
{
	(void)arg;
	said += strstr(sentence, "its bitmap") != NULL;
}

/* Flips a bit of the first bitmap, and sets its chunk's checksum right. */
static void flip_summed(const char *dir, uint32_t number)
{
	char path[64];
	static uint8_t chunk[NS_CHUNK_BYTES];
	off_t at = 0;
	uint64_t sum;
	int fd;

	snprintf(path, sizeof(path), "%s/seg-%08u.mdb", dir, number);
	fd = open(path, O_RDWR);
	while (pread(fd, chunk, sizeof(chunk), at) > NS_CHUNK_LEAST &&
	       (memcmp(chunk + 16, "NSck", 4) != 0 || chunk[20] != NS_DB_BITS))
		at += 4096;
	T_INT(chunk[20], NS_DB_BITS);
	chunk[16 + NS_CHUNK_HEADER + 100] ^= 4;
	sum = ns_hash64_seed(chunk + 16 + NS_CHUNK_HEADER,
			     ns_le32(chunk + 16 + 12),
			     ns_hash64(chunk + 16, 40));
	memcpy(chunk + 16 + 40, &sum, sizeof(sum));
	T_INT(pwrite(fd, chunk, 4096, at), 4096);
	close(fd);
}

static void wrong_bitmaps_are_found(void)
{
	struct made m = { .n_docs = MANY, .title_weight = 2 };
	char *dir = made_dir();
	struct ns_check_report r;
	struct ns_error e;

	made_fill(&m, 4);
	flip_summed(dir, write_made(&m, dir));
	T_INT(ns_check(dir, say, NULL, &r, &e), NS_OK);
	T_INT(said, 1);
	T_OK(r.problems >= 1); // blocks too have their documents there
	made_free(&m);
	made_remove(dir);
}

int main(void)
{
	T_RUN(dense_lists_have_bitmaps);
	T_RUN(small_segments_have_none);
	T_RUN(wrong_addresses_are_refused);
	T_RUN(wrong_bitmaps_are_found);
	return t_end();
}
