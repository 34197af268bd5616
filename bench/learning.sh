#!/usr/bin/env bash
# Makes a table of two classes with a seed, 20 columns of features, 80 % of its rows train and 20 % dev, and times `baselines` and `train` on it.
#   bench/learning.sh PROGRAM [ROWS [TRIALS]]
# PROGRAM is the built airworthy.dll. 14 columns are numbers (one with gaps), 5 are texts of 4 to 2,000 values, one is a time. ROWS are all rows of the table.
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: learning.sh PROGRAM [ROWS [TRIALS]]" >&2; exit 64; }
program=$(readlink -f "$1") rows=${2:-1000000} trials=${3:-3}
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"

awk -v rows="$rows" 'BEGIN {
    srand(20261128); split("4 12 60 300 2000", levels, " ");
    printf "id,at"; for (i = 1; i <= 14; i++) printf ",n%d", i; for (i = 1; i <= 5; i++) printf ",t%d", i; print ",label";
    for (r = 0; r < rows; r++) {
        line = sprintf("%d,2025-%02d-%02d %02d:%02d:00", r, 1 + int(12 * r / rows), 1 + int(28 * (12 * r / rows - int(12 * r / rows))), int(24 * rand()), int(60 * rand())); z = -1;
        for (i = 1; i <= 14; i++) { x = rand(); z += (i <= 4) ? (x - 0.5) * (5 - i) : 0; line = line "," ((i == 14 && rand() < 0.1) ? "" : sprintf("%.6f", x)); if (i == 5) five = x }
        for (i = 1; i <= 5; i++) { k = int(levels[i] * rand()); z += (i <= 3) ? (k % 3 - 1) * 0.4 : 0; line = line ",v" k }
        z += five > 0.7 && k % 2 == 0 ? 1 : 0;
        print line "," (rand() < 1 / (1 + exp(-z)) ? 1 : 0)
    }
}' > rows.csv
cat > airworthy.yaml <<YAML
airworthy: 1
project: bench
kind: tabular-classification
metric: {name: roc_auc, direction: up, on: dev, confidence: 0.95}
error_costs: {unit: EUR, matrix: {false_alarm: 4, missed: 20, true_alarm: 1, true_quiet: 0}, threshold: cost-optimal}
data:
  files: [rows.csv]
  id: id
  label: label
  time: at
  predict_at: {column: at, offset: 0h}
  split: {method: by-time, train: {from: 2025-01-01, until: 2025-10-17}, dev: {from: 2025-10-18, until: 2025-12-31}}
YAML

timed() {  # timed NAME COMMAND…
    local name=$1; shift
    /usr/bin/time -f '%e %U %S %M' -o time "$@" > said 2> progress || { cat said progress; exit 1; }
    awk -v n="$name" '{ printf "| %s | %.1f | %.1f | %.0f |\n", n, $1, $2 + $3, $4 / 1000 }' time
    sed 's/^/    /' said
}

echo "$rows rows, $(wc -c < rows.csv) bytes"; echo "| what | wall s | processor s | peak MB |"; echo "|---|---|---|---|"
timed "baselines" dotnet "$program" baselines
timed "train --trials $trials" dotnet "$program" train --trials "$trials"
echo "load $(cut -d' ' -f1 /proc/loadavg) at the end"
