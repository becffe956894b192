#!/usr/bin/env bash
# Every C++ file as clang-format 19 would write it. Usage: check_format.sh [ROOT]
set -euo pipefail
cd "${1:-$(dirname "${BASH_SOURCE[0]}")/../..}"

folders=()
for folder in include src sim tests; do
  if [[ -d $folder ]]; then folders+=("$folder"); fi
done

unformatted=$(find "${folders[@]}" -name '*.h' -o -name '*.cpp' | sort |
  xargs -r clang-format-19 --dry-run 2>&1 | sed -n 's/:[0-9]*:[0-9]*: warning: .*//p' | uniq)

if [[ -n $unformatted ]]; then
  printf 'Not formatted. Run: clang-format-19 -i %s\n' "$(paste -sd ' ' <<<"$unformatted")"
  exit 1
fi
