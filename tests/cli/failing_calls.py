#!/usr/bin/env python3
"""Runs the commands of odds while memory, files or disk fail at one call after the other, or a
signal ends them, and looks at what they leave.

    tests/cli/failing_calls.py ODDS SHIM

SHIM is the library of failing_calls.cpp, which lets chosen calls fail. Whatever fails, odds ends
with status 0 and the same bytes as always, or with status 5 and one line "odds: ...". Files that it
was to write are then all as they were or all complete, and nothing else lies around.
"""
import errno
import functools
import os
import random
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

TIMEOUT = 60  # seconds: what hangs fails
OLD = b"what was there before\n"
FIRST = 50  # calls that fail one by one from the start on
SPREAD = 12  # further ones, spread over the run


class Command(NamedTuple):
    """Words for odds, the files that they write, and what it reads from standard input."""

    words: str
    outputs: tuple = ()
    stdin: str = ""
    first: int = FIRST
    spread: int = SPREAD


COMMANDS = [
    Command("fit data.csv 'y ~ x + g + z' --save m.json --trace t.csv -o r.txt --threads 1",
            ("m.json", "t.csv", "r.txt")),
    Command("fit data.csv.gz 'y ~ x * g' --format json --threads 1", first=25),
    Command("fit - 'y ~ x' --vcov hc3 --threads 2 --memory 1K", stdin="data.csv", first=25),
    Command("margins model.json data.csv --dydx x,g --format md --threads 1", first=25),
    Command("predict model.json data.csv --keep z -o p.csv --threads 2", ("p.csv",), first=25),
    Command("describe data.csv --response y --threads 1", first=25),
    Command("sensitivity model.json data.csv --var x -o s.txt --threads 1", ("s.txt",), first=10),
    Command("dose data.csv 'y ~ x' --threads 1", first=10),
    Command("verify --report v.csv -o v.txt --threads 2", ("v.csv", "v.txt"), first=0, spread=3),
]


class Failure(NamedTuple):
    """A kind of call that fails, how, and how often; `harmless`: the result must be there."""

    call: str
    how: str
    times: int = 1
    harmless: bool = False


SIGNALS = {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129, "SIGQUIT": 131, "SIGXCPU": 152}
FOREVER = 1_000_000_000
FAILURES = [
    Failure("malloc", str(errno.ENOMEM)),
    Failure("malloc", str(errno.ENOMEM), FOREVER),
    Failure("read", str(errno.EIO)),
    Failure("read", str(errno.EINTR), harmless=True),
    Failure("read", "short", FOREVER, harmless=True),
    Failure("write", str(errno.ENOSPC)),
    Failure("write", str(errno.EINTR), harmless=True),
    Failure("write", "short", FOREVER, harmless=True),
    Failure("fsync", str(errno.EIO)),
    Failure("fsync", str(errno.EINTR), harmless=True),
    Failure("close", str(errno.EIO)),
    Failure("close", str(errno.EINTR), harmless=True),
    Failure("rename", str(errno.EIO)),
    Failure("open", str(errno.EIO)),
    Failure("open", str(errno.EMFILE)),
    Failure("link", str(errno.EIO)),
]


def write_data(place, odds):
    """The inputs of all commands."""
    chance = random.Random(3)
    lines = ["y,x,g,z"]
    for _ in range(400):
        x, g, z = chance.gauss(0, 1), chance.choice("abc"), chance.expovariate(1)
        y = int(chance.random() < 1 / (1 + 2.718 ** -(0.8 * x - 0.3 * z + 0.2 * (g == "b"))))
        lines.append(f"{y},{x:.5f},{g},{z:.4f}")
    (place / "data.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    subprocess.run(["gzip", "-k", "data.csv"], cwd=place, check=True)
    subprocess.run([odds, "fit", "data.csv", "y ~ x + g + z", "--save", "model.json"], cwd=place,
                   check=True, stdout=subprocess.DEVNULL)


class Site:
    """A folder with the inputs, of which any number of runs get a copy."""

    def __init__(self, odds, shim, inputs):
        self.odds, self.shim, self.inputs = odds, shim, inputs

    def run(self, command, variables, place):
        """Runs a command in `place`; returns (status, stdout, stderr, files, calls, failed)."""
        scratch = place / "tmp"
        scratch.mkdir()
        for file in self.inputs.iterdir():
            (place / file.name).symlink_to(file)
        for name in command.outputs:
            (place / name).write_bytes(OLD)
        log = place / "log"
        with open(place / command.stdin if command.stdin else os.devnull, "rb") as stdin:
            done = subprocess.run(
                ["bash", "-c", f'export LD_PRELOAD="$1"; exec "$0" {command.words}', self.odds,
                 str(self.shim)],
                cwd=place, stdin=stdin, capture_output=True, timeout=TIMEOUT, check=False,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TMPDIR": str(scratch),
                     "FAIL_LOG": str(log), **variables},
            )
        calls, failed = counts_in(log)
        log.unlink(missing_ok=True)
        left = sorted(file.name for file in list(place.iterdir()) + list(scratch.iterdir()))
        expected = sorted([*(file.name for file in self.inputs.iterdir()), *command.outputs, "tmp"])
        files = {name: (place / name).read_bytes() for name in command.outputs}
        stray = [name for name in left if name not in expected]
        return done.returncode, done.stdout, done.stderr.decode(), files, stray, calls, failed

    def run_apart(self, command, variables):
        """The same in a new folder, which is gone afterwards."""
        with tempfile.TemporaryDirectory() as name:
            return self.run(command, variables, Path(name))


def counts_in(log):
    """(calls of the kind, those that failed) as the shim tells them; unknown, -1, where the program
    has ended at once, as by a signal."""
    if not log.exists():
        return -1, -1
    words = log.read_text().split()
    return int(words[1]), int(words[3])


def complaints_about(failure, found, expected):
    """What is wrong with a run, of which `expected` is the undisturbed one."""
    status, stdout, stderr, files, stray, _, failed = found
    _, right, _, complete, *_ = expected
    told = [line for line in stderr.splitlines() if line.startswith("odds:")]
    if status not in ((0,) if failure.harmless else (0, 5)):
        yield f"status {status}: {stderr[:300]!r}"
    if status == 0 and (stdout != right or files != complete):
        yield "another result"
    if status == 5 and len(told) != 1:
        yield f"{len(told)} lines of odds: {stderr[:300]!r}"
    if files != complete and any(text != OLD for text in files.values()):
        yield f"some outputs are written, others not: { {name: len(text) for name, text in files.items()} }"
    if stray:
        yield f"left behind: {stray}"
    if failed == 0 and status == 5:
        yield f"status 5, and no call has failed: {stderr[:300]!r}"


def signal_complaints(status, found, expected):
    """What is wrong with a run that a signal was to end with `status`."""
    real, stdout, stderr, files, stray, *_ = found
    _, right, _, complete, *_ = expected
    # Until odds handles signals they end it by themselves.
    if real not in (status, 128 - status) or stderr:
        yield f"status {real} instead of {status}: {stderr[:300]!r}"
    if not right.startswith(stdout):
        yield "another result"
    if files != complete and any(text != OLD for text in files.values()):
        yield "some outputs are written, others not"
    if stray:
        yield f"left behind: {stray}"


def numbers_of_calls(count, command):
    """The calls that are to fail: the first ones, and some spread over the others."""
    chosen = set(range(1, min(count, command.first) + 1))
    chosen.update(1 + count * i // command.spread for i in range(command.spread))
    return sorted(number for number in chosen if number <= count)


class Tests:
    """Runs of commands in threads, and what is wrong with them."""

    def __init__(self, site, pool):
        self.site, self.pool = site, pool
        self.jobs, self.complaints, self.fired = [], [], 0

    def undisturbed(self, command, call, variables):
        """The run without a failure, which counts the calls."""
        found = self.site.run_apart(command, {"FAIL_CALL": call, **variables})
        if found[0] != 0 or found[4]:
            self.complaints.append(f"{command.words}: undisturbed: {found}")
        return found

    def add(self, command, failure, number, variables, judge):
        """Runs the command with its `number`th call failing; `judge(found)` complains."""
        all_variables = {"FAIL_CALL": failure.call, "FAIL_AT": str(number), "FAIL_HOW": failure.how,
                         "FAIL_TIMES": str(failure.times), **variables}
        job = self.pool.submit(self.site.run_apart, command, all_variables)
        self.jobs.append((f"{command.words}: {failure} {number} {variables}", job, judge))

    def fail_calls(self):
        """Every failure in every command."""
        for command in COMMANDS:
            for call in sorted({failure.call for failure in FAILURES}):
                expected = self.undisturbed(command, call, {})
                for failure in (failure for failure in FAILURES if failure.call == call):
                    judge = functools.partial(complaints_about, failure, expected=expected)
                    for number in numbers_of_calls(expected[5], command):
                        self.add(command, failure, number, {}, judge)

    def send_signals(self):
        """Every signal before calls of every kind, with and without files that have no name."""
        command = COMMANDS[0]._replace(first=3, spread=3)
        for call in ("malloc", "write", "fsync", "link", "rename"):
            for variables in ({}, {"NO_TMPFILE": "1"}):
                expected = self.undisturbed(command, call, variables)
                for name, status in SIGNALS.items():
                    failure = Failure(call, str(-signal.Signals[name]))
                    judge = functools.partial(signal_complaints, status, expected=expected)
                    for number in numbers_of_calls(expected[5], command):
                        self.add(command, failure, number, variables, judge)

    def report(self):
        """Prints what is wrong; returns whether anything is."""
        for what, job, judge in self.jobs:
            found = job.result()
            self.fired += found[6] != 0
            self.complaints += [f"{what}: {text}" for text in judge(found)]
        print("\n".join(self.complaints))
        print(f"{len(self.jobs)} runs, {self.fired} disturbed, {len(self.complaints)} complaints")
        return bool(self.complaints) or self.fired < 0.9 * len(self.jobs) or not self.jobs


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    odds, shim = (str(Path(argument).resolve()) for argument in sys.argv[1:])
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(os.cpu_count()) as pool:
        place = Path(name)
        write_data(place, odds)
        tests = Tests(Site(odds, shim, place), pool)
        tests.fail_calls()
        tests.send_signals()
        return 1 if tests.report() else 0


if __name__ == "__main__":
    sys.exit(main())
