#!/usr/bin/env python3
"""The articles of corpus/ are what corpus/README.md promises: counts,
languages, dates, lengths, no text that two articles share but the declared
copies, and queries whose ids exist. Run from the root."""

import html
import json
import pathlib
import re
import shlex
import statistics
import sys

CORPUS = pathlib.Path("corpus")
RUN = 12  # words that no two articles may share
NAMES = {
    "id": ("id", "guid"),
    "title": ("title", "headline"),
    "body": ("body", "text", "maintext", "content"),
    "date": ("date", "published", "date_publish", "pubDate"),
    "outlet": ("outlet", "source", "publisher", "source_domain"),
    "section": ("section", "category"),
    "author": ("author", "authors", "byline"),
    "lang": ("lang", "language"),
    "url": ("url", "link"),
    "tags": ("tags",),
}
# One wire story: the agency's article first.
COPIES = [{"kw-500101", "lc-1013", "hp-7001"}, {"kw-500107", "mt-2016"}]
# A paragraph that begins the furniture behind an article.
FURNITURE = {
    "Read next", "More from the Courier", "Most read", "Share this article",
    "Leave the first comment", "Weiterlesen", "À lire aussi",
    "Читайте также", "और पढ़ें", "Devamı için",
}
LEAD = {"Advertisement"}  # furniture in front
PRECISIONS = (
    ("year", r"\d{4}"),
    ("month", r"\d{4}-\d\d"),
    ("day", r"\d{4}-\d\d-\d\d|\d{8}"),
    ("minute", r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(Z|[+-]\d\d:\d\d)?"
               r"|\d{8} \d+:\d\d[AP]M UTC"),
    ("second", r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)?"
               r"|\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d (GMT|[+-]\d{4})"
               r"|\d{10}|\d{13}"),
)
passed = failed = 0


def ok(name, good, why=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print("FAILED", name, why, file=sys.stderr)


def read(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        return json.loads(text)
    return [json.loads(line) for line in text.splitlines()]


def page(path):
    """The id, title and text of a page, as its comments mark the text."""
    raw = path.read_bytes()
    charset = re.search(rb"charset=[\"']?([\w-]+)", raw).group(1).decode()
    text = raw.decode(charset)
    own = re.search(r'"identifier": "(.+?)"', text)
    url = re.search(r'rel="canonical" href="(.+?)"', text, re.I)
    parts = re.findall(r"<!-- text -->(.*?)<!-- /text -->", text, re.S)
    return {
        "id": (own or url).group(1),
        "title": html.unescape(re.search(r"<title>(.*?)</title>", text,
                                         re.I).group(1)),
        "body": html.unescape(re.sub(r"<.*?>", "", "".join(parts))),
    }


def article(record):
    a = {}
    for field, names in NAMES.items():
        for name in names:
            if name in record:
                a[field] = record[name]
    return a


def words(text):
    """Words; combining marks (Hindi) stay with their letters."""
    return re.findall(r"[^\W_][\w\u0300-\u036f\u0900-\u0963'’]*",
                      text.lower())


def own_text(body):
    """The body without its furniture; teasers follow the first mark."""
    kept = []
    for paragraph in body.split("\n\n"):
        if paragraph in FURNITURE:
            break
        if paragraph not in LEAD:
            kept.append(paragraph)
    return "\n\n".join(kept)


def precision(date):
    for name, shape in PRECISIONS:
        if re.fullmatch(shape, str(date)):
            return name
    return "unknown"


def year(date):
    if isinstance(date, int):
        return 1970 + int(date / (1000 if date > 10 ** 11 else 1) / 31556952)
    return int(re.search(r"(?:19|20)\d\d", date).group())


def shared_runs(latest):
    seen, shared = {}, {}
    for a in latest.values():
        list_of = words(own_text(a["body"]))
        for i in range(len(list_of) - RUN + 1):
            run = tuple(list_of[i:i + RUN])
            other = seen.setdefault(run, a["id"])
            pair = {other, a["id"]}
            if len(pair) == 2 and not any(pair <= c for c in COPIES):
                shared[frozenset(pair)] = " ".join(run)
    return shared


def check_articles(articles, latest):
    by_lang, with_date = {}, {}
    for a in latest.values():
        by_lang.setdefault(a.get("lang", "en")[:2], []).append(a)
        kind = precision(a["date"]) if "date" in a else "none"
        with_date.setdefault(kind, []).append(a["id"])
    lengths = [len(words(a["body"])) for a in articles]
    years = [year(a["date"]) for a in latest.values() if "date" in a]
    teasers = [a["id"] for a in latest.values()
               if own_text(a["body"]) != a["body"]]
    authors = [a["author"] for a in articles]

    ok("at least 96 articles", len(latest) >= 96, len(latest))
    ok("median of 200 words", statistics.median(lengths) >= 200,
       statistics.median(lengths))
    ok("at least 60 in English", len(by_lang["en"]) >= 60, len(by_lang["en"]))
    for lang in "de fr es ru fi ar hi tr it pt".split():
        ok("three to six in " + lang, 3 <= len(by_lang.get(lang, [])) <= 6)
    for kind in "year month day minute second".split():
        ok("two dates to the " + kind, len(with_date.get(kind, [])) >= 2)
    ok("one article undated", len(with_date["none"]) == 1, with_date["none"])
    ok("every date is understood", "unknown" not in with_date,
       with_date.get("unknown"))
    ok("from 1994 to 2026", (min(years), max(years)) == (1994, 2026),
       (min(years), max(years)))
    ok("fourteen outlets or more",
       len({a["outlet"] for a in latest.values()}) >= 14)
    ok("authors as array and as string",
       {type(x) for x in authors} == {str, list})
    ok("every article has a title, a body and an outlet",
       all(a.get("title") and a.get("body") and a.get("outlet")
           for a in articles))
    ok("bodies keep paragraphs", all("\n\n" in a["body"] for a in articles))
    ok("some have a URL, some none",
       0 < sum("url" in a for a in articles) < len(articles))
    ok("a dozen pages end in furniture", len(teasers) >= 12, len(teasers))
    print(f"{len(latest)} articles, {len(articles)} records, "
          f"{len(by_lang)} languages, median {statistics.median(lengths):.0f} "
          f"words, {len(teasers)} with furniture")


def check_teasers(latest):
    titles = {a["title"] for a in latest.values()}
    found = 0
    for a in latest.values():
        rest = a["body"][len(own_text(a["body"])):]
        found += any(p in titles for p in rest.split("\n\n"))
    ok("ten articles carry teasers of others", found >= 10, found)


def check_versions(articles):
    count = {}
    for a in articles:
        count.setdefault(a["id"], []).append(a)
    several = {i: v for i, v in count.items() if len(v) > 1}
    ok("one story is corrected twice",
       [len(v) for v in several.values()] == [3], list(several))
    ok("its versions differ",
       all(len({a["body"] for a in v}) == 3 for v in several.values()))


def check_copies(latest):
    for family in COPIES:
        first = sorted(i for i in family if i.startswith("kw-"))[0]
        theirs = own_text(latest[first]["body"]).split("\n\n")
        for i in family - {first}:
            mine = re.sub("[“”]", '"', own_text(latest[i]["body"]))
            mine = mine.replace("’", "'").split("\n\n")
            ok(f"{i} copies {first}", len(set(mine) & set(theirs)) >= 4)


def check_queries(latest):
    queries = 0
    for n, line in enumerate((CORPUS / "queries.txt").open(encoding="utf-8"),
                             1):
        line = line.rstrip("\n")
        if not line or line.startswith("#"):
            continue
        place = f"queries.txt:{n}"
        queries += 1
        cells = line.split("\t")
        if not 2 <= len(cells) <= 4:
            ok(place, False, "two to four cells")
            continue
        must = cells[1].split()
        must_not = cells[2].split() if len(cells) > 2 else []
        options = shlex.split(cells[3]) if len(cells) > 3 else []
        good = (cells[0] and (must or must_not)
                and set(must + must_not) <= set(latest)
                and not set(must) & set(must_not)
                and all(o.startswith("--") for o in options)
                and (not must_not or "--match=all" in options))
        ok(place, good, line)
    ok("60 queries or more", queries >= 60, queries)
    print(f"{queries} queries")


def main():
    articles = [article(r) for p in sorted(CORPUS.glob("*.json*"))
                for r in read(p)]
    latest = {a["id"]: a for a in articles}
    pages = {p["id"]: p for p in map(page, CORPUS.glob("pages/*.html"))}
    check_articles(articles, latest)
    check_teasers(latest)
    check_versions(articles)
    check_copies(latest)
    ok("two pages", len(pages) == 2 and not set(pages) & set(latest), pages)
    shared = shared_runs({**latest, **pages})
    ok("no shared run of 12 words", not shared, shared)
    check_queries({**latest, **pages})
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return failed > 0


sys.exit(main())
