"""A model as numbers, its likelihood and its maximum, in mpmath at the precision of mp.dps.

Part of certify.py, whose docstring states the conventions.
"""

import math

from mpmath import mp, mpf

DIGITS = 50  # that are printed; twice as many are worked with


def number_or_text(cell):
    try:
        return mpf(float(cell))
    except ValueError:
        return cell


def evaluator(expression):
    """The expression as a function of a row."""
    code = compile(expression, expression, "eval")
    functions = {"log": mp.log, "log10": mp.log10, "pmax": max}
    return lambda row: eval(code, functions, row)


class Design:
    """The rows a model uses as numbers: design x, events y of trials n, weight w, offset."""

    def __init__(self, model, rows):
        events, trials = model.response()
        self.grouped = trials is not None
        self.functions = [evaluator(expression) for expression in model.columns.values()]
        self.has_intercept = "(Intercept)" in model.columns
        keep = evaluator(model.options.get("where", "True"))
        used = [(i, row) for i, row in enumerate(rows, 1) if keep(row)]
        self.index = [i for i, _ in used]
        self.rows = [row for _, row in used]
        self.x = [self.columns(row) for row in self.rows]
        self.y = self.values(events)
        self.n = self.values(trials or "1")
        self.offset_of = evaluator(model.options.get("offset", "0"))
        self.offset = [mpf(self.offset_of(row)) for row in self.rows]
        self.w = self.values(model.weight() or "1")
        self.copies = self.values(model.options.get("fweight", "1"))
        counted = sum(1 for w, n in zip(self.w, self.n) if w and n)
        self.nobs = sum(self.w) if "fweight" in model.options else mpf(counted)
        if "pweight" in model.options:
            self.w = [w * self.nobs / sum(self.w) for w in self.w]

    def values(self, expression):
        function = evaluator(expression)
        return [mpf(function(row)) for row in self.rows]

    def columns(self, row):
        return [mp.mpmathify(function(row)) for function in self.functions]


# --- the likelihood and its maximum --------------------------------------------------------------


def sigmoid(eta):
    return 1 / (1 + mp.exp(-eta))


def linear_predictors(design, x, beta):
    return [mp.fdot(row, beta) + offset for row, offset in zip(x, design.offset)]


def log_likelihood(design, etas):
    """Sum of w [y eta - n log(1 + e^eta)] + w log C(n, y)."""
    total = mpf(0)
    for eta, y, n, w in zip(etas, design.y, design.n, design.w):
        total += w * (y * eta - n * mp.log(1 + mp.exp(eta)))
        if design.grouped:
            total += w * mp.log(math.comb(int(n), int(y)))
    return total


def saturated_log_likelihood(design):
    """The likelihood at p = y / n in every row."""
    total = mpf(0)
    for y, n, w in zip(design.y, design.n, design.w):
        for count in (y, n - y):
            total += w * count * mp.log(count / n) if count else 0
        if design.grouped:
            total += w * mp.log(math.comb(int(n), int(y)))
    return total


def score_and_information(design, x, etas):
    size = len(x[0])
    score, information = [mpf(0)] * size, mp.zeros(size)
    for row, eta, y, n, w in zip(x, etas, design.y, design.n, design.w):
        p = sigmoid(eta)
        residual, curvature = w * (y - n * p), w * n * p * (1 - p)
        for j, value in enumerate(row):
            if value:
                score[j] += residual * value
                for k in range(j + 1):
                    information[j, k] += curvature * value * row[k]
    for j in range(size):
        for k in range(j):
            information[k, j] = information[j, k]
    return score, information


def maximize(design, x):
    """The maximum and the covariance there: Newton's method from 0, steps halved if need be."""
    beta = [mpf(0)] * len(x[0])
    etas = linear_predictors(design, x, beta)
    value = log_likelihood(design, etas)
    for _ in range(100):
        score, information = score_and_information(design, x, etas)
        covariance = information ** -1
        step = list(covariance * mp.matrix(score))
        decrement = mp.fdot(step, score)
        if decrement < mpf(10) ** (-2 * DIGITS - 40):
            return beta, covariance
        value, beta, etas = climb(design, x, beta, step, value)
    raise ArithmeticError("Newton's method did not converge")


def climb(design, x, beta, step, value):
    """The longest of the steps 1, 1/2, 1/4, ... that does not lower the likelihood."""
    for halvings in range(60):
        trial = [b + mp.ldexp(s, -halvings) for b, s in zip(beta, step)]
        etas = linear_predictors(design, x, trial)
        reached = log_likelihood(design, etas)
        if reached >= value - mpf(10) ** (-mp.dps + 20) * (1 + abs(value)):
            return reached, trial, etas
    raise ArithmeticError("no step raises the likelihood")


def null_log_likelihood(design):
    if not design.has_intercept:
        return log_likelihood(design, design.offset)
    ones = [[mpf(1)]] * len(design.rows)
    beta, _ = maximize(design, ones)
    return log_likelihood(design, linear_predictors(design, ones, beta))
