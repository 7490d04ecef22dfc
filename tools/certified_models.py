"""The models that tools/certify.py certifies, data set by data set."""
import re
from dataclasses import dataclass, field

import certified_questions as questions


@dataclass
class Model:
    """A formula, the same model as {term: expression} in design order, options of the fit.

    Effects and doses are questions about it, for certify_effects.py and certify_dose.py.
    """

    formula: str
    columns: dict
    options: dict = field(default_factory=dict)
    effects: list = field(default_factory=list)
    doses: list = field(default_factory=list)

    def response(self):
        """Expressions of events and trials; trials is None for an ungrouped response."""
        left = self.formula.split("~")[0].strip()
        if self.options.get("fractional"):
            return left.removeprefix("I(").removesuffix(")"), None
        if grouped := re.fullmatch(r"cbind\((\w+), (\w+)\)", left):
            return grouped[1], f"{grouped[1]} + {grouped[2]}"
        if "/" in left:
            return tuple(left.split("/"))
        return (f"{left} == '{self.options['event']}'" if "event" in self.options else left), None

    def weight(self):
        """The column of weights of whatever kind, or None."""
        kinds = {"fweight", "iweight", "pweight"}
        return next((self.options[kind] for kind in self.options if kind in kinds), None)

    def is_pseudo(self):
        """Whether what is maximised is no probability of the data."""
        return "pweight" in self.options or self.options.get("fractional", False)

    def is_weighted(self):
        """Whether R's AIC means another likelihood."""
        return self.is_pseudo() or self.weight() is not None

    def variables(self, header):
        """Columns on the right-hand side, in order of first appearance."""
        names = re.findall(r"[A-Za-z]\w*", self.formula.split("~")[1])
        return [name for name in dict.fromkeys(names) if name in header]

    def has_asymptotes(self):
        return bool({"guess", "lapse"} & set(self.options))

    def has_other_curve(self):
        return self.has_asymptotes() or "link" in self.options

    def is_factor(self, name, values):
        return f"C({name})" in self.formula or any(isinstance(value, str) for value in values)


def plain(*names):
    """An intercept and columns of the file as they are."""
    return {"(Intercept)": "1"} | {name: name for name in names}


def dummies(name, *levels, times=None):
    """Indicators of the levels of a text column, or their products with an expression."""
    suffix, factor = (f":{times}", f" * ({times})") if times else ("", "")
    return {f"{name}[{level}]{suffix}": f"({name} == '{level}'){factor}" for level in levels}


def coded(name, *levels, times=None):
    """Indicators of the values of a number, C(name)."""
    suffix, factor = (f":{times}", f" * {times}") if times else ("", "")
    return {f"C({name})[{level}]{suffix}": f"({name} == {level}){factor}" for level in levels}


RACE = dummies("race", "black", "other")
GROUPS = dummies("g", "a", "b", "c")
CONTRASTS = dummies("g", "b", "c")

MODELS = {
    "lbw": [
        Model("low ~ age + lwt + race + smoke + ptl + ht + ui",
              plain("age", "lwt") | RACE | {n: n for n in ("smoke", "ptl", "ht", "ui")},
              effects=questions.LBW),
        Model("low ~ age + lwt + race + smoke + race:smoke + I(age^2)",
              plain("age", "lwt") | RACE | {"smoke": "smoke", "I(age^2)": "age**2"}
              | dummies("race", "black", "other", times="smoke"),
              effects=questions.LBW_INTERACTION),
        Model("low ~ age + lwt + race + smoke + ptl + ht + ui",
              plain("age", "lwt") | RACE | {n: n for n in ("smoke", "ptl", "ht", "ui")},
              {"link": "probit"}),
        Model("low ~ age + lwt + race + smoke + ptl + ht + ui",
              plain("age", "lwt") | RACE | {n: n for n in ("smoke", "ptl", "ht", "ui")},
              {"link": "cloglog"}),
        Model("low ~ age + lwt + race + smoke", plain("age", "lwt") | RACE | {"smoke": "smoke"},
              {"vcov": "cluster:age,ptl"}),
        Model("low ~ lwt + race + smoke", plain("lwt") | RACE | {"smoke": "smoke"},
              {"vcov": "cr2:age"}),
        Model("low ~ race*smoke + log(lwt)",
              plain() | RACE | {"smoke": "smoke", "log(lwt)": "log(lwt)"}
              | dummies("race", "black", "other", times="smoke"),
              effects=questions.LBW_LOGARITHM),
    ],
    "ohio": [
        Model("resp ~ age + smoke", plain("age", "smoke")),
        Model("resp ~ age + smoke", plain("age", "smoke"), {"vcov": "cluster:id"}),
        Model("resp ~ age + smoke", plain("age", "smoke"), {"vcov": "cr2:id"}),
    ],
    "spector": [
        Model("GRADE ~ GPA + TUCE + PSI", plain("GPA", "TUCE", "PSI"), effects=questions.SPECTOR),
        Model("GRADE ~ GPA + TUCE + PSI", plain("GPA", "TUCE", "PSI"), {"vcov": "stata"}),
    ],
    "mroz": [
        Model("inlf ~ nwifeinc + educ + exper + I(exper^2) + age + kidslt6 + kidsge6",
              plain("nwifeinc", "educ", "exper") | {"I(exper^2)": "exper**2"}
              | {n: n for n in ("age", "kidslt6", "kidsge6")},
              effects=questions.MROZ),
        Model("inlf ~ nwifeinc + educ + exper + kidslt6",
              plain("nwifeinc", "educ", "exper", "kidslt6"), {"vcov": "cr1s:age"}),
        Model("inlf ~ nwifeinc + educ + exper + kidslt6",
              plain("nwifeinc", "educ", "exper", "kidslt6"), {"vcov": "cr3:age"}),
    ],
    "beetles": [
        Model("killed/exposed ~ log10dose", plain("log10dose"), doses=questions.BEETLES_DOSES),
        Model("killed/exposed ~ log10dose", plain("log10dose"), {"vcov": "hc1"}),
        Model("killed/exposed ~ log10dose", plain("log10dose"), {"link": "probit"},
              doses=questions.BEETLES_DOSES),
        Model("killed/exposed ~ log10dose", plain("log10dose"), {"link": "cloglog"},
              doses=questions.BEETLES_DOSES),
    ],
    "budworm": [
        Model("killed/n ~ sex + ldose", plain() | dummies("sex", "M") | {"ldose": "ldose"},
              doses=questions.BUDWORM_DOSES),
        Model("killed/n ~ sex*ldose",
              plain() | dummies("sex", "M") | {"ldose": "ldose"}
              | dummies("sex", "M", times="ldose"), effects=questions.BUDWORM,
              doses=questions.BUDWORM_DOSES),
        Model("killed/n ~ 0 + sex + ldose", dummies("sex", "F", "M") | {"ldose": "ldose"}),
    ],
    "menarche": [
        Model("Menarche/Total ~ Age", plain("Age"), doses=questions.MENARCHE_DOSES),
    ],
    "challenger": [
        Model("distress ~ temp", plain("temp"), effects=questions.CHALLENGER,
              doses=questions.CHALLENGER_DOSES),
    ],
    "vaso": [
        Model("Y ~ log(Volume) + log(Rate)",
              plain() | {"log(Volume)": "log(Volume)", "log(Rate)": "log(Rate)"},
              effects=questions.VASO, doses=questions.VASO_DOSES),
    ],
    "infert": [
        Model("case ~ spontaneous + induced", plain("spontaneous", "induced")),
        Model("case ~ spontaneous + C(induced)", plain("spontaneous") | coded("induced", 1, 2),
              effects=questions.INFERT),
        Model("case ~ spontaneous + induced", plain("spontaneous", "induced"),
              {"vcov": "cr2:stratum"}),
    ],
    "esoph": [
        Model("cbind(ncases, ncontrols) ~ age + tob + alc", plain("age", "tob", "alc")),
        Model("cbind(ncases, ncontrols) ~ tob + alc", plain("tob", "alc"), {"vcov": "cr2:age"}),
        Model("cbind(ncases, ncontrols) ~ alcgp + tobgp + age",
              plain() | dummies("alcgp", "120+", "40-79", "80-119")
              | dummies("tobgp", "10-19", "20-29", "30+") | {"age": "age"}),
    ],
    "endometrial": [Model("HG ~ PI + EH", plain("PI", "EH"))],
    "affairs": [
        Model("affair ~ gender + age + yearsmarried + children + religiousness + education"
              " + occupation + rating",
              plain() | dummies("gender", "male") | {n: n for n in ("age", "yearsmarried")}
              | dummies("children", "yes")
              | {n: n for n in ("religiousness", "education", "occupation", "rating")}),
    ],
    "rotenone": [
        Model("affected/total ~ log10(dose)", plain() | {"log10(dose)": "log10(dose)"},
              {"where": "dose > 0"}, doses=questions.ROTENONE_DOSES),
        Model("affected/total ~ dose", plain("dose"), {"lapse": "0.05"}),
        Model("affected/total ~ log10(dose)", plain() | {"log10(dose)": "log10(dose)"},
              {"where": "dose > 0", "link": "probit"}, doses=questions.ROTENONE_DOSES),
        Model("affected/total ~ dose", plain("dose"), {"lapse": "0.05", "link": "cloglog"}),
    ],
    "detection": [
        Model("correct/trials ~ level", plain("level"), {"guess": "0.5"}),
        Model("correct/trials ~ level", plain("level"), {"guess": "0.5", "lapse": "0.02"}),
        Model("correct/trials ~ level", plain("level"), {"guess": "0.5", "link": "probit"}),
        Model("correct/trials ~ log(level)", plain() | {"log(level)": "log(level)"},
              {"guess": "estimate", "link": "probit"}),
        Model("correct/trials ~ log(level)", plain() | {"log(level)": "log(level)"},
              {"guess": "estimate", "lapse": "0.01"}),
    ],
    "selenium": [
        Model("dead/total ~ C(type) + conc", plain() | coded("type", 2, 3, 4) | {"conc": "conc"}),
        Model("dead/total ~ C(type)*conc",
              plain() | coded("type", 2, 3, 4) | {"conc": "conc"}
              | coded("type", 2, 3, 4, times="conc"), effects=questions.SELENIUM),
        Model("dead/total ~ C(type)*log(conc)",
              plain() | coded("type", 2, 3, 4) | {"log(conc)": "log(conc)"}
              | coded("type", 2, 3, 4, times="log(conc)"), {"where": "conc > 0"},
              effects=questions.SELENIUM_LOGARITHM, doses=questions.SELENIUM_DOSES),
        Model("dead/total ~ C(type)*log(pmax(conc, 0.001))",
              plain() | coded("type", 2, 3, 4)
              | {"log(pmax(conc,0.001))": "log(pmax(conc,0.001))"}
              | coded("type", 2, 3, 4, times="log(pmax(conc,0.001))"), {"guess": "estimate"}),
    ],
    "brightness": [
        Model("yes/trials ~ intensity", plain("intensity"), doses=questions.BRIGHTNESS_DOSES),
    ],
    "pima": [
        Model("type ~ npreg + glu + bp + skin + bmi + ped + age",
              plain("npreg", "glu", "bp", "skin", "bmi", "ped", "age"), {"event": "Yes"}),
    ],
    "default": [
        Model("default ~ balance", plain("balance"), {"event": "Yes"}),
        Model("default ~ balance + income + student",
              plain("balance", "income") | dummies("student", "Yes"), {"event": "Yes"}),
    ],
    "uspop": [
        Model("I(population/capacity) ~ year", plain("year"), {"fractional": True}),
        Model("I(population/capacity) ~ year", plain("year"),
              {"fractional": True, "vcov": "hc3"}),
    ],
    "stress_offset": [
        Model("y ~ x + z", plain("x", "z")),
        Model("y ~ x + z", plain("x", "z"), {"vcov": "hc2"}),
    ],
    "stress_scale": [Model("y ~ tiny + huge", plain("tiny", "huge"))],
    "stress_collinear": [Model("y ~ a + b", plain("a", "b"))],
    "stress_fweight": [
        Model("y ~ x + z", plain("x", "z"), {"fweight": "w"}, effects=questions.FREQUENCY),
    ],
    "stress_interaction": [
        Model("y ~ g*x + z",
              plain() | CONTRASTS | {"x": "x", "z": "z"} | dummies("g", "b", "c", times="x"),
              effects=questions.FACTOR_SLOPE),
        Model("y ~ g:x", plain() | dummies("g", "a", "b", "c", times="x")),
        Model("y ~ 0 + g + x:z + I(x^2)", GROUPS | {"I(x^2)": "x**2", "x:z": "x * z"},
              effects=questions.FACTOR_PRODUCT),
        Model("y ~ log(z) * b + x",
              plain() | {"log(z)": "log(z)", "b": "b", "x": "x", "log(z):b": "log(z) * b"},
              effects=questions.LOGARITHM_PRODUCT),
        Model("y ~ x + g/z",
              plain("x") | CONTRASTS | dummies("g", "a", "b", "c", times="z")),
        Model("y ~ g*h + x",
              plain() | CONTRASTS | dummies("h", "top") | {"x": "x"}
              | {f"g[{g}]:h[top]": f"(g == '{g}') * (h == 'top')" for g in "bc"},
              effects=questions.TWO_FACTORS),
        Model("y ~ g + g:h",
              plain() | CONTRASTS
              | {f"g[{g}]:h[top]": f"(g == '{g}') * (h == 'top')" for g in "abc"}),
        Model("y ~ g + x + z", plain() | CONTRASTS | {"x": "x", "z": "z"}, {"offset": "off"}),
        Model("y ~ g + x + z", plain() | CONTRASTS | {"x": "x", "z": "z"}, {"iweight": "w"},
              effects=questions.WEIGHTED),
        Model("y ~ g*x + b", plain() | CONTRASTS | {"x": "x", "b": "b"}
              | dummies("g", "b", "c", times="x"), {"fweight": "f", "offset": "off"},
              effects=questions.FREQUENCY_OFFSET),
        Model("y ~ g*x + b", plain() | CONTRASTS | {"x": "x", "b": "b"}
              | dummies("g", "b", "c", times="x"),
              {"fweight": "f", "offset": "off", "vcov": "hc3"}),
        Model("y ~ g + x + z", plain() | CONTRASTS | {"x": "x", "z": "z"},
              {"iweight": "w", "vcov": "hc2"}),
        Model("y ~ g + x + b", plain() | CONTRASTS | {"x": "x", "b": "b"}, {"pweight": "w"}),
        Model("I(w/2.5) ~ g + x + z", plain() | CONTRASTS | {"x": "x", "z": "z"},
              {"fractional": True, "pweight": "f", "vcov": "hc0"}),
    ],
}


# --- data -----------------------------------------------------------------------------------------
