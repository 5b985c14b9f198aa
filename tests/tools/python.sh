#!/bin/sh
# Makes the Python tools that the stories run against (calendar servers, a mail server, a reference
# reader) in .tools/py at the root of the repository. Does nothing where they are already there.
set -eu

packages="radicale==3.9.0 xandikos==0.4.10 aiosmtpd==1.4.6 recurring-ical-events==3.8.2 icalendar==7.3.2"

root=$(cd "$(dirname "$0")/../.." && pwd)
venv="$root/.tools/py"
stamp="$venv/made-of"
[ "$(cat "$stamp" 2>/dev/null)" = "$packages" ] && exit 0

mkdir -p "$root/.tools"
# Two test runs may come here at once.
exec 9>"$root/.tools/py.lock"
flock 9
[ "$(cat "$stamp" 2>/dev/null)" = "$packages" ] && exit 0

python3 -m venv "$venv"
# shellcheck disable=SC2086
"$venv/bin/pip" install --quiet --disable-pip-version-check $packages
echo "$packages" >"$stamp"
