#!/usr/bin/env python3
"""Waits until a process has taken all there is in a pipe, and waits for more.

	tests/settled.py PID >&9	where 9 is our end of the pipe

Every thread of it sleeps and the pipe is empty, several looks in a row: what
was written is read and worked on, however slow the machine is. A minute without
that is a failure.
"""
import fcntl
import glob
import struct
import sys
import termios
import time

LOOKS = 4


def rests(pid, pipe):
    (unread,) = struct.unpack(
        "i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4))
    if unread:
        return False
    tasks = glob.glob(f"/proc/{pid}/task/*/stat")
    states = []
    for task in tasks:
        try:
            with open(task, encoding="utf-8", errors="replace") as stat:
                states.append(stat.read().rpartition(") ")[2][0])
        except OSError:
            return False  # a thread that just ended
    return bool(states) and all(state == "S" for state in states)


def settle(pid, pipe):
    """Whether it came to that within a minute."""
    looks = 0
    for _ in range(600):
        looks = looks + 1 if rests(pid, pipe) else 0
        if looks == LOOKS:
            return True
        time.sleep(.1)
    return False


if __name__ == "__main__":
    sys.exit(0 if settle(int(sys.argv[1]), sys.stdout.fileno()) else 1)
