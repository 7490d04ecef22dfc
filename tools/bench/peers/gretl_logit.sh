#!/usr/bin/env bash
# Fits y on all other columns of a CSV file with gretl's logit.
#
# usage: gretl_logit.sh [DATA.csv OUT.json]
#
# The script is gretl_logit.inp. Without files gretl only starts. Needs gretl.
set -euo pipefail
[ $# -eq 2 ] || exec gretlcli --version >&2
script=$(realpath "$(dirname "${BASH_SOURCE[0]}")/gretl_logit.inp")
BENCH_DATA=$(realpath "$1") BENCH_OUT=$(realpath "$2") exec gretlcli --batch --quiet "$script" >&2
