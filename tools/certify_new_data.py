#!/usr/bin/env python3
"""What odds validate finds on new data, by mpmath alone, each number from its definition.

    tools/certify_new_data.py > tests/validate/new_data_values.inc

One row of a C++ table for each number, of 60 digits inside, 17 printed. A data set is divided in
two by a condition: a model is fitted to the rows where it holds, and validated on the others.
Groups of trials and frequencies are expanded to single observations where a definition is about
these; pairs of an event and a non-event are counted one by one. The covariance of an update is
differentiated numerically, by central differences of steps of 1e-20.
"""
from mpmath import mp, mpf

from certified_models import Model, dummies, plain
from certify import read_rows
from certify_diagnose import CURVES, Fitted, auc_figures, refit_figures
from certify_fit import Design

BIRTHS = plain("age", "lwt") | dummies("race", "black", "other") | {"smoke": "smoke"}
CASES = [
    # data, model, condition of the fit, condition of the validation, another model or None
    ("lbw", Model("low ~ age + lwt + race + smoke", BIRTHS), "ui == 0 and ptl == 0",
     "ui == 1 or ptl > 0", Model("low ~ lwt + smoke", plain("lwt", "smoke"))),
    ("pima", Model("type ~ npreg + glu + bmi", plain("npreg", "glu", "bmi"), {"event": "Yes"}),
     "age < 30", "age >= 30", Model("type ~ glu", plain("glu"), {"event": "Yes"})),
    ("mroz", Model("inlf ~ educ + exper + age", plain("educ", "exper", "age")), "kidsge6 > 0",
     "kidsge6 == 0", Model("inlf ~ educ + exper", plain("educ", "exper"))),
    ("affairs", Model("affair ~ age + yearsmarried + rating",
                      plain("age", "yearsmarried", "rating")),
     "education < 17", "education >= 17", None),
    ("esoph", Model("cbind(ncases, ncontrols) ~ age + alc", plain("age", "alc")), "tob < 3",
     "tob >= 3", Model("cbind(ncases, ncontrols) ~ age", plain("age"))),
    ("lbw", Model("low ~ lwt + smoke", plain("lwt", "smoke"), {"link": "probit"}), "age < 24",
     "age >= 24", None),
    ("infert", Model("case ~ spontaneous + induced", plain("spontaneous", "induced"),
                     {"link": "cloglog"}), "age < 33", "age >= 33", None),
    ("affairs", Model("affair ~ yearsmarried + religiousness",
                      plain("yearsmarried", "religiousness"), {"fweight": "occupation"}),
     "education < 17", "education >= 17", None),
]


class Predicted(Fitted):
    """The rows of other data under coefficients that are given."""

    def __init__(self, curve, x, y, n, beta):
        self.curve, self.x, self.y, self.n, self.beta = curve, x, y, n, beta
        self.offset = [mpf(0)] * len(x)
        self.move_to(beta)


def design_of(name, model, condition):
    rows = [row for row in read_rows(name) if eval(condition, {}, row)]
    if "fweight" in model.options:
        rows = [row for row in rows for _ in range(int(row[model.options["fweight"]]))]
        model = Model(model.formula, model.columns)
    return Design(model, rows)


def curve_of(model):
    return CURVES[model.options.get("link", "logit")]


def mean_and_error(values):
    """Of (value, how often)."""
    n = mp.fsum(times for _, times in values)
    mean = mp.fsum(value * times for value, times in values) / n
    variance = mp.fsum((value - mean) ** 2 * times for value, times in values) / (n - 1)
    return mean, mp.sqrt(variance / n)


def outcomes(predicted, loss):
    """loss(p, 1 - p) of the outcome of each observation, events with p, others with 1 - p."""
    result = []
    for y, n, p in zip(predicted.y, predicted.n, predicted.p):
        result += [(loss(p), y), (loss(1 - p), n - y)]
    return result


def figures(predicted):
    auc = auc_figures(predicted)
    refits = refit_figures(predicted)
    brier, brier_se = mean_and_error(outcomes(predicted, lambda p: (1 - p) ** 2))
    loss, loss_se = mean_and_error(outcomes(predicted, lambda p: -mp.log(p)))
    total, events = mp.fsum(predicted.n), mp.fsum(predicted.y)
    expected = mp.fsum(n * p for n, p in zip(predicted.n, predicted.p))
    variance = mp.fsum(n * p * (1 - p) for n, p in zip(predicted.n, predicted.p))
    skew = mp.fsum((y - n * p) * (1 - 2 * p)
                   for y, n, p in zip(predicted.y, predicted.n, predicted.p))
    skew_variance = mp.fsum(n * p * (1 - p) * (1 - 2 * p) ** 2
                            for n, p in zip(predicted.n, predicted.p))
    share = events / total
    return {"auc": (auc["auc"], auc["auc.se"]), "auc.limits": (auc["auc.low"], auc["auc.high"]),
            "brier": (brier, brier_se), "scaled": (1 - brier / (share * (1 - share)), mp.nan),
            "log.loss": (loss, loss_se), "ratio": (events / expected, mp.sqrt((1 - share) / events)),
            "ratio.z": ((events - expected) / mp.sqrt(variance), mp.nan),
            "spiegelhalter": (skew / mp.sqrt(skew_variance), mp.nan),
            "large": (refits["large"], refits["large.se"]),
            "slope": (refits["slope"], refits["slope.se"]), "both": (refits["both"], mp.nan),
            "tp": (auc["tp"], auc["fp"])}


def placements(predicted):
    """What each observation wins against the other outcome, events first, one by one."""
    singles = [(p, i, 1) for i, (p, y) in enumerate(zip(predicted.p, predicted.y))
               for _ in range(int(y))]
    singles += [(p, i, 0) for i, (p, y, n) in enumerate(zip(predicted.p, predicted.y, predicted.n))
                for _ in range(int(n - y))]
    events = [p for p, _, y in singles if y]
    others = [p for p, _, y in singles if not y]

    def wins(p, q):
        return mpf(1) if p > q else mpf("0.5") if p == q else mpf(0)

    return ([mp.fsum(wins(p, q) for q in others) / len(others) for p in events],
            [mp.fsum(wins(p, q) for p in events) / len(events) for q in others])


def differences(first, second):
    """`second` less `first`: of the AUC by the paired variances of both kinds of observations."""
    ours, theirs = placements(first), placements(second)
    gaps = [[b - a for a, b in zip(x, y)] for x, y in zip(ours, theirs)]
    auc = mp.fsum(gaps[0]) / len(gaps[0])
    variance = mp.fsum(mp.fsum((g - mp.fsum(gap) / len(gap)) ** 2 for g in gap)
                       / (len(gap) - 1) / len(gap) for gap in gaps)
    result = {"difference.auc": (auc, mp.sqrt(variance))}
    for name, loss in (("brier", lambda p: (1 - p) ** 2), ("log.loss", lambda p: -mp.log(p))):
        pairs = zip(outcomes(first, loss), outcomes(second, loss))
        result["difference." + name] = mean_and_error([(b - a, times)
                                                       for (a, times), (b, _) in pairs])
    return result


def step(predicted, with_slope):
    """(a, b) and the inverse information."""
    if with_slope:
        refit = Fitted(predicted.curve, [[mpf(1), eta] for eta in predicted.eta], predicted.y,
                       predicted.n)
        return refit.beta, refit.inverse
    refit = Fitted(predicted.curve, [[mpf(1)] for _ in predicted.eta], predicted.y, predicted.n,
                   predicted.eta)
    inverse = mp.zeros(2)
    inverse[0, 0] = refit.inverse[0, 0]
    return [refit.beta[0], mpf(1)], inverse


def updated(fit, predicted, with_slope):
    """beta' and its standard errors."""

    def moved(beta):
        other = Predicted(predicted.curve, predicted.x, predicted.y, predicted.n, beta)
        (a, b), _ = step(other, with_slope)
        return [b * value + (a if j == 0 else 0) for j, value in enumerate(beta)]

    h, p = mpf(10) ** -20, len(fit.beta)
    derivative = mp.zeros(p)
    for j in range(p):
        shift = [h if k == j else mpf(0) for k in range(p)]
        up = moved([b + s for b, s in zip(fit.beta, shift)])
        down = moved([b - s for b, s in zip(fit.beta, shift)])
        for i in range(p):
            derivative[i, j] = (up[i] - down[i]) / (2 * h)
    _, inverse = step(predicted, with_slope)
    directions = mp.matrix([[mpf(int(i == 0)), fit.beta[i]] for i in range(p)])
    covariance = derivative * fit.inverse * derivative.T + directions * inverse * directions.T
    return [(value, mp.sqrt(covariance[i, i])) for i, value in enumerate(moved(fit.beta))]


def literal(value):
    return "NAN" if mp.isnan(value) else mp.nstr(value, 17, strip_zeros=False)


def print_numbers(case, numbers):
    name, model, fitted, new, other = case
    link, weight = model.options.get("link", "logit"), model.options.get("fweight", "")
    second = other.formula if other else ""
    conditions = [text.replace(" and ", " & ").replace(" or ", " | ") for text in (fitted, new)]
    for key, (value, error) in numbers.items():
        print(f'{{"{name}.csv", "{model.formula}", "{second}", "{conditions[0]}",\n '
              f'"{conditions[1]}", "{link}", "{weight}", "{model.options.get("event", "")}", '
              f'"{key}",\n {literal(value)}, {literal(error)}}},')


def main():
    mp.dps = 60
    print("// Written by tools/certify_new_data.py.")
    for case in CASES:
        name, model, condition, new, other = case
        old, now = design_of(name, model, condition), design_of(name, model, new)
        fit = Fitted(curve_of(model), old.x, old.y, old.n)
        predicted = Predicted(fit.curve, now.x, now.y, now.n, fit.beta)
        numbers = figures(predicted)
        if other:
            old, now = design_of(name, other, condition), design_of(name, other, new)
            rival = Fitted(curve_of(other), old.x, old.y, old.n)
            numbers |= differences(
                predicted, Predicted(rival.curve, now.x, now.y, now.n, rival.beta))
        for with_slope in (False, True):
            for i, pair in enumerate(updated(fit, predicted, with_slope)):
                numbers[f"{'slope' if with_slope else 'intercept'}.{i}"] = pair
        print_numbers(case, numbers)


if __name__ == "__main__":
    main()
