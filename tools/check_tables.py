#!/usr/bin/env python3
"""Checks that the tables in comments are rectangular, as a formatter or a hasty edit may leave them not.

    tools/check_tables.py [ROOT]

A table is two or more lines of a comment in a row that begin with a bar, in include/, src/, tests/
and tools/. All its lines end with a bar and have their bars at the same places. Bars that touch
what stands beside them, as those of |b|, are part of a cell. The line below the head is all dashes.

Prints each offending line as FILE:LINE: REASON; the exit status is 1 if there is any.
"""
import re
import sys
from pathlib import Path

FOLDERS = ("include", "src", "tests", "tools")
LINE = re.compile(r"^(\s*//+!?\s*)(\|.*?)\s*$")
BAR = re.compile(r"(?<![^\s|-])\|(?![^\s|-])")
RULE = re.compile(r"\|(-+\|)+")


def tables(lines):
    """Each table as a list of (number of the line, its text from the first bar on)."""
    table = []
    for number, line in enumerate([*lines, ""], start=1):
        match = LINE.match(line)
        if match:
            table.append((number, match[2]))
            continue
        if len(table) > 1:
            yield table
        table = []


def bars(text):
    """The places of the bars between cells."""
    return [match.start() for match in BAR.finditer(text)]


def complaints(table):
    """(number of a line, what is wrong with it)"""
    number, rule = table[1]
    if not RULE.fullmatch(rule):
        yield number, "no line of dashes stands below the head of the table"
        return
    for number, text in table:
        if not text.endswith("|") or bars(text) != bars(rule):
            yield number, "the bars of the table do not stand below each other"


def check(root):
    """The offences in all sources below `root`."""
    offences = []
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.?pp")):
            for table in tables(path.read_text().splitlines()):
                offences += [f"{path.relative_to(root)}:{number}: {what}"
                             for number, what in complaints(table)]
    return offences


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1]
    offences = check(root)
    print("\n".join(offences), end="\n" if offences else "")
    return 1 if offences else 0


if __name__ == "__main__":
    sys.exit(main())
