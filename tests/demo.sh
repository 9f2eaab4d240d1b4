#!/bin/sh
# The whole way, from dumps to the browser, on the articles of corpus/: index
# them into an archive that goes away afterwards, search it here, serve it.
# On a terminal the server stays until Ctrl-C.
set -eu
export no_proxy=127.0.0.1
bin=$(cd "${BUILD:-build}" && pwd)
tmp=$(mktemp -d "${TMPDIR:-/tmp}/newsstand.XXXXXX")
archive=$tmp/news.ns
server=

clean_up() {
	[ -z "$server" ] || kill "$server" 2>/dev/null || true
	[ -z "$server" ] || wait "$server" || true
	rm -rf "$tmp"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Shows a command as one would type it, and runs it.
show() {
	printf '\n$ '
	for word in "$@"; do
		word=${word#"$bin/"}
		case $word in
		*[!a-zA-Z0-9_./:=-]*) printf "'%s' " "$word" ;;
		*) printf '%s ' "$word" ;;
		esac
	done
	printf '\n'
	"$@"
}

# The server takes a free port and says which: "nshttpd: http://...:PORT/".
start_server() {
	"$bin/nshttpd" -d "$archive" --listen 127.0.0.1:0 >"$tmp/said" &
	server=$!
	tries=0
	until grep -qs '^nshttpd: http' "$tmp/said"; do
		tries=$((tries + 1))
		if [ "$tries" -gt 600 ] || ! kill -0 "$server" 2>/dev/null; then
			echo "nshttpd did not start" >&2
			exit 1
		fi
		sleep 0.1
	done
	address=$(sed -n 's/^nshttpd: //p' "$tmp/said")
}

show "$bin/nsindex" -d "$archive" corpus/*.json*
show "$bin/nsquery" -d "$archive" -n 3 storm
show "$bin/nsquery" -d "$archive" -n 3 '"prime minister"'
show "$bin/nsquery" -d "$archive" -n 3 --sort newest --from 2010 glacier

start_server
show curl -fsS "${address}v1/search?q=storm&limit=1&pretty=1"

printf '\nThe same archive as a page: %s\n' "$address"
# From here on Ctrl-C is the way it ends: it ends the server, whenever it comes,
# and the wait with it.
if [ -t 1 ]; then
	trap 'kill "$server" 2>/dev/null || true' INT
	echo 'Ctrl-C ends the demo.'
	wait "$server" || true
	echo
fi
