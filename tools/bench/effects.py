#!/usr/bin/env python3
"""Times what odds tells about sensitivities, and the peers that tell some of it, on one CSV file.

    tools/bench/effects.py [DATA] [--rows N] [--skip a,b] [--repeat N] [--odds PATH] [--memory MiB]
                           [--markdown] [--write]

DATA is a data set of generate.py without text (A, B, C, D; A unless named), kept in build/bench/.
The jobs take turns, --repeat times (R's, which take minutes, once), each a process of its own from
the file in the page cache. What is not installed, fails, or wants more than --memory is named on
standard error and left out.

odds fit           the report without average marginal effects (AME), and with them
odds margins       from a model file: the AME; --unit, the effects of every row with their standard
                   errors as CSV; a grid, five variables at 50 values of the first
cp                 a copy of the file that --unit wrote: what writing it costs at least
statsmodels        Logit, and Logit with get_margeff
R                  glm, then AME by differences, or by the package marginaleffects (not in Debian)

wall, CPU (user and system) in seconds, medians; ratio of wall to that of `odds fit`; peak MiB.
Below the table: what AME add to a fit, from the runs side by side, for odds and statsmodels; and
the rate of --unit. The exit status is 1 if an odds job failed, or its AME or their standard errors
differ from those of statsmodels by more than 1e-6. --write puts the table into README.md beside
this.
"""

import argparse
import json
import math
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import page
from run import (HERE, ROOT, STATSMODELS, TOLERANCE, Result, difference, free_memory, generate,
                 machine, print_table, run, say)

SLOPES = ["Rscript", str(HERE / "peers/glm_slopes.R")]
FIT, FIT_AME = "odds fit", "odds fit + AME"
UNIT, COPY = "odds margins --unit", "cp of its output"
LOGIT, LOGIT_AME = "statsmodels Logit", "statsmodels Logit + get_margeff"


def jobs(options, data, place):
    """Commands by name. Peers write their numbers to out.json."""
    fit = [options.odds, "fit", data, "y ~ .", "--quiet"]
    margins = [options.odds, "margins", place / "model.json", data, "--quiet"]
    peer = [data, place / "out.json"]
    grid = ["--dydx", "x1,x2,x3,x4,x5", "--at", "x1=-2:2:0.0816"]
    all_jobs = {
        FIT: [*fit, "--no-margins"],
        FIT_AME: fit,
        "odds margins": margins,
        "odds margins, grid": [*margins, *grid],
        UNIT: [*margins, "--unit", "--format", "csv", "--output", place / "unit.csv"],
        COPY: ["cp", place / "unit.csv", place / "copy.csv"],
        LOGIT: [*STATSMODELS, *peer],
        LOGIT_AME: [*STATSMODELS, "--margins", *peer],
        "R glm + differences": [*SLOPES, "numeric", *peer],
        "R glm + avg_slopes": [*SLOPES, "marginaleffects", *peer],
    }
    skipped = options.skip.split(",")
    return {name: [str(word) for word in command] for name, command in all_jobs.items()
            if not any(skip and name.startswith(skip) for skip in skipped)}


def save_model(options, data, place):
    """The model of odds on disk, and its average effects."""
    command = [options.odds, "fit", data, "y ~ .", "--quiet", "--save", place / "model.json"]
    told = subprocess.run([*command, "--format", "json"], capture_output=True, check=True)
    result = Result(0.0)
    result.numbers = json.loads(told.stdout)
    return result.table("margins", "variable")


def measure(all_jobs, options, place):
    """Runs all jobs in turns."""
    results = {name: Result(0.0) for name in all_jobs}
    out = place / "out.json"
    for repeat in range(options.repeat):
        for name in [name for name in results if repeat == 0 or not name.startswith("R ")]:
            out.write_text("{}")
            once = run(all_jobs[name], options.memory)
            if once.complaint:
                say(f"{name} is left out: {once.complaint}")
                del results[name]
                continue
            say(f"{name}: {once.seconds:.3f} s")
            results[name].runs.append(once)
            results[name].numbers = json.loads(out.read_text())
    return results


def report_rows(results):
    base = results[FIT].median("seconds") if FIT in results else math.nan
    yield ["job", "wall", "CPU", "ratio", "peak"]
    for name, result in results.items():
        wall, cpu, peak = (result.median(field) for field in ("seconds", "cpu", "peak"))
        yield [name, f"{wall:.3f}", f"{cpu:.3f}", f"{wall / base:.1f}", f"{peak:.0f}"]


def print_added(results):
    """What average effects add to a fit of odds, and to one of statsmodels."""
    added = {}
    for less, more in ((FIT, FIT_AME), (LOGIT, LOGIT_AME)):
        if less in results and more in results:
            pairs = list(zip(results[less].runs, results[more].runs))
            wall, cpu = (statistics.median(getattr(b, field) - getattr(a, field) for a, b in pairs)
                         for field in ("seconds", "cpu"))
            added[less] = wall
            print(f"AME add {wall:.3f} s ({wall / results[less].median('seconds'):.1%}), "
                  f"{cpu:.3f} s of CPU, to {less}.\n")
    if len(added) == 2 and added[FIT] > 0:
        print(f"Ratio of the two: {added[LOGIT] / added[FIT]:.0f}.\n")


def print_rate(results, place):
    """How fast --unit writes, beside a copy of the same bytes."""
    if UNIT not in results or COPY not in results:
        return
    size = (place / "unit.csv").stat().st_size / 2**20
    unit, copy = (size / results[name].median("seconds") for name in (UNIT, COPY))
    print(f"--unit writes {size:.0f} MiB at {unit:.0f} MiB/s; cp copies it at {copy:.0f} MiB/s.\n")


def agrees(ours, results):
    """Whether all numeric columns have the average effects that statsmodels gives."""
    if LOGIT_AME not in results:
        return True
    theirs = results[LOGIT_AME].table("margins", "variable")
    largest = max(difference(ours, theirs, column) for column in (0, 1))
    print(f"AME and their SE are within {largest:.0e} of statsmodels'.\n")
    return largest <= TOLERANCE


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="?", default="A", metavar="DATA", help="A B C D")
    parser.add_argument("--rows", type=int, help="rows instead of those of the data set")
    parser.add_argument("--skip", default="", help="jobs to leave out: how their names begin")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--odds", default=str(ROOT / "build/release/odds"))
    parser.add_argument("--memory", type=int, default=free_memory() * 9 // 10,
                        help="MiB for each job")
    parser.add_argument("--markdown", action="store_true", help="the table in Markdown")
    parser.add_argument("--write", action="store_true", help="the table into README.md, too")
    options = parser.parse_args()
    options.markdown = options.markdown or options.write
    return options


def main():
    options = parse_options()
    data = generate(options.data, options.rows)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        ours = save_model(options, data, place)
        all_jobs = jobs(options, data, place)
        results = measure(all_jobs, options, place)
        with page.section("effects.py", options.write):
            print(f"{machine()}\n\n{data.stem}: {data.stat().st_size / 2**20:.0f} MiB of CSV; "
                  f"median of {options.repeat}, {page.occasion()}\n")
            print_table(report_rows(results), options.markdown)
            print_added(results)
            print_rate(results, place)
            agreed = agrees(ours, results)
    failed = [name for name in all_jobs if name.startswith("odds") and name not in results]
    sys.exit(0 if agreed and not failed else 1)


if __name__ == "__main__":
    main()
