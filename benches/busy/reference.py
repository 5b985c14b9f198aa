"""The same question to Python's recurring-ical-events. Prints the instances in the window; with
`--stretches` what they leave busy, by the rules that the generated file needs; and with `--warm ROUNDS`
that and the milliseconds of each of so many rounds in one process, reading included."""

import json
import sys
import time
from datetime import timezone
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from calendar_file import FROM, TO


def instances(text):
    calendar = icalendar.Calendar.from_ical(text)
    utc = ZoneInfo("UTC")
    return recurring_ical_events.of(calendar).between(
        FROM.replace(tzinfo=utc), TO.replace(tzinfo=utc)
    )


def stretches(events):
    """Sorted, disjoint, busy above tentative; in minutes, since the file has whole ones."""
    minutes = {}
    for event in events:
        if event.get("TRANSP") == "TRANSPARENT":
            continue
        kind = "tentative" if event.get("STATUS") == "TENTATIVE" else "busy"
        first, last = (int(event[name].dt.timestamp()) // 60 for name in ("DTSTART", "DTEND"))
        for minute in range(first, last):
            if minutes.get(minute) != "busy":
                minutes[minute] = kind
    window = [int(at.replace(tzinfo=timezone.utc).timestamp()) // 60 for at in (FROM, TO)]
    out = []
    for minute in sorted(m for m in minutes if window[0] <= m < window[1]):
        kind = minutes[minute]
        if out and out[-1][1] == minute and out[-1][2] == kind:
            out[-1][1] = minute + 1
        else:
            out.append([minute, minute + 1, kind])
    return out


def warm(text, rounds):
    found = instances(text)
    millis = []
    for _ in range(rounds):
        began = time.perf_counter()
        found = instances(text)
        millis.append((time.perf_counter() - began) * 1_000)
    return {"millis": millis, "stretches": stretches(found)}


with open(sys.argv[1], "rb") as file:
    text = file.read()
if "--warm" in sys.argv:
    said = warm(text, int(sys.argv[-1]))
else:
    found = instances(text)
    said = stretches(found) if "--stretches" in sys.argv else len(found)
print(json.dumps(said))
