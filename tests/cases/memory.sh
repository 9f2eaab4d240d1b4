#!/bin/sh
# Memory while indexing keeps to the budget, for one and for four times the
# input, by one builder and by two: tests/bench/memory.sh, small.
case ${BUILD:-build} in
*asan* | *tsan* | *cover*)
	echo "skipped: $BUILD has memory of its own" >&2
	echo "0 passed, 0 failed, 1 skipped"
	exit 0
	;;
esac
exec tests/bench/memory.sh 25 32
