#!/bin/sh
# Anonymous memory while indexing: the peak of RssAnon, and VmHWM beside it, for
# one and for four times the input, by one builder and by two. Must stay within
# the builders' budgets and 64 MB, whatever the input.
#
#	BUILD=build tests/bench/memory.sh [MB of the smaller dump] [-m of nsindex]
#
# A dump of 100 MB at -m 64M fills a builder several times. Last line as tests'.
set -u
bin=${BUILD:-build} mb=${1:-100} memory=${2:-64}
memory=${memory%M}
tmp=$(mktemp -d "${TMPDIR:-/tmp}/newsstand.XXXXXX") || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM

# "peak RssAnon, peak VmHWM" in kB of a command, looked at every 2 ms
cat >"$tmp/peak.py" <<'END_PYTHON'
import re
import subprocess
import sys
import time
peak = {"RssAnon": 0, "VmHWM": 0}
run = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
while run.poll() is None:
    with open(f"/proc/{run.pid}/status", encoding="ascii") as status:
        for name, kb in re.findall(r"^(RssAnon|VmHWM):\s+(\d+)",
                                   status.read(), re.M):
            peak[name] = max(peak[name], int(kb))
    time.sleep(.002)
print(peak["RssAnon"], peak["VmHWM"])
sys.exit(run.returncode)
END_PYTHON

passed=0 failed=0
printf '%8s %9s %8s %9s %9s %9s\n' MB builders budget RssAnon VmHWM allowed
for times in 1 4; do
	# An article of corpus/gen has about 2,500 bytes.
	"$bin/corpus/gen" --docs $((mb * times * 400)) >"$tmp/dump.jsonl" ||
		exit 1
	size=$(($(wc -c <"$tmp/dump.jsonl") / 1000000))
	for jobs in 1 2; do
		rm -rf "$tmp/a.ns"
		peak=$(python3 "$tmp/peak.py" "$bin/nsindex" -q -d "$tmp/a.ns" \
			-m "${memory}M" -j $jobs "$tmp/dump.jsonl") || exit 1
		allowed=$((memory * jobs + 64))
		anon=$((${peak% *} / 1024)) all=$((${peak#* } / 1024))
		printf '%8d %9d %8d %9d %9d %9d\n' $size $jobs "$memory" \
			$anon $all $allowed
		if [ $anon -le $allowed ]; then
			passed=$((passed + 1))
		else
			failed=$((failed + 1))
		fi
	done
done
echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
