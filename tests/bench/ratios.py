#!/usr/bin/env python3
"""Prints the tables of a benchmark's run as Markdown: our times, and divided by
those of the fastest other engine in each cell.

    tests/bench/ratios.py RESULTS [--svg PICTURE]

What is asked of a cell: the floor is to be faster than the fastest other one
(where that needs less than 5 us: at most 1 us slower), the goal half its time,
of phrase and mustshould a third.
"""
import argparse
import os

import picture
from results import KINDS, OPS, OURS, OWN, Results

THIRDS = {"phrase", "mustshould"}
# Our own classes: with what they are compared, floor and goal of the ratio.
PAIRS = [("quote", "phrase", 1.5, 1.15), ("default", "auto", 2.5, 1.6)]


def table(head, rows):
    print("| " + " | ".join(head) + " |")
    print("|---" + "|--:" * (len(head) - 1) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def micro(ns):
    us = ns / 1000
    return f"{us:,.1f}" if us < 100 else f"{us:,.0f}"


def times(cell):
    return " / ".join(map(micro, (cell.mean, cell.p50, cell.p99)))


def index_table(results):
    rows = []
    for engine, r in sorted(results.index.items(), key=lambda x: x[0] != OURS):
        mb = r["text_bytes"] / 1e6
        bare = r.get("index_bytes_nostore")
        rows.append([
            engine, r["version"], f"{r['docs']:,}", f"{mb / r['cpu_s']:.1f}",
            f"{mb / (r['index_s'] + r['merge_s']):.1f}", f"{r['index_s']:.1f} + {r['merge_s']:.1f}",
            f"{r['peak_rss_kb'] / 1024:,.0f}", f"{100 * r['index_bytes'] / r['text_bytes']:.1f}",
            f"{100 * bare / r['text_bytes']:.1f}" if bare else "?"])
    print("## Indexing\n")
    table(["engine", "version", "articles", "MB/s a core", "MB/s wall", "s, merge", "peak RSS MB",
           "% of text", "without records"], rows)


def verdict(kind, mine, theirs):
    """Of one figure: below the floor, the floor, the goal."""
    ratio = mine / theirs
    if ratio <= (1 / 3 if kind in THIRDS else 1 / 2):
        return "goal"
    close = theirs < 5000 and mine <= theirs + 1000
    return "floor" if ratio <= 1 or close else "lost"


def compare(results, kind, op):
    """(our cell, [(figure, fastest engine, its ns, ratio, verdict)])"""
    mine, out = results.cell(OURS, kind, op), []
    for figure in ("mean", "p50", "p99"):
        best = results.fastest(kind, op, figure)
        if mine and best:
            ns = getattr(mine, figure)
            out.append((figure, best[0], best[1], ns / best[1], verdict(kind, ns, best[1])))
    return mine, out


def op_table(results, op):
    rows = []
    for kind in KINDS + OWN:
        mine, rest = compare(results, kind, op)
        if not mine:
            continue
        row = [kind, str(mine.n), times(mine)]
        for figure, engine, ns, ratio, said in rest:
            mark = "**" if said == "lost" and figure != "p50" else ""
            row += [f"{micro(ns)} {engine}", f"{mark}{ratio:.2f}{mark}"]
        rows.append(row)
    if rows:
        width = max(map(len, rows))
        head = [op, "n", f"{OURS}: mean / p50 / p99"]
        head += ["fastest mean", "ratio", "fastest p50", "ratio", "fastest p99", "ratio"]
        table(head[:width], [row + [""] * (width - len(row)) for row in rows])


def score(results):
    said = [c[4] for kind in KINDS for op in OPS for c in compare(results, kind, op)[1]
            if c[0] != "p50"]
    if said:
        print(f"Of {len(said)} cells (mean and p99 of each class and operation): goal reached in "
              f"{said.count('goal')}, floor alone in {said.count('floor')}, lost {said.count('lost')}.\n")


def pairs_table(results):
    rows = []
    for kind, base, floor, goal in PAIRS:
        for op in OPS:
            mine, other = results.cell(OURS, kind, op), results.cell(OURS, base, op)
            if mine and other:
                rows.append([f"{kind} / {base}", op, f"{mine.mean / other.mean:.2f}",
                             f"{mine.p99 / other.p99:.2f}", str(floor), str(goal)])
    if rows:
        print("## Our own classes, one divided by the other\n")
        table(["classes", "operation", "mean", "p99", "floor", "goal"], rows)


def main():
    parser = argparse.ArgumentParser(description="Print a benchmark's tables of ratios.")
    parser.add_argument("results")
    parser.add_argument("--svg", metavar="PICTURE")
    args = parser.parse_args()
    results = Results(args.results)
    name = os.path.basename(os.path.abspath(args.results))
    print(f"# {name}\n")
    machine = os.path.join(args.results, "machine.txt")
    if os.path.exists(machine):
        with open(machine, encoding="utf-8") as text:
            print(text.read())
    index_table(results)
    print("## Questions\n\nMicroseconds; ours divided by the fastest other engine's.\n")
    for op in OPS:
        op_table(results, op)
    score(results)
    pairs_table(results)
    if args.svg:
        with open(args.svg, "w", encoding="utf-8") as out:
            out.write(picture.draw(results, name))


if __name__ == "__main__":
    main()
