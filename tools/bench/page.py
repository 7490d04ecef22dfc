"""The tables of the page of figures, README.md beside this: the scripts that measure write them.

A table stands between two comments that name it:

    <!-- run.py A -->
    ...
    <!-- end of run.py A -->
"""

import contextlib
import datetime
import io
import os
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE / "README.md"


def put(path, name, text):
    """Replaces what stands between the comments of `name`, both of which must be there."""
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    page = path.read_text(encoding="utf-8")
    pattern = re.escape(begin) + r".*?" + re.escape(end)
    page, count = re.subn(pattern, lambda _: f"{begin}{text.rstrip()}\n{end}", page, flags=re.DOTALL)
    if count != 1:
        raise SystemExit(f"{path} has {count} places for {name}: one is needed")
    path.write_text(page, encoding="utf-8")


class Copy(io.StringIO):
    """Keeps what is written to it, and hands it on."""

    def write(self, text):
        sys.__stdout__.write(text)
        return super().write(text)


@contextlib.contextmanager
def section(name, write, path=PAGE):
    """What is printed within it goes into the page, too, if `write` says so."""
    kept = Copy()
    with contextlib.redirect_stdout(kept):
        yield
    if write:
        put(path, name, kept.getvalue())


def occasion():
    """The day of a measurement, and how many processes want a core besides."""
    return f"{datetime.date.today().isoformat()}, load {os.getloadavg()[0]:.1f}"
