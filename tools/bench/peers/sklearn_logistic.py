#!/usr/bin/env python3
"""Fits y on all other columns of a CSV file with pandas and scikit-learn's LogisticRegression.

usage: sklearn_logistic.py SOLVER [DATA.csv OUT.json]

SOLVER is lbfgs or newton-cholesky; there is no penalty, and the tolerance is scikit-learn's own.
Standard errors are null: there are none. Without files it only loads what it needs: its start-up
time. Needs python3-sklearn and python3-pandas.
"""

import math
import sys

import peer
from sklearn.linear_model import LogisticRegression


def fit(x, y, phases):
    model = LogisticRegression(penalty=None, solver=sys.argv[1], max_iter=1000).fit(x, y)
    phases.end("fit")
    names = ["(Intercept)", *x.columns]
    estimates = [model.intercept_[0], *model.coef_[0]]
    return {"coefficients": peer.table("term", names, estimates, [math.nan] * len(names))}


peer.run(fit)
