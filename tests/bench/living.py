#!/usr/bin/env python3
"""What a living archive costs: several segments, a shuffled dump, small changes.

    tests/bench/living.py DUMP QUESTIONS WORK

DUMP is JSON lines, QUESTIONS what tests/bench/adapter asks. $BUILD names the
programs' folder. One core, by taskset; answers of ten without a count, in
processor time, each question's least of all rounds.
"""
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time

BUILD = os.environ.get("BUILD") or "build"
CORE = str(max(os.sched_getaffinity(0)))
# Nine segments of one tier and three of the one below: no ten, so no merge.
SHARES = [.097] * 9 + [.0423] * 3
ROUNDS, PASSES = 3, 3
CHANGES = 7     # times that a hundred articles are added, and one forgotten
ADDED = 100


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                          encoding="utf-8")
    if done.returncode > 1:     # 1: some records were rejected
        sys.exit(f"{' '.join(command)}: {done.stderr}")
    return done.stdout


def index(archive, *dumps):
    """Adds dumps in one commit; answers processor seconds."""
    before = os.times()
    run("taskset", "-c", CORE, f"{BUILD}/nsindex", "-d", archive, "-j", "1", "--commit-every", "1000G",
        "--source", "bench", "--quiet", *dumps)
    after = os.times()
    return (after.children_user - before.children_user) + (after.children_system - before.children_system)


def fresh(path):
    shutil.rmtree(path, ignore_errors=True)
    return path


def segments(archive):
    return json.loads(run(f"{BUILD}/nsindex", "stats", "-d", archive, "--json"))["segments"]


def cut(lines, work):
    """The dump in twelve parts by their shares of its bytes."""
    total, at = sum(map(len, lines)), 0
    paths = []
    for n, share in enumerate(SHARES):
        path, left = os.path.join(work, f"part-{n}.jsonl"), share * total
        with open(path, "wb") as out:
            while at < len(lines) and (left > 0 or n == len(SHARES) - 1):
                out.write(lines[at])
                left -= len(lines[at])
                at += 1
        paths.append(path)
    return paths


def ask(archive, questions, best):
    for line in run("taskset", "-c", CORE, f"{BUILD}/tests/bench/adapter", "query", archive, questions,
                    str(ROUNDS), "--ops", "top10", "--cpu-time").splitlines():
        key, kind, _, _, least, _ = line.split("\t")
        best[key, kind] = min(int(least), best.get((key, kind), 1 << 62))


def many_segments(one, many, questions):
    best = {one: {}, many: {}}
    for _ in range(PASSES):
        for archive, times in best.items():
            ask(archive, questions, times)
    kinds = list(dict.fromkeys(kind for _, kind in best[one]))
    print(f"ten best, {segments(many)} segments beside {segments(one)}: mean us (ratio)")
    for kind in kinds:
        a, b = (sum(t for (_, k), t in times.items() if k == kind) for times in best.values())
        n = sum(k == kind for _, k in best[one])
        print(f"  {kind:<12} {b / n / 1000:>9.1f} {a / n / 1000:>9.1f}  {b / a:.2f}")


def waits(log):
    """How often a traced run asked for its data to be on the disk."""
    with open(log, encoding="utf-8") as lines:
        return sum(bool(re.search(r"\b(fsync|fdatasync|msync|sync_file_range)\(", line)) for line in lines)


def change(archive, what, *command):
    """Medians of the whole program's wall and processor time."""
    walls, cpus, syncs = [], [], "?"
    for n in range(CHANGES):
        words = [part.format(n=n) for part in command]
        before, start = os.times(), time.perf_counter()
        run(f"{BUILD}/nsindex", *words[:1], "-d", archive, *words[1:])
        walls.append(time.perf_counter() - start)
        after = os.times()
        cpus.append(after.children_user - before.children_user + after.children_system - before.children_system)
    if shutil.which("strace"):
        words = [part.format(n=CHANGES) for part in command]
        log = archive + ".strace"
        run("strace", "-f", "-o", log, "-e", "trace=fsync,fdatasync,msync,sync_file_range",
            f"{BUILD}/nsindex", *words[:1], "-d", archive, *words[1:])
        syncs = waits(log)
        os.remove(log)
    middle = CHANGES // 2
    print(f"{what:<24} {1000 * sorted(walls)[middle]:>6.0f} ms, {1000 * sorted(cpus)[middle]:.0f} ms of processor, "
          f"{syncs} waits for the disk")


def small_changes(archive, lines, work):
    new = os.path.join(work, "new-{n}.jsonl")
    for n in range(CHANGES + 1):
        with open(new.format(n=n), "w", encoding="utf-8") as out:
            for i in range(ADDED):
                article = json.loads(lines[(n * ADDED + i) % len(lines)])
                article["id"] = f"urn:new:{n}:{i}"
                out.write(json.dumps(article) + "\n")
    change(archive, f"add {ADDED} articles", "add", "--quiet", new)
    change(archive, "forget one", "forget", "--quiet", "urn:new:{n}:0")


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    dump, questions, work = sys.argv[1:]
    os.makedirs(work, exist_ok=True)
    with open(dump, "rb") as whole:
        lines = whole.readlines()
    one, many, mixed = (fresh(os.path.join(work, name)) for name in ("one.ns", "many.ns", "mixed.ns"))
    seconds = index(one, dump)
    for part in cut(lines, work):
        index(many, part)
    many_segments(one, many, questions)
    shuffled = os.path.join(work, "shuffled.jsonl")
    random.Random(7).shuffle(lines)
    with open(shuffled, "wb") as out:
        out.writelines(lines)
    print(f"the same dump shuffled: {index(mixed, shuffled) / seconds:.2f} times its {seconds:.2f} s")
    small_changes(one, lines, work)


main()
