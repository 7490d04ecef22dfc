#!/usr/bin/env python3
"""What odds diagnose says of the design and of what the model misses, by mpmath alone.

    tools/certify_columns.py > tests/diagnose/columns_values.inc

One row of a C++ table for each number, of 60 digits inside, 17 printed; each from its definition.
Inflation is made of determinants of correlations, condition indices of the eigenvalues of the scaled
information, score tests of the whole information of the wider model, limits of mean residuals of the
distribution of every sum by the recursion without anything left out. Models are stated as in
certify.py, those of certify_diagnose.py among them.
"""
from itertools import combinations

from mpmath import mp, mpf

from certified_models import Model, coded, dummies, plain
from certify import read_rows
from certify_diagnose import BEETLES, CELLS, CLOGLOG, CURVES, ESOPH, LBW, PIMA, PROBIT, SPECTOR, \
    VASO, Fitted, chi_square_p, gram, head, literal
from certify_fit import Design

MROZ = Model("inlf ~ nwifeinc + educ + exper + I(exper^2) + age + kidslt6 + kidsge6",
             plain("nwifeinc", "educ", "exper") | {"I(exper^2)": "exper**2"}
             | {name: name for name in ("age", "kidslt6", "kidsge6")})
TOBACCO = Model("cbind(ncases, ncontrols) ~ C(tob) + alc",
                plain() | coded("tob", 2, 3, 4) | {"alc": "alc"})
SEX = Model("killed/n ~ sex + ldose", plain() | dummies("sex", "M") | {"ldose": "ldose"})
# (data, model, {term: its columns}, {number: how many columns its spline has beside it})
LBW_TERMS = {"age": ["age"], "lwt": ["lwt"], "race": ["race[black]", "race[other]"],
             "smoke": ["smoke"], "ptl": ["ptl"], "ht": ["ht"], "ui": ["ui"]}


def each(*names):
    return {name: [name] for name in names}


FITS = [
    ("lbw", LBW, LBW_TERMS),
    ("vaso", VASO, each("log(Volume)", "log(Rate)")),
    ("spector", SPECTOR, each("GPA", "TUCE", "PSI")),
    ("pima", PIMA, each("npreg", "glu", "bmi", "ped")),
    ("esoph", ESOPH, each("age", "tob", "alc")),
    ("esoph", CELLS, each("tob", "alc")),
    ("esoph", TOBACCO, {"C(tob)": ["C(tob)[2]", "C(tob)[3]", "C(tob)[4]"], "alc": ["alc"]}),
    ("beetles", BEETLES, each("log10dose")),
    ("beetles", PROBIT, each("log10dose")),
    ("lbw", CLOGLOG, each("age", "lwt", "smoke")),
    ("budworm", SEX, {"sex": ["sex[M]"], "ldose": ["ldose"]}),
    ("mroz", MROZ, each("nwifeinc", "educ", "exper", "I(exper^2)", "age", "kidslt6", "kidsge6")),
]
NUMBERS = {"age", "lwt", "ptl", "log(Volume)", "log(Rate)", "GPA", "TUCE", "npreg", "glu", "bmi",
           "ped", "tob", "alc", "log10dose", "ldose", "nwifeinc", "educ", "exper", "kidslt6",
           "kidsge6"}


# --- the design ----------------------------------------------------------------------------------


def without(matrix, left_out):
    kept = [j for j in range(matrix.rows) if j not in left_out]
    return part(matrix, kept)


def part(matrix, kept):
    return mp.matrix([[matrix[j, k] for k in kept] for j in kept])


def inflation(fit, names, terms):
    covariance = without(fit.inverse, [names.index("(Intercept)")])
    slopes = [name for name in names if name != "(Intercept)"]
    k = len(slopes)
    correlation = mp.matrix([[covariance[a, b] / mp.sqrt(covariance[a, a] * covariance[b, b])
                              for b in range(k)] for a in range(k)])
    whole = mp.det(correlation)

    def gvif(columns):
        own = [slopes.index(column) for column in columns]
        rest = [j for j in range(k) if j not in own]
        other = mp.det(part(correlation, rest)) if rest else mpf(1)
        return mp.det(part(correlation, own)) * other / whole

    figures = {f"gvif.{term}": gvif(columns) for term, columns in terms.items()}
    return figures | {f"vif.{name}": gvif([name]) for name in slopes}


def conditions(fit, names):
    information = gram(fit.x, fit.weight, fit.x)
    k = len(names)
    scaled = mp.matrix([[information[a, b] / mp.sqrt(information[a, a] * information[b, b])
                         for b in range(k)] for a in range(k)])
    values, vectors = mp.eigsy(scaled)
    order = sorted(range(k), key=lambda j: -values[j])
    figures = {f"index.{i + 1}": mp.sqrt(values[order[0]] / values[j])
               for i, j in enumerate(order)}
    for c, name in enumerate(names):
        parts = [vectors[c, j] ** 2 / values[j] for j in order]
        figures[f"share.{name}"] = parts[-1] / mp.fsum(parts)  # of the last direction
    return figures


def support(fit, names):
    events = mp.fsum(fit.y)
    nonevents = mp.fsum(fit.n) - events
    share = events / (events + nonevents)
    null = events * mp.log(share) + nonevents * mp.log(1 - share)
    ratio = 2 * (fit.log_likelihood() - null)
    slopes = len(names) - 1
    return {"per.slope": min(events, nonevents) / slopes, "shrinkage": (ratio - slopes) / ratio}


# --- what the model misses -----------------------------------------------------------------------


def independent(x, weight, further):
    """The further columns that are no combinations of the design and of those before."""
    kept = [list(row) for row in x]
    basis = []
    for j in range(len(kept[0])):
        add_to_basis(basis, [mp.sqrt(w) * row[j] for w, row in zip(weight, kept)])
    chosen = []
    for j in range(len(further[0])):
        if add_to_basis(basis, [mp.sqrt(w) * row[j] for w, row in zip(weight, further)]):
            chosen.append(j)
    return [[row[j] for j in chosen] for row in further], len(chosen)


def add_to_basis(basis, vector):
    size = mp.sqrt(mp.fdot(vector, vector))
    if not size:
        return False
    for _ in range(2):
        for unit in basis:
            along = mp.fdot(unit, vector)
            vector = [v - along * u for v, u in zip(vector, unit)]
    rest = mp.sqrt(mp.fdot(vector, vector))
    if rest < size * mpf(10) ** -30:
        return False
    basis.append([v / rest for v in vector])
    return True


def score_test(fit, further):
    """U' I^-1 U of the model with the further columns, at the maximum without them."""
    further, degrees = independent(fit.x, fit.weight, further)
    if not degrees:
        return None, 0
    x = [list(row) + more for row, more in zip(fit.x, further)]
    scores = fit.row_scores()
    score = mp.matrix([mp.fsum(s * row[j] for s, row in zip(scores, x)) for j in range(len(x[0]))])
    return (score.T * mp.lu_solve(gram(x, fit.weight, x), score))[0], degrees


def quantile(values, share):
    place = (len(values) - 1) * mpf(share)
    low = int(mp.floor(place))
    return values[low] if place == low else (
        values[low] + (place - low) * (values[low + 1] - values[low]))


def knots_of(values):
    values = sorted(values)
    if len(set(values)) <= 5:
        return sorted(set(values))
    # The shares are doubles, and so are the quantiles of odds: to rounding the same.
    knots = sorted({quantile(values, share) for share in ("0.05", "0.275", "0.5", "0.725", "0.95")})
    return knots if len(knots) > 2 else sorted({*knots, values[0], values[-1]})


def spline(x, knots):
    def cube(value):
        return value ** 3 if value > 0 else mpf(0)

    last, before = knots[-1], knots[-2]
    return [[cube(v - t) - cube(v - before) * (last - t) / (last - before)
             + cube(v - last) * (before - t) / (last - before) for t in knots[:-2]] for v in x]


def curvature(fit, names):
    figures = {}
    for j, name in enumerate(names):
        values = [row[j] for row in fit.x]
        if name not in NUMBERS or len(set(values)) < 3:
            continue
        if min(values) > 0:
            chi2, _ = score_test(fit, [[v * mp.log(v)] for v in values])
            figures[f"xlogx.{name}"] = chi2
        trials = [v for v, n in zip(values, fit.n) for _ in range(int(n))]
        chi2, degrees = score_test(fit, spline(values, knots_of(trials)))
        figures |= {f"spline.{name}": chi2, f"spline.df.{name}": mpf(degrees)}
    return figures


def holm(p_values):
    """By name, of all tests."""
    order = sorted(p_values, key=lambda name: p_values[name])
    adjusted, largest = {}, mpf(0)
    for i, name in enumerate(order):
        largest = max(largest, min(mpf(1), (len(order) - i) * p_values[name]))
        adjusted[name] = largest
    return adjusted


def interactions(fit, names, terms):
    figures, p_values = {}, {}
    for one, other in combinations(terms, 2):
        if "exper" in one and "exper" in other:
            continue
        pairs = [(names.index(a), names.index(b)) for a in terms[one] for b in terms[other]]
        chi2, degrees = score_test(fit, [[row[a] * row[b] for a, b in pairs] for row in fit.x])
        if not degrees:
            continue
        figures |= {f"product.{one}:{other}": chi2, f"product.df.{one}:{other}": mpf(degrees)}
        p_values[f"holm.{one}:{other}"] = chi_square_p(chi2, degrees)
    return figures | holm(p_values)


def bends(fit, link):
    if link == "logit":
        return [1 - 2 * p for p in fit.p]
    if link == "probit":
        return [-eta for eta in fit.eta]
    return [1 - mp.exp(eta) for eta in fit.eta]


def information_matrix(fit, link):
    k = len(fit.x[0])
    chi2, degrees = score_test(fit, [[bend * row[a] * row[b] for a in range(k) for b in range(a + 1)]
                                     for bend, row in zip(bends(fit, link), fit.x)])
    return {"information": chi2, "information.df": mpf(degrees)}


# --- residuals by bins ---------------------------------------------------------------------------


def limits(probabilities, tail):
    masses = [mpf(1)]
    for p in probabilities:
        masses = [(masses[k] * (1 - p) if k < len(masses) else 0)
                  + (masses[k - 1] * p if k else 0) for k in range(len(masses) + 1)]
    low, below = 0, masses[0]
    while below <= tail:
        low += 1
        below += masses[low]
    high, above = len(masses) - 1, masses[-1]
    while above <= tail:
        high -= 1
        above += masses[high]
    return low, high


def bins_of(keys, counts, bins):
    """Lists of rows; a bin ends with the first value at which a share k / bins is reached."""
    values = sorted(set(keys))
    total = sum(counts)
    result, own, done, reached = [], [], 0, 0
    for value in values:
        members = [i for i, key in enumerate(keys) if key == value]
        own += members
        done += sum(counts[i] for i in members)
        if len(values) <= bins or done * bins >= total * (reached + 1):
            result.append(own)
            own, reached = [], int(done * bins / total)
    return result + ([own] if own else [])


def binned(fit, name, keys, bins=10):
    figures = {}
    parts = bins_of(keys, [int(n) for n in fit.n], bins)
    figures[f"bins.{name}"] = mpf(len(parts))
    for number in sorted({0, len(parts) // 2, len(parts) - 1}):
        rows = parts[number]
        probabilities = [fit.p[i] for i in rows for _ in range(int(fit.n[i]))]
        low, high = limits(probabilities, mpf("0.025"))
        expected, events = mp.fsum(probabilities), mp.fsum(fit.y[i] for i in rows)
        count = len(probabilities)
        figures |= {f"residual.{name}.{number}": (events - expected) / count,
                    f"low.{name}.{number}": (low - expected) / count,
                    f"high.{name}.{number}": (high - expected) / count}
    return figures


def main():
    mp.dps = 60
    print("// Written by tools/certify_columns.py.")
    for data, model, terms in FITS:
        design = Design(model, read_rows(data))
        link = model.options.get("link", "logit")
        fit = Fitted(CURVES[link], design.x, design.y, design.n)
        names = list(model.columns)
        figures = inflation(fit, names, terms) | conditions(fit, names) | support(fit, names)
        figures |= curvature(fit, names) | interactions(fit, names, terms)
        figures |= information_matrix(fit, link) | binned(fit, "fitted", fit.eta)
        first = next(iter(terms))
        if first == names[1]:  # a number of the file itself, or of an expression of one variable
            if "(" not in first:
                figures |= binned(fit, first, [row[1] for row in fit.x])
        for key, value in figures.items():
            print(f'{{{head(data, model)},\n "{key}", {literal(value)}}},')


if __name__ == "__main__":
    main()
