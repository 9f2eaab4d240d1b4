/* Files and folders, plain and compressed, whole, cut off and damaged. */
#include "indexer/input.h"

#include <sys/stat.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "tests/t.h"

static char dir[64];

static const char *path_of(const char *name)
{
	static char path[4][256];
	static int turn;

	turn = (turn + 1) % 4;
	snprintf(path[turn], sizeof(path[turn]), "%s/%s", dir, name);
	return path[turn];
}

static void write_file(const char *name, const void *p, size_t n)
{
	FILE *f = fopen(path_of(name), "wb");

	if (!f || fwrite(p, 1, n, f) != n || fclose(f))
		T_FAIL("cannot write %s", name);
}

static void load_file(const char *name, struct ns_buf *out)
{
	FILE *f = fopen(path_of(name), "rb");
	size_t got = 1;

	while (f && got) {
		got = fread(ns_buf_room(out, 65536), 1, 65536, f);
		out->n += got;
	}
	if (f)
		fclose(f);
}

/* All that can be read, in parts of `part` bytes. */
static enum ns_code read_all(const char *path, size_t part, struct ns_buf *out,
			     struct ns_error *e)
{
	struct ns_input *in = NULL;
	size_t got = 1;
	enum ns_code rc = ns_input_open(path, &in, e);

	while (!rc && got) {
		rc = ns_input_read(in, ns_buf_room(out, part), part, &got, e);
		out->n += got;
	}
	if (!rc && ns_input_size(in))
		T_INT(ns_input_consumed(in), ns_input_size(in));
	ns_input_close(in);
	return rc;
}

static const struct packer {
	const char *name, *command;
} packers[] = {
	{ "gz", "gzip -c" },   { "bz2", "bzip2 -c" }, { "xz", "xz -c" },
	{ "zst", "zstd -qc" }, { "lz4", "lz4 -qc" },  { "two", "gzip -c" },
	{ "plain", "cat" },
};

enum { PACKERS = sizeof(packers) / sizeof(packers[0]), TEXT_BYTES = 700000 };

static struct ns_buf text;

/* False when the program that packs is not there. */
static bool pack(const struct packer *p)
{
	char command[512];
	const char *from = path_of("text"), *to = path_of(p->name);

	if (strcmp(p->name, "two") == 0)
		snprintf(command, sizeof(command),
			 "bzip2 -c <%s 2>/dev/null | %s >%s 2>/dev/null", from,
			 p->command, to);
	else
		snprintf(command, sizeof(command), "%s <%s >%s 2>/dev/null",
			 p->command, from, to);
	return system(command) == 0;
}

static void every_compression_gives_the_text(void)
{
	for (size_t i = 0; i < PACKERS; i++) {
		static const size_t parts[] = { 1 << 20, 65536, 777 };
		struct ns_buf out = { 0 };
		struct ns_error e = { NS_OK, "" };

		if (!pack(&packers[i])) {
			fprintf(stderr, "no %s here\n", packers[i].command);
			continue;
		}
		for (size_t k = 0; k < 3; k++) {
			ns_buf_reset(&out);
			T_INT(read_all(path_of(packers[i].name), parts[k], &out,
				       &e),
			      NS_OK);
			if (!ns_str_eq(ns_buf_view(&out), ns_buf_view(&text)))
				T_FAIL("%s gives another text",
				       packers[i].name);
		}
		ns_buf_free(&out);
	}
}

/* Cut off: what could be read is the text's beginning, and the end is named. */
static void a_truncated_stream_says_so(void)
{
	for (size_t i = 0; i + 1 < PACKERS; i++) {
		struct ns_buf packed = { 0 }, out = { 0 };
		struct ns_error e = { NS_OK, "" };

		load_file(packers[i].name, &packed);
		for (size_t n = packed.n / 2; n < packed.n;
		     n += packed.n / 7 + 1) {
			ns_buf_reset(&out);
			write_file("cut", packed.p, n);
			if (read_all(path_of("cut"), 65536, &out, &e) !=
			    NS_CORRUPT)
				T_FAIL("%s cut at %zu of %zu is not refused",
				       packers[i].name, n, packed.n);
			T_OK(out.n < text.n &&
			     (!out.n || memcmp(out.p, text.p, out.n) == 0));
			T_OK(strstr(e.text, "cut off") &&
			     strstr(e.text, "/cut"));
		}
		ns_buf_free(&packed);
		ns_buf_free(&out);
	}
}

/* One byte changed anywhere: an error, or the very text (a name or a time in
 * a header). */
static void a_damaged_stream_gives_no_other_text(void)
{
	for (size_t i = 0; i + 1 < PACKERS; i++) {
		struct ns_buf packed = { 0 }, out = { 0 };
		uint64_t random = i;
		struct ns_error e;

		load_file(packers[i].name, &packed);
		for (int k = 0; packed.n && k < 60; k++) {
			size_t at = 8 + t_random(&random) % (packed.n - 8);

			packed.p[at] ^= 0x10;
			write_file("bad", packed.p, packed.n);
			packed.p[at] ^= 0x10;
			ns_buf_reset(&out);
			if (read_all(path_of("bad"), 65536, &out, &e) ==
				    NS_OK &&
			    !ns_str_eq(ns_buf_view(&out), ns_buf_view(&text)))
				T_FAIL("%s damaged at %zu gives another text",
				       packers[i].name, at);
		}
		ns_buf_free(&packed);
		ns_buf_free(&out);
	}
}

/* Nothing packed is nothing, two packed files are one, and what follows without
 * being packed is a damage; zeros are padding. */
static void members_follow_each_other(void)
{
	static const struct {
		const char *after, *text;
		enum ns_code rc;
	} files[] = {
		{ "</dev/null", "", NS_OK },
		{ "<small; %s <small", "abab", NS_OK },
		{ "<small; echo junk", "ab", NS_CORRUPT },
	};
	struct ns_buf out = { 0 };
	struct ns_error e;

	write_file("small", "ab", 2);
	for (size_t i = 0; i + 2 < PACKERS; i++) {
		for (size_t k = 0; k < 3; k++) {
			char after[128], command[512];

			snprintf(after, sizeof(after), files[k].after,
				 packers[i].command);
			snprintf(command, sizeof(command),
				 "cd %s && (%s %s) >members 2>/dev/null", dir,
				 packers[i].command, after);
			if (system(command))
				continue;
			ns_buf_reset(&out);
			e.text[0] = '\0';
			if (read_all(path_of("members"), 10, &out, &e) !=
			    files[k].rc)
				T_FAIL("%s %s: %s", packers[i].name, after,
				       e.text);
			T_OK(out.n <= strlen(files[k].text) &&
			     memcmp(out.p, files[k].text, out.n) == 0);
			if (!files[k].rc)
				T_INT(out.n, strlen(files[k].text));
		}
	}
	ns_buf_free(&out);
}

static void a_bomb_is_not_read_to_its_end(void)
{
	char command[256];
	struct ns_input *in = NULL;
	struct ns_error e;
	uint64_t total = 0;
	size_t got = 1;
	enum ns_code rc;
	char *block = malloc(1 << 18);

	snprintf(command, sizeof(command),
		 "cd %s && head -c 256M /dev/zero | zstd -qc >part &&"
		 "cat part part part part part part part part part part part "
		 "part part part part part part >bomb",
		 dir);
	if (system(command)) {
		free(block);
		T_SKIP("no zstd here");
	}
	rc = ns_input_open(path_of("bomb"), &in, &e);
	while (!rc && got) {
		rc = ns_input_read(in, block, 1 << 18, &got, &e);
		total += got;
	}
	T_INT(rc, NS_LIMIT);
	T_INT(total, NS_INPUT_BOMB_BYTES);
	ns_input_close(in);
	free(block);
}

static void an_empty_file_is_empty(void)
{
	struct ns_buf out = { 0 };
	struct ns_error e;

	write_file("empty", "", 0);
	T_INT(read_all(path_of("empty"), 10, &out, &e), NS_OK);
	T_INT(out.n, 0);
	write_file("small", "ab", 2);
	T_INT(read_all(path_of("small"), 10, &out, &e), NS_OK);
	T_BYTES(out.p, out.n, "ab", 2);
	ns_buf_free(&out);
}

static void a_missing_file_is_named(void)
{
	struct ns_input *in = NULL;
	struct ns_inputs list = { 0 };
	struct ns_error e;

	T_INT(ns_input_open(path_of("nothing"), &in, &e), NS_NOTFOUND);
	T_OK(!in && strstr(e.text, "/nothing"));
	T_INT(ns_inputs_add(&list, path_of("nothing"), &e), NS_NOTFOUND);
	T_INT(ns_input_open(dir, &in, &e), NS_IO);
	ns_inputs_free(&list);
}

/* A pipe that gives one byte at a time is recognised all the same. */
static void standard_input_may_be_a_pipe(void)
{
	struct ns_buf out = { 0 };
	struct ns_error e;
	int pipes[2], keep = dup(STDIN_FILENO);

	if (pipe(pipes) || write(pipes[1], "a\nb\n", 4) != 4)
		T_FAIL("no pipe");
	close(pipes[1]);
	dup2(pipes[0], STDIN_FILENO);
	close(pipes[0]);
	T_INT(read_all("-", 3, &out, &e), NS_OK);
	T_BYTES(out.p, out.n, "a\nb\n", 4);
	dup2(keep, STDIN_FILENO);
	close(keep);
	ns_buf_free(&out);
}

/* Folders are walked in the order of names; hidden files are not seen. */
static void folders_give_their_files_in_order(void)
{
	static const char *const names[] = { "tree/b", "tree/a/z", "tree/a/y",
					     "tree/.hidden", "tree/c" };
	static const char *const order[] = { "tree/a/y", "tree/a/z", "tree/b",
					     "tree/c" };
	struct ns_inputs list = { 0 };
	struct ns_error e = { NS_OK, "" };

	mkdir(path_of("tree"), 0777);
	mkdir(path_of("tree/a"), 0777);
	mkdir(path_of("tree/.git"), 0777);
	write_file("tree/.git/x", "no", 2);
	for (size_t i = 0; i < 5; i++)
		write_file(names[i], "12345", 5);
	T_INT(ns_inputs_add(&list, "-", &e), NS_OK);
	T_INT(symlink("..", path_of("tree/a/loop")), 0);
	T_INT(ns_inputs_add(&list, path_of("tree"), &e), NS_OK);
	T_INT(ns_inputs_add(&list, path_of("tree/c"), &e), NS_OK);
	T_INT(list.n, 6);
	T_INT(list.bytes, 25);
	for (size_t i = 0; i < 4 && list.n == 6; i++)
		T_TEXT(list.path[i + 1], path_of(order[i]));
	ns_inputs_free(&list);
}

static void make_text(void)
{
	uint64_t random = 1;

	while (text.n < TEXT_BYTES)
		ns_buf_printf(&text, "word%d ",
			      (int)(t_random(&random) % 5000));
	write_file("text", text.p, text.n);
}

int main(void)
{
	char command[128];

	snprintf(dir, sizeof(dir), "/tmp/ns-input-XXXXXX");
	if (!mkdtemp(dir))
		return 1;
	make_text();
	T_RUN(every_compression_gives_the_text);
	T_RUN(a_truncated_stream_says_so);
	T_RUN(a_damaged_stream_gives_no_other_text);
	T_RUN(members_follow_each_other);
	T_RUN(a_bomb_is_not_read_to_its_end);
	T_RUN(an_empty_file_is_empty);
	T_RUN(a_missing_file_is_named);
	T_RUN(standard_input_may_be_a_pipe);
	T_RUN(folders_give_their_files_in_order);
	ns_buf_free(&text);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	if (system(command))
		return 1;
	return t_end();
}
