#!/bin/bash
# Installs what building and running pteproof takes on Debian and is not there yet.
#
# Usage: scripts/setup.sh [--kernel]
#   --kernel   also Debian's kernel source, the default subject of `make prove`
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

for option in "$@"; do
  case "$option" in
    --kernel) packages+=(linux-source-6.12) ;;
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

swift=${SWIFT:-swift}
command -v "$swift" >/dev/null ||
  fail "there is no $swift; install Swift 6.3 or later (https://www.swift.org/install/linux), or set SWIFT to its path"
version=$("$swift" --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
[ -n "$version" ] || fail "$swift --version does not answer"
oldest=6.3
[ "$(printf '%s\n%s\n' "$oldest" "$version" | sort -V | head -n 1)" = "$oldest" ] ||
  fail "$swift is version $version; pteproof needs Swift $oldest or later"
say "Swift $version"
