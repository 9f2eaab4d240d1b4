#!/bin/sh
# Installs what the build, the tests and the demo need, and does nothing when
# all of it is there. Without the right to install it prints the line to run.
#
#	tests/deps.sh		for make, make check, make demo
#	tests/deps.sh all	also clang, the sanitizers and make lint
#
# Debian's and Ubuntu's names; elsewhere the headers are looked for instead.
set -u

packages='gcc libc6-dev make libstemmer-dev liblmdb-dev libmicrohttpd-dev
libicu-dev libzstd-dev libxxhash-dev libarchive-dev libyajl-dev zlib1g-dev
clang-format curl python3 zstd man-db groff-base tzdata'
headers='libstemmer.h lmdb.h microhttpd.h unicode/ubrk.h zstd.h xxhash.h
archive.h yajl/yajl_parse.h zlib.h'
if [ "${1-}" = all ]; then
	packages="$packages clang clang-tidy cppcheck libclang-rt-dev"
fi

# Where there is no dpkg, say which headers the compiler does not find.
if ! command -v dpkg-query >/dev/null; then
	missing=
	for header in $headers; do
		printf '#include <stdio.h>\n#include <%s>\n' "$header" |
			${CC:-cc} -E - >/dev/null 2>&1 ||
			missing="$missing <$header>"
	done
	[ -z "$missing" ] && exit 0
	echo "Headers are missing:$missing. Install the packages that have" \
		"them (Debian: $(echo $packages))." >&2
	exit 1
fi

installed() {
	dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null |
		grep -qx installed
}

# clang's sanitizers come in a package of clang's version.
clang_runtime() {
	apt-cache depends clang 2>/dev/null |
		sed -n 's/.*Depends: clang-\([0-9]*\)$/libclang-rt-\1-dev/p'
}

missing_packages() {
	for package in $packages; do
		if [ "$package" = libclang-rt-dev ]; then
			package=$(clang_runtime)
		fi
		installed "$package" || printf ' %s' "$package"
	done
}

missing=$(missing_packages)
[ -z "$missing" ] && exit 0

install="apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" -eq 0 ]; then
	as_root='env'
elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }
then
	as_root='sudo env'
else
	echo "Packages are missing. As root, please run:" >&2
	echo "  apt-get update && $install" >&2
	exit 1
fi
echo "Installing what is missing:$missing"
as_root="$as_root DEBIAN_FRONTEND=noninteractive"
# The lists of a new machine are empty or old: fetch them only then.
$as_root $install || { $as_root apt-get update && $as_root $install; }
