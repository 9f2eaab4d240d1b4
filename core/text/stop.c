#include "core/text/stop.h"

/* Function words by language, as forms: marks off, sorted, a space before and
 * after each, at most 200. Negations and question words are among them, names
 * of things never. */
struct list {
	char code[NS_LANG_BYTES];
	const char *words;
};

/* clang-format off */
static const struct list lists[] = {
	{ "ar",
	  " أحد أم أما أمام أن أنا أنت أنه أنها أو أولئك أي أية أيضا أين إحدى "
	  "إذ إذا إلى إليه إليها إما إن إنه إنها التي الذي الذين اللتان اللذان "
	  "الى بأن بعد بعض بما به بها بهم بين بينما تحت تكون تلك ثم حتى حول "
	  "حيث حين خلال دون ذلك سوف سوى ضد على عليه عليها عن عند عندما عنه "
	  "عنها غير فإن فقط فوق في فيما فيه فيها قبل قد كان كانت كانوا كذلك كل "
	  "كلما كما كيف لأن لا لقد لكن لكنه لكنها لم لماذا لن له لها لهم لو "
	  "لولا ليس ليست ما ماذا متى مثل مع معه معها مما من منذ منه منها نحن "
	  "نحو هؤلاء هذا هذه هل هم هن هنا هناك هو هي و وأن وراء وفي وقد وكان "
	  "وكانت ولا ولم ومن وهو وهي يا يكون " },
	{ "ca",
	  " a aixi aixo al allo als altra altre altres amb aquell aquella "
	  "aquelles aquells aquest aquesta aquestes aquests cada com contra d "
	  "de del dels des doncs durant el ell ella elles ells els em en "
	  "encara entre era eren es esta estan et fins ha han havia he hi i jo "
	  "l la les li llur lo me mentre mes meu meva mi molt molta moltes "
	  "molts n ni no nosaltres nostra nostre nostres o on pel pels per "
	  "pero perque poc qual quals quan quant que qui s sa se sense ser seu "
	  "seus seva seves si sobre son sota t tambe tan tant te teu teva tot "
	  "tota totes tots tu un una unes uns va van vosaltres vostra vostre " },
	{ "da",
	  " af alle alt anden andet andre at blev blive bliver da de dem den "
	  "denne der deres det dette dig din dine disse dit dog du efter eller "
	  "en end er et fa for fordi fra ham han hans har havde have hende "
	  "hendes her hos hun hvad hvem hver hvilken hvis hvor hvordan hvorfor "
	  "i ikke ind ingen jeg jer jeres jo kan kunne man mange med meget "
	  "mellem men mens mere mig min mine mit mod nar ned noget nogle nu og "
	  "ogsa om op os over pa sa sadan selv sig sin sine sit skal skulle "
	  "som thi til ud uden under vaere vaeret var ved vi vil ville vor "
	  "vores " },
	{ "de",
	  " aber alle allem allen aller alles als also am an ander andere "
	  "anderem anderen anderer anderes auch auf aus bei beim bin bis bist "
	  "da damit dann das dass dein deine deinem deinen deiner dem den denn "
	  "der des dessen dich die dies diese diesem diesen dieser dieses dir "
	  "doch dort du durch ein eine einem einen einer eines er es etwas "
	  "euch euer eure fur gegen habe haben hat hatte hatten hier hin "
	  "hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im in "
	  "indem ins ist jede jedem jeden jeder jedes jene jenem jenen jener "
	  "jenes kann kein keine keinem keinen keiner konnen man mein meine "
	  "meinem meinen meiner mich mir mit muss nach nicht nichts noch nun "
	  "nur ob oder ohne sehr sein seine seinem seinen seiner seines seit "
	  "sich sie sind so solche solchen sollte sondern sonst soweit uber um "
	  "und uns unser unsere unserem unseren unter viel vom von vor wahrend "
	  "war waren warum was weil welche welchem welchen welcher welches "
	  "wenn wer werde werden wie wieder will wir wird wo wurde wurden zu "
	  "zum zur zwar zwischen " },
	{ "el",
	  " ακομα ακομη αλλα αλλεσ αλλη αλλο αλλοι αλλοσ αν αντι απο ασ αυτα "
	  "αυτεσ αυτη αυτην αυτησ αυτο αυτοι αυτον αυτοσ αυτου αυτουσ αυτων "
	  "αφου για γιατι δεν δηλαδη εαν εγω εδω ειμαι ειναι εισαι ειτε ειχαν "
	  "ειχε εκει εκεινη εκεινο εκεινοσ εμεισ ενα εναντιον ενασ ενοσ ενω "
	  "επειδη επισησ εσεισ εσυ ετσι εχει εχουν εχω η ηδη ηταν θα καθε και "
	  "καμια κανενασ καποια καποιο καποιοσ κατα κατω κι λοιπον μασ με μεσα "
	  "μετα μεταξυ μεχρι μη μην μια μιασ μονο μου να ο οι ολα ολεσ ολη ολο "
	  "ολοι ολοσ ομωσ οποια οποιεσ οποιο οποιοι οποιοσ οποιου οποιων οπου "
	  "οπωσ οσο οταν οτι ουτε πανω παρα περι πιο ποια ποιο ποιοι ποιοσ "
	  "πολυ ποσο ποτε που πριν προσ πωσ σαν σασ σε σου στα στη στην στισ "
	  "στο στον στουσ τα την τησ τι τιποτα τισ το τον τοσο τοτε του τουσ "
	  "των τωρα υπο χωρισ ωσ ωστοσο " },
	{ "en",
	  " a about above after again against all also am an and any are as at "
	  "be because been before being below between both but by can could "
	  "did do does doing dont down during each few for from further had "
	  "has have having he her here hers herself him himself his how i if "
	  "in into is isnt it its itself just me more most my myself no nor "
	  "not of off on once only or other our ours ourselves out over own "
	  "same she should so some such than that the their theirs them "
	  "themselves then there these they this those through to too under "
	  "until up upon us very was wasnt we were what when where which while "
	  "who whom why will with would you your yours yourself yourselves " },
	{ "es",
	  " a al algo algun alguna algunas algunos ante antes aquel aquella "
	  "aquellas aquellos aqui asi aun aunque cada como con contra cual "
	  "cuales cuando de del desde donde dos durante e el ella ellas ellos "
	  "en entre era eran es esa esas ese eso esos esta estaba estan estas "
	  "este esto estos estoy fue fueron ha habia habian han hasta hay he "
	  "la las le les lo los mas me mi mientras mis muy ni no nos nosotros "
	  "nuestra nuestras nuestro nuestros o os otra otras otro otros para "
	  "pero por porque pues que quien quienes se sea segun ser sera si "
	  "sido sin sino sobre son su sus tambien tan tanto te tiene tienen "
	  "toda todas todo todos tu tus un una unas uno unos usted ustedes y "
	  "ya yo " },
	{ "eu",
	  " arte baina baino baita bat bere beren beste bezala da dela den "
	  "dira diren du dute edo ere eta ez gabe gu gure guztiak haiek han "
	  "haren hau hauek hemen hor hori horiek hura izan ni nire noiz nola "
	  "non nor ondoren orain oso zein zen zer zergatik ziren zu zuek zuen "
	  "zure " },
	{ "fi",
	  " ei eivat eli emme en ennen enta et etta ette han hanen hanta he "
	  "heidan heille heita ja jo johon joiden joihin joita joka jokainen "
	  "joko jolla jolloin jonka jonkin jos joskus jossa josta jota jotka "
	  "jotta kaikki kanssa kautta ken keskella koko koska kuin kuinka "
	  "kuitenkin kun me meidan meille meita mihin mika mikaan miksi "
	  "millainen milloin mina minua minulla minun minut missa mista mita "
	  "mitaan mukaan mutta muu muun muut myos naiden nain naita nama ne "
	  "niiden niihin niin niissa niita noin nuo nyt olemme olen olet "
	  "olette oleva oli olisi olivat olla on ovat saa se seka sen siella "
	  "siihen siina siita silla sina sinun sita sitten tai tama taman tana "
	  "tassa tasta tata te teidan tuo tuon vaan vai vaikka vain voi vuoksi "
	  "yli " },
	{ "fr",
	  " a ai au aucun aucune aussi autre autres aux avait avant avec avez "
	  "avons ayant c car ce ceci cela celle celles celui ces cet cette "
	  "ceux chaque comme comment d dans de depuis des dont du elle elles "
	  "en encore entre es est et etaient etait etant ete etes etre eu eux "
	  "fait il ils j je jusque l la le les leur leurs lors lui m ma mais "
	  "me meme memes mes moi moins mon n ne ni non nos notre nous on ont "
	  "ou par parce pas pendant plus pour pourquoi puis qu quand que quel "
	  "quelle quelles quels qui quoi s sa sans se sera seront ses si soit "
	  "son sont sous suis sur t ta tandis te tes toi ton tous tout toute "
	  "toutes tres tu un une vers vos votre vous y " },
	{ "ga",
	  " a ach ag agus an ar arna as ba beirt bhi ceathrar chuig cuir d da "
	  "dar de den do dom don e eile faoi go gur i iad idir in ina is le "
	  "leis mar me mo muid na nach ni nil no nuair o ona os roimh sa se "
	  "seo si sibh sin sinn siud ta thar thu tri tu um " },
	{ "hi",
	  " अगर अपना अपनी अपने अब आप आपका आपकी आपके इन इनका इनकी इनके इस इसका "
	  "इसकी इसके इसे उन उनका उनकी उनके उस उसका उसकी उसके उसे एक एवं ऐसे और "
	  "कब कर करके करता करती करते करना करने कहाँ का कि किए किया किसी की कुछ "
	  "के कैसे को कोई कौन क्या क्यों गई गए गया जब जा जिन जिस जिसका जिसकी "
	  "जिसके जिसे जैसे जो तक तथा तब तुम तुम्हारा तो था थी थे द्वारा न नहीं "
	  "ने पर पहले बहुत बाद बिना बीच भी मगर मत मुझे में मेरा मेरी मेरे मैं "
	  "यदि यह यहाँ या ये रहा रही रहे लिए लेकिन वह वहाँ वाला वाली वाले वे "
	  "सब सभी साथ से हम हमारा हमारी हमारे हमें ही हुआ हुई हुए है हैं हो "
	  "होता होती होते होना होने " },
	{ "hu",
	  " a abban ahhoz ahogy ahol aki akik akkor alatt altal altalaban "
	  "amely amelyek amelyet ami amig amit annak arra arrol at az azert "
	  "azok azon azonban azt aztan azutan azzal be bele benne cikk csak de "
	  "e ebben eddig egesz egy egyeb egyes egyik egyre ekkor el eleg ellen "
	  "elo eloszor elott en ennek erre es ez ezek ezen ezert ezt ezzel fel "
	  "fele ha hanem hiszen hogy hogyan igen igy ill illetve ilyen is ison "
	  "itt jo jol kell ki kivul kozott kozul le legyen lenne lesz lett "
	  "maga magat majd mar mas meg mellett mely mert mi miert mig milyen "
	  "mind minden mindig mint mintha mit mivel most nagyon ne neha nekem "
	  "neki nelkul nem nincs o ok oket olyan ossze ott pedig ra s sajat "
	  "sem semmi sok sokkal szamara szemben szerint talan te tehat teljes "
	  "tobb tovabb tovabba ugy ugyanis ujra utan utana utolso vagy vagyis "
	  "vagyok valaki valami valamint van vannak vele veluk vissza viszont "
	  "volna volt voltak " },
	{ "hy",
	  " ամեն այդ այն այս առանց առաջ արդեն բայց բոլոր դու դուք եթե են ես "
	  "երբ եւ է էին էլ էր ըստ թե ինչ ինչու ինչպես իր կամ համար հետ հետո "
	  "ձեր մենք մեջ մեր մի միայն մինչեւ մոտ նա նաեւ նրա նրանք շատ ով որ "
	  "որտեղ չեն չի պետք վրա " },
	{ "id",
	  " ada adalah agar akan akibat aku anda antara apa apakah atas atau "
	  "bagaimana bagi bahwa banyak beberapa begitu belum bila bisa boleh "
	  "bukan dalam dan dapat dari daripada demi dengan di dia hanya harus "
	  "hingga ia ingin ini itu jadi jangan jika juga kalau kami kamu kapan "
	  "karena ke kemudian kepada ketika kini kita lagi lain lalu lebih "
	  "maka mana masih melalui mengapa mereka meski namun oleh pada para "
	  "pernah pula pun saat saja sambil sampai sangat saya sebab sebagai "
	  "sebelum secara sedang sehingga sejak sekarang selain selama semua "
	  "seorang seperti sering serta sesuatu setelah setiap siapa sini situ "
	  "suatu sudah supaya tanpa tapi telah tentang terhadap tersebut "
	  "tetapi tidak untuk walau yaitu yakni yang " },
	{ "it",
	  " a ad agli ai al alla alle allo anche ancora avere aveva c che chi "
	  "ci cio coi col come con contro cui d da dagli dai dal dalla dalle "
	  "dallo degli dei del dell della delle dello di dopo dove e ed era "
	  "erano essere fra fu gli ha hai hanno ho i il in io l la le lei li "
	  "lo loro ma me mentre mi mia mie miei mio ne negli nei nel nella "
	  "nelle nello nessuno no noi non nostra nostre nostri nostro o ogni "
	  "oltre per perche pero piu poi prima qual quale quali quando quanto "
	  "quella quelle quelli quello questa queste questi questo qui se sei "
	  "senza si sia siamo siano siete sono sopra sotto sta stata state "
	  "stati stato su sua sue sugli sui sul sulla sulle sullo suo suoi tra "
	  "tu tua tue tuo tuoi tutta tutte tutti tutto un una uno vi voi "
	  "vostra vostro " },
	{ "lt",
	  " ant apie ar arba as be bet bus buti buvo dar del i iki ir is jai "
	  "jam jau jei jeigu ji jie jis jo jos ju jus jusu ka kad kada kai "
	  "kaip kas kiek kita kitas kiti kodel kur kuri kurie kurio kurios "
	  "kuris mano mes musu ne nei ner nera nes nuo o pagal pat per po prie "
	  "pries savo si sie sio sios sis su ta taciau tai taip tarp tas tavo "
	  "tie tik to todel tos tu uz visi viskas visos yra " },
	{ "ne",
	  " अब आफ्नो उनी उनीहरू उहाँ एक एवं कसरी कहाँ कहिले का किन की कुनै के "
	  "केही को गरी गरेको गर्न गर्ने छ छन् जस जो त तथा तपाईं तर तिमी ती "
	  "त्यस त्यो थिए थियो देखि द्वारा न नै पनि बाट भएको भने म मा मात्र "
	  "मेरो यस यी यो र लागि ले वा सँग सम्म हामी हाम्रो हुन हुने हुन् हो " },
	{ "nl",
	  " aan al alle alles als altijd andere ben bij daar dan dat de der "
	  "deze die dit doch doen door dus een en er ge geen had hadden heb "
	  "hebben heeft hem het hier hij hoe hun iets ik in is ja je jij jou "
	  "jouw jullie kan kon kunnen maar me meer men met mij mijn moet na "
	  "naar niet niets nog nu of om omdat onder ons onze ook op over te "
	  "tegen toch toen tot u uit uw van veel voor waar waren was wat we "
	  "wel welke werd werden wie wij wil worden wordt zal ze zei zelf zich "
	  "zij zijn zo zonder zou zouden " },
	{ "no",
	  " alle alt andre at av bade bare ble bli blir blitt da de deg dem "
	  "den denne der dere deres dess det dette di din disse ditt du eg eit "
	  "eller en enn er et etter fa for fordi fra ha hadde han hans har "
	  "hennes her hun hva hvem hver hvilke hvilken hvis hvor hvordan "
	  "hvorfor i ikke ikkje ingen inn ja jeg kan kom kun kunne man mange "
	  "med meg mellom men mens mer mi min mine mitt mot na nar ned no noe "
	  "noen og ogsa om opp oss over pa sa seg selv si sin sine sitt skal "
	  "skulle slik som til um under ut uten vaere vaert var vart ved vi "
	  "vil ville " },
	{ "pt",
	  " a ainda ao aos aquela aquelas aquele aqueles aquilo as ate cada "
	  "com como contra da das de dela delas dele deles depois desde do dos "
	  "e ela elas ele eles em enquanto entre era eram essa essas esse "
	  "esses esta estao estas este estes eu foi foram ha isso isto ja lhe "
	  "lhes mais mas me mesmo meu meus minha minhas muito na nao nas nem "
	  "no nos nossa nossas nosso nossos num numa o os ou outra outras "
	  "outro outros para pela pelas pelo pelos pois por porque quais qual "
	  "quando que quem se sem ser sera seu seus so sob sobre sua suas "
	  "tambem tanto te tem teu toda todas todo todos tu tua um uma umas "
	  "uns voce voces " },
	{ "ro",
	  " a acea aceasta aceea acei aceia acel acela acele acelea acest "
	  "acesta aceste acestea acestei acestor acestui acolo acum ai aia al "
	  "ale alt alta alte altul am as asa asta astfel asupra atat atunci au "
	  "avand avea ca caci care cat cate catre ce cea cei cel cele celor "
	  "chiar cine cineva cu cum cumva da daca dar de deci deja desi din "
	  "dupa ea ei el ele era este eu exista fara fi fie fiecare fiind "
	  "foarte fost iar ii il imi in inca intre isi iti la le li lor lui "
	  "mai mea mei mele meu mult multi ne ni nici nimeni nimic noastra noi "
	  "nostri nostru nu o ori oricare orice pana pe pentru peste poate "
	  "prin sa sale sau se si sub sunt sus ta tale tau te ti toata toate "
	  "tot toti totul tu un una unde unei unele uneori unii unor unui va "
	  "vi voastra voi vom vor vostru " },
	{ "ru",
	  " а без более больше будет будто бы был была были было быть в вам "
	  "вас ваш весь во вот все всего всех всю вы где да даже для до его ее "
	  "ей ему если есть еще же за здесь и из или им ими их к как какая "
	  "какой ко когда кого которая которого которой которые который "
	  "которых кто куда ли лишь между меня мне много может мой моя мы на "
	  "над надо нас наш не него нее ней нет ни них но ну о об один он она "
	  "они оно от очень перед по под после потому почти при про раз с сам "
	  "свое своего своей свои своих свой себе себя со так также такой там "
	  "тебя тем теперь то того тоже той только том тот ту ты у уже хотя "
	  "чего чей чем через что чтобы чуть эта эти этих это этого этой этом "
	  "этому этот эту я " },
	{ "sr",
	  " a ako ali bez bi ce da do ga gde i ih ili im iz izmedu ja je jer "
	  "joj jos kad kada kako kao kod koja koje koji li mi moj mu na nad "
	  "nas ne ni nije njega njegov njih o od on ona oni ono ova ovaj ovo "
	  "po pod posle pre pri sa sam samo se si smo ste sto su sve svi ta "
	  "taj te ti to toga tvoj u vas vec vi za zato zbog а ако али без би "
	  "вас ваш већ ви га где да до за зато због и из између или им их кад "
	  "када како као код која које који ли мене ми мој му на над нас наш "
	  "не ни није о ова овај ово од он она они оно по под после пре при са "
	  "сам само све сви се си смо сте су та тај твој те тебе ти то тога у "
	  "што ја је јер још јој њега његов њен њих њихов њу ће " },
	{ "sv",
	  " alla allt an andra ar at att av blev bli blir da dar de dem den "
	  "denna deras dess dessa det detta dig din dina ditt du eller en er "
	  "ett for fran ha hade han hans har hennes hon honom hur i icke ingen "
	  "inom inte jag ju kan kunde man med mellan men mig min mina mitt mot "
	  "mycket nagon nagot nagra nar ni nu och ocksa om oss over pa sa "
	  "samma sedan sig sin sina sitt ska skall skulle som till under upp "
	  "ut utan vad var vara varfor varje vart vem vi vid vilka vilken "
	  "vilket " },
	{ "ta",
	  " அங்கு அதன் அதற்கு அதில் அது அதை அந்த அனைத்து அப்போது அல்லது அவன் "
	  "அவரது அவருக்கு அவர் அவர்கள் அவள் அவை ஆகும் ஆனால் இங்கு இதன் இதற்கு "
	  "இதில் இது இதை இந்த இப்போது இருக்கிறது இருக்கும் இருந்த இருந்து "
	  "இல்லை இவர் இவர்கள் இவை உங்கள் உள்ள உள்ளது எங்கள் எங்கு எங்கே எது "
	  "எந்த என எனது எனவே எனினும் என்ன என்பது என்ற என்று என்றும் எப்படி "
	  "எப்போது எல்லா ஏன் ஒரு குறித்து கூட கொண்ட கொண்டு சில செய்த செய்து "
	  "தங்கள் தனது தான் நாங்கள் நான் நாம் நீ நீங்கள் பற்றி பல பின் பின்னர் "
	  "போது போன்ற மட்டும் மற்றும் மிக மிகவும் மீது முன் முன்னர் மூலம் "
	  "மேலும் யார் வந்து வரை வேண்டும் " },
	{ "tr",
	  " acaba ama ancak artik aslinda az bana bazi belki ben benden beni "
	  "benim bile bir biraz bircok biri birkac birsey biz bizden bizi "
	  "bizim boyle bu buna bunda bundan bunlar bunlari bunlarin bunu bunun "
	  "burada cok cunku da daha de defa degil diger diye en fakat gibi "
	  "gore hangi hem hep hepsi her hic icin ile ise iste kadar karsin "
	  "kendi kendine kendini ki kim kimse mi mu nasil ne neden nerede "
	  "nereye nicin niye o olan olarak oldu oldugu olup ona ondan onlar "
	  "onlara onlardan onlari onlarin onu onun oyle oysa pek ragmen sadece "
	  "sanki sen senden seni senin sey siz sizden sizi sizin sonra su suna "
	  "sunu tum uzere var ve veya ya yani yine yok zaten " },
	{ "yi",
	  " א אבער אדער אויב אויך אויף און אונדז אז איז איך אים אין איר אלע אן "
	  "געווען דא דאס דארט דו די דעם דער האבן האט וואו וואס ווי ווייל ווען "
	  "ווער זי זיי זענען זײן מיט מיר נאך ניט נישט עס ער פאר פון צו שוין " },
};
/* clang-format on */

const char *ns_stop_words(struct ns_lang lang)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		if (memcmp(lists[i].code, lang.code, NS_LANG_BYTES) == 0)
			return lists[i].words;
	}
	return NULL;
}

/* Halves what is left of the list, from one space to another. */
bool ns_is_stop_word(struct ns_lang lang, struct ns_str form)
{
	const char *words = ns_stop_words(lang);
	size_t from = 0, to = words ? strlen(words) - 1 : 0;

	while (from < to) {
		size_t at = from + (to - from) / 2;
		struct ns_str word;
		int order;

		while (words[at] != ' ')
			at--;
		word.p = words + at + 1;
		word.n = strcspn(word.p, " ");
		order = ns_str_cmp(word, form);
		if (!order)
			return true;
		if (order < 0)
			from = at + 1 + word.n;
		else
			to = at;
	}
	return false;
}
