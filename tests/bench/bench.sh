#!/bin/sh
# The benchmark: indexing and every class of questions, beside the other engines
# where $PEERS is there and set up ($PEERS/run.sh setup), else alone on a
# generated corpus.
#
#	BUILD=build tests/bench/bench.sh WORK
#
# NAME       news120k or news1m, of the other engines' corpora
# ENGINES    other engines to run; PASSES ROUNDS: see run.sh there
# STEPS      "index query": what is measured anew; the rest is the last run's
# DOCS       articles of the generated corpus
#
# Last it names the report and the picture of ratios.
set -eu
work=$1
bin=$(cd "${BUILD:-build}" && pwd)
here=$(dirname "$0")
adapter=$bin/tests/bench/adapter
NAME=${NAME:-news120k}
export PASSES="${PASSES:-3}" ROUNDS="${ROUNDS:-5}"
export PEERS_WORK="${PEERS_WORK:-${XDG_CACHE_HOME:-$HOME/.cache}/peers}"
core=$(nproc --all)
core=$((core - 1))
mkdir -p "$work"

# One after the other, alternating, by their own script. Indexing is pinned to
# one core; questions are not, or Lucene's compiler would share theirs.
beside_others() {
	export ADAPTERS="newsstand=$adapter"
	results=$PEERS_WORK/results/$NAME
	for step in ${STEPS:-index query}; do
		case $step in
		index) taskset -c $core "$PEERS/run.sh" index "$NAME" ;;
		*) "$PEERS/run.sh" "$step" "$NAME" ;;
		esac
	done
	"$PEERS/run.sh" report "$NAME" >"$work/theirs.md"
}

alone() {
	docs=${DOCS:-40000}
	results=$work/generated
	mkdir -p "$results"
	rm -rf "$results/archive"
	"$bin/corpus/gen" --docs "$docs" >"$results/dump.jsonl"
	"$here/questions.py" "$results/dump.jsonl" "$results/questions.tsv"
	taskset -c $core "$adapter" index "$results/dump.jsonl" \
		"$results/archive" >"$results/newsstand.index.json"
	for pass in $(seq "$PASSES"); do
		"$adapter" query "$results/archive" "$results/questions.tsv" \
			"$ROUNDS" >"$results/newsstand.query.$pass.tsv"
	done
}

if [ -n "${PEERS:-}" ] && [ -d "$PEERS_WORK/build" ]; then
	beside_others
else
	echo "No other engines: none are set up in $PEERS_WORK." >&2
	alone
fi
"$here/ratios.py" "$results" --svg "$work/ratios.svg" | tee "$work/ratios.md"
echo "$work/ratios.md, $work/ratios.svg" >&2
