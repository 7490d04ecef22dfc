"""Curves with asymptotes: maximum, covariance and figures, in mpmath at the precision of mp.dps.

Derivatives of the second order, and those of averages, are imaginary parts at theta + 1e-80 i,
over 1e-80.
"""

import math

from mpmath import mp, mpc, mpf

STEP = mpf("1e-80")
DECREMENT = mpf(10) ** -140
VALUE_ROUNDING = mpf("1e-80")


def moved(theta, j):
    return [mpc(value, STEP if k == j else 0) for k, value in enumerate(theta)]


def gradient(function, theta):
    return [mp.im(function(moved(theta, j))) / STEP for j in range(len(theta))]


def standard_error(slopes, covariance):
    return mp.sqrt(mp.fdot(slopes, covariance * mp.matrix(slopes)))


class Curve:
    """P = guess + (1 - guess - lapse) sigma(eta) in the parameters theta: beta, and the guess rate
    if that is estimated."""

    def __init__(self, design, options):
        self.design = design
        self.estimated = options.get("guess") == "estimate"
        self.guess = mpf(0 if self.estimated else float(options.get("guess", "0")))
        self.lapse = mpf(float(options.get("lapse", "0")))
        self.size = len(design.x[0])

    def guess_of(self, theta):
        return theta[self.size] if self.estimated else self.guess

    def height(self, theta):
        return 1 - self.guess_of(theta) - self.lapse

    def sigma(self, theta, x, offset):
        return 1 / (1 + mp.exp(-mp.fsum(a * b for a, b in zip(x, theta)) - offset))

    def probability(self, theta, x, offset):
        return self.guess_of(theta) + self.height(theta) * self.sigma(theta, x, offset)

    def slope(self, theta, x, offset):
        """dP / d eta."""
        s = self.sigma(theta, x, offset)
        return self.height(theta) * s * (1 - s)

    def slopes(self, theta, x, offset):
        """dP / d theta."""
        by_guess = [1 - self.sigma(theta, x, offset)] * self.estimated
        return [self.slope(theta, x, offset) * value for value in x] + by_guess

    def rows(self):
        design = self.design
        return zip(design.x, design.offset, design.y, design.n, design.w)

    # --- likelihood and maximum

    def log_likelihood(self, theta):
        if not 0 <= self.guess_of(theta) < 1 - self.lapse:
            return -mp.inf
        return self.value_at([self.probability(theta, x, o) for x, o, *_ in self.rows()])

    def value_at(self, probabilities):
        total = mpf(0)
        for p, (_, _, y, n, w) in zip(probabilities, self.rows()):
            for count, share in ((y, p), (n - y, 1 - p)):
                total += w * count * mp.log(share) if count else 0
            if self.design.grouped:
                total += w * mp.log(math.comb(int(n), int(y)))
        return total

    def score(self, theta):
        total = [mpf(0)] * len(theta)
        for x, offset, y, n, w in self.rows():
            p = self.probability(theta, x, offset)
            pull = w * (y / p - (n - y) / (1 - p))
            total = [a + pull * b for a, b in zip(total, self.slopes(theta, x, offset))]
        return total

    def observed(self, theta):
        return mp.matrix([[-mp.im(value) / STEP for value in self.score(moved(theta, j))]
                          for j in range(len(theta))])

    def expected(self, theta):
        total = mp.zeros(len(theta))
        for x, offset, _, n, w in self.rows():
            p = self.probability(theta, x, offset)
            slopes = mp.matrix(self.slopes(theta, x, offset))
            total += w * n / (p * (1 - p)) * slopes * slopes.T
        return total

    def maximum(self, beta):
        """The highest maximum above starts with these coefficients, and the inverse observed
        information there."""
        starts = [beta + [mpf(guess)] for guess in (0.01, 0.2)] if self.estimated else [beta]
        theta = max((self.climb(start) for start in starts), key=self.log_likelihood)
        return theta, self.observed(theta) ** -1

    def climb(self, theta):
        """Fisher scoring, and Newton's method at the end, with steps halved if need be."""
        value, decrement = self.log_likelihood(theta), mp.inf
        for _ in range(300):
            score = self.score(theta)
            near = decrement < mpf("1e-4")
            information = self.observed(theta) if near else self.expected(theta)
            step = information ** -1 * mp.matrix(score)
            decrement = abs(mp.fdot(step, score))
            if decrement < DECREMENT:
                return theta
            trials = ([a + mp.ldexp(b, -k) for a, b in zip(theta, step)] for k in range(60))
            theta = next(t for t in trials if self.log_likelihood(t) >= value - VALUE_ROUNDING)
            value = self.log_likelihood(theta)
        raise ArithmeticError("no maximum on the curve")

    # --- figures

    def figures(self, theta, saturated):
        """Null: one probability, between the asymptotes."""
        design = self.design
        weights = [w * n for w, n in zip(design.w, design.n)]
        share = mp.fdot(design.w, design.y) / mp.fsum(weights)
        p = max(self.guess_of(theta), min(1 - self.lapse, share))
        value, null = self.log_likelihood(theta), self.value_at([p] * len(weights))
        return {"logLik": value, "null.logLik": null, "deviance": 2 * (saturated - value),
                "null.deviance": 2 * (saturated - null), "AIC": 2 * len(theta) - 2 * value,
                "BIC": len(theta) * mp.log(design.nobs) - 2 * value, "LR": 2 * (value - null)}

    def average_slope(self, theta, name):
        """The average of dP/d name over the trials: a function of theta, complex if theta is."""
        total, trials = mpf(0), mpf(0)
        for row, (x, offset, _, n, w) in zip(self.design.rows, self.rows()):
            moved_x = self.design.columns(row | {name: mpc(row[name], STEP)})
            by_name = mp.fsum(mp.im(a) / STEP * b for a, b in zip(moved_x, theta))
            total += w * n * self.slope(theta, x, offset) * by_name
            trials += w * n
        return total / trials

    def margins(self, model, theta, covariance):
        """Those of numbers; pmax has no imaginary part."""
        for name in model.variables(self.design.rows[0]):
            is_factor = model.is_factor(name, {row[name] for row in self.design.rows})
            if is_factor or "pmax" in model.formula:
                continue
            slopes = gradient(lambda t, name=name: self.average_slope(t, name), theta)
            yield {"variable": name, "contrast": "dP/dx",
                   "estimate": self.average_slope(theta, name),
                   "std.error": standard_error(slopes, covariance)}

    def predictions(self, theta, covariance, count=3):
        size = self.size
        for i, (x, offset, *_) in list(zip(self.design.index, self.rows()))[:count]:
            yield {"row": i, "p": self.probability(theta, x, offset),
                   "se.p": standard_error(self.slopes(theta, x, offset), covariance),
                   "eta": mp.fdot(x, theta[:size]) + offset,
                   "se.eta": standard_error(x, covariance[:size, :size])}
