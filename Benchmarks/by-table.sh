#!/bin/bash
# Time and memory of units that need no kernel, for all orders at once, by the size of the page table.
#
#   Benchmarks/by-table.sh [UNIT...]
#
# UNIT: such as seed/landed (default: those that are proved for every order). Tables of 512 entries (orders 0 to 9)
# and of 8192 (0 to 13) in one run. Writes by-table.md into the folder RESULTS (default: Benchmarks/results).
set -eu
cd "$(dirname "$0")/.."
units=("${@:-seed/unmap}")
[ $# -gt 0 ] || units=(seed/landed seed/split seed/unmap)
results=${RESULTS:-Benchmarks/results}
timer=/usr/bin/time
[ -x "$timer" ] || { echo "by-table.sh: needs GNU time: apt-get install time" >&2; exit 2; }
swift build -c release --product pteproof >&2
program="$(swift build -c release --show-bin-path)/pteproof"
mkdir -p "$results"
report=$(mktemp)
figures=$(mktemp)
trap 'rm -f "$report" "$figures"' EXIT
{
  echo "| unit | entries | orders | wall | processors | peak memory | queries | verdict |"
  echo "|---|---|---|---|---|---|---|---|"
  for unit in "${units[@]}"; do
    for entries in 512 8192; do
      echo "by-table.sh: $unit, $entries entries" >&2
      status=0
      "$timer" -o "$figures" -f '%e %U %M' "$program" prove "$unit" --ptrs-per-pte "$entries" --orders all \
        --method summaries --format json > "$report" || status=$?
      verdict=$(sed -n 's/^  "verdict" *: *"\(.*\)",*/\1/p' "$report")
      queries=$(sed -n 's/.*"solverQueries" *: *\([0-9]*\).*/\1/p' "$report")
      read -r wall used memory < <(tail -1 "$figures")
      orders="0 to 9"
      [ "$entries" = 512 ] || orders="0 to 13"
      echo "| $unit | $entries | $orders | $wall s | $used s | $((memory / 1024)) MiB | ${queries:-?} |" \
        "${verdict:-status $status} |"
    done
  done
} | tee "$results/by-table.md"
