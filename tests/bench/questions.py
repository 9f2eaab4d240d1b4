#!/usr/bin/env python3
"""Makes questions for a dump, of every class of the benchmark.

    tests/bench/questions.py DUMP.jsonl QUESTIONS.tsv [--each N]

A line is id, kind, words and perhaps two dates (Unix seconds), separated by
tabs. Words are lower-case ASCII and occur in the dump. The same dump gives the
same questions.
"""
import argparse
import collections
import datetime
import json
import math
import random
import re

SEED = 1848
STEP = 5  # every fifth article is looked at
PLAIN = re.compile(r"[a-z]+")


def seconds(date):
    """Unix seconds of the day of an ISO date; coarse ones begin their period."""
    digits = [int(part) for part in re.findall(r"\d+", str(date or ""))[:3]]
    if not digits or not 1 <= digits[0] <= 9999:
        return 0
    moment = datetime.date(*(digits + [1, 1])[:3])
    return (moment.toordinal() - datetime.date(1970, 1, 1).toordinal()) * 86400


class Sample:
    """Document frequencies, titles, runs of words and dates of some articles."""

    def __init__(self, path):
        self.df = collections.Counter()
        self.titles, self.runs, self.dates = [], [], []
        with open(path, encoding="utf-8") as lines:
            for n, line in enumerate(lines):
                if n % STEP == 0:
                    self.add(json.loads(line))
        self.dates.sort()

    def add(self, article):
        title, body = article.get("title") or "", article.get("body") or ""
        self.df.update(set(PLAIN.findall((title + "\n" + body).lower())))
        words = title.lower().split()
        if all(map(PLAIN.fullmatch, words)):
            self.titles.append(words)
        for run in re.findall(r"[A-Za-z]+(?: [A-Za-z]+)+", body)[:4]:
            self.runs.append(run.lower().split())
        self.dates.append(seconds(article.get("date")))

    def spread(self, n):
        """n words with frequencies evenly spread on a logarithmic scale."""
        ranked = sorted((f, w) for w, f in self.df.items())
        out, top = {}, math.log(ranked[-1][0])
        for i in range(n):
            least = math.exp(top * i / max(1, n - 1))
            at = next((j for j, (f, _) in enumerate(ranked) if f >= least - 1e-6), len(ranked) - 1)
            while at and ranked[at][1] in out:
                at -= 1
            out[ranked[at][1]] = True
        return [[w] for w in out]

    def cut(self, rng, texts, sizes, n):
        out = {}
        for _ in range(100 * n):
            words = rng.choice(texts)
            size = rng.choice(sizes)
            start = rng.randrange(max(1, len(words) - size + 1))
            piece = words[start:start + size]
            if len(piece) >= min(sizes) and len(set(piece)) == len(piece):
                out[tuple(piece)] = piece
            if len(out) == n:
                break
        return list(out.values())

    def period(self, rng):
        """Dates between which 15 % of the articles lie."""
        at = rng.randrange(int(len(self.dates) * .85))
        return self.dates[at], self.dates[at + int(len(self.dates) * .15)]

    def prefixes(self, rng, n):
        pool = sorted(w for w, f in self.df.items() if len(w) > 5 and f > 2)
        return [[rng.choice(pool)[:rng.randint(3, 5)]] for _ in range(n)]


def make(sample, each):
    rng = random.Random(SEED)
    lists = sample.cut(rng, sample.titles, (2, 3, 4, 5), each)
    longer = [q for q in lists if len(q) > 2]
    return {
        "term": sample.spread(each), "and": lists, "or": lists,
        "phrase": sample.cut(rng, sample.runs, (2, 3, 4), each),
        "mustshould": longer, "not": [q[:2] for q in lists],
        "anddate": lists, "ordate": lists, "prefix": sample.prefixes(rng, each),
    }


def main():
    parser = argparse.ArgumentParser(description="Make questions for a dump.")
    parser.add_argument("dump")
    parser.add_argument("questions")
    parser.add_argument("--each", type=int, default=100)
    args = parser.parse_args()
    sample, rng = Sample(args.dump), random.Random(SEED)
    with open(args.questions, "w", encoding="ascii") as out:
        for kind, questions in make(sample, args.each).items():
            for n, words in enumerate(questions):
                fields = [f"{kind}{n:03}", kind, " ".join(words)]
                if kind.endswith("date"):
                    fields += map(str, sample.period(rng))
                out.write("\t".join(fields) + "\n")


if __name__ == "__main__":
    main()
