"""A calendar of a busy person, the same on every run: 5,000 components, of which 500 recur and 100
stand in for an instance of those; with texts and attendees as a real export has them."""

import random
from datetime import datetime, timedelta

FROM, TO = datetime(2027, 3, 1), datetime(2027, 4, 26)  # eight weeks, over the change of the clock
RECURRING, OVERRIDES, ALL = 500, 100, 5_000
ZONE = (
    "BEGIN:VTIMEZONE\nTZID:Europe/Oslo\nBEGIN:STANDARD\nDTSTART:19961027T030000\n"
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nEND:STANDARD\n"
    "BEGIN:DAYLIGHT\nDTSTART:19970330T020000\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\n"
    "TZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nEND:DAYLIGHT\nEND:VTIMEZONE"
)
RULES = (
    "FREQ=WEEKLY;BYDAY={day}",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY={day},FR",
    "FREQ=DAILY;COUNT=400",
    "FREQ=DAILY;INTERVAL=3;UNTIL=20271231T225959Z",
    "FREQ=MONTHLY;BYDAY=2{day}",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=YEARLY",
)


def local(at):
    return at.strftime("%Y%m%dT%H%M%S")


def event(number, chance, start, lines):
    minutes = chance.choice((15, 30, 45, 60, 90))
    end = start + timedelta(minutes=minutes)
    shown = chance.random()
    out = [
        "BEGIN:VEVENT",
        f"DTSTAMP:20270101T{number % 24:02}0000Z",
        f"DTSTART;TZID=Europe/Oslo:{local(start)}",
        f"DTEND;TZID=Europe/Oslo:{local(end)}",
        f"SUMMARY:Avtale nummer {number} med noen om noe",
        "LOCATION:Et rom",
        "ORGANIZER;CN=Noen:mailto:noen@eksempel.test",
    ]
    if shown < 0.1:
        out.append("TRANSP:TRANSPARENT")
    elif shown < 0.2:
        out.append("STATUS:TENTATIVE")
    return [*out, *lines, "END:VEVENT"]


def calendar():
    chance = random.Random(5000)
    out = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//samband//bench//NO", ZONE]
    masters = []
    for number in range(RECURRING):
        start = FROM + timedelta(
            days=chance.randrange(-1_000, 40), hours=chance.randrange(7, 16)
        )
        day = ("MO", "TU", "WE", "TH", "FR")[number % 5]
        rule = RULES[number % len(RULES)].format(day=day)
        lines = [f"UID:r{number}@eksempel.test", f"RRULE:{rule}"]
        if number % 3 == 0:
            gone = datetime.combine(FROM.date(), start.time())
            days = [gone + timedelta(days=chance.randrange(56)) for _ in range(3)]
            lines.append("EXDATE;TZID=Europe/Oslo:" + ",".join(map(local, days)))
        out += event(number, chance, start, lines)
        masters.append((number, start, rule))
    weekly = [m for m in masters if m[2].startswith("FREQ=WEEKLY;BYDAY") and m[1] < FROM]
    for number in range(OVERRIDES):
        series, start, _ = weekly[number % len(weekly)]
        day = series % 5 + 7 * (1 + number // len(weekly))
        instance = datetime.combine(FROM.date(), start.time()) + timedelta(days=day)
        lines = [
            f"UID:r{series}@eksempel.test",
            f"RECURRENCE-ID;TZID=Europe/Oslo:{local(instance)}",
        ]
        out += event(number, chance, instance + timedelta(hours=2), lines)
    for number in range(ALL - RECURRING - OVERRIDES):
        start = FROM + timedelta(
            days=chance.randrange(-200, 120),
            hours=chance.randrange(7, 16),
            minutes=chance.choice((0, 15, 30, 45)),
        )
        out += event(number, chance, start, [f"UID:s{number}@eksempel.test"])
    out.append("END:VCALENDAR")
    return "\r\n".join(out).replace("\n", "\r\n").replace("\r\r", "\r") + "\r\n"
