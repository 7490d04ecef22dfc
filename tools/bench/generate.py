#!/usr/bin/env python3
"""Writes a seeded logistic data set as CSV: y, x1 ... xp, with x standard normal and about 30 % events.

usage: generate.py ROWS COLUMNS [--seed N] > file.csv

The true coefficients are +-0.1 ... +-0.5, the numbers are printed with %.6g. Needs python3-numpy.
"""

import argparse
import sys

import numpy

CHUNK = 100_000


def coefficients(columns):
    signs = numpy.where(numpy.arange(columns) % 2 == 0, 1.0, -1.0)
    return signs * numpy.linspace(0.1, 0.5, columns) / numpy.sqrt(columns / 10)


def write_rows(out, rows, slopes, random):
    x = random.standard_normal((rows, slopes.size))
    probability = 1.0 / (1.0 + numpy.exp(1.0 - x @ slopes))
    y = (random.random(rows) < probability).astype(int)
    for outcome, row in zip(y, x):
        out.write("%d,%s\n" % (outcome, ",".join("%.6g" % value for value in row)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", type=int)
    parser.add_argument("columns", type=int)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random = numpy.random.default_rng(options.seed)
    slopes = coefficients(options.columns)
    names = ["y"] + [f"x{j + 1}" for j in range(options.columns)]
    sys.stdout.write(",".join(names) + "\n")
    for start in range(0, options.rows, CHUNK):
        write_rows(sys.stdout, min(CHUNK, options.rows - start), slopes, random)


if __name__ == "__main__":
    main()
