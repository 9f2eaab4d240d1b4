# floors.awk - which file may include which.
#
#	4   http                      sees query and base
#	3   query      indexer        strangers to each other; see core
#	2   core/text  core/archive   strangers to each other; see base
#	1   core/base                 sees nothing of ours above it
#
# Includes of ours are written from the root. Each foreign library comes in by
# its door, one file, so that it can be replaced by reading that file. Tests
# see all of ours and no foreign library; programs in corpus/ see base.
#
#	awk -f tests/floors.awk FILE...		one line a fault, exit 1 if any
#
# Given ROOT, that prefix is cut off the names of files first.

BEGIN {
	sees["core/base"] = "core/base"
	sees["core/text"] = "core/text core/base"
	sees["core/archive"] = "core/archive core/base"
	sees["indexer"] = "indexer core/text core/archive core/base"
	sees["query"] = "query core/text core/archive core/base"
	sees["http"] = "http query core/base"
	sees["corpus"] = "corpus core/base"
	sees["tests"] = "tests core/base core/text core/archive indexer query http"

	door["libstemmer.h"] = "core/text/stem.c"
	door["unicode/"] = "core/text/unicode.c"
	door["unicode/ucnv.h"] = "core/text/charset.c"
	door["unicode/ucsdet.h"] = "core/text/charset.c"
	door["lmdb.h"] = "core/archive/env.c"
	door["zstd.h"] = door["zdict.h"] = "core/archive/docstore.c"
	door["xxhash.h"] = "core/base/hash.c"
	door["yajl/"] = "core/base/json.c"
	door["archive.h"] = door["archive_entry.h"] = "indexer/input.c"
	door["zlib.h"] = "indexer/gunzip.c"
	door["microhttpd.h"] = "http/server.c"

	# What comes with the C library, the kernel and the compiler.
	split("assert ctype errno fcntl fenv float getopt inttypes langinfo " \
	      "limits locale malloc math poll pthread sched semaphore setjmp " \
	      "signal spawn stdalign stdarg stdatomic stdbool stddef stdint " \
	      "stdio stdlib string strings sysexits termios threads time " \
	      "unistd dirent fts ftw fnmatch glob grp pwd regex netdb endian " \
	      "immintrin cpuid arm_neon libgen", word, " ")
	for (i in word)
		system_header[word[i] ".h"] = 1
}

function folder(path,	part)
{
	if (path ~ /^core\/[a-z]+\//) {
		split(path, part, "/")
		return part[1] "/" part[2]
	}
	return path ~ /\// ? substr(path, 1, index(path, "/") - 1) : ""
}

function fault(sentence)
{
	printf "%s:%d: %s\n", FILENAME, FNR, sentence
	faults++
}

function ours(path,	list, n, i)
{
	if (!(folder(path) in sees)) {
		fault("\"" path "\" is not written from the root")
		return
	}
	n = split(sees[home], list, " ")
	for (i = 1; i <= n; i++)
		if (list[i] == folder(path))
			return
	fault(home " does not see " folder(path) " (\"" path "\")")
}

function foreign(header,	key)
{
	key = header ~ /\// ? substr(header, 1, index(header, "/")) : header
	if (header in door)
		key = header
	if (key in door) {
		if (door[key] != name)
			fault("<" header "> belongs to " door[key])
	} else if (!(header in system_header) &&
		   key !~ /^(sys|net|netinet|arpa|linux|sanitizer)\/$/) {
		fault("<" header "> has no door")
	}
}

FNR == 1 {
	name = FILENAME
	if (ROOT != "" && index(name, ROOT) == 1)
		name = substr(name, length(ROOT) + 1)
	sub(/^\.\//, "", name)
	home = folder(name)
	if (!(home in sees))
		fault(name " is on no floor")
}

match($0, /^[ \t]*#[ \t]*include[ \t]*/) {
	rest = substr($0, RLENGTH + 1)
	if (rest ~ /^"[^"]+"/) {
		split(rest, quoted, "\"")
		ours(quoted[2])
	} else if (rest ~ /^<[^>]+>/) {
		sub(/>.*/, "", rest)
		foreign(substr(rest, 2))
	} else {
		fault("an include that names no file")
	}
}

END {
	exit faults > 0
}
