#!/usr/bin/env python3
"""Measures the figures of the README: indexing, size, memory, questions, start.

    tests/bench/figures.py WORK_DIRECTORY

$BUILD names the programs' folder, $DATA and $PEERS the real data and the maker
of the benchmark corpus; without them a generated corpus is measured. Rates are
bytes of titles and bodies by the processor seconds of all threads, pinned to one
core; sizes are those of all files of the archive. Nothing is cached but files.
"""
import json
import os
import shutil
import subprocess
import sys
import time

BUILD = os.environ.get("BUILD") or "build"
DATA = os.environ.get("DATA") or ""
PEERS = os.environ.get("PEERS") or ""
CORE = str(max(os.sched_getaffinity(0)))
BUDGET_MB = 256
ROUNDS = 5
STARTS = 21


def disk(folder):
    return sum(os.stat(os.path.join(folder, f)).st_blocks * 512
               for f in os.listdir(folder))


def memory(pid):
    """Anonymous and peak resident memory of a process, in MB."""
    found = {}
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as lines:
            for line in lines:
                key, _, rest = line.partition(":")
                if key in ("RssAnon", "VmHWM"):
                    found[key] = int(rest.split()[0]) / 1024
    except OSError:
        pass
    return found.get("RssAnon", 0), found.get("VmHWM", 0)


def index(archive, *dumps, options=()):
    """Indexes dumps on one core; answers a row of facts."""
    shutil.rmtree(archive, ignore_errors=True)
    command = ["taskset", "-c", CORE, f"{BUILD}/nsindex", "-d", archive, "-j", "1",
               "-m", f"{BUDGET_MB}M", "--json", "--source", "bench", *options, *dumps]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    anonymous = peak = 0
    while True:
        done, status, usage = os.wait4(child.pid, os.WNOHANG)
        if done:
            break
        a, h = memory(child.pid)
        anonymous, peak = max(anonymous, a), max(peak, h)
        time.sleep(.01)
    facts = json.loads(child.stdout.read())
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"nsindex failed on {dumps}")
    cpu = usage.ru_utime + usage.ru_stime
    return {"articles": facts["articles"], "text": facts["text_bytes"], "cpu": cpu,
            "rate": facts["text_bytes"] / cpu / 1e6, "anonymous": anonymous, "peak": peak,
            "size": 100 * disk(archive) / facts["text_bytes"]}


def show(name, row):
    print(f"{name:<22} {row['articles']:>9,} articles {row['text'] / 1e6:>8.1f} MB of text "
          f"{row['cpu']:>6.2f} s {row['rate']:>6.1f} MB/s a core   archive {row['size']:>5.1f} %   "
          f"RssAnon {row['anonymous']:>5.0f} MB, VmHWM {row['peak']:>5.0f} MB", flush=True)


def generated(work, articles):
    path = os.path.join(work, f"gen-{articles}.jsonl")
    if not os.path.exists(path):
        with open(path, "wb") as out:
            subprocess.run([f"{BUILD}/corpus/gen", "--docs", str(articles)], stdout=out, check=True)
    return path


def benchmark_corpus(work):
    """news120k and its questions of two words, or None."""
    docs, queries = os.path.join(work, "news120k.jsonl"), os.path.join(work, "news120k.tsv")
    if not PEERS or not DATA:
        return None
    maker = [sys.executable, os.path.join(PEERS, "corpus.py")]
    if not os.path.exists(docs):
        subprocess.run([*maker, "docs", "--name", "news120k", docs], check=True)
    if not os.path.exists(queries):
        subprocess.run([*maker, "queries", docs, queries], check=True)
    two = os.path.join(work, "two.tsv")
    with open(queries, encoding="ascii") as lines, open(two, "w", encoding="ascii") as out:
        for line in lines:
            name, kind, words = line.rstrip("\n").split("\t")[:3]
            if kind == "and" and len(words.split()) == 2:
                out.write(f"{name}\t{words}\n")
    return docs, two


def generated_questions(work, docs):
    """Pairs of neighbouring words of titles."""
    path = os.path.join(work, "generated.tsv")
    with open(docs, encoding="utf-8") as lines, open(path, "w", encoding="utf-8") as out:
        for n, line in enumerate(lines):
            words = json.loads(line)["title"].split()
            if n % 97 == 0 and len(words) > 1:
                out.write(f"{n}\t{words[0]} {words[1]}\n")
            if n > 20000:
                break
    return path


def questions(archive, tsv):
    subprocess.run(["taskset", "-c", CORE, f"{BUILD}/tests/bench/query", archive, tsv, str(ROUNDS)],
                   check=True)


def starts(archive, words):
    """The median time of a whole nsquery, files in the page cache."""
    times = []
    for _ in range(STARTS):
        before = time.perf_counter()
        subprocess.run([f"{BUILD}/nsquery", "-d", archive, *words], stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=False)
        times.append(time.perf_counter() - before)
    return 1000 * sorted(times)[STARTS // 2]


def cold(archive, words):
    """The same once after the archive's pages were dropped from the cache."""
    for name in os.listdir(archive):
        fd = os.open(os.path.join(archive, name), os.O_RDONLY)
        os.fsync(fd)
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(fd)
    before = time.perf_counter()
    subprocess.run([f"{BUILD}/nsquery", "-d", archive, *words], stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, check=False)
    return 1000 * (time.perf_counter() - before)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    work = sys.argv[1]
    os.makedirs(work, exist_ok=True)
    corpus = benchmark_corpus(work)
    docs = corpus[0] if corpus else generated(work, 40000)
    tsv = corpus[1] if corpus else generated_questions(work, docs)
    archive = os.path.join(work, "bench.ns")
    if DATA:
        lk = os.path.join(work, "lk.ns")
        show("lk-2024", index(lk, os.path.join(DATA, "bench", "lk-2024.jsonl.zst")))
    small, large = generated(work, 40000), generated(work, 160000)
    show("generated", index(os.path.join(work, "gen.ns"), small))
    show("generated, four times", index(os.path.join(work, "gen.ns"), large))
    show("news120k" if corpus else "generated", index(archive, docs))
    questions(archive, tsv)
    words = ["prime", "minister"] if corpus else ["the", "of"]
    print(f"nsquery {' '.join(words)}: {starts(archive, words):.1f} ms warm, "
          f"{cold(archive, words):.1f} ms after the page cache was dropped")


main()
