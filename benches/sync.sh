#!/usr/bin/env bash
# A thousand linked calendars of 500 events: the first round of reading against a round in which
# nothing has changed, and the node's peak memory.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec cargo bench --locked --bench sync
