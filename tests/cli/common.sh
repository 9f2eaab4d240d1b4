#!/bin/sh
# What the three programs share, and what is installed beside them.
. tests/t.sh

# options_of MANUAL: "Fl d , -archive" and "Fl -limit" as --archive, --limit
options_of() {
	sed 's/\(Fl\|,\) -\([a-z]\)/\1 --\2/g' "$1" |
		grep -o -e '--[a-z][a-z-]*' | sort -u
}

release=$(sed -n 's/^#define NS_RELEASE "\(.*\)"/\1/p' core/base/release.h)
for program in nsindex nsquery nshttpd; do
	expect_code "$program --help" 0 "$bin/$program" --help
	expect_match "$program --help says how" "^[Uu]sage: $program|$program \[" \
		"$(cat "$tmp/out")"
	expect "$program --help keeps to 80 columns" 0 \
		"$(awk 'length > 80' "$tmp/out" | wc -l)"
	grep -o -e '--[a-z][a-z-]*' "$tmp/out" | sort -u >"$tmp/help.options"
	options_of docs/"$program".[18] >"$tmp/manual.options"
	expect "$program: options of --help that its manual leaves out" "" \
		"$(comm -23 "$tmp/help.options" "$tmp/manual.options")"
	grep '^\.It Fl' docs/"$program".[18] >"$tmp/items"
	options_of "$tmp/items" >"$tmp/manual.options"
	expect "$program: options of its manual that --help leaves out" "" \
		"$(comm -13 "$tmp/help.options" "$tmp/manual.options")"
	expect_code "$program --version" 0 "$bin/$program" --version
	expect "$program --version" "$program (Newsstand) $release" \
		"$(cat "$tmp/out")"
done

for page in docs/*.[1-8]; do
	expect "$page renders without a warning" "" \
		"$(groff -mandoc -Tutf8 -ww -z "$page" 2>&1)"
	expect_match "$page has its sections" 'NAME.*SEE ALSO' "$(
		groff -mandoc -Tascii -P-cbou "$page" | tr '\n' ' ')"
	# Cross-references lead to a page of ours, or to one of the system.
	for name in $(sed -n 's/^\.Xr \([a-z-]*\) \([1-8]\).*/\1.\2/p' "$page"); do
		case $name in
		ns*) [ -f "docs/$name" ] && pass || fail "$page: no $name" ;;
		esac
	done
done

# The programs as they were built (-o): also those of another variant.
unset MAKEFLAGS MAKELEVEL MFLAGS
make -s -o all install BUILD="${BUILD:-build}" DESTDIR="$tmp/root" PREFIX=/usr \
	>"$tmp/out" 2>&1 || fail "make install: $(tail -n 3 "$tmp/out")"
expect "what make install brings" "usr/bin/nshttpd
usr/bin/nsindex
usr/bin/nsquery
usr/lib/systemd/system/nshttpd.service
usr/share/bash-completion/completions/nshttpd
usr/share/bash-completion/completions/nsindex
usr/share/bash-completion/completions/nsquery
usr/share/doc/newsstand/README.md
usr/share/doc/newsstand/nginx.conf
usr/share/man/man1/nsindex.1
usr/share/man/man1/nsquery.1
usr/share/man/man5/ns-archive.5
usr/share/man/man7/ns-query.7
usr/share/man/man8/nshttpd.8" "$(cd "$tmp/root" && find usr -type f | sort)"
expect "the service starts what was installed" /usr/bin/nshttpd \
	"$(sed -n 's/^ExecStart=\([^ ]*\).*/\1/p' \
		"$tmp/root/usr/lib/systemd/system/nshttpd.service")"
for completion in docs/completions/*; do
	expect_code "$completion is bash" 0 bash -n "$completion"
done
t_end
