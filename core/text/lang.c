#include "core/text/lang.h"

/* A language of two letters: the other codes and the names that mean it (a
 * space before and after each, lower case, '-' for a space), its stemmer. */
struct row {
	char code[3];
	const char *names;
	const char *stemmer;
};

/* clang-format off */
static const struct row rows[] = {
	{ "aa", " aar afar ", NULL },
	{ "ab", " abk abkhazian ", NULL },
	{ "ae", " ave avestan ", NULL },
	{ "af", " afr afrikaans ", NULL },
	{ "ak", " aka akan ", NULL },
	{ "am", " amh amharic ", NULL },
	{ "an", " arg aragonese ", NULL },
	{ "ar", " ara arb arabic العربية ", "arabic" },
	{ "as", " asm assamese ", NULL },
	{ "av", " ava avaric ", NULL },
	{ "ay", " aym aymara ", NULL },
	{ "az", " aze azj azerbaijani azərbaycan azeri ", NULL },
	{ "ba", " bak bashkir ", NULL },
	{ "be", " bel belarusian ", NULL },
	{ "bg", " bul bulgarian български Български ", NULL },
	{ "bi", " bis bislama ", NULL },
	{ "bm", " bam bambara ", NULL },
	{ "bn", " ben bangla বাংলা bengali ", NULL },
	{ "bo", " bod tib tibetan ", NULL },
	{ "br", " bre breton ", NULL },
	{ "bs", " bos bosnian ", NULL },
	{ "ca", " cat catalan català ", "catalan" },
	{ "ce", " che chechen ", NULL },
	{ "ch", " cha chamorro ", NULL },
	{ "co", " cos corsican ", NULL },
	{ "cr", " cre cree ", NULL },
	{ "cs", " ces cze czech čeština česky ", NULL },
	{ "cu", " chu church-slavic ", NULL },
	{ "cv", " chv chuvash ", NULL },
	{ "cy", " cym wel welsh cymraeg ", NULL },
	{ "da", " dan danish dansk ", "danish" },
	{ "de", " deu ger german deutsch ", "german" },
	{ "dv", " div divehi ", NULL },
	{ "dz", " dzo dzongkha ", NULL },
	{ "ee", " ewe ", NULL },
	{ "el", " ell gre greek ελληνικά Ελληνικά ", "greek" },
	{ "en", " eng english ", "english" },
	{ "eo", " epo esperanto ", NULL },
	{ "es", " spa spanish español castilian castellano ", "spanish" },
	{ "et", " est ekk estonian eesti ", NULL },
	{ "eu", " eus baq basque euskara ", "basque" },
	{ "fa", " fas per pes prs persian فارسی farsi ", NULL },
	{ "ff", " ful fula ", NULL },
	{ "fi", " fin finnish suomi ", "finnish" },
	{ "fj", " fij fijian ", NULL },
	{ "fo", " fao faroese ", NULL },
	{ "fr", " fra fre french français ", "french" },
	{ "fy", " fry western-frisian ", NULL },
	{ "ga", " gle irish gaeilge ", "irish" },
	{ "gd", " gla scottish-gaelic ", NULL },
	{ "gl", " glg galician ", NULL },
	{ "gn", " grn guarani ", NULL },
	{ "gu", " guj gujarati ", NULL },
	{ "gv", " glv manx ", NULL },
	{ "ha", " hau hausa ", NULL },
	{ "he", " heb iw hebrew עברית ", NULL },
	{ "hi", " hin hindi हिन्दी हिंदी ", "hindi" },
	{ "ho", " hmo hiri-motu ", NULL },
	{ "hr", " hrv croatian hrvatski ", NULL },
	{ "ht", " hat haitian-creole ", NULL },
	{ "hu", " hun hungarian magyar ", "hungarian" },
	{ "hy", " hye arm armenian հայերեն ", "armenian" },
	{ "hz", " her herero ", NULL },
	{ "ia", " ina interlingua ", NULL },
	{ "id", " ind in indonesian bahasa-indonesia ", "indonesian" },
	{ "ie", " ile interlingue ", NULL },
	{ "ig", " ibo igbo ", NULL },
	{ "ii", " iii sichuan-yi ", NULL },
	{ "ik", " ipk inupiaq ", NULL },
	{ "io", " ido ", NULL },
	{ "is", " isl ice icelandic íslenska ", NULL },
	{ "it", " ita italian italiano ", "italian" },
	{ "iu", " iku inuktitut ", NULL },
	{ "ja", " jpn japanese 日本語 ", NULL },
	{ "jv", " jav jw javanese ", NULL },
	{ "ka", " kat geo georgian ქართული ", NULL },
	{ "kg", " kon kongo ", NULL },
	{ "ki", " kik kikuyu ", NULL },
	{ "kj", " kua kuanyama ", NULL },
	{ "kk", " kaz kazakh ", NULL },
	{ "kl", " kal kalaallisut ", NULL },
	{ "km", " khm khmer ", NULL },
	{ "kn", " kan kannada ", NULL },
	{ "ko", " kor korean 한국어 ", NULL },
	{ "kr", " kau kanuri ", NULL },
	{ "ks", " kas kashmiri ", NULL },
	{ "ku", " kur kmr kurdish ", NULL },
	{ "kv", " kom komi ", NULL },
	{ "kw", " cor cornish ", NULL },
	{ "ky", " kir kyrgyz ", NULL },
	{ "la", " lat latin ", NULL },
	{ "lb", " ltz luxembourgish ", NULL },
	{ "lg", " lug ganda ", NULL },
	{ "li", " lim limburgish ", NULL },
	{ "ln", " lin lingala ", NULL },
	{ "lo", " lao ", NULL },
	{ "lt", " lit lithuanian lietuvių ", "lithuanian" },
	{ "lu", " lub luba-katanga ", NULL },
	{ "lv", " lav lvs latvian latviešu ", NULL },
	{ "mg", " mlg plt malagasy ", NULL },
	{ "mh", " mah marshallese ", NULL },
	{ "mi", " mri mao māori ", NULL },
	{ "mk", " mkd mac macedonian македонски Македонски ", NULL },
	{ "ml", " mal malayalam ", NULL },
	{ "mn", " mon khk mongolian ", NULL },
	{ "mr", " mar marathi ", NULL },
	{ "ms", " msa may zsm malay ", NULL },
	{ "mt", " mlt maltese ", NULL },
	{ "my", " mya bur burmese ", NULL },
	{ "na", " nau nauru ", NULL },
	{ "nd", " nde north-ndebele ", NULL },
	{ "ne", " nep npi nepali नेपाली ", "nepali" },
	{ "ng", " ndo ndonga ", NULL },
	{ "nl", " nld dut dutch nederlands flemish ", "dutch" },
	{ "no", " nor nb nn nob nno norwegian norsk bokmål nynorsk ", "norwegian" },
	{ "nr", " nbl south-ndebele ", NULL },
	{ "nv", " nav navajo ", NULL },
	{ "ny", " nya nyanja ", NULL },
	{ "oc", " oci occitan ", NULL },
	{ "oj", " oji ojibwa ", NULL },
	{ "om", " orm oromo ", NULL },
	{ "or", " ori ory odia ", NULL },
	{ "os", " oss ossetic ", NULL },
	{ "pa", " pan punjabi ", NULL },
	{ "pi", " pli pali ", NULL },
	{ "pl", " pol polish polski ", NULL },
	{ "ps", " pus pbt pashto ", NULL },
	{ "pt", " por portuguese português ", "portuguese" },
	{ "qu", " que quechua ", NULL },
	{ "rm", " roh romansh ", NULL },
	{ "rn", " run rundi ", NULL },
	{ "ro", " ron rum mo mol romanian română moldavian ", "romanian" },
	{ "ru", " rus russian русский Русский ", "russian" },
	{ "rw", " kin kinyarwanda ", NULL },
	{ "sa", " san sanskrit ", NULL },
	{ "sc", " srd sardinian ", NULL },
	{ "sd", " snd sindhi ", NULL },
	{ "se", " sme northern-sami ", NULL },
	{ "sg", " sag sango ", NULL },
	{ "si", " sin sinhala සිංහල ", NULL },
	{ "sk", " slk slo slovak slovenčina ", NULL },
	{ "sl", " slv slovenian slovenščina ", NULL },
	{ "sm", " smo samoan ", NULL },
	{ "sn", " sna shona ", NULL },
	{ "so", " som somali ", NULL },
	{ "sq", " sqi alb als albanian shqip ", NULL },
	{ "sr", " srp serbian српски Српски srpski ", "serbian" },
	{ "ss", " ssw swati ", NULL },
	{ "st", " sot southern-sotho ", NULL },
	{ "su", " sun sundanese ", NULL },
	{ "sv", " swe swedish svenska ", "swedish" },
	{ "sw", " swa swh swahili kiswahili ", NULL },
	{ "ta", " tam tamil தமிழ் ", "tamil" },
	{ "te", " tel telugu ", NULL },
	{ "tg", " tgk tajik ", NULL },
	{ "th", " tha thai ไทย ", NULL },
	{ "ti", " tir tigrinya ", NULL },
	{ "tk", " tuk turkmen ", NULL },
	{ "tn", " tsn tswana ", NULL },
	{ "to", " ton tongan ", NULL },
	{ "tr", " tur turkish türkçe ", "turkish" },
	{ "ts", " tso tsonga ", NULL },
	{ "tt", " tat tatar ", NULL },
	{ "tw", " twi ", NULL },
	{ "ty", " tah tahitian ", NULL },
	{ "ug", " uig uyghur ", NULL },
	{ "uk", " ukr ukrainian українська Українська ", NULL },
	{ "ur", " urd urdu اردو ", NULL },
	{ "uz", " uzb uzn uzbek ", NULL },
	{ "ve", " ven venda ", NULL },
	{ "vi", " vie vietnamese tiếng-việt ", NULL },
	{ "vo", " vol volapük ", NULL },
	{ "wa", " wln walloon ", NULL },
	{ "wo", " wol wolof ", NULL },
	{ "xh", " xho xhosa ", NULL },
	{ "yi", " yid ji yiddish ייִדיש ", "yiddish" },
	{ "yo", " yor yoruba ", NULL },
	{ "za", " zha zhuang ", NULL },
	{ "zh", " zho chi cmn chinese 中文 汉语 漢語 mandarin ", NULL },
	{ "zu", " zul zulu ", NULL },
};
/* clang-format on */

enum {
	N_ROWS = sizeof(rows) / sizeof(rows[0]),
	NAME_BYTES = 64,
	SUBTAG_BYTES = 8,
};

/* Codes that say that there is no one language. */
static const char nothing[] = " und mul mis zxx ";

static bool listed(const char *list, struct ns_str name)
{
	char key[NAME_BYTES + 3];

	if (name.n == 0 || name.n > NAME_BYTES || memchr(name.p, 0, name.n))
		return false;
	key[0] = ' ';
	memcpy(key + 1, name.p, name.n);
	memcpy(key + 1 + name.n, " ", 2);
	return strstr(list, key) != NULL;
}

/* Nearly every name is a code, and every article has one: the codes come
 * first. */
static const struct row *row_named(struct ns_str name)
{
	for (size_t i = 0; name.n == 2 && i < N_ROWS; i++)
		if (name.p[0] == rows[i].code[0] &&
		    name.p[1] == rows[i].code[1])
			return &rows[i];
	for (size_t i = 0; i < N_ROWS; i++)
		if (listed(rows[i].names, name))
			return &rows[i];
	return NULL;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Copies text in lower case with '-' for ' ' and '_', trimmed. Answers the
 * length, 0 when it is empty or too long. */
static size_t normalize(struct ns_str text, char out[NAME_BYTES])
{
	size_t n = 0;

	while (text.n && is_space(text.p[0]))
		text = (struct ns_str){ text.p + 1, text.n - 1 };
	while (text.n && is_space(text.p[text.n - 1]))
		text.n--;
	if (text.n > NAME_BYTES)
		return 0;
	for (; n < text.n; n++) {
		char c = text.p[n];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c + ('a' - 'A'));
		out[n] = c == ' ' || c == '_' ? '-' : c;
	}
	return n;
}

/* Says whether s is a row of subtags, each with a '-' before it. */
static bool are_subtags(struct ns_str s)
{
	size_t run = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '-') {
			if (i && run == 0)
				return false;
			run = 0;
		} else if ((is_lower(s.p[i]) || is_digit(s.p[i])) &&
			   run < SUBTAG_BYTES) {
			run++;
		} else {
			return false;
		}
	}
	return s.n == 0 || run > 0;
}

static bool is_code(struct ns_str s)
{
	if (s.n < 2 || s.n > 3 || listed(nothing, s))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (!is_lower(s.p[i]))
			return false;
	}
	return true;
}

enum ns_code ns_lang_parse(struct ns_str text, struct ns_lang *out)
{
	char name[NAME_BYTES];
	struct ns_str all = { name, normalize(text, name) }, first = all;
	const struct row *row = row_named(all);
	const char *dash;

	*out = (struct ns_lang){ 0 };
	if (!row && all.n) {
		dash = memchr(name, '-', all.n);
		first.n = dash ? (size_t)(dash - name) : all.n;
		if (!are_subtags(
			    (struct ns_str){ name + first.n, all.n - first.n }))
			return NS_INVALID;
		row = row_named(first);
	}
	if (row)
		memcpy(out->code, row->code, 2);
	else if (is_code(first))
		memcpy(out->code, first.p, first.n);
	else
		return NS_INVALID;
	return NS_OK;
}

const char *ns_lang_stemmer(struct ns_lang lang)
{
	const struct row *row =
		row_named((struct ns_str){ lang.code, strnlen(lang.code, 3) });

	return row ? row->stemmer : NULL;
}

bool ns_lang_has_stemmer(struct ns_lang lang)
{
	return ns_lang_stemmer(lang) != NULL;
}
