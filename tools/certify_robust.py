"""Robust covariances in mpmath, from their definition: a sandwich of the scores of the rows.

Part of certify.py, whose docstring states the conventions. Every copy of a row that a frequency
weight stands for is a row by itself.
"""

from mpmath import mp

from certify_clusters import clustered, is_clustered

POWER = {"hc2": 1, "hc3": 2}  # of 1 - h, which the squared score is divided by


def variance_named(options):
    """The variance that a fit with these options has."""
    pseudo = "pweight" in options or options.get("fractional", False)
    return options.get("vcov", "stata" if pseudo else "model")


def small_sample_factor(kind, rows, coefficients):
    if kind == "hc1":
        return rows / (rows - coefficients)
    return rows / (rows - 1) if kind == "stata" else 1


def meat(design, beta, bread, power):
    size = len(beta)
    total = mp.zeros(size)
    for x, y, n, w, copies, offset in zip(design.x, design.y, design.n, design.w, design.copies,
                                          design.offset):
        if not (w and n):
            continue
        p = 1 / (1 + mp.exp(-mp.fdot(x, beta) - offset))
        single = w / copies
        square = (single * (y - n * p)) ** 2
        if power:
            leverage = single * n * p * (1 - p) * mp.fdot(x, bread * mp.matrix(x))
            square /= (1 - leverage) ** power
        for j in range(size):
            for k in range(size):
                total[j, k] += copies * square * x[j] * x[k]
    return total


def covariance_of(options, design, beta, inverse_information, cells):
    """The covariance and, where each coefficient has its own, the degrees of freedom; else None."""
    kind = variance_named(options)
    if kind == "model":
        return inverse_information, None
    if is_clustered(kind):
        return clustered(kind, design, beta, inverse_information, cells)
    middle = meat(design, beta, inverse_information, POWER.get(kind, 0))
    factor = small_sample_factor(kind, design.nobs, len(beta))
    return factor * (inverse_information * middle * inverse_information), None
