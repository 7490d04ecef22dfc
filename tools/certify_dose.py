"""Doses: the value of a variable at which the probability is p percent, with three intervals.

Part of certify.py. The variable enters through one function t of it, eta = a + b t, where a and b
are sums of coefficients that depend on the values of the other variables: a = z0'beta, b = z1'beta.
Everything is on the scale of t (log10 if the formula has log10(dose)).

  estimate   x = (logit P - a) / b, P = p / 100
  std.error  by the delta method, sqrt(V_aa + 2 x V_ab + x^2 V_bb) / |b|
  g          z^2 V_bb / b^2, z the normal quantile of (1 + level) / 2
  fieller    {x : (a + b x - logit P)^2 <= z^2 (V_aa + 2 x V_ab + x^2 V_bb)}, Fieller (1954): its
             ends if g < 1, else null. If it is then the outside of an interval, "fieller.outside"
             holds the ends of that; if it is the whole line, there is no such key
  profile    {x : 2 (l - l_p(x)) <= z^2}, l_p(x) the largest likelihood under a + b x = logit P: its
             ends, found to 60 digits; null for a side that is infinite
"""

import copy

from mpmath import mp, mpf

from certify_fit import (evaluator, linear_predictors, log_likelihood, maximize,
                         number_or_text)

LEVEL = "0.95"


class Curve:
    """The line eta = a + b t of one variable, all others at given values."""

    def __init__(self, sample, question):
        name, place = question["var"], question.get("at", {})
        assert set(sample.names) == {name, *place}
        row = sample.rows[0] | {other: number_or_text(text) for other, text in place.items()}
        rows = [row | {name: mpf(value)} for value in (1, 2, 4)]
        low, high, third = (sample.design.columns(row) for row in rows)
        scale = evaluator(question.get("scale", name))
        start, end, beyond = (scale(row) for row in rows)
        self.sample = sample
        self.slope = [(b - a) / (end - start) for a, b in zip(low, high)]
        self.intercept = [value - start * slope for value, slope in zip(low, self.slope)]
        deviations = [abs(a - b) for a, b in zip(self.at(beyond), third)]
        assert max(deviations) < mpf("1e-90"), f"{name} does not enter through one function"

    def at(self, x):
        """The row of the design there, z0 + x z1."""
        return [a + x * b for a, b in zip(self.intercept, self.slope)]

    def covariance(self, left, right):
        return mp.fdot(left, self.sample.covariance * mp.matrix(right))


def fieller(curve, eta, z):
    """The set as the solution of square x^2 + 2 half x + constant <= 0."""
    z0, z1 = curve.intercept, curve.slope
    a, b = mp.fdot(z0, curve.sample.beta) - eta, mp.fdot(z1, curve.sample.beta)
    square = b**2 - z**2 * curve.covariance(z1, z1)
    half = a * b - z**2 * curve.covariance(z0, z1)
    constant = a**2 - z**2 * curve.covariance(z0, z0)
    discriminant = half**2 - square * constant
    ends = None
    if discriminant >= 0:
        ends = sorted((-half + side * mp.sqrt(discriminant)) / square for side in (-1, 1))
    result = {"g": 1 - square / b**2, "fieller": ends if square > 0 else None}
    return result | ({"fieller.outside": ends} if square < 0 and ends else {})


def constrained(curve, x, eta):
    """The largest log-likelihood where the curve passes through (x, eta).

    One coefficient follows from the others, so its column goes into theirs and into the offset.
    """
    design, weights = curve.sample.design, curve.at(x)
    pivot = max(range(len(weights)), key=lambda k: abs(weights[k]))
    smaller = copy.copy(design)
    smaller.offset = [offset + row[pivot] * eta / weights[pivot]
                      for offset, row in zip(design.offset, design.x)]
    ratios = [weight / weights[pivot] for weight in weights]
    smaller.x = [[cell - row[pivot] * ratio
                  for k, (cell, ratio) in enumerate(zip(row, ratios)) if k != pivot]
                 for row in design.x]
    beta, _ = maximize(smaller, smaller.x)
    return log_likelihood(smaller, linear_predictors(smaller, smaller.x, beta))


def profile_end(curve, eta, z, start, step):
    """Where twice the fall of the likelihood reaches z^2, going from the estimate by steps."""
    design = curve.sample.design
    top = log_likelihood(design, linear_predictors(design, design.x, curve.sample.beta))

    def excess(x):
        return 2 * (top - constrained(curve, x, eta)) - z**2

    for doublings in range(40):
        outside = start + mp.ldexp(step, doublings)
        if excess(outside) > 0:
            return crossing(excess, start, outside)
    return None


def crossing(function, low, high):
    """The root of a function that is negative at low, by the Illinois method."""
    below, above = function(low), function(high)
    for _ in range(200):
        middle = high - above * (high - low) / (above - below)
        value = function(middle)
        if abs(value) < mpf("1e-75"):
            return middle
        if value * above < 0:
            low, below = high, above
        else:
            below /= 2
        high, above = middle, value
    raise ArithmeticError("no end of the profile interval was found")


def dose(sample, question, percent):
    curve = Curve(sample, question)
    level = question.get("level", LEVEL)
    z = mp.sqrt(2) * mp.erfinv(mpf(float(level)))
    probability = mpf(percent) / 100
    eta = mp.log(probability / (1 - probability))
    b = mp.fdot(curve.slope, sample.beta)
    x = (eta - mp.fdot(curve.intercept, sample.beta)) / b
    row = curve.at(x)
    error = mp.sqrt(curve.covariance(row, row)) / abs(b)
    ends = [profile_end(curve, eta, z, x, side * z * error) for side in (-1, 1)]
    result = {"var": question["var"], "scale": question.get("scale", question["var"]),
              "p": percent, "at": question.get("at", {}), "level": level, "estimate": x,
              "std.error": error}
    return result | fieller(curve, eta, z) | {"profile": ends}


def doses(sample, questions):
    return [dose(sample, question, percent)
            for question in questions for percent in question["p"]]
