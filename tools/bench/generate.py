#!/usr/bin/env python3
"""Writes a seeded logistic data set as CSV: y, x1 ... xp, x standard normal, about 30 % events.

usage: generate.py ROWS COLUMNS [LEVELS] [--seed N] > file.csv
       generate.py NAME [--rows N] [--seed N] > file.csv

NAME is one of the benchmark's data sets, which --rows shrinks:

    A   1e6 rows x 10          B   1e6 rows x 50          D   1e7 rows x 10
    A5  1e5 rows x 10          C   1e5 rows x 200
    E   1e6 rows x 6, and text factors of 5, 20 and 100 levels: region_1, trade_01, city_001 ...

LEVELS are those of a text factor `id`.

The slopes are +-0.1 ... +-0.5 for ten columns, and less for more, so that the linear predictor
varies as much whatever their number; the effects of levels against the first are +-0.1 ... +-0.5.
Numbers are printed with %.6g. Chunks have seeds of their own: the file does not depend on
the number of processes that format it. Needs python3-numpy.
"""

import argparse
import multiprocessing
import sys
from typing import NamedTuple

import numpy

CHUNK_CELLS = 1_000_000


class Shape(NamedTuple):
    rows: int
    columns: int
    factors: tuple = ()  # (name, number of levels) of each


SHAPES = {
    "A": Shape(1_000_000, 10),
    "A5": Shape(100_000, 10),
    "B": Shape(1_000_000, 50),
    "C": Shape(100_000, 200),
    "D": Shape(10_000_000, 10),
    "E": Shape(1_000_000, 6, (("region", 5), ("trade", 20), ("city", 100))),
}


def alternating(size):
    return numpy.where(numpy.arange(size) % 2 == 0, 1.0, -1.0) * numpy.linspace(0.1, 0.5, size)


def level_effects(levels):
    effects = alternating(levels)
    effects[0] = 0.0
    return effects


def row_format(shape):
    # All codes of a factor have as many digits, so that text sorts as the codes do.
    levels = [f"{name}_%0{len(str(size))}d" for name, size in shape.factors]
    return ",".join(["%d"] + ["%.6g"] * shape.columns + levels) + "\n"


def chunk_text(task):
    """The text of `rows` rows, from a seed of their own."""
    shape, rows, seed = task
    random = numpy.random.default_rng(seed)
    x = random.standard_normal((rows, shape.columns))
    eta = x @ alternating(shape.columns) / numpy.sqrt(shape.columns / 10) - 1.0
    codes = [random.integers(size, size=rows) for _, size in shape.factors]
    for code, (_, size) in zip(codes, shape.factors):
        eta += level_effects(size)[code]
    y = random.random(rows) < 1.0 / (1.0 + numpy.exp(-eta))
    cells = numpy.column_stack([y, x] + [code + 1 for code in codes])
    # One formatting of all cells takes a third of the time that one of each row takes.
    return row_format(shape) * rows % tuple(cells.ravel().tolist())


def tasks(shape, seed):
    chunk = max(1, CHUNK_CELLS // shape.columns)
    starts = range(0, shape.rows, chunk)
    seeds = numpy.random.SeedSequence(seed).spawn(len(starts))
    for start, chunk_seed in zip(starts, seeds):
        yield shape, min(chunk, shape.rows - start), chunk_seed


def parse_shape(parser, options):
    if len(options.shape) == 1 and options.shape[0] in SHAPES:
        shape = SHAPES[options.shape[0]]
        return shape if options.rows is None else shape._replace(rows=options.rows)
    counts = [int(n) for n in options.shape if n.isdigit()]
    if len(counts) == len(options.shape) and len(counts) in (2, 3) and options.rows is None:
        return Shape(counts[0], counts[1], tuple(("id", levels) for levels in counts[2:]))
    parser.error(f"expected ROWS COLUMNS [LEVELS], or one of {' '.join(SHAPES)} and perhaps --rows")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shape", nargs="+", metavar="NAME | ROWS COLUMNS [LEVELS]")
    parser.add_argument("--rows", type=int)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    shape = parse_shape(parser, options)
    names = ["y"] + [f"x{j + 1}" for j in range(shape.columns)]
    names += [name for name, _ in shape.factors]
    sys.stdout.write(",".join(names) + "\n")
    with multiprocessing.Pool() as pool:
        for text in pool.imap(chunk_text, tasks(shape, options.seed)):
            sys.stdout.write(text)


if __name__ == "__main__":
    main()
