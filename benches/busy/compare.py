"""Asks both readers about one file: first whether they agree, then how long each takes, in turn and
in a process of its own. Ends with the ratio."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from calendar_file import ALL, FROM, OVERRIDES, RECURRING, TO, calendar

REFERENCE = str(Path(__file__).parent / "reference.py")


def answers_agree(ours, theirs):
    """How many stretches both give; ends the program where they differ."""
    said = json.loads(subprocess.check_output(ours))["busy"]
    expected = json.loads(subprocess.check_output([*theirs, "--stretches"]))

    def minute(text):
        return int(datetime.fromisoformat(text).timestamp()) // 60

    found = [[minute(b["start"]), minute(b["end"]), b["kind"]] for b in said]
    if found != expected:
        differ = [pair for pair in zip(found, expected) if pair[0] != pair[1]]
        sys.exit(f"the answers differ: {len(found)} and {len(expected)} stretches, {differ[:3]}")
    return len(found)


def run(command):
    """Wall time in milliseconds and peak memory in megabytes of one process."""
    with open(os.devnull, "wb") as nowhere:
        silence = [(os.POSIX_SPAWN_DUP2, nowhere.fileno(), 1)]
        began = time.perf_counter()
        pid = os.posix_spawn(command[0], command, os.environ, file_actions=silence)
        _, status, used = os.wait4(pid, 0)
        took = (time.perf_counter() - began) * 1_000
    if status != 0:
        sys.exit(f"{command[0]} failed")
    return took, used.ru_maxrss / 1_024


def report(name, runs):
    times, memory = [took for took, _ in runs], max(used for _, used in runs)
    median = statistics.median(times)
    spread = f"(from {min(times):.1f} to {max(times):.1f})"
    print(f"{name:22} median {median:8.1f} ms {spread}, peak {memory:.1f} MB")
    return median


def main():
    samband, rounds = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calendar.ics"
        path.write_text(calendar(), newline="")
        size = path.stat().st_size / 1_000
        ends = [f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in (FROM, TO)]
        ours = [samband, "busy", str(path), "--from", ends[0], "--to", ends[1], "--json"]
        theirs = [sys.executable, REFERENCE, str(path)]
        print(
            f"{ALL} events ({RECURRING} recurring, {OVERRIDES} overrides), {size:.0f} kB, "
            f"8 weeks; both give the same {answers_agree(ours, theirs)} stretches"
        )
        both = [(run(ours), run(theirs)) for _ in range(rounds)]
    ratio = report("recurring-ical-events", [theirs for _, theirs in both]) / report(
        "samband busy", [ours for ours, _ in both]
    )
    print(f"ratio {ratio:.1f}")


main()
