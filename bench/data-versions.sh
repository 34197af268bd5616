#!/usr/bin/env bash
# Adds, adds again and verifies a dataset version, beside hashing and copying the same bytes in the same run.
#   bench/data-versions.sh PROGRAM FILE [CHANGED…]
# PROGRAM is the built airworthy.dll, FILE any table, CHANGED the same table after changes.
set -euo pipefail
[ $# -ge 2 ] || { echo "usage: data-versions.sh PROGRAM FILE [CHANGED…]" >&2; exit 64; }
program=$(readlink -f "$1") file=$(readlink -f "$2")
changed=(); for f in "${@:3}"; do changed+=("$(readlink -f "$f")"); done
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
printf 'airworthy: 1\nproject: bench\n' > airworthy.yaml
bytes=$(stat -c %s "$file")

TIMEFORMAT='%R %U %S'
timed() {  # timed NAME COMMAND…: seconds, and MB of FILE per second of the clock and of the processors
    local name=$1 took; shift
    took=$( { time "$@" > "$work/said" 2> "$work/errors"; } 2>&1 )
    awk -v n="$name" -v t="$took" -v s="$bytes" 'BEGIN { split(t, x, " "); printf "| %s | %.2f | %.2f | %.0f | %.0f |\n", n, x[1], x[2] + x[3], s / 1e6 / x[1], s / 1e6 / (x[2] + x[3]) }'
}

echo "| what | wall s | processor s | MB per wall s | MB per processor s |"; echo "|---|---|---|---|---|"
cat "$file" > /dev/null
timed "sha256sum" sha256sum "$file"
timed "cp, then sync" sh -c "cp '$file' copy && sync copy && rm copy"
timed "data list (start of the program)" dotnet "$program" data list
timed "data add, first time" dotnet "$program" data add bench "$file"
timed "data add, same content" dotnet "$program" data add bench "$file"
timed "data verify" dotnet "$program" data verify
for f in ${changed[@]+"${changed[@]}"}; do
    timed "data add, $(basename "$f")" dotnet "$program" data add bench "$f"
    grep -o '[0-9,]* bytes ([0-9.]* %) were not in the store yet' "$work/said" | sed 's/^/  /'
done
echo "load $(cut -d' ' -f1 /proc/loadavg) at the end"
