# t.sh - the harness of the shell tests, the sibling of t.h: counted cases.
#
#	. tests/t.sh
#	expect "two and two" 4 "$((2 + 2))"
#	t_end
#
# A script is run from the root by tests/run.sh, with BUILD (where the programs
# are), and DATA and PEERS (folders of real data, or empty). $tmp is a folder
# that goes with the script.
set -u
bin=$(cd "${BUILD:-build}" && pwd) || exit 1
unset NS_ARCHIVE NO_COLOR
export LC_ALL=C.UTF-8 TZ=UTC SHELL=/bin/sh TERM=xterm
passed=0 failed=0 skipped=0
tmp=$(mktemp -d "${TMPDIR:-/tmp}/newsstand.XXXXXX") || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM

pass() {
	passed=$((passed + 1))
}

fail() {
	echo "FAILED $0: $*" >&2
	failed=$((failed + 1))
}

skip() {
	echo "skipped $0: $*" >&2
	skipped=$((skipped + 1))
}

# expect WHAT WANTED IS
expect() {
	if [ "$2" = "$3" ]; then
		pass
	else
		fail "$1: wanted '$2', got '$3'"
	fi
}

# expect_match WHAT REGEX TEXT
expect_match() {
	if printf '%s\n' "$3" | grep -Eq -e "$2"; then
		pass
	else
		fail "$1: no /$2/ in '$(printf '%s' "$3" | head -c 400)'"
	fi
}

# expect_code WHAT CODE COMMAND...: standard output and error are left in
# $tmp/out and $tmp/err.
expect_code() {
	what=$1 wanted=$2
	shift 2
	"$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	is=$?
	if [ "$is" -eq "$wanted" ]; then
		pass
	else
		fail "$what: exit $is, wanted $wanted: $(head -c 400 "$tmp/err")"
	fi
}

# wait_for COMMAND...: until it succeeds, for a minute: a busy machine takes its
# time, and no sleep proves that something has happened.
wait_for() {
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		[ $tries -le 600 ] || return 1
		sleep 0.1
	done
}

t_end() {
	echo "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" -eq 0 ]
	exit
}
