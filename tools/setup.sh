# shellcheck shell=bash disable=SC2034
# What tools/run and tools/test share: the packages that odds needs, and how it is configured.
# To be sourced. Everything that it makes lies in build/; nothing is printed on standard output.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build
log=$build/setup.log

# The Debian packages, each with a probe that tells whether a system has it by other means:
# a command, or a header that the compiler finds.
packages_to_build=(
  'g++=c++'
  'cmake=cmake'
  'ninja-build=ninja'
  'libeigen3-dev=Eigen/Core'
  'libfmt-dev=fmt/format.h'
  'libcli11-dev=CLI/CLI.hpp'
  'nlohmann-json3-dev=nlohmann/json.hpp'
  'libboost-dev=boost/math/distributions/normal.hpp'
  'libssl-dev=openssl/evp.h'
  'libfccp-dev=csv.h'
  'libhwy-dev=hwy/highway.h'
  'zlib1g-dev=zlib.h'
  'libzstd-dev=zstd.h'
)
packages_to_test=(
  'libopenmpi-dev=mpicxx'
  'openmpi-bin=mpirun'
  'doctest-dev=doctest/doctest.h'
  'python3=python3'
  'clang-format=clang-format'
  'pkg-config=pkg-config'
  'shellcheck=shellcheck'
)
packages_to_instrument=(
  'clang=clang++'
  'libclang-rt-14-dev='
)

say() { printf 'odds: %s\n' "$*" >&2; }

# A failed set-up is a matter of the system: the exit status that the command itself has for it.
fail() {
  say "$@"
  exit 5
}

# has_probe PROBE: the command exists, or the compiler finds the header.
has_probe() {
  case $1 in
    '') return 1 ;;
    *.h | *.hpp | */*)
      printf '#include <%s>\n' "$1" |
        c++ -std=c++20 -I/usr/include/eigen3 -I/usr/include/libfccp -M -x c++ - >/dev/null 2>&1
      ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

# Prints those of the packages NAME=PROBE... that the system has neither by name nor by other means.
missing_packages() {
  local entry installed=
  if command -v dpkg-query >/dev/null; then
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p')
  fi
  for entry in "$@"; do
    grep -qx -- "${entry%%=*}" <<<"$installed" || has_probe "${entry#*=}" || echo "${entry%%=*}"
  done
}

# as_root COMMAND...: runs it as the root user, or fails without asking for a password.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_install() {
  command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

# need_packages NAME=PROBE...: installs what is missing, or says what that is.
need_packages() {
  local stamp=$build/.packages missing
  grep -qxsF -- "$*" "$stamp" && return
  mapfile -t missing < <(missing_packages "$@")
  if [ "${#missing[@]}" -gt 0 ]; then
    can_install || fail "these packages are missing: ${missing[*]}
  hint: on Debian 12, as root: apt-get install --no-install-recommends ${missing[*]}"
    say "installing ${missing[*]}"
    { as_root apt-get update &&
      as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends "${missing[@]}"; } >>"$log" 2>&1 ||
      fail "the packages could not be installed: $(tail -n 1 "$log") (all of it: $log)"
  fi
  printf '%s\n' "$*" >>"$stamp"
}

# One set-up at a time in one clone; the lock goes with the process that holds it.
lock_build() {
  mkdir -p "$build" || fail "$build cannot be made: it is where everything is built"
  exec 9>"$build/.lock"
  flock 9
}

# configure NAME OPTION...: build/NAME, again only when the options are others than before.
configure() {
  local dir=$build/$1
  shift
  [ -e "$dir/build.ninja" ] && grep -qxsF -- "$*" "$dir/.options" && return
  cmake -S "$root" -B "$dir" -G Ninja "$@" >"$log" 2>&1 ||
    fail "$(tail -n 25 "$log")
odds: the build could not be configured; all of it is in $log"
  printf '%s\n' "$*" >"$dir/.options"
}

# compile NAME TARGET...: shows ninja's line of progress on a terminal, and the errors if it fails.
compile() {
  local dir=$build/$1
  shift
  ninja -C "$dir" -n "$@" 2>/dev/null | grep -q 'no work to do' && return
  say "building $* in $dir (the first time takes some minutes)"
  if [ -t 2 ]; then
    ninja -C "$dir" "$@" >&2
  else
    ninja -C "$dir" "$@" >"$log" 2>&1 || { grep -A 20 -m 5 '^FAILED' "$log" >&2; false; }
  fi || fail "the build failed; to see all of it: ninja -C $dir"
}
