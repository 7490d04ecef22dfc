#!/usr/bin/env python3
"""Tests of hypotheses about margins, by mpmath alone.

    tools/certify_margin_tests.py > tests/effects/margins/margin_test_values.inc

One row of a C++ table for each hypothesis: estimate, standard error, statistic, two-sided p-value;
100 digits inside, 17 printed. A margin is stated as a function of the coefficients, an average over
rows of the data from its definition; a hypothesis in the words of odds and as a function of
margins. Standard errors are sqrt(g' V g), with g the derivative of the hypothesis in the
coefficients, the imaginary part at beta + 1e-80 i, and V the inverse information.
"""
from mpmath import mp

from certified_models import Model, dummies, plain
from certify import read_rows
from certify_curve import gradient, standard_error
from certify_fit import Design, maximize
from certify_tests import literal, normal_p

CROSSED = Model("low ~ age + lwt + race*smoke",
                plain("age", "lwt") | dummies("race", "black", "other") | {"smoke": "smoke"}
                | dummies("race", "black", "other", times="smoke"))


class Averages:
    """Averages over the rows of a model's data, as functions of its coefficients."""

    def __init__(self, model, rows):
        self.design = Design(model, rows)

    def p(self, beta, changes, keep=lambda row: True):
        """Of P with columns changed, over the rows that are kept."""
        rows = [row for row in self.design.rows if keep(row)]
        total = mp.mpf(0)
        for row in rows:
            x = self.design.columns(row | changes)
            total += 1 / (1 + mp.exp(-sum(a * b for a, b in zip(x, beta))))
        return total / len(rows)

    def change(self, beta, name, values, keep=lambda row: True, **others):
        high, low = (self.p(beta, others | {name: value}, keep) for value in values)
        return high - low

    def slope(self, beta, name, **others):
        """Of dP/dx of a number whose terms are linear in it."""
        total = mp.mpf(0)
        for row in self.design.rows:
            row = row | others
            x, moved = self.design.columns(row), self.design.columns(row | {name: row[name] + 1})
            p = 1 / (1 + mp.exp(-sum(a * b for a, b in zip(x, beta))))
            total += p * (1 - p) * sum((b - a) * c for a, b, c in zip(x, moved, beta))
        return total / len(self.design.rows)


def of_race(level):
    return lambda row: row["race"] == level


def cases(averages):
    """(--dydx, --of, --over, --at, measure, hypothesis, function of beta, value compared with)"""
    def smoke(beta, level):
        return averages.change(beta, "smoke", (1, 0), of_race(level))

    def race(beta, level, age):
        return averages.change(beta, "race", (level, "White"), age=age)

    def p_race(beta, level):
        return averages.p(beta, {"race": level})
    yield ("smoke", "", "race", "", "", "smoke[White] = smoke[black]",
           lambda b: smoke(b, "White") - smoke(b, "black"), 0)
    yield ("smoke", "", "race", "", "", "2*smoke[other] - smoke[White] = 0.1",
           lambda b: 2 * smoke(b, "other") - smoke(b, "White"), mp.mpf("0.1"))
    yield ("race", "", "", "20,30", "", "race[black - White, 20]/race[other - White, 30] = 1",
           lambda b: race(b, "black", 20) / race(b, "other", 30), 1)
    yield ("lwt", "", "", "20,30", "", "lwt[20] = lwt[30]",
           lambda b: averages.slope(b, "lwt", age=20) - averages.slope(b, "lwt", age=30), 0)
    yield ("", "race", "", "", "", "P[White] = P[black]",
           lambda b: p_race(b, "White") - p_race(b, "black"), 0)
    yield ("", "race", "", "", "", "log(b3/b1) = 0.5",
           lambda b: mp.log(p_race(b, "other") / p_race(b, "White")), mp.mpf("0.5"))
    yield ("smoke", "", "", "", "rr", "smoke = 1",
           lambda b: averages.p(b, {"smoke": 1}) / averages.p(b, {"smoke": 0}), 1)


def main():
    mp.dps = 100
    averages = Averages(CROSSED, read_rows("lbw"))
    beta, covariance = maximize(averages.design, averages.design.x)
    print("// Written by tools/certify_margin_tests.py.")
    for *words, hypothesis, function, null in cases(averages):
        estimate = function(beta)
        error = standard_error(gradient(function, beta), covariance)
        z = (estimate - null) / error
        quoted = ", ".join(f'"{word}"' for word in words)
        print(f'{{{quoted}, "{hypothesis}",\n {literal(estimate)}, {literal(error)}, {literal(z)}, '
              f'{literal(normal_p(z))}}},')


if __name__ == "__main__":
    main()
