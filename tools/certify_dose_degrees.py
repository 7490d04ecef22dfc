#!/usr/bin/env python3
"""Degrees of freedom of doses with the variances cr2 and cr3, by mpmath alone.

    tools/certify_dose_degrees.py > tests/effects/dose/dose_degree_values.inc

One row of a C++ table for each dose of one model: variance, percent, dose, standard error by the
delta method, degrees of freedom; 100 digits inside, 17 printed. The dose at which the line a + b x
has the height L is where the intercept is L of the same model with x less that dose for its
variable: so the standard error of that intercept, over |b|, is that of the dose, and the intercept
has its degrees of freedom, which certify_clusters.py gives to coefficients.
"""
from mpmath import mp

from certified_models import Model, plain
from certify import read_rows
from certify_clusters import clustered
from certify_fit import Design, maximize
from certify_tests import literal

MODEL = Model("cbind(ncases, ncontrols) ~ alc", plain("alc"))


def measured_from(dose, rows):
    """The design of the model with doses measured from one of them, its estimates, and their
    inverse information."""
    design = Design(MODEL, rows)
    design.x = [[one, x - dose] for one, x in design.x]
    return design, *maximize(design, design.x)


def main():
    mp.dps = 100
    rows = read_rows("esoph")
    _, (a, b), _ = measured_from(0, rows)
    print("// Written by tools/certify_dose_degrees.py.")
    for kind in ("cr2:age", "cr3:age"):
        for percent in (10, 50, 90):
            p = mp.mpf(percent) / 100
            dose = (mp.log(p / (1 - p)) - a) / b
            design, beta, inverse = measured_from(dose, rows)
            covariance, degrees = clustered(kind, design, beta, inverse, rows)
            error = mp.sqrt(covariance[0, 0]) / abs(b)
            print(f'{{"{kind}", {percent}, {literal(dose)}, {literal(error)}, '
                  f'{literal(degrees.of(0))}}},')


if __name__ == "__main__":
    main()
