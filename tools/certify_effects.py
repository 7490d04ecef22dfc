"""Sensitivities of a fitted model: answers to questions in the words of the command line.

Part of certify.py. A question is a dictionary, an answer a list of rows with variable, contrast,
at and over (where there is something to say), estimate and std.error. Every estimate is a function
of averages over rows of some g(row, beta), weighted as certify.py says, or of g at one row.

What is averaged; the variables are "all" or a list
  dydx       the derivative of a number; level less base of a factor; 1 - 0 of a 0/1 column, its
             derivative if named under "continuous"
  step       with dydx, for a number: p(x + h) - p(x), or p(x + h/2) - p(x - h/2) if "centred", h a
             number, sd (divisor n - 1) or 2sd; all rows at one value less all at another for
             iqr (quartiles of type 7), minmax and lo:hi. h and the values are taken as known
  eyex, eydx, dyex   x/p dp/dx, 1/p dp/dx, x dp/dx
  of         p with everyone at a level (predictive margins); with "contrast" differences of these:
             reference (from the base), pairwise (later less earlier), sequential (from the one
             before), grand-mean (from the plain mean of the levels)
  cross      [a, b]: d2p/da db of two numbers (Ai and Norton 2003), d2p/da2 if they are one; the
             difference of the derivative, or of the change, for a factor
  measure    of a factor or 0/1 column, p1 and p0 with everyone at level and base: rd = p1 - p0,
             rr = p1/p0, or = odds/odds, nnt = 1/rd; std.error by the delta method, for rr and or
             also that of the logarithm
  (none)     p

Where
  at         "a=1,2 b=x": these values in all rows, one combination after the other; a:b:step is a
             range, pNN a quantile of type 7. "means": one row, numbers at their weighted means, an
             indicator at its weighted share, a product at the product, a function at that of the
             mean. "typical": one row, numbers at their medians, factors at their commonest level,
             the first if tied
  over       averages over the rows of each level, as observed
  where      averages over these rows of those the model was fitted to

Standard errors
  By the delta method, with the exact Jacobian of the average; the values of at are taken as known.
  With "se": "unconditional" also for the sampling of rows: V = n/(n - 1) sum of psi_i psi_i',
  psi_i = a_i (g_i - mean of g) / (sum of a) + J I^-1 s_i, s_i the score of row i, n the number of
  rows; a row with a frequency weight stands for as many, a group for its trials one by one.

Derivatives in x are imaginary parts at x + 1e-80 i, over 1e-80, of p, log p and their gradients in
beta as a whole. A second derivative is a central difference of these at x -+ 1e-30, exact to some
60 digits.
"""

import itertools

from mpmath import mp, mpf

from certify_fit import evaluator, number_or_text
from certify_sample import (Shares, bend, fixed, label, level_changes, quantile, slope,
                            step_change, times)


# --- estimands: pairs of a row's words and a quantity ---------------------------------------------


def asked(sample, names):
    return sample.names if names == "all" else names


def effects(sample, options, average):
    for name in asked(sample, options["dydx"]):
        if sample.is_switched(name, options):
            functions = list(level_changes(sample, name, sample.prediction))
        elif "step" in options:
            functions = [(step_words(options), step_change(sample, name, options))]
        else:
            functions = [("dP/dx", slope(sample.prediction, name))]
        for contrast, function in functions:
            yield {"variable": name, "contrast": contrast}, average(function)


def step_words(options):
    step = options["step"]
    known = {"iqr": "Q3 - Q1", "minmax": "max - min"}
    if ":" in step:
        return " - ".join(reversed(step.split(":")))
    return known.get(step, "+" + step) + (" centred" if options.get("centred") else "")


def elasticities(sample, kind, names, average):
    for name in asked(sample, names):
        function = slope(sample.prediction if kind == "dyex" else sample.log_prediction, name)
        function = function if kind == "eydx" else times(name, function)
        yield {"variable": name, "contrast": f"{kind[:2]}/{kind[2:]}"}, average(function)


def at_levels(sample, name, average):
    """Label and predictive margin of each level."""
    return [(label(level), average(fixed(sample.prediction, {name: level})))
            for level in sample.values[name]]


def compared(margins, contrast):
    """Labels and differences of margins, each a pair of label and quantity."""
    if contrast == "grand-mean":
        total = sum((margin for _, margin in margins[1:]), start=margins[0][1])
        mean = total.mapped(total.value / len(margins), mpf(1) / len(margins))
        return [(f"{name} - mean", margin - mean) for name, margin in margins]
    pairs = {"reference": [(margins[0], margin) for margin in margins[1:]],
             "sequential": itertools.pairwise(margins),
             "pairwise": itertools.combinations(margins, 2)}
    return [(f"{high} - {low}", upper - lower)
            for (low, lower), (high, upper) in pairs[contrast]]


def predictive_margins(sample, options, average):
    for name in options["of"]:
        margins = at_levels(sample, name, average)
        if "contrast" in options:
            for contrast, quantity in compared(margins, options["contrast"]):
                yield {"variable": "", "contrast": f"{name} = {contrast}"}, quantity
            continue
        for level, quantity in margins:
            yield {"variable": "", "contrast": "P", "of": {name: level}}, quantity


def interactions(sample, options, average):
    """Numbers are differentiated first, what is switched is changed then."""
    names = options["cross"]
    switched = [name for name in names if sample.is_switched(name, options)]
    numbers = [name for name in names if name not in switched]
    functions = [([], sample.prediction)]
    if numbers:
        functions = [(["dP/dx"], slope(sample.prediction, numbers[0]))]
    if len(numbers) == 2:
        words = "d2P/dx2" if numbers[0] == numbers[1] else "d2P/dxdz"
        functions = [([words], bend(functions[0][1], numbers[1]))]
    for name in switched:
        functions = [(words + [f"{name} = {change}" if words else change], changed)
                     for words, function in functions
                     for change, changed in level_changes(sample, name, function)]
    for words, function in functions:
        yield {"variable": ", ".join(names), "contrast": ": ".join(words)}, average(function)


def measures(sample, options, average):
    for name in asked(sample, options["dydx"]):
        (base, p0), *others = at_levels(sample, name, average)
        for level, p1 in others:
            rd, rr, odds = p1 - p0, p1.log() - p0.log(), p1.logit() - p0.logit()
            known = {"rd": (rd, None), "rr": (rr.exp(), rr), "or": (odds.exp(), odds),
                     "nnt": (rd.mapped(1 / rd.value, -1 / rd.value**2), None)}
            for measure in options["measure"]:
                quantity, logarithm = known[measure]
                sign = "/" if measure in ("rr", "or") else "-"
                contrast = f"{measure.upper()} {level} {sign} {base}"
                yield {"variable": name, "contrast": contrast}, quantity, logarithm


def estimands(sample, options, average):
    """What a question asks for."""
    if "measure" in options:
        return measures(sample, options, average)
    if "of" in options:
        return predictive_margins(sample, options, average)
    if "cross" in options:
        return interactions(sample, options, average)
    for kind in ("eyex", "eydx", "dyex"):
        if kind in options:
            return elasticities(sample, kind, options[kind], average)
    if "dydx" in options:
        return effects(sample, options, average)
    return [({"variable": "", "contrast": "P"}, average(sample.prediction))]


# --- where they are taken -------------------------------------------------------------------------


def subgroups(sample, options):
    """Words and weights: of each level that is asked for, else of all rows."""
    keep = evaluator(options.get("where", "True"))
    weights = [weight if keep(row) else mpf(0) for row, weight in zip(sample.rows, sample.weights)]
    names = options.get("over", [])
    for levels in itertools.product(*(sample.values[name] for name in names)):
        chosen = dict(zip(names, levels))
        yield ({name: label(level) for name, level in chosen.items()},
               [weight if row.items() >= chosen.items() else mpf(0)
                for row, weight in zip(sample.rows, weights)])


def shares(sample, name, weights):
    total = mp.fsum(weights)
    return {level: mp.fsum(w for row, w in zip(sample.rows, weights) if row[name] == level) / total
            for level in sample.values[name]}


def one_row(sample, kind, weights):
    """The row of means, or the typical one; columns of text that are no variables do not matter."""
    result = dict(sample.rows[0])
    for name, value in result.items():
        if name in sample.names and sample.is_factor(name):
            found = shares(sample, name, weights)
            result[name] = Shares(found) if kind == "means" else max(found, key=found.get)
        elif kind == "typical" and not isinstance(value, str):
            result[name] = quantile(sample, name, mpf("0.5"), weights)
        elif not isinstance(value, str):
            values = [row[name] for row in sample.rows]
            result[name] = mp.fdot(weights, values) / mp.fsum(weights)
    return result


def setting_values(sample, name, text, weights):
    """Pairs of a value and how it is written in the answer: a range, a quantile or a value."""
    if ":" in text:
        start, end, step = (mpf(float(number)) for number in text.split(":"))
        values = [start + k * step for k in range(int(mp.floor((end - start) / step)) + 1)]
        return [(value, label(value)) for value in values]
    if text[0] == "p" and text[1:].isdigit() and not sample.is_factor(name):
        value = quantile(sample, name, mpf(text[1:]) / 100, weights)
        return [(value, label(value))]
    return [(number_or_text(text), text)]


def settings(sample, options, weights):
    """Words, rows and weights of each combination of values that is asked for."""
    at = options.get("at", "")
    if at in ("means", "typical"):
        yield {}, [one_row(sample, at, weights)], [mpf(1)]
        return
    parts = [part.split("=") for part in at.split()]
    choices = [[(name, *pair) for text in texts.split(",")
                for pair in setting_values(sample, name, text, weights)]
               for name, texts in parts]
    for chosen in itertools.product(*choices):
        changes = {name: value for name, value, _ in chosen}
        yield ({name: text for name, _, text in chosen}, [row | changes for row in sample.rows],
               weights)


def figures(sample, options, quantity, logarithm=None):
    unconditional = options.get("se") == "unconditional"
    result = {"estimate": quantity.value,
              "std.error": sample.standard_error(quantity, unconditional)}
    if logarithm:
        result |= {"log.estimate": logarithm.value,
                   "log.std.error": sample.standard_error(logarithm, unconditional)}
    return result


def answer(sample, options):
    """The rows of a question, over the subgroups, in each the settings, in each the variables."""
    result = []
    for over, group in subgroups(sample, options):
        for at, rows, weights in settings(sample, options, group):
            def average(function, rows=rows, weights=weights):
                return sample.average(function, rows, weights)
            for words, *quantities in estimands(sample, options, average):
                places = {"at": at | words.pop("of", {}), "over": over}
                result.append(words | {key: place for key, place in places.items() if place}
                              | figures(sample, options, *quantities))
    return {"options": options, "rows": result}
