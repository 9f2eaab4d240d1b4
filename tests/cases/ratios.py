#!/usr/bin/env python3
"""The benchmark's tables of ratios, from times that are made up.

Run from the root by tests/run.sh.
"""
import json
import os
import subprocess
import sys
import tempfile
import xml.dom.minidom

counts = {"passed": 0, "failed": 0}
FACTS = {"version": "1", "docs": 10, "text_bytes": 2000000, "index_s": 1, "merge_s": 1, "cpu_s": 4,
         "peak_rss_kb": 2048, "index_bytes": 1000000, "index_bytes_nostore": 500000}
# engine: class, operation: least ns of two questions, in each of two passes
TIMES = {
    "newsstand": {("and", "top10"): ((30000, 60000), (20000, 70000)), ("and", "count"): ((2500, 2500),) * 2,
                  ("phrase", "top10"): ((40000, 40000),) * 2, ("prefix", "top10"): ((50000, 50000),) * 2,
                  ("and", "top10count"): ((99000, 99000),) * 2, ("quote", "top10"): ((50000, 50000),) * 2},
    "lucene": {("and", "top10"): ((100000, 100000),) * 2, ("and", "count"): ((2000, 2000),) * 2,
               ("phrase", "top10"): ((100000, 100000),) * 2, ("prefix", "top10"): ((1000, 1000),) * 2},
    "sqlite": {("and", "top10"): ((90000, 90000),) * 2, ("prefix", "top10"): ((25000, 25000),) * 2},
}


def case(what, is_so):
    counts["passed" if is_so else "failed"] += 1
    if not is_so:
        print(f"FAILED {what}", file=sys.stderr)


def write(folder):
    for engine, cells in TIMES.items():
        with open(f"{folder}/{engine}.index.json", "w", encoding="ascii") as out:
            json.dump(FACTS, out)
        for number in (0, 1):
            with open(f"{folder}/{engine}.query.{number}.tsv", "w", encoding="ascii") as out:
                for (kind, op), passes in cells.items():
                    for n, ns in enumerate(passes[number]):
                        out.write(f"{kind}{n:03}\t{kind}\t{op}\t5\t{ns}\t{2 * ns}\n")


def main():
    with tempfile.TemporaryDirectory(prefix="newsstand.") as folder:
        write(folder)
        picture = os.path.join(folder, "ratios.svg")
        text = subprocess.run(["tests/bench/ratios.py", folder, "--svg", picture], check=True,
                              capture_output=True, encoding="utf-8").stdout
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]

        def row(kind, nth=0):
            found = [r for r in rows if r[0] == kind]
            return found[nth] if len(found) > nth else []

        case("megabytes a second of a core", "0.5" in row("newsstand"))
        case("the least of all passes counts, and the fastest other engine",
             row("and")[2:5] == ["40.0 / 60.0 / 60.0", "90.0 sqlite", "0.44"])
        case("unranked prefixes are left out", row("prefix")[3:5] == ["25.0 sqlite", "**2.00**"])
        case("a microsecond more than what takes less than five is not lost",
             row("and", 1)[3:5] == ["2.0 lucene", "1.25"])
        case("top10count is top10 and count where that is less", row("and", 2)[2].startswith("42.5 /"))
        case("goal, floor, lost: mean and p99 of four cells",
             "Of 8 cells (mean and p99 of each class and operation): goal reached in 1, "
             "floor alone in 5, lost 2." in text)
        case("quotes divided by phrases", row("quote / phrase")[1:3] == ["top10", "1.25"])
        case("the picture is XML", xml.dom.minidom.parse(picture) is not None)
    print(f"{counts['passed']} passed, {counts['failed']} failed, 0 skipped")
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
