#!/usr/bin/env python3
"""Bootstrap errors and intervals of coefficients, by mpmath alone.

    tools/certify_bootstrap.py > tests/inference/bootstrap_values.inc

One row of a C++ table for each coefficient: standard error; lower and upper ends of the percentile,
the basic and the BCa interval with level 0.95; 100 digits inside, 17 printed. Resamples are drawn by
SplitMix64 as the variance `boot` says, and each is fitted from 0; one that does not converge is of
separated rows, and left out. Quantiles between two resampled values are interpolated on the scale of
normal quantiles (Davison and Hinkley 1997, equation 5.8); the acceleration is that of the
influences of the rows (equation 5.27 with the empirical influence values of the fit).
"""
from mpmath import mp, mpf

from certified_models import MODELS, Model, plain
from certify import read_rows
from certify_fit import Design, linear_predictors, maximize, sigmoid
from certify_validation import counts_of, maximum_of, variance, weighted

# (data, model, resamples, seed)
CASES = [
    ("lbw", Model("low ~ lwt + smoke", plain("lwt", "smoke")), 50, 1),
    ("spector", Model("GRADE ~ GPA + PSI", plain("GPA", "PSI")), 60, 4),
    ("beetles", MODELS["beetles"][0], 70, 2),
    ("challenger", MODELS["challenger"][0], 50, 9),
    ("menarche", MODELS["menarche"][0], 60, 3),
]
LEVEL = mpf(95) / 100


def normal_quantile(p):
    return mp.sqrt(2) * mp.erfinv(2 * p - 1)


def quantile(ascending, share):
    """At the place (N + 1) share."""
    count = len(ascending)
    place = (count + 1) * share
    below = int(mp.floor(place))
    if below < 1:
        return ascending[0]
    if below >= count:
        return ascending[-1]
    if place == below:
        return ascending[below - 1]
    start, end = (normal_quantile(mpf(below + k) / (count + 1)) for k in (0, 1))
    part = (normal_quantile(share) - start) / (end - start)
    return ascending[below - 1] + part * (ascending[below] - ascending[below - 1])


def accelerations(design, beta, inverse):
    """sum L^3 / [6 (sum L^2)^(3/2)] of each coefficient, over rows with influences L."""
    influences = []
    for row, eta, y, n, w in zip(design.x, linear_predictors(design, design.x, beta), design.y,
                                 design.n, design.w):
        influences.append(list(inverse * mp.matrix(row) * (w * (y - n * sigmoid(eta)))))
    return [sum(l[j] ** 3 for l in influences)
            / (6 * sum(l[j] ** 2 for l in influences) ** mpf("1.5")) for j in range(len(beta))]


def intervals(values, estimate, acceleration):
    ascending, tail = sorted(values), (1 - LEVEL) / 2
    low, high = quantile(ascending, tail), quantile(ascending, 1 - tail)
    bias = normal_quantile(mpf(sum(v < estimate for v in values)) / len(values))

    def corrected(z):
        return quantile(ascending, mp.ncdf(bias + (bias + z) / (1 - acceleration * (bias + z))))

    z = normal_quantile(1 - tail)
    return [low, high, 2 * estimate - high, 2 * estimate - low, corrected(-z), corrected(z)]


def literal(number):
    return mp.nstr(number, 17, strip_zeros=False)


def main():
    mp.dps = 100
    print("// Written by tools/certify_bootstrap.py.")
    for name, model, resamples, seed in CASES:
        design = Design(model, read_rows(name))
        beta, inverse = maximize(design, design.x)
        drawn = [maximum_of(weighted(design, counts_of(design, seed, r))) for r in range(resamples)]
        drawn = [one for one in drawn if one is not None]
        bends = accelerations(design, beta, inverse)
        for j, term in enumerate(model.columns):
            values = [one[j] for one in drawn]
            ends = [literal(end) for end in intervals(values, beta[j], bends[j])]
            print(f'{{"{name}.csv", "{model.formula}", {resamples}, {seed}, {len(drawn)}, "{term}",\n'
                  f' {literal(mp.sqrt(variance(values)))}, {{{ends[0]}, {ends[1]}}}, '
                  f'{{{ends[2]}, {ends[3]}}}, {{{ends[4]}, {ends[5]}}}}},')


if __name__ == "__main__":
    main()
