#!/usr/bin/env python3
"""Goes through combinations of variances, links, weights and methods of `odds fit`: each is either
fitted, with standard errors that are positive numbers, or refused with a reason and a way out.

    tests/cli/combinations.py ODDS

What the numbers are is the matter of other tests. Of those that are fitted, average marginal
effects by `odds margins`, from the data and from a saved model, must be the same to 1e-9.
"""
import itertools
import json
import math
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

FORMULAS = ("y ~ x + g", "k/n ~ x + g")
VARIANCES = ("", "--vcov hc3", "--vcov cluster:firm", "--vcov cluster:firm,year", "--vcov cr2:firm",
             "--vcov cr3:firm", "--vcov boot:20,firm", "--vcov jackknife:firm", "--strata firm")
LINKS = ("", "--link probit", "--link cloglog")
WEIGHTS = ("", "--fweight f", "--pweight w", "--iweight w")
METHODS = ("", "--offset z", "--guess 0.05", "--firth", "--flic", "--het on", "--ci profile",
           "--bias-reduction median")
REFUSED = (2, 3, 4)  # exit statuses
CLOSE = 1e-9


def data_text():
    draw = random.Random(5)
    lines = ["y,x,z,g,f,firm,year,w,k,n"]
    errors = [draw.gauss(0, 0.8) for _ in range(14)]
    for _ in range(250):
        firm = draw.randrange(14)
        x, z, g = draw.gauss(0, 1), draw.random(), draw.choice("abc")
        p = 1 / (1 + math.exp(0.4 - 0.7 * x + 0.2 * z - errors[firm]))
        n = draw.randrange(1, 9)
        k = sum(draw.random() < p for _ in range(n))
        lines.append(f"{int(draw.random() < p)},{x:.4f},{z:.4f},{g},{draw.randrange(1, 5)},f{firm},"
                     f"{2000 + draw.randrange(9)},{draw.random() + 0.1:.3f},{k},{n}")
    return "\n".join(lines) + "\n"


def complaint_about(odds, place, number, formula, flags):
    """What is wrong with a combination; None: nothing."""
    model = f"m{number}.json"

    def run(*words):
        return subprocess.run([odds, *words, "--format", "json", "--quiet"], cwd=place,
                              capture_output=True, text=True, check=False)

    told = run("fit", "data.csv", formula, *flags, "--no-margins", "--save", model)
    if told.returncode in REFUSED:
        return None if "hint: " in told.stderr else f"no way out: {told.stderr}"
    if told.returncode != 0:
        return f"exit {told.returncode}: {told.stderr}"
    errors = [row["std.error"] for row in json.loads(told.stdout)["coefficients"]]
    if not all(error is not None and 0 < error < math.inf for error in errors):
        return f"standard errors {errors}"
    again = [flag for flag in flags if flag not in ("--ci", "profile")]
    effects = [run("margins", model, "data.csv"), run("margins", "data.csv", formula, *again)]
    if effects[0].returncode != effects[1].returncode:
        return f"margins end with {[each.returncode for each in effects]}"
    if effects[0].returncode != 0:
        return None if effects[0].returncode in REFUSED else effects[0].stderr
    saved, fitted = (json.loads(each.stdout)["rows"] for each in effects)
    for one, other in zip(saved, fitted, strict=True):
        if abs(one["std.error"] - other["std.error"]) > CLOSE * abs(other["std.error"]):
            return f"margins differ: {one}, {other}"
    return None


def main():
    odds = str(Path(sys.argv[1]).resolve())
    combinations = list(itertools.product(FORMULAS, VARIANCES, LINKS, WEIGHTS, METHODS))
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(2) as pool:
        place = Path(name)
        (place / "data.csv").write_text(data_text())

        def check(numbered):
            number, (formula, *parts) = numbered
            return complaint_about(odds, place, number, formula, " ".join(parts).split())

        complaints = list(pool.map(check, enumerate(combinations)))
    wrong = 0
    for combination, complaint in zip(combinations, complaints):
        if complaint is None:
            continue
        wrong += 1
        print(" ".join(part for part in combination if part), "|", complaint)
    print(f"{len(combinations)} combinations, {wrong} neither right nor refused with a way out")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
