"""What a run of the benchmark left in a folder, for tables and pictures.

ENGINE.index.json, ENGINE.query.PASS.tsv and perhaps ENGINE.dump.tsv are in it.
"""
import collections
import glob
import json
import os
import statistics

OURS = "newsstand"
KINDS = ["term", "and", "or", "phrase", "mustshould", "not", "anddate", "ordate", "prefix"]
OWN = ["quote", "auto", "default"]  # classes that only we have
OPS = ["top10", "top100", "count", "top10count"]
UNRANKED = {"lucene", "tantivy"}  # a prefix finds its first ten there, without scores


class Cell:
    """The least times of a class and operation, over its questions, in ns."""

    def __init__(self, times):
        times = sorted(times)
        self.n = len(times)
        self.mean = statistics.fmean(times)
        self.p50 = times[len(times) // 2]
        self.p99 = times[min(len(times) - 1, int(.99 * len(times)))]


def read_times(folder, engine):
    """{(kind, op): {question: (hits, least ns of all passes)}}"""
    out = collections.defaultdict(dict)
    for path in sorted(glob.glob(os.path.join(folder, engine + ".query.*.tsv"))):
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                key, kind, op, hits, least, _ = line.rstrip("\n").split("\t")
                ns = min(int(least), out[kind, op].get(key, (0, int(least)))[1])
                out[kind, op][key] = int(hits), ns
    return out


def take_cheaper_way(times):
    """top10count in one pass, or top10 and then count: whichever takes less."""
    for kind in KINDS + OWN:
        both, best, count = (times.get((kind, op), {}) for op in ("top10count", "top10", "count"))
        for key in both.keys() & best.keys() & count.keys():
            hits, ns = both[key]
            both[key] = hits, min(ns, best[key][1] + count[key][1])


class Results:
    def __init__(self, folder):
        self.folder = folder
        self.index, self.times = {}, {}
        for path in sorted(glob.glob(os.path.join(folder, "*.index.json"))):
            with open(path, encoding="utf-8") as text:
                self.index[os.path.basename(path).split(".")[0]] = json.load(text)
        for path in sorted(glob.glob(os.path.join(folder, "*.query.*.tsv"))):
            engine = os.path.basename(path).split(".")[0]
            if engine not in self.times:
                self.times[engine] = read_times(folder, engine)
                take_cheaper_way(self.times[engine])

    def cell(self, engine, kind, op):
        times = self.times.get(engine, {}).get((kind, op))
        return Cell([ns for _, ns in times.values()]) if times else None

    def others(self, kind, op):
        """Cells of the engines that ours is compared with, by name."""
        out = {}
        for engine in self.times:
            ranked = not (kind == "prefix" and op != "count" and engine in UNRANKED)
            cell = self.cell(engine, kind, op)
            if engine != OURS and ranked and cell:
                out[engine] = cell
        return out

    def fastest(self, kind, op, figure):
        """(engine, ns) of the fastest other one; None: there is no other."""
        cells = self.others(kind, op)
        if not cells:
            return None
        engine = min(cells, key=lambda e: getattr(cells[e], figure))
        return engine, getattr(cells[engine], figure)
