#!/usr/bin/env python3
"""Cross-validated indices, and indices less their optimism, by mpmath alone.

    tools/certify_validation.py > tests/validate/validation_values.inc

One row of a C++ table for each index: apparent, corrected, standard error; 100 digits inside, 17
printed. Models are stated as in certify.py. Folds and resamples are drawn as
include/odds/validate.hpp and the variance `boot` say, by SplitMix64 written out again here; each fit
starts from 0, and one that does not converge is of separated rows, which have no estimates.
"""
import copy

from mpmath import mp, mpf

from certified_models import MODELS, Model, plain
from certify import read_rows
from certify_fit import Design, linear_predictors, maximize, sigmoid
from certify_tests import BIRTHS

WORD = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
NAMES = ("AUC", "Brier", "log.loss", "slope", "intercept")

LBW = Model("low ~ age + lwt + race + smoke + ptl + ht + ui", BIRTHS)
SPECTOR = Model("GRADE ~ GPA + TUCE + PSI", plain("GPA", "TUCE", "PSI"))

# (data, model, "folds" or "resamples", how many, repeats, seed)
CASES = [
    ("lbw", LBW, "folds", 5, 1, 1),
    ("lbw", LBW, "resamples", 4, 1, 1),
    ("spector", SPECTOR, "folds", 4, 2, 7),
    ("beetles", MODELS["beetles"][0], "folds", 4, 1, 2),
    ("beetles", MODELS["beetles"][0], "resamples", 5, 1, 3),
    ("pima", MODELS["pima"][0], "folds", 3, 1, 5),
    ("challenger", MODELS["challenger"][0], "resamples", 3, 1, 1),
]


def mixed(x):
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & WORD
    return x ^ (x >> 31)


class Stream:
    def __init__(self, seed, stream):
        self.start = mixed((mixed((seed + GOLDEN) & WORD) + stream) & WORD)

    def bits(self, place):
        return mixed((self.start + (place + 1) * GOLDEN) & WORD)

    def below(self, bound, place):
        return (self.bits(place) * bound) >> 64


def folds_of(design, folds, seed, repeat):
    """The fold of each row: rows of one outcome in turn, each `folds` of them in an order drawn."""
    dealt, order, result = [0, 0], [None, None], []
    for y in design.y:
        outcome = int(not design.grouped and y > 0)
        stream = Stream(seed, 2 * repeat + outcome)
        place = dealt[outcome] % folds
        if place == 0:
            first = dealt[outcome]
            order[outcome] = sorted(range(folds), key=lambda fold: stream.bits(first + fold))
        result.append(order[outcome][place])
        dealt[outcome] += 1
    return result


def counts_of(design, seed, resample):
    """How often each row is drawn."""
    stream, counts = Stream(seed, resample), [0] * len(design.y)
    for j in range(len(design.y)):
        counts[stream.below(len(design.y), j)] += 1
    return counts


def weighted(design, factors):
    """The design without the rows of factor 0, the others weighted."""
    part = copy.copy(design)
    kept = [i for i, factor in enumerate(factors) if factor]
    for name in ("x", "y", "n", "offset", "rows"):
        setattr(part, name, [getattr(design, name)[i] for i in kept])
    part.w = [design.w[i] * factors[i] for i in kept]
    return part


def maximum_of(design):
    """None where the data are separated."""
    try:
        return maximize(design, design.x)[0]
    except (ArithmeticError, ZeroDivisionError):
        return None


def auc_of(etas, design):
    events = [(eta, w * y) for eta, w, y in zip(etas, design.w, design.y) if y]
    others = [(eta, w * (n - y)) for eta, w, n, y in zip(etas, design.w, design.n, design.y) if n > y]
    wins = sum(v * u * (1 if a > b else mpf("0.5") if a == b else 0)
               for a, v in events for b, u in others)
    return wins / (sum(v for _, v in events) * sum(u for _, u in others))


def recalibrated(etas, design, with_slope):
    """The last coefficient of the outcomes on the linear predictor, or on 1 beside it, and its
    standard error.
    """
    second = copy.copy(design)
    second.x = [[mpf(1), eta] if with_slope else [mpf(1)] for eta in etas]
    second.offset = [mpf(0)] * len(etas) if with_slope else etas
    try:
        beta, covariance = maximize(second, second.x)
    except (ArithmeticError, ZeroDivisionError):
        return mp.nan, mp.nan
    return beta[-1], mp.sqrt(covariance[len(beta) - 1, len(beta) - 1])


def performance(design, beta):
    etas = linear_predictors(design, design.x, beta)
    total = brier = loss = mpf(0)
    for eta, w, n, y in zip(etas, design.w, design.n, design.y):
        p, q = sigmoid(eta), sigmoid(-eta)
        total += w * n
        brier += w * (y * q ** 2 + (n - y) * p ** 2)
        loss -= w * (y * mp.log(p) + (n - y) * mp.log(q))
    return [auc_of(etas, design), brier / total, loss / total, recalibrated(etas, design, True)[0],
            recalibrated(etas, design, False)[0]]


def known(values):
    return [value for value in values if not mp.isnan(value)]


def mean(values):
    values = known(values)
    return sum(values) / len(values)


def variance(values):
    values = known(values)
    if len(values) < 2:
        return mp.nan
    return sum((v - mean(values)) ** 2 for v in values) / (len(values) - 1)


def by_folds(design, folds, repeats, seed):
    """(corrected, standard error) of each index."""
    tested, slopes, intercepts = [], [], []
    for repeat in range(repeats):
        fold_of = folds_of(design, folds, seed, repeat)
        etas = [None] * len(fold_of)
        for fold in range(folds):
            training = weighted(design, [int(other != fold) for other in fold_of])
            testing = weighted(design, [int(other == fold) for other in fold_of])
            beta = maximum_of(training)
            tested.append([mp.nan] * len(NAMES) if beta is None else performance(testing, beta))
            if beta is not None:
                for i, eta in enumerate(linear_predictors(design, design.x, beta)):
                    etas[i] = eta if fold_of[i] == fold else etas[i]
        seen = [eta for eta in etas if eta is not None]
        pooled = weighted(design, [int(eta is not None) for eta in etas])
        slopes.append(recalibrated(seen, pooled, True))
        intercepts.append(recalibrated(seen, pooled, False))
    for index in range(3):
        values = [one[index] for one in tested]
        of_repeats = [variance(values[r * folds:(r + 1) * folds]) / folds for r in range(repeats)]
        yield mean(values), mp.sqrt(mean(of_repeats))
    for pooled in (slopes, intercepts):
        yield mean([value for value, _ in pooled]), mp.sqrt(mean([e ** 2 for _, e in pooled]))


def by_resamples(design, resamples, apparent, seed):
    trained, tested = [], []
    for resample in range(resamples):
        training = weighted(design, counts_of(design, seed, resample))
        beta = maximum_of(training)
        if beta is None:
            continue
        trained.append(performance(training, beta))
        tested.append(performance(design, beta))
    for index in range(len(NAMES)):
        optimism = mean([a[index] - b[index] for a, b in zip(trained, tested)])
        # On its own rows each fit has slope 1 and intercept 0.
        error = mp.nan if NAMES[index] in ("slope", "intercept") else mp.sqrt(
            variance([one[index] for one in trained]))
        yield apparent[index] - optimism, error


def main():
    mp.dps = 100
    print("// Written by tools/certify_validation.py.")
    for name, model, kind, count, repeats, seed in CASES:
        design = Design(model, read_rows(name))
        apparent = performance(design, maximize(design, design.x)[0])
        rows = (by_folds(design, count, repeats, seed) if kind == "folds"
                else by_resamples(design, count, apparent, seed))
        for index, (corrected, error) in enumerate(rows):
            numbers = ", ".join("NAN" if mp.isnan(value) else mp.nstr(value, 17, strip_zeros=False)
                                for value in (apparent[index], corrected, error))
            print(f'{{"{name}.csv", "{model.formula}", {str(kind == "folds").lower()}, {count}, '
                  f'{repeats}, {seed},\n "{NAMES[index]}", {numbers}}},')


if __name__ == "__main__":
    main()
