#!/bin/sh
# nshttpd as a command: it serves what is in the archive, sees what is added,
# and drains on SIGTERM.
. tests/t.sh

printf '%s\n' '{"id":"a1","title":"Harbour reopens","body":"Ships.","lang":"en"}' \
	>"$tmp/one.jsonl"
printf '%s\n' '{"id":"a2","title":"Harbour burns","body":"Smoke.","lang":"en"}' \
	>"$tmp/two.jsonl"
"$bin/nsindex" -q -d "$tmp/news.ns" "$tmp/one.jsonl" || fail "no archive"

"$bin/nshttpd" -d "$tmp/news.ns" --listen 127.0.0.1:0 >"$tmp/said" \
	2>"$tmp/log" &
server=$!
trap 'kill "$server" 2>/dev/null; rm -rf "$tmp"' EXIT
wait_for grep -qs '^nshttpd: http' "$tmp/said" || fail "it does not start"
address=$(sed -n 's|^nshttpd: \(.*\)/$|\1|p' "$tmp/said")

# value PATH EXPRESSION: of the JSON that a GET answers
value() {
	curl -s "$address$1" | python3 -c "
import json, sys
answer = json.load(sys.stdin)
print($2)" 2>&1
}
# status CURL-ARGUMENTS...
status() {
	curl -s -o "$tmp/body" -w '%{http_code}' "$@"
}

expect "/healthz" 200 "$(status "$address/healthz")"
expect "a search" 1 "$(value '/v1/search?q=harbour' 'answer["total"]["value"]')"
expect "the page" 200 "$(status "$address/?q=harbour")"
expect_match "shows the hit" 'reopens' "$(cat "$tmp/body")"
expect "the page forgives what it does not know" 200 \
	"$(status "$address/?q=harbour&utm_source=x")"
expect "the interface does not" 400 \
	"$(status "$address/v1/search?q=harbour&limt=3")"
expect "it names the parameter and the nearest" "limt limit" "$(python3 -c '
import json, sys
problem = json.load(open(sys.argv[1]))
print(problem["param"], problem["suggestion"])' "$tmp/body" 2>&1)"
expect "a limit out of bounds" 400 \
	"$(status "$address/v1/search?q=harbour&limit=101")"
expect "no such path" 404 "$(status "$address/v1/none")"
expect "it only reads" 405 "$(status -X POST "$address/v1/search")"
expect "HEAD" 200 "$(status -I "$address/v1/search?q=harbour")"

"$bin/nsindex" -q -d "$tmp/news.ns" "$tmp/two.jsonl" || fail "nothing is added"
# found N: whether so many are
found() {
	[ "$(value '/v1/search?q=harbour' 'answer["total"]["value"]')" = "$1" ]
}
wait_for found 2 && pass || fail "what was added is not found"
id=$("$bin/nsquery" -d "$tmp/news.ns" --format ids burns)
expect "an article by its id" "Harbour burns" \
	"$(value "/v1/article/$(python3 -c '
import sys, urllib.parse
print(urllib.parse.quote(sys.argv[1], safe=""))' "$id")" 'answer["title"]')"

expect_code "a port in use" 2 "$bin/nshttpd" -d "$tmp/news.ns" \
	--listen "${address#http://}"
expect_code "no archive" 2 "$bin/nshttpd" -d "$tmp/absent.ns" \
	--listen 127.0.0.1:0
kill -TERM "$server"
wait "$server"
expect "SIGTERM ends it with success" 0 $?

# What a damaged page can end in; sanitizers have sentences of their own.
case $bin in
*asan* | *tsan*)
	skip "a sanitizer explains signals"
	;;
*)
	ulimit -c 0
	: >"$tmp/said"
	"$bin/nshttpd" -d "$tmp/news.ns" --listen 127.0.0.1:0 >"$tmp/said" \
		2>"$tmp/log" &
	server=$!
	wait_for grep -qs '^nshttpd: http' "$tmp/said"
	kill -s BUS "$server"
	wait "$server" 2>"$tmp/err"
	expect "SIGBUS stays one" 135 $?
	expect "and is explained" \
		"nshttpd: stopped by SIGBUS: the archive may be damaged, run 'nsindex check'" \
		"$(cat "$tmp/log")"
	;;
esac
t_end
