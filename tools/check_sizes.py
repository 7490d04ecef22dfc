#!/usr/bin/env python3
"""Checks that functions and files stay small.

    tools/check_sizes.py [ROOT]

Every C++ and Python file of src/, include/, tests/ and tools/ has at most 500 lines, every function
at most 60 lines and 5 parameters; over src/ and include/ together the median function has at most 8
lines, nine in ten at most 30, and nine in ten files at most 350.

The length of a C++ function is counted from the line of its opening brace to that of the closing
one, both included. Functions are found without a compiler: comments, literals and preprocessor lines
are blanked, and a `{` outside any function opens a body if the text since the last `;`, `{` or `}`
is a parameter list with what may follow one. Lambdas belong to the function around them. A
constructor's braces after a `:` are bodies only when they follow a `)` or `}`. Test cases count as
functions. Python's own parser finds Python's.

Prints each offender as FILE:LINE: REASON; the exit status is 1 if there is any.
"""
import ast
import math
import re
import sys
from pathlib import Path
from typing import NamedTuple

MAX_FUNCTION, P90_FUNCTION, MEDIAN_FUNCTION = 60, 30, 8
MAX_FILE, P90_FILE = 500, 350
MAX_PARAMETERS = 5


class Function(NamedTuple):
    name: str
    line: int
    length: int
    parameters: int


BLANKED = re.compile(
    r'R"([^()\\ ]{0,16})\(.*?\)\1"'  # raw string
    r"|//[^\n]*|/\*.*?\*/"  # comments
    r'|"(?:\\.|[^"\\\n])*"'  # string
    r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'"  # character, not the separator of 1'000
    r"|(?m:^[ \t]*\#(?:\\\n|[^\n])*)",  # preprocessor line
    re.DOTALL,
)


def blank(source):
    """The source without comments, literals and preprocessor lines; every line keeps its number."""
    return BLANKED.sub(lambda match: " " + "\n" * match.group().count("\n"), source)


def matching_parenthesis(text, start):
    """The position of the `)` that closes the `(` at `start`, or -1."""
    depth = 0
    for position in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[position], 0)
        if depth == 0:
            return position
    return -1


def parameter_count(text):
    """The number of parameters in the text between the parentheses."""
    depth, count = 0, 1
    for position, letter in enumerate(text):
        closes_template = letter == ">" and text[position - 1 : position] != "-"
        depth += (letter in "([{<") - (letter in ")]}" or closes_template)
        count += letter == "," and depth == 0
    return count if text.strip() not in ("", "void") else 0


NOT_FUNCTIONS = re.compile(r"^\s*(?:namespace|enum|concept|using|typedef|extern)\b")
PARAMETERS = re.compile(r"(operator\s*\(\s*\)|operator[^\w\s(]+|~?\w+(?:<[^()]*>)?)\s*\(")
AFTER = re.compile(r"(?:const|volatile|noexcept|override|final|mutable|try|requires|&|\s)*(->|:|$|=|\w)")


def function_head(text):
    """(name, parameters) if `text`, which a `{` follows, is the head of a function, else None.

    A `:` after the parameters starts a constructor's initialisers: there a `{` after a name holds
    a member's value, and only one after a `)` or `}` opens the body.
    """
    text = re.sub(r"^\s*template\s*<[^{}]*?>\s*(?=[\w:\[])", "", text)
    if NOT_FUNCTIONS.match(text) or re.match(r"^[^()]*\b(?:class|struct|union)\b[^()]*$", text):
        return None
    for match in PARAMETERS.finditer(text):
        name = match.group(1)
        if name in ("alignas", "decltype", "noexcept", "requires", "explicit", "__attribute__"):
            continue
        end = matching_parenthesis(text, match.end() - 1)
        if end < 0:
            return None
        after = AFTER.match(text, end + 1)
        if after is None or after.group(1) == "=":
            return None
        if after.group(1) == ":" and text.rstrip()[-1] not in ")}":
            return None
        return name, parameter_count(text[match.end() : end])
    return None


def cpp_functions(source):
    """Every function of a C++ source, in the order of their bodies."""
    text = blank(source)
    functions, scopes = [], []  # a scope: None, or the function whose body it is
    inside, head_start, line = None, 0, 1
    for position, letter in enumerate(text):
        if letter == "\n":
            line += 1
        elif letter == "{":
            head = None if inside else function_head(text[head_start:position])
            is_value = not inside and not head and is_initialiser(text[head_start:position])
            scopes.append((line, head, is_value))
            inside = inside or head
            head_start = head_start if is_value else position + 1
        elif letter == "}" and scopes:
            start, head, is_value = scopes.pop()
            if head:
                functions.append(Function(head[0], start, line - start + 1, head[1]))
                inside = None
            head_start = head_start if is_value else position + 1
        elif letter == ";" and not inside:
            head_start = position + 1
    return functions


def is_initialiser(head):
    """Whether the `{` after the text outside functions holds values: the declaration goes on."""
    return bool(re.search(r"[\w>\])=,(]\s*$", head)) and not re.match(
        r"^\s*(?:(?:template\s*<.*>|inline|export|typedef)\s*)*(?:namespace|class|struct|union|enum|extern)\b",
        head,
        re.DOTALL,
    )


def python_functions(source):
    """Every function and method of a Python source; `self` is no parameter."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            names = [a.arg for a in node.args.posonlyargs + node.args.args + node.args.kwonlyargs]
            count = len([name for name in names if name not in ("self", "cls")])
            yield Function(node.name, node.lineno, node.end_lineno - node.lineno + 1, count)


def functions_of(path, source):
    return list(python_functions(source) if path.suffix == ".py" else cpp_functions(source))


def quantile(values, share):
    """The smallest value that at least this share of the values do not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[math.ceil(share * len(ordered)) - 1] if ordered else 0


def too_big(place, function):
    """Yields what is wrong with one function."""
    where = f"{place}:{function.line}: {function.name}"
    if function.length > MAX_FUNCTION:
        yield f"{where} has {function.length} lines, at most {MAX_FUNCTION} are allowed"
    if function.parameters > MAX_PARAMETERS:
        yield f"{where} has {function.parameters} parameters, at most {MAX_PARAMETERS}: use a struct"


def too_big_on_the_whole(lengths, files):
    """Yields what is wrong with the library's functions (their lengths) and files taken together."""
    for name, values, share, limit in (
        ("function", lengths, 0.5, MEDIAN_FUNCTION),
        ("function", lengths, 0.9, P90_FUNCTION),
        ("file", files, 0.9, P90_FILE),
    ):
        if quantile(values, share) > limit:
            longest = quantile(values, share)
            yield f"src, include: {share:.0%} of {name}s have up to {longest} lines, not {limit}"


def check(root):
    """(offences, summary) of a project."""
    offences, lengths, files = [], [], []
    paths = [p for top in ("include", "src", "tests", "tools") for p in (root / top).rglob("*.*")]
    for path in sorted(p for p in paths if p.suffix in (".hpp", ".cpp", ".py")):
        place = path.relative_to(root)
        source = path.read_text(encoding="utf-8")
        functions = functions_of(path, source)
        lines = source.count("\n")
        if lines > MAX_FILE:
            offences.append(f"{place}:1: has {lines} lines, at most {MAX_FILE} are allowed")
        for function in functions:
            offences += too_big(place, function)
        if place.parts[0] in ("include", "src"):
            lengths += [function.length for function in functions]
            files.append(lines)
    offences += too_big_on_the_whole(lengths, files)
    summary = f"{len(lengths)} functions: median {quantile(lengths, 0.5)} lines, p90 " \
              f"{quantile(lengths, 0.9)}; {len(files)} files: p90 {quantile(files, 0.9)} lines"
    return offences, summary


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent
    offences, summary = check(root)
    print("\n".join([*offences, summary]))
    return 1 if offences else 0


if __name__ == "__main__":
    sys.exit(main())
