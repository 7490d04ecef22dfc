#!/usr/bin/env python3
"""Checks that includes go one way only: the layers of src/ and the public headers of include/odds/.

    tools/check_layers.py [ROOT]

Three rules, for every #include of a source or a header:

1. A file of src/LAYER/ includes its own layer and those that MAY_INCLUDE lists for it, whether
   by an internal header ("layer/x.hpp") or by a public one (<odds/x.hpp>, whose layer PUBLIC tells).
2. A public header includes public headers of its own layer or of a layer that its layer may
   include, and the standard library.
3. A third-party header stays at home: ONLY_IN.

Prints each offending line as FILE:LINE: REASON; the exit status is 1 if there is any.
"""
import re
import sys
from pathlib import Path

# "base" is what everybody may include: errors and the names of types.
BELOW_DESIGN = {"math", "parallel", "data", "formula"}
BELOW_FIT = BELOW_DESIGN | {"design", "likelihood", "solve"}
MAY_INCLUDE = {
    "base": set(),
    "math": set(),
    "parallel": {"math"},
    "data": {"math", "parallel"},
    "formula": {"math", "data"},
    "design": BELOW_DESIGN,
    "likelihood": BELOW_DESIGN | {"design"},
    "solve": {"math"},  # a point and an Evaluation, no data: likelihood/objective.hpp, see EXTRA
    "fit": BELOW_FIT,
    "inference": BELOW_FIT | {"fit"},
    "effects": BELOW_FIT | {"fit", "inference"},
    "postfit": BELOW_FIT | {"fit", "inference", "effects"},
    "report": set(),  # public headers only, see ANY_PUBLIC
    "cli": set(),
}

# Layers that see results and no internals: every public header, and their own files.
ANY_PUBLIC = {"report", "cli"}

# Single internal headers that a layer may include in spite of MAY_INCLUDE.
EXTRA = {
    # Neither knows any data: what to maximise, and the same on some of its columns.
    "solve": {"likelihood/objective.hpp", "likelihood/restricted_objective.hpp"},
    "report": {"math/utf8.hpp"},  # columns are as wide as their text has characters, not bytes
}

# The layer that each public header belongs to; odds.hpp includes them all.
PUBLIC = {
    "types": "base",
    "index": "base",
    "note": "base",
    "notes": "base",
    "cell_form": "base",
    "export": "base",
    "error": "base",
    "version": "base",
    "eigen": "base",
    "sigmoid": "math",
    "communicator": "parallel",
    "execution": "parallel",
    "mpi": "parallel",
    "table": "data",
    "csv": "data",
    "memory_table": "data",
    "formula": "formula",
    "account": "design",
    "optimizer": "solve",
    "fit": "fit",
    "data_match": "fit",
    "inference": "inference",
    "dose": "effects",
    "margins": "effects",
    "margin_words": "effects",
    "unit_margins": "effects",
    "variance": "effects",
    "sensitivity": "effects",
    "describe": "postfit",
    "model_file": "postfit",
    "predict": "postfit",
    "verify": "postfit",
    "prediction_writer": "report",
    "row_writer": "report",
    "report": "report",
    "odds": "all",
}

# Third-party headers and the layers or files where they may appear. Programs need no Eigen: of the
# public headers there is one for those that have it.
ONLY_IN = {
    "Eigen": set(MAY_INCLUDE) - {"base", "report", "cli"} | {"odds/eigen.hpp"},
    "csv.h": {"data"},
    "mpi.h": {"parallel"},
    "boost": {"math"},
    "hwy": {"math"},
    "openssl": {"data"},
    "zlib.h": {"data"},
    "zstd.h": {"data"},
    "CLI": {"cli"},
    "fmt": set(MAY_INCLUDE),
    "nlohmann": {"report", "postfit/json.cpp", "postfit/json_parser.cpp"},
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def third_party(header):
    """The key of ONLY_IN that the header falls under, or None."""
    return next((key for key in ONLY_IN if header == key or header.startswith(key + "/")), None)


def public_layer(header):
    return PUBLIC.get(header.removeprefix("odds/").removesuffix(".hpp"))


def layer_of(path):
    """The layer of a path below ROOT."""
    if path.parts[0] == "include":
        return public_layer(path.name)
    return path.parts[1] if len(path.parts) > 2 else "base"


def objection(path, layer, header):
    """What is wrong with including the header, or None."""
    is_public = path.parts[0] == "include"
    if header.startswith("odds/"):
        target = public_layer(header)
        if target is None:
            return f"<{header}> has no layer yet: enter it in PUBLIC of tools/check_layers.py"
        allowed = layer in ANY_PUBLIC | {"all"} or target in MAY_INCLUDE[layer] | {layer, "base"}
        return None if allowed else f"{layer} must not include {target} (<{header}>)"
    if home := third_party(header):
        inside = path.relative_to(path.parts[0]).as_posix()
        allowed = inside in ONLY_IN[home] or not is_public and layer in ONLY_IN[home]
        return None if allowed else f"<{header}> may be included in {sorted(ONLY_IN[home])} only"
    target = header.split("/")[0]
    if target not in MAY_INCLUDE:
        return None  # the standard library
    if is_public:
        return f'a public header must not include the internal "{header}"'
    allowed = target in MAY_INCLUDE[layer] | {layer, "base"} or header in EXTRA.get(layer, set())
    return None if allowed else f'{layer} must not include {target} ("{header}")'


def check_file(root, path):
    """Yields `FILE:LINE: REASON` for every include of the file that breaks a rule."""
    relative = path.relative_to(root)
    layer = layer_of(relative)
    if layer not in MAY_INCLUDE and layer != "all":
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
