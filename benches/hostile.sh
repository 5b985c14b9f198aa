#!/usr/bin/env bash
# Hostile calendars of ten million bytes: each is answered or refused within two seconds and 256 MB.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

[ -x target/release/samband ] || cargo build --release --locked
exec python3 benches/busy/hostile.py target/release/samband
