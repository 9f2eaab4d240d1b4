#!/bin/sh
# What holds the tests up: the runner counts honestly, what is missing is
# installed or named, and make builds again what a change touches.
. tests/t.sh

# ---- run.sh -----------------------------------------------------------------
# program NAME TEXT CODE: a test program that says so and ends so
program() {
	printf '#!/bin/sh\necho "%s"\nexit %d\n' "$2" "$3" >"$tmp/$1"
	chmod +x "$tmp/$1"
}
# total PROGRAM...: what run.sh says last, and its exit code
total() {
	(cd "$tmp" && "$root/tests/run.sh" "$@" 2>"$tmp/err" | tail -n 1)
}
root=$PWD
program good '2 passed, 0 failed, 1 skipped' 0
program bad '1 passed, 3 failed, 0 skipped' 1
program mute 'all is well' 0
program liar '5 passed, 0 failed, 0 skipped' 1
program slow '1 passed, 0 failed, 0 skipped' 0
sed -i 's|^echo|sleep 20 >/dev/null; echo|' "$tmp/slow"
expect "counts are added" '4 passed, 0 failed, 2 skipped' \
	"$(total ./good ./good)"
expect "failures too" '3 passed, 3 failed, 1 skipped' "$(total ./good ./bad)"
expect "no count is a failure" '2 passed, 1 failed, 1 skipped' \
	"$(total ./mute ./good)"
expect "a bad end is a failure" '5 passed, 1 failed, 0 skipped' \
	"$(total ./liar)"
expect "no program is a failure" '0 passed, 1 failed, 0 skipped' \
	"$(total ./absent)"
expect "no end is a failure" '0 passed, 1 failed, 0 skipped' \
	"$(LIMIT=1 total ./slow)"
expect_code "all good" 0 tests/run.sh "$tmp/good"
expect_code "one bad" 1 tests/run.sh "$tmp/good" "$tmp/bad"

# ---- deps.sh ----------------------------------------------------------------
# A machine of scripts: dpkg-query knows what $tmp/bin/installed lists, apt-get
# writes down how it was called.
mkdir "$tmp/bin"
machine() {
	printf '#!/bin/sh\n%s\n' "$2" >"$tmp/bin/$1"
	chmod +x "$tmp/bin/$1"
}
machine dpkg-query 'for p; do :; done
grep -qx "$p" "${0%/*}/installed" && echo installed'
machine apt-get 'echo "$DEBIAN_FRONTEND $*" >>"${0%/*}/calls"
[ -f "${0%/*}/updated" ] || [ "$1" = update ] && : >"${0%/*}/updated"'
for tool in sh grep sed env; do
	ln -s "$(command -v $tool)" "$tmp/bin/$tool"
done
everything=$(sed -n "/^packages='/,/'\$/p" tests/deps.sh | tr -d "'" |
	sed 's/^packages=//')
# deps UID PACKAGE...: runs deps.sh as that user where these are missing
deps() {
	machine id "echo $1"
	shift
	rm -f "$tmp/bin/calls" "$tmp/bin/updated"
	: >"$tmp/bin/calls"
	for package in $everything; do
		case " $* " in
		*" $package "*) ;;
		*) echo "$package" ;;
		esac
	done >"$tmp/bin/installed"
	PATH=$tmp/bin sh tests/deps.sh >"$tmp/out" 2>"$tmp/err" </dev/null
}
expect "the packages are read from deps.sh" yes \
	"$(echo $everything | grep -q 'libyajl-dev.*zstd' && echo yes)"
deps 0
expect "all there: nothing is done" "0 " "$? $(cat "$tmp/bin/calls")"
deps 1000
expect "all there, as a user: nothing is said" "0 " \
	"$? $(cat "$tmp/bin/calls" "$tmp/out" "$tmp/err")"
deps 1000 liblmdb-dev zstd
expect "a user without sudo is told" 1 $?
expect_match "which line to run" \
	'apt-get install -y --no-install-recommends liblmdb-dev zstd$' \
	"$(cat "$tmp/err")"
expect "and nothing is tried" "" "$(cat "$tmp/bin/calls")"
install='noninteractive install -y --no-install-recommends curl'
deps 0 curl
expect "root installs what is missing, after an update where needed" "0 $install
noninteractive update
$install" "$? $(cat "$tmp/bin/calls")"
machine sudo 'case $1 in -n) exit 0 ;; *) exec "$@" ;; esac'
deps 1000 curl
expect "sudo that asks nothing is used" "0 $install
noninteractive update
$install" "$? $(cat "$tmp/bin/calls")"
rm "$tmp/bin/sudo"

# ---- make -------------------------------------------------------------------
mkdir -p "$tmp/tree/core/base" "$tmp/tree/tests/base"
cp Makefile "$tmp/tree"
cp tests/run.sh tests/t.h "$tmp/tree/tests"
cat >"$tmp/tree/core/base/one.c" <<'END'
#include "core/base/one.h"
int one(void)
{
	return ONE;
}
END
printf '#define ONE 1\nint one(void);\n' >"$tmp/tree/core/base/one.h"
cat >"$tmp/tree/tests/base/one.c" <<'END'
#include "core/base/one.h"
#include "tests/t.h"
static void one_is_one(void)
{
	T_INT(one(), 1);
}
int main(void)
{
	T_RUN(one_is_one);
	return t_end();
}
END
# made ARGUMENTS...: which files make compiled or linked, and its last line
made() {
	(
		unset MAKEFLAGS MAKELEVEL MFLAGS
		make -C "$tmp/tree" BUILD=b V=1 "$@" test-base 2>&1
	) >"$tmp/out"
	sed -n 's/.* -o b\/\([^ ]*\).*/\1/p' "$tmp/out" | sort | tr '\n' ' '
	grep -E '^[0-9]+ passed' "$tmp/out"
}
good='1 passed, 0 failed, 0 skipped'
all='core/base/one.o tests/base/one tests/base/one.o'
expect "the first time everything" "$all $good" "$(made)"
expect "the second time nothing" "$good" "$(made)"
expect "other flags: everything" "$all $good" "$(made CFLAGS=-O1)"
expect "another compiler: everything" "$all $good" "$(made CFLAGS=-O1 CC=cc)"
expect "flags with commas and quotes" "$all $good" \
	"$(made CFLAGS="-O1 -Wl,-O1 -DX='\"x,y\"'" CC=cc)"
expect "which stay the same: nothing" "$good" \
	"$(made CFLAGS="-O1 -Wl,-O1 -DX='\"x,y\"'" CC=cc)"
made CFLAGS=-O1 CC=cc >"$tmp/back"
touch "$tmp/tree/core/base/one.c"
expect "a source: what comes from it" "core/base/one.o tests/base/one $good" \
	"$(made CFLAGS=-O1 CC=cc)"
touch "$tmp/tree/core/base/one.h"
expect "a header: what includes it" "$all $good" "$(made CFLAGS=-O1 CC=cc)"
echo 'extern int two;' >"$tmp/tree/core/base/two_avx2.c"
expect "a new source" "core/base/two_avx2.o tests/base/one $good" \
	"$(made CFLAGS=-O1 CC=cc)"
expect "kernels have flags of their own" \
	"$(gcc -dumpmachine | sed -n 's/^x86_64.*/-mavx2/p')" \
	"$(sed -n 's/.* \(-mavx2\) .*two_avx2.o$/\1/p' "$tmp/out")"
rm "$tmp/tree/core/base/two_avx2.c"
expect "a source that went" "tests/base/one $good" "$(made CFLAGS=-O1 CC=cc)"
t_end
