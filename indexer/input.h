/* input.h - the files of a run, and the bytes of one of them, decompressed. The
 * door to libarchive is input.c.
 */
#ifndef NS_INDEXER_INPUT_H
#define NS_INDEXER_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

enum {
	NS_INPUT_DEPTH = 32,      // folders inside each other
	NS_INPUT_FILES = 1 << 24, // of one run
};

/* A compressed stream that has grown beyond so many bytes, and to more than so
 * many times its size, is a bomb: NS_LIMIT. */
#define NS_INPUT_BOMB_BYTES (UINT64_C(4) << 30)
#define NS_INPUT_BOMB_RATIO UINT64_C(1000)

/* ---- which files ---- */

struct ns_inputs {
	char **path; // in order; "-" is standard input
	size_t n;
	uint64_t bytes; // of all files together, as they lie on disk
};

/* Adds what an argument names: "-", a file, or every regular file below a
 * folder, sorted by name; hidden names in folders are passed over, and so is
 * what is neither file nor folder. NS_NOTFOUND, NS_IO, NS_LIMIT, NS_NOMEM. */
enum ns_code ns_inputs_add(struct ns_inputs *in, const char *argument,
			   struct ns_error *e);
void ns_inputs_free(struct ns_inputs *in);

/* ---- one of them ---- */

struct ns_input;

/* Opens path ("-": standard input) and looks at its first bytes: plain, gz,
 * bz2, xz, zst or lz4, one inside another too. NS_NOTFOUND, NS_IO, NS_NOMEM.
 */
enum ns_code ns_input_open(const char *path, struct ns_input **in,
			   struct ns_error *e);
void ns_input_close(struct ns_input *in); // NULL is fine

/* For the whole process: once *stop is set, a read that a signal interrupts
 * answers NS_INTERRUPTED instead of waiting on. NULL: reads wait. */
void ns_input_watch(const _Atomic bool *stop);

/* The name as given, for messages; alive until close. "-" is "stdin". */
const char *ns_input_name(const struct ns_input *in);

/* Up to n decompressed bytes into buf, *got of them: 0 only at the end. What
 * came before an error was good. NS_CORRUPT (a damaged or truncated compressed
 * stream), NS_LIMIT (a bomb), NS_IO; the sentence names the file and the byte
 * of the decompressed stream. */
enum ns_code ns_input_read(struct ns_input *in, void *buf, size_t n,
			   size_t *got, struct ns_error *e);

/* For progress: bytes of the file consumed so far, as they lie on disk, and
 * its size (0: not known). */
uint64_t ns_input_consumed(const struct ns_input *in);
uint64_t ns_input_size(const struct ns_input *in);

#endif
