#!/usr/bin/env python3
"""Profiles and tests of conditional logistic regression, to 50 digits, by mpmath alone.

    tools/certify_conditional_tests.py > tests/inference/conditional_test_values.inc   (a minute)

One row of a C++ table for each coefficient b of two models of certify_conditional.py: the ends of
{ c : 2 (l - l_p(c)) <= chi2 }, chi2 the 0.95 quantile; the likelihood ratio of b = 0; its score test
U' I^-1 U; and the score test with the scores of the sets, d^2 / V_bb for d = (I^-1 U)_b and
V = I^-1 M I^-1, M the sum of their products. The likelihoods are those of certify_conditional.py,
by enumeration or its recursion; maxima are found by Newton's method.
"""
import csv

from mpmath import mp, mpf

from certify_conditional import INFERT, fit, made_sets, sets_of, sums

ENOUGH = mpf(10) ** -40
CHI2 = (mp.sqrt(2) * mp.erfinv(mpf("0.95"))) ** 2


def held(sets, p, j, c):
    """The maximum with coefficient j at c."""
    beta = mp.zeros(p, 1)
    beta[j] = c
    free = [k for k in range(p) if k != j]
    for _ in range(80):
        _, score, information, _ = sums(sets, beta)
        if not free:
            return beta
        part = mp.matrix([[information[a, b] for b in free] for a in free])
        step = mp.lu_solve(part, mp.matrix([score[a] for a in free]))
        for a, s in zip(free, step):
            beta[a] += s
        if mp.norm(step) < ENOUGH:
            return beta
    raise RuntimeError("no convergence")


def end(sets, p, j, best, c):
    """The end of the interval next to c."""
    for _ in range(60):
        beta = held(sets, p, j, c)
        value, score, _, _ = sums(sets, beta)
        root = mp.sqrt(2 * (best - value))
        step = (root - mp.sqrt(CHI2)) * root / -score[j]
        c -= step
        if abs(step) < ENOUGH:
            return c
    raise RuntimeError("no end")


def rows_of(name, formula, terms, sets):
    p = len(terms)
    top = fit(sets, p)
    best, _, information, _ = sums(sets, top)
    covariance = information ** -1
    for j, term in enumerate(terms):
        reach = mp.sqrt(CHI2 * covariance[j, j])
        low, high = (end(sets, p, j, best, top[j] + side * reach) for side in (-1, 1))
        value, score, at_null, meat = sums(sets, held(sets, p, j, mpf(0)))
        inverse = at_null ** -1
        step = (inverse * score)[j]
        robust = (inverse * meat * inverse)[j, j]
        numbers = (low, high, 2 * (best - value), (score.T * inverse * score)[0], step ** 2 / robust)
        print(f'{{"{name}", "{formula}", "{term}", {", ".join(mp.nstr(n, 17) for n in numbers)}}},',
              flush=True)


def main():
    def number(name):
        return lambda row: float(row[name])

    def is_level(name, level):
        return lambda row: 1 if row[name] == level else 0

    with open(INFERT, encoding="utf-8") as file:
        infert = list(csv.DictReader(file))
    model = [number("spontaneous"), number("induced")]
    rows_of("infert", "case ~ spontaneous + induced", ["spontaneous", "induced"],
            sets_of(infert, "stratum", "case", model, lambda row: 0))
    model = [number("x"), number("z"), is_level("g", "b"), is_level("g", "c")]
    rows_of("made", "y ~ x + z + g + offset(o)", ["x", "z", "g[b]", "g[c]"],
            sets_of(made_sets(), "id", "y", model, number("o")))


if __name__ == "__main__":
    main()
