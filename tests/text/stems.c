/* The vocabularies of the Snowball project through Debian's libstemmer 2.2.0,
 * which is older than they are: every difference is counted. */
#include "core/text/stem.h"
#include "tests/text/words.h"

static const struct row {
	const char *folder, *lang;
	int words, differ;
} rows[] = {
	{ "armenian", "hy", 101780, 0 },    { "basque", "eu", 21386, 0 },
	{ "catalan", "ca", 48897, 0 },      { "danish", "da", 23832, 0 },
	{ "dutch_porter", "nl", 45670, 0 }, { "english", "en", 42649, 57 },
	{ "finnish", "fi", 49957, 0 },      { "french", "fr", 21655, 840 },
	{ "german", "de", 35033, 1247 },    { "greek", "el", 90727, 40 },
	{ "hindi", "hi", 65118, 0 },        { "hungarian", "hu", 29881, 0 },
	{ "indonesian", "id", 64586, 0 },   { "irish", "ga", 186280, 0 },
	{ "italian", "it", 35495, 1 },      { "lithuanian", "lt", 86109, 160 },
	{ "nepali", "ne", 4000, 0 },        { "norwegian", "no", 20895, 136 },
	{ "portuguese", "pt", 32016, 0 },   { "romanian", "ro", 87642, 13304 },
	{ "russian", "ru", 49785, 0 },      { "serbian", "sr", 29996, 0 },
	{ "spanish", "es", 28378, 9 },      { "swedish", "sv", 30738, 553 },
	{ "turkish", "tr", 96325, 9208 },   { "yiddish", "yi", 99996, 0 },
};

static FILE *open_list(const char *folder, const char *name)
{
	char command[512];

	snprintf(command, sizeof(command),
		 "zstd -dcq '%s/snowball/%s/%s.txt.zst' 2>/dev/null", t_data(),
		 folder, name);
	return popen(command, "r");
}

static struct ns_str next_line(FILE *f, char **line, size_t *cap)
{
	ssize_t n = getline(line, cap, f);

	while (n > 0 && ((*line)[n - 1] == '\n' || (*line)[n - 1] == '\r'))
		n--;
	return (struct ns_str){ *line, n > 0 ? (size_t)n : 0 };
}

/* Counts the words of a folder and those whose stem differs. */
static void count(const struct row *row, FILE *words, FILE *stems, int got[2])
{
	struct ns_stemmers s = { 0 };
	char *line[2] = { NULL, NULL };
	size_t cap[2] = { 0, 0 };

	for (;;) {
		struct ns_str word = next_line(words, &line[0], &cap[0]);
		struct ns_str wanted = next_line(stems, &line[1], &cap[1]);
		struct ns_str stem;

		if (!word.n)
			break;
		T_INT(ns_stem(&s, lang_of(row->lang), word, &stem, NULL),
		      NS_OK);
		got[0]++;
		got[1] += !ns_str_eq(stem, wanted);
	}
	ns_stemmers_free(&s);
	free(line[0]);
	free(line[1]);
}

static void vocabularies_differ_as_counted(void)
{
	if (!t_data())
		T_SKIP("DATA is not set");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		FILE *words = open_list(rows[i].folder, "voc");
		FILE *stems = open_list(rows[i].folder, "output");
		int got[2] = { 0, 0 };

		if (words && stems)
			count(&rows[i], words, stems, got);
		if (words)
			pclose(words);
		if (stems)
			pclose(stems);
		if (!got[0])
			T_SKIP("%s/snowball/%s is absent", t_data(),
			       rows[i].folder);
		if (got[0] != rows[i].words || got[1] != rows[i].differ)
			T_FAIL("{ \"%s\", \"%s\", %d, %d },", rows[i].folder,
			       rows[i].lang, got[0], got[1]);
	}
}

int main(void)
{
	T_RUN(vocabularies_differ_as_counted);
	return t_end();
}
