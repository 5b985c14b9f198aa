#!/usr/bin/env bash
# How fast one calendar becomes busy intervals, against Python's recurring-ical-events and ical.js on
# the same file in the same run: warm and in process, each asked in TURNS=2 turns. Then whole processes,
# ours against Python's, ROUNDS=5 times. Prints medians, ratios and peak memory.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

[ -x target/release/samband ] || cargo build --release --locked
cargo bench --quiet --locked --bench busy_warm --no-run
tests/tools/python.sh
(cd benches/busy && npm ci --no-audit --no-fund --silent)
.tools/py/bin/python benches/busy/warm.py "${TURNS:-2}"
exec .tools/py/bin/python benches/busy/compare.py target/release/samband "${ROUNDS:-5}"
