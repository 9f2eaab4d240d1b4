#!/bin/sh
# nsindex as a command: exit codes, rejects, summaries, the same command twice,
# an interruption.
. tests/t.sh
nsindex=$bin/nsindex nsquery=$bin/nsquery

cat >"$tmp/good.jsonl" <<'END'
{"id":"a1","title":"Harbour reopens","body":"The harbour of Lindmoor reopened.","date":"2024-03-05","outlet":"The Ledger","lang":"en"}
{"id":"a2","title":"Bridge closed","body":"The bridge stays closed until June.","date":"2024-04-01","outlet":"The Ledger","lang":"en"}
{"id":"a3","title":"Die Brücke","body":"Die Brücke bleibt gesperrt.","date":"2024-04-02","outlet":"Abendblatt","lang":"de"}
END
cat >"$tmp/damaged.jsonl" <<'END'
{"id":"b1","title":"Ferry sails","body":"The ferry sails again.","lang":"en"}
{"id":"b2","title":"Cut in the midd
{"id":"b3","title":"","body":"","lang":"en"}
{"id":"b4","title":"Tram runs","body":"The tram runs again.","lang":"en"}
END

# count ARCHIVE WORDS...: how many articles are found
count() {
	archive=$1
	shift
	"$nsquery" -d "$archive" -c "$@" 2>"$tmp/count.err"
}

# the files of an archive that hold articles, with their sizes and contents
contents() {
	(cd "$1" && cksum seg-*.mdb)
}

expect_code "three good articles" 0 "$nsindex" -d "$tmp/a.ns" "$tmp/good.jsonl"
expect "all are found" 3 "$(count "$tmp/a.ns" '*')"
expect_match "the summary counts them" '(^|[^0-9])3 articles' \
	"$(cat "$tmp/out" "$tmp/err")"

before=$(contents "$tmp/a.ns")
expect_code "the same command again" 0 "$nsindex" -d "$tmp/a.ns" \
	"$tmp/good.jsonl"
expect "changes no file of articles" "$before" "$(contents "$tmp/a.ns")"
expect "and no answer" 3 "$(count "$tmp/a.ns" '*')"

sed 's/reopened/burned/' "$tmp/good.jsonl" >"$tmp/newer.jsonl"
expect_code "a newer version" 0 "$nsindex" -d "$tmp/a.ns" "$tmp/newer.jsonl"
expect "replaces the older one" "3 1 0" \
	"$(echo $(count "$tmp/a.ns" '*') $(count "$tmp/a.ns" burned) \
		$(count "$tmp/a.ns" =reopened))"

expect_code "damaged records" 1 "$nsindex" -d "$tmp/b.ns" \
	--rejects "$tmp/rejects" "$tmp/damaged.jsonl"
expect "the others are in" 2 "$(count "$tmp/b.ns" '*')"
expect_match "the place is named" 'damaged\.jsonl:2' "$(cat "$tmp/err")"
expect_match "and the other place" 'damaged\.jsonl:3' "$(cat "$tmp/err")"
expect "each reject is an object of JSON with its place" "2 3" "$(
	python3 -c '
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
assert all(row["reason"] and "damaged.jsonl" in row["file"] for row in rows)
print(*[row["line"] for row in rows])' "$tmp/rejects" 2>&1
)"

expect_code "a file that is not there" 2 "$nsindex" -d "$tmp/c.ns" \
	"$tmp/absent.jsonl"
expect_match "is named" 'absent\.jsonl' "$(cat "$tmp/err")"
expect_code "an option that does not exist" 2 "$nsindex" --no-such-option
expect_match "is named" 'no-such-option' "$(cat "$tmp/err")"
mkdir -p "$tmp/not-an-archive" && echo text >"$tmp/not-an-archive/manifest.mdb"
expect_code "a folder that is no archive" 2 "$nsindex" \
	-d "$tmp/not-an-archive" "$tmp/good.jsonl"

expect_code "standard input" 0 sh -c \
	'exec "$0" -d "$1" - <"$2"' "$nsindex" "$tmp/d.ns" "$tmp/good.jsonl"
expect "is indexed" 3 "$(count "$tmp/d.ns" '*')"
zstd -q "$tmp/good.jsonl" -o "$tmp/dump-zst"
python3 - "$tmp/good.jsonl" "$tmp/dump" <<'END'
import bz2, gzip, lzma, sys
data = open(sys.argv[1], "rb").read()
for name, codec in ("gz", gzip), ("xz", lzma), ("bz2", bz2):
    open(f"{sys.argv[2]}-{name}", "wb").write(codec.compress(data))
END
for suffix in gz zst xz bz2; do
	expect_code "$suffix by content" 0 "$nsindex" -d "$tmp/$suffix.ns" \
		"$tmp/dump-$suffix"
	expect "$suffix is indexed" 3 "$(count "$tmp/$suffix.ns" '*')"
done

expect_code "a summary for machines" 0 "$nsindex" -d "$tmp/e.ns" --json \
	"$tmp/good.jsonl"
expect "is one object of JSON" 3 "$(python3 -c '
import json, sys
print(json.load(sys.stdin)["articles"])' <"$tmp/out" 2>&1)"
expect_code "quiet" 0 "$nsindex" -q -d "$tmp/f.ns" "$tmp/good.jsonl"
expect "says nothing" "" "$(cat "$tmp/out" "$tmp/err")"

export NS_ARCHIVE="$tmp/g.ns"
expect_code "NS_ARCHIVE names the archive" 0 "$nsindex" "$tmp/good.jsonl"
expect "which is there" yes "$([ -f "$tmp/g.ns/manifest.mdb" ] && echo yes)"
unset NS_ARCHIVE

sed 's/"title"/"kop"/; s/"body"/"artikel"/' "$tmp/good.jsonl" >"$tmp/nl.jsonl"
expect_code "names of fields by --map" 0 "$nsindex" -d "$tmp/h.ns" \
	--map title=kop,body=artikel "$tmp/nl.jsonl"
expect "are understood" 1 "$(count "$tmp/h.ns" title:bridge)"

# ---- verbs ------------------------------------------------------------------
expect_code "stats" 0 "$nsindex" stats -d "$tmp/a.ns"
expect_match "counts the articles" '(^|[^0-9])3([^0-9]|$)' "$(cat "$tmp/out")"
expect_code "check" 0 "$nsindex" check -d "$tmp/a.ns"
expect_code "compact" 0 "$nsindex" compact -d "$tmp/a.ns"
expect "makes one segment" 1 "$(ls "$tmp/a.ns" | grep -c '^seg-.*\.mdb$')"
expect "of the same articles" 3 "$(count "$tmp/a.ns" '*')"
expect_code "reindex" 0 "$nsindex" reindex -d "$tmp/a.ns"
expect "keeps the articles" 3 "$(count "$tmp/a.ns" '*')"
"$nsquery" -d "$tmp/a.ns" --format ids burned |
	"$nsindex" forget -d "$tmp/a.ns" - >"$tmp/out" 2>&1
expect "forget takes ids from a search" 2 "$(count "$tmp/a.ns" '*')"
expect_code "the same dump again" 0 "$nsindex" -d "$tmp/a.ns" "$tmp/newer.jsonl"
expect "brings nothing back" 2 "$(count "$tmp/a.ns" '*')"
expect_code "unless it may" 0 "$nsindex" -d "$tmp/a.ns" --allow-forgotten \
	"$tmp/newer.jsonl"
expect "then it does" 3 "$(count "$tmp/a.ns" '*')"
expect_code "check after all that" 0 "$nsindex" check -d "$tmp/a.ns"

# Dates without a time are compared as days, as a search compares them.
python3 - >"$tmp/dated.jsonl" <<'END'
import json
for date in ("2023", "2024", "2024-02", "2024-03", "2024-03-04", "2024-03-05",
             "2024-03-05T09:00:00Z", "2024-03-05T11:00:00Z", ""):
    print(json.dumps({"id": "d" + date, "title": "Dated", "body": "Text.",
                      "date": date, "lang": "en"}))
END
"$nsindex" -q -d "$tmp/dated.ns" --source s "$tmp/dated.jsonl"
for date in 2024-03-05T10:00 2024-03-05 2024-03 2024; do
	cp -r "$tmp/dated.ns" "$tmp/kept.ns"
	goes=$(count "$tmp/dated.ns" "before:$date")
	expect_code "forget --before $date" 0 "$nsindex" forget \
		-d "$tmp/kept.ns" --before "$date"
	expect "leaves what before:$date does not find" $((9 - goes)) \
		"$(count "$tmp/kept.ns" '*')"
	rm -r "$tmp/kept.ns"
done

# A flipped byte where bytes differ most: in a compressed article.
cp -r "$tmp/a.ns" "$tmp/flipped.ns"
python3 - "$tmp"/flipped.ns/seg-*.mdb <<'END'
import sys
with open(sys.argv[1], "r+b") as f:
    data = f.read()
    at = max(range(0, len(data), 64), key=lambda i: len(set(data[i:i + 64])))
    f.seek(at + 32)
    f.write(bytes([data[at + 32] ^ 0xff]))
END
expect_code "check of a damaged archive" 2 "$nsindex" check -d "$tmp/flipped.ns"

# ---- an interruption --------------------------------------------------------
# A pipe that stays open: what was read before the signal is committed.
mkfifo "$tmp/pipe"
has_ended() {
	! grep -q '^State:.[^Z]' "/proc/$1/status" 2>/dev/null
}
# seconds: of the processor, that the processes we have waited for took
seconds() {
	times >"$tmp/times"
	sed '1d; s/[ms]/ /g' "$tmp/times" |
		awk '{ printf "%d", 60 * ($1 + $3) + $2 + $4 }'
}
for signal in INT TERM; do
	"$nsindex" -d "$tmp/$signal.ns" - <"$tmp/pipe" >"$tmp/out" 2>&1 &
	indexing=$!
	exec 9>"$tmp/pipe"
	cat "$tmp/good.jsonl" >&9
	tests/settled.py "$indexing" >&9 || fail "$signal: the pipe is not read"
	seconds >"$tmp/before"
	kill -s "$signal" "$indexing"
	wait_for has_ended "$indexing" && pass || {
		fail "$signal: it does not end"
		kill -KILL "$indexing"
	}
	wait "$indexing"
	code=$?
	seconds >"$tmp/after"
	# Five seconds are promised; those of other programs do not count.
	expect_match "$signal: it ends within 5 s" '^[0-5]$' \
		$(($(cat "$tmp/after") - $(cat "$tmp/before")))
	exec 9>&-
	expect_match "$signal: it ends as one that was stopped" '^(0|1|2|130|143)$' \
		"$code"
	expect "$signal: what is complete is in" 3 \
		"$(count "$tmp/$signal.ns" '*')"
	expect_match "$signal: and it says so" 'interrupt|stopp|signal' \
		"$(cat "$tmp/out")"
	expect_code "$signal: the same again" 0 "$nsindex" -d "$tmp/$signal.ns" \
		"$tmp/good.jsonl"
	expect "$signal: changes nothing twice" 3 \
		"$(count "$tmp/$signal.ns" '*')"
done
expect_code "a verb's help" 0 "$nsindex" stats --help
expect "begins with its usage" "usage: nsindex stats [-d DIR] [options]" \
	"$(head -n 1 "$tmp/out")"
expect_code "a check that finds nothing, quietly" 0 "$nsindex" check \
	-d "$tmp/a.ns" -q
t_end
