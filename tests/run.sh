#!/bin/sh
# Runs test programs one after another and adds up their last lines
# ("N passed, N failed, N skipped"). A program that ends badly without a line,
# or says that nothing failed and exits with another code, counts as a failure;
# so does one that takes more than $LIMIT seconds.
#
# Whoever runs the tests, and wherever: their own language, zone, shell, proxy
# and terminal change nothing.
unset NS_ARCHIVE NO_COLOR CDPATH POSIXLY_CORRECT GREP_OPTIONS MANWIDTH \
	PYTHONPATH PYTHONHOME
export LC_ALL=C.UTF-8 TZ=UTC SHELL=/bin/sh TERM=xterm no_proxy=127.0.0.1
export NO_PROXY=$no_proxy
umask 022
passed=0 failed=0 skipped=0
for program in "$@"; do
	out=$(timeout --foreground -k 5 "${LIMIT:-1800}" "$program" </dev/null)
	code=$?
	line=$(printf '%s\n' "$out" | tail -n 1)
	set -- $(printf '%s\n' "$line" |
		sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p')
	if [ $# -ne 3 ]; then
		echo "FAILED $program: exit $code, no count" >&2
		set -- 0 1 0
	elif [ "$code" -ne 0 ] && [ "$2" -eq 0 ]; then
		echo "FAILED $program: exit $code" >&2
		set -- "$1" 1 "$3"
	fi
	printf '%-44s %5d passed %3d failed %3d skipped\n' "$program" "$1" "$2" "$3"
	passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
