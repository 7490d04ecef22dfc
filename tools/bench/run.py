#!/usr/bin/env python3
"""Times odds and every installed peer on the same CSV files, and checks their numbers.

    tools/bench/run.py DATA... [--rows N] [--peers a,b] [--skip a,b] [--repeat N] [--odds PATH]
                               [--memory MiB] [--markdown] [--write]

DATA are names of data sets of generate.py (A A5 B C D E), with N rows under --rows. They are kept
in build/bench/; what is missing there is written. Each peer is a process that goes from the file,
in the page cache, to coefficients with standard errors. The peers take turns, --repeat times; one
that is not installed, fails, or wants more than --memory (of address space; nine tenths of what is
free) is named on standard error and left out. Names of peers are those in the tables.

wall      seconds of the whole process, median
ratio     of wall to that of odds
peak      MiB of resident memory, median; no less than this script's own, some 12 MiB
phases    seconds by the peer's own clock, median
start-up  seconds that the interpreter takes to load the packages; a part of wall
coef, SE  largest relative difference from the reference

The reference is R's glm.fit iterated until the deviance stands still (kept in build/bench/), or,
where R is missing or the data are too large for it, the median over the peers that have standard
errors; never odds. The timed odds prints its text report; a further run writes the JSON that is
compared.

--write puts the tables into README.md beside this, and the line of A into that of the project.

The exit status is 1 if odds fails, or differs from the reference, or in the margins of numeric
columns from statsmodels, by more than 1e-6. The packages are those of Debian: r-cran-data.table,
python3-statsmodels, python3-sklearn, gretl; Python's are those of /usr/bin/python3.
"""

import argparse
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import page

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PLACE = ROOT / "build" / "bench"
PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
TOLERANCE = 1e-6

ODDS = {"odds": ["--no-margins"], "odds+margins": []}
FREAD = ["Rscript", str(HERE / "peers/fread_fit.R")]
STATSMODELS = [PYTHON, str(HERE / "peers/statsmodels_logit.py")]
SKLEARN = [PYTHON, str(HERE / "peers/sklearn_logistic.py")]
PEERS = {
    "gretl": [str(HERE / "peers/gretl_logit.sh")],
    "R-newton": FREAD + ["newton"],
    "R-glm.fit": FREAD + ["glm.fit"],
    "R-glm": FREAD + ["glm"],
    "statsmodels": STATSMODELS,
    "statsmodels+margins": STATSMODELS + ["--margins"],
    "sklearn-lbfgs": SKLEARN + ["lbfgs"],
    "sklearn-newton": SKLEARN + ["newton-cholesky"],
}


class Run(NamedTuple):
    seconds: float
    cpu: float  # seconds, user and system
    peak: float  # MiB
    complaint: str  # empty if the process succeeded


class Result:
    """What one peer did: its runs, and the numbers of its last one."""

    def __init__(self, start_up):
        self.start_up = start_up
        self.runs = []
        self.phases = []
        self.numbers = {}

    def median(self, field):
        return statistics.median(getattr(run, field) for run in self.runs)

    def table(self, kind, key):
        """Estimate and standard error by name; no standard error is NaN."""
        def number(x):
            return math.nan if x is None else x
        return {row[key]: (number(row["estimate"]), number(row["std.error"]))
                for row in self.numbers.get(kind, [])}


def say(*words):
    print(*words, file=sys.stderr, flush=True)


def told_reason(text):
    """The last line of a complaint that speaks of an error; else the last line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return next((line for line in reversed(lines) if "rror" in line), (lines or ["no message"])[-1])


def run(command, memory):
    """Runs a process with at most `memory` MiB of address space."""
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (memory * 2**20, memory * 2**20))

    with tempfile.TemporaryFile() as errors:
        start = time.monotonic()
        try:
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors,
                                       preexec_fn=limit, env={**os.environ, "LC_ALL": "C"})
        except OSError as error:
            return Run(0.0, 0.0, 0.0, str(error))
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)  # else its destructor waits again
        errors.seek(0)
        text = errors.read().decode(errors="replace")
    complaint = f"status {process.returncode}, {told_reason(text)}" if status else ""
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, complaint)


def generate(name, rows):
    """The file of a data set, written if it is missing, and in the page cache."""
    path = PLACE / (f"{name}.csv" if rows is None else f"{name}-{rows}.csv")
    if not path.exists():
        say(f"writing {path}")
        PLACE.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        size = [] if rows is None else ["--rows", str(rows)]
        with open(part, "wb") as out:
            made = subprocess.run([PYTHON, str(HERE / "generate.py"), name, *size], stdout=out)
        if made.returncode != 0:
            part.unlink()
            sys.exit(2)
        part.rename(path)
    with open(path, "rb") as file:
        while file.read(1 << 20):
            pass
    return path


def start(name, command, options):
    """Runs a peer without data, twice. Nothing, with a word why, if it is not there."""
    for _ in range(2):
        once = run(command, options.memory)
        if once.complaint:
            say(f"{name} is left out: it does not start: {once.complaint}")
            return None
    return Result(once.seconds)


def commands(name, data, out, options):
    """The command to time, and the one that writes the numbers to `out`."""
    if name not in ODDS:
        timed = PEERS[name] + [str(data), str(out)]
        return timed, timed
    fit = [options.odds, "fit", str(data), "y ~ .", "--quiet", *ODDS[name]]
    return fit, fit + ["--format", "json", "--output", str(out)]


def measure(names, data, options):
    """Runs all peers in turns."""
    bare = {name: [options.odds, "--version"] if name in ODDS else PEERS[name] for name in names}
    results = {name: start(name, bare[name], options) for name in names}
    results = {name: result for name, result in results.items() if result}
    with tempfile.TemporaryDirectory() as place:
        out = Path(place, "out.json")
        for repeat in range(options.repeat):
            for name in list(results):
                out.write_text("{}")
                timed, telling = commands(name, data, out, options)
                once = run(timed, options.memory)
                told = run(telling, options.memory) if telling != timed and repeat == 0 else once
                say(f"{data.stem} {name}: {once.seconds:.3f} s")
                if once.complaint or told.complaint:
                    say(f"{name} is left out: {once.complaint or told.complaint}")
                    del results[name]
                    continue
                results[name].runs.append(once)
                if told is not once or name not in ODDS:
                    results[name].numbers = json.loads(out.read_text())
                    results[name].phases.append(results[name].numbers.get("phases", {}))
    return results


def reference(data, results, memory):
    """Coefficients and standard errors to compare with, and whose they are."""
    path = data.with_suffix(".reference.json")
    result = Result(0.0)
    if not path.exists() or path.stat().st_mtime < data.stat().st_mtime:
        say(f"writing {path}")
        part = path.with_suffix(".part")
        once = run(FREAD + ["reference", str(data), str(part)], memory)
        if not once.complaint:
            part.rename(path)
        else:
            say(f"R gives no reference: {once.complaint}")
            return median_of_peers(results), "the median over the peers that have standard errors"
    result.numbers = json.loads(path.read_text())
    truth = result.table("coefficients", "term")
    return truth, "R's glm.fit, iterated until the deviance stands still"


def median_of_peers(results):
    tables = [result.table("coefficients", "term")
              for name, result in results.items() if name in PEERS and "+margins" not in name]
    tables = [table for table in tables if not any(math.isnan(se) for _, se in table.values())]
    return {term: tuple(statistics.median(table[term][i] for table in tables) for i in (0, 1))
            for term in (tables[0] if tables else {})}


def difference(ours, theirs, column):
    """The largest relative difference in one column; NaN if there is nothing to compare."""
    if not theirs or not ours or any(math.isnan(row[column]) for row in ours.values()):
        return math.nan
    if ours.keys() != theirs.keys():
        return math.inf
    return max(abs(ours[term][column] - theirs[term][column]) / abs(theirs[term][column])
               for term in theirs)


def apart(result, truth):
    """The largest relative difference of coefficients, and that of standard errors."""
    ours = result.table("coefficients", "term")
    return [difference(ours, truth, column) for column in (0, 1)]


def phases_text(phases):
    return ", ".join(f"{name} {statistics.median(p[name] for p in phases):.2f}"
                     for name in phases[-1]) if phases and phases[-1] else ""


def report_rows(results, truth):
    base = results["odds"].median("seconds") if "odds" in results else math.nan
    yield ["peer", "wall", "ratio", "peak", "start-up", "phases", "coef", "SE"]
    for name, result in results.items():
        wall = result.median("seconds")
        yield [name, f"{wall:.3f}", f"{wall / base:.1f}", f"{result.median('peak'):.0f}",
               f"{result.start_up:.2f}", phases_text(result.phases),
               *("-" if math.isnan(d) else f"{d:.0e}" for d in apart(result, truth))]


def print_table(rows, markdown):
    rows = list(rows)
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    if markdown:
        rows.insert(1, ["-" * width for width in widths])
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths)]
        print("| " + " | ".join(cells) + " |" if markdown else "  ".join(cells).rstrip())
    print()


def print_margins(results):
    """What margins add to a fit; the largest difference between odds and statsmodels."""
    extra = {}
    for name in ("odds", "statsmodels"):
        if name in results and name + "+margins" in results:
            pairs = zip(results[name].runs, results[name + "+margins"].runs)
            extra[name] = statistics.median(more.seconds - less.seconds for less, more in pairs)
            share = extra[name] / results[name].median("seconds")
            print(f"Margins add {extra[name]:.3f} s to {name}: {share:.1%} of the fit.\n")
    if len(extra) < 2:
        return 0.0
    theirs = results["statsmodels+margins"].table("margins", "variable")
    theirs = {name: row for name, row in theirs.items() if "[" not in name}
    ours = results["odds+margins"].table("margins", "variable")
    ours = {name: row for name, row in ours.items() if name in theirs}
    largest = max(difference(ours, theirs, column) for column in (0, 1))
    print(f"Margins of numeric columns, and their SE, are within {largest:.0e} of statsmodels'.\n")
    return largest


def print_heading(data, results, options):
    """What was measured, when, and what is left out of the table."""
    with open(data, encoding="utf-8") as file:
        columns = file.readline().count(",")
        rows = sum(1 for _ in file)
    size = data.stat().st_size / 2**20
    print(f"{data.stem}: {rows} rows x {columns} columns, {size:.0f} MiB of CSV; "
          f"median of {options.repeat}, {page.occasion()}")
    absent = [name for name in options.names if name not in results]
    if absent:
        print(f"Left out, as not installed or too large: {', '.join(absent)}")


def headline(results, data):
    """The line of speed in the README of the project."""
    def seconds(name):
        return f"{results[name].median('seconds'):.2g} s"

    size = data.stat().st_size / 2**20
    peers = {"statsmodels": "statsmodels `Logit`", "R-glm.fit": "R's `fread` and `glm.fit`"}
    others = ", ".join(f"{text} {seconds(name)}" for name, text in peers.items() if name in results)
    return (f"**Fast.** A million rows of ten numbers, {size:.0f} MiB of CSV, from the file to the whole report "
            f"with effects: **{seconds('odds+margins')}**{f' ({others})' if others else ''}.")


def bench(name, options):
    """Runs, prints, and tells whether odds agrees."""
    data = generate(name, options.rows)
    results = measure(options.names, data, options)
    if options.write and name == "A" and "odds+margins" in results:
        page.put(ROOT / "README.md", "run.py A", headline(results, data))
    with page.section(f"run.py {name}", options.write):
        return told(data, results, options)


def told(data, results, options):
    """Prints the table of one data set, and tells whether odds agrees."""
    truth, whose = reference(data, results, options.memory)
    print_heading(data, results, options)
    print(f"Reference: {whose if truth else 'none'}\n")
    print_table(report_rows(results, truth), options.markdown)
    agree = print_margins(results) <= TOLERANCE
    for odds in (peer for peer in options.names if peer in ODDS):
        # Without a reference there is nothing to disagree with, and the heading says so.
        agree = agree and odds in results and not any(d > TOLERANCE
                                                      for d in apart(results[odds], truth))
    if not agree:
        print(f"{data.stem}: odds failed, or differs by more than {TOLERANCE:.0e}\n")
    return agree


def free_memory():
    with open("/proc/meminfo", encoding="ascii") as file:
        available = next(line for line in file if line.startswith("MemAvailable"))
    return int(available.split()[1]) // 1024


def machine():
    """The processor, and the BLAS behind R's and Python's matrix products."""
    with open("/proc/cpuinfo", encoding="ascii") as file:
        models = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
    blas = [str(path.resolve()) for path in Path("/usr/lib").glob("*/libblas.so.3")]
    return (f"{os.cpu_count()} x {(models or ['?'])[0]}; "
            f"BLAS of the peers: {' '.join(blas) or '?'}")


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    known = [*ODDS, *PEERS]
    parser.add_argument("data", nargs="+", metavar="DATA", help="A A5 B C D E")
    parser.add_argument("--rows", type=int, help="rows instead of those of the data set")
    parser.add_argument("--peers", default=",".join(known), help=f"of {','.join(known)}")
    parser.add_argument("--skip", default="", help="peers to leave out")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--odds", default=str(ROOT / "build/release/odds"))
    parser.add_argument("--memory", type=int, default=free_memory() * 9 // 10,
                        help="MiB for each peer")
    parser.add_argument("--markdown", action="store_true", help="the tables in Markdown")
    parser.add_argument("--write", action="store_true", help="the tables into README.md, too")
    options = parser.parse_args()
    options.markdown = options.markdown or options.write
    asked, skipped = options.peers.split(","), options.skip.split(",") if options.skip else []
    for name in asked + skipped:
        if name not in known:
            parser.error(f"there is no peer {name!r}: there are {', '.join(known)}")
    options.names = [name for name in asked if name not in skipped]
    if options.repeat < 1:
        parser.error(f"--repeat is {options.repeat}: it must be at least 1")
    return options


def main():
    options = parse_options()
    with page.section("run.py machine", options.write):
        print(machine() + "\n")
    agreed = [bench(name, options) for name in options.data]
    sys.exit(0 if all(agreed) else 1)


if __name__ == "__main__":
    main()
