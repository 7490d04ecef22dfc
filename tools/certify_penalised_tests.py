#!/usr/bin/env python3
"""Likelihood ratios of several coefficients of Firth's penalised likelihood, by mpmath.

    tools/certify_penalised_tests.py > tests/inference/penalised_values.inc      (some minutes)

One row of a C++ table for each question: twice the distance of the penalised log-likelihood from
its largest value where the coefficients of the terms are 0. The penalty log det(information) / 2 is
that of all columns, held coefficients included (Heinze and Schemper 2002, Statistics in Medicine
21), as in certify_profile.py, whose likelihoods these are.
"""
from mpmath import mp, mpf

from certified_models import Model, dummies, plain
from certify import read_rows
from certify_profile import Likelihood

FIRTH = {"firth": True}
LBW = plain("age", "lwt") | dummies("race", "black", "other") | {"smoke": "smoke"}
QUESTIONS = [
    ("lbw", "low ~ age + lwt + race + smoke", {"race": [3, 4]}, LBW),
    ("endometrial", "HG ~ NV + PI + EH", {"NV": [1], "PI": [2]}, plain("NV", "PI", "EH")),
    ("spector", "GRADE ~ GPA + TUCE + PSI", {"GPA": [1], "TUCE": [2]}, plain("GPA", "TUCE", "PSI")),
    ("budworm", "killed/n ~ sex*ldose", {"sex": [1], "sex:ldose": [3]},
     plain() | dummies("sex", "M") | {"ldose": "ldose"} | dummies("sex", "M", times="ldose")),
    ("vaso", "Y ~ Volume + Rate", {"Volume": [1], "Rate": [2]}, plain("Volume", "Rate")),
]


def main():
    for dataset, formula, terms, columns in QUESTIONS:
        likelihood = Likelihood(Model(formula, columns, FIRTH), read_rows(dataset))
        top = likelihood.top()
        best = likelihood.value(top)
        held = [j for places in terms.values() for j in places]
        free = [j for j in range(len(top)) if j not in held]
        start = [mpf(0)] * len(top)
        ratio = 2 * (best - likelihood.value(likelihood.maximum(start, free)))
        names = ", ".join(f'"{name}"' for name in terms)
        print(f'{{"{dataset}.csv", "{formula}", {{{names}}}, {mp.nstr(ratio, 17, strip_zeros=True)}}},',
              flush=True)


if __name__ == "__main__":
    main()
