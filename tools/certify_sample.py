"""A fitted model on its rows, the functions of a row that can be averaged, and the averages.

Part of certify_effects.py, whose docstring states the conventions.
"""

import itertools

from mpmath import mp, mpc, mpf

from certify_fit import sigmoid

STEP, WIDTH = mpf("1e-80"), mpf("1e-30")


# --- quantities ----------------------------------------------------------------------------------


class Quantity:
    """A number, its gradient in beta, and what each row adds to it by being in the sample."""

    def __init__(self, value, gradient, influence):
        self.value, self.gradient, self.influence = value, gradient, influence

    def mapped(self, value, slope):
        """A function of this quantity, given its value and slope there."""
        return Quantity(value, [slope * g for g in self.gradient],
                        [slope * i for i in self.influence])

    def __add__(self, other):
        return Quantity(self.value + other.value, added(self.gradient, other.gradient),
                        added(self.influence, other.influence))

    def __sub__(self, other):
        return self + other.mapped(-other.value, -1)

    def log(self):
        return self.mapped(mp.log(self.value), 1 / self.value)

    def exp(self):
        return self.mapped(mp.exp(self.value), mp.exp(self.value))

    def logit(self):
        return self.log() - self.mapped(1 - self.value, -1).log()


def added(left, right):
    return [a + b for a, b in zip(left, right, strict=True)]


def less(left, right):
    return [a - b for a, b in zip(left, right, strict=True)]


class Shares:
    """A factor at its proportions: an indicator of a level is the share of that level."""

    def __init__(self, shares):
        self.shares = shares

    def __eq__(self, level):
        return self.shares[level]


class Sample:
    """A fitted model on its rows. Functions of a row give [g, dg/dbeta_1, ...]."""

    def __init__(self, model, design, beta, covariance):
        self.model, self.design, self.beta, self.covariance = model, design, beta, covariance
        self.rows = design.rows
        self.weights = [w * n for w, n in zip(design.w, design.n)]
        self.copies = design.w if "fweight" in model.options else [mpf(1)] * len(self.rows)
        self.names = model.variables(self.rows[0])
        self.values = {name: sorted({row[name] for row in self.rows}) for name in self.names}

    def is_factor(self, name):
        return self.model.is_factor(name, self.values[name])

    def is_switched(self, name, options):
        binary = self.values[name] == [0, 1] and name not in options.get("continuous", [])
        return self.is_factor(name) or binary

    def prediction(self, row):
        x = self.design.columns(row)
        p = sigmoid(mp.fdot(x, self.beta) + self.design.offset_of(row))
        return [p] + [p * (1 - p) * cell for cell in x]

    def log_prediction(self, row):
        p, *gradient = self.prediction(row)
        return [mp.log(p)] + [slope / p for slope in gradient]

    def average(self, function, rows, weights):
        values = [function(row) if weight else [0] * (1 + len(self.beta))
                  for row, weight in zip(rows, weights)]
        total = mp.fsum(weights)
        mean, *gradient = [mp.fdot(weights, column) / total for column in zip(*values)]
        influence = [weight * (value[0] - mean) / total for weight, value in zip(weights, values)]
        return Quantity(mean, gradient, influence)

    def standard_error(self, quantity, unconditional=False):
        carried = list(self.covariance * mp.matrix(quantity.gradient))
        if not unconditional:
            return mp.sqrt(mp.fdot(quantity.gradient, carried))
        squares = mp.fsum(self.square(quantity.influence[i], carried, i)
                          for i in range(len(self.rows)) if self.copies[i])
        n = mp.fdot(self.copies, self.design.n)
        return mp.sqrt(n / (n - 1) * squares)

    def square(self, influence, carried, i):
        """The sum of psi^2 over the observations that row i stands for: copies of its trials."""
        y, n, copies = self.design.y[i], self.design.n[i], self.copies[i]
        x, p = self.design.columns(self.rows[i]), self.prediction(self.rows[i])[0]
        along, weight = mp.fdot(carried, x), self.design.w[i] / copies
        own = influence / (n * copies)
        outcomes = [(y, 1), (n - y, 0)] if self.design.grouped else [(mpf(1), y)]
        return mp.fsum(copies * count * (own + weight * (outcome - p) * along)**2
                       for count, outcome in outcomes)


# --- functions of a row --------------------------------------------------------------------------


def fixed(function, changes):
    return lambda row: function(row | changes)


def difference(function, high, low):
    return lambda row: less(function(row | high), function(row | low))


def slope(function, name):
    return lambda row: [mp.im(value) / STEP
                        for value in function(row | {name: mpc(row[name], STEP)})]


def bend(function, name):
    """The derivative of a function whose values are real, but may come from complex ones."""
    def derivative(row):
        high, low = (function(row | {name: row[name] + side}) for side in (WIDTH, -WIDTH))
        return [change / (2 * WIDTH) for change in less(high, low)]
    return derivative


def times(name, function):
    return lambda row: [row[name] * value for value in function(row)]


def label(level):
    return level if isinstance(level, str) else f"{float(level):g}"


def level_changes(sample, name, function):
    """Labels and functions: each level less the base."""
    base, *levels = sample.values[name]
    for level in levels:
        yield (f"{label(level)} - {label(base)}",
               difference(function, {name: level}, {name: base}))


def moments(sample, name):
    """The sample's mean and standard deviation of a number, frequency weights as copies."""
    values = [row[name] for row in sample.rows]
    n = mp.fsum(sample.copies)
    mean = mp.fdot(sample.copies, values) / n
    squares = mp.fsum(c * (x - mean)**2 for c, x in zip(sample.copies, values))
    return mean, mp.sqrt(squares / (n - 1))


def quantile(sample, name, probability, weights):
    """Of type 7 (Hyndman and Fan 1996), of the rows that have weight."""
    used = sorted((row[name], copies)
                  for row, copies, weight in zip(sample.rows, sample.copies, weights) if weight)
    counts = list(itertools.accumulate(copies for _, copies in used))

    def value(index):
        return next(x for (x, _), count in zip(used, counts) if count > index)

    place = probability * (counts[-1] - 1)
    below = mp.floor(place)
    low, high = value(below), value(min(below + 1, counts[-1] - 1))
    return low + (place - below) * (high - low)


def step_ends(sample, name, step):
    """The two values that all rows take, or none."""
    if step == "iqr":
        return [quantile(sample, name, mpf(p) / 4, sample.weights) for p in (1, 3)]
    if step == "minmax":
        return sample.values[name][0], sample.values[name][-1]
    return [mpf(float(end)) for end in step.split(":")] if ":" in step else None


def step_change(sample, name, options):
    """p after the step less p before it."""
    step, centred = options["step"], options.get("centred", False)
    if ends := step_ends(sample, name, step):
        low, high = ends
        return difference(sample.prediction, {name: high}, {name: low})
    sizes = {"sd": 1, "2sd": 2}
    size = sizes[step] * moments(sample, name)[1] if step in sizes else mpf(float(step))
    back = size / 2 if centred else 0

    def change(row):
        x = row[name]
        return less(sample.prediction(row | {name: x - back + size}),
                    sample.prediction(row | {name: x - back}))
    return change
