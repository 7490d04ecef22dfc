#!/usr/bin/env python3
"""Fits y on all other columns of a CSV file with pandas and statsmodels' Logit (Newton).

usage: statsmodels_logit.py [--margins] [DATA.csv OUT.json]

--margins adds average marginal effects with standard errors (get_margeff). Without files it only
loads what it needs: its start-up time. Needs python3-statsmodels and python3-pandas.
"""

import sys

import peer
import statsmodels.api


def fit(x, y, phases):
    x.insert(0, "(Intercept)", 1.0)
    result = statsmodels.api.Logit(y, x).fit(method="newton", maxiter=100, disp=False)
    out = {"coefficients": peer.table("term", x.columns, result.params, result.bse)}
    phases.end("fit")
    if "--margins" in sys.argv:
        effects = result.get_margeff()
        out["margins"] = peer.table("variable", x.columns[1:], effects.margeff, effects.margeff_se)
        phases.end("margins")
    return out


peer.run(fit)
