#!/usr/bin/env bash
# The Python tools that the tests run against (calendar servers, a mail server, a reference reader),
# in .tools/py: made once, and again when requirements.txt changes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

wanted=tests/tools/requirements.txt
seen=.tools/py/requirements.txt
cmp -s "$wanted" "$seen" && exit 0

mkdir -p .tools
# Two test runs may come here at once.
exec 9>.tools/py.lock
flock 9
cmp -s "$wanted" "$seen" && exit 0

rm -rf .tools/py
python3 -m venv .tools/py
.tools/py/bin/pip install --quiet --disable-pip-version-check --no-input -r "$wanted"
cp "$wanted" "$seen"
