#!/bin/bash
# Installs what building and running pteproof takes on Debian and is not there yet.
#
# Usage: scripts/setup.sh [--kernel] [--kernels]
#   --kernel   also Debian's kernel source, the default subject of `make prove`
#   --kernels  also the sources of newer kernels, from later suites of Debian, as tarballs in the cache folder:
#              pteproof/kernels in $XDG_CACHE_HOME, or in ~/.cache. Nothing of them is installed, and apt's own
#              configuration and lists are not touched.
set -eu

# The program's libraries; LLVM 19 is the oldest that it builds with.
packages=(libcadical-dev libz3-dev llvm-19-dev llvm-19 clang-19 lld-19 libssl-dev)
# CaDiCaL is a library of C++: its headers need those of the language.
packages+=(g++)
# The second solver.
packages+=(cvc5)
# What a kernel's own build system runs; its host tools need the headers of libelf, and of libssl above.
packages+=(make flex bison bc libelf-dev tar xz-utils)
# What the Swift package manager fetches the dependencies with.
packages+=(git ca-certificates)

newer_kernels=(7.2 7.3)
wants_newer=no

for option in "$@"; do
  case "$option" in
    --kernel) packages+=(linux-source-6.12) ;;
    --kernels) wants_newer=yes ;;
    *)
      echo "setup: unknown option $option" >&2
      exit 2
      ;;
  esac
done

say() { printf 'setup: %s\n' "$*"; }
fail() {
  printf 'setup: %s\n' "$*" >&2
  exit 1
}

command -v dpkg-query >/dev/null && command -v apt-get >/dev/null ||
  fail "this is not a Debian system; install by hand what these packages hold: ${packages[*]}"

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing=()
for package in "${packages[@]}"; do
  installed "$package" || missing+=("$package")
done

if [ ${#missing[@]} -eq 0 ]; then
  say "all ${#packages[@]} packages are installed"
else
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null ||
      fail "neither root nor sudo; have somebody run: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  say "installing ${missing[*]}"
  # The lists of a fresh machine are absent or old, and then apt-get does not find what it is to fetch.
  say "fetching the package lists"
  "${as_root[@]}" apt-get update -qq || fail "apt-get update fails"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" ||
    fail "apt-get cannot install ${missing[*]}; on Debian 12 the updates suite has to be enabled (bookworm-updates or bookworm-security)"
  say "installed ${missing[*]}"
fi

kernels=${XDG_CACHE_HOME:-$HOME/.cache}/pteproof/kernels

# Fetches the newest source of each of these series that a suite of Debian has, with an apt configuration of its own.
fetch_kernels() {
  local scratch series package options
  scratch=$(mktemp -d)
  mkdir -p "$scratch/state/lists/partial" "$scratch/cache/archives/partial"
  : >"$scratch/status"
  for suite in trixie-backports testing sid experimental; do
    printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian %s main\n' "$suite"
  done >"$scratch/sources.list"
  options=(-o "Dir::Etc::SourceList=$scratch/sources.list" -o "Dir::Etc::SourceParts=/dev/null"
    -o "Dir::Etc::Preferences=/dev/null" -o "Dir::Etc::PreferencesParts=/dev/null"
    -o "Dir::State=$scratch/state" -o "Dir::State::status=$scratch/status" -o "Dir::Cache=$scratch/cache"
    -o "APT::Sandbox::User=" -o "Acquire::Languages=none")
  say "fetching the package lists of later suites"
  if ! apt-get "${options[@]}" update -qq; then
    rm -rf "$scratch"
    fail "the package lists of later suites cannot be fetched"
  fi
  for series in "$@"; do
    package=linux-source-$series
    say "fetching $package"
    if ! (cd "$scratch" && apt-get "${options[@]}" download -qq "$package" && dpkg-deb -x "$package"_*.deb "$series"); then
      rm -rf "$scratch"
      fail "no suite of Debian has $package any more: name another series in $0"
    fi
    mkdir -p "$kernels"
    mv "$scratch/$series/usr/src/$package.tar.xz" "$kernels/$package.tar.xz.part"
    mv "$kernels/$package.tar.xz.part" "$kernels/$package.tar.xz"
    say "fetched $kernels/$package.tar.xz"
  done
  rm -rf "$scratch"
}

if [ "$wants_newer" = yes ]; then
  absent=()
  for series in "${newer_kernels[@]}"; do
    [ -f "$kernels/linux-source-$series.tar.xz" ] || absent+=("$series")
  done
  if [ ${#absent[@]} -eq 0 ]; then
    say "the sources of Linux ${newer_kernels[*]} are in $kernels"
  else
    fetch_kernels "${absent[@]}"
  fi
fi

swift=${SWIFT:-swift}
command -v "$swift" >/dev/null ||
  fail "there is no $swift; install Swift 6.3 or later (https://www.swift.org/install/linux), or set SWIFT to its path"
version=$("$swift" --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
[ -n "$version" ] || fail "$swift --version does not answer"
oldest=6.3
[ "$(printf '%s\n%s\n' "$oldest" "$version" | sort -V | head -n 1)" = "$oldest" ] ||
  fail "$swift is version $version; pteproof needs Swift $oldest or later"
say "Swift $version"
