#!/usr/bin/env bash
# Lint, test, docs and wheel on every interpreter found, each in its own copy and environment; then once with the core
# compiled with every bound checked. Interpreters are looked for on PATH and in ~/.pyenv/versions.
set -euo pipefail
cd "$(dirname "$0")/.."
VERSIONS="3.11 3.12 3.13"
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

find_python() { # VERSION: the first that runs and can make environments
  for python in "$(command -v "python$1")" ~/.pyenv/versions/"$1"*/bin/python; do
    if "$python" -c 'import ensurepip, sys; sys.exit(f"{sys.version_info[0]}.{sys.version_info[1]}" != sys.argv[1])' "$1" 2>/dev/null; then
      echo "$python"
      return
    fi
  done
}

make_in_copy() { # NAME PYTHON TARGET...
  local copy="$WORK/$1" python="$2"
  echo "=== $1: $python: make ${*:3}"
  mkdir "$copy"
  git ls-files -z --cached --others --exclude-standard --deduplicate | xargs -0 cp --parents -t "$copy"
  make -C "$copy" PYTHON="$python" "${@:3}"
  rm -rf "$copy"
}

missing=() python=""
for version in $VERSIONS; do
  found=$(find_python "$version")
  if [ -z "$found" ]; then
    missing+=("$version")
    continue
  fi
  python="${python:-$found}"
  make_in_copy "$version" "$found" lint test docs wheel
done
BTFAST_CHECKED=1 make_in_copy checked "${python:?no interpreter of $VERSIONS was found}" test
echo "ci-full: ok; not found: ${missing[*]:-none}"
