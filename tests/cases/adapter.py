#!/usr/bin/env python3
"""The benchmark's adapter finds what nsquery finds.

Words of corpus/ are asked in every class of the benchmark, by the adapter and by
nsquery as a user would type them: the same numbers, and the same best ten. Run
from the root by tests/run.sh.
"""
import glob
import json
import os
import subprocess
import sys
import tempfile

BIN = os.path.abspath(os.environ.get("BUILD") or "build")
ADAPTER = f"{BIN}/tests/bench/adapter"
DATES = ("2003-03-01", 1046476800, "2004-02-29", 1078099199)
ALL, ANY = ["--match", "all"], ["--match", "any"]
DATED = ["--from", DATES[0], "--to", DATES[2]]
BM25 = ["--rank", "bm25", "--keep-stop-words"]
# class, the kind of line it is made of, words, options and text of nsquery
ASKED = [
    ("term", "term", "parliament", ALL, "parliament"),
    ("term", "term", "the", ALL, "the"),
    ("term", "term", "abracadabra", ALL, "abracadabra"),
    ("and", "and", "the harbour", ALL, "the harbour"),
    ("and", "and", "minister said", ALL, "minister AND said"),
    ("or", "or", "harbour minister election", ANY, "harbour OR minister OR election"),
    ("phrase", "phrase", "on sunday", ALL, "on-sunday"),
    ("phrase", "phrase", "prime minister", ALL, "prime-minister"),
    ("quote", "phrase", "the prime minister", ALL, '"the prime minister"'),
    ("mustshould", "mustshould", "minister harbour vote", ANY, "+minister harbour vote"),
    ("not", "not", "said minister", ALL, "said NOT minister"),
    ("anddate", "anddate", "the said", ALL + DATED, "the said"),
    ("ordate", "ordate", "harbour election", ANY + DATED, "harbour election"),
    ("prefix", "prefix", "par", ALL, "par*"),
    ("auto", "and", "the harbour vote", ["--rank", "bm25"], "the harbour vote"),
    ("default", "and", "the harbour vote", [], "the harbour vote"),
]
counts = {"passed": 0, "failed": 0}


def case(what, mine, theirs):
    counts["passed" if mine == theirs else "failed"] += 1
    if mine != theirs:
        print(f"FAILED {what}: {mine}, nsquery: {theirs}", file=sys.stderr)


def run(*command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True,
                          check=False, encoding="utf-8")
    if done.returncode not in (0, 1):
        sys.exit(f"{command}: exit {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def nsquery(archive, row, *more):
    _, _, _, options, text = row
    bm25 = [] if row[0] in ("auto", "default") else BM25
    return run(f"{BIN}/nsquery", "-d", archive, *bm25, *options, *more, "--", text)


def write_questions(path):
    with open(path, "w", encoding="ascii") as out:
        for number, (_, kind, words, *_) in enumerate(ASKED):
            dates = f"\t{DATES[1]}\t{DATES[3]}" if kind.endswith("date") else ""
            out.write(f"{kind}{number:03}\t{kind}\t{words}{dates}\n")


def hits_of(archive, questions, *options):
    rows = run(ADAPTER, "query", archive, questions, "1", *options).splitlines()
    return {(r[0], r[2]): int(r[3]) for r in (row.split("\t") for row in rows)}


def compare(archive, questions):
    hits, best = hits_of(archive, questions), {}
    case("a text read and a tree given", hits, hits_of(archive, questions, "--typed"))
    for line in run(ADAPTER, "query", archive, questions, "1", "--dump").splitlines():
        key, found, _ = line.split("\t")
        best.setdefault(key, []).append(found)
    for number, row in enumerate(ASKED):
        key = f"{row[0]}{number:03}"
        total = int(nsquery(archive, row, "--count"))
        ids = [i.removeprefix("bench:")
               for i in nsquery(archive, row, "--format", "ids").splitlines()]
        case(f"{key} count", hits[key, "count"], total)
        case(f"{key} top10count", hits[key, "top10count"], total)
        case(f"{key} top10", hits[key, "top10"], len(ids))
        case(f"{key} best ten", best.get(key, []), ids)


def main():
    with tempfile.TemporaryDirectory(prefix="newsstand.") as folder:
        archive, dump = f"{folder}/news.ns", f"{folder}/dump.jsonl"
        with open(dump, "wb") as out:
            for path in sorted(glob.glob("corpus/*.jsonl")):
                with open(path, "rb") as lines:
                    out.write(lines.read())
        facts = json.loads(run(ADAPTER, "index", dump, archive))
        case("articles", facts["docs"],
             json.loads(run(f"{BIN}/nsindex", "stats", "-d", archive, "--json"))["articles"])
        write_questions(f"{folder}/questions.tsv")
        compare(archive, f"{folder}/questions.tsv")
    print(f"{counts['passed']} passed, {counts['failed']} failed, 0 skipped")
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
