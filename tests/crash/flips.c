/* A real archive with one byte changed, or cut short, thousands of times, each
 * time read by nsquery in a child. In what we sum (chunks, dictionary blocks,
 * values of the manifest) and in truncated files there is never a wrong answer
 * and never a signal: the same output as before, or an error that names the
 * file. What changes in LMDB's own pages do is counted. FLIPS says how many
 * (300); BUILD where the programs are.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/crash/places.h"
#include "tests/t.h"

enum {
	FILES = 3,
	FIRST_DOCS = 400, // in the first segment; corpus/ is the second
	CPU_SECONDS = 10, // of a child: more is endless
	CHILD_BYTES = 3,  // GiB of address space
	OUT_BYTES = 1 << 22,
	COMMAND_BYTES = 1024,
};

static char dir[] = "/tmp/ns-flips-XXXXXX";
static const char *const file_name[FILES] = {
	"seg-00000001.mdb",
	"seg-00000002.mdb",
	"manifest.mdb",
};
static struct victim {
	int fd;
	uint8_t *bytes;
	struct places places;
} victim[FILES];

/* ---- the archive --------------------------------------------------------- */

static bool shell(const char *format, ...)
{
	char command[COMMAND_BYTES];
	va_list args;

	va_start(args, format);
	vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	if (!system(command))
		return true;
	T_FAIL("%s", command);
	return false;
}

static bool make_archive(const char *build)
{
	return shell("%s/corpus/gen --docs %d --seed 5 >%s/gen.jsonl", build,
		     FIRST_DOCS, dir) &&
	       shell("%s/nsindex -q -d %s/a.ns %s/gen.jsonl", build, dir,
		     dir) &&
	       shell("%s/nsindex -q -d %s/a.ns corpus/*.json*", build, dir) &&
	       shell("%s/nsquery -d %s/a.ns --format ids -n 5 water | "
		     "%s/nsindex forget -q -d %s/a.ns -",
		     build, dir, build, dir);
}

static bool read_victim(struct victim *v, const char *name)
{
	char path[COMMAND_BYTES];
	struct stat st;

	snprintf(path, sizeof(path), "%s/a.ns/%s", dir, name);
	v->fd = open(path, O_RDWR | O_CLOEXEC);
	if (v->fd < 0 || fstat(v->fd, &st))
		return false;
	v->places.n = (size_t)st.st_size;
	v->bytes = malloc(v->places.n);
	v->places.place = calloc(v->places.n, 1);
	v->places.bytes = v->bytes;
	if (pread(v->fd, v->bytes, v->places.n, 0) != (ssize_t)v->places.n)
		return false;
	v->places.is_manifest = strncmp(name, "manifest", 8) == 0;
	places_find(&v->places);
	return true;
}

/* ---- questions ----------------------------------------------------------- */

static const char questions[] = "1\tferry council\n"
				"2\tflooded rivers gauge\n"
				"3\t\"said the\"\n"
				"4\tthe* -was\n"
				"5\ttrombone storm\n"
				"6\tharbor~ bridge\n"
				"7\tthe NEAR/10 of\n"
				"8\tdate:2019..2021 water\n"
				"9\toutlet:\"Marsh Tribune\" said\n"
				"10\tlang:de Stadt OR Br\u00fccke\n"
				"11\t=said title:the\n"
				"12\tauthor:and* council\n"
				"13\turl:example OR section:sport\n"
				"14\tatleast2:storm council SAME storm\n"
				"15\tabsent words only\n";
static const char wide[] = "1\ttrombone storm rivers said council #\n";

/* Command lines of nsquery; each names a file of questions in dir. */
static const char *const asked[] = {
	"-n 20 -s --format jsonl --queries %s/questions",
	"-n all --sort newest --format jsonl --fields id,title,date,outlet,"
	"section,author,lang,url --queries %s/questions",
	"-n 40 --match any --format jsonl --fields id,title,body "
	"--queries %s/wide",
};
enum { ASKED = sizeof(asked) / sizeof(asked[0]) };

static bool write_questions(const char *name, const char *text)
{
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	return f && fputs(text, f) >= 0 && fclose(f) == 0;
}

struct answer {
	int status;
	size_t n, n_err;
	char *out, *err;
};

static char *read_all(int fd, size_t *n)
{
	char *p = calloc(OUT_BYTES + 1, 1);
	ssize_t got = pread(fd, p, OUT_BYTES, 0);

	*n = got > 0 ? (size_t)got : 0;
	return p;
}

static void limit_child(void)
{
	struct rlimit cpu = { CPU_SECONDS, CPU_SECONDS };
	struct rlimit space = { (rlim_t)CHILD_BYTES << 30,
				(rlim_t)CHILD_BYTES << 30 };
	struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CPU, &cpu);
	setrlimit(RLIMIT_AS, &space);
	setrlimit(RLIMIT_CORE, &none);
}

static struct answer ask(const char *build, unsigned which)
{
	char tail[COMMAND_BYTES / 2], command[COMMAND_BYTES];
	struct answer a = { 0 };
	char path[64];
	int out, err;
	pid_t child;

	snprintf(tail, sizeof(tail), asked[which], dir);
	snprintf(command, sizeof(command), "exec %s/nsquery -d %s/a.ns %s",
		 build, dir, tail);
	snprintf(path, sizeof(path), "%s/out", dir);
	out = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	snprintf(path, sizeof(path), "%s/err", dir);
	err = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	child = fork();
	if (!child) {
		dup2(out, 1);
		dup2(err, 2);
		limit_child();
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	waitpid(child, &a.status, 0);
	a.out = read_all(out, &a.n);
	a.err = read_all(err, &a.n_err);
	close(out);
	close(err);
	return a;
}

static void answer_free(struct answer *a)
{
	free(a->out);
	free(a->err);
}

/* ---- judging ------------------------------------------------------------- */

enum verdict { SAME, ERROR, WRONG, SIGNAL, ENDLESS, VERDICTS };
static const char *const verdict_name[VERDICTS] = { "same", "error", "wrong",
						    "signal", "endless" };

/* True when each line of what came before an error is one of the right answer.
 */
static bool is_part(const struct answer *is, const struct answer *right)
{
	const char *line = is->out, *end = is->out + is->n, *next;

	for (; line < end; line = next + 1) {
		next = memchr(line, '\n', (size_t)(end - line));
		if (!next)
			return true; // cut by the error
		if (!memmem(right->out, right->n, line,
			    (size_t)(next - line) + 1))
			return false;
	}
	return true;
}

static enum verdict judge(const struct answer *is, const struct answer *right,
			  const char *file)
{
	if (WIFSIGNALED(is->status) && (WTERMSIG(is->status) == SIGXCPU ||
					WTERMSIG(is->status) == SIGKILL))
		return ENDLESS;
	if (WIFSIGNALED(is->status))
		return strstr(is->err, "'nsindex check'") ? SIGNAL : WRONG;
	if (is->status == right->status)
		return is->n == right->n && !memcmp(is->out, right->out, is->n)
			       ? SAME
			       : WRONG;
	if (WEXITSTATUS(is->status) == 2 && strstr(is->err, file) &&
	    is_part(is, right))
		return ERROR;
	return WRONG;
}

/* ---- damage -------------------------------------------------------------- */

enum { CUT = PLACES, ROWS };
static const char *const row_name[ROWS] = {
	"padding of chunks, unused room",
	"padding of chunks, unused room",
	"chunks",
	"dictionary blocks",
	"values of the manifest",
	"LMDB's own pages",
	"truncations",
};
/* Of 100 trials. */
static const unsigned share[ROWS] = { 2, 3, 45, 15, 5, 20, 10 };

struct damage {
	unsigned row;
	struct victim *victim;
	const char *file;
	size_t at;
	uint8_t flip;
};

static struct damage draw(uint64_t *seed)
{
	unsigned ticket = (unsigned)(t_random(seed) % 100);
	struct damage d = { 0 };
	unsigned f;

	while (ticket >= share[d.row])
		ticket -= share[d.row++];
	do {
		f = (unsigned)(t_random(seed) % FILES);
		d.victim = &victim[f];
		d.at = t_random(seed) % d.victim->places.n;
	} while (d.row != CUT && d.victim->places.place[d.at] != d.row);
	d.file = file_name[f];
	d.flip = (uint8_t)(1u << t_random(seed) % 8);
	return d;
}

static void damage(const struct damage *d)
{
	uint8_t byte = d->victim->bytes[d->at] ^ d->flip;

	if (d->row == CUT ? ftruncate(d->victim->fd, (off_t)d->at) != 0
			  : pwrite(d->victim->fd, &byte, 1, (off_t)d->at) != 1)
		abort();
}

static void mend(const struct damage *d)
{
	size_t n = d->row == CUT ? d->victim->places.n - d->at : 1;

	if (pwrite(d->victim->fd, d->victim->bytes + d->at, n, (off_t)d->at) !=
	    (ssize_t)n)
		abort();
}

/* ---- the campaign -------------------------------------------------------- */

static unsigned count[ROWS][VERDICTS];

static bool may(unsigned row, enum verdict v)
{
	if (v == SAME)
		return true;
	if (row == PLACE_PADDING || row == PLACE_UNUSED)
		return false;
	return v == ERROR || row == PLACE_LMDB;
}

static void report(const struct damage *d, enum verdict v,
		   const struct answer *is, unsigned which)
{
	if (!may(d->row, v))
		T_FAIL("%s, byte %zu of %s, bit %02x, question %u: %s (status "
		       "%x): %.300s",
		       row_name[d->row], d->at, d->file, d->flip, which,
		       verdict_name[v], (unsigned)is->status, is->err);
	else if (v > ERROR && v < VERDICTS && getenv("V"))
		fprintf(stderr,
			"byte %zu of %s, bit %02x, question %u: %s (%x) "
			"%.200s\n",
			d->at, d->file, d->flip, which, verdict_name[v],
			(unsigned)is->status, is->err);
}

static void print_table(void)
{
	fprintf(stderr, "%-32s", "");
	for (int v = 0; v < VERDICTS; v++)
		fprintf(stderr, "%9s", verdict_name[v]);
	fputc('\n', stderr);
	for (int r = PLACE_PADDING; r < ROWS; r++) {
		fprintf(stderr, "%-32s", row_name[r]);
		for (int v = 0; v < VERDICTS; v++)
			fprintf(stderr, "%9u",
				count[r][v] + (r == PLACE_PADDING
						       ? count[PLACE_UNUSED][v]
						       : 0));
		fputc('\n', stderr);
	}
}

static void damage_is_never_taken_for_truth(void)
{
	const char *build = getenv("BUILD") ? getenv("BUILD") : "build";
	const char *wanted = getenv("FLIPS");
	long n = wanted ? atol(wanted) : 300;
	struct answer right[ASKED];
	uint64_t seed = 11;

	if (!make_archive(build) || !write_questions("questions", questions) ||
	    !write_questions("wide", wide))
		return;
	for (int f = 0; f < FILES; f++)
		if (!read_victim(&victim[f], file_name[f])) {
			T_FAIL("%s cannot be walked", file_name[f]);
			return;
		}
	for (unsigned i = 0; i < ASKED; i++) {
		right[i] = ask(build, i);
		if (right[i].n < 1000 || WEXITSTATUS(right[i].status))
			T_FAIL("question %u: %.300s", i, right[i].err);
	}
	for (long i = 0; i < n; i++) {
		struct damage d = draw(&seed);
		unsigned which = (unsigned)(t_random(&seed) % ASKED);
		struct answer is;
		enum verdict v;

		damage(&d);
		is = ask(build, which);
		mend(&d);
		v = judge(&is, &right[which], d.file);
		count[d.row][v]++;
		report(&d, v, &is, which);
		answer_free(&is);
	}
	print_table();
	for (unsigned i = 0; i < ASKED; i++)
		answer_free(&right[i]);
}

int main(void)
{
	if (!mkdtemp(dir))
		abort();
	T_RUN(damage_is_never_taken_for_truth);
	shell("rm -rf %s", dir);
	return t_end();
}
