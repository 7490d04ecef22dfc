#!/usr/bin/env python3
"""Times what odds tells beyond Wald's table, and what R's users have for it, from the CSV file.

    tools/bench/inference.py [QUESTION...] [--repeat N] [--odds PATH] [--write]

| question  | data          | odds                             | peer                            |
|-----------|---------------|----------------------------------|---------------------------------|
| cluster   | 1e6 x 10, 1e4 clusters | fit --vcov cluster:id   | fread, glm, sandwich::vcovCL    |
| profile   | 1e5 x 10      | fit --ci profile                 | fread, glm, MASS's confint      |
| bootstrap | 1e4 x 5       | fit --vcov boot:1000             | fread, glm, boot::boot          |
| anova     | 1e5 x 10      | test --type 2                    | fread, glm, car::Anova          |
| diagnose  | 1e6 x 10      | diagnose                         | fread, glm, pROC, base R        |
| cv        | 1e6 x 10      | fit --cv 10                      | fread, glm, ten more of them    |

All of them unless some are named. odds runs --repeat times (5), R once; the runs of `fit` alone stand
beside them. Prints seconds of whole processes, the ratio of R to odds, and the largest relative
difference of the numbers, which for the bootstrap and for folds is chance. A peer that is not installed is named
on standard error and left out. --write puts the table into README.md beside this. The exit status is 1
if numbers that are no chance differ by more than 1e-4: R's glm stops early, and its profiles are
interpolated.
"""

import argparse
import json
import math
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path

import page

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PLACE = ROOT / "build" / "bench"
TOLERANCE = 1e-4
SHAPES = {"cluster": (1_000_000, 10), "profile": (100_000, 10), "bootstrap": (10_000, 5),
          "anova": (100_000, 10), "diagnose": (1_000_000, 10), "cv": (1_000_000, 10)}
CHANCE = {"bootstrap", "cv"}


def data_file(question):
    """y, numbers x1 .., and id, a cluster in which a hundred rows share an error."""
    rows, columns = SHAPES[question]
    path = PLACE / f"inference_{rows}_{columns}.csv"
    if path.exists():
        return path
    PLACE.mkdir(parents=True, exist_ok=True)
    draw = random.Random(15)
    clusters = max(rows // 100, 100)
    shared = [draw.gauss(0, 0.5) for _ in range(clusters)]
    with open(path, "w") as file:
        file.write("y," + ",".join(f"x{j + 1}" for j in range(columns)) + ",id\n")
        for _ in range(rows):
            cluster = draw.randrange(clusters)
            x = [draw.gauss(0, 1) for _ in range(columns)]
            eta = sum(value * (0.1 + 0.05 * j) for j, value in enumerate(x)) + shared[cluster] - 0.5
            y = int(draw.random() < 1 / (1 + math.exp(-eta)))
            file.write(f"{y}," + ",".join(f"{value:.6f}" for value in x) + f",{cluster}\n")
    return path


def formula_of(question):
    return "y ~ " + " + ".join(f"x{j + 1}" for j in range(SHAPES[question][1]))


def command_of(question, odds, data):
    fit = [odds, "fit", data, formula_of(question), "--no-margins", "--quiet"]
    more = {"cluster": ["--vcov", "cluster:id"], "profile": ["--ci", "profile"],
            "bootstrap": ["--vcov", "boot:1000"], "cv": ["--cv", "10"]}
    if question == "anova":
        return [odds, "test", data, formula_of(question), "--type", "2", "--quiet"], fit
    if question == "diagnose":
        return [odds, "diagnose", data, formula_of(question), "--hl-rule", "r", "--quiet"], fit
    return fit + more[question], fit


def seconds(command):
    begin = time.perf_counter()
    subprocess.run([str(word) for word in command], check=True, capture_output=True)
    return time.perf_counter() - begin


def numbers_of(question, command):
    told = subprocess.run([str(word) for word in command] + ["--format", "json"], check=True,
                          capture_output=True, text=True)
    report = json.loads(told.stdout)
    if question == "anova":
        return [row["statistic"] for row in report["rows"]]
    if question == "diagnose":
        measure = {row["measure"]: row for row in report["rows"]}
        return [measure["auc"]["estimate"], measure["auc"]["std.error"],
                measure["hosmer.lemeshow"]["statistic"], report["influential"][0]["cooks"]]
    if question == "cv":
        return [report["cross.validation"]["indices"][1]["corrected"]]
    keys = ("conf.low", "conf.high") if question == "profile" else ("std.error",)
    return [row[key] for row in report["coefficients"] for key in keys]


def ask_r(question, data):
    """Its seconds and numbers; None where R or a package is missing."""
    out = PLACE / "inference.json"
    command = ["Rscript", str(HERE / "peers/inference.R"), question, str(data), str(out)]
    begin = time.perf_counter()
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"R is left out for {question}: {error}", file=sys.stderr)
        return None
    return time.perf_counter() - begin, json.loads(out.read_text())


def compare(options):
    """Prints the table; returns whether numbers differ."""
    failed = False
    print(f"Median of {options.repeat}, {page.occasion()}\n")
    print("| question | fit | odds | R | ratio | difference |\n|---|---|---|---|---|---|")
    for question in options.questions or SHAPES:
        data = data_file(question)
        command, fit = command_of(question, options.odds, data)
        alone = statistics.median(seconds(fit) for _ in range(options.repeat))
        ours = statistics.median(seconds(command) for _ in range(options.repeat))
        peer = ask_r(question, data)
        if peer is None:
            print(f"| {question} | {alone:.3f} | {ours:.3f} | | | |")
            continue
        pairs = zip(numbers_of(question, command), peer[1], strict=True)
        apart = max(abs(a - b) / max(abs(a), abs(b)) for a, b in pairs)
        failed = failed or (question not in CHANCE and apart > TOLERANCE)
        print(f"| {question} | {alone:.3f} | {ours:.3f} | {peer[0]:.2f} | {peer[0] / ours:.0f} "
              f"| {apart:.1e} |", flush=True)
    return failed


def main():
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    parser.add_argument("questions", nargs="*", metavar="QUESTION", help="all unless named")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--odds", default=ROOT / "build/release/odds")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with page.section("inference.py", options.write):
        failed = compare(options)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
