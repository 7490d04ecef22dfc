#!/usr/bin/env python3
"""Score tests of terms that a model does not have, by mpmath alone.

    tools/certify_added_terms.py > tests/inference/added_term_values.inc

One row of a C++ table for each term and for all of them together: chi2 or F, degrees of freedom of
numerator and denominator, p-value; 100 digits inside, 17 printed. Models are stated as in certify.py,
terms in the words of odds and as the columns that they gain. The test is formed from its definition,
on the columns as they are: at the estimates of the model, with 0 for what is added, U is the score
of all columns, H the inverse of their expected information, V = H or the robust or clustered
covariance of the wider model; with R the rows of what is added, d = R H U and chi2 = d' (R V R')^-1 d.
"""
import dataclasses

from mpmath import mp, mpf

from certified_models import Model, dummies, plain
from certify import read_rows
from certify_curve import Curve
from certify_fit import Design, linear_predictors, maximize, score_and_information
from certify_robust import covariance_of

RACE = dummies("race", "black", "other")
BIRTHS = plain("age", "lwt") | RACE | {name: name for name in ("smoke", "ptl", "ht", "ui")}
FEWER_BIRTHS = plain("age", "lwt") | RACE | {"smoke": "smoke"}
SEX = plain() | dummies("sex", "M") | {"ldose": "ldose"}
GROUPS = dummies("g", "b", "c")

# (data, model, terms to add, {term: its columns})
CASES = [
    ("lbw", Model("low ~ age + lwt + race + smoke + ptl + ht + ui", BIRTHS),
     "I(lwt^2) + age:smoke + race:smoke",
     {"I(lwt^2)": {"lwt2": "lwt**2"}, "age:smoke": {"age:smoke": "age * smoke"},
      "race:smoke": dummies("race", "black", "other", times="smoke")}),
    ("lbw", Model("low ~ age + lwt + race + smoke", FEWER_BIRTHS, {"vcov": "hc3"}),
     "ht + ui + race:age",
     {"ht": {"ht": "ht"}, "ui": {"ui": "ui"},
      "age:race": dummies("race", "black", "other", times="age")}),
    ("lbw", Model("low ~ age + lwt + race + smoke", FEWER_BIRTHS, {"vcov": "hc1"}),
     "log(lwt)", {"log(lwt)": {"log": "log(lwt)"}}),
    ("lbw", Model("low ~ age + lwt + race + smoke", FEWER_BIRTHS, {"vcov": "cr2:age"}),
     "ht + ptl", {"ht": {"ht": "ht"}, "ptl": {"ptl": "ptl"}}),
    ("lbw", Model("low ~ age + lwt + race + smoke", FEWER_BIRTHS, {"link": "probit"}),
     "ht + age:lwt", {"ht": {"ht": "ht"}, "age:lwt": {"age:lwt": "age * lwt"}}),
    ("ohio", Model("resp ~ age + smoke", plain("age", "smoke"), {"vcov": "cluster:id"}),
     "age:smoke + I(age^2)",
     {"I(age^2)": {"age2": "age**2"}, "age:smoke": {"age:smoke": "age * smoke"}}),
    ("spector", Model("GRADE ~ GPA + TUCE", plain("GPA", "TUCE"), {"vcov": "stata"}),
     "PSI + I(GPA^2)", {"PSI": {"PSI": "PSI"}, "I(GPA^2)": {"GPA2": "GPA**2"}}),
    ("mroz", Model("inlf ~ nwifeinc + educ + exper + kidslt6",
                   plain("nwifeinc", "educ", "exper", "kidslt6"), {"vcov": "cr1s:age"}),
     "I(exper^2) + educ:kidslt6",
     {"I(exper^2)": {"exper2": "exper**2"}, "educ:kidslt6": {"product": "educ * kidslt6"}}),
    ("budworm", Model("killed/n ~ sex + ldose", SEX),
     "sex:ldose + I(ldose^2)",
     {"I(ldose^2)": {"square": "ldose**2"}, "sex:ldose": dummies("sex", "M", times="ldose")}),
    ("detection", Model("correct/trials ~ level", plain("level"), {"guess": "0.5"}),
     "I(level^2)", {"I(level^2)": {"square": "level**2"}}),
    ("detection", Model("correct/trials ~ log(level)", plain() | {"log(level)": "log(level)"},
                        {"guess": "estimate", "link": "probit"}),
     "level", {"level": {"level": "level"}}),
    ("stress_interaction", Model("y ~ g + x + b", plain() | GROUPS | {"x": "x", "b": "b"},
                                 {"fweight": "f", "offset": "off", "vcov": "hc3"}),
     "z + g:b", {"z": {"z": "z"}, "g:b": dummies("g", "b", "c", times="b")}),
    ("stress_interaction", Model("y ~ g + x + b", plain() | GROUPS | {"x": "x", "b": "b"},
                                 {"pweight": "w"}),
     "z + x:b", {"z": {"z": "z"}, "x:b": {"x:b": "x * b"}}),
    ("stress_interaction", Model("y ~ g + x + b", plain() | GROUPS | {"x": "x", "b": "b"},
                                 {"iweight": "w"}),
     "z + h", {"z": {"z": "z"}, "h": dummies("h", "top")}),
]


def with_columns(model, columns):
    """The model with further columns behind its own."""
    return dataclasses.replace(model, columns=model.columns | columns)


class Scores:
    """The score and the expected information of wider models at the maximum of a model."""

    def __init__(self, model, rows):
        self.model, self.rows = model, rows
        design = Design(model, rows)
        beta, _ = maximize(design, design.x)
        self.theta = beta
        if model.has_other_curve():
            self.theta, _ = Curve(design, model.options).maximum(beta)
        self.own = len(design.x[0])

    def at(self, columns):
        """Design with these columns more, the point there, its score and information; the curve's
        own parameter is last."""
        design = Design(with_columns(self.model, columns), self.rows)
        point = self.theta[:self.own] + [mpf(0)] * len(columns) + self.theta[self.own:]
        if self.model.has_other_curve():
            curve = Curve(design, self.model.options)
            return design, point, curve.score(point), curve.expected(point)
        etas = linear_predictors(design, design.x, point)
        return design, point, *score_and_information(design, design.x, etas)

    def test(self, columns):
        """The statistic and the degrees of freedom of its denominator: infinite, it is chi2."""
        design, point, score, information = self.at(columns)
        inverse = information ** -1
        covariance, degrees = covariance_of(self.model.options, design, point, inverse, self.rows)
        step = inverse * mp.matrix(score)
        places = range(self.own, self.own + len(columns))
        d = mp.matrix([step[j] for j in places])
        block = mp.matrix([[covariance[j, k] for k in places] for j in places])
        chi2 = (d.T * block ** -1 * d)[0]
        if degrees is None:
            return chi2, mp.inf
        q, eta = len(columns), degrees.of_all(list(places))
        return (eta - q + 1) / (eta * q) * chi2, eta - q + 1


def p_value(statistic, degrees, denominator):
    if mp.isinf(denominator):
        return mp.gammainc(mpf(degrees) / 2, statistic / 2, regularized=True)
    x = denominator / (denominator + degrees * statistic)
    return mp.betainc(denominator / 2, mpf(degrees) / 2, 0, x, regularized=True)


def literal(value):
    return "kInfinity" if mp.isinf(value) else mp.nstr(value, 17, strip_zeros=False)


def options_text(options):
    names = ("vcov", "link", "guess", "offset", "fweight", "iweight", "pweight")
    return ", ".join(f'"{options.get(name, "")}"' for name in names)


def main():
    mp.dps = 100
    print("// Written by tools/certify_added_terms.py.")
    for name, model, words, terms in CASES:
        scores = Scores(model, read_rows(name))
        asked = dict(terms)
        if len(terms) > 1:
            asked["all of them"] = {key: value for term in terms.values()
                                    for key, value in term.items()}
        print(f'{{"{name}.csv", "{model.formula}",\n {{{options_text(model.options)}}},\n "{words}", {{')
        for term, columns in asked.items():
            statistic, denominator = scores.test(columns)
            print(f'  {{"{term}", {literal(statistic)}, {len(columns)}, {literal(denominator)}, '
                  f'{literal(p_value(statistic, len(columns), denominator))}}},')
        print("}},")


if __name__ == "__main__":
    main()
