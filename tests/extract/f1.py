#!/usr/bin/env python3
"""How much of an article is kept, and how little of the page around it.

DATA/formats/html has pages and the text of their articles. The measure is that
of the benchmark they come from: runs of four words, counted, shared between
both texts; precision and recall are means over the pages, F1 is of the means.

The rules were made looking at the pages of sites whose host's SHA-256 ends in
a 0 bit. What counts is how they do on the others, which nobody has looked at:
their errors are not shown, here or elsewhere. Run from the root.

    tests/extract/f1.py [-v]      -v lists the worst pages of the first half
"""
import collections
import glob
import gzip
import hashlib
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import urllib.parse

BIN = os.path.abspath(os.environ.get("BUILD") or "build")
DATA = os.path.join(os.environ.get("DATA") or "/nonexistent", "formats/html")
WANTED = .945     # of F1, on the half that was not looked at
SPEED = 5         # MB/s of a core, at least
RUN = 4           # words
WORST = 12        # pages that -v lists


def runs(text):
    words = re.findall(r"\w+", text)
    return collections.Counter(
        tuple(words[i:i + RUN]) for i in range(max(1, len(words) - RUN + 1))
        if words)


def measure(true, found):
    """Precision and recall of one page; None where there is nothing."""
    true, found = runs(true), runs(found)
    both = (true & found).total()
    if true == found:
        return (1., 1.) if true else (None, None)
    return (both / found.total() if found else None,
            both / true.total() if true else None)


def half_of(url):
    host = urllib.parse.urlparse(url).netloc
    return hashlib.sha256(host.encode()).digest()[-1] & 1


def unpack(folder):
    for path in glob.glob(f"{DATA}/pages/*.html.gz"):
        name = os.path.basename(path).removesuffix(".gz")
        with gzip.open(path) as page, open(f"{folder}/{name}", "wb") as out:
            out.write(page.read())
    return sorted(glob.glob(f"{folder}/*.html"))


def articles(paths, *options):
    return subprocess.run(
        [f"{BIN}/tests/extract/articles", *options, *paths],
        stdin=subprocess.DEVNULL, capture_output=True, check=True,
        encoding="utf-8").stdout


def f1_of(pages):
    precision = statistics.mean(p for p, _, _ in pages if p is not None)
    recall = statistics.mean(r for _, r, _ in pages if r is not None)
    return precision, recall, 2 * precision * recall / (precision + recall)


def show_worst(pages):
    for p, r, url in sorted(pages, key=lambda x: (x[0] or 0) * (x[1] or 0))[
            :WORST]:
        print(f"  {p or 0:.3f} {r or 0:.3f} {url}")


def main():
    if not os.path.isdir(DATA):
        print("skipped: no pages with their articles (DATA)", file=sys.stderr)
        print("0 passed, 0 failed, 1 skipped")
        return 0
    with open(f"{DATA}/ground-truth.json", encoding="utf-8") as file:
        truth = json.load(file)
    halves = [[], []]
    with tempfile.TemporaryDirectory(prefix="newsstand.") as folder:
        paths = unpack(folder)
        for line in articles(paths).splitlines():
            page = json.loads(line)
            key = os.path.basename(page["file"]).removesuffix(".html")
            url = truth[key]["url"]
            halves[half_of(url)].append(
                (*measure(truth[key]["articleBody"], page["body"]), url))
        speed = float(articles(paths, "-t"))
    for name, pages in zip(("looked at", "not looked at"), halves):
        p, r, f1 = f1_of(pages)
        print(f"{name}: {len(pages)} pages, precision {p:.4f}, "
              f"recall {r:.4f}, F1 {f1:.4f}")
    if "-v" in sys.argv:
        show_worst(halves[0])
    print(f"{speed:.0f} MB/s of a core")
    good = [f1 >= WANTED, speed >= SPEED,
            sum(map(len, halves)) == len(truth)]
    if not all(good):
        print(f"FAILED: wanted an F1 of {WANTED}, {SPEED} MB/s, and all "
              f"{len(truth)} pages", file=sys.stderr)
    print(f"{sum(good)} passed, {len(good) - sum(good)} failed, 0 skipped")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
