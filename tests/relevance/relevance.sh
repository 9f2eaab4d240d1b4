#!/bin/sh
# Judged collections: how good is the order of what is found?
#
#	make relevance      all of it, with the tables
#	make check          the part that takes seconds (RELEVANCE is not "all")
#
# DATA/relevance has six sets of documents, questions and judgements, and for
# five of them the ranking of a plain BM25 with exact lengths. EVALIR computes
# nDCG@10 and mean average precision as trec_eval does.
. tests/t.sh

sets="time cran cisi med npl cacm"
peers="time cran med npl cacm"
data=${DATA:-}/relevance
evalir=${EVALIR:-${DATA:-}/../tools/evalir.py}
if [ ! -d "$data" ] || [ ! -f "$evalir" ]; then
	skip "no judged collections (DATA), or no evaluator (EVALIR)"
	t_end
fi
command -v zstd >/dev/null && command -v python3 >/dev/null || {
	skip "needs zstd and python3"
	t_end
}
all=
[ "${RELEVANCE:-}" = all ] && all=1

# ---- measuring ---------------------------------------------------------------

# archive SET WEIGHT: an archive whose titles count so often.
archive() {
	[ -d "$tmp/$1.$2" ] && return
	# Two documents of cran are empty: rejected, exit 1.
	"$bin/nsindex" -d "$tmp/$1.$2" -q --source s --title-weight "$2" \
		"$data/$1/docs.jsonl" 2>"$tmp/err"
	[ $? -le 1 ] || fail "nsindex $1: $(head -c 400 "$tmp/err")"
}

# The questions are prose, two sets in capitals: in lower case AND, OR, NOT are
# words. Brackets, quotes and colons would be the question language's.
as_typed() {
	tr A-Z a-z <"$data/$1/queries.tsv" |
		sed 's/[][(){}"+:*~^|=<>!?]/ /g; s/\([[:blank:]]\)-\+/\1/g'
}

# With brackets, quotes and all.
as_given() {
	tr A-Z a-z <"$data/$1/queries.tsv"
}

# The word rule of the reference: a compound is its words, not a phrase. What
# we take for one word stays so (u.n.).
as_words() {
	tr A-Z a-z <"$data/$1/queries.tsv" | sed "s/[^a-z0-9.'	]/ /g"
}

# judge NAME SET QRELS RUN: adds "NAME SET ndcg map" to the results.
judge() {
	python3 "$evalir" -m ndcg_cut_10,map "$3" "$4" >"$tmp/judged" ||
		fail "$1 $2: no figures"
	awk -v name="$1 $2" '$2 == "all" { v[$1] = $3 }
		END { print name, v["ndcg_cut_10"], v["map"] }' \
		"$tmp/judged" >>"$tmp/results"
}

# measure NAME SET WEIGHT QUESTIONS OPTIONS...
measure() {
	name=$1 set=$2 weight=$3 questions=$4
	shift 4
	archive "$set" "$weight"
	"$questions" "$set" >"$tmp/questions"
	"$bin/nsquery" -d "$tmp/$set.$weight" --queries "$tmp/questions" \
		--format trec -n 1000 "$@" 2>"$tmp/err" |
		sed 's/ Q0 s:/ Q0 /' >"$tmp/run"
	[ -s "$tmp/run" ] || fail "$name $set: $(head -c 400 "$tmp/err")"
	judge "$name" "$set" "$data/$set/qrels.txt" "$tmp/run"
	# cran judges one document of each question 0. The targets were set when
	# these counted as the best (level 5): then SQLite's FTS5 with Porter, all
	# words of the question, has a macro of .5461 / .4172, else .5188 / .3976.
	awk '{ if ($4 == 0) $4 = 5; print }' "$data/$set/qrels.txt" >"$tmp/qrels"
	[ "$set" != cran ] || judge "$name" cran5 "$tmp/qrels" "$tmp/run"
}

# ---- tables and targets ------------------------------------------------------

# figure NAME SET 3|4: nDCG@10 or MAP; of macro, their mean over the six sets,
# of macro5 with cran5 for cran.
figure() {
	awk -v name="$1" -v set="$2" -v field="$3" '
	$1 != name { next }
	set == $2 { one = $field }
	$2 ~ /^cran/ { cran[$2] = $field; next }
	{ sum += $field; n++ }
	END {
		if (set !~ /^macro/)
			print one
		else
			printf "%.4f\n", (sum + cran[set == "macro" ? \
				"cran" : "cran5"]) / (n + 1)
	}' "$tmp/results"
}

# table NAME SETS: a line of "ndcg/map" a set.
table() {
	printf '%-14s' "$1"
	for set in $2; do
		printf ' %s %s/%s' "$set" "$(figure "$1" "$set" 3)" \
			"$(figure "$1" "$set" 4)"
	done
	echo
}

# at_least WHAT IS WANTED
at_least() {
	if awk -v is="$2" -v low="$3" 'BEGIN { exit !(is + 1e-9 >= low) }'; then
		pass
	else
		fail "$1: $2, wanted at least $3"
	fi
}

# less A B: the difference.
less() {
	awk -v a="$1" -v b="$2" 'BEGIN { printf "%.4f", a - b }'
}

# The same ranking function, the same order: nDCG@10 within .005.
parity() {
	for set in $1; do
		zstd -qdc "$data/runs/$set.1.2-0.75.run.zst" >"$tmp/run"
		judge reference "$set" "$data/$set/qrels.txt" "$tmp/run"
		measure parity "$set" 1 as_words --match any --rank bm25 \
			--keep-stop-words
		off=$(less "$(figure parity "$set" 3)" \
			"$(figure reference "$set" 3)")
		at_least "parity of $set, off by $off: what is left of .005" \
			"$(less .005 "${off#-}")" 0
	done
	table reference "$1"
	table parity "$1"
}

for set in $sets; do
	measure any "$set" 2 as_typed --match any
done
table any "$sets macro macro5"
at_least "nDCG@10 of match=any" "$(figure any macro5 3)" .556
at_least "MAP of match=any" "$(figure any macro5 4)" .425

if [ ! "$all" ]; then
	parity "time med"
	t_end
fi

# Plain: titles count once, as in the measurement of the targets.
for set in $sets; do
	measure auto "$set" 2 as_typed --match auto
	measure given "$set" 2 as_given --match auto
	measure given-any "$set" 2 as_given --match any
	measure bm25 "$set" 2 as_typed --match any --rank bm25
	measure plain "$set" 1 as_typed --match any --rank bm25
done
table auto "$sets macro macro5"
table given "$sets macro macro5"
table given-any "$sets macro macro5"
table bm25 "$sets macro macro5"
table plain "$sets macro macro5"
for field in 3 4; do
	any=$(figure any macro $field)
	at_least "match=any above plain BM25 (field $field)" \
		"$(less "$any" "$(figure plain macro $field)")" .002
	at_least "match=auto against any (field $field)" \
		"$(less "$(figure auto macro $field)" "$any")" -.003
done
# Quotes stay required, brackets around plain words do not.
at_least "the same of questions as given" "$(less "$(figure given macro 3)" \
	"$(figure given-any macro 3)")" -.02
parity "$peers"
t_end
