#!/bin/sh
# The demo goes the whole way, leaves nothing behind, and ends by itself where
# nobody sits at a terminal.
. tests/t.sh

mkdir "$tmp/tmp"
TMPDIR=$tmp/tmp
export TMPDIR
expect_code "the demo" 0 env BUILD="$bin" tests/demo.sh
expect "shows every command" "nsindex nsquery nsquery nsquery curl" \
	"$(echo $(sed -n 's/^\$ \([a-z]*\) .*/\1/p' "$tmp/out"))"
expect_match "the answer is JSON with a hit" '"hits": *\[' "$(cat "$tmp/out")"
expect_match "the page has an address" 'http://127\.0\.0\.1:[0-9]+/$' \
	"$(tail -n 1 "$tmp/out")"
expect "the archive is gone" "" "$(ls "$tmp/tmp")"
address=$(tail -n 1 "$tmp/out" | grep -o 'http:.*')
expect_code "the server is gone" 7 curl -s "$address"

# Ctrl-C at a terminal, which script(1) makes.
if command -v script >/dev/null; then
	# The terminal stays open until the demo has ended. script(1) starts a shell
	# in it, which a Ctrl-C would end too where it stays beside the demo.
	{
		wait_for grep -qs Ctrl-C "$tmp/typed"
		printf '\003'
		wait_for test -e "$tmp/ended"
	} | {
		BUILD=$bin script -qfec 'exec tests/demo.sh' \
			"$tmp/typed" >"$tmp/out"
		echo $? >"$tmp/ended"
	}
	expect "Ctrl-C ends it with success" 0 "$(cat "$tmp/ended")"
	expect "the archive is gone then too" "" "$(ls "$tmp/tmp")"
else
	skip "Ctrl-C needs script(1)"
fi
t_end
