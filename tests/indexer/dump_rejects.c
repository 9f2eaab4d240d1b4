/* What could not be taken is named, for people and for machines. */
#include "indexer/rejects.h"

#include <unistd.h>

#include "core/base/buf.h"
#include "core/base/json.h"
#include "tests/t.h"

static char path[] = "/tmp/ns-rejects-XXXXXX";
static struct ns_buf said;

static void say(void *context, const char *line)
{
	ns_buf_printf(context, "%s\n", line);
}

static void load(struct ns_buf *out)
{
	FILE *f = fopen(path, "rb");
	size_t got = 1;

	ns_buf_reset(out);
	while (f && got) {
		got = fread(ns_buf_room(out, 4096), 1, 4096, f);
		out->n += got;
	}
	if (f)
		fclose(f);
}

static void each_reject_is_a_line(void)
{
	static const char wanted[] =
		"{\"file\":\"a.jsonl\",\"line\":7,\"byte\":90,\"reason\":\"no "
		"\\\"title\\\"\",\"raw\":\"{\\\"x\\\":1\\u0000}\"}\n"
		"{\"file\":\"b.json\",\"byte\":5,\"reason\":\"bad\",\"raw\":"
		"\"\xef\xbf\xbd\"}\n";
	static const char lines_said[] =
		"a.jsonl:7: no \"title\"\nb.json, byte 5: bad\n";
	struct ns_place lines = { "a.jsonl", 7, 90 },
			bytes = { "b.json", 0, 5 };
	struct ns_rejects *r = NULL;
	struct ns_buf is = { 0 };
	struct ns_error e;

	T_INT(ns_rejects_open(path, say, &said, &r, &e), NS_OK);
	T_INT(ns_rejects_add(r, &lines, NS_STR("{\"x\":1\0}"), "no \"title\"",
			     &e),
	      NS_OK);
	T_INT(ns_rejects_add(r, &bytes, NS_STR("\xff"), "bad", &e), NS_OK);
	T_INT(ns_rejects_close(r, &e), NS_OK);
	load(&is);
	T_BYTES(is.p, is.n, wanted, strlen(wanted));
	T_BYTES(said.p, said.n, lines_said, strlen(lines_said));
	ns_buf_free(&is);
}

static void long_records_are_cut(void)
{
	struct ns_place place = { "a", 1, 0 };
	struct ns_buf raw = { 0 }, is = { 0 };
	struct ns_rejects *r = NULL;
	struct ns_error e;

	ns_buf_fill(&raw, 'x', NS_REJECT_RAW_BYTES - 1);
	ns_buf_text(&raw, NS_STR("\xe2\x82\xac and more"));
	T_INT(ns_rejects_open(path, NULL, NULL, &r, &e), NS_OK);
	T_INT(ns_rejects_add(r, &place, ns_buf_view(&raw), "long", &e), NS_OK);
	T_INT(ns_rejects_close(r, &e), NS_OK);
	load(&is);
	T_INT(is.n, strlen("{'file':'a','line':1,'byte':0,'reason':'long',"
			   "'raw':''}\n") +
			    NS_REJECT_RAW_BYTES - 1);
	ns_buf_free(&raw);
	ns_buf_free(&is);
}

static void no_file_is_no_failure(void)
{
	struct ns_place place = { "a", 1, 0 };
	struct ns_rejects *r = NULL;
	struct ns_error e;

	T_INT(ns_rejects_open(NULL, NULL, NULL, &r, &e), NS_OK);
	T_INT(ns_rejects_add(r, &place, NS_STR("x"), "y", &e), NS_OK);
	T_INT(ns_rejects_close(r, &e), NS_OK);
	T_INT(ns_rejects_close(NULL, &e), NS_OK);
}

static void a_file_that_cannot_be_written_is_named(void)
{
	struct ns_place place = { "a", 1, 0 };
	struct ns_rejects *r = NULL;
	struct ns_error e;

	T_INT(ns_rejects_open("/nowhere/x", NULL, NULL, &r, &e), NS_IO);
	T_OK(!r && strstr(e.text, "/nowhere/x"));
	if (access("/dev/full", W_OK) != 0)
		T_SKIP("no /dev/full here");
	T_INT(ns_rejects_open("/dev/full", NULL, NULL, &r, &e), NS_OK);
	T_INT(ns_rejects_add(r, &place, NS_STR("x"), "y", &e), NS_OK);
	T_INT(ns_rejects_close(r, &e), NS_IO);
	T_OK(strstr(e.text, "/dev/full"));
}

int main(void)
{
	int fd = mkstemp(path);

	if (fd < 0)
		return 1;
	close(fd);
	T_RUN(each_reject_is_a_line);
	T_RUN(long_records_are_cut);
	T_RUN(no_file_is_no_failure);
	T_RUN(a_file_that_cannot_be_written_is_named);
	ns_buf_free(&said);
	unlink(path);
	return t_end();
}
