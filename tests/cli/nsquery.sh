#!/bin/sh
# nsquery as a command: exit codes as grep, quiet on a closed pipe, formats,
# colour.
. tests/t.sh
nsquery=$bin/nsquery

python3 - >"$tmp/dump.jsonl" <<'END'
import json
for i in range(60):
    print(json.dumps({
        "id": f"n{i}", "title": f"Harbour news {i}", "lang": "en",
        "body": "The harbour reopened. " + "Ships came and went. " * (i % 7),
        "date": f"2024-{i % 12 + 1:02}-05", "url": f"https://x.example/{i}",
        "outlet": "The Ledger" if i % 2 else "Abendblatt"}))
END
"$bin/nsindex" -q -d "$tmp/news.ns" "$tmp/dump.jsonl" ||
	fail "the dump is not indexed"
export NS_ARCHIVE="$tmp/news.ns"

expect_code "found" 0 "$nsquery" harbour
expect_code "nothing found" 1 "$nsquery" zeppelin
expect "nothing is written then" "" "$(cat "$tmp/out")"
expect_code "no archive" 2 "$nsquery" -d "$tmp/absent.ns" harbour
expect_match "it is named" 'absent\.ns' "$(cat "$tmp/err")"
expect_code "an option that does not exist" 2 "$nsquery" --no-such-option x
expect_match "it is named" 'no-such-option' "$(cat "$tmp/err")"
expect_code "a value out of range" 2 "$nsquery" --sort sideways harbour
expect_code "no question" 2 "$nsquery"
expect_code "brackets left open are no error" 0 "$nsquery" '((harbour "news'
expect_match "but a warning" '.' "$(cat "$tmp/err")"

# A reader that leaves early: no message, and no failure but the signal's.
(
	"$nsquery" -n all harbour 2>"$tmp/pipe.err"
	echo $? >"$tmp/pipe.code"
) | head -n 1 >"$tmp/head"
expect "a closed pipe is quiet" "" "$(cat "$tmp/pipe.err")"
expect_match "and no error" '^(0|141)$' "$(cat "$tmp/pipe.code")"

expect "-n 3" 3 "$("$nsquery" -n 3 --format ids harbour | wc -l)"
expect "ten when nothing is said" 10 "$("$nsquery" --format ids harbour | wc -l)"
expect "-n all" 60 "$("$nsquery" -n all --format ids harbour | wc -l)"
expect "pages follow each other" "$("$nsquery" -n 20 --format ids harbour)" \
	"$("$nsquery" -n 10 --format ids harbour
	"$nsquery" -n 10 --page 2 --format ids harbour)"
expect "-c" 60 "$("$nsquery" -c harbour)"
expect_code "-c of nothing" 1 "$nsquery" -c zeppelin
expect "is 0" 0 "$(cat "$tmp/out")"
expect "-l" https://x.example/ \
	"$("$nsquery" -l -n 1 harbour | sed 's|[0-9]*$||')"
expect "-0" 3 "$("$nsquery" -0 -l -n 3 harbour | tr -cd '\0' | wc -c)"
expect "a filter" 30 "$("$nsquery" -c --outlet Abendblatt harbour)"
expect "a filter that excludes" 30 "$("$nsquery" -c --outlet=-Abendblatt harbour)"
expect "dates, both inclusive" 10 \
	"$("$nsquery" -c --from 2024-03-05 --to 2024-04 harbour)"
expect "-word excludes behind the first word" 1 \
	"$("$nsquery" harbour -news >"$tmp/out"; echo $?)"
expect "long options stand anywhere" 2 \
	"$("$nsquery" harbour --format ids --limit 2 | wc -l)"

expect "--json is an object a line" "60 60" "$("$nsquery" --json -n all harbour |
	python3 -c '
import json, sys
rows = [json.loads(line) for line in sys.stdin]
print(len(rows), len({row["id"] for row in rows}))' 2>&1)"
id=$("$nsquery" --format ids -n 1 'title:"news 7"')
expect_match "--show writes the article" 'Harbour news 7' \
	"$("$nsquery" --show "$id")"
expect_code "--show of an id that is not there" 1 "$nsquery" --show none
expect_match "--explain" '[0-9]\.[0-9]' "$("$nsquery" --explain -n 1 harbour)"

# An embargo: not there before its time, and as any other after it.
printf '%s\n' \
	'{"id":"e1","title":"Zircon fair","lang":"en","embargo":"2001-01-01"}' \
	'{"id":"e2","title":"Zircon secret","lang":"en","embargo":"2390-01-01"}' \
	>"$tmp/embargo.jsonl"
"$bin/nsindex" -q -d "$tmp/e.ns" --source s "$tmp/embargo.jsonl" ||
	fail "embargoed articles are not indexed"
expect "an embargoed article is not found" s:e1 \
	"$("$nsquery" -d "$tmp/e.ns" --format ids zircon)"
expect "nor counted" 1 "$("$nsquery" -d "$tmp/e.ns" -c zircon)"
expect_code "nor shown" 1 "$nsquery" -d "$tmp/e.ns" --show s:e2
expect_match "what its embargo was is" '"embargo": *"2001-01-01"' \
	"$("$nsquery" -d "$tmp/e.ns" --format json --fields embargo zircon)"

printf 'q1\tharbour\nq2\tzeppelin\nq3\tships went\n' >"$tmp/queries"
"$nsquery" --queries "$tmp/queries" --format trec -n 5 >"$tmp/run"
expect "--queries gives a TREC run" "5 0 5" "$(
	echo $(for q in q1 q2 q3; do grep -c "^$q Q0 " "$tmp/run"; done))"
expect "its columns" 6 "$(awk '{ print NF }' "$tmp/run" | sort -u)"
expect "its scores fall" "" "$(awk '$1 == q && $5 > s { print "rises" }
	{ q = $1; s = $5 }' "$tmp/run")"

escape=$(printf '\033')
expect "no colour in a pipe" 0 "$("$nsquery" harbour | grep -c "$escape")"
expect_match "colour when asked for" "$escape" \
	"$("$nsquery" --color always harbour)"
export bin
# On a terminal (script makes one) colour is automatic, unless NO_COLOR is set.
if command -v script >/dev/null; then
	expect_match "colour on a terminal" "$escape" \
		"$(script -qec '"$bin/nsquery" harbour' /dev/null </dev/null)"
	expect "NO_COLOR" 0 "$(NO_COLOR=1 script -qec '"$bin/nsquery" harbour' \
		/dev/null </dev/null | grep -c "$escape")"
else
	skip "colour on a terminal needs script(1)"
fi
t_end
