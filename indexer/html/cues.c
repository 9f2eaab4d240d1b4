#include "indexer/html/cues.h"

#include <stddef.h>

enum { LINE_BYTES = 400 }; // a longer line is prose

/* Beginnings of lines in lower case; "$": the whole line. */
static const char *const ends[] = {
	"related stories",
	"related articles",
	"related posts$",
	"related news",
	"related content",
	"related topics",
	"related:$",
	"related$",
	"read next",
	"up next",
	"leave a comment",
	"leave a reply",
	"leave the first comment",
	"post a comment",
	"add a comment",
	"comments$",
	"comments (",
	"join the conversation",
	"most read",
	"most popular",
	"trending now",
	"trending$",
	"more from",
	"more stories",
	"more news",
	"you may also like",
	"you might also like",
	"recommended for you",
	"recommended$",
	"about the author",
	"share this article$",
	"share this story",
	"share this:",
	"sponsored content",
	"around the web",
	"from around the web",
	"like this:",
	"latest news$",
	"view comments",
	"follow us on",
	"weiterlesen$",
	"mehr zum thema",
	"kommentare$",
	"lesen sie auch",
	"\xc3\xa0 lire aussi",
	"commentaires$",
	"leggi anche$",
	"potrebbe interessarti",
	"lee tambi\xc3\xa9n$",
	"comentarios$",
	"leia tamb\xc3\xa9m$",
	NULL,
};

static const char *const asides[] = {
	"advertisement",
	"read more",
	"read also",
	"also read",
	"read:",
	"see also",
	"related:",
	"watch:",
	"watch now",
	"more:",
	"photo:",
	"photos:",
	"image:",
	"image credit",
	"image source",
	"credit:",
	"photo by",
	"photo credit",
	"video:",
	"click here",
	"sign up",
	"subscribe",
	"follow ",
	"loading",
	"share$",
	"tweet$",
	"share this",
	"print$",
	"email$",
	"source:",
	"copyright",
	"\xc2\xa9",
	"all rights reserved",
	"story continues below",
	"article continues below",
	"continue reading",
	"scroll down",
	"back to top",
	"filed under",
	"tags:",
	"tagged",
	"categories:",
	"topics:",
	"posted in",
	"getty images",
	"newsletter",
	"don't miss",
	"download our app",
	"download the",
	NULL,
};

/* Anywhere in a short line. */
static const char *const credits[] = {
	"(Image:",       "(Photo:",
	"(Picture:",     "(Pic:",
	"Photograph:",   "/Getty Images",
	"(Getty Images", "(Photo by",
	"(AP Photo",     NULL,
};

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool begins(struct ns_str line, const char *cue)
{
	size_t i = 0;

	while (cue[i] && cue[i] != '$' && i < line.n &&
	       lower(line.p[i]) == cue[i])
		i++;
	return !cue[i] || (cue[i] == '$' && i == line.n);
}

static bool is_one_of(struct ns_str line, const char *const *cues)
{
	if (line.n > LINE_BYTES)
		return false;
	for (size_t i = 0; cues[i]; i++)
		if (begins(line, cues[i]))
			return true;
	return false;
}

bool ns_cue_ends(struct ns_str line)
{
	return is_one_of(line, ends);
}

static bool has_one_of(struct ns_str line, const char *const *cues)
{
	for (size_t i = 0; cues[i]; i++)
		if (memmem(line.p, line.n, cues[i], strlen(cues[i])))
			return true;
	return false;
}

bool ns_cue_aside(struct ns_str line)
{
	return is_one_of(line, asides) || has_one_of(line, credits);
}
