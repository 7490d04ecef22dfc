#!/usr/bin/env python3
"""Certified maximum-likelihood figures of logistic models, to 50 digits, by mpmath alone.

    tools/certify.py               write datasets/NAME.certified.json for every dataset of MODELS
    tools/certify.py --check       recompute, compare with the committed files, exit 1 unless equal
    tools/certify.py --only lbw    one dataset
    tools/certify.py --against-r   compare with R's glm (needs Rscript), print digits of agreement

Nothing of odds is used here: no parser, no solver, no number. A model is stated twice, as a formula
and as the columns of its design, each a small Python expression in the columns of the file; the
comparison with R, which reads the formula, guards the two against each other.

Arithmetic: 100 digits inside, 50 printed. A cell of the CSV file is read as an IEEE double first
(`float(text)`) and then taken exactly, because a double is what any program holds; so 0.1 here
is 0.1000000000000000055..., and the figures are those of an ideal program fed the same doubles.

Conventions (those of R's glm where R has one):
  logLik     sum of w [y log p + (n - y) log(1 - p)], plus log C(n, y) for grouped responses
  null       intercept and offset; without an intercept the offset alone
  deviance   twice the distance to the saturated model
  AIC, BIC   -2 logLik + 2 rank, -2 logLik + rank log(nobs); nobs counts the rows with weight and
             trials, or is the sum of frequency weights
             Fractions and probability weights, which are scaled to mean 1, have none
  std.error  from the inverse information at the maximum, or a sandwich: see certify_robust.py and
             certify_clusters.py, which gives degrees of freedom `df`, too, and F of all
             slopes together
  margins    average over the rows used, weighted by the weight of the row times trials.
             One row per variable through every term it enters: the derivative dP/dx of a number;
             the change from the base for each level of a text column or C(x), levels sorted by
             bytes or by value; the change 1 - 0 of a column that holds 0 and 1 and nothing else.
             Standard errors by the delta method with the exact Jacobian of the average.
  effects    other sensitivities: see certify_effects.py
  doses      where the probability has a given value: see certify_dose.py
  link       option: F is that of "probit" or "cloglog"; std.error from the inverse expected
             information, as in R
  asymptotes options "guess" (a number, or "estimate") and "lapse": P = guess + (1 - guess - lapse)
             F(eta); std.error from the inverse observed information, jointly with an estimated
             guess rate, which counts in AIC and BIC; null is one probability between the asymptotes
  row        1 is the first row of data in the file, also where rows are left out
"""

import argparse
import csv
import json
import pathlib
import re
import subprocess
import sys

from mpmath import mp, mpf

from certified_models import MODELS
from certify_curve import Curve
from certify_dose import doses
from certify_effects import answer
from certify_fit import (DIGITS, Design, linear_predictors, log_likelihood, maximize,
                         null_log_likelihood, number_or_text, saturated_log_likelihood, sigmoid)
from certify_robust import covariance_of, variance_named
from certify_sample import Sample

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "datasets"
mp.dps = 2 * DIGITS


def read_rows(name):
    with open(FOLDER / f"{name}.csv", newline="") as file:
        return [{key: number_or_text(cell) for key, cell in row.items()}
                for row in csv.DictReader(file)]


# --- figures -------------------------------------------------------------------------------------


def standard_error(gradient, covariance):
    return mp.sqrt(mp.fdot(gradient, covariance * mp.matrix(gradient)))


def fit_figures(design, beta, pseudo):
    value = log_likelihood(design, linear_predictors(design, design.x, beta))
    null, saturated = null_log_likelihood(design), saturated_log_likelihood(design)
    figures = {"logLik": value, "null.logLik": null, "deviance": 2 * (saturated - value),
               "null.deviance": 2 * (saturated - null)}
    if pseudo:
        return figures
    return figures | {"AIC": 2 * len(beta) - 2 * value, "LR": 2 * (value - null),
                      "BIC": len(beta) * mp.log(design.nobs) - 2 * value}


def predictions(design, beta, covariance, count=3):
    etas = linear_predictors(design, design.x, beta)
    rows = zip(design.index, design.x, etas)
    return [{"row": i, "p": sigmoid(eta), "eta": eta, "se.eta": standard_error(x, covariance)}
            for i, x, eta in list(rows)[:count]]


def certify(model, rows):
    if model.has_other_curve():
        return certify_curve(model, rows)
    design = Design(model, rows)
    beta, inverse_information = maximize(design, design.x)
    covariance, degrees = covariance_of(model.options, design, beta, inverse_information, rows)
    coefficients = [{"term": term, "estimate": estimate, "std.error": mp.sqrt(covariance[j, j])}
                    for j, (term, estimate) in enumerate(zip(model.columns, beta))]
    for j, line in enumerate(coefficients if degrees else []):
        line["df"] = degrees.of(j)
    sample = Sample(model, design, beta, covariance)
    result = {"formula": model.formula, "options": model.options, "coefficients": coefficients,
              "fit": fit_figures(design, beta, model.is_pseudo())
                     | (degrees.slopes_test(beta, covariance) if degrees else {}),
              "margins": answer(sample, {"dydx": "all"})["rows"],
              "predictions": predictions(design, beta, covariance)}
    if model.effects:
        result["effects"] = [answer(sample, options) for options in model.effects]
    if model.doses:
        result["doses"] = doses(sample, model.doses)
    return result


def certify_curve(model, rows):
    design = Design(model, rows)
    curve = Curve(design, model.options)
    theta, covariance = curve.maximum(maximize(design, design.x)[0])
    errors = [mp.sqrt(covariance[j, j]) for j in range(len(theta))]
    coefficients = [{"term": term, "estimate": estimate, "std.error": error}
                    for term, estimate, error in zip(model.columns, theta, errors)]
    asymptotes = [{"asymptote": "guess", "estimate": theta[-1], "std.error": errors[-1]}]
    result = {"formula": model.formula, "options": model.options, "coefficients": coefficients,
              "asymptotes": asymptotes if curve.estimated else [],
              "fit": curve.figures(theta, saturated_log_likelihood(design)),
              "margins": list(curve.margins(model, theta, covariance)),
              "predictions": list(curve.predictions(theta, covariance))}
    if model.doses:
        result["doses"] = list(curve.doses(theta, covariance, model.doses))
    return result


def as_text(value):
    """JSON text of a document, its numbers as strings of 50 significant digits."""
    def digits(number):
        return mp.nstr(number, DIGITS, strip_zeros=False)
    return json.dumps(value, indent=1, default=digits) + "\n"


def certificate(name):
    rows = read_rows(name)
    models = [certify(model, rows) for model in MODELS[name]]
    return as_text({"schema": "odds.certified/1", "dataset": f"{name}.csv", "digits": DIGITS,
                    "models": models})


# --- comparison with R ---------------------------------------------------------------------------


# In R a frequency weight is not as many rows, so that such robust models are not compared.
R_VARIANCE = """if (kind == "model") vcov(fit) else local({
            n <- nobs(fit)
            factor <- switch(kind, hc1 = n / df.residual(fit), stata = n / (n - 1), 1)
            u <- fit$prior.weights * (fit$y - fitted(fit))
            u <- u / (1 - hatvalues(fit)) ^ switch(kind, hc2 = 0.5, hc3 = 1, 0)
            factor * vcov(fit) %*% crossprod(model.matrix(fit) * u) %*% vcov(fit) })"""


def r_program(name, model):
    """An R program that prints the figures of a model, in the order of r_figures.

    It starts from 0, because R's own start diverges for weights of 1e9, and fits twice, because
    R's standard errors belong to the iteration before the last.
    """
    right = re.sub(r"\bC\(", "factor(", model.formula.split("~")[1])
    events, trials = model.response()
    left = f"cbind({events}, {trials} - ({events}))" if trials else f"as.numeric({events})"
    options = model.options
    weight = model.weight() or "NULL"
    if "pweight" in options:
        weight = f"{weight} / mean({weight})"
    return f"""
        options(warn = -1)
        invisible(Sys.setlocale("LC_COLLATE", "C"))
        d <- read.csv("{FOLDER / name}.csv", stringsAsFactors = TRUE)
        fit <- glm({left} ~ {right}, binomial("{options.get("link", "logit")}"), d, weights = {weight},
            subset = {options.get("where", "NULL")}, offset = {options.get("offset", "NULL")},
            start = numeric({len(model.columns)}), control = glm.control(1e-14, 100))
        fit <- update(fit, start = coef(fit))
        kind <- "{variance_named(options)}"
        cat(sprintf("%.17g", c(rbind(coef(fit), sqrt(diag({R_VARIANCE}))), deviance(fit),
            fit$null.deviance, {"NULL" if model.is_weighted() else "AIC(fit), BIC(fit)"})))"""


def r_figures(model, certified):
    """The figures that R has too. R's AIC of weighted rows means another likelihood."""
    keys = ["deviance", "null.deviance"]
    if not model.is_weighted():
        keys += ["AIC", "BIC"]
    lines = certified["coefficients"]
    figures = [line[key] for line in lines for key in ("estimate", "std.error")]
    return figures + [certified["fit"][key] for key in keys]


def digits_of_agreement(name, model, certified):
    command = ["Rscript", "--vanilla", "-e", r_program(name, model)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    pairs = list(zip(r_figures(model, certified), map(mpf, output), strict=True))
    errors = [abs(a - b) / max(abs(a), mpf("1e-300")) for a, b in pairs]
    return float(-mp.log10(max(max(errors), mpf("1e-17"))))


def compare_with_r(name):
    rows = read_rows(name)
    for model in MODELS[name]:
        if model.has_asymptotes():
            continue  # no link of R's glm
        if "fweight" in model.options and variance_named(model.options) != "model":
            continue
        if ":" in variance_named(model.options):
            continue  # R's packages for clusters are compared by hand: see the data sets' pages
        agreed = digits_of_agreement(name, model, certify(model, rows))
        print(f"{agreed:5.1f} digits  {name}: {model.formula} {model.options or ''}")


# --- command line --------------------------------------------------------------------------------


def main():
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--only", metavar="NAME", choices=MODELS, help="one dataset")
    parser.add_argument("--against-r", action="store_true", help="compare with R's glm")
    options = parser.parse_args()
    different = []
    for name in [options.only] if options.only else MODELS:
        if options.against_r:
            compare_with_r(name)
            continue
        path, text = FOLDER / f"{name}.certified.json", certificate(name)
        if not options.check:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            different.append(path.name)
    if different:
        sys.exit("differ from a new computation: " + ", ".join(different))


if __name__ == "__main__":
    main()
