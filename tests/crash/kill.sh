#!/bin/sh
# nsindex killed at random moments, KILLS times (20): the archive opens, answers
# as before or as after, and passes the deep check; the same command again
# completes, and leaves no file that the archive does not name.
. tests/t.sh
kills=${KILLS:-20}
archive=$tmp/a.ns

"$bin/corpus/gen" --docs 400 --seed 3 >"$tmp/old.jsonl"
"$bin/corpus/gen" --docs 700 --first 200 --seed 3 >"$tmp/new.jsonl"

# index DIR FILE: as it is killed, run again, and run unharmed
index() {
	"$bin/nsindex" -q -d "$1" --outlet Gaz --source s "$2"
}
# answer DIR: all that it finds, in order; "none" where there is no archive yet
answer() {
	if [ -f "$1/manifest.mdb" ]; then
		"$bin/nsquery" -d "$1" -n all --sort newest --format jsonl \
			--fields id,title,date '*' 2>&1 | cksum
	else
		echo none
	fi
}
# foreign DIR: files that are neither named by the archive nor its own
foreign() {
	for file in "$1"/*; do
		case ${file##*/} in
		manifest.mdb | manifest.mdb-lock | writer.lock) ;;
		seg-????????.mdb) ;;
		*) echo "${file##*/}" ;;
		esac
	done
}

# What the archive answers before and after, and how long it takes.
expect_code "the archive before" 0 index "$tmp/before.ns" "$tmp/old.jsonl"
cp -r "$tmp/before.ns" "$tmp/after.ns"
start=$(date +%s%N)
expect_code "the archive after" 0 index "$tmp/after.ns" "$tmp/new.jsonl"
took_ms=$((($(date +%s%N) - start) / 1000000))
expect_code "a new archive" 0 index "$tmp/first.ns" "$tmp/new.jsonl"
before=$(answer "$tmp/before.ns") after=$(answer "$tmp/after.ns")
first=$(answer "$tmp/first.ns")
empty=$("$bin/nsquery" -d "$tmp/first.ns" -n all --format jsonl \
	zzzabsentzzz 2>&1 | cksum)

killed=0 n_before=0 n_after=0 left=0 i=0
while [ "$i" -lt "$kills" ]; do
	i=$((i + 1))
	rm -rf "$archive"
	old=none new=$first
	if [ $((i % 4)) -ne 0 ]; then # each fourth makes its archive
		cp -r "$tmp/before.ns" "$archive"
		old=$before new=$after
	fi
	delay=$(awk -v seed="$i" -v ms="$took_ms" 'BEGIN {
		srand(seed); printf "%.4f", (1 + rand() * ms * 1.2) / 1000 }')
	"$bin/nsindex" -q -d "$archive" --outlet Gaz --source s \
		"$tmp/new.jsonl" 2>"$tmp/err" &
	running=$!
	sleep "$delay"
	kill -s KILL "$running" 2>"$tmp/err"
	wait "$running" 2>"$tmp/err" # its lock is gone when it is
	code=$?
	# A machine that has become faster, or less busy, is killed sooner.
	if [ "$code" -eq 137 ]; then
		killed=$((killed + 1))
	else
		took_ms=$((took_ms * 3 / 4 + 1))
	fi
	is=$(answer "$archive")
	if [ "$is" = "$new" ]; then
		n_after=$((n_after + 1))
	elif [ "$is" = "$old" ] || { [ "$old" = none ] && [ "$is" = "$empty" ]; }
	then
		n_before=$((n_before + 1))
	else
		fail "kill $i after $delay s: neither before nor after: $is"
	fi
	if [ -f "$archive/manifest.mdb" ]; then
		expect_code "kill $i: check" 0 "$bin/nsindex" check -d "$archive"
	fi
	ls "$archive" 2>/dev/null | grep -q 'tmp\|spool' && left=$((left + 1))
	expect_code "kill $i: the same command again" 0 index "$archive" \
		"$tmp/new.jsonl"
	expect "kill $i: and its answer" "$new" "$(answer "$archive")"
	expect "kill $i: files left behind" "" "$(foreign "$archive")"
	expect "kill $i: segments that nobody names" "$(
		"$bin/nsindex" stats --json -d "$archive" | python3 -c '
import json, sys
stats = json.load(sys.stdin)
segments = stats["segments"]
print(segments if isinstance(segments, int) else len(segments))'
	)" "$(ls "$archive" | grep -c '^seg-.*\.mdb$')"
	expect_code "kill $i: check in the end" 0 "$bin/nsindex" check \
		-d "$archive"
done
echo "$kills runs: $killed killed, $n_before found as before," \
	"$n_after as after, $left with files left behind" >&2
[ "$killed" -gt 0 ] && pass || fail "no run was killed"
t_end
