#!/usr/bin/env python3
"""Checks that every source includes what it uses, itself or by headers of the project.

    tools/check_includes.py [ROOT]

Precompiled headers are there whether a source asks for them or not: the compiler misses no #include
of them, nor of what they include in their turn. So this looks for it: for the names in NEEDS, which
are those that come with our precompiled headers, a file of src/, include/, tests/ or tools/ must
include the header, or a header of the project that does.

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
    "(lower|upper)_bound|(max|min|minmax)(_element)?|nth_element|partition|remove(_if)?|replace|"
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
    def included(self, path):
        """The foreign headers that a file includes, itself or by headers of the project."""
        foreign, seen, waiting = set(), {path}, [path]
        while waiting:
            for header in INCLUDE.findall(self.text(waiting.pop())):
                if own := self.find(header):
                    waiting += {own} - seen
                    seen.add(own)
                else:
                    foreign.add(header)
                    for start, given in GIVEN_BY.items():
                        foreign |= given if header.startswith(start) else set()
        return foreign


def check(root):
    """`FILE:LINE: REASON` for each header that a file uses and does not include."""
    project = Project(root)
    for path in project.files:
        code = blank(project.text(path))
        for header, use in NEEDS.items():
            found = use.search(code)
            if not found or header in project.included(path):
                continue
            line = code.count("\n", 0, found.start()) + 1
            yield f"{path.relative_to(root)}:{line}: {found[0].rstrip('<(')} needs <{header}>"


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent
    offences = list(check(root))
    print("\n".join(offences) or "every source includes what it uses")
    return 1 if offences else 0


if __name__ == "__main__":
    sys.exit(main())
