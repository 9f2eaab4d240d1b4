#include "core/text/analyze.h"

struct list {
	char code[NS_LANG_BYTES];
	const char *words; // a space before and after each
};

static const struct list lists[] = {
	{ "en", " a about and are as at be but by for from has he her his i in "
		"is it its of on or our she that the their they this to us was "
		"we were what when which who will with you " },
};

enum { FORM_BYTES = 64 };

bool ns_is_stop_word(struct ns_lang lang, struct ns_str form)
{
	char key[FORM_BYTES + 3];

	if (form.n == 0 || form.n > FORM_BYTES)
		return false;
	key[0] = ' ';
	memcpy(key + 1, form.p, form.n);
	memcpy(key + 1 + form.n, " ", 2);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		if (memcmp(lists[i].code, lang.code, NS_LANG_BYTES) == 0)
			return strstr(lists[i].words, key) != NULL;
	}
	return false;
}
