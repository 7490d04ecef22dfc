#!/usr/bin/env python3
"""Decisions and the smooth calibration curve of odds diagnose, by mpmath alone.

    tools/certify_thresholds.py > tests/diagnose/threshold_values.inc

One row of a C++ table for each number, of 60 digits inside, 17 printed. Groups of trials are
expanded to single observations, each threshold is tried on all of them, areas are those of
polygons, intervals are found as roots of what defines them, and the spline has the cardinal basis:
1 at one knot, 0 at the others. Models are those of certify_diagnose.py.
"""
from mpmath import mp, mpf

import certify_diagnose as diagnose
from certify_diagnose import Fitted, fitted, head, literal, logit, single_observations

COSTS = (1, 5)
mp.dps = 60
SENSITIVITY, SPECIFICITY, PREVALENCE = mpf("0.9"), mpf("0.8"), mpf("0.1")
CRITICAL = mp.sqrt(2) * mp.erfinv(mpf("0.95"))
KNOTS = {5: ("0.05", "0.275", "0.5", "0.725", "0.95"), 4: ("0.05", "0.35", "0.65", "0.95"),
         3: ("0.1", "0.5", "0.9")}


# --- thresholds ----------------------------------------------------------------------------------


class Table:
    """Counts of a classification by p >= threshold."""

    def __init__(self, singles, threshold):
        self.threshold = threshold
        self.tp = mpf(sum(1 for p, y in singles if y and p >= threshold))
        self.fp = mpf(sum(1 for p, y in singles if not y and p >= threshold))
        self.events = mpf(sum(y for _, y in singles))
        self.others = len(singles) - self.events

    sensitivity = property(lambda self: self.tp / self.events)
    specificity = property(lambda self: 1 - self.fp / self.others)
    cost = property(lambda self: COSTS[0] * self.fp + COSTS[1] * (self.events - self.tp))


def all_tables(singles):
    """In ascending order of the threshold, that of nobody last."""
    return [Table(singles, t) for t in sorted({p for p, _ in singles})] + [Table(singles, mp.inf)]


def named(name, table, with_threshold=True):
    figures = {f"{name}.tp": table.tp, f"{name}.fp": table.fp}
    if with_threshold and table.threshold != mp.inf:
        figures[f"{name}.threshold"] = table.threshold
    return figures


def threshold_figures(singles, tables):
    costs = Table(singles, mpf(COSTS[0]) / (COSTS[0] + COSTS[1]))
    cheapest = min(tables, key=lambda t: (t.cost, t.threshold))
    sensitive = max((t for t in tables if t.sensitivity >= SENSITIVITY),
                    key=lambda t: (t.specificity, -t.threshold))
    specific = max((t for t in tables if t.specificity >= SPECIFICITY),
                   key=lambda t: (t.sensitivity, -t.threshold))
    return (named("costs", costs) | named("cheapest", cheapest) | named("sensitivity", sensitive)
            | named("specificity", specific))


# --- intervals -----------------------------------------------------------------------------------


def wilson(x, n):
    """The ends at which |x / n - q| = z sqrt(q (1 - q) / n)."""
    share = x / n

    def gap(q):
        return (share - q) ** 2 - CRITICAL ** 2 * q * (1 - q) / n

    ends = []
    for inside, outside in ((share, mpf(0)), (share, mpf(1))):
        if share == outside:
            ends.append(share)
            continue
        low, high = sorted((inside, outside))
        while high - low > mpf(10) ** -55:
            middle = (low + high) / 2
            if (gap(middle) < 0) == (inside < outside):
                low = middle
            else:
                high = middle
        ends.append((low + high) / 2)
    return ends


def rate_figures(table):
    tp, fp = table.tp, table.fp
    fn, tn = table.events - tp, table.others - fp
    figures = {}
    for name, x, n in (("sensitivity", tp, tp + fn), ("specificity", tn, tn + fp),
                       ("ppv", tp, tp + fp), ("npv", tn, tn + fn),
                       ("correct", tp + tn, tp + tn + fp + fn)):
        if n:
            low, high = wilson(x, n)
            figures |= {f"cut.{name}": x / n, f"cut.{name}.low": low, f"cut.{name}.high": high}
    for name, right, of_right, wrong, of_wrong, share in (
            ("ppv", tp, tp + fn, fp, tn + fp, PREVALENCE),
            ("npv", tn, tn + fp, fn, tp + fn, 1 - PREVALENCE)):
        if not right or not wrong:
            continue
        # The log odds of the value: those of the prevalence and log likelihood ratio.
        value = mp.log(share / (1 - share)) + mp.log(right / of_right) - mp.log(wrong / of_wrong)
        error = mp.sqrt(1 / right - 1 / of_right + 1 / wrong - 1 / of_wrong)
        figures |= {f"prevalence.{name}": logit(value)[0],
                    f"prevalence.{name}.low": logit(value - CRITICAL * error)[0],
                    f"prevalence.{name}.high": logit(value + CRITICAL * error)[0]}
    return figures


# --- curves --------------------------------------------------------------------------------------


def average_precision(tables):
    total = mpf(0)
    for here, above in zip(tables, tables[1:]):
        total += (here.tp - above.tp) / here.events * here.tp / (here.tp + here.fp)
    return total


def polygon_area(points, low, high):
    """Under straight lines between points of ascending x, from low to high."""
    total = mpf(0)
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        left, right = max(x0, low), min(x1, high)
        if left < right:
            y = [y0 + (y1 - y0) * (x - x0) / (x1 - x0) for x in (left, right)]
            total += (right - left) * (y[0] + y[1]) / 2
    return total


def area_figures(tables):
    roc = [(1 - t.specificity, t.sensitivity) for t in reversed(tables)]
    turned = [(t.sensitivity, t.specificity) for t in reversed(tables)]
    figures = {}
    for name, points, low, high in (("fpr", roc, mpf(0), mpf("0.2")),
                                    ("sens", turned, mpf("0.8"), mpf(1))):
        area = polygon_area(points, low, high)
        coin = polygon_area([(mpf(0), mpf(0)), (mpf(1), mpf(1))] if name == "fpr"
                            else [(mpf(0), mpf(1)), (mpf(1), mpf(0))], low, high)
        figures |= {f"partial.{name}": area,
                    f"partial.{name}.corrected": (1 + (area - coin) / (high - low - coin)) / 2}
    return figures


def gain(singles, depth):
    """Share of the events among the largest `depth` of P; ties that a border parts count in part."""
    left, found = depth * len(singles), mpf(0)
    for p in sorted({p for p, _ in singles}, reverse=True):
        tied = [y for q, y in singles if q == p]
        taken = min(left, mpf(len(tied)))
        found += sum(tied) * taken / len(tied)
        left -= taken
    return found / sum(y for _, y in singles)


def benefit_figures(singles):
    figures = {}
    share = mpf(sum(y for _, y in singles)) / len(singles)
    for hundredths in (5, 20, 50, 90):
        t = mpf(hundredths) / 100
        table = Table(singles, t)
        odds = t / (1 - t)
        benefit = table.tp / len(singles) - table.fp / len(singles) * odds
        figures |= {f"benefit.{hundredths}": benefit,
                    f"benefit.{hundredths}.all": share - (1 - share) * odds,
                    f"benefit.{hundredths}.standardized": benefit / share}
    return figures


# --- smooth calibration --------------------------------------------------------------------------


def quantile(values, share):
    """Of sorted values, R's type 7."""
    place = (len(values) - 1) * share
    low = int(mp.floor(place))
    high = min(low + 1, len(values) - 1)
    return values[low] + (place - low) * (values[high] - values[low])


def knots_of(values):
    """Candidates in logit P, of all observations: most knots first, none at last."""
    most = 5 if len(values) >= 100 else 4 if len(values) >= 30 else 3
    for count in range(most, 2, -1):
        knots = [quantile(values, mpf(share)) for share in KNOTS[count]]
        if len(set(values)) >= 2 * count and len(set(knots)) == count:
            yield knots
    yield []


class Refit(Fitted):
    """The maximum from a start near it; steps are halved until the likelihood rises."""

    def __init__(self, x, fit, start):
        self.curve, self.x, self.y, self.n = logit, x, fit.y, fit.n
        self.offset = [mpf(0)] * len(x)
        self.beta = start
        self.move_to(self.beta)
        while True:
            step = self.inverse * mp.matrix(self.score())
            size = max(abs(s) for s in step)
            if size < mpf(10) ** -45:
                return
            before, from_here = self.log_likelihood(), self.beta
            for halvings in range(40):
                self.beta = [b + s / 2 ** halvings for b, s in zip(from_here, step)]
                if max(map(abs, self.beta)) > 350:
                    raise ArithmeticError("no maximum")
                self.move_to(self.beta)
                if self.log_likelihood() >= before - mpf(10) ** -50:
                    break


class Cardinal:
    """Natural splines that are 1 at one knot and 0 at the others, straight outside."""

    def __init__(self, knots):
        self.knots = knots
        k = len(knots)
        self.second = []  # second derivatives at the knots, by function
        width = [b - a for a, b in zip(knots, knots[1:])]
        system = mp.matrix(k, k)
        system[0, 0] = system[k - 1, k - 1] = 1
        for i in range(1, k - 1):
            system[i, i - 1], system[i, i + 1] = width[i - 1] / 6, width[i] / 6
            system[i, i] = (width[i - 1] + width[i]) / 3
        for j in range(k):
            y = [mpf(i == j) for i in range(k)]
            right = mp.matrix([0] + [(y[i + 1] - y[i]) / width[i] - (y[i] - y[i - 1]) / width[i - 1]
                                     for i in range(1, k - 1)] + [0])
            self.second.append((y, list(mp.lu_solve(system, right))))

    def __call__(self, x):
        knots = self.knots
        i = min(max(sum(x > t for t in knots) - 1, 0), len(knots) - 2)
        h = knots[i + 1] - knots[i]
        values = []
        for y, m in self.second:
            slope = (y[i + 1] - y[i]) / h
            if x < knots[0]:
                values.append(y[0] + (x - knots[0]) * (slope - h * m[1] / 6))
            elif x > knots[-1]:
                values.append(y[-1] + (x - knots[-1]) * (slope + h * m[-2] / 6))
            else:
                a, b = knots[i + 1] - x, x - knots[i]
                values.append((m[i] * a ** 3 + m[i + 1] * b ** 3) / (6 * h)
                              + (y[i] / h - m[i] * h / 6) * a + (y[i + 1] / h - m[i + 1] * h / 6) * b)
        return values


@mp.workdps(160)  # a curve may go as far as 1 - P = 1e-130
def smooth_figures(fit, singles):
    log_odds = [mp.log(p / (1 - p)) for p in fit.p]
    values = sorted(mp.log(p / (1 - p)) for p, _ in singles)
    for knots in knots_of(values):
        basis = Cardinal(knots) if knots else lambda x: [mpf(1), x]
        try:
            smooth = Refit([basis(x) for x in log_odds], fit, knots or [mpf(0), mpf(1)])
            break
        except ArithmeticError:
            continue
    figures = {"knots": mpf(len(knots)), "smooth.df": mpf(len(smooth.beta)),
               "smooth.test": 2 * (smooth.log_likelihood() - fit.log_likelihood())}
    gaps = sorted(abs(s - p) for s, p, n in zip(smooth.p, fit.p, fit.n) for _ in range(int(n)))
    figures |= {"ici": mp.fsum(gaps) / len(gaps), "e50": quantile(gaps, mpf("0.5")),
                "e90": quantile(gaps, mpf("0.9")), "emax": gaps[-1]}
    for name, x in (("first", values[0]), ("last", values[-1])):
        row = mp.matrix(basis(x))
        eta = (row.T * mp.matrix(smooth.beta))[0]
        reach = CRITICAL * mp.sqrt((row.T * smooth.inverse * row)[0])
        figures |= {name: logit(eta)[0], f"{name}.low": logit(eta - reach)[0],
                    f"{name}.high": logit(eta + reach)[0]}
    return figures


# --- output --------------------------------------------------------------------------------------


def figures_of(fit):
    singles = single_observations(fit)
    tables = all_tables(singles)
    figures = threshold_figures(singles, tables) | rate_figures(Table(singles, mpf("0.5")))
    figures |= {"ap": average_precision(tables)} | area_figures(tables)
    gains = [gain(singles, mpf(k) / 10) for k in range(11)]
    for k in (1, 3, 9):
        figures |= {f"gain.{k}": gains[k], f"lift.{k}": (gains[k] - gains[k - 1]) * 10}
    return figures | benefit_figures(singles) | smooth_figures(fit, singles)


def main():
    SENSITIVITY, SPECIFICITY, PREVALENCE = mpf("0.9"), mpf("0.8"), mpf("0.1")
    print("// Written by tools/certify_thresholds.py.")
    for name, model in diagnose.FITS:
        for key, value in figures_of(fitted(model, name)).items():
            print(f'{{{head(name, model)},\n "{key}", {literal(value)}}},')


if __name__ == "__main__":
    main()
