#!/usr/bin/env bash
# Every C++ file as clang-format 19 would write it. Usage: check_format.sh [ROOT]
set -euo pipefail
cd "${1:-$(dirname "${BASH_SOURCE[0]}")/../..}"

folders=()
for folder in include src sim tests; do
  if [[ -d $folder ]]; then folders+=("$folder"); fi
done
find "${folders[@]}" -name '*.h' -o -name '*.cpp' | xargs -r clang-format-19 --dry-run -Werror
