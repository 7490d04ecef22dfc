#!/usr/bin/env python3
"""Ends of profile likelihood intervals and likelihood ratios of coefficients, by mpmath.

    tools/certify_profile.py > tests/inference/profile_values.inc      (some minutes)
    tools/certify_profile.py 3 5                                        those models alone

One row of a C++ table for each coefficient of the models below: the two ends of
{ c : 2 (l - l_p(c)) <= chi2 }, l_p(c) the largest log-likelihood with the coefficient at c, chi2 the
0.95 quantile with one degree of freedom, and 2 (l - l_p(0)). Where a model is "firth", l has the
penalty log det(information) / 2 of all columns, held coefficients included.

Everything is found by Newton's method to 30 digits, on likelihoods that certify_curve.py states in
its own words; the slope of l_p in c is the score of the coefficient that is held. 60 digits inside,
17 printed.
"""
import sys

from mpmath import mp, mpf

from certified_models import CONTRASTS, MODELS, Model, dummies, plain
from certify import read_rows
from certify_curve import STEP, Curve, moved
from certify_fit import Design, maximize

mp.dps = 60
ENOUGH = mpf(10) ** -30

LBW_ALL = MODELS["lbw"][0]
QUESTIONS = [
    ("lbw", LBW_ALL),
    ("spector", MODELS["spector"][0]),
    ("beetles", MODELS["beetles"][2]),
    ("beetles", MODELS["beetles"][3]),
    ("vaso", MODELS["vaso"][0]),
    ("endometrial", MODELS["endometrial"][0]),
    ("endometrial", Model("HG ~ NV + PI + EH", plain("NV", "PI", "EH"), {"firth": True})),
    ("spector", Model("GRADE ~ GPA + TUCE + PSI", plain("GPA", "TUCE", "PSI"), {"firth": True})),
    ("budworm", MODELS["budworm"][1]),
    ("detection", MODELS["detection"][1]),
    ("stress_offset", MODELS["stress_offset"][0]),
    ("stress_fweight", MODELS["stress_fweight"][0]),
    ("stress_interaction", Model("y ~ g + x + z", plain() | CONTRASTS | {"x": "x", "z": "z"},
                                 {"offset": "off"})),
    ("stress_interaction", Model("y ~ g + x + z", plain() | CONTRASTS | {"x": "x", "z": "z"},
                                 {"iweight": "w"})),
    ("budworm", Model("killed/n ~ sex*ldose", plain() | dummies("sex", "M") | {"ldose": "ldose"}
                      | dummies("sex", "M", times="ldose"), {"firth": True})),
]


class Likelihood:
    """l, its score and minus its Hessian in the parameters of a curve."""

    def __init__(self, model, rows):
        self.curve = Curve(Design(model, rows), model.options)
        self.penalised = model.options.get("firth", False)
        self.is_logit = not self.curve.has_asymptotes and "link" not in model.options

    def value(self, theta):
        value = self.curve.log_likelihood(theta)
        return value + self.penalty(theta) if self.penalised else value

    def penalty(self, theta):
        """log det of the logit's information over 2; complex if theta is."""
        size = len(theta)
        total = [[mpf(0)] * size for _ in range(size)]
        for x, offset, _, n, w in self.curve.rows():
            p = self.curve.probability(theta, x, offset)
            for a in range(size):
                part = w * n * p * (1 - p) * x[a]
                for b in range(a + 1):
                    total[a][b] += part * x[b]
        return mp.log(mp.det(mp.matrix([[total[max(a, b)][min(a, b)] for b in range(size)]
                                        for a in range(size)]))) / 2

    def score(self, theta):
        score = self.curve.score(theta)
        if not self.penalised:
            return score
        return [s + mp.im(self.penalty(moved(theta, j))) / STEP for j, s in enumerate(score)]

    def hessian(self, theta):
        """Minus the second derivatives; of the penalty by central differences of its slope, which
        slows the last steps down and changes nothing else."""
        if not self.penalised:
            return self.curve.expected(theta) if self.is_logit else self.curve.observed(theta)
        size, step = len(theta), mpf(10) ** -20
        columns = []
        for j in range(size):
            ends = [self.score([t + side * step * (k == j) for k, t in enumerate(theta)])
                    for side in (1, -1)]
            columns.append([(b - a) / (2 * step) for a, b in zip(*ends)])
        return mp.matrix(columns)

    def top(self):
        """The maximum over all parameters, near that of the logit on a curve with asymptotes."""
        start = [mpf(0)] * self.curve.size
        if self.curve.has_asymptotes:
            start = maximize(self.curve.design, self.curve.design.x)[0]
        return self.maximum(start, range(len(start)))

    def maximum(self, theta, free):
        """The maximum over the parameters `free`, from a start, by Newton's method with halving."""
        value = self.value(theta)
        for _ in range(200):
            score, information = self.score(theta), self.hessian(theta)
            part = mp.matrix([[information[a, b] for b in free] for a in free])
            if min(mp.eigsy(part, eigvals_only=True)) <= 0:
                whole = self.curve.expected(theta)
                part = mp.matrix([[whole[a, b] for b in free] for a in free])
            step = mp.lu_solve(part, mp.matrix([score[a] for a in free]))
            decrement = mp.fdot([score[a] for a in free], step)
            if abs(decrement) < ENOUGH ** 2:
                return theta
            for halvings in range(60):
                trial = list(theta)
                for a, s in zip(free, step):
                    trial[a] += mp.ldexp(s, -halvings)
                reached = self.value(trial)
                if reached >= value - mpf(10) ** -50 * (1 + abs(value)):
                    break
            theta, value = trial, reached
        raise ArithmeticError("no maximum")


def profile(likelihood, top, j):
    """Ends and the likelihood ratio of coefficient j."""
    every = range(len(top))
    free = [k for k in every if k != j]
    best = likelihood.value(top)
    chi2 = (mp.sqrt(2) * mp.erfinv(mpf("0.95"))) ** 2
    covariance = likelihood.hessian(top) ** -1
    spread = mp.sqrt(covariance[j, j])
    along = [covariance[k, j] / covariance[j, j] for k in every]

    def held(theta, c):
        start = [t + (c - theta[j]) * a for t, a in zip(theta, along)]
        theta = likelihood.maximum(start, free)
        return theta, 2 * (best - likelihood.value(theta))

    def end(side):
        """Newton's method for the root of the deviance, which is nearly straight."""
        c, theta = top[j] + side * mp.sqrt(chi2) * spread, top
        for _ in range(100):
            theta, deviance = held(theta, c)
            slope = -likelihood.score(theta)[j]
            step = (mp.sqrt(deviance) - mp.sqrt(chi2)) * mp.sqrt(deviance) / slope
            if abs(step) < ENOUGH * abs(c):
                return c
            c -= step
        raise ArithmeticError("no end")

    origin = [mpf(0)] * len(top)
    return end(-1), end(1), 2 * (best - likelihood.value(likelihood.maximum(origin, free)))


def options_text(options):
    return " ".join(f"{key}={value}" for key, value in options.items())


def main():
    for dataset, model in QUESTIONS[slice(*map(int, sys.argv[1:]))] if sys.argv[1:] else QUESTIONS:
        likelihood = Likelihood(model, read_rows(dataset))
        top = likelihood.top()
        for j, term in enumerate(model.columns):
            values = ", ".join(mp.nstr(v, 17, strip_zeros=True) for v in profile(likelihood, top, j))
            print(f'{{"{dataset}", "{model.formula}", "{options_text(model.options)}", "{term}", '
                  f"{values}}},", flush=True)


if __name__ == "__main__":
    main()
