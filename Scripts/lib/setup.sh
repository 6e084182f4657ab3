# Shared by the scripts: moves to the repository's root and makes sure that everything the build needs is there.
# shellcheck shell=bash

swift_needed=6.3
# The last three are for the second decoder, Spec/reference/haba.py, which the tests run.
debian_packages=(libzstd-dev libpng-dev libopenblas0 libjpeg62-turbo-dev libwebp-dev zlib1g-dev pkg-config
  python3 python3-numpy python3-zstandard)

# Prints an error and ends the script.
fail() {
  printf '%s: error: %s\n' "${0##*/}" "$1" >&2
  exit 1
}

# Announces a step, apart from what the step itself prints.
say() {
  printf '\n== %s\n' "$1"
}

# Whether version $1 is at least version $2.
at_least() {
  [[ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" == "$2" ]]
}

# Whether there is a Swift toolchain, and new enough.
check_swift() {
  local get="get it from https://www.swift.org/install/ and put its usr/bin on PATH"
  if ! command -v swift >/dev/null; then
    fail "no 'swift' on PATH: habazip needs Swift $swift_needed or newer; $get"
  fi
  local about version
  about=$(swift --version 2>/dev/null) || fail "'swift --version' does not run: $(command -v swift) is broken; $get"
  version=$(sed -nE 's/.*Swift version ([0-9]+(\.[0-9]+)*).*/\1/p' <<<"$about" | head -n 1)
  [[ -n "$version" ]] || fail "'swift --version' names no version; habazip needs Swift $swift_needed or newer: $get"
  at_least "$version" "$swift_needed" || fail "Swift $version is too old: habazip needs $swift_needed or newer; $get"
}

# Installs the missing C libraries as root; otherwise says how.
check_libraries() {
  if ! command -v dpkg-query >/dev/null; then
    check_other_system
    return
  fi
  local missing=() package
  for package in "${debian_packages[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed$' || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  if ((EUID != 0)); then
    printf '%s: these packages are missing; please run\n\n  sudo apt-get update && sudo apt-get install -y %s\n\n' \
      "${0##*/}" "${missing[*]}" >&2
    exit 1
  fi
  say "Installing ${missing[*]}"
  apt-get update || fail "apt-get update failed: is there a network?"
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" ||
    fail "apt-get could not install ${missing[*]}"
}

# Systems without Debian's packages: names what pkg-config does not find.
check_other_system() {
  command -v pkg-config >/dev/null ||
    fail "no 'pkg-config' on PATH: install it, OpenBLAS, and the development files of zstd, libpng, libjpeg-turbo, libwebp and zlib"
  local missing=() library
  for library in libzstd libpng libjpeg libwebp libwebpdemux zlib; do
    pkg-config --exists "$library" || missing+=("$library")
  done
  ((${#missing[@]} == 0)) ||
    fail "pkg-config does not find ${missing[*]}: install their development files (zstd, libpng, libjpeg-turbo, libwebp, zlib)"
}

cd "$(dirname "${BASH_SOURCE[0]}")/../.." || fail "cannot enter the repository's folder"
check_swift
check_libraries
