#!/usr/bin/env python3
"""Separated data at the supremum of their likelihood, by mpmath and linear programmes.

    tools/certify_limit.py > tests/fit/limit_values.inc      (a minute)

One row of a C++ table for each coefficient of the models below, whose data are separated: where it
goes (a number, or infinite with a sign, or NaN if directions of separation differ in that), its
standard error, the ends of { c : 2 (l - l_p(c)) <= chi2 }, and 2 (l - l_p(0)), where l is the
supremum of the log-likelihood and l_p(c) that with the coefficient at c.

Which rows a direction of separation can decide is the answer of one linear programme (scipy's
HiGHS): the most of sum s_i with z_i'd >= s_i, 0 <= s_i <= 1. The others are fitted by Newton's
method with 50 digits, on a basis of what they see of the coefficients. Where a coefficient goes is
asked of two more programmes, its least and its most along such directions. An end is where secants
lead, each value the supremum of the likelihood with the coefficient in the offset.
"""
import csv
import pathlib

import numpy
from mpmath import mp, mpf
from scipy.optimize import linprog

mp.dps = 50
ENOUGH = mpf(10) ** -30
DATASETS = pathlib.Path(__file__).resolve().parent.parent / "datasets"
CHI2 = mp.findroot(lambda q: mp.gammainc(mpf(1) / 2, 0, q / 2, regularized=True) - mpf("0.95"), 3.8)

LEVELS = """y,g,x
1,a,1
0,a,2
0,b,3
0,b,1
1,c,2
0,c,4
1,c,3
1,d,5
0,a,3
1,a,4
1,a,2
0,c,1
1,c,6
0,b,2
"""

BASE = """y,g,x
1,a,1
1,a,2
1,b,3
1,b,1
1,c,2
0,c,4
1,c,3
1,d,5
0,d,3
1,d,4
0,d,2
0,c,1
"""

COMPLETE = """y,x,w
0,1,2
0,2,5
0,3,1
1,4,3
1,5,4
1,6,2
"""

PARTS = """y,x,w
0,1,1
0,2,0
0,3,1
1,3,0
0,3,2
1,3,1
1,4,3
1,5,1
"""


def of_text(text):
    return list(csv.DictReader(text.splitlines()))


def of_file(name):
    with open(DATASETS / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def number(name):
    return name, lambda row: mpf(float(row[name]))


def level(name, value):
    return f"{name}[{value}]", lambda row: mpf(row[name] == value)


INTERCEPT = ("(Intercept)", lambda row: mpf(1))
MODELS = [
    ("endometrial.csv", of_file("endometrial.csv"), "HG ~ NV + PI + EH",
     [INTERCEPT, number("NV"), number("PI"), number("EH")]),
    ("levels", of_text(LEVELS), "y ~ x + g",
     [INTERCEPT, number("x")] + [level("g", l) for l in "bcd"]),
    ("base", of_text(BASE), "y ~ x + g",
     [INTERCEPT, number("x")] + [level("g", l) for l in "bcd"]),
    ("complete", of_text(COMPLETE), "y ~ x + w", [INTERCEPT, number("x"), number("w")]),
    ("parts", of_text(PARTS), "y ~ x + w", [INTERCEPT, number("x"), number("w")]),
]


class Data:
    def __init__(self, x, y, offset=None):
        self.x, self.y = x, y
        self.offset = offset or [mpf(0)] * len(y)

    def signed(self):
        return numpy.array([[float(v) * (1 if y else -1) for v in row]
                            for row, y in zip(self.x, self.y)])

    def held(self, j, c):
        return Data([row[:j] + row[j + 1:] for row in self.x], self.y,
                    [o + c * row[j] for o, row in zip(self.offset, self.x)])

    def only(self, kept):
        return Data([self.x[i] for i in kept], [self.y[i] for i in kept],
                    [self.offset[i] for i in kept])


def decided(data):
    """Whether some direction of separation decides a row, for each."""
    z = data.signed()
    n, p = z.shape
    if p == 0:
        return [False] * n
    answer = linprog(numpy.concatenate([numpy.zeros(p), -numpy.ones(n)]),
                     A_ub=numpy.hstack([-z, numpy.eye(n)]), b_ub=numpy.zeros(n),
                     bounds=[(None, None)] * p + [(0, 1)] * n, method="highs")
    assert answer.status == 0
    return [s > 0.5 for s in answer.x[p:]]


def basis(rows):
    """The columns on which elimination with complete rows finds pivots."""
    left = [list(row) for row in rows]
    columns = []
    p = len(rows[0]) if rows else 0
    for j in range(p):
        pivot = next((i for i, row in enumerate(left) if abs(row[j]) > mpf(10) ** -30), None)
        if pivot is None:
            continue
        columns.append(j)
        top = left.pop(pivot)
        left = [[v - row[j] / top[j] * t for v, t in zip(row, top)] for row in left]
    return columns


def newton(data, columns):
    """Maximum on these columns: value, estimates and inverse information."""
    beta = [mpf(0)] * len(columns)

    def eta(beta):
        return [o + sum(b * row[j] for b, j in zip(beta, columns))
                for o, row in zip(data.offset, data.x)]

    def value(beta):
        return sum(-mp.log1p(mp.exp(-e if y else e)) for e, y in zip(eta(beta), data.y))

    if not columns:
        return value(beta), beta, None
    while True:
        p = [1 / (1 + mp.exp(-e)) for e in eta(beta)]
        score = mp.matrix([sum((y - q) * row[j] for y, q, row in zip(data.y, p, data.x))
                           for j in columns])
        information = mp.matrix([[sum(q * (1 - q) * row[j] * row[k] for q, row in zip(p, data.x))
                                  for k in columns] for j in columns])
        step = mp.lu_solve(information, score)
        share = mpf(1)
        while value([b + share * s for b, s in zip(beta, step)]) < value(beta) - ENOUGH:
            share /= 2
        beta = [b + share * s for b, s in zip(beta, step)]
        if max(abs(s) for s in step) < ENOUGH:
            return value(beta), beta, information ** -1


class Supremum:
    def __init__(self, data):
        self.decided = decided(data)
        self.rest = data.only([i for i, d in enumerate(self.decided) if not d])
        self.columns = basis(self.rest.x)
        self.value, self.beta, self.inverse = newton(self.rest, self.columns)

    def estimate(self, j, p):
        """Of coefficient j its value and standard error; None if the rest does not see it."""
        unit = [mpf(k == j) for k in range(p)]
        if not self.rest.x or len(basis(self.rest.x + [unit])) > len(self.columns):
            return None
        # Any coefficients with the same predictors: those outside of the columns are 0.
        if j not in self.columns:
            return mpf(0), mpf(0)
        k = self.columns.index(j)
        return self.beta[k], mp.sqrt(self.inverse[k, k])


def ways(data, j):
    """Which signs coefficient j has along directions that decide all that can be."""
    z = data.signed()
    sides = set()
    wanted = decided(data)
    p = z.shape[1]
    for sign in (1, -1):
        bound = [(None, None)] * p
        bound[j] = (1, None) if sign > 0 else (None, -1)
        least = numpy.array([1e-6 if w else 0.0 for w in wanted])
        answer = linprog(numpy.zeros(p), A_ub=-z, b_ub=-least, bounds=bound, method="highs")
        if answer.status == 0:
            sides.add(sign)
    return sides


def deviance(best, data, j, c):
    return 2 * (best - Supremum(data.held(j, c)).value)


def end(best, data, j, side, start):
    """The c on this side of `start` with a deviance of chi2."""
    def excess(c):
        return deviance(best, data, j, c) - CHI2

    near, far = start, start + side
    while excess(far) < 0:
        near, far = far, far + 2 * (far - start)
    return mp.findroot(excess, (near, far), solver="anderson", tol=mpf(10) ** -44)


def printed(value):
    if value is None:
        return "kNaN"
    if mp.isinf(value):
        return "kInfinity" if value > 0 else "-kInfinity"
    return mp.nstr(value, 17)


def ends_of_infinite(best, data, j, sides):
    if len(sides) != 1:
        return -mp.inf, mp.inf
    sign = next(iter(sides))
    inside = mpf(0)
    while deviance(best, data, j, inside) > CHI2:
        inside += sign * (1 + abs(inside))
    found = end(best, data, j, -sign, inside)
    return (found, mp.inf) if sign > 0 else (-mp.inf, found)


def row_of(model, supremum, data, j):
    name, _, formula, columns = model
    p = len(columns)
    best = supremum.value
    found = supremum.estimate(j, p)
    ratio = deviance(best, data, j, mpf(0))
    if found:
        estimate, error = found
        low, high = (end(best, data, j, side, estimate) for side in (-1, 1))
    else:
        sides = ways(data, j)
        error = None
        estimate = next(iter(sides)) * mp.inf if len(sides) == 1 else None
        low, high = ends_of_infinite(best, data, j, sides)
    numbers = (printed(v) for v in (estimate, error, low, high, ratio, best))
    return f'{{"{name}", "{formula}", "{columns[j][0]}", {", ".join(numbers)}}},'


def main():
    for model in MODELS:
        _, rows, formula, columns = model
        response = formula.split(" ")[0]
        data = Data([[of(row) for _, of in columns] for row in rows],
                    [int(float(row[response])) for row in rows])
        supremum = Supremum(data)
        for j in range(len(columns)):
            print(row_of(model, supremum, data, j), flush=True)


if __name__ == "__main__":
    main()
