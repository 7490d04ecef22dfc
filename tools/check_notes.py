#!/usr/bin/env python3
"""Checks that each note stands in the table of notes and is made in one place.

    tools/check_notes.py [ROOT]

- Every NoteCode of include/odds/notes.hpp has a row in the table of src/base/notes.cpp, and the
  rows stand in the order of the codes.
- Every NoteCode is the first argument of make_note(..), or of a shorthand `note(..)` for it, in
  exactly one source file of src/: two that need the same note call one function, and what means
  something else has a code of its own.
- No source of src/ holds a code as a literal ("N012").

Prints each offender as FILE:LINE: REASON; the exit status is 1 if there is any.
"""
import re
import sys
from pathlib import Path

HEADER = Path("include/odds/notes.hpp")
TABLE = Path("src/base/notes.cpp")
ENTRY = re.compile(r"^  (\w+) = (\d+),", re.MULTILINE)
ROW = re.compile(r"^    \{(\w+), (?:remark|warning),", re.MULTILINE)
MADE = re.compile(r"\b(?:make_)?note\(\s*NoteCode::(\w+)")
CHOSEN = re.compile(r"\? NoteCode::(\w+)\s*: NoteCode::(\w+)")
LITERAL = re.compile(r'"N\d{3}"')


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def makers(root):
    """For each name of a code the files that make the note."""
    files = {}
    for path in sorted((root / "src").rglob("*.cpp")):
        text = path.read_text(encoding="utf-8")
        names = [match.group(1) for match in MADE.finditer(text)]
        names += [name for match in CHOSEN.finditer(text) for name in match.groups()]
        for name in names:
            files.setdefault(name, set()).add(path.relative_to(root).as_posix())
    return files


def literals(root):
    for path in sorted((root / "src").rglob("*.?pp")):
        text = path.read_text(encoding="utf-8")
        for match in LITERAL.finditer(text):
            yield (f"{path.relative_to(root)}:{line_of(text, match.start())}: {match.group()} is "
                   "a code: use NoteCode")


def check(root):
    """The offences of the project at `root`."""
    header = (root / HEADER).read_text(encoding="utf-8")
    rows = ROW.findall((root / TABLE).read_text(encoding="utf-8"))
    codes = {match.group(1): int(match.group(2)) for match in ENTRY.finditer(header)}
    offences = list(literals(root))
    if rows != sorted(codes, key=codes.get):
        wrong = sorted(set(rows) ^ set(codes)) or "in another order than the codes"
        offences.append(f"{TABLE}:1: not the rows of {HEADER}: {wrong}")
    made = makers(root)
    for match in ENTRY.finditer(header):
        files = sorted(made.get(match.group(1), ()))
        if len(files) != 1:
            where = "nowhere" if not files else "in " + ", ".join(files)
            offences.append(f"{HEADER}:{line_of(header, match.start())}: {match.group(1)} is made "
                            f"{where}; one place makes a note")
    return offences


if __name__ == "__main__":
    found = check(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1])
    print(*(found or ["each note is made in one place"]), sep="\n")
    sys.exit(bool(found))
