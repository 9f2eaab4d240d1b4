#!/bin/sh
# Every C file is as clang-format writes it. Releases of clang-format disagree
# in details; 14 decides.
. tests/t.sh

if ! clang-format --version 2>/dev/null | grep -q 'version 14\.'; then
	skip "the check of the format needs clang-format 14"
	t_end
fi
clang-format --dry-run --Werror 2>"$tmp/faults" \
	$(find core indexer query http tests corpus -name '*.[ch]')
expect "files that \`make format\` would change" '' \
	"$(sed -n 's/^\([^ :]*\):.*error:.*/\1/p' "$tmp/faults" | sort -u)"
t_end
