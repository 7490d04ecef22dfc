#!/usr/bin/env python3
"""What odds diagnose finds, by mpmath alone, each number from its definition.

    tools/certify_diagnose.py fit > tests/diagnose/diagnosis_values.inc
    tools/certify_diagnose.py rows > tests/diagnose/influence_values.inc

One row of a C++ table for each number, of 60 digits inside, 17 printed. Models are stated as in
certify.py. Groups of trials and frequencies are expanded to single observations wherever a
definition is about these; ranks, pairs and groups are counted one by one.
"""
import sys

from mpmath import mp, mpf

from certified_models import Model, dummies, plain
from certify import read_rows
from certify_fit import Design

VASO = Model("Y ~ log(Volume) + log(Rate)",
             plain() | {"log(Volume)": "log(Volume)", "log(Rate)": "log(Rate)"})
LBW = Model("low ~ age + lwt + race + smoke + ptl + ht + ui",
            plain("age", "lwt") | dummies("race", "black", "other")
            | {name: name for name in ("smoke", "ptl", "ht", "ui")})
SMOKERS = Model("low ~ smoke + race", plain("smoke") | dummies("race", "black", "other"))
SPECTOR = Model("GRADE ~ GPA + TUCE + PSI", plain("GPA", "TUCE", "PSI"))
PIMA = Model("type ~ npreg + glu + bmi + ped", plain("npreg", "glu", "bmi", "ped"),
             {"event": "Yes"})
ESOPH = Model("cbind(ncases, ncontrols) ~ age + tob + alc", plain("age", "tob", "alc"))
CELLS = Model("cbind(ncases, ncontrols) ~ tob + alc", plain("tob", "alc"))
BEETLES = Model("killed/exposed ~ log10dose", plain("log10dose"))
PROBIT = Model("killed/exposed ~ log10dose", plain("log10dose"), {"link": "probit"})
CLOGLOG = Model("low ~ age + lwt + smoke", plain("age", "lwt", "smoke"), {"link": "cloglog"})

FITS = [("vaso", VASO), ("lbw", LBW), ("lbw", SMOKERS), ("spector", SPECTOR), ("pima", PIMA),
        ("esoph", ESOPH), ("esoph", CELLS), ("beetles", BEETLES), ("beetles", PROBIT),
        ("lbw", CLOGLOG)]
ROWS = [("vaso", VASO, (4, 18, 39)), ("lbw", LBW, (1, 100, 188)), ("spector", SPECTOR, (2, 32)),
        ("esoph", ESOPH, (1, 45, 80)), ("beetles", PROBIT, (1, 5)), ("lbw", CLOGLOG, (3, 150)),
        ("pima", PIMA, (7, 200))]


# --- curves --------------------------------------------------------------------------------------


def logit(eta):
    p = 1 / (1 + mp.exp(-eta))
    return p, p * (1 - p)


def probit(eta):
    return mp.ncdf(eta), mp.npdf(eta)


def cloglog(eta):
    rest = mp.exp(-mp.exp(eta))
    return 1 - rest, mp.exp(eta) * rest


CURVES = {"logit": logit, "probit": probit, "cloglog": cloglog}


class Fitted:
    """A maximum by Fisher's scoring: x, y of n trials, copies; p, its derivative and eta by row."""

    def __init__(self, curve, x, y, n, offset=None):
        self.curve, self.x, self.y, self.n = curve, x, y, n
        self.offset = offset or [mpf(0)] * len(x)
        self.beta = [mpf(0)] * len(x[0])
        for _ in range(1000):
            self.move_to(self.beta)
            step = self.inverse * mp.matrix(self.score())
            self.beta = [b + s for b, s in zip(self.beta, step)]
            if max(abs(s) for s in step) < mpf(10) ** -50:
                break
        else:
            raise ArithmeticError("no convergence")
        self.move_to(self.beta)

    def move_to(self, beta):
        self.eta = [mp.fdot(row, beta) + o for row, o in zip(self.x, self.offset)]
        points = [self.curve(eta) for eta in self.eta]
        self.p = [p for p, _ in points]
        self.d1 = [d1 for _, d1 in points]
        self.weight = [n * d1 ** 2 / (p * (1 - p)) for n, p, d1 in zip(self.n, self.p, self.d1)]
        self.inverse = gram(self.x, self.weight, self.x) ** -1

    def score(self):
        parts = self.row_scores()
        return [mp.fsum(s * row[j] for s, row in zip(parts, self.x)) for j in range(len(self.x[0]))]

    def row_scores(self):
        return [(y - n * p) * d1 / (p * (1 - p))
                for y, n, p, d1 in zip(self.y, self.n, self.p, self.d1)]

    def log_likelihood(self):
        return mp.fsum(y * mp.log(p) + (n - y) * mp.log(1 - p)
                       for y, n, p in zip(self.y, self.n, self.p))


def gram(left, weight, right):
    return mp.matrix([[mp.fsum(w * a[j] * b[k] for a, w, b in zip(left, weight, right))
                       for k in range(len(right[0]))] for j in range(len(left[0]))])


def fitted(model, name):
    rows = read_rows(name)
    if "fweight" in model.options:
        rows = [row for row in rows if row[model.options["fweight"]]]
        rows = [row for row in rows for _ in range(int(row[model.options["fweight"]]))]
        model = Model(model.formula, model.columns)
    design = Design(model, rows)
    return Fitted(CURVES[model.options.get("link", "logit")], design.x, design.y, design.n)


def normal_p(z):
    return mp.erfc(abs(z) / mp.sqrt(2))


def chi_square_p(x, degrees):
    return mp.gammainc(mpf(degrees) / 2, x / 2, regularized=True)


# --- the fit as a whole --------------------------------------------------------------------------


def pattern_figures(fit):
    patterns = {}
    for x, y, n, p in zip(fit.x, fit.y, fit.n, fit.p):
        events, trials, _ = patterns.get(tuple(x), (mpf(0), mpf(0), None))
        patterns[tuple(x)] = (events + y, trials + n, p)
    pearson = mp.fsum((y - n * p) ** 2 / (n * p * (1 - p)) for y, n, p in patterns.values())
    deviance = 2 * mp.fsum((y * mp.log(y / (n * p)) if y else 0)
                           + ((n - y) * mp.log((n - y) / (n * (1 - p))) if n > y else 0)
                           for y, n, p in patterns.values())
    degrees = len(patterns) - len(fit.beta)
    return {"patterns": mpf(len(patterns)),
            "singles": mpf(sum(n == 1 for _, n, _ in patterns.values())),
            "pearson": pearson, "pearson.p": chi_square_p(pearson, degrees),
            "deviance": deviance, "deviance.p": chi_square_p(deviance, degrees)}


def single_observations(fit):
    """(p, outcome) of each trial, in ascending order of p."""
    singles = []
    for y, n, p in zip(fit.y, fit.n, fit.p):
        singles += [(p, 1)] * int(y) + [(p, 0)] * int(n - y)
    return sorted(singles)


def stata_borders(values, groups):
    """Stata's percentiles: the least value with more than P = n k / g observations up to it, or
    the mean of it and the one before where exactly P are."""
    borders = []
    for k in range(1, groups):
        place = mpf(len(values) * k) / groups
        if place == int(place):
            borders.append((values[int(place) - 1] + values[int(place)]) / 2)
        else:
            borders.append(values[int(place)])
    return borders


def quantile_borders(values, groups):
    """R's quantiles of type 7."""
    borders = []
    for k in range(1, groups):
        place = mpf((len(values) - 1) * k) / groups
        low = int(place)
        borders.append(values[low] + (place - low) * (values[low + 1] - values[low]))
    return borders


def hosmer_lemeshow(singles, borders):
    """Statistic, number of groups, reliability and resolution, calibration error."""
    groups = {}
    for p, y in singles:
        place = sum(p > border for border in borders)
        groups.setdefault(place, []).append((p, y))
    chi2 = mpf(0)
    for members in groups.values():
        observed, expected = sum(y for _, y in members), mp.fsum(p for p, _ in members)
        total = len(members)
        chi2 += (observed - expected) ** 2 * (1 / expected + 1 / (total - expected))
    share = mpf(sum(y for _, y in singles)) / len(singles)
    means = [(mpf(len(m)) / len(singles), mpf(sum(y for _, y in m)) / len(m),
              mp.fsum(p for p, _ in m) / len(m)) for m in groups.values()]
    return (chi2, len(groups), mp.fsum(w * (o - e) ** 2 for w, o, e in means),
            mp.fsum(w * (o - share) ** 2 for w, o, e in means),
            mp.fsum(w * abs(o - e) for w, o, e in means))


def group_figures(fit):
    singles = single_observations(fit)
    values = [p for p, _ in singles]
    figures = {}
    for rule, borders in (("stata", stata_borders), ("r", quantile_borders)):
        for count in (10, 5):
            chi2, groups, *_ = hosmer_lemeshow(singles, borders(values, count))
            name = f"hl.{rule}.{count}"
            figures |= {name: chi2, f"{name}.groups": mpf(groups)}
            if groups > 2:
                figures[f"{name}.p"] = chi_square_p(chi2, groups - 2)
    _, _, reliability, resolution, error = hosmer_lemeshow(singles, stata_borders(values, 10))
    share = mpf(sum(y for _, y in singles)) / len(singles)
    brier = mp.fsum((y - p) ** 2 for p, y in singles) / len(singles)
    excess = mp.fsum((y - p) * (1 - 2 * p) for p, y in singles)
    variance = mp.fsum((1 - 2 * p) ** 2 * p * (1 - p) for p, _ in singles)
    return figures | {"brier": brier, "scaled": 1 - brier / (share * (1 - share)),
                      "reliability": reliability, "resolution": resolution,
                      "calibration.error": error, "spiegelhalter": excess / mp.sqrt(variance)}


def squares_test(fit):
    """The residual of a weighted regression on the design, as le Cessie and van Houwelingen's
    variance is computed for the unweighted sum of squares; with other curves the regression is
    that of (1 - 2 p) V / P' with weights P'^2 / V."""
    z = [[(1 - 2 * p) * p * (1 - p) / d1] for p, d1 in zip(fit.p, fit.d1)]
    cross = gram(fit.x, fit.weight, z)
    coefficients = fit.inverse * cross
    residuals = [value[0] - mp.fdot(row, coefficients) for value, row in zip(z, fit.x)]
    variance = mp.fsum(w * r ** 2 for w, r in zip(fit.weight, residuals))
    excess = mp.fsum((y - n * p) * (1 - 2 * p) for y, n, p in zip(fit.y, fit.n, fit.p))
    return excess / mp.sqrt(variance)


def stukel_test(fit):
    """U' I^-1 U of the model with both columns, at the maximum without them."""
    extra = [[eta ** 2 / 2 if eta >= 0 else mpf(0), -eta ** 2 / 2 if eta < 0 else mpf(0)]
             for eta in fit.eta]
    x = [list(row) + more for row, more in zip(fit.x, extra)]
    score = mp.matrix([mp.fsum(s * row[j] for s, row in zip(fit.row_scores(), x))
                       for j in range(len(x[0]))])
    used = [j for j in range(len(x[0])) if j < len(fit.x[0]) or any(row[j] for row in x)]
    x = [[row[j] for j in used] for row in x]
    score = mp.matrix([score[j] for j in used])
    return (score.T * gram(x, fit.weight, x) ** -1 * score)[0], len(used) - len(fit.x[0])


def refit_figures(fit):
    squares = Fitted(fit.curve, [[mpf(1), eta, eta ** 2] for eta in fit.eta], fit.y, fit.n)
    log_odds = [mp.log(p / (1 - p)) for p in fit.p]
    ones = [[mpf(1)]] * len(log_odds)
    large = Fitted(logit, ones, fit.y, fit.n, log_odds)
    slope = Fitted(logit, [[mpf(1), value] for value in log_odds], fit.y, fit.n)
    return {"eta.squared": squares.beta[2], "eta.squared.se": mp.sqrt(squares.inverse[2, 2]),
            "link": squares.beta[2] / mp.sqrt(squares.inverse[2, 2]),
            "large": large.beta[0], "large.se": mp.sqrt(large.inverse[0, 0]),
            "slope": slope.beta[1], "slope.se": mp.sqrt(slope.inverse[1, 1]),
            "both": 2 * (slope.log_likelihood() - fit.log_likelihood())}


# --- discrimination ------------------------------------------------------------------------------


def auc_figures(fit):
    """DeLong, DeLong and Clarke-Pearson, from all pairs."""
    singles = single_observations(fit)
    events = [p for p, y in singles if y]
    others = [p for p, y in singles if not y]

    def wins(p, q):
        return mpf(2) if p > q else mpf(1) if p == q else mpf(0)

    cache = {}

    def placed(p, lower):
        key = (p, lower)
        if key not in cache:
            pairs = [wins(p, q) if lower else wins(q, p) for q in (others if lower else events)]
            cache[key] = mp.fsum(pairs) / 2 / len(pairs)
        return cache[key]

    of_events = [placed(p, True) for p in events]
    of_others = [placed(q, False) for q in others]
    auc = mp.fsum(of_events) / len(of_events)
    variance = sum(mp.fsum((v - auc) ** 2 for v in values) / (len(values) - 1) / len(values)
                   for values in (of_events, of_others))
    error = mp.sqrt(variance)
    middle, reach = mp.log(auc / (1 - auc)), mp.sqrt(2) * mp.erfinv(mpf("0.95")) * error / (
        auc * (1 - auc))
    best = max(set(events + others), key=lambda t: (
        mpf(sum(p >= t for p in events)) / len(events)
        - mpf(sum(q >= t for q in others)) / len(others), -t))
    return {"auc": auc, "auc.se": error, "auc.low": logit(middle - reach)[0],
            "auc.high": logit(middle + reach)[0], "youden": best,
            "tp": mpf(sum(p >= 0.5 for p in events)), "fp": mpf(sum(q >= 0.5 for q in others))}


# --- rows ----------------------------------------------------------------------------------------


def row_figures(fit, i):
    x, y, n, p, d1 = fit.x[i], fit.y[i], fit.n[i], fit.p[i], fit.d1[i]
    variance = p * (1 - p)
    spread = mp.fdot(x, fit.inverse * mp.matrix(x))
    h = fit.weight[i] * spread
    pearson = (y - n * p) / mp.sqrt(n * variance)
    sign = 1 if y > n * p else -1
    deviance = sign * mp.sqrt(2 * ((y * mp.log(y / (n * p)) if y else 0)
                                   + ((n - y) * mp.log((n - y) / (n * (1 - p))) if n > y else 0)))
    change = fit.inverse * mp.matrix(x) * fit.row_scores()[i] / (1 - h)
    displacement = pearson ** 2 * h / (1 - h) ** 2
    return [p, fit.eta[i], h, y / n - p, pearson, pearson / mp.sqrt(1 - h), deviance,
            deviance / mp.sqrt(1 - h), (y / n - p) / d1, displacement / len(fit.beta),
            displacement, pearson ** 2 / (1 - h), deviance ** 2 + pearson ** 2 * h / (1 - h),
            change[0] / mp.sqrt(fit.inverse[0, 0]), change[1] / mp.sqrt(fit.inverse[1, 1])]


# --- output --------------------------------------------------------------------------------------


def literal(value):
    return mp.nstr(value, 17, strip_zeros=False)


def head(name, model):
    return (f'"{name}.csv", "{model.formula}", "{model.options.get("event", "")}", '
            f'Link::{model.options.get("link", "logit")}')


def print_fits():
    for name, model in FITS:
        fit = fitted(model, name)
        figures = pattern_figures(fit) | group_figures(fit) | auc_figures(fit) | refit_figures(fit)
        figures["squares"] = squares_test(fit)
        if "link" not in model.options:
            figures["stukel"], degrees = stukel_test(fit)
            figures["stukel.df"] = mpf(degrees)
        for key, value in figures.items():
            print(f'{{{head(name, model)},\n "{key}", {literal(value)}}},')


def print_rows():
    for name, model, numbers in ROWS:
        fit = fitted(model, name)
        for number in numbers:
            figures = ", ".join(literal(value) for value in row_figures(fit, number - 1))
            print(f'{{{head(name, model)}, {number},\n {{{figures}}}}},')


def main():
    mp.dps = 60
    print("// Written by tools/certify_diagnose.py.")
    if sys.argv[1:] == ["fit"]:
        print_fits()
    elif sys.argv[1:] == ["rows"]:
        print_rows()
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
