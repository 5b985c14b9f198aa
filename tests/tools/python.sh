#!/usr/bin/env bash
# The Python servers of the tests, in .tools/py: made once, and again when requirements.txt changes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

wanted=tests/tools/requirements.txt
seen=.tools/py/requirements.txt
if ! cmp -s "$wanted" "$seen"; then
  rm -rf .tools/py
  mkdir -p .tools
  python3 -m venv .tools/py
  .tools/py/bin/pip install --quiet --disable-pip-version-check --no-input -r "$wanted"
  cp "$wanted" "$seen"
fi
