#!/usr/bin/env bash
# Installs what the tests need on a Debian machine with Rust, Node and Python: a broker, a calendar
# server, a browser,
# Python servers and npm packages. Does nothing where all is there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

has() { command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ]; }

packages=()
has mosquitto || packages+=(mosquitto)
[ -x /usr/lib/cyrus/bin/httpd ] || packages+=(cyrus-caldav libsasl2-modules)
has saslpasswd2 || packages+=(sasl2-bin)
has chromium || packages+=(chromium)
has openssl || packages+=(openssl)
[ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] || packages+=(fonts-dejavu-core)
python3 -c 'import ensurepip' 2>/dev/null || packages+=(python3-venv)

if [ "${#packages[@]}" -gt 0 ]; then
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  export DEBIAN_FRONTEND=noninteractive
  echo "installing ${packages[*]}"
  "${as_root[@]}" apt-get -qq -o DPkg::Lock::Timeout=600 update
  "${as_root[@]}" apt-get -qq -y -o DPkg::Lock::Timeout=600 install --no-install-recommends \
    "${packages[@]}" >/dev/null
fi

tests/tools/python.sh
tests/tools/cyrus.sh

# A folder of Node tools is installed again when its lock file has changed.
for folder in tests/browser; do
  lock="$folder/package-lock.json"
  seen="$folder/node_modules/.package-lock.json"
  if [ -f "$lock" ] && { [ ! -e "$seen" ] || [ "$lock" -nt "$seen" ]; }; then
    (cd "$folder" && npm ci --no-audit --no-fund && touch node_modules/.package-lock.json)
  fi
done
