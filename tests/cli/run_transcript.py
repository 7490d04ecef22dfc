#!/usr/bin/env python3
"""Runs the commands of a Markdown file and compares what they print with what it says they print.

    tests/cli/run_transcript.py FILE.md ODDS [ODDS_MPI]

ODDS is the built command, ODDS_MPI that for several processes: without it, commands that hold the
word `mpirun` are left out. Only fenced blocks marked `console` are run:

    ```console
    $ odds sigmoid 0
    eta  sigma ...
    ...
    $ odds fit no_such_file.csv 'y ~ x'
    odds: no_such_file.csv: No such file or directory
    # exit 5
    ```

- `$ ` starts a command for bash; a line that ends in a backslash goes on in the next one.
- The lines up to the next command are what it must print, standard output and standard error as on
  a terminal. A line `...` stands for any lines, none included. Blanks at line ends do not count.
- Numbers of 15 digits or more need to agree in the first 12 only: whether a product and a sum are
  rounded once or twice, and so the last bit, is up to the compiler and its level of optimisation.
- `# exit N` after the output is the exit status; without it, it must be 0.
- A block marked with a language and a name, as in "```csv bad.csv", is written to a file of this
  name for the commands after it.

Hints of errors are followed (hints.py): one that leads back to an error that was seen before is a
fault, too.

Commands find the project as if they were typed at its root, in a place of their own: what they
write is gone afterwards. `tools/run` stands for the built command.
"""
import difflib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import hints

ROOT = Path(__file__).resolve().parents[2]
LONG_NUMBER = re.compile(r"(?<![\w.])\d+\.\d+(?:e[-+]\d+)?(?![\w.])")
FENCE = re.compile(r"^```(\w+)(?: +(\S+))?[^\n]*\n(.*?)^```$", re.DOTALL | re.MULTILINE)


class Step(NamedTuple):
    """A command with what it must do."""

    command: str
    expected: list[str]
    status: int


def steps_of(block):
    """The steps of a console block."""
    steps, command, expected, status = [], None, [], 0
    for line in block.splitlines():
        if command is not None and command.endswith("\\"):
            command += "\n" + line.removeprefix("> ")
        elif line.startswith("$ "):
            if command is not None:
                steps.append(Step(command, expected, status))
            command, expected, status = line[2:], [], 0
        elif match := re.fullmatch(r"# exit (\d+)", line):
            status = int(match.group(1))
        else:
            expected.append(line.rstrip())
    return steps + [Step(command, expected, status)] if command is not None else steps


def without_last_digits(lines):
    """The lines with every decimal number of 15 digits or more cut to 12."""

    def cut(match):
        digits = re.sub(r"e.*", "", match[0]).replace(".", "").lstrip("0")
        return f"{float(match[0]):.12g}" if len(digits) >= 15 else match[0]

    return [LONG_NUMBER.sub(cut, line) for line in lines]


def matches(expected, actual):
    """Whether the lines agree, `...` standing for any number of them."""
    expected, actual = without_last_digits(expected), without_last_digits(actual)
    pattern = "".join(
        r"(?:[^\n]*\n)*?" if line == "..." else re.escape(line) + "\n" for line in expected
    )
    return re.fullmatch(pattern, "".join(line + "\n" for line in actual)) is not None


def run(command, place):
    """(lines printed, exit status) of a command in the directory `place`."""
    command = re.sub(r"(?<![\w./-])(?:\./)?tools/run(?![\w./-])", "odds", command)
    environment = {
        "PATH": f"{place / '.bin'}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", "HOME": str(place),
        **{name: value for name, value in os.environ.items()
           if name.endswith("SAN_OPTIONS") or name.startswith("OMPI_")},
    }
    done = subprocess.run(
        ["bash", "-c", command], cwd=place, env=environment, stdin=subprocess.DEVNULL, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120, check=False,
    )
    return [line.rstrip() for line in done.stdout.splitlines()], done.returncode


def complaint(step, actual, status):
    """What differs, as text; empty if nothing does."""
    text = ""
    if status != step.status:
        text += f"exit status {status} instead of {step.status}\n"
    if not matches(step.expected, actual):
        lines = difflib.unified_diff(step.expected, actual, "expected", "printed", lineterm="")
        text += "\n".join(lines) + "\n"
    return f"$ {step.command}\n{text}" if text else ""


def prepare(place, odds, odds_mpi):
    """Makes `place` look like the root of the project, with the commands on the path."""
    for entry in ROOT.iterdir():
        if entry.name not in ("build", ".git"):
            (place / entry.name).symlink_to(entry)
    (place / ".bin").mkdir()
    (place / ".bin" / "odds").symlink_to(odds)
    if odds_mpi:
        (place / ".bin" / "odds-mpi").symlink_to(odds_mpi)


def run_file(text, odds, odds_mpi=None):
    """(number of commands run, complaints) of the text of a Markdown file."""
    count, complaints = 0, []
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        prepare(place, odds, odds_mpi)
        flags = hints.flags_of("\n".join(run("odds completion fish", place)[0]))
        for language, file, block in FENCE.findall(text):
            if language != "console":
                if file:
                    (place / file).write_text(block, encoding="utf-8")
                continue
            for step in steps_of(block):
                if "mpirun" in step.command and not odds_mpi:
                    continue
                count += 1
                actual, status = run(step.command, place)
                complaints.append(complaint(step, actual, status))
                if status not in (0, 6):
                    complaints += hints.dead_ends(step.command, actual, flags,
                                                  lambda command: run(command, place))
    return count, [text for text in complaints if text]


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    text = Path(sys.argv[1]).read_text(encoding="utf-8")
    count, complaints = run_file(text, *(Path(argument).resolve() for argument in sys.argv[2:]))
    print("\n".join(complaints), end="")
    print(f"{count} commands, {len(complaints)} not as written")
    return 1 if complaints or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
