#!/bin/sh
# The floors and doors of the tree, and of files that break each rule once.
. tests/t.sh

sources=$(find core indexer query http tests corpus -name '*.[ch]')
if awk -f tests/floors.awk $sources >"$tmp/faults"; then
	pass
else
	cat "$tmp/faults" >&2
	fail "the tree breaks its floors"
fi

# rule FILE LINE FAULT: one line of code in one file gives this one fault; an
# empty FAULT says that the line is legal.
rule() {
	mkdir -p "$tmp/tree/${1%/*}"
	printf '%s\n' "$2" >"$tmp/tree/$1"
	out=$(awk -v ROOT="$tmp/tree/" -f tests/floors.awk "$tmp/tree/$1")
	expect "$1 with $2: exit" "${3:+1}" "$([ $? -eq 0 ] || echo 1)"
	expect "$1 with $2" "${3:+$tmp/tree/$1:1: $3}" "$out"
}

rule core/base/a.c '#include "core/base/err.h"' ''
rule core/base/a.c '#include "core/text/analyze.h"' \
	'core/base does not see core/text ("core/text/analyze.h")'
rule core/text/a.c '#include "core/base/err.h"' ''
rule core/text/a.c '#include "core/archive/env.h"' \
	'core/text does not see core/archive ("core/archive/env.h")'
rule core/archive/a.h '#include "core/text/analyze.h"' \
	'core/archive does not see core/text ("core/text/analyze.h")'
rule core/archive/a.h '  #  include "query/node.h"' \
	'core/archive does not see query ("query/node.h")'
rule indexer/a.c '#include "core/text/analyze.h"' ''
rule indexer/a.c '#include "query/node.h"' \
	'indexer does not see query ("query/node.h")'
rule query/a.c '#include "core/archive/segment.h"' ''
rule query/a.c '#include "indexer/builder.h"' \
	'query does not see indexer ("indexer/builder.h")'
rule query/a.c '#include "http/route.h"' \
	'query does not see http ("http/route.h")'
rule http/a.c '#include "query/search.h"' ''
rule http/ui/a.c '#include "core/base/buf.h"' ''
rule http/a.c '#include "core/text/analyze.h"' \
	'http does not see core/text ("core/text/analyze.h")'
rule http/a.c '#include "core/archive/segment.h"' \
	'http does not see core/archive ("core/archive/segment.h")'
rule tests/query/a.c '#include "indexer/builder.h"' ''
rule query/a.c '#include "tests/t.h"' 'query does not see tests ("tests/t.h")'
rule query/a.c '#include "node.h"' '"node.h" is not written from the root'
rule query/a.c '#include "../core/base/err.h"' \
	'"../core/base/err.h" is not written from the root'
rule stray/a.c 'int x;' 'stray/a.c is on no floor'
rule query/a.c '#include HEADER' 'an include that names no file'

# Each door is open in its file, and shut in its neighbour.
door() {
	rule "$2" "#include <$1>" ''
	rule "${2%/*}/a.c" "#include <$1>" "<$1> belongs to $2"
}
door libstemmer.h core/text/stem.c
door unicode/ubrk.h core/text/unicode.c
door lmdb.h core/archive/env.c
door zstd.h core/archive/docstore.c
door zdict.h core/archive/docstore.c
door xxhash.h core/base/hash.c
door yajl/yajl_gen.h core/base/json.c
door archive.h indexer/input.c
door archive_entry.h indexer/input.c
door microhttpd.h http/server.c
door zlib.h indexer/gunzip.c
rule tests/archive/a.c '#include <lmdb.h>' \
	'<lmdb.h> belongs to core/archive/env.c'
rule core/base/a.c '#include <bzlib.h>' '<bzlib.h> has no door'
rule core/base/a.c '#include <curl/curl.h>' '<curl/curl.h> has no door'
rule core/base/a.c '#include <sys/mman.h>' ''
t_end
