#!/usr/bin/env python3
"""Tests of hypotheses about coefficients, by mpmath alone.

    tools/certify_tests.py wald > tests/inference/hypothesis_values.inc
    tools/certify_tests.py likelihood > tests/inference/likelihood_test_values.inc

One row of a C++ table for each hypothesis: estimate, standard error, statistic, degrees of freedom,
two-sided p-value; 100 digits inside, 17 printed. Models are stated as in certify.py. A hypothesis is
stated twice: in the words of odds, and as a Python function of the coefficients, whose gradient is
a derivative of 100 digits taken numerically; a term is stated as the names of its columns. For the
likelihood ratio and the score a hypothesis is stated a third time, as the columns of the model in
which it holds, whose maximum is found anew.
"""
import copy
import dataclasses
import sys

from mpmath import mp, mpf

from certified_models import MODELS, Model, dummies, plain
from certify import read_rows
from certify_fit import (Design, linear_predictors, log_likelihood, maximize,
                         score_and_information)
from certify_robust import covariance_of

RACE = dummies("race", "black", "other")
BIRTHS = plain("age", "lwt") | RACE | {name: name for name in ("smoke", "ptl", "ht", "ui")}
CROSSED = (plain("age", "lwt") | RACE | {"smoke": "smoke"}
           | dummies("race", "black", "other", times="smoke"))

# Terms: their columns. Combinations: (words, function of the coefficients by name, value compared
# with).
CASES = [
    ("lbw", Model("low ~ age + lwt + race + smoke + ptl + ht + ui", BIRTHS),
     {"age": ["age"], "race": list(RACE), "ui": ["ui"]},
     [("smoke = ht", lambda b: b["smoke"] - b["ht"], 0),
      ("age + 10*lwt = 0", lambda b: b["age"] + 10 * b["lwt"], 0),
      ("race[black] = race[other]", lambda b: b["race[black]"] - b["race[other]"], 0),
      ("(smoke + ht)/2 = 0.5", lambda b: (b["smoke"] + b["ht"]) / 2, mpf("0.5")),
      ("(Intercept) + 30*age + 120*lwt",
       lambda b: b["(Intercept)"] + 30 * b["age"] + 120 * b["lwt"], 0)],
     [("-(Intercept)/lwt", lambda b: -b["(Intercept)"] / b["lwt"], 0),
      ("exp(smoke)/exp(ht) = 1", lambda b: mp.exp(b["smoke"] - b["ht"]), 1),
      ("sqrt(smoke*ht) - log(ui)^2", lambda b: mp.sqrt(b["smoke"] * b["ht"]) - mp.log(b["ui"]) ** 2,
       0),
      ("log10(ht)*log2(smoke)", lambda b: mp.log10(b["ht"]) * mp.log(b["smoke"], 2), 0),
      ("pow(lwt, 2)/log1p(ui)", lambda b: b["lwt"] ** 2 / mp.log1p(b["ui"]), 0)]),
    ("lbw", Model("low ~ age + lwt + race*smoke", CROSSED, {"vcov": "hc3"}),
     {"race": list(RACE), "race:smoke": list(dummies("race", "black", "other", times="smoke"))},
     [("race[black] + race[black]:smoke = race[other]:smoke",
       lambda b: b["race[black]"] + b["race[black]:smoke"] - b["race[other]:smoke"], 0)],
     [("exp(smoke + race[other]:smoke)", lambda b: mp.exp(b["smoke"] + b["race[other]:smoke"]), 0)]),
    ("spector", Model("GRADE ~ GPA + TUCE + PSI", plain("GPA", "TUCE", "PSI"), {"vcov": "stata"}),
     {"GPA": ["GPA"]},
     [("GPA = 10*TUCE", lambda b: b["GPA"] - 10 * b["TUCE"], 0)],
     [("PSI/GPA", lambda b: b["PSI"] / b["GPA"], 0)]),
    ("beetles", MODELS["beetles"][0], {"log10dose": ["log10dose"]},
     [("(Intercept) + 1.75*log10dose", lambda b: b["(Intercept)"] + mpf(1.75) * b["log10dose"], 0)],
     [("-(Intercept)/log10dose = 1.75", lambda b: -b["(Intercept)"] / b["log10dose"], mpf(1.75)),
      ("exp(-(Intercept)/log10dose) = 5.9", lambda b: mp.exp(-b["(Intercept)"] / b["log10dose"]),
       mpf(5.9))]),
]


def without(*names):
    """The model without these columns, which `names` of it are."""
    def restricted(row):
        return {name: value for name, value in row.items() if name not in names}, 0
    restricted.names = names
    return restricted


def merged(name, other):
    """The model in which two coefficients are the same."""
    def restricted(row):
        rest = {key: value for key, value in row.items() if key not in (name, other)}
        return rest | {name: row[name] + row[other]}, 0
    return restricted


def fixed(name, value):
    """The model in which a coefficient has a value."""
    def restricted(row):
        return {key: number for key, number in row.items() if key != name}, value * row[name]
    return restricted


CROSS = list(dummies("race", "black", "other", times="smoke"))

# (data, model, type, hypothesis, kind, degrees, the model under it, the model it is tested in)
LIKELIHOOD_CASES = [
    ("lbw", Model("low ~ age + lwt + race + smoke + ptl + ht + ui", BIRTHS), [
        (3, "age", "term", 1, without("age"), without()),
        (3, "race", "term", 2, without(*RACE), without()),
        (3, "smoke = ht", "linear", 1, merged("smoke", "ht"), without()),
        (3, "ui = 0.5", "linear", 1, fixed("ui", mpf("0.5")), without())]),
    ("lbw", Model("low ~ age + lwt + race*smoke", CROSSED), [
        (3, "race", "term", 2, without(*RACE), without()),
        (2, "race", "term", 2, without(*RACE, *CROSS), without(*CROSS)),
        (2, "smoke", "term", 1, without("smoke", *CROSS), without(*CROSS)),
        (2, "race:smoke", "term", 2, without(*CROSS), without())]),
    ("lbw", Model("low ~ age + lwt + race*smoke", CROSSED, {"vcov": "hc1"}), [
        (2, "race", "term", 2, without(*RACE, *CROSS), without(*CROSS)),
        (2, "smoke", "term", 1, without("smoke", *CROSS), without(*CROSS))]),
    ("lbw", Model("low ~ age + lwt + race*smoke", CROSSED, {"vcov": "hc3"}), [
        (2, "smoke", "term", 1, without("smoke", *CROSS), without(*CROSS))]),
    ("spector", Model("GRADE ~ GPA + TUCE + PSI", plain("GPA", "TUCE", "PSI"), {"vcov": "stata"}), [
        (3, "GPA", "term", 1, without("GPA"), without()),
        (3, "TUCE", "term", 1, without("TUCE"), without())]),
    ("beetles", MODELS["beetles"][0], [
        (3, "log10dose", "term", 1, without("log10dose"), without())]),
]


def fitted_under(design, names, restricted):
    """Log-likelihood and linear predictors at the maximum of a restricted model."""
    rows = [restricted(dict(zip(names, row))) for row in design.x]
    moved = copy.copy(design)
    moved.offset = [offset + shift for offset, (_, shift) in zip(design.offset, rows)]
    x = [list(row.values()) for row, _ in rows]
    beta, _ = maximize(moved, x)
    etas = linear_predictors(moved, x, beta)
    return log_likelihood(moved, etas), etas


def score_test(design, x, etas):
    """U' I^-1 U of the model with the columns x."""
    score, information = score_and_information(design, x, etas)
    u = mp.matrix(score)
    return (u.T * information ** -1 * u)[0]


def quadratic(values, covariance, places):
    """v' C^-1 v of these entries."""
    v = mp.matrix([values[j] for j in places])
    block = mp.matrix([[covariance[j, k] for k in places] for j in places])
    return (v.T * block ** -1 * v)[0]


def robust_score_test(model, rows, within, under):
    """d' (R V R')^-1 d, d = R H U, of columns being 0 in the model without others."""
    columns = {name: text for name, text in model.columns.items() if name not in within.names}
    design = Design(dataclasses.replace(model, columns=columns), rows)
    left = [j for j, name in enumerate(columns) if name not in under.names]
    beta, _ = maximize(design, [[row[j] for j in left] for row in design.x])
    point = [mpf(0)] * len(columns)
    for j, value in zip(left, beta):
        point[j] = value
    etas = linear_predictors(design, design.x, point)
    score, information = score_and_information(design, design.x, etas)
    inverse = information ** -1
    covariance, _ = covariance_of(model.options, design, point, inverse, rows)
    places = [j for j in range(len(columns)) if j not in left]
    return quadratic(inverse * mp.matrix(score), covariance, places)


def second_wald_test(model, rows, within, under):
    """Of columns in the model without others, from the estimates of the whole model: what the test
    of all of them has beyond that of the others."""
    design = Design(model, rows)
    beta, inverse = maximize(design, design.x)
    covariance, _ = covariance_of(model.options, design, beta, inverse, rows)
    names = list(model.columns)
    both = quadratic(beta, covariance, [names.index(name) for name in under.names])
    if not within.names:
        return both
    return both - quadratic(beta, covariance, [names.index(name) for name in within.names])


def print_likelihood_tests():
    for name, model, cases in LIKELIHOOD_CASES:
        cells = read_rows(name)
        design = Design(model, cells)
        names = list(model.columns)
        variance = model.options.get("vcov", "model")
        for kind_of_type, words, kind, degrees, under, within in cases:
            value, etas = fitted_under(design, names, under)
            best, _ = fitted_under(design, names, within)
            tests = {}
            if variance == "model":
                tests["likelihood_ratio"] = 2 * (best - value)
                x = [list(within(dict(zip(names, row)))[0].values()) for row in design.x]
                tests["score"] = score_test(design, x, etas)
            else:
                tests["score"] = robust_score_test(model, cells, within, under)
            if kind_of_type == 2:
                tests["wald"] = second_wald_test(model, cells, within, under)
            for method, chi2 in tests.items():
                print(f'{{"{name}.csv", "{model.formula}", Variance::{variance}, RowKind::{kind},\n'
                      f' TestMethod::{method}, {kind_of_type}, "{words}", {literal(chi2)}, '
                      f'{degrees}, {literal(chi_square_p(chi2, degrees))}}},')


def normal_p(z):
    return mp.erfc(abs(z) / mp.sqrt(2))


def chi_square_p(x, degrees):
    return mp.gammainc(mpf(degrees) / 2, x / 2, regularized=True)


def gradient_of(function, names, beta):
    def partial(j):
        def along(value):
            moved = list(beta)
            moved[j] = value
            return function(dict(zip(names, moved)))
        return mp.diff(along, beta[j])
    return mp.matrix([partial(j) for j in range(len(beta))])


def combination(function, null, names, beta, covariance):
    value = function(dict(zip(names, beta)))
    gradient = gradient_of(function, names, beta)
    error = mp.sqrt((gradient.T * covariance * gradient)[0])
    z = (value - null) / error
    return value, error, z, 1, normal_p(z)


def joint(columns, names, beta, covariance):
    places = [names.index(column) for column in columns]
    size = len(places)
    block = mp.matrix(size, size)
    for j, one in enumerate(places):
        for k, other in enumerate(places):
            block[j, k] = covariance[one, other]
    values = mp.matrix([beta[place] for place in places])
    chi2 = (values.T * block ** -1 * values)[0]
    return mp.nan, mp.nan, chi2, size, chi_square_p(chi2, size)


def literal(value):
    return "kNaN" if mp.isnan(value) else mp.nstr(value, 17, strip_zeros=False)


def print_row(model, kind, words, numbers):
    estimate, error, statistic, degrees, p = numbers
    variance = model.options.get("vcov", "model")
    name = next(case[0] for case in CASES if case[1] is model)
    print(f'{{"{name}.csv", "{model.formula}", Variance::{variance},\n'
          f' RowKind::{kind}, "{words}",\n'
          f' {literal(estimate)}, {literal(error)}, {literal(statistic)}, {degrees}, '
          f'{literal(p)}}},')


def main():
    mp.dps = 100
    print("// Written by tools/certify_tests.py.")
    if sys.argv[1:] == ["likelihood"]:
        print_likelihood_tests()
    elif sys.argv[1:] == ["wald"]:
        print_wald_tests()
    else:
        sys.exit(__doc__)


def print_wald_tests():
    for name, model, terms, linear, nonlinear in CASES:
        cells = read_rows(name)
        design = Design(model, cells)
        beta, inverse = maximize(design, design.x)
        covariance, _ = covariance_of(model.options, design, beta, inverse, cells)
        names = list(model.columns)
        for term, columns in terms.items():
            print_row(model, "term", term, joint(columns, names, beta, covariance))
        for kind, asked in (("linear", linear), ("nonlinear", nonlinear)):
            for words, function, null in asked:
                print_row(model, kind, words,
                          combination(function, null, names, beta, covariance))


if __name__ == "__main__":
    main()
