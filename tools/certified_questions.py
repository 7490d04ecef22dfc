"""What is asked about models of certified_models.py, in the command line's words.

Questions to certify_effects.py stand first, those to certify_dose.py (DOSES) at the end.
"""

ALL = {"dydx": "all"}
UNCONDITIONAL = {"se": "unconditional"}
MEASURES = {"measure": ["rd", "rr", "or", "nnt"]}


def places(*settings):
    """All effects in one place after the other."""
    return [ALL | {"at": at} for at in settings]


def steps(names, *sizes):
    return [{"dydx": names, "step": size} for size in sizes]


def centred(names, *sizes):
    return [question | {"centred": True} for question in steps(names, *sizes)]


def elasticities(*names):
    return [{kind: list(names)} for kind in ("eyex", "eydx", "dyex")]


def crosses(*pairs):
    return [{"cross": pair.split(":")} for pair in pairs]


def margins_of(*names):
    return [{"of": list(names)}, {"of": list(names), "se": "unconditional"}]


def contrasts_of(name, *kinds):
    return [{"of": [name], "contrast": kind} for kind in kinds]


LBW = [
    *margins_of("race", "smoke"),
    *contrasts_of("race", "reference", "pairwise", "sequential", "grand-mean"),
    {"at": "age=20,30 race=black"},
    {"at": "lwt=p10,p50,p90"},
    {"of": ["smoke"], "at": "age=20,30"},
    *places("age=20,30 race=black", "means", "typical"),
    {"dydx": ["age", "smoke"], "over": ["race"]},
    {"dydx": ["smoke"], "where": "smoke == 1"},
    {"dydx": ["smoke"], "where": "smoke == 0"},
    MEASURES | {"dydx": ["smoke", "race"]},
    ALL | UNCONDITIONAL,
]

LBW_INTERACTION = [
    *margins_of("race", "smoke"),
    *contrasts_of("race", "pairwise", "grand-mean"),
    {"at": "age=20,30 race=black"},
    {"of": ["smoke"], "at": "race=White,black,other"},
    {"of": ["smoke"], "over": ["race"]},
    *places("age=20,30", "race=black", "means", "typical"),
    ALL | {"over": ["smoke"]},
    {"dydx": ["age"], "over": ["race", "smoke"]},
    {"dydx": ["age"], "over": ["smoke"]} | UNCONDITIONAL,
    *elasticities("age", "lwt"),
    {"eyex": ["age"], "at": "means"},
    {"eyex": ["age", "lwt"]} | UNCONDITIONAL,
    *steps(["age", "lwt"], "1", "sd", "2sd", "iqr", "minmax"),
    *steps(["age"], "20:30"),
    *centred(["age", "lwt"], "1", "sd", "2sd"),
    *crosses("age:age", "age:lwt", "age:race", "age:smoke", "race:smoke"),
    {"cross": ["age", "lwt"]} | UNCONDITIONAL,
    {"cross": ["age", "race"], "at": "age=20,30"},
    MEASURES | {"dydx": ["smoke"]},
    MEASURES | {"dydx": ["smoke"]} | UNCONDITIONAL,
    MEASURES | {"dydx": ["smoke"], "over": ["race"]},
    {"dydx": ["smoke"], "where": "smoke == 1"} | UNCONDITIONAL,
    ALL | UNCONDITIONAL,
]

LBW_LOGARITHM = [
    *places("means", "typical", "lwt=100,150"),
    *elasticities("lwt"),
    *steps(["lwt"], "1", "sd", "iqr", "100:150"),
    *crosses("lwt:lwt", "lwt:race", "lwt:smoke"),
    ALL | UNCONDITIONAL,
]

SPECTOR = [
    *margins_of("PSI"),
    *places("means", "typical"),
    {"dydx": ["PSI"], "continuous": ["PSI"]},
    *elasticities("GPA", "TUCE", "PSI"),
    *steps(["GPA", "TUCE"], "1", "sd"),
    *crosses("GPA:GPA", "GPA:TUCE", "GPA:PSI"),
    MEASURES | {"dydx": ["PSI"]},
    ALL | UNCONDITIONAL,
]

MROZ = [
    *places("means", "typical", "exper=5,10,20"),
    *elasticities("educ", "exper"),
    *steps(["exper"], "1", "sd", "iqr", "5:15"),
    *steps(["kidslt6"], "0:1", "1:2"),
    *crosses("exper:exper", "exper:educ"),
    ALL | UNCONDITIONAL,
]

CHALLENGER = [
    {"at": "temp=31,53,65,75"},
    *places("temp=53,65,75"),
    {"eyex": ["temp"], "at": "temp=53,65,75"},
    {"cross": ["temp", "temp"], "at": "temp=53,65,75"},
]

BUDWORM = [
    *margins_of("sex"),
    {"of": ["sex"], "at": "ldose=0,2,4"},
    {"at": "ldose=0,2,4 sex=F,M"},
    {"at": "ldose=0:5:0.5"},
    *places("means", "ldose=0,2,4"),
    ALL | {"over": ["sex"]},
    *elasticities("ldose"),
    *steps(["ldose"], "1", "1:3"),
    *crosses("ldose:ldose", "sex:ldose"),
    MEASURES | {"dydx": ["sex"]},
    ALL | UNCONDITIONAL,
]

SELENIUM = [
    {"of": ["type"]},
    *contrasts_of("type", "pairwise", "sequential", "grand-mean"),
    {"of": ["type"], "at": "conc=50,200"},
    *places("means", "conc=100"),
    {"dydx": ["conc"], "over": ["type"]},
    *elasticities("conc"),
    *crosses("conc:conc", "conc:type"),
]

SELENIUM_LOGARITHM = [
    *places("means", "conc=10,100"),
    *elasticities("conc"),
    *steps(["conc"], "1", "10:100"),
    *crosses("conc:conc", "conc:type"),
]

VASO = [
    *places("means", "typical", "Volume=1 Rate=1,2"),
    *elasticities("Volume", "Rate"),
    *steps(["Volume", "Rate"], "1", "sd", "2sd", "iqr", "minmax", "1:2"),
    # not centred: half a standard deviation below some rates is a negative one, without logarithm
    *crosses("Volume:Rate", "Volume:Volume"),
    ALL | UNCONDITIONAL,
]

INFERT = [
    *margins_of("induced"),
    *contrasts_of("induced", "reference", "pairwise", "sequential", "grand-mean"),
    *places("means", "typical", "induced=0,1,2"),
    {"dydx": ["spontaneous"], "over": ["induced"]},
    *steps(["spontaneous"], "1", "0:1", "1:2"),
    *crosses("spontaneous:induced"),
    MEASURES | {"dydx": ["induced"]},
    ALL | UNCONDITIONAL,
]

FREQUENCY = [
    *places("means", "x=0"),
    *elasticities("z"),
    *steps(["x", "z"], "1", "sd", "2sd", "iqr", "minmax"),
    *centred(["x", "z"], "sd"),
    *crosses("x:z", "x:x"),
    ALL | UNCONDITIONAL,
    {"cross": ["x", "z"]} | UNCONDITIONAL,
]

FACTOR_SLOPE = [
    *margins_of("g"),
    *places("means", "x=-1,1", "g=a,b,c"),
    ALL | {"over": ["g"]},
    *crosses("x:x", "x:z", "x:g"),
    {"dyex": ["x", "z"]},
    ALL | UNCONDITIONAL,
]

FACTOR_PRODUCT = [
    *places("means", "x=0,1"),
    *crosses("x:x", "x:z", "z:g"),
    {"dyex": ["x", "z"]},
]

LOGARITHM_PRODUCT = [
    *margins_of("b"),
    *places("means", "z=1,2"),
    *elasticities("z"),
    *crosses("z:z", "z:x", "z:b"),
    ALL | UNCONDITIONAL,
]

TWO_FACTORS = [
    *margins_of("g", "h"),
    *contrasts_of("g", "pairwise"),
    *places("means", "typical"),
    {"of": ["g"], "over": ["h"]},
    *crosses("g:h"),
    MEASURES | {"dydx": ["h"], "over": ["g"]},
]

WEIGHTED = [
    *margins_of("g"),
    *places("means", "x=0"),
    {"dyex": ["x"]},
    *crosses("x:g", "x:z"),
    MEASURES | {"dydx": ["g"]},
    ALL | UNCONDITIONAL,
]

FREQUENCY_OFFSET = [
    *margins_of("g", "b"),
    ALL | {"at": "x=-1,1"},
    ALL | {"over": ["g"]},
    *crosses("x:g", "x:b"),
    *steps(["x"], "1", "sd", "iqr"),
    ALL | UNCONDITIONAL,
]


# --- doses ---------------------------------------------------------------------------------------


def doses(name, *percents, **more):
    return {"var": name, "p": list(percents)} | more


BEETLES_DOSES = [doses("log10dose", 10, 50, 90)]
BUDWORM_DOSES = [doses("ldose", 25, 50, 75, at={"sex": sex}) for sex in "FM"]
MENARCHE_DOSES = [doses("Age", 10, 50, 90)]
CHALLENGER_DOSES = [doses("temp", 50, 90),
                    doses("temp", 50, 95, level="0.99"), doses("temp", 50, level="0.999")]
VASO_DOSES = [doses("Volume", 50, scale="log(Volume)", at={"Rate": "1.5"})]
ROTENONE_DOSES = [doses("dose", 10, 50, 90, scale="log10(dose)")]
SELENIUM_DOSES = [doses("conc", 50, scale="log(conc)", at={"type": kind}) for kind in "1234"]
BRIGHTNESS_DOSES = [doses("intensity", 25, 50, 75)]
