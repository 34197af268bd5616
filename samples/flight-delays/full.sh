#!/usr/bin/env bash
# Brings all 3,000,000 flights to data/full/flights-3m.parquet, for scale tests and benchmarks.
# Source: the npm package vega-datasets, exactly version 3.2.1 (17 MB). Needs npm, tar and sha256sum or shasum.
set -euo pipefail

version=3.2.1
expected=dbeb920c90f59b6ccaff823dcc3d08f25a97fa1ce128d93f40be4e931f5900b0
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
target=$here/data/full/flights-3m.parquet

digest() { if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1; }

if [ -f "$target" ] && [ "$(digest "$target")" = "$expected" ]; then
    echo "Already here: $target (3,000,000 flights, digest as expected)."
    exit 0
fi
for tool in npm tar; do
    command -v "$tool" >/dev/null || { echo "full.sh: $tool is not installed; it is needed to fetch vega-datasets." >&2; exit 1; }
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "Fetching vega-datasets $version through npm (17 MB) ..."
(cd "$work" && npm pack --silent "vega-datasets@$version" >/dev/null) \
    || { echo "full.sh: npm could not fetch vega-datasets@$version; is a registry reachable?" >&2; exit 1; }
tar -xzf "$work/vega-datasets-$version.tgz" -C "$work" package/data/flights-3m.parquet

found=$(digest "$work/package/data/flights-3m.parquet")
if [ "$found" != "$expected" ]; then
    echo "full.sh: flights-3m.parquet has sha256 $found, expected $expected; nothing was written." >&2
    exit 1
fi
mkdir -p "$(dirname "$target")"
mv "$work/package/data/flights-3m.parquet" "$target"
echo "Wrote $target: 3,000,000 flights, $(wc -c < "$target" | tr -d ' ') bytes, digest as expected."
