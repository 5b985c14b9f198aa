"""Three readers on one file, each warm and in a process of its own, in turn: first whether they find the
same busy minutes, then how long a reading takes and how many times faster ours is. A ratio below what
is promised ends with an error."""

import json
import statistics
import subprocess
import sys
import tempfile
from datetime import timezone
from pathlib import Path

from calendar_file import ALL, FROM, OVERRIDES, RECURRING, TO, calendar

HERE = Path(__file__).parent
ROUNDS = {"samband": 30, "recurring-ical-events": 2, "ical.js": 3}
PROMISED = {"recurring-ical-events": 40, "ical.js": 25}


def commands(path):
    """How each is asked, but for the number of rounds."""
    ends = [str(int(at.replace(tzinfo=timezone.utc).timestamp())) for at in (FROM, TO)]
    bench = ["cargo", "bench", "--quiet", "--locked", "--bench", "busy_warm", "--"]
    return {
        "samband": [*bench, path, *ends],
        "recurring-ical-events": [sys.executable, str(HERE / "reference.py"), path, "--warm"],
        "ical.js": ["node", str(HERE / "warm.mjs"), path, *ends],
    }


def differences(name, said, expected):
    differ = [pair for pair in zip(said, expected) if pair[0] != pair[1]]
    sys.exit(f"{name} finds {len(said)} stretches, samband {len(expected)}: {differ[:3]}")


def main():
    turns = int(sys.argv[1])
    millis = {name: [] for name in ROUNDS}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calendar.ics"
        path.write_text(calendar(), newline="")
        size = path.stat().st_size / 1_000
        for _ in range(turns):
            found = {}
            for name, command in commands(str(path)).items():
                said = json.loads(subprocess.check_output([*command, str(ROUNDS[name])]))
                millis[name] += said["millis"]
                found[name] = said["stretches"]
            for name, stretches in found.items():
                if stretches != found["samband"]:
                    differences(name, stretches, found["samband"])
    print(
        f"{ALL} events ({RECURRING} recurring, {OVERRIDES} overrides), {size:.0f} kB, 8 weeks, warm and "
        f"in process; all three find the same {len(found['samband'])} stretches"
    )
    ours = statistics.median(millis["samband"])
    print(f"{'samband':22} median {ours:8.1f} ms of {len(millis['samband'])} readings")
    slow = []
    for name, promised in PROMISED.items():
        theirs = statistics.median(millis[name])
        ratio = theirs / ours
        print(f"{name:22} median {theirs:8.1f} ms of {len(millis[name])}, ratio {ratio:.0f}")
        if ratio < promised:
            slow.append(f"less than {promised} times faster than {name}")
    if slow:
        sys.exit("; ".join(slow))


main()
