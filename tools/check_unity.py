#!/usr/bin/env python3
"""Checks that the sources of a directory can be compiled as one translation unit.

    tools/check_unity.py [ROOT]

CMake compiles the sources of each directory of src/ and tests/ a few at a time
(tools/cmake/GroupSources.cmake). There the anonymous namespaces of two files are one, so that a name
for which both have a definition clashes, or worse: means the other's. Which files share a unit
changes with every new file, so all names of a directory must differ.

Outside of them two files may not define one type either: of the members of two types of one name in
the namespace odds the linker takes one for both, without a word, and the program crashes.

Functions, types, aliases and variables count; the members of types and what stands in functions do
not. Two functions of one name in one file are overloads. Prints each clash as
FILE:LINE: REASON; the exit status is 1 if there is any.
"""
import re
import sys
from pathlib import Path

from check_sizes import blank, function_head, matching_parenthesis

TYPE = re.compile(r"\b(?:class|struct|union|enum(?:\s+class)?)\s+(\w+)")
ALIAS = re.compile(r"^\s*(?:template\s*<[^{}]*?>\s*)?(?:using|concept)\s+(\w+)\s*=(.*)", re.DOTALL)
VARIABLE = re.compile(r"(\w+)(?:\s*\[[^\]]*\])*\s*$")


def parameter_types(text):
    """The parameters between the first pair of parentheses, without their names and defaults."""
    inside = text[text.index("(") + 1 : matching_parenthesis(text, text.index("("))]
    names = re.compile(r"([\w>&*\]])\s+[&*]?\w+\s*(?:=[^,]*)?(?=,|$)")
    return re.sub(r"\s", "", names.sub(r"\1", inside))


def definition(text):
    """(name, key) of what the text defines, where definitions of one name and key exclude each other
    and those with other keys are overloads; None for a test case or what defines nothing.
    """
    text = text.strip()
    if not text or re.match(r"(?:using\s+[\w:]+$|static_assert|namespace|TEST_CASE)", text):
        return None
    if match := ALIAS.match(text):
        # The same alias may be declared twice: only another meaning clashes.
        return match.group(1), "alias"
    if match := TYPE.match(re.sub(r"^template\s*<[^{}]*?>\s*", "", text)):
        return match.group(1), "type"
    value = text.split("=")[0]
    if "=" in text and "(" not in value and "operator" not in value:
        return VARIABLE.search(value.strip()).group(1), "variable"
    if head := function_head(text):
        is_member = re.search(rf"::\s*{re.escape(head[0])}\s*\(", text)
        return None if is_member else (head[0], parameter_types(text))
    match = VARIABLE.search(text)
    return (match.group(1), "variable") if match else None


def definitions(source, namespace):
    """(name, key, text, line) of each definition that stands directly in a namespace: a pattern, which
    is empty for anonymous ones.
    """
    text = blank(source)
    for opening in re.finditer(rf"\bnamespace\s*{namespace}\s*\{{", text):
        depth, start, defined = 0, opening.end(), False
        for position in range(opening.end(), len(text)):
            letter = text[position]
            if letter == "{" or letter == ";":
                if depth == 0 and not defined and (found := definition(text[start:position])):
                    if letter == "{" or "=" in text[start:position]:
                        declaration = re.sub(r"\s+", " ", text[start:position].strip())
                        yield *found, declaration, text.count("\n", 0, position) + 1
                depth += letter == "{"
            if letter == "}":
                if depth == 0:
                    break
                depth -= 1
            if depth == 0 and letter in "};":
                # What follows the braces of a value or a type, up to its semicolon, is part of it.
                ends = letter == ";" or not re.match(r"\s*[;,)(.]", text[position + 1 :])
                start, defined = position + 1, not ends


def check_units(root):
    """All clashes of anonymous namespaces below src/ and tests/ of a project."""
    first = {}  # (directory, name, key) -> (file, text)
    for top in ("src", "tests"):
        for path in sorted((root / top).rglob("*.cpp")):
            for name, key, text, line in definitions(path.read_text(encoding="utf-8"), ""):
                other, their_text = first.setdefault((path.parent, name, key), (path, text))
                if other != path and not (key == "alias" and text == their_text):
                    yield f"{path.relative_to(root)}:{line}: {name} is also defined in {other.name}"


def check_types(root):
    """All types of the namespace odds that two files below include/ and src/ define."""
    first = {}  # name -> file
    for top in ("include", "src"):
        for path in sorted((root / top).rglob("*.[ch]pp")):
            source = re.sub(r"\bODDS_EXPORT\b", "", path.read_text(encoding="utf-8"))
            for name, key, text, line in definitions(source, r"odds(?:::\w+)*"):
                # Members, and variables of types, are qualified: struct Sha256::State.
                if key != "type" or re.search(rf"\b{name}\s*::", text):
                    continue
                other = first.setdefault(name, path)
                if other != path:
                    where = f"{path.relative_to(root)}:{line}"
                    yield f"{where}: odds::{name} is also defined in {other.relative_to(root)}"


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent
    offences = [*check_units(root), *check_types(root)]
    print("\n".join(offences) or "no two sources define the same name")
    return 1 if offences else 0


if __name__ == "__main__":
    sys.exit(main())
