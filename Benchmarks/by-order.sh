#!/bin/bash
# Time and memory of `pteproof prove fork` by order: each order unrolled, and all orders at once by summaries.
#
#   Benchmarks/by-order.sh [KERNEL [LARGEST]]
#
# KERNEL: a source tree or tarball (default: Debian's linux-source-6.12); LARGEST: the largest order to unroll
# (default 4). The kernel is prepared before anything is timed. Writes by-order.md (a table) and by-order.svg (a plot)
# into the folder RESULTS (default: Benchmarks/results).
set -eu
cd "$(dirname "$0")/.."
kernel=${1:-/usr/src/linux-source-6.12.tar.xz}
largest=${2:-4}
results=${RESULTS:-Benchmarks/results}
timer=/usr/bin/time
[ -x "$timer" ] || { echo "by-order.sh: needs GNU time: apt-get install time" >&2; exit 2; }
swift build -c release --product pteproof >&2
program="$(swift build -c release --show-bin-path)/pteproof"
mkdir -p "$results"
lines=$(mktemp)
figures=$(mktemp)
trap 'rm -f "$lines" "$figures"' EXIT

# What is timed is the proof alone.
"$program" prove fork --kernel "$kernel" --orders 0 --claim pte-laws > /dev/null

# measure NAME ARGUMENTS...: one run; its verdict counts, whatever it is.
measure() {
  local name=$1 status=0
  shift
  echo "by-order.sh: $name" >&2
  "$timer" -o "$figures" -f '%e %U %M' "$program" prove fork --kernel "$kernel" "$@" --format json \
    > "$results/report.json" || status=$?
  local verdict queries
  verdict=$(sed -n 's/^  "verdict" *: *"\(.*\)",*/\1/p' "$results/report.json")
  queries=$(sed -n 's/.*"solverQueries" *: *\([0-9]*\).*/\1/p' "$results/report.json")
  printf '%s\t%s\t%s\t%s\n' "$name" "$(tail -1 "$figures")" "${queries:-?}" "${verdict:-status $status}" >> "$lines"
}

for order in $(seq 0 "$largest"); do measure "$order unrolled" --orders "$order"; done
measure "1-9 summarised" --method summaries
rm -f "$results/report.json"

{
  echo "| orders | method | pages | wall | processors | peak memory | queries | verdict |"
  echo "|---|---|---|---|---|---|---|---|"
  awk -F'\t' '{
    split($1, name, " "); split($2, used, " ")
    pages = name[1] == "1-9" ? "2 to 512" : 2 ^ name[1]
    printf "| %s | %s | %s | %.1f s | %.1f s | %d MiB | %s | %s |\n",
      name[1], name[2], pages, used[1], used[2], used[3] / 1024, $3, $4
  }' "$lines"
} | tee "$results/by-order.md"

# A plot: wall seconds on a logarithmic scale; unrolled orders as points, all orders at once as a line.
awk -F'\t' -v largest="$largest" '
  function y(seconds) { return 260 - 60 * log(seconds < 0.1 ? 0.1 : seconds) / log(10) - 60 }
  { split($1, name, " "); split($2, used, " "); time[name[1]] = used[1] }
  END {
    print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 560 300\" font-family=\"sans-serif\" font-size=\"11\">"
    print "<rect width=\"560\" height=\"300\" fill=\"white\"/>"
    for (power = -1; power <= 3; power++) {
      at = y(10 ^ power)
      printf "<line x1=\"60\" x2=\"520\" y1=\"%d\" y2=\"%d\" stroke=\"#ddd\"/>\n", at, at
      printf "<text x=\"52\" y=\"%d\" text-anchor=\"end\">%g s</text>\n", at + 4, 10 ^ power
    }
    for (order = 0; order <= 9; order++)
      printf "<text x=\"%d\" y=\"276\" text-anchor=\"middle\">%d</text>\n", 80 + 46 * order, order
    print "<text x=\"290\" y=\"294\" text-anchor=\"middle\">folio order</text>"
    at = y(time["1-9"])
    printf "<line x1=\"126\" x2=\"494\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#06c\" stroke-width=\"2\"/>\n", at, at
    printf "<text x=\"494\" y=\"%.1f\" text-anchor=\"end\" fill=\"#06c\">orders 1 to 9 at once, and order 0</text>\n", at - 6
    for (order = 0; order <= largest; order++) {
      printf "<circle cx=\"%d\" cy=\"%.1f\" r=\"4\" fill=\"#c40\"/>\n", 80 + 46 * order, y(time[order])
      path = path (order ? " L" : "M") (80 + 46 * order) " " y(time[order])
    }
    printf "<path d=\"%s\" fill=\"none\" stroke=\"#c40\"/>\n", path
    printf "<text x=\"%d\" y=\"%.1f\" fill=\"#c40\">one order, unrolled</text>\n", 90 + 46 * largest, y(time[largest])
    print "</svg>"
  }' "$lines" > "$results/by-order.svg"
echo "by-order.sh: wrote $results/by-order.md and $results/by-order.svg" >&2
