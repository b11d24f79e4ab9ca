#!/bin/bash
# What `check` says of many diffs, with its default options, and what it costs: a table, with the median and the worst.
#
#   Benchmarks/check.sh KERNEL FOLDER [LIMIT]
#
# KERNEL: a source tree. FOLDER: diffs and mailboxes (*.diff, *.patch, *.mbox); a file LIST in it may have a
# line for each, with its name and the exit statuses that are right, joined by commas. LIMIT: seconds for each (default 120).
# The diffs of the tests' corpora are left in a folder of your choice by
#
#   PTEPROOF_DIFFS=FOLDER swift test -c release -Xswiftc -enable-testing --filter eachEditIsADiff
#
# The base is proved first, and is not in the times: a folder of results of its own begins with the base alone, so that no
# diff is answered by another one's questions. Writes check.md into the folder RESULTS (default: Benchmarks/results).
set -eu
[ $# -ge 2 ] || { sed -n '4,15s/^# \{0,1\}//p' "$0" >&2; exit 2; }
kernel=$(realpath "$1")
folder=$(realpath "$2")
limit=${3:-120}
cd "$(dirname "$0")/.."
results=${RESULTS:-Benchmarks/results}
timer=/usr/bin/time
[ -x "$timer" ] || { echo "check.sh: needs GNU time: apt-get install time" >&2; exit 2; }
shopt -s nullglob
diffs=("$folder"/*.diff "$folder"/*.patch "$folder"/*.mbox)
[ ${#diffs[@]} -gt 0 ] || { echo "check.sh: no *.diff, *.patch or *.mbox in $folder" >&2; exit 2; }
swift build -c release --product pteproof >&2
program="$(swift build -c release --show-bin-path)/pteproof"
mkdir -p "$results"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A comment in a function of each unit changes nothing, so that the base is what is proved.
echo "check.sh: proving the base" >&2
mkdir -p "$work/a/mm" "$work/b/mm"
cp "$kernel/mm/memory.c" "$work/a/mm/memory.c"
awk '{ print }
  /^copy_present_ptes\(|^copy_pte_range\(/ { inside = 1 }
  inside && /^{/ { print "\t/* as before */"; inside = 0 }' "$work/a/mm/memory.c" > "$work/b/mm/memory.c"
(cd "$work" && diff -u a/mm/memory.c b/mm/memory.c > comment.diff) || true
"$program" check "$work/comment.diff" --kernel "$kernel" --cache "$work/cache" > /dev/null ||
  { echo "check.sh: the base is not proved" >&2; exit 1; }

right() { # the statuses that are right for a file; nothing if that is not known
  [ -f "$folder/LIST" ] || return 0
  awk -v name="$1" '$1 == name { print $2 }' "$folder/LIST"
}

cp -r "$work/cache/results" "$work/results"
times=()
wrong=0
{
  echo "| diff | status | right | wall | processors | peak memory |"
  echo "|---|---|---|---|---|---|"
  for diff in "${diffs[@]}"; do
    name=$(basename "$diff")
    echo "check.sh: $name" >&2
    rm -rf "$work/cache/results"
    cp -r "$work/results" "$work/cache/results"
    status=0
    "$timer" -o "$work/figures" -f '%e %U %M' timeout "$limit" \
      "$program" check "$diff" --kernel "$kernel" --cache "$work/cache" > "$work/report" 2>&1 || status=$?
    read -r wall used memory < <(tail -1 "$work/figures")
    wanted=$(right "$name")
    verdict="?"
    if [ -n "$wanted" ]; then
      case ",$wanted," in *",$status,"*) verdict=yes ;; *) verdict="no, $wanted"; wrong=$((wrong + 1)) ;; esac
    fi
    [ "$status" != 124 ] || status="none in $limit s"
    times+=("$wall")
    echo "| $name | $status | $verdict | $wall s | $used s | $((memory / 1024)) MiB |"
  done
  echo
  printf '%s\n' "${times[@]}" | sort -n | awk -v wrong="$wrong" '
    { t[NR] = $1 }
    END { printf "%d diffs: median %.1f s, worst %.1f s; %d not right\n", NR, t[int((NR + 1) / 2)], t[NR], wrong }'
} | tee "$results/check.md"
