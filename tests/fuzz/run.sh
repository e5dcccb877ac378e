#!/usr/bin/env bash
# The long fuzz: first on the core as it is, then on a copy of it built with ASAN and UBSAN.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${SECONDS_EACH:-120}
python=$(realpath -s "${PYTHON:-.venv/bin/python}")

PYTHONPATH=. "$python" tests/fuzz/fuzz_core.py --seconds "$seconds" --seed "${SEED:-$RANDOM}"

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z | xargs -0 cp --parents -t "$copy" 2>/dev/null || true
cd "$copy"
echo "building the core with ASAN and UBSAN …"
BTFAST_CFLAGS="-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer" \
BTFAST_LDFLAGS="-fsanitize=address,undefined" "$python" setup.py -q build_ext --inplace >/dev/null 2>&1
ln -s ../configs btfast/configs
LD_PRELOAD="$(gcc -print-file-name=libasan.so) $(gcc -print-file-name=libubsan.so)" \
ASAN_OPTIONS=detect_leaks=0 PYTHONMALLOC=malloc PYTHONPATH="$copy" \
"$python" tests/fuzz/fuzz_core.py --seconds "$seconds" --seed "${SEED:-$RANDOM}"
