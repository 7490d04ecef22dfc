#!/usr/bin/env python3
"""Shows how the cost of `odds fit` grows with rows, columns, levels, less memory and processes.

    tools/bench/growth.py [--odds PATH] [--repeat N] [--largest ROWS] [--write]

Data sets of generate.py are kept in build/bench/; those with more than --largest rows (ten million)
are left out: `--largest 100000000` writes and reads 9 GB. Each line is a whole process, from the
file in the page cache to the report without margins: the median of --repeat runs. Of several
processes (odds-mpi beside odds, if it was built), CPU seconds and memory are those of all together.
Prints a Markdown table; --write puts it into README.md beside this.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import page

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PLACE = ROOT / "build" / "bench"
PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
MEBI = 1 << 20


class Case(NamedTuple):
    about: str
    rows: int
    columns: int
    levels: int = 0
    flags: tuple = ()
    processes: int = 0


CASES = [
    Case("rows", 100_000, 10),
    Case("rows", 1_000_000, 10),
    Case("rows", 10_000_000, 10),
    Case("columns", 50_000, 10),
    Case("columns", 50_000, 50),
    Case("columns", 50_000, 200),
    Case("columns", 50_000, 500),
    Case("levels", 1_000_000, 5, 100),
    Case("levels", 1_000_000, 5, 10_000),
    Case("levels", 1_000_000, 5, 100_000, ("--drop-separated",)),
    Case("levels", 10_000_000, 5, 1_000_000, ("--drop-separated",)),
    Case("memory", 10_000_000, 10, flags=("--memory", "256M")),
    Case("memory", 10_000_000, 10, flags=("--memory", "64M")),
    Case("memory", 100_000_000, 10, flags=("--memory", "256M")),
    Case("threads", 1_000_000, 10, flags=("--memory", "16M", "--threads", "1")),
    Case("threads", 1_000_000, 10, flags=("--memory", "16M", "--threads", "4")),
    Case("coefficients", 20_000, 1000, flags=("--memory", "16M")),
    Case("processes", 10_000_000, 10, flags=("--threads", "1"), processes=1),
    Case("processes", 10_000_000, 10, flags=("--threads", "1"), processes=2),
]


def data_of(case):
    """The file of a case, written if it is not there."""
    shape = [case.rows, case.columns] + ([case.levels] if case.levels else [])
    path = PLACE / ("grow_" + "_".join(map(str, shape)) + ".csv")
    if not path.exists():
        PLACE.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with open(part, "wb") as file:
            subprocess.run([PYTHON, HERE / "generate.py", *map(str, shape)], stdout=file, check=True)
        part.rename(path)
    return path


def command_of(case, odds):
    columns = [f"x{j + 1}" for j in range(case.columns)] + (["id"] if case.levels else [])
    fit = ["fit", data_of(case), "y ~ " + " + ".join(columns), "--no-margins", *case.flags]
    if not case.processes:
        return [odds, *fit]
    start = ["mpirun", "--allow-run-as-root", "--oversubscribe", "-n", str(case.processes)]
    return [*start, f"{odds}-mpi", *fit]


class Usage(NamedTuple):
    wall: float
    cpu: float
    memory: float  # bytes


def memory_of(parent):
    """Resident bytes of the children of a process, and theirs."""
    total = 0
    try:
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    except OSError:
        return 0
    for child in children:
        try:
            statm = Path(f"/proc/{child}/statm").read_text(encoding="ascii").split()
            total += int(statm[1]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, IndexError):
            continue
        total += memory_of(child)
    return total


def run(command):
    before = os.times()
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        memory = 0
        while process.poll() is None:
            memory = max(memory, memory_of(os.getpid()))
            time.sleep(0.01)
    if process.returncode != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Usage(time.perf_counter() - start, cpu, memory)


def line(case, usages):
    def median(field):
        return statistics.median(getattr(usage, field) for usage in usages)

    cells = [
        case.about,
        f"{case.rows:,}".replace(",", " "),
        str(case.columns),
        f"{case.levels:,}".replace(",", " ") if case.levels else "",
        " ".join(case.flags) + (f" on {case.processes} ranks" if case.processes else ""),
        f"{median('wall'):.2f} s",
        f"{median('cpu'):.2f} s",
        f"{median('memory') / MEBI:.0f} MiB",
    ]
    return "| " + " | ".join(cells) + " |"


def measure(options):
    """Prints the table, line by line."""
    print(f"Median of {options.repeat}, {page.occasion()}\n")
    print("| grows | rows | numbers | levels | flags | wall | CPU | memory |")
    print("|---|---|---|---|---|---|---|---|")
    for case in CASES:
        possible = not case.processes or (
            shutil.which("mpirun") and os.path.exists(options.odds + "-mpi")
        )
        if case.rows > options.largest or not possible:
            continue
        command = command_of(case, options.odds)
        run(command)  # brings the file into the page cache
        print(line(case, [run(command) for _ in range(options.repeat)]), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--odds", default=str(ROOT / "build/release/odds"))
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--largest", type=int, default=10_000_000)
    parser.add_argument("--write", action="store_true", help="the table into README.md, too")
    options = parser.parse_args()
    with page.section("growth.py", options.write):
        measure(options)


if __name__ == "__main__":
    main()
