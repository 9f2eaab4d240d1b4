#!/bin/sh
# A disk that fills up while nsindex writes, at several moments: an error that
# says so, and the archive answers as before and passes the deep check.
. tests/t.sh
if ! unshare -m true 2>"$tmp/err"; then
	skip "a small file system cannot be mounted here"
	t_end
fi

"$bin/corpus/gen" --docs 300 --seed 3 >"$tmp/old.jsonl"
"$bin/corpus/gen" --docs 900 --first 300 --seed 3 >"$tmp/new.jsonl"
expect_code "the archive before" 0 "$bin/nsindex" -q -d "$tmp/before.ns" \
	"$tmp/old.jsonl"
has_kb=$(du -sk "$tmp/before.ns" | cut -f 1)

# inside: what happens on a file system with $room KB left
cat >"$tmp/inside" <<'END'
tmp=$1 bin=$2 kb=$3
mount -t tmpfs -o size="${kb}k" none "$tmp/disk" || exit 9
cp -r "$tmp/before.ns" "$tmp/disk/a.ns" || exit 9
"$bin/nsindex" -q -d "$tmp/disk/a.ns" "$tmp/new.jsonl" 2>"$tmp/said"
echo "$?"
for archive in "$tmp/before.ns" "$tmp/disk/a.ns"; do
	"$bin/nsquery" -d "$archive" -n all --sort newest --format ids '*' 2>&1 |
		cksum
done
"$bin/nsindex" check -d "$tmp/disk/a.ns" >"$tmp/check" 2>&1
echo "$?"
ls "$tmp/disk/a.ns" | grep -c 'tmp\|spool'
END
mkdir "$tmp/disk"
for room in 24 100 300 700 1200 2000 2800; do
	unshare -m sh "$tmp/inside" "$tmp" "$bin" $((has_kb + room)) \
		>"$tmp/out" 2>"$tmp/err"
	set -- $(cat "$tmp/out")
	expect "$room KB left: the run fails" 2 "${1:-$(cat "$tmp/err")}"
	expect_match "$room KB left: and says why" 'No space left|disk full' \
		"$(cat "$tmp/said")"
	expect "$room KB left: the answer" "${2:-} ${3:-}" "${4:-} ${5:-}"
	expect "$room KB left: check" 0 "${6:-}"
	expect "$room KB left: files left behind" 0 "${7:-}"
done
t_end
