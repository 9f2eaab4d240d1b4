#!/bin/sh
# NS_KERNEL forces a set of kernels: each writes and reads what the others do,
# and a name that cannot be had is said.
. tests/t.sh

python3 - >"$tmp/dump.jsonl" <<'END'
import json
for i in range(3000):
    words = ["harbour"] * (i % 3) + ["ship"] * (i % 7 == 0) + ["quay"] * (i % 90 == 1)
    print(json.dumps({"id": f"n{i}", "title": f"News {i % 50}", "lang": "en",
                      "body": " ".join(words + ["came", "and", "went"] * (i % 11))}))
END
answers() {
	for question in harbour 'harbour ship' '"came and went" quay' news; do
		"$bin/nsquery" -d "$1" -n 50 --format json "$question" |
			sed 's/"uuid":"[^"]*"//'
	done
}
runs() {
	NS_KERNEL=$1 "$bin/nsindex" -q -d "$tmp/$1.ns" "$tmp/dump.jsonl" \
		2>"$tmp/err"
}
runs portable || fail "portable kernels: $(cat "$tmp/err")"
answers "$tmp/portable.ns" >"$tmp/wanted"
expect_match "something is found" harbour "$(cat "$tmp/wanted")"
for kernel in avx2 avx512; do
	if runs $kernel; then
		expect "what $kernel wrote" "$(cat "$tmp/wanted")" \
			"$(NS_KERNEL=portable answers "$tmp/$kernel.ns")"
		expect "what $kernel reads" "$(cat "$tmp/wanted")" \
			"$(NS_KERNEL=$kernel answers "$tmp/portable.ns")"
	else
		expect_match "why not $kernel" "does not run $kernel" \
			"$(cat "$tmp/err")"
	fi
done
export NS_KERNEL=sse2
# refuses PROGRAM ARGUMENT...: whether it names the kernel that it does not have
refuses() {
	expect_code "$1 with an unknown kernel" 2 "$bin/$1" \
		-d "$tmp/portable.ns" ${2+"$2"}
	expect_match "it is named" 'sse2 is none of' "$(cat "$tmp/err")"
}
refuses nsindex "$tmp/dump.jsonl"
refuses nsquery ship
refuses nshttpd
t_end
