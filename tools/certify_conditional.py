#!/usr/bin/env python3
"""Certified figures of conditional logistic regression, to 60 digits, by mpmath alone.

    tools/certify_conditional.py > tests/fit/conditional_values.inc

The conditional likelihood of a set is that of its definition: the exponential of the events' sum of
linear predictors over the sum of that of all subsets with as many members. Subsets are enumerated
where there are at most 2000 of them; of larger sets their sum, its gradient and its Hessian follow
from the recursion of Gail, Lubin and Rubinstein (1981), B(j) += w B(j - 1), member by member, which
is another one than the program's and has digits to spare here. Newton's method starts at 0.

Cells are read as doubles first, as in certify.py. `hc0` is the sandwich of the scores of the sets;
`stata` is that times sets / (sets - 1). Sets without both outcomes are left out.
"""

import csv
import io
import itertools
import pathlib

from mpmath import mp, mpf

mp.dps = 90
DIGITS = 20
MOST_SUBSETS = 2000
INFERT = pathlib.Path(__file__).resolve().parent.parent / "datasets" / "infert.csv"


def lehmer(state=20240229):
    """Uniform numbers of a minimal standard generator."""
    while True:
        state = state * 48271 % 2147483647
        yield state / 2147483647


def made_sets():
    """Sets of 1:1, 1:3, 2:3, 3:4, 6:2, one of 5 in 40, and two without both outcomes, mixed up."""
    numbers = lehmer()
    sizes = [(1, 1)] * 4 + [(1, 3)] * 3 + [(2, 3)] * 3 + [(3, 4)] * 3 + [(6, 2)] * 2 + [(5, 35)]
    sizes += [(0, 3), (2, 0)]
    rows = []
    for k, (events, others) in enumerate(sizes):
        for member in range(events + others):
            y = 1 if member < events else 0
            x = round((next(numbers) - 0.5) * 4 + 0.6 * y, 2)
            z = round(100 + next(numbers) * 10, 1)
            g = "abc"[int(3 * next(numbers))]
            o = round(next(numbers), 2)
            rows.append((next(numbers), f"s{k:02}", y, x, z, g, o))
    return [dict(zip(("id", "y", "x", "z", "g", "o"), row[1:])) for row in sorted(rows)]


def text_of(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


class Set:
    """The members of a set: columns x, offsets, the events first."""

    def __init__(self, members):
        members = sorted(members, key=lambda member: -member[0])
        self.events = sum(y for y, _, _ in members)
        self.x = [x for _, x, _ in members]
        self.offset = [offset for _, _, offset in members]

    def terms(self, beta):
        """The logarithm of the sum over subsets, its gradient and its Hessian."""
        eta = [mp.fdot(x, beta) + offset for x, offset in zip(self.x, self.offset)]
        few = mp.binomial(len(eta), self.events) <= MOST_SUBSETS
        total, first, second = (self.enumerated if few else self.recursive)(eta, len(beta))
        mean = first / total
        return mp.log(total), mean, second / total - mean * mean.T

    def enumerated(self, eta, p):
        total, first, second = mpf(0), mp.zeros(p, 1), mp.zeros(p)
        for subset in itertools.combinations(range(len(eta)), self.events):
            weight = mp.exp(mp.fsum(eta[i] for i in subset))
            x = mp.matrix([mp.fsum(self.x[i][j] for i in subset) for j in range(p)])
            total += weight
            first += weight * x
            second += weight * (x * x.T)
        return total, first, second

    def recursive(self, eta, p):
        sums = [(mpf(1), mp.zeros(p, 1), mp.zeros(p))]
        sums += [(mpf(0), mp.zeros(p, 1), mp.zeros(p)) for _ in range(self.events)]
        for x, e in zip(self.x, eta):
            x, w = mp.matrix(x), mp.exp(e)
            for j in range(self.events, 0, -1):
                b, g, h = sums[j - 1]
                # of B(j - 1) exp(x' beta): the product rule
                new = (w * b, w * (g + b * x), w * (h + g * x.T + x * g.T + b * (x * x.T)))
                sums[j] = tuple(old + more for old, more in zip(sums[j], new))
        return sums[self.events]

    def evaluate(self, beta):
        """Log-likelihood, score and information."""
        value, mean, information = self.terms(beta)
        score = -mean
        for x, offset in zip(self.x[:self.events], self.offset):
            score += mp.matrix(x)
            value -= mp.fdot(x, beta) + offset
        return -value, score, information


def sets_of(rows, strata, y, columns, offset):
    sets = {}
    for row in rows:
        x = [mpf(column(row)) for column in columns]
        sets.setdefault(row[strata], []).append((int(row[y]), x, mpf(offset(row))))
    return [Set(members) for members in sets.values() if 0 < sum(m[0] for m in members) < len(members)]


def sums(sets, beta):
    p = len(beta)
    value, score, information = mpf(0), mp.zeros(p, 1), mp.zeros(p)
    meat = mp.zeros(p)
    for one in sets:
        v, s, i = one.evaluate(beta)
        value, score, information, meat = value + v, score + s, information + i, meat + s * s.T
    return value, score, information, meat


def fit(sets, p):
    beta = mp.zeros(p, 1)
    for _ in range(60):
        _, score, information, _ = sums(sets, beta)
        step = mp.lu_solve(information, score)
        beta += step
        if mp.norm(step) < mpf(10) ** -65:
            return beta
    raise RuntimeError("no convergence")


def listed(numbers):
    return "{" + ", ".join(mp.nstr(number, DIGITS) for number in numbers) + "}"


def certified(name, formula, sets, p):
    beta = fit(sets, p)
    value, _, information, meat = sums(sets, beta)
    null = sums(sets, mp.zeros(p, 1))[0]
    covariance = information ** -1
    sandwich = covariance * meat * covariance
    errors = [mp.sqrt(covariance[j, j]) for j in range(p)]
    robust = [mp.sqrt(sandwich[j, j]) for j in range(p)]
    n = mpf(len(sets))
    stata = [error * mp.sqrt(n / (n - 1)) for error in robust]
    print(f'{{"{name}", "{formula}", {len(sets)}, {mp.nstr(value, DIGITS)}, {mp.nstr(null, DIGITS)},')
    for numbers in (list(beta), errors, robust, stata):
        print(f" {listed(numbers)}{'},' if numbers is stata else ','}")


def main():
    number = lambda name: lambda row: float(row[name])
    is_level = lambda name, level: lambda row: 1 if row[name] == level else 0
    nothing = lambda row: 0
    print("// Of tools/certify_conditional.py: made sets as a table, and models of them and of infert:\n"
          "// data, formula, sets, log-likelihood, that of the null model, estimates, standard errors,\n"
          "// hc0, stata.")
    made = made_sets()
    print("constexpr const char* kMadeSets = R\"(" + text_of(made) + ")\";\n")
    print("const std::vector<CertifiedSets> kCertifiedSets = {")
    with open(INFERT, encoding="utf-8") as file:
        infert = list(csv.DictReader(file))
    model = [number("spontaneous"), number("induced")]
    certified("infert", "case ~ spontaneous + induced", sets_of(infert, "stratum", "case", model, nothing), 2)
    half = lambda row: 0.5 * float(row["spontaneous"])
    certified("infert", "case ~ induced + offset(0.5 * spontaneous)",
              sets_of(infert, "stratum", "case", [number("induced")], half), 1)
    model = [number("x"), number("z"), is_level("g", "b"), is_level("g", "c")]
    certified("made", "y ~ x + z + g", sets_of(made, "id", "y", model, nothing), 4)
    certified("made", "y ~ x + z + g + offset(o)", sets_of(made, "id", "y", model, number("o")), 4)
    print("};")


if __name__ == "__main__":
    main()
