#!/usr/bin/env python3
"""Times `odds fit` and R's `fread` + `glm` on the same CSV file, alternating, and prints the ratios.

usage: against_r.py ODDS [--rows 1000000] [--columns 10] [--repeats 3]

Both read the file and report coefficients with standard errors; R stops at its default tolerance.
Wall time and peak resident memory are those of the whole process; medians are compared. The largest
relative difference of coefficients and standard errors from a further run of R, iterated to full
convergence, is printed too, so that nobody is fast by being wrong. Needs r-base-core,
r-cran-data.table and python3-numpy.
"""

import argparse
import csv
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time

R_PROGRAM = """
suppressMessages(library(data.table))
arguments <- commandArgs(TRUE)
fit <- glm(y ~ ., data = fread(arguments[1]), family = binomial,
           control = glm.control(epsilon = as.numeric(arguments[2]), maxit = 100))
out <- coef(summary(fit))
write.csv(data.frame(term = rownames(out), estimate = sprintf("%.17g", out[, 1]),
                     std.error = sprintf("%.17g", out[, 2])), row.names = FALSE, quote = FALSE)
"""


def run(command):
    """Output, wall seconds and peak MiB of one process."""
    with tempfile.TemporaryFile() as out:
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        if status != 0:
            sys.exit(f"{command[0]} failed")
        out.seek(0)
        return out.read().decode(), seconds, usage.ru_maxrss / 1024


def estimates(text):
    rows = csv.DictReader(io.StringIO(text))
    return {row["term"]: (float(row["estimate"]), float(row["std.error"])) for row in rows}


def largest_difference(ours, theirs):
    return max(abs(a - b) / abs(b)
               for term in theirs for a, b in zip(ours[term], theirs[term]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("odds")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=10)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    here = os.path.dirname(os.path.abspath(__file__))
    with tempfile.NamedTemporaryFile(suffix=".csv") as data:
        subprocess.run([sys.executable, os.path.join(here, "generate.py"), str(options.rows),
                        str(options.columns)], stdout=data, check=True)
        commands = {
            "odds": [options.odds, "fit", data.name, "y ~ .", "--format", "csv", "--no-margins",
                     "--quiet"],
            "odds + margins": [options.odds, "fit", data.name, "y ~ .", "--quiet"],
            "R fread + glm": ["Rscript", "-e", R_PROGRAM, data.name, "1e-8"],
        }
        runs = {name: [] for name in commands}
        for _ in range(options.repeats):
            for name, command in commands.items():
                runs[name].append(run(command))
        converged, _, _ = run(["Rscript", "-e", R_PROGRAM, data.name, "1e-14"])
        wall = {name: statistics.median(r[1] for r in rs) for name, rs in runs.items()}
        peak = {name: statistics.median(r[2] for r in rs) for name, rs in runs.items()}
        size = os.path.getsize(data.name) / 2**20
        print(f"{options.rows} rows x {options.columns} columns, {size:.0f} MiB, "
              f"median of {options.repeats}")
        for name in commands:
            print(f"{name:15} {wall[name]:8.3f} s {peak[name]:8.0f} MiB")
        print(f"R / odds        {wall['R fread + glm'] / wall['odds']:8.1f} x "
              f"{peak['R fread + glm'] / peak['odds']:8.1f} x")
        difference = largest_difference(estimates(runs["odds"][0][0]),
                                        estimates(converged))
        print(f"largest relative difference of estimates and standard errors {difference:.1e}")


if __name__ == "__main__":
    main()
