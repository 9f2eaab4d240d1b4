#!/usr/bin/env python3
"""Is any class of questions, or indexing, slower than at the last commit?

    tests/bench/quick.py WORK

Builds the last commit's adapter (the one before it where nothing has changed
since; $BASE names another) in WORK, makes a corpus and questions, and runs the
two in turn; each question counts with the least processor time of all passes.
Exit 1: a class and operation takes more than LIMIT times its time. Under two
minutes; a build is kept for the next time.
"""
import json
import os
import shutil
import subprocess
import sys
import time

from results import KINDS, OPS, OWN

BUILD = os.path.abspath(os.environ.get("BUILD") or "build")
SOURCES = ["core", "indexer", "query", "tests/bench", "Makefile"]
LIMIT = 1.15
NOISE_NS = 500          # less is not seen
DOCS, EACH = 12000, 40  # articles; questions of a class
SECONDS = 30            # for questions
LEAST_PASSES, ROUNDS = 3, 3
MOST_PASSES = 10        # where something seems slower: the least times only fall


def git(*words):
    return subprocess.run(["git", *words], capture_output=True, check=True, encoding="utf-8").stdout.strip()


def base_commit():
    named = os.environ.get("BASE")
    changed = git("status", "--porcelain", "--", *SOURCES)
    return git("rev-parse", named or ("HEAD" if changed else "HEAD~1"))


def build(work, commit):
    """The adapter of a commit; None: it had none."""
    folder = os.path.join(work, commit)
    adapter = os.path.join(folder, "build", "tests", "bench", "adapter")
    if os.path.exists(adapter):
        return adapter
    if not git("ls-tree", commit, "tests/bench/adapter.c"):
        return None
    source = os.path.join(folder, "source")
    shutil.rmtree(source, ignore_errors=True)
    os.makedirs(source)
    tar = subprocess.run(["git", "archive", commit], stdout=subprocess.PIPE, check=True).stdout
    subprocess.run(["tar", "x", "-C", source], input=tar, check=True)
    clean = {k: v for k, v in os.environ.items() if not k.startswith("MAKE")}
    subprocess.run(["make", "-C", source, f"-j{os.cpu_count()}", f"BUILD={folder}/build", adapter],
                   env=clean, stdout=subprocess.DEVNULL, check=True)
    return adapter


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True,
                          encoding="utf-8").stdout


class Side:
    """One of the two: its archive and least times."""

    def __init__(self, adapter, archive):
        self.adapter, self.archive = adapter, archive
        self.index_s, self.times = float("inf"), {}

    def index(self, dump):
        shutil.rmtree(self.archive, ignore_errors=True)
        facts = json.loads(run(self.adapter, "index", dump, self.archive))
        self.index_s = min(self.index_s, facts["cpu_s"])

    def ask(self, questions):
        for line in run(self.adapter, "query", self.archive, questions, str(ROUNDS),
                        "--cpu-time").splitlines():
            key, kind, op, hits, least, _ = line.split("\t")
            of = self.times.setdefault((kind, op), {})
            of[key] = int(hits), min(int(least), of.get(key, (0, int(least)))[1])

    def mean(self, cell):
        times = [ns for _, ns in self.times[cell].values()]
        return sum(times) / len(times)


def in_turn(old, new, passes):
    return (new, old) if passes % 2 else (old, new)


def cells(old, new):
    """(kind, op, old mean, new mean, too slow)"""
    for kind in KINDS + OWN:
        for op in OPS:
            if (kind, op) in old.times and (kind, op) in new.times:
                before, after = old.mean((kind, op)), new.mean((kind, op))
                yield kind, op, before, after, after > LIMIT * before and after > before + NOISE_NS


def other_hits(old, new):
    return [f"{key} {cell[1]}: {found[0]}, before {old.times[cell][key][0]}"
            for cell, questions in new.times.items() for key, found in questions.items()
            if cell in old.times and key in old.times[cell] and found[0] != old.times[cell][key][0]]


def report(old, new):
    slow = [f"{kind} {op}" for kind, op, _, _, bad in cells(old, new) if bad]
    print(f"{'class':<12}" + "".join(f"{op + ' us':>16} ratio" for op in OPS))
    rows = {}
    for kind, op, before, after, bad in cells(old, new):
        rows.setdefault(kind, {})[op] = f"{after / 1000:>16.1f} {after / before:>4.2f}{'!' if bad else ' '}"
    for kind, row in rows.items():
        print(f"{kind:<12}" + "".join(row.get(op, " " * 22) for op in OPS))
    ratio = new.index_s / old.index_s
    print(f"indexing {new.index_s:.2f} s, ratio {ratio:.2f}")
    if ratio > LIMIT:
        slow.append("indexing")
    other = other_hits(old, new)
    if other:
        print(f"{len(other)} other numbers of hits, as {other[0]}")
    return slow


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    work = os.path.abspath(sys.argv[1])
    os.makedirs(work, exist_ok=True)
    commit = base_commit()
    adapter = build(work, commit)
    if not adapter:
        print(f"{commit[:9]} has no adapter: nothing to compare with")
        return 0
    dump, questions = os.path.join(work, "dump.jsonl"), os.path.join(work, "questions.tsv")
    with open(dump, "wb") as out:
        subprocess.run([f"{BUILD}/corpus/gen", "--docs", str(DOCS)], stdout=out, check=True)
    subprocess.run([sys.executable, os.path.join(os.path.dirname(__file__), "questions.py"), dump, questions,
                    "--each", str(EACH)], check=True)
    old = Side(adapter, os.path.join(work, "old.ns"))
    new = Side(f"{BUILD}/tests/bench/adapter", os.path.join(work, "new.ns"))
    passes = 0
    while passes < LEAST_PASSES or (passes < MOST_PASSES and new.index_s > LIMIT * old.index_s):
        for side in in_turn(old, new, passes):
            side.index(dump)
        passes += 1
    start, passes = time.monotonic(), 0
    while passes < LEAST_PASSES or time.monotonic() - start < SECONDS or (
            passes < MOST_PASSES and any(bad for *_, bad in cells(old, new))):
        for side in in_turn(old, new, passes):
            side.ask(questions)
        passes += 1
    print(f"{passes} passes of {ROUNDS} rounds; ratios to {commit[:9]}")
    slow = report(old, new)
    if slow:
        print("slower: " + ", ".join(slow))
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
