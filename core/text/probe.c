#include "core/text/probe.h"

#include <stddef.h>

/* Breaks, folds and cuts first; then words with endings, for the stemmers. All
 * are analysed in every language: a stemmer that does not know a script says so
 * by leaving it alone. */
/* clang-format off */
const char *const ns_probes[] = {
	"Don't the U.S. and U.N. AT&T's C++ C# programmers' 3.5 % cost $30,000?",
	"COVID-19 @name #tag user@example.com foo_bar 10:30 H₂O ½ m² Ⅳ ŉ",
	"L’homme d'abord qu’il dell’arte Khamene`i Ankara’da İstanbul IŞIK",
	"ﬁne Ｆｕｌｌ co\xc2\xadop naïve nai\xcc\x88ve Łódź Ærø straße ẞ",
	"漢字かなカナー ｶﾞｽ 한국어TV ภาษาไทย ພາສາລາວ ភាសាខ្មែរ မြန်မာဘာသာ",
	"👍🏽a\xe2\x80\x8d❤ 🇫🇷🇩🇪 1\xef\xb8\x8f\xe2\x83\xa3 צה\"ל צ'רלי",
	"nationalization happily running generously communities flies",
	"Häusern gegangenen Möglichkeiten arbeitete schönsten Regierungen",
	"continuellement chevaux nationalisations mangeaient heureuses",
	"habían canciones rápidamente trabajadores gobernaríamos niñas",
	"abbandonarono velocemente governativi città pronunciamenti",
	"quilométricas felizmente governadores cantávamos nações",
	"lichamelijkheden regeringen gelopen mogelijkheden werkten",
	"regeringarna möjligheterna arbetade lyckligaste flickornas",
	"regjeringene mulighetene arbeidet lykkeligste jentenes",
	"regeringerne mulighederne arbejdede lykkeligste pigernes",
	"hallituksellemme mahdollisuuksia kirjoittaneet taloissamme",
	"правительства возможностями работавшие счастливейшие ёлками",
	"hükümetlerimizden çalışanlar kitaplarından mutluluklarımız",
	"والحكومات المسؤولون كتابهم بالمدارس يستعملون مُدَرِّسَة",
	"सरकारों लड़कियों संभावनाओं किताबें जाएगी",
	"அரசாங்கங்கள் வீடுகளில் பாடசாலைகளுக்கு வந்தார்கள்",
	"kormányainknak lehetőségeket dolgoztak könyveitekben",
	"guvernelor posibilitățile lucrătoarele cântaseră copiilor",
	"κυβερνήσεων δυνατότητες εργαζόμενοι ευτυχισμένος τις",
	"governamentals possibilitats treballadores col·legis",
	"pemerintahannya kemungkinan pekerjaan menyelesaikan",
	"rialtais féidearthachtaí n-oibrithe bhfuinneogaí",
	"владама могућностима радницима књигама mogućnostima njegovih",
	"vyriausybėmis galimybėmis darbininkams knygose",
	"gobernuarentzat aukerak langileekin liburuetan etxeetara",
	"կառավարություններ հնարավորություններին աշխատողների",
	"सरकारहरूको सम्भावनाहरू विद्यार्थीहरूलाई",
	"רעגירונגען מעגלעכקייטן געארבעטע ביכער",
	NULL,
};
/* clang-format on */
