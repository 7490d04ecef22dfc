#!/usr/bin/env python3
"""Checks that includes go one way only: the layers of src/ and the public headers of include/odds/.

    tools/check_layers.py [ROOT]

Four rules, for every #include of a source or a header:

1. A file of src/LAYER/ includes its own layer and those above it in LAYERS, whether by an internal
   header ("layer/x.hpp") or by a public one (<odds/x.hpp>, whose layer PUBLIC tells). A layer of
   FEW includes those that are listed there, and base.
2. The layers of PUBLIC_ONLY see results and no internals: public headers, base, and themselves.
3. A public header includes public headers of its own layer or above, and the standard library.
4. A third-party header stays at home: ONLY_IN.

Prints each offending line as FILE:LINE: REASON; the exit status is 1 if there is any.
"""
import re
import sys
from pathlib import Path

LAYERS = [
    "base",
    "math",
    "parallel",
    "data/input",
    "data/types",
    "data/columns",
    "data/csv",
    "formula",
    "design",
    "curve",
    "solve",
    "likelihood",
    "model",
    "inference",
    "fit",
    "effects/counterfactual",
    "effects/margins",
    "effects/dose",
    "effects/sensitivity",
    "comparison",
    "performance",
    "diagnose",
    "predict",
    "validate",
    "describe",
    "model_file",
    "verify",
    "report",
    "cli",
]

# An optimiser sees a point and what it is worth, and neither data nor threads.
FEW = {"solve": {"math"}}

PUBLIC_ONLY = {"report", "cli"}

# The layer of each public header: the lowest that it has a word for. odds.hpp includes them all.
PUBLIC = {
    "types": "base",
    "index": "base",
    "note": "base",
    "notes": "base",
    "cell_form": "base",
    "export": "base",
    "error": "base",
    "variance_choice": "base",
    "version": "base",
    "eigen": "base",
    "communicator": "parallel",
    "execution": "parallel",
    "mpi": "parallel",
    "table": "data/types",
    "csv": "data/types",
    "memory_table": "data/columns",
    "formula": "formula",
    "account": "design",
    "curve": "curve",
    "sigmoid": "curve",
    "optimizer": "solve",
    "fit": "model",
    "fit_options": "model",
    "inference": "inference",
    "profile": "inference",
    "row_scores": "inference",
    "variance": "inference",
    "hypothesis": "inference",
    "data_match": "fit",
    "margins": "effects/counterfactual",
    "margin_tests": "effects/margins",
    "margin_words": "effects/margins",
    "unit_margins": "effects/margins",
    "dose": "effects/dose",
    "sensitivity": "effects/sensitivity",
    "compare": "comparison",
    "compare_effects": "comparison",
    "calibration": "performance",
    "design_checks": "diagnose",
    "diagnose": "diagnose",
    "discrimination": "diagnose",
    "answer_influence": "diagnose",
    "influence": "diagnose",
    "misfit": "diagnose",
    "predict": "predict",
    "validate": "validate",
    "new_data": "validate",
    "update": "validate",
    "select": "validate",
    "describe": "describe",
    "model_file": "model_file",
    "verify": "verify",
    "prediction_writer": "report",
    "row_writer": "report",
    "report": "report",
    "odds": "all",
}

# Third-party headers and the layers or files where they may appear. Programs need no Eigen: of the
# public headers there is one for those that have it.
ONLY_IN = {
    "Eigen": set(LAYERS) - {"base", "report", "cli"} | {"odds/eigen.hpp"},
    "csv.h": {"data/csv"},
    "mpi.h": {"parallel"},
    "boost": {"math"},
    "hwy": {"math", "curve"},
    "openssl": {"data/input"},
    "zlib.h": {"data/input"},
    "zstd.h": {"data/input"},
    "CLI": {"cli"},
    "fmt": set(LAYERS),
    "nlohmann": {"report", "model_file/json.cpp", "model_file/json_parser.cpp"},
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def third_party(header):
    """The key of ONLY_IN that the header falls under, or None."""
    return next((key for key in ONLY_IN if header == key or header.startswith(key + "/")), None)


def public_layer(header):
    return PUBLIC.get(header.removeprefix("odds/").removesuffix(".hpp"))


def layer_of(path):
    """The layer of a path below ROOT; None if its folder is none."""
    if path.parts[0] == "include":
        return public_layer(path.name)
    folder = "/".join(path.parts[1:-1])
    return folder if folder in LAYERS else None


def may_include(layer, target):
    """Whether files of a layer may include headers of another, as far as their order goes."""
    if layer == "all" or target in (layer, "base"):
        return True
    if layer in FEW:
        return target in FEW[layer]
    return target != "all" and LAYERS.index(target) < LAYERS.index(layer)


def objection(path, layer, header):
    """What is wrong with including the header, or None."""
    is_public = path.parts[0] == "include"
    if header.startswith("odds/"):
        target = public_layer(header)
        if target is None:
            return f"<{header}> has no layer yet: enter it in PUBLIC of tools/check_layers.py"
        allowed = layer in PUBLIC_ONLY or may_include(layer, target)
        return None if allowed else f"{layer} must not include {target} (<{header}>)"
    if home := third_party(header):
        inside = path.relative_to(path.parts[0]).as_posix()
        allowed = inside in ONLY_IN[home] or not is_public and layer in ONLY_IN[home]
        return None if allowed else f"<{header}> may be included in {sorted(ONLY_IN[home])} only"
    target = header.rpartition("/")[0]
    if target not in LAYERS:
        return None  # the standard library
    if is_public:
        return f'a public header must not include the internal "{header}"'
    allowed = target in (layer, "base") if layer in PUBLIC_ONLY else may_include(layer, target)
    return None if allowed else f'{layer} must not include {target} ("{header}")'


def check_file(root, path):
    """Yields `FILE:LINE: REASON` for every include of the file that breaks a rule."""
    relative = path.relative_to(root)
    layer = layer_of(relative)
    if layer is None:
        yield f"{relative}:1: of no known layer: enter it in tools/check_layers.py"
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if match := INCLUDE.match(line):
            if reason := objection(relative, layer, match.group(2)):
                yield f"{relative}:{number}: {reason}"


def check(root):
    """All offences below src/ and include/ of a project, in the order of the file names."""
    files = [path for top in ("include", "src") for path in (root / top).rglob("*.[ch]pp")]
    return [offence for path in sorted(files) for offence in check_file(root, path)]


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent
    offences = check(root)
    print("\n".join(offences) or "includes go one way only")
    return 1 if offences else 0


if __name__ == "__main__":
    sys.exit(main())
