#!/usr/bin/env python3
"""Checks that every source includes what it uses, itself or by headers of the project.

    tools/check_includes.py [ROOT]

Precompiled headers are there whether a source asks for them or not, and what one source of a unity
build includes is there for the next: the compiler misses no #include of them. So this looks for it:

- for the names in NEEDS, which are those that come with our precompiled headers, a file of src/,
  include/, tests/ or tools/ must include the header, or a header of the project that does;
- a file that uses a function, type or constant which a header of the project declares, must include
  that header likewise. Names of one word are left out: too many of them mean something else.

Comments, literals and preprocessor lines count for nothing. Prints each offender as FILE:LINE:
REASON; the exit status is 1 if there is any.
"""
import functools
import re
import sys
from pathlib import Path

from check_sizes import blank

ALGORITHMS = (
    "(all|any|none)_of|adjacent_find|clamp|copy(_if)?|count(_if)?|equal|fill|find(_if)?|generate|"
    "(lower|upper)_bound|(max|min|minmax)(_element)?|nth_element|partition|remove_if|replace|"
    "reverse|rotate|shuffle|(stable_)?sort|transform|unique"
)
NEEDS = {
    "algorithm": rf"std::(ranges::)?({ALGORITHMS})\(",
    "array": r"std::array<",
    "cmath": r"std::(abs|ceil|cos|exp|expm1|floor|frexp|isfinite|isinf|isnan|ldexp|log|log10|log1p|"
    r"log2|nextafter|pow|round|sin|sqrt|trunc)\(",
    "functional": r"std::function<",
    "limits": r"std::numeric_limits<",
    "map": r"std::(multi)?map<",
    "memory": r"std::((shared|unique|weak)_ptr<|make_(shared|unique)<)",
    "string": r"std::(string\b|to_string\(|sto[dil]+\()",
    "vector": r"std::vector<",
    "Eigen/Core": r"Eigen::",
    "doctest/doctest.h": r"\b(TEST_CASE|CHECK|REQUIRE)\(",
    "CLI/CLI.hpp": r"CLI::",
    "fmt/format.h": r"fmt::",
}
NEEDS = {header: re.compile(use) for header, use in NEEDS.items()}

# Headers that are there to be had with another: its own declarations are made of them.
GIVEN_BY = {"fmt/ranges.h": {"fmt/format.h"}, "Eigen/": {"Eigen/Core"}, "CLI/": {"CLI/CLI.hpp"}}

# What a header declares in a namespace, where nothing is indented.
NAME = r"(k[A-Z]\w+|[A-Z]\w*[a-z][A-Z]\w*|[a-z]\w*_\w+)"
DECLARED = re.compile(
    rf"^(?:\[\[\w+\]\] )?(?:(?:struct|class|enum class|using) (?:ODDS_EXPORT )?{NAME}\b"
    rf"|[A-Za-z][\w:<>,&* ]*[ &*]{NAME}(?=[({{\[]| =))", re.MULTILINE)
# A declaration anywhere, that of a member or a local variable: a name behind a type.
ANYWHERE = re.compile(
    rf"\b(?!(?:return|else|case|throw|new|delete) )\w+(?:[>&*]+)? {NAME}\b|\bauto\b[^;\n]*?\b{NAME}\b")
USED = re.compile(rf"(?<![\w.])(?<!->)(?<!::){NAME}\b|\b(?:odds|test|cli)::{NAME}\b")

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)


class Project:
    """The sources of a project, and what each of them includes."""

    def __init__(self, root):
        self.root = root
        tops = [root / top for top in ("include", "src", "tests", "tools")]
        self.files = sorted(path for top in tops for path in top.rglob("*.[ch]pp"))

    @functools.cache
    def text(self, path):
        return path.read_text(encoding="utf-8")

    def find(self, header):
        """The file of the project that `header` means, or None."""
        places = (self.root / top / header for top in ("include", "src", "tests"))
        return next((path for path in places if path.exists()), None)

    @functools.cache
    def code(self, path):
        return blank(self.text(path))

    @functools.cache
    def included(self, path):
        """What a file includes, itself or by headers of the project: foreign headers by name, those
        of the project and the file itself as files."""
        foreign, own, waiting = set(), {path}, [path]
        while waiting:
            for header in INCLUDE.findall(self.text(waiting.pop())):
                if found := self.find(header):
                    waiting += {found} - own
                    own.add(found)
                else:
                    foreign.add(header)
                    for start, given in GIVEN_BY.items():
                        foreign |= given if header.startswith(start) else set()
        return foreign, own

    @functools.cache
    def homes(self):
        """The headers that declare each name."""
        homes = {}
        for path in self.files:
            for found in DECLARED.finditer(self.code(path)) if path.suffix == ".hpp" else ():
                homes.setdefault(name_in(found), set()).add(path)
        return homes

    @functools.cache
    def declared_anywhere(self, path):
        return {name_in(found) for found in ANYWHERE.finditer(self.code(path))}


def name_in(found):
    return next(filter(None, found.groups()))


def foreign_uses(project, path):
    """(match, header) for each foreign header that a file uses and does not include."""
    foreign, _ = project.included(path)
    for header, use in NEEDS.items():
        found = use.search(project.code(path))
        if found and header not in foreign:
            yield found, f"<{header}>"


def own_uses(project, path):
    """The same for headers of the project, once for each name."""
    _, own = project.included(path)
    known = set().union(*map(project.declared_anywhere, own))
    for found in USED.finditer(project.code(path)):
        homes = project.homes().get(name_in(found))
        if homes and name_in(found) not in known and not homes & own:
            known.add(name_in(found))
            yield found, " or ".join(sorted(f'"{home.relative_to(project.root)}"' for home in homes))


def check(root):
    """`FILE:LINE: REASON` for each header that a file uses and does not include."""
    project = Project(root)
    for path in project.files:
        for found, header in [*foreign_uses(project, path), *own_uses(project, path)]:
            line = project.code(path).count("\n", 0, found.start()) + 1
            yield f"{path.relative_to(root)}:{line}: {found[0].rstrip('<(')} needs {header}"


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent
    offences = list(check(root))
    print("\n".join(offences) or "every source includes what it uses")
    return 1 if offences else 0


if __name__ == "__main__":
    sys.exit(main())
