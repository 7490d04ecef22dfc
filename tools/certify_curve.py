"""Curves with asymptotes or another link than logit: maximum, covariance, figures and doses, in mpmath
at the precision of mp.dps.

The covariance is the inverse of the expected information without asymptotes (R's glm), and of the
observed one with them.

Derivatives of the second order, and those of averages, are imaginary parts at theta + 1e-80 i,
over 1e-80.
"""

import math

from mpmath import mp, mpc, mpf

from certify_dose import crossing

STEP = mpf("1e-80")
DECREMENT = mpf(10) ** -140
VALUE_ROUNDING = mpf("1e-80")


def moved(theta, j):
    return [mpc(value, STEP if k == j else 0) for k, value in enumerate(theta)]


def gradient(function, theta):
    return [mp.im(function(moved(theta, j))) / STEP for j in range(len(theta))]


def standard_error(slopes, covariance):
    return mp.sqrt(mp.fdot(slopes, covariance * mp.matrix(slopes)))


def phi(eta):
    return mp.exp(-eta ** 2 / 2) / mp.sqrt(2 * mp.pi)


def hazard_density(eta):
    return mp.exp(eta - mp.exp(eta))


# Of each link the distribution function F, 1 - F, F' and the inverse of F.
LINKS = {
    "logit": (lambda eta: 1 / (1 + mp.exp(-eta)), lambda eta: 1 / (1 + mp.exp(eta)),
              lambda eta: mp.exp(-eta) / (1 + mp.exp(-eta)) ** 2, lambda p: mp.log(p / (1 - p))),
    "probit": (lambda eta: mp.erfc(-eta / mp.sqrt(2)) / 2, lambda eta: mp.erfc(eta / mp.sqrt(2)) / 2,
               phi, lambda p: mp.sqrt(2) * mp.erfinv(2 * p - 1)),
    "cloglog": (lambda eta: -mp.expm1(-mp.exp(eta)), lambda eta: mp.exp(-mp.exp(eta)),
                hazard_density, lambda p: mp.log(-mp.log1p(-p))),
}


def as_level(value):
    return value if isinstance(value, str) else mp.nstr(value, 15, strip_zeros=True).removesuffix(".0")


class Curve:
    """P = guess + (1 - guess - lapse) F(eta) in the parameters theta: beta, and the guess rate if
    that is estimated."""

    def __init__(self, design, options):
        self.design = design
        self.estimated = options.get("guess") == "estimate"
        self.guess = mpf(0 if self.estimated else float(options.get("guess", "0")))
        self.lapse = mpf(float(options.get("lapse", "0")))
        self.has_asymptotes = bool({"guess", "lapse"} & set(options))
        self.size = len(design.x[0])
        link = LINKS[options.get("link", "logit")]
        self.link, self.link_complement, self.link_slope, self.link_inverse = link

    def guess_of(self, theta):
        return theta[self.size] if self.estimated else self.guess

    def height(self, theta):
        return 1 - self.guess_of(theta) - self.lapse

    @staticmethod
    def predictor(theta, x, offset):
        return mp.fsum(a * b for a, b in zip(x, theta)) + offset

    def probability(self, theta, x, offset):
        return self.guess_of(theta) + self.height(theta) * self.link(self.predictor(theta, x, offset))

    def slope(self, theta, x, offset):
        """dP / d eta."""
        return self.height(theta) * self.link_slope(self.predictor(theta, x, offset))

    def slopes(self, theta, x, offset):
        """dP / d theta."""
        by_guess = [self.link_complement(self.predictor(theta, x, offset))] * self.estimated
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
        """The highest maximum above starts with these coefficients, and the covariance there."""
        starts = [beta + [mpf(guess)] for guess in (0.01, 0.2)] if self.estimated else [beta]
        theta = max((self.climb(start) for start in starts), key=self.log_likelihood)
        information = self.observed if self.has_asymptotes else self.expected
        return theta, information(theta) ** -1

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

    def average_change(self, theta, changes):
        """The average over the trials of P with the columns of `changes[1]` less P with those of
        `changes[0]`."""
        total, trials = mpf(0), mpf(0)
        for row, (_, offset, _, n, w) in zip(self.design.rows, self.rows()):
            base, other = (self.probability(theta, self.design.columns(row | change), offset)
                           for change in changes)
            total += w * n * (other - base)
            trials += w * n
        return total / trials

    def margins(self, model, theta, covariance):
        """pmax has no imaginary part."""
        for name in model.variables(self.design.rows[0]):
            values = sorted({row[name] for row in self.design.rows})
            if "pmax" in model.formula:
                continue
            if not model.is_factor(name, set(values)) and values != [0, 1]:
                functions = {"dP/dx": lambda t, name=name: self.average_slope(t, name)}
            else:
                functions = {f"{as_level(value)} - {as_level(values[0])}":
                             lambda t, pair=({name: values[0]}, {name: value}):
                             self.average_change(t, pair) for value in values[1:]}
            for contrast, function in functions.items():
                slopes = gradient(function, theta)
                yield {"variable": name, "contrast": contrast, "estimate": function(theta),
                       "std.error": standard_error(slopes, covariance)}

    def predictions(self, theta, covariance, count=3):
        size = self.size
        for i, (x, offset, *_) in list(zip(self.design.index, self.rows()))[:count]:
            yield {"row": i, "p": self.probability(theta, x, offset),
                   "se.p": standard_error(self.slopes(theta, x, offset), covariance),
                   "eta": mp.fdot(x, theta[:size]) + offset,
                   "se.eta": standard_error(x, covariance[:size, :size])}

    def constrained(self, theta, x, target):
        """The largest log-likelihood of curves a + b x that pass through (x, target)."""
        a, b = target - theta[1] * x, theta[1]
        for _ in range(100):
            score, information = self.score([a, b]), self.expected([a, b])
            along = mp.matrix([-x, 1])
            step = mp.fdot(score, along) / (along.T * information * along)[0]
            a, b = a - x * step, b + step
            if abs(step) < mpf("1e-60") * abs(b):
                return self.log_likelihood([a, b])
        raise ArithmeticError("no maximum through the point")

    def doses(self, theta, covariance, questions):
        """Of models with an intercept and one dose alone, without asymptotes: where F has a value,
        its standard error by the delta method, and limits at the level 0.95 by Fieller's theorem
        and by the profile of the likelihood."""
        (a, b), z = theta, mp.sqrt(2) * mp.erfinv(mpf("0.95"))
        top = self.log_likelihood(theta)
        for question in questions:
            for percent in question["p"]:
                target = self.link_inverse(mpf(percent) / 100)
                x = (target - a) / b
                error = standard_error([-1 / b, -x / b], covariance)
                height = covariance[0, 0] * z ** 2 - (a - target) ** 2
                shared = covariance[0, 1] * z ** 2 - (a - target) * b
                square = covariance[1, 1] * z ** 2 - b ** 2
                root = mp.sqrt(shared ** 2 - square * height)

                def excess(at, target=target):
                    return 2 * (top - self.constrained(theta, at, target)) - z ** 2
                ends = [crossing(excess, x, x + side * 2 * z * error) for side in (-1, 1)]
                yield {"var": question["var"], "scale": question.get("scale", question["var"]),
                       "p": percent, "at": {}, "level": "0.95", "estimate": x, "std.error": error,
                       "g": z ** 2 * covariance[1, 1] / b ** 2,
                       "fieller": sorted([(-shared + root) / square, (-shared - root) / square]),
                       "profile": ends}
