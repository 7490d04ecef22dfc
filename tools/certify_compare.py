#!/usr/bin/env python3
"""Models compared, by mpmath alone: criteria, likelihood ratios, Vuong's test, effects.

    tools/certify_compare.py models > tests/comparison/compare_values.inc
    tools/certify_compare.py effects > tests/comparison/compare_effects_values.inc

Models: one row of a C++ table for each pair of models: data, options, both formulas and links; of the first
model AICc and Akaike weight; the likelihood ratio of the first within the second, if it is nested,
else Vuong's z, plain and corrected by AIC and BIC (Vuong 1989, with n in omega). 100 digits inside,
17 printed. Models are stated as in certify.py.

Effects: one row for each coefficient and each average marginal effect that both models have: the
difference and its standard error from V = G / (G - 1) A^-1 B A^-1, where B sums the squares of the
stacked scores of rows or clusters, and A holds the expected informations of both.
"""
import copy
import sys

from mpmath import mp, mpf

from certified_models import Model, dummies, plain
from certify import read_rows
from certify_curve import Curve, as_level, gradient
from certify_fit import Design, maximize

RACE = dummies("race", "black", "other")

# (data, weights of frequency or None, first, second, whether the first is within the second)
PAIRS = [
    ("lbw", None, Model("low ~ age + lwt", plain("age", "lwt")),
     Model("low ~ age + lwt + race + smoke",
           plain("age", "lwt") | RACE | {"smoke": "smoke"}), True),
    ("lbw", None, Model("low ~ age + lwt + race", plain("age", "lwt") | RACE),
     Model("low ~ smoke + ptl + ht", plain("smoke", "ptl", "ht")), False),
    ("beetles", None, Model("killed/exposed ~ log10dose", plain("log10dose")),
     Model("killed/exposed ~ log10dose", plain("log10dose"), {"link": "cloglog"}), False),
    ("spector", None, Model("GRADE ~ GPA + PSI", plain("GPA", "PSI")),
     Model("GRADE ~ TUCE + PSI", plain("TUCE", "PSI"), {"link": "probit"}), False),
    ("spector", None, Model("GRADE ~ GPA", plain("GPA")),
     Model("GRADE ~ GPA + TUCE + PSI", plain("GPA", "TUCE", "PSI")), True),
    ("mroz", None, Model("inlf ~ educ + exper + age", plain("educ", "exper", "age")),
     Model("inlf ~ kidslt6 + nwifeinc", plain("kidslt6", "nwifeinc")), False),
    # A weight of frequency: every count of children and one.
    ("mroz", "kidsge6", Model("inlf ~ educ + exper", plain("educ", "exper"),
                              {"fweight": "kidsge6"}),
     Model("inlf ~ age", plain("age"), {"fweight": "kidsge6"}), False),
]


class Fitted:
    """A model at its maximum: k, l, and the log-likelihood of each observation with its copies."""

    def __init__(self, model, rows):
        self.design = Design(model, rows)
        beta, _ = maximize(self.design, self.design.x)
        curve = Curve(self.design, model.options)
        theta = beta if "link" not in model.options else curve.climb(beta)
        self.link = model.options.get("link", "logit")
        self.formula = model.formula
        self.k = len(theta)
        self.n = self.design.nobs
        self.value = curve.log_likelihood(theta)
        self.rows = [self.row_value(curve, theta, i) for i in range(len(self.design.x))]

    def row_value(self, curve, theta, i):
        """Of one copy of row i."""
        one = copy.copy(self.design)
        one.x, one.offset = [self.design.x[i]], [self.design.offset[i]]
        one.y, one.n, one.w = [self.design.y[i]], [self.design.n[i]], [mpf(1)]
        single = copy.copy(curve)
        single.design = one
        return single.log_likelihood(theta)

    def aic(self):
        return -2 * self.value + 2 * self.k

    def aicc(self):
        return self.aic() + 2 * self.k * (self.k + 1) / (self.n - self.k - 1)


def likelihood_ratio(small, large):
    chi2 = 2 * (large.value - small.value)
    df = large.k - small.k
    return [chi2, mpf(df), mp.gammainc(mpf(df) / 2, chi2 / 2, regularized=True)]


def vuong(first, second):
    copies = [mpf(c) for c in first.design.copies]
    n = sum(copies)
    m = [a - b for a, b in zip(first.rows, second.rows)]
    total = mp.fdot(copies, m)
    omega = mp.sqrt(mp.fsum(c * d * d for c, d in zip(copies, m)) / n - (total / n) ** 2)
    more = first.k - second.k
    numerators = [total, total - more, total - more * mp.log(n) / 2]
    return [value / (mp.sqrt(n) * omega) for value in numerators]


# (data, column of clusters or None, first, second)
EFFECT_PAIRS = [
    ("lbw", None, Model("low ~ smoke + race", plain("smoke") | RACE),
     Model("low ~ smoke + race + lwt", plain("smoke") | RACE | {"lwt": "lwt"})),
    ("lbw", None, Model("low ~ age + lwt", plain("age", "lwt")),
     Model("smoke ~ age + ht", plain("age", "ht"))),
    ("lbw", None, Model("low ~ lwt + smoke", plain("lwt", "smoke"), {"where": "age > 20"}),
     Model("low ~ lwt + smoke", plain("lwt", "smoke"), {"where": "age < 30"})),
    ("spector", None, Model("GRADE ~ GPA + PSI", plain("GPA", "PSI")),
     Model("GRADE ~ GPA + PSI", plain("GPA", "PSI"), {"link": "probit"})),
    ("beetles", None, Model("killed/exposed ~ log10dose", plain("log10dose")),
     Model("killed/exposed ~ log10dose", plain("log10dose"), {"link": "cloglog"})),
    ("ohio", "id", Model("resp ~ smoke", plain("smoke"), {"where": "age < 1"}),
     Model("resp ~ smoke + age", plain("smoke", "age"))),
]


class Scored:
    """A model at its maximum: A^-1 times the score of each used row, by the number of the row."""

    def __init__(self, model, rows):
        self.model, self.design = model, Design(model, rows)
        self.curve = Curve(self.design, model.options)
        beta, _ = maximize(self.design, self.design.x)
        self.theta = self.curve.climb(beta) if "link" in model.options else beta
        inverse = self.curve.expected(self.theta) ** -1
        self.scores = {}
        for i, (x, offset, y, n, w) in zip(self.design.index, self.curve.rows()):
            p = self.curve.probability(self.theta, x, offset)
            pull = w * (y / p - (n - y) / (1 - p))
            score = mp.matrix([pull * s for s in self.curve.slopes(self.theta, x, offset)])
            self.scores[i] = inverse * score

    def estimates(self):
        """(kind, name, contrast): value and gradient."""
        size = len(self.theta)
        for j, name in enumerate(self.model.columns):
            yield ("coefficient", name, ""), self.theta[j], [mpf(j == k) for k in range(size)]
        for name in self.model.variables(self.design.rows[0]):
            values = sorted({row[name] for row in self.design.rows})
            if isinstance(values[0], str) or values == [0, 1]:
                for value in values[1:]:
                    def function(t, value=value, name=name):
                        return self.curve.average_change(t, ({name: values[0]}, {name: value}))
                    contrast = f"{as_level(value)} - {as_level(values[0])}"
                    yield ("effect", name, contrast), function(self.theta), gradient(
                        function, self.theta)
            else:
                def slope(t, name=name):
                    return self.curve.average_slope(t, name)
                yield ("effect", name, "dP/dx"), slope(self.theta), gradient(
                    lambda t, name=name: self.slope_at(t, name), self.theta)

    def slope_at(self, theta, name):
        """The same average where theta is complex: the columns are linear in the variable."""
        j = list(self.model.columns).index(name)
        total, trials = mpf(0), mpf(0)
        for x, offset, _, n, w in self.curve.rows():
            total += w * n * self.curve.slope(theta, x, offset) * theta[j]
            trials += w * n
        return total / trials


def stacked_covariance(first, second, rows, cluster):
    size = len(first.theta) + len(second.theta)
    sums = {}
    for i in sorted(set(first.scores) | set(second.scores)):
        unit = rows[i - 1][cluster] if cluster else i
        parts = [list(model.scores.get(i, [mpf(0)] * len(model.theta)))
                 for model in (first, second)]
        sums[unit] = sums.get(unit, mp.zeros(size, 1)) + mp.matrix(parts[0] + parts[1])
    total = mp.zeros(size)
    for s in sums.values():
        total += s * s.T
    count = mpf(len(sums))
    return total * count / (count - 1)


def print_effects():
    for name, cluster, one, other in EFFECT_PAIRS:
        rows = read_rows(name)
        first, second = Scored(one, rows), Scored(other, rows)
        covariance = stacked_covariance(first, second, rows, cluster)
        others = {key: (value, slopes) for key, value, slopes in second.estimates()}
        for key, value, slopes in first.estimates():
            if key not in others:
                continue
            along = mp.matrix(list(slopes) + [-slope for slope in others[key][1]])
            error = mp.sqrt((along.T * covariance * along)[0])
            print(f'{{"{name}.csv", "{cluster or ""}", "{one.formula}", '
                  f'"{one.options.get("where", "")}",\n'
                  f' "{other.formula}", "{other.options.get("where", "")}", '
                  f'Link::{other.options.get("link", "logit")},\n'
                  f' Kind::{key[0]}, "{key[1]}", "{key[2]}", {literal(value - others[key][0])}, '
                  f'{literal(error)}}},')


def literal(value):
    return mp.nstr(value, 17, strip_zeros=False)


def main():
    mp.dps = 100
    print("// Written by tools/certify_compare.py.")
    if sys.argv[1:] == ["models"]:
        print_models()
    elif sys.argv[1:] == ["effects"]:
        print_effects()
    else:
        sys.exit(__doc__)


def print_models():
    for name, weight, one, other, nested in PAIRS:
        rows = read_rows(name)
        first, second = Fitted(one, rows), Fitted(other, rows)
        share = 1 / (1 + mp.exp((first.aic() - second.aic()) / 2))
        numbers = likelihood_ratio(first, second) if nested else vuong(first, second)
        print(f'{{"{name}.csv", "{weight or ""}", "{first.formula}", Link::{first.link},\n'
              f' "{second.formula}", Link::{second.link},\n'
              f' {literal(first.aicc())}, {literal(share)}, {"true" if nested else "false"},\n'
              f' {{{", ".join(literal(number) for number in numbers)}}}}},')


if __name__ == "__main__":
    main()
