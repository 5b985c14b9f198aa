#!/usr/bin/env bash
# Runs one benchmark (by the name of its file in benches/) or all of them, one after another.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

shopt -s nullglob
if [ "$#" -gt 0 ]; then
  chosen=("benches/$1.sh")
  [ -f "${chosen[0]}" ] || { echo "there is no benchmark $1: see benches/" >&2; exit 2; }
else
  chosen=(benches/*.sh)
fi
for bench in "${chosen[@]}"; do
  echo "== $(basename "$bench" .sh)"
  bash "$bench"
done
