#!/bin/sh
# corpus/gen: the same seed gives the same bytes, a slice agrees with the whole,
# lines are JSON with the promised fields, and the vocabulary grows as Heaps'
# law says. Run from the root; last line "N passed, N failed, N skipped".
set -u
passed=0 failed=0
dir=$(mktemp -d) || exit 2
trap 'rm -rf "$dir"' EXIT
gen=$dir/gen

ok() {
	if [ "$2" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED $1" >&2
	fi
}

${CC:-cc} -std=c11 -D_GNU_SOURCE -O2 -I. corpus/gen.c corpus/gen_words.c \
	-o "$gen" -lm
ok "builds by itself" $?

"$gen" --docs 500 --seed 7 >"$dir/a"
"$gen" --docs 500 --seed 7 >"$dir/b"
cmp -s "$dir/a" "$dir/b"
ok "the same seed gives the same bytes" $?

"$gen" --docs 500 --seed 8 >"$dir/b"
! cmp -s "$dir/a" "$dir/b"
ok "another seed gives others" $?

tail -n 100 "$dir/a" >"$dir/b"
"$gen" --first 400 --docs 100 --seed 7 | cmp -s - "$dir/b"
ok "a slice agrees with the whole" $?

# Counts words, distinct words and articles of standard input.
cat >"$dir/count.py" <<'END'
import json
import re
import sys
words, seen, articles = 0, set(), 0
for line in sys.stdin:
    a = json.loads(line)
    assert set(a) >= {"id", "title", "body", "outlet", "section", "author",
                      "lang"}, a
    assert re.fullmatch(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\dZ)?)?)?",
                        a.get("date", "2000")), a["date"]
    here = re.findall(r"\w+", a["body"].lower())
    words += len(here)
    seen.update(here)
    articles += 1
print(words, len(seen), articles)
END
for lang in en de fr; do
	"$gen" --docs 300 --lang $lang | python3 "$dir/count.py" >/dev/null
	ok "$lang: JSON with every field, dates of four precisions" $?
done

small=$("$gen" --docs 1000 | python3 "$dir/count.py")
large=$("$gen" --docs 8000 | python3 "$dir/count.py")
echo "words, distinct, articles: $small; $large"
echo "$small $large" | awk '{
	mean = $4 / $6; heaps = log($5 / $2) / log($4 / $1)
	printf "mean %.0f words, Heaps exponent %.2f\n", mean, heaps
	exit !(mean > 370 && mean < 430 && heaps > .45 && heaps < .75)
}'
ok "mean length as asked, vocabulary grows" $?

"$gen" --lang xx >/dev/null 2>&1
[ $? -eq 2 ]
ok "an unknown language is refused" $?
"$gen" --docs many >/dev/null 2>&1
[ $? -eq 2 ]
ok "a number that is none is refused" $?

echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
