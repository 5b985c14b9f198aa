#!/usr/bin/env bash
# The one program of Cyrus that the calendar tests need and that Debian's cyrus-caldav lacks: imapd,
# to make a user's inbox with. Its package and dovecot-imapd exclude each other, so it is only taken
# out, into .tools/cyrus, not installed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

imapd=.tools/cyrus/usr/lib/cyrus/bin/imapd
[ -x "$imapd" ] && exit 0

mkdir -p .tools
# Two test runs may come here at once.
exec 9>.tools/cyrus.lock
flock 9
[ -x "$imapd" ] && exit 0

folder=$(mktemp -d .tools/cyrus.XXXXXX)
trap 'rm -rf "$folder"' EXIT
(cd "$folder" && apt-get -qq download cyrus-imapd 2>/dev/null && dpkg-deb -x cyrus-imapd_*.deb taken)
rm -rf .tools/cyrus
mv "$folder/taken" .tools/cyrus
# Cyrus runs it as a user of its own.
chmod -R a+rX .tools/cyrus
