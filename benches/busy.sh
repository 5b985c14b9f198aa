#!/usr/bin/env bash
# How fast one calendar becomes busy intervals, against Python's recurring-ical-events on the same
# file in the same run. ROUNDS=5 by default; prints medians, their ratio and peak memory.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

[ -x target/release/samband ] || cargo build --release --locked
tests/tools/python.sh
exec .tools/py/bin/python benches/busy/compare.py target/release/samband "${ROUNDS:-5}"
