#!/usr/bin/env python3
"""The same articles give the same answers, however they came in.

One commit, ten, unsorted, by two builders, with little memory, twice,
interrupted and repeated, replaced, forgotten, compacted, indexed anew: each
archive is asked the same questions of all kinds, and must give the ids, their
order, the scores to the last digit and the totals of the first. Where dead
documents still count in df (replaced and forgotten ones, until they are merged
away) only totals are compared, and all of it after `nsindex compact`. Run from
the root by tests/run.sh; $DATA adds real articles.
"""
import glob
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # tests/ stays as it is
sys.path.insert(0, "tests")
import settled  # noqa: E402

BIN = os.path.abspath(os.environ.get("BUILD") or "build")
DATA = os.environ.get("DATA")
SLOW = any(word in BIN for word in ("asan", "tsan", "cover"))
INVENTED = 500 if SLOW else 1200  # articles of corpus/gen
REAL = 250 if SLOW else 600       # of each file of $DATA
SAMPLES = 60 if SLOW else 130     # questions made from the texts
# How the questions are asked, and how many articles of each are compared (250:
# beyond the 200 of the second stage); 0: their number alone.
OPTIONS = [
    (250, ["--match=auto"]),
    (40, ["--match=any", "--keep-stop-words"]),
    (20, ["--match=all", "--rank=bm25", "--exact"]),
    (20, ["--sort=newest", "--from=2004-06"]),
    (20, ["--sort=oldest", "--in=title", "--match=any"]),
    (0, ["--match=auto"]),
    (0, ["--match=any", "--exact", "--to=2019"]),
]
counts = {"passed": 0, "failed": 0, "skipped": 0}


def case(what, fault=None):
    """Counts a case; fault is None or says what was wrong."""
    counts["failed" if fault else "passed"] += 1
    if fault:
        print(f"FAILED {what}: {fault}", file=sys.stderr)


# ---- programs ----------------------------------------------------------------
def nsindex(*words, code=0, text=None):
    """Runs nsindex; what it says, or an exception."""
    done = subprocess.run(
        [f"{BIN}/nsindex", *words], input=text, capture_output=True,
        encoding="utf-8", check=False)
    if done.returncode != code:
        raise RuntimeError(f"nsindex {' '.join(words)}: exit "
                           f"{done.returncode}: {done.stderr[-600:]}")
    return done.stdout


def add(archive, *words):
    return json.loads(nsindex("-d", archive, "--json", *words))


def ask(archive, questions, options):
    done = subprocess.run(
        [f"{BIN}/nsquery", "-d", archive, "--queries", questions, *options],
        stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode > 1 or done.returncode < 0:
        raise RuntimeError(f"nsquery {' '.join(options)}: exit "
                           f"{done.returncode}: {done.stderr[-600:]}")
    return done.stdout.split(b"\n")


def answers(archive, questions, lists=True):
    """{options: lines} of all questions."""
    all_lines = {}
    for limit, options in OPTIONS:
        if not limit:
            words = (*options, "--count")
        elif lists:
            words = (*options, "--limit", str(limit), "--format", "jsonl",
                     "--fields", "id,date,score")
        else:
            continue
        all_lines[words] = ask(archive, questions, words)
    return all_lines


def segments(archive):
    return sorted(glob.glob(f"{archive}/seg-*.mdb"))


# ---- comparing ---------------------------------------------------------------
def difference(wanted, found):
    """None, or the first difference of two answers()."""
    for options, lines in found.items():
        if lines == wanted[options]:
            continue
        pairs = zip(wanted[options] + [b"end"], lines + [b"end"])
        old, new = next(pair for pair in pairs if pair[0] != pair[1])
        return (f"{' '.join(options)}: wanted {old.decode()}, "
                f"found {new.decode()}")
    return None


def by_ties(found):
    """Hits that nothing but the order of input parts, in the order of their
    ids; what stands at the end of a list, where such a group may be cut, as
    its score alone."""
    groups = {}
    for options, lines in found.items():
        rows = []
        for line in lines:
            if not line.startswith(b"{"):
                rows.append([line.decode()])
                continue
            hit = json.loads(line)
            rows.append([hit["question"], hit["score"],
                         instant(hit.get("date", "")), hit["id"]])
        groups[options] = in_groups(rows)
    return groups


def instant(date):
    """A coarse date stands for the noon of its first day."""
    return date + "0000-01-01T12:00:00Z"[len(date):] if date else ""


def in_groups(rows):
    out, at = [], 0
    while at < len(rows):
        upto = at
        while upto < len(rows) and rows[upto][:3] == rows[at][:3]:
            upto += 1
        cut = upto == len(rows) or rows[upto][0] != rows[at][0]
        names = sorted(row[-1] for row in rows[at:upto])
        out.append(repr((rows[at][:3], upto - at, "" if cut else names))
                   .encode())
        at = upto
    return out


# ---- articles and questions --------------------------------------------------
def write(path, articles):
    with open(path, "w", encoding="utf-8") as out:
        for article in articles:
            out.write(json.dumps(article, ensure_ascii=False) + "\n")
    return path


def name_of(article):
    return f"{article.get('outlet') or article.get('source')}:{article['id']}"


def invented(n, first, *words):
    done = subprocess.run(
        [f"{BIN}/corpus/gen", "--docs", str(n), "--first", str(first), *words],
        capture_output=True, encoding="utf-8", check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def of_corpus():
    """Articles of corpus/, the last of each id alone."""
    last = {}
    for path in sorted(glob.glob("corpus/*.json*")):
        with open(path, encoding="utf-8") as f:
            rows = json.load(f) if path.endswith(".json") else map(
                json.loads, f)
            for row in rows:
                last[json.dumps([row.get(k) for k in (
                    "id", "guid", "url", "link", "outlet", "source")])] = row
    return list(last.values())


def real(n):
    rows = []
    for name in "lk-2024", "senate-2004-2008":
        path = f"{DATA}/bench/{name}.jsonl.zst"
        with subprocess.Popen(["zstd", "-dcq", path],
                              stdout=subprocess.PIPE) as pipe:
            for i, line in enumerate(pipe.stdout):
                if i % 4 == 0:
                    rows.append(json.loads(line))
                if i >= 4 * n:
                    break
            pipe.kill()
    return rows


def samples(articles, n, rng):
    """Questions of all kinds made from words that stand in the texts."""
    forms = [
        "{a}", "{a} {b}", "{a} {b} {c}", '"{a} {b}"', '"{a} {b} {c}"', "={a}",
        "{a} OR {d}", "{a} -{d}", "+{a} {d}", "{a} NEAR/6 {c}", "{a} SAME {d}",
        '"{a} {c}"~8', "{p}*", "{a}~", "atleast2:{a}", "title:{t}",
        'title:"{t} {u}"', "({a} | {d}) {b}", "{a} date:2004..2024", "{a}^3 {d}",
        "-{a}", "{a} {b} lang:en", "{d} {t} {a} {b}",
    ]
    out = []
    while len(out) < n:
        article = rng.choice(articles)
        body = re.findall(r"\w+", article.get("body") or "")
        title = re.findall(r"\w+", article.get("title") or "")
        if len(body) < 12 or len(title) < 2:
            continue
        at, there = rng.randrange(len(body) - 3), rng.randrange(len(title) - 1)
        out.append(forms[len(out) % len(forms)].format(
            a=body[at], b=body[at + 1], c=body[at + 2], d=rng.choice(body),
            p=max(body[at:at + 3], key=len)[:4], t=title[there],
            u=title[there + 1]))
    return out


def write_questions(path, articles):
    rng = random.Random(3)
    texts = []
    with open("corpus/queries.txt", encoding="utf-8") as lines:
        for line in lines:
            text = line.rstrip("\n").split("\t")[0]
            if text and not text.startswith("#"):
                texts.append(text)
    texts = texts[::3 if SLOW else 2]
    texts += samples(articles, SAMPLES, rng)
    with open(path, "w", encoding="utf-8") as out:
        for i, text in enumerate(texts):
            out.write(f"q{i}\t{text}\n")
    return path


def other_version(article, rng):
    """What an article said before it was corrected."""
    words = (article.get("body") or "").split(" ")
    rng.shuffle(words)
    old = {**article, "body": " ".join(words[:len(words) // 2] + ["earlier"]),
           "title": "Draft " + (article.get("title") or "")}
    if rng.random() < .3:
        old["date"] = "1999-05-05"
    return old


# ---- a set of articles -------------------------------------------------------
class Shelf:
    """Archives of the same articles, and what the first of them answered."""

    def __init__(self, folder, name, articles):
        self.folder, self.name, self.articles = folder, name, articles
        self.rng = random.Random(5)
        os.mkdir(f"{folder}/{name}")
        self.dump = write(self.path("all.jsonl"), articles)
        self.questions = write_questions(self.path("questions"), articles)
        self.one = self.path("one.ns")
        # One segment, which no merge has touched.
        add(self.one, self.dump)
        self.wanted = answers(self.one, self.questions)
        found = sum(len(lines) for lines in self.wanted.values())
        case(f"{name}: questions find something", None if found > 5000 or SLOW
             else f"{found} lines")

    def path(self, name):
        return f"{self.folder}/{self.name}/{name}"

    def check(self, what, archive):
        try:
            nsindex("check", "-d", archive)
            case(what)
        except RuntimeError as fault:
            case(f"{self.name}: {what}: check", str(fault))

    def same(self, what, archive, lists=True, ties=False):
        """Answers as wanted, and a sound archive."""
        found = answers(archive, self.questions, lists)
        wanted = self.wanted
        if ties:
            found = by_ties(found)
            wanted = by_ties(wanted)
        case(f"{self.name}: {what}", difference(wanted, found))
        self.check(what, archive)

    def same_compacted(self, what, archive, lists=True, ties=False):
        """The same as it is (lists: with scores), and after compact."""
        self.same(what, archive, lists, ties)
        nsindex("compact", "-d", archive)
        case(f"{self.name}: {what}: compact makes one segment",
             None if len(segments(archive)) == 1 else segments(archive))
        self.same(f"{what}, compacted", archive, True, ties)

    # ---- ways in ----
    def ten_commits(self):
        n = -(-len(self.articles) // 10)
        archive = self.path("ten.ns")
        for i in range(10):
            add(archive, write(self.path("tenth.jsonl"),
                               self.articles[i * n:(i + 1) * n]))
        self.same_compacted("ten runs of a tenth", archive)
        archive = self.path("every.ns")
        done = add(archive, "--commit-every", str(len(self.articles) // 7),
                   self.dump)
        case(f"{self.name}: commits are made within a run",
             None if done["generation"] >= 7 else done)
        self.same_compacted("a commit every seventh", archive)

    def builders(self):
        archive = self.path("two.ns")
        add(archive, "-j", "2", self.dump)
        self.same("two builders", archive)
        archive = self.path("small.ns")
        add(archive, "-j", "2", "--memory", "4M", self.dump)
        self.same_compacted("two builders with 4 MB each", archive)
        nsindex("reindex", "-d", archive, "-j", "2")
        self.same("indexed anew", archive)

    def unsorted(self):
        articles = list(self.articles)
        self.rng.shuffle(articles)
        archive = self.path("unsorted.ns")
        add(archive, "--memory", "4M", write(self.path("x.jsonl"), articles))
        self.same_compacted("unsorted", archive, ties=True)

    def twice(self):
        before = [os.stat(path) for path in segments(self.one)]
        done = add(self.one, self.dump)
        case(f"{self.name}: a second run changes nothing",
             None if done["unchanged"] == len(self.articles) and
             not done["added"] + done["replaced"] and
             [(s.st_ino, s.st_mtime_ns) for s in before] ==
             [(s.st_ino, s.st_mtime_ns)
              for s in map(os.stat, segments(self.one))] else done)
        self.same("twice", self.one)

    def interrupted(self):
        """A pipe that stays open stops a run half way, a signal ends it."""
        archive = self.path("stopped.ns")
        half = "".join(json.dumps(a) + "\n"
                       for a in self.articles[:len(self.articles) // 2])
        with subprocess.Popen(
                [f"{BIN}/nsindex", "-d", archive, "-j", "2", "-q", "-"],
                stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as run:
            run.stdin.write(half.encode())
            run.stdin.flush()
            case(f"{self.name}: the pipe is read", None if
                 settled.settle(run.pid, run.stdin.fileno()) else "not in time")
            before = os.times()
            run.send_signal(signal.SIGTERM)
            run.wait(timeout=120)
            after = os.times()
        # Of the processor: other programs take what they like.
        taken = (after.children_user + after.children_system -
                 before.children_user - before.children_system)
        case(f"{self.name}: SIGTERM ends a run within 5 s",
             None if taken < 5 or SLOW else f"{taken:.1f} s")
        self.check("interrupted", archive)
        done = add(archive, self.dump)
        case(f"{self.name}: what was in before the signal stays",
             None if done["unchanged"] > len(self.articles) // 3 and
             done["unchanged"] + done["added"] == len(self.articles) else done)
        self.same_compacted("interrupted and repeated", archive)

    # ---- ways out ----
    def replaced(self):
        some = self.rng.sample(
            [a for a in self.articles if a.get("id") and a.get("body")],
            len(self.articles) // 6)
        old = write(self.path("old.jsonl"),
                    [other_version(a, self.rng) for a in some])
        older = write(self.path("older.jsonl"),
                      [other_version(a, self.rng) for a in some])
        archive = self.path("replaced.ns")
        add(archive, older)
        add(archive, old)
        done = add(archive, self.dump)
        case(f"{self.name}: replaced ones are counted",
             None if done["replaced"] == len(some) else done)
        self.same_compacted("replaced", archive, lists=False)
        archive = self.path("later.ns")
        done = add(archive, "-j", "2", "--memory", "4M", older, old, self.dump)
        case(f"{self.name}: the later of one run wins",
             None if done["duplicates"] == 2 * len(some) else done)
        self.same_compacted("replaced within a run", archive, lists=False)

    def forgotten(self, others):
        extra = write(self.path("extra.jsonl"), others)
        ids = "".join(name_of(a) + "\n" for a in others)
        archive = self.path("forgotten.ns")
        add(archive, self.dump)
        add(archive, extra)
        more = answers(archive, self.questions)
        case(f"{self.name}: others change answers",
             None if more != self.wanted else "they do not")
        nsindex("forget", "-d", archive, "-", text=ids)
        self.same("forgotten", archive, lists=False)
        done = add(archive, extra)
        case(f"{self.name}: forgotten ones are held back",
             None if done["held_back"] == len(others) else done)
        self.same_compacted("forgotten and held back", archive, lists=False)
        done = add(archive, "--allow-forgotten", extra)
        case(f"{self.name}: and come back when they may",
             None if done["added"] == len(others) else done)
        nsindex("compact", "-d", archive)
        case(f"{self.name}: with all their answers",
             difference(more, answers(archive, self.questions)))
        self.check("back again", archive)


def run(folder, name, articles, others):
    shelf = Shelf(folder, name, articles)
    shelf.ten_commits()
    shelf.builders()
    shelf.unsorted()
    shelf.twice()
    shelf.interrupted()
    shelf.replaced()
    shelf.forgotten(others)


def main():
    with tempfile.TemporaryDirectory(prefix="newsstand.") as folder:
        articles = (of_corpus() + invented(INVENTED, 0) +
                    invented(INVENTED // 5, 0, "--lang", "de", "--seed", "9"))
        run(folder, "invented", articles,
            invented(INVENTED // 10, INVENTED))
        if DATA:
            articles = real(REAL)
            run(folder, "real", articles[:-REAL // 10],
                articles[-REAL // 10:])
        else:
            counts["skipped"] += 1
            print("skipped: no $DATA/bench", file=sys.stderr)
    print("{passed} passed, {failed} failed, {skipped} skipped"
          .format(**counts))
    return counts["failed"] > 0


sys.exit(main())
