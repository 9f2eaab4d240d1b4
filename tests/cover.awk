# cover.awk - gcov's sentences as a table, the least covered file first.
#
#	gcov -n FILE.gcda... | awk -f tests/cover.awk

/^File '/ {
	split($0, quoted, "'")
	file = quoted[2]
	next
}

# Headers are counted again with every file that includes them: left out.
/^Lines executed:/ && file ~ /^[a-z].*\.c$/ {
	split($0, part, /[:% ]+/)
	share = part[3]
	lines = part[5]
	table = table sprintf("%6.1f %% of %5d  %s\n", share, lines, file)
	all += lines
	reached += share * lines / 100
	file = ""
}

END {
	printf "%s", table | "sort -n"
	close("sort -n")
	if (all)
		printf "%6.1f %% of %5d  in all\n", 100 * reached / all, all
}
