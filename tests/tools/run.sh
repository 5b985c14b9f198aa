#!/usr/bin/env bash
# Runs all tests and ends with one line of sums. Arguments go to cargo test.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

mkdir -p target
log=target/test.log
status=0
cargo test --locked --no-fail-fast "$@" 2>&1 | tee "$log" || status=$?

awk '/^test result:/ { passed += $4; failed += $6; skipped += $8 }
  END { printf "\n%d passed, %d failed, %d skipped\n", passed, failed, skipped }' "$log"
if [ "$status" -ne 0 ]; then
  grep -E '^test .* FAILED$|^error(\[|:)' "$log" | sort -u || true
fi
exit "$status"
