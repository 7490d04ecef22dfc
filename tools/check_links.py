#!/usr/bin/env python3
"""Checks that the pages of the project lead somewhere, and that each is led to.

    tools/check_links.py [ROOT]

- Every relative link of a Markdown page leads to a file or folder of the project, and what stands
  behind a # is a heading of that page, spelled as GitHub spells it: small letters, blanks to dashes,
  punctuation left out. Links to the web are not followed.
- README.md has at most 200 lines: it leads in, and the pages behind it tell the rest.
- Every page of tests/guide/ is in the list of tests/guide/README.md, and in tests/CMakeLists.txt,
  where it becomes a test.
- Every code of a note (src/base/notes.cpp) stands on some page of tests/guide/.
- No page names a place on the machine of its writer.

Fenced blocks are no text: they hold commands and their output. Prints each offender as
FILE:LINE: REASON; the exit status is 1 if there is any.
"""
import re
import sys
from pathlib import Path

MOST_LINES = 200
GUIDE = Path("tests/guide")
INDEX = GUIDE / "README.md"
TESTS = Path("tests/CMakeLists.txt")
CODES = Path("include/odds/notes.hpp")

# Folders that are not of the project: builds, and what git keeps.
FOREIGN = {"build", ".git"}
LINK = re.compile(r"\[[^\]\[]*\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.*?)(?: +#+)?$")
MACHINE = re.compile(r"(?<![\w.])/(?:work|tmp|home|root)/")


def pages_of(root):
    """The Markdown pages of the project, as paths from its root."""
    paths = (path.relative_to(root) for path in sorted(root.rglob("*.md")))
    return [path for path in paths if not FOREIGN.intersection(path.parts)]


def text_lines(path):
    """(number, line) of a page, without its fenced blocks."""
    fence = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        mark = re.match(r" {0,3}(```+|~~~+)", line)
        if fence is None and not mark:
            yield number, line
        elif fence is None:
            fence = mark[1]
        elif mark and line.strip() == mark[1] and mark[1].startswith(fence):
            fence = None


def anchor(heading):
    """The name by which a heading is linked to."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def anchors_of(path):
    """The anchors of a page; of equal ones the later have a number."""
    found = set()
    for _, line in text_lines(path):
        if match := HEADING.match(line):
            name, count = anchor(match[1]), 0
            while (name if not count else f"{name}-{count}") in found:
                count += 1
            found.add(name if not count else f"{name}-{count}")
    return found


def broken(root, page, target):
    """What is wrong with a link; empty if nothing is."""
    if re.match(r"[a-z]+:", target):
        return ""
    name, _, place = target.partition("#")
    path = (root / page).parent / name if name else root / page
    if not path.exists():
        return f"{target} leads nowhere"
    if not path.resolve().is_relative_to(root.resolve()):
        return f"{target} leads out of the project"
    if place and path.suffix == ".md" and place not in anchors_of(path):
        return f"{target}: that page has no such heading"
    return ""


def check_page(root, page):
    for number, line in text_lines(root / page):
        for target in LINK.findall(re.sub(r"`[^`]*`", "", line)):
            if complaint := broken(root, page, target):
                yield f"{page}:{number}: {complaint}"
    for number, line in enumerate((root / page).read_text(encoding="utf-8").splitlines(), 1):
        if MACHINE.search(line):
            yield f"{page}:{number}: a place on the machine of the writer"


def check_guide(root):
    """That each page of the guide is listed, and each code of a note explained."""
    index = (root / INDEX).read_text(encoding="utf-8")
    tests = (root / TESTS).read_text(encoding="utf-8")
    text = ""
    for path in sorted((root / GUIDE).glob("*.md")):
        page = path.relative_to(root)
        text += path.read_text(encoding="utf-8")
        if page == INDEX:
            continue
        if f"]({path.name})" not in index:
            yield f"{page}:1: is not in {INDEX}"
        if str(page) not in tests:
            yield f"{page}:1: is not in {TESTS}: its commands are not run"
    lines = (root / CODES).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        match = re.match(r" *(\w+) = (\d+),", line)
        if match and f"N{int(match[2]):03}" not in text:
            yield f"{CODES}:{number}: N{int(match[2]):03} ({match[1]}) is on no page of {GUIDE}"


def check(root):
    offences = []
    for page in pages_of(root):
        offences += check_page(root, page)
    length = len((root / "README.md").read_text(encoding="utf-8").splitlines())
    if length > MOST_LINES:
        offences.append(f"README.md:{MOST_LINES + 1}: has {length} lines, more than {MOST_LINES}")
    return offences + list(check_guide(root))


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1]
    offences = check(root)
    print("\n".join(offences), end="\n" if offences else "")
    return 1 if offences else 0


if __name__ == "__main__":
    sys.exit(main())
