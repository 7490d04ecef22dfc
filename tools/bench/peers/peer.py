"""What the peers in Python share: the design as pandas reads it, and the form of what they write.

A peer writes JSON with the keys that it can fill of those that `odds fit --format json` has
(coefficients, margins), and with `phases`: seconds by name.
"""

import json
import math
import sys
import time

import pandas


class Phases:
    """Seconds since the phase before, by name."""

    def __init__(self):
        self.seconds = {}
        self._last = time.monotonic()

    def end(self, name):
        now = time.monotonic()
        self.seconds[name] = round(now - self._last, 3)
        self._last = now


def read_design(path):
    """y and the other columns, text as 0/1 columns of its levels but the first in byte order."""
    data = pandas.read_csv(path)
    y = data.pop("y")
    x = pandas.get_dummies(data, prefix_sep="[", drop_first=True, dtype=float)
    x.columns = [name + "]" if "[" in name else name for name in x.columns]
    return x, y


def table(key, names, estimates, errors):
    def number(value):
        return float(value) if math.isfinite(value) else None

    return [{key: name, "estimate": number(estimate), "std.error": number(error)}
            for name, estimate, error in zip(names, estimates, errors)]


def run(fit):
    """Runs `fit(x, y, phases)` on the files that the command line ends in, if there are any."""
    if len(sys.argv) < 3:
        return
    data, out = sys.argv[-2:]
    phases = Phases()
    x, y = read_design(data)
    phases.end("read")
    result = fit(x, y, phases)
    with open(out, "w", encoding="utf-8") as file:
        json.dump({**result, "phases": phases.seconds}, file)
