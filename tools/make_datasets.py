#!/usr/bin/env python3
"""Derive every datasets/NAME.csv of this repository from its source.

    tools/make_datasets.py             write all files
    tools/make_datasets.py --check     exit 1 if a committed file differs from its source
    tools/make_datasets.py --only lbw  one file

A CSV file here has a header line, LF line ends, quotes only where RFC 4180 asks for them, and every
number in its shortest exact decimal text. Where a source holds binary numbers they are written with
R's 15 significant digits, so that the text is the published decimal (0.1, not
0.10000000000000001). The text is the data from then on.

Sources: Debian's R packages (r-base-core, r-cran-mass, r-cran-aer, r-cran-robustbase,
r-cran-brglm2) and python3-statsmodels; small tables printed in journals, typed below; seeded
generators for the synthetic sets. The generators take from Python's `random` only `random()`, whose
sequence for a seed the language promises, and use no function of a libm but one exponential, whose
value is compared with a uniform number and goes nowhere else.
"""

import argparse
import csv
import io
import math
import pathlib
import random
import subprocess
import sys

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "datasets"


# --- sources -------------------------------------------------------------------------------------


def from_r(frame):
    """Rows of an R data frame given as an R expression; the first row is the header."""
    code = f"write.csv({{{frame}}}, row.names = FALSE, quote = FALSE)"
    command = ["Rscript", "--vanilla", "-e", code]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return list(csv.reader(io.StringIO(done.stdout)))


def typed(header, numbers):
    """Rows of a table typed as whitespace-separated text."""
    width = len(header.split())
    words = numbers.split()
    return [header.split()] + [words[i:i + width] for i in range(0, len(words), width)]


def spector():
    from statsmodels.datasets import spector as source

    frame = source.load_pandas().data[["GRADE", "GPA", "TUCE", "PSI"]]
    return [list(frame.columns)] + [[f"{value:g}" for value in row] for row in frame.to_numpy()]


R_FRAMES = {
    "lbw": """d <- MASS::birthwt
        d$lwt[d$age == 20 & d$bwt == 2450] <- 106
        d$race <- c("White", "black", "other")[d$race]
        columns <- c("low", "age", "lwt", "race", "smoke", "ptl", "ht", "ui", "bwt")
        cbind(id = as.integer(rownames(d)), d[columns])""",
    "mroz": """data(PSID1976, package = "AER")
        earned <- with(PSID1976, hours * ifelse(is.na(wage), 0, wage))
        with(PSID1976, data.frame(inlf = as.integer(participation == "yes"),
            nwifeinc = round((fincome - earned) / 1000, 7), educ = education, exper = experience,
            age = age, kidslt6 = youngkids, kidsge6 = oldkids))""",
    "menarche": "MASS::menarche",
    "pima": "MASS::Pima.tr",
    "vaso": "data(vaso, package = 'robustbase'); vaso[c('Y', 'Volume', 'Rate')]",
    "infert": "datasets::infert",
    "esoph": """d <- datasets::esoph
        groups <- d[c("agegp", "alcgp", "tobgp")]
        scores <- setNames(lapply(groups, as.integer), c("age", "alc", "tob"))
        cbind(groups, scores, d[c("ncases", "ncontrols")])""",
    "endometrial": "data(endometrial, package = 'brglm2'); endometrial",
    "affairs": """data(Affairs, package = "AER")
        cbind(affair = as.integer(Affairs$affairs > 0), Affairs)""",
}

# How many children of a mother who does not smoke, and of one who does, wheeze at ages 7 to 10 in
# each of the 16 patterns 0000, 0001, .., 1111.
OHIO = ((237, 10, 15, 4, 16, 2, 7, 3, 24, 3, 3, 2, 6, 2, 5, 11),
        (118, 6, 8, 2, 11, 1, 6, 4, 7, 3, 3, 1, 4, 2, 4, 7))


def ohio():
    """A row for each child and age; age 9 is 0."""
    children = [(smoke, pattern) for smoke, counts in enumerate(OHIO)
                for pattern, count in enumerate(counts) for _ in range(count)]
    return " ".join(f"{pattern >> (3 - k) & 1} {child} {k - 2} {smoke}"
                    for child, (smoke, pattern) in enumerate(children) for k in range(4))


TYPED = {
    "beetles": ("log10dose exposed killed", """
        1.6907 59 6   1.7242 60 13  1.7552 62 18  1.7842 56 28
        1.8113 63 52  1.8369 59 53  1.861 62 61   1.8839 60 60"""),
    "budworm": ("sex ldose killed n", """
        M 0 1 20  M 1 4 20  M 2 9 20  M 3 13 20  M 4 18 20  M 5 20 20
        F 0 0 20  F 1 2 20  F 2 6 20  F 3 10 20  F 4 12 20  F 5 16 20"""),
    "rotenone": ("dose total affected", """
        10.2 50 44  7.7 49 42  5.1 46 24  3.8 48 16  2.6 50 6  0 49 0"""),
    "selenium": ("type conc total dead", """
        1 0 151 3    1 100 146 40  1 200 116 31  1 300 159 85  1 400 150 102  1 500 140 112
        2 0 141 2    2 100 153 30  2 200 142 59  2 300 139 82  2 400 154 62   2 500 155 85
        3 0 137 4    3 5 106 0     3 25 63 11    3 50 145 22   3 100 127 31   3 200 140 105
        3 400 172 166  3 800 188 188
        4 0 152 3    4 5 152 7     4 25 150 11   4 50 153 45   4 100 125 74"""),
    "challenger": ("temp distress", """
        66 0  70 1  69 0  68 0  67 0  72 0  73 0  70 0  57 1  63 1  70 1  78 0
        67 0  53 1  67 0  75 0  70 0  81 0  76 0  79 0  75 1  76 0  58 1"""),
    "uspop": ("year population capacity", """
        1790 3929 197273   1800 5308 197273   1810 7240 197273   1820 9638 197273
        1830 12866 197273  1840 17069 197273  1850 23192 197273  1860 31443 197273
        1870 38558 197273  1880 50156 197273  1890 62948 197273  1900 75995 197273
        1910 91972 197273"""),
    "detection": ("level correct trials", """
        0.001 45 90  0.0015 50 90  0.002 44 90  0.0025 44 90  0.003 52 90  0.0035 53 90
        0.004 62 90  0.0045 64 90  0.005 76 90  0.006 79 90   0.007 88 90  0.008 90 90
        0.01 90 90"""),
    "ohio": ("resp id age smoke", ohio()),
    "brightness": ("intensity trials yes", """
        10 49 2  20 48 3  30 48 13  40 50 31  50 47 38  60 49 48"""),
}


# --- synthetic sets ------------------------------------------------------------------------------


def normal(rng):
    """Nearly normal, mean 0, variance 1: a sum of twelve uniforms, the same in every libm."""
    return sum(rng.random() for _ in range(12)) - 6


def event(rng, eta):
    """1 with probability sigma(eta), else 0."""
    return int(rng.random() < 1 / (1 + math.exp(-eta)))


def default(rng):
    """Shaped like ISLR's Default: balance in dollars to 2,700, income to 70,000, 3 % events."""
    yield "default", "student", "balance", "income"
    for _ in range(10000):
        student = rng.random() < 0.2944
        balance = round(max(0.0, (988 if student else 772) + 470 * normal(rng)), 4)
        mean, sd = (17950, 4500) if student else (40012, 10000)
        income = round(max(772.0, mean + sd * normal(rng)), 2)
        eta = -10.869 + 0.005737 * balance + 0.000003 * income - (0.6468 if student else 0)
        yield "Yes" if event(rng, eta) else "No", "Yes" if student else "No", balance, income


def stress_offset(rng):
    """x varies by about 1 around 1e8: all but seven digits of every x are the same."""
    yield "y", "x", "z"
    for _ in range(300):
        u, z = 3 * rng.random() - 1.5, round(normal(rng), 6)
        yield event(rng, 0.3 + 0.9 * u - 0.7 * z), 1e8 + u, z


def stress_scale(rng):
    """Columns of size 1e-8 and 1e8, sixteen decades apart."""
    yield "y", "tiny", "huge"
    for _ in range(200):
        a, b = round(normal(rng), 6), round(normal(rng), 6)
        yield event(rng, -0.4 + 0.8 * a + 0.5 * b), float(f"{a:.6f}e-8"), float(f"{b:.6f}e8")


def stress_collinear(rng):
    """a and b correlate at 1 - 1e-7."""
    yield "y", "a", "b"
    for _ in range(300):
        a, change = round(normal(rng), 9), normal(rng)
        yield event(rng, 0.2 + 0.6 * a + 0.3 * change), a, round(a + 4.4721e-4 * change, 12)


def stress_fweight(rng):
    """Frequency weights from 1 to 1e9: replicating the rows is out of the question."""
    yield "y", "x", "z", "w"
    for i in range(24):
        x, z, u = round(2 * normal(rng), 3), i % 3, rng.random()
        u *= u
        u *= u
        w = 1 + int(1e9 * u * u) if i else 10 ** 9
        yield event(rng, 0.5 * x - 0.3 * z), x, z, w


def stress_interaction(rng):
    """Factors g, h, numbers x, z > 0, a 0/1 column b, an offset, fractional and whole weights."""
    yield "y", "g", "h", "x", "z", "b", "off", "w", "f"
    slope = {"a": 0.8, "b": -0.5, "c": 0.1}
    for _ in range(240):
        g, h = "abc"[int(3 * rng.random())], ("low", "top")[int(2 * rng.random())]
        b, x, z = int(rng.random() < 0.4), round(normal(rng), 4), round(0.2 + 4 * rng.random(), 4)
        off, w = round(0.5 * normal(rng), 3), round(0.25 + 2 * rng.random(), 3)
        eta = -0.3 + slope[g] * x + 0.3 * b * z + 0.2 * x * x + (0.4 if h == "top" else 0) + off
        yield event(rng, eta), g, h, x, z, b, off, w, 1 + int(5 * rng.random())


SEEDED = {default: 1969, stress_offset: 101, stress_scale: 102, stress_collinear: 103,
          stress_fweight: 104, stress_interaction: 105}


# --- files ---------------------------------------------------------------------------------------


def shortest(value):
    """Shortest decimal text that reads back the same; a whole number has no point."""
    text = value if isinstance(value, str) else repr(value)
    return text[:-2] if text.endswith(".0") else text


def sources():
    """Name of each dataset and the function that makes its rows."""
    makers = {name: lambda frame=frame: from_r(frame) for name, frame in R_FRAMES.items()}
    makers |= {name: lambda table=table: typed(*table) for name, table in TYPED.items()}
    for maker, seed in SEEDED.items():
        makers[maker.__name__] = lambda maker=maker, seed=seed: maker(random.Random(seed))
    return makers | {"spector": spector}


def csv_text(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([shortest(cell) for cell in row] for row in rows)
    return out.getvalue()


def main():
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--only", metavar="NAME", choices=sources(), help="one dataset")
    options = parser.parse_args()
    different = []
    for name in [options.only] if options.only else sources():
        path, text = FOLDER / f"{name}.csv", csv_text(sources()[name]())
        if not options.check:
            path.write_text(text, newline="")
        elif not path.exists() or path.read_text() != text:
            different.append(path.name)
    if different:
        sys.exit("differ from their source: " + ", ".join(different))


if __name__ == "__main__":
    main()
