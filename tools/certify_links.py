#!/usr/bin/env python3
"""Values of the links' distribution functions and of what likelihoods ask of them, by mpmath.

    tools/certify_links.py > tests/curve/link_values.inc

One row of a C++ table for each link and each linear predictor, which is an IEEE double and taken
exactly: F, 1 - F, F', F'', F''', the slopes of log F and log(1 - F) away from their outcomes, the
derivatives of these over themselves, log F and log(1 - F). 60 digits inside, 17 printed.
"""
from mpmath import mp, mpf

from certify_curve import LINKS

mp.dps = 60

PREDICTORS = {
    "logit": (-700, -40, -3, -0.25, 0, 0.5, 5, 38, 700),
    "probit": (-37.5, -20, -8, -5, -3.5, -2, -1, -0.25, -1e-9, 0, 0.5, 1.5, 3, 5.5, 9, 25, 37),
    "cloglog": (-700, -40, -31, -29, -20, -5, -2, -0.75, -0.25, 0, 0.25, 1, 1.75, 2.5, 3.5, 5, 6.5),
}


def derivatives(link, eta):
    """F', F'' and F'''."""
    if link == "logit":
        f, g = LINKS[link][0](eta), LINKS[link][1](eta)
        return f * g, f * g * (g - f), f * g * (1 - 6 * f * g)
    density = LINKS[link][2](eta)
    if link == "probit":
        return density, -eta * density, (eta ** 2 - 1) * density
    m = mp.exp(eta)
    return density, density * (1 - m), density * (1 - 3 * m + m ** 2)


def row(link, number):
    eta = mpf(number)
    mp.dps = 60 + int(abs(eta) ** 2) if link == "probit" else 1000
    f, complement = (LINKS[link][k](eta) for k in (0, 1))
    d1, d2, d3 = derivatives(link, eta)
    event, nonevent = d1 / f, d1 / complement
    # -(d1 / F)' = event (event - d2 / d1), and for 1 - F (d1 / (1 - F))' = nonevent (nonevent + d2 / d1)
    values = (f, complement, d1, d2, d3, event, event - d2 / d1, nonevent, nonevent + d2 / d1,
              mp.log(f), mp.log(complement))
    text = ", ".join(mp.nstr(value, 17, strip_zeros=True, min_fixed=0, max_fixed=0) for value in values)
    mp.dps = 60
    return f"{{Link::{link}, {float(number)!r}, {{{text}}}}},"


def main():
    for link, predictors in PREDICTORS.items():
        for number in predictors:
            print(row(link, number))


if __name__ == "__main__":
    main()
