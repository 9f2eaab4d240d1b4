#!/usr/bin/env python3
"""Asks every question of corpus/queries.txt, by nsquery and by nshttpd.

A line of the file: question TAB ids that must be found TAB ids that must not
TAB options of nsquery; the ids are those of the dumps, which the archive
qualifies by the outlet. One case a line and program; that both list the same
ids in the same order is a third. Run from the root by tests/run.sh.
"""
import glob
import json
import os
import shlex
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

BIN = os.path.abspath(os.environ.get("BUILD") or "build")
LIMIT = 100  # the most that /v1/search gives
TRIES = 5    # a busy machine may take longer than a search may
SHORT = {"-e": "--exact"}
counts = {"passed": 0, "failed": 0}


def case(what, fault):
    """Counts a case; fault is None or says what was wrong."""
    counts["failed" if fault else "passed"] += 1
    if fault:
        print(f"FAILED {what}: {fault}", file=sys.stderr)


def read_questions(path):
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            line = line.rstrip("\n")
            if not line or line.startswith("#"):
                continue
            column = line.split("\t") + ["", "", ""]
            yield {
                "what": f"{path}:{number}: {column[0]}",
                "text": column[0],
                "must": column[1].split(),
                "must_not": column[2].split(),
                "options": shlex.split(column[3]),
            }


def parameters(options):
    """--match=all --outlet 'The Ledger' --exact, as pairs of HTTP's."""
    pairs = []
    for word in options:
        word = SHORT.get(word, word)
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            pairs.append([name, value if equals else None])
        else:
            pairs[-1][1] = word
    return [(name, "1" if value is None else value) for name, value in pairs]


def ask_cli(archive, question):
    done = subprocess.run(
        [f"{BIN}/nsquery", "-d", archive, "--format", "ids",
         "--limit", str(LIMIT), *question["options"], "--", question["text"]],
        stdin=subprocess.DEVNULL, capture_output=True, check=False,
        encoding="utf-8")
    ids = done.stdout.splitlines()
    if done.returncode != (0 if ids else 1):
        return None, f"exit {done.returncode}: {done.stderr.strip()}"
    return ids, None


def ask_http(address, question):
    pairs = [("q", question["text"]), ("limit", LIMIT),
             *parameters(question["options"])]
    url = f"{address}/v1/search?{urllib.parse.urlencode(pairs)}"
    for _ in range(TRIES):
        try:
            with urllib.request.urlopen(url, timeout=120) as reply:
                answer = json.load(reply)
        except urllib.error.HTTPError as error:
            said = f"{error.code}: {error.read().decode().strip()}"
            if error.code != 503:
                break
            continue
        if not answer.get("partial"):
            return [hit["id"] for hit in answer["hits"]], None
        said = "its time was over"
    return None, said


def id_in_dump(key):
    return key if "://" in key else key.rpartition(":")[2]


def fault_of(question, keys, error):
    if error:
        return error
    ids = {id_in_dump(key) for key in keys}
    missing = [i for i in question["must"] if i not in ids]
    present = [i for i in question["must_not"] if i in ids]
    said = []
    if missing:
        said.append("not found: " + " ".join(missing))
    if present:
        said.append("should not be found: " + " ".join(present))
    return "; ".join(said) or None


def start_server(archive):
    server = subprocess.Popen(
        [f"{BIN}/nshttpd", "-d", archive, "--listen", "127.0.0.1:0"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, encoding="utf-8")
    said = server.stdout.readline()  # "nshttpd: http://127.0.0.1:PORT/"
    if not said.startswith("nshttpd: http://"):
        server.kill()
        sys.exit("nshttpd did not start")
    return server, said.split()[1].rstrip("/")


def ask_all(archive, address):
    for question in read_questions("corpus/queries.txt"):
        what = question["what"]
        by_cli, error = ask_cli(archive, question)
        case(f"{what} (nsquery)", fault_of(question, by_cli, error))
        by_http, error = ask_http(address, question)
        case(f"{what} (nshttpd)", fault_of(question, by_http, error))
        case(f"{what} (the same from both)",
             None if by_cli == by_http else f"{by_cli} and {by_http}")


def main():
    dumps = sorted(glob.glob("corpus/*.json*")) + ["corpus/pages"]
    with tempfile.TemporaryDirectory(prefix="newsstand.") as folder:
        archive = f"{folder}/news.ns"
        indexed = subprocess.run(
            [f"{BIN}/nsindex", "-q", "-d", archive, *dumps],
            stdin=subprocess.DEVNULL, check=False)
        case("corpus/ is indexed whole",
             f"exit {indexed.returncode}" if indexed.returncode else None)
        server, address = start_server(archive)
        try:
            ask_all(archive, address)
        finally:
            server.terminate()
            code = server.wait(timeout=120)
        case("nshttpd ends with success on SIGTERM",
             f"exit {code}" if code else None)
    print(f"{counts['passed']} passed, {counts['failed']} failed, 0 skipped")
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
