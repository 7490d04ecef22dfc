#!/usr/bin/env python3
"""Runs odds-mpi on 1, 2, 3 and 5 ranks of this machine, and odds on the same words: what they print,
write and return must be the same, byte for byte.

    tests/cli/same_on_ranks.py ODDS ODDS_MPI MPIRUN PART

PART is 1 or 2: which half of the commands. Beside the result of odds-mpi, mpirun says something of
its own when a rank returns another status than 0; of standard error only the lines of odds are
compared, each of which must be there once.
"""
import math
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTS = 2  # which run side by side
RANKS = (1, 2, 3, 5)
TIMEOUT = 120  # seconds; a rank that waits for ever fails the test

# Open MPI refuses root, as which tests run in a container, looks for ssh, and does not start more
# ranks than there are cores, unless it is told otherwise.
ENVIRONMENT = {
    **os.environ,
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "OMPI_MCA_plm": "isolated",
    "OMPI_MCA_rmaps_base_oversubscribe": "1",
    "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
    "LC_ALL": "C.UTF-8",
}

# On every number of ranks.
COMMANDS = [
    "fit big.csv 'y ~ x*g + I(x^2) + z + C(k)' --format json",
    "fit big.csv 'y ~ log(z) + scale(x)' --where 'x > -1' --fweight k --solver gd --save FILE",
    "margins model.json big.csv",
    "predict model.json big.csv --what p,eta,se,ci,class --keep k,g",
    "describe big.csv --response y",
    "diagnose model.json big.csv --format json --influence FILE",
    "diagnose model.json big.csv --collinearity --curvature --interactions --information "
    "--binned fitted,x,g --format json",
    "validate part.json big.csv --where 'k > 2' --over g --format json",
    "fit DATASETS/endometrial.csv 'HG ~ NV + PI + EH'",
    "fit DATASETS/endometrial.csv 'HG ~ NV + PI + EH' --separation limit --ci profile --format json",
    "fit big.csv 'y ~ z + g' --strata x2",
    "fit bad.csv 'y ~ x'",
    "fit big.csv 'y ~ x + log(z - 3)'",
]

# On the number in the middle.
OTHER_COMMANDS = [
    "fit DATASETS/lbw.csv 'low ~ age + lwt + race + smoke' --or --format md --quiet",
    "fit big.csv 'y ~ x + z' --firth --no-margins --offset x2 --trace FILE",
    "fit big.csv 'y ~ x + z' --ci profile --no-margins --format json",
    "fit big.csv 'y ~ z + g' --strata x2 --ci profile --format json",
    "test big.csv 'y ~ z + g' --strata x2 --test score",
    "test big.csv 'y ~ x + z' --lincom 'x - z' --ci profile --format json",
    "predict model.json big.csv -o FILE",
    "margins model.json big.csv --of g --over k --se unconditional --format json",
    "margins model.json big.csv --at 'typical x=p10,p90' --se sim --draws 100",
    "margins model.json big.csv --unit --dydx x,g -o FILE",
    "sensitivity model.json big.csv --var z",
    "dose big.csv 'y ~ x + g' --p 50 --var x",
    "dose big.csv 'y ~ x + z' --p 50 --var x --vcov cr3:k",
    "margins big.csv 'y ~ x + z' --vcov cluster:k,g --se unconditional",
    "test big.csv 'y ~ x*g + z' g:x 'x = z' --lincom 'x - z > 0' --adjust holm --format json",
    "test model.json big.csv --vcov hc1",
    "test model.json big.csv --test lr",
    "test model.json big.csv g 'x = z' --test score",
    "test model.json big.csv --test score --type 2",
    "test big.csv 'y ~ x + z' --vcov cluster:k --add 'g:x + I(x^2)' --format json",
    "compare model.json other.json",
    "compare model.json other.json big.csv --format json",
    "compare model.json fewer.json",
    "compare model.json fewer.json --effects big.csv --format json",
    "compare clustered.json other.json --effects big.csv",
    "validate part.json small.json big.csv --where 'k > 2' --over k --format csv",
    "validate part.json unseen.csv --where 'k > 2' --update slope --save FILE --format json",
    "validate part.json big.csv --where 'k > 2' --update refit --save FILE",
    "validate part.json unseen.csv",
    "predict model.json big.csv --prevalence 0.01 -o FILE",
    "diagnose big.csv 'y ~ k + C(g)' --fweight k --patterns --hl-rule r --influence FILE",
    "diagnose big.csv 'y ~ x + z' --costs 1:5 --partial-auc fpr=0:0.2 --detail all --format json",
    "fit big.csv 'y ~ x + z' --vcov hc3 --no-margins",
    "select big.csv 'y ~ x*g + z' --by bic --optimism 3",
    "fit big.csv 'y ~ x + z' --cv 3 --optimism 3,k --no-margins",
    "fit big.csv 'y ~ x + z' --vcov cluster:k,g --no-margins",
    "margins model.json big.csv --vcov cr2:k",
    "margins model.json big.csv --dydx x --over g --test 'x[a] = x[b]' --adjust sup-t --df 50",
    "fit big.csv 'y ~ x + z' --guess 0.05 --no-margins",
    "fit big.csv 'y ~ x + g' --test lr --no-margins --format json",
    "verify --report FILE",
    "sigmoid 0 1 2",
    "--version",
    "fit DATASETS/endometrial.csv 'HG ~ NV + PI + EH' --format json",
    "fit no_such_file.csv 'y ~ x'",
    "fit big.csv 'y ~ x' --level 95",
    "fit big.csv 'y ~ x' -o no/such/folder/x.txt",
    "predict model.json unseen.csv",
    "fit",
]


def write_data(place):
    """big.csv: more blocks of rows than ranks; bad.csv: a cell far down that is no number."""
    chance = random.Random(1)
    lines = ["y,x,x2,z,g,k"]
    for _ in range(60_011):
        x, z, g = chance.gauss(0, 1), chance.expovariate(1) + 0.01, chance.choice("abcde")
        eta = 0.8 * x - 0.3 * z + 0.2 * "abcde".index(g) - 0.5
        y = int(chance.random() < 1 / (1 + math.exp(-eta)))
        missing = chance.random() < 0.01
        lines.append(f"{y},{x:.6f},{x / 8:.4f},{'NA' if missing else f'{z:.5f}'},{g},"
                     f"{chance.randrange(6)}")
    (place / "big.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (place / "unseen.csv").write_text("\n".join(lines[:50_000] + ["1,0,0,1,f,2"]) + "\n",
                                      encoding="utf-8")
    lines[40_000] = lines[40_000].replace(",", ",12O", 1)
    (place / "bad.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def run(program, words, place):
    """(exit status, standard output, lines of odds on standard error, FILE) of a command."""
    file = place / "written"
    file.unlink(missing_ok=True)
    command = words.replace("DATASETS", str(ROOT / "datasets")).replace("FILE", file.name)
    done = subprocess.run(
        ["bash", "-c", f'"$@" {command}', "bash", *program], cwd=place, env=ENVIRONMENT,
        stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT, check=False,
    )
    said = [line for line in done.stderr.decode().splitlines()
            if line.startswith(("odds", "hint", "note", "  ")) and "Process name" not in line
            and "Exit code" not in line]
    return done.returncode, done.stdout, said, file.read_bytes() if file.exists() else None


def compare(odds, odds_mpi, mpirun, place, part):
    """The complaints about all commands."""
    complaints = []
    for words in (COMMANDS + OTHER_COMMANDS)[part - 1 :: PARTS]:
        expected = run([odds], words, place)
        for count in RANKS if words in COMMANDS else RANKS[2:3]:
            found = run([mpirun, "-n", str(count), odds_mpi], words, place)
            for what, one, other in zip(("exit status", "output", "messages", "file"), expected, found):
                if one != other:
                    complaints.append(f"{count} ranks: {words}: {what} {other!r:.600} instead of {one!r:.600}")
    return complaints


def unlike_ranks(odds_mpi, mpirun, place):
    """Complaints about ranks that do not find the same."""
    def told(files, words):
        name = "${OMPI_COMM_WORLD_RANK:-$PMI_RANK}.csv"  # of Open MPI or MPICH
        for rank, text in enumerate(files):
            (place / f"{rank}.csv").unlink(missing_ok=True)
            if text is not None:
                (place / f"{rank}.csv").write_text(text, encoding="utf-8")
        program = [mpirun, "-n", str(len(files)), "bash", "-c", f'exec "$0" {words.replace("DATA", name)}',
                   odds_mpi]
        return run(program, "", place)

    data = "y,x\n" + "0,1\n1,2\n0,3\n1,4\n0,2\n1,1\n" * 9000
    complaints = []
    for what, files, words, status, message in [
        ("a file that one rank lacks", [data, data, None], "fit DATA 'y ~ x'", 5,
         "odds: 2.csv: cannot be opened: No such file or directory (rank 2 on "),
        ("a file that is shorter for one rank", [data, data[: len(data) // 2]], "fit DATA 'y ~ x'", 5,
         "odds: the processes do not find the same data: 0.csv has "),
        ("standard input", [data, data], "fit - 'y ~ x'", 2,
         "odds: standard input reaches one process only"),
    ]:
        found, output, said, _ = told(files, words)
        if found != status or output or sum(line.startswith(message) for line in said) != 1:
            complaints.append(f"{what}: status {found}, {output!r}, {said}")
    return complaints


def greedy_ranks(odds_mpi, mpirun, place):
    """Complaints about ranks that read more than their part of a file, as the kernel counts bytes."""
    size = (place / "long.csv").write_text("y,x\n" + "0,1\n1,2\n0,3\n1,1\n" * 1_500_000, encoding="utf-8")
    ranks = 3
    script = ('"$0" fit long.csv "y ~ x" --no-margins --quiet >/dev/null && '
              'sed -n "s/^rchar: /odds read /p" /proc/$$/io >&2')
    status, _, said, _ = run([mpirun, "-n", str(ranks), "bash", "-c", script, odds_mpi], "", place)
    read = [int(line.split()[-1]) for line in said]
    # Beside a third there are a range behind it, the program's libraries, and what MPI itself reads.
    if status == 0 and len(read) == ranks and max(read) < size / 2:
        return []
    return [f"{ranks} ranks have read {read} of {size} bytes each, status {status}, {said}"]


def main():
    if len(sys.argv) != 5 or sys.argv[4] not in map(str, range(1, PARTS + 1)):
        sys.exit(__doc__)
    odds, odds_mpi, mpirun = sys.argv[1:4]
    part = int(sys.argv[4])
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        write_data(place)
        run([odds], "fit big.csv 'y ~ x + z + g' --save model.json", place)
        run([odds], "fit big.csv 'y ~ x2 + z + C(k)' --save other.json", place)
        run([odds], "fit big.csv 'y ~ x + x2 + k' --where 'x < 1' --save fewer.json", place)
        run([odds], "fit big.csv 'y ~ x + z' --vcov cluster:k --save clustered.json", place)
        run([odds], "fit big.csv 'y ~ x + z + g' --where 'k < 2' --save part.json", place)
        run([odds], "fit big.csv 'y ~ x' --where 'k < 2' --save small.json", place)
        complaints = compare(odds, odds_mpi, mpirun, place, part)
        if part == PARTS:
            complaints += unlike_ranks(odds_mpi, mpirun, place)
            complaints += greedy_ranks(odds_mpi, mpirun, place)
    print("\n".join(complaints))
    print(f"{len(complaints)} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
