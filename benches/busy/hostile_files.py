"""Calendar texts of ten million bytes, each made to cost as much work or memory as it can.

Usage: hostile_files.py FOLDER. Writes them all there, numbered in the order of HOSTILE."""

import sys
from pathlib import Path

SIZE = 10_000_000
FROM, TO = "2027-03-01T00:00:00Z", "2027-04-26T00:00:00Z"
OWNER = "siri@dps.test"

BEGIN, END = "BEGIN:VCALENDAR\r\n", "END:VCALENDAR\r\n"
HOURS = ",".join(str(hour) for hour in range(24))
MINUTES = ",".join(str(minute) for minute in range(60))
ENDLESS = "COUNT=4294967295"


def in_bytes(text):
    """UTF-8, where surrogates stand for bytes that are not."""
    return text.encode("utf-8", "surrogateescape")


def filled(part, before=BEGIN, after=END):
    """`part(n)` for n = 0, 1, 2, … between `before` and `after`, up to the size."""
    out, size, number = [before], len(before.encode("utf-8", "surrogateescape")) + len(after.encode()), 0
    while True:
        piece = part(number)
        size += len(piece.encode("utf-8", "surrogateescape"))
        if size > SIZE:
            return "".join(out) + after
        out.append(piece)
        number += 1


def event(*lines):
    return "\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT", ""))


def rules(rule, start="00010101T000000Z"):
    """Events of their own that all have one rule."""
    return lambda: filled(
        lambda _: event(f"DTSTART:{start}", "DURATION:PT1M", f"RRULE:{rule}")
    )


def one_event(line, *before):
    """One event, and as many lines or values in it as there is room for."""
    head = "\r\n".join((BEGIN + "BEGIN:VEVENT", "DTSTART:20270302T090000Z", *before, ""))
    return filled(line, head, "END:VEVENT\r\n" + END)


def moment(number):
    day, rest = divmod(number, 1_440)
    return f"2027{1 + day // 28 % 12:02}{1 + day % 28:02}T{rest // 60:02}{rest % 60:02}{number // 483_840 % 60:02}Z"


def zone(number, *observance):
    inside = "\r\n".join(observance)
    return (
        f"BEGIN:VTIMEZONE\r\nTZID:Z{number}\r\nBEGIN:STANDARD\r\n{inside}\r\n"
        "END:STANDARD\r\nEND:VTIMEZONE\r\n"
    )


def zones(*observance):
    return lambda: filled(
        lambda n: zone(n, *observance)
        + event(f"DTSTART;TZID=Z{n}:20270302T090000", "DURATION:PT1H")
    )


def listed(name, value, *before):
    """One property whose value is one enormous list."""
    head = "\r\n".join(
        (BEGIN + "BEGIN:VEVENT", "DTSTART:20270302T090000Z", "DURATION:PT1M", *before, "")
    )
    return filled(
        lambda n: value(n) + ",", head + name + ":", value(0) + "\r\nEND:VEVENT\r\n" + END
    )


MASTER = event("UID:a", "DTSTART:20270101T000000Z", "DURATION:PT1M", "RRULE:FREQ=HOURLY")

HOSTILE = {
    "nothing but line ends": lambda: filled(lambda _: "\n" * 1_000),
    "one line folded at every byte": lambda: filled(
        lambda _: "\n x" * 1_000, BEGIN + "SUMMARY:x", "\r\n" + END
    ),
    "one line without an end": lambda: filled(lambda _: "x" * 1_000, BEGIN + "SUMMARY:", ""),
    "no line at all": lambda: "x" * SIZE,
    "components without an end": lambda: filled(lambda _: "BEGIN:X\n", BEGIN, ""),
    "components of nothing": lambda: filled(lambda _: "BEGIN:X\nEND:X\n"),
    "calendars of nothing": lambda: filled(lambda _: BEGIN + END, "", ""),
    "small events without UID": lambda: filled(
        lambda n: event(f"DTSTART:{moment(n)}", "DURATION:PT1M")
    ),
    "small events of one UID": lambda: filled(
        lambda n: event("UID:a", f"DTSTART:{moment(n)}", "DURATION:PT1M")
    ),
    "overrides of one event": lambda: filled(
        lambda n: event("UID:a", f"RECURRENCE-ID:{moment(n)}", f"DTSTART:{moment(n * 7)}", "DURATION:PT1M"),
        BEGIN + MASTER,
    ),
    "overrides that move all later ones": lambda: filled(
        lambda n: event(
            "UID:a",
            f"RECURRENCE-ID;RANGE=THISANDFUTURE:{moment(n)}",
            f"DTSTART:{moment(n * 7)}",
            "DURATION:PT1M",
        ),
        BEGIN + MASTER,
    ),
    "masters of one UID and an override each": lambda: filled(
        lambda n: event("UID:a", f"DTSTART:{moment(n)}", "DURATION:PT1M", "RRULE:FREQ=DAILY")
        + event("UID:a", f"RECURRENCE-ID:{moment(n)}", f"DTSTART:{moment(n)}", "DURATION:PT1M")
    ),
    "RDATE": lambda: listed("RDATE", moment),
    "RDATE of periods": lambda: listed("RDATE;VALUE=PERIOD", lambda n: moment(n) + "/P9999D"),
    "EXDATE": lambda: listed("EXDATE", moment, "RRULE:FREQ=HOURLY"),
    "RDATE lines in a zone each": lambda: one_event(
        lambda n: f"RDATE;TZID=Z{n}:20270302T090000\r\n", "DURATION:PT1M"
    ),
    "FREEBUSY": lambda: filled(
        lambda n: f"{moment(n)}/PT1M,",
        BEGIN + "BEGIN:VFREEBUSY\r\nFREEBUSY:",
        "20270302T090000Z/PT1M\r\nEND:VFREEBUSY\r\n" + END,
    ),
    "attendees": lambda: one_event(
        lambda n: f'ATTENDEE;CN=";:{n}";PARTSTAT=DECLINED;X={"a;b=" * 20}c:mailto:x{n}@dps.test\r\n'
    ),
    "parameters": lambda: filled(
        lambda n: f";X{n}=y", BEGIN + "BEGIN:VEVENT\r\nDTSTART", ":20270302\r\nEND:VEVENT\r\n" + END
    ),
    "rules in one event": lambda: one_event(
        lambda _: f"RRULE:FREQ=YEARLY;BYDAY=MO;{ENDLESS}\r\n", "DURATION:PT1M"
    ),
    "rules of many parts": lambda: one_event(
        lambda _: f"RRULE:FREQ=DAILY;BYHOUR={HOURS};BYMINUTE={MINUTES};COUNT=1\r\n",
        "DURATION:PT1M",
    ),
    "one rule of one enormous list": lambda: filled(
        lambda n: f"{n % 366 + 1},",
        BEGIN + "BEGIN:VEVENT\r\nDTSTART:20270302T090000Z\r\nRRULE:FREQ=YEARLY;BYYEARDAY=",
        "1\r\nEND:VEVENT\r\n" + END,
    ),
    "hourly since the first year": rules("FREQ=HOURLY"),
    "hourly, counted": rules(f"FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30;{ENDLESS}"),
    "daily that never is": rules(f"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;{ENDLESS}"),
    "weekly in one month": rules(f"FREQ=WEEKLY;BYMONTH=2;{ENDLESS}"),
    "monthly that never is": rules(f"FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9;{ENDLESS}"),
    "yearly by week": rules(f"FREQ=YEARLY;BYWEEKNO=53;BYDAY=SU;{ENDLESS}"),
    "yearly with all its minutes": rules(
        f"FREQ=YEARLY;BYYEARDAY=366;BYHOUR={HOURS};BYMINUTE={MINUTES};BYSETPOS=366"
    ),
    "every minute of the year, and the last taken": rules(
        f"FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR={HOURS};BYMINUTE={MINUTES};BYSETPOS=-1;{ENDLESS}"
    ),
    "ten thousand instances each": rules(
        f"FREQ=DAILY;BYHOUR={HOURS};BYMINUTE=0,9,18,27,36,45,54", "20260101T000000Z"
    ),
    "a century each day": lambda: filled(
        lambda _: event("DTSTART:19300101T000000Z", "DURATION:P9000D", "RRULE:FREQ=DAILY")
    ),
    "zones with summer since the first year": zones(
        "DTSTART:00010101T020000",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
    ),
    "zones that change every hour": zones(
        "DTSTART:20000101T020000", "RRULE:FREQ=HOURLY", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200"
    ),
    "zones that nobody knows": lambda: filled(
        lambda n: event(f"DTSTART;TZID=a/b/c{n}/d:20270302T090000", "DURATION:PT1M")
    ),
    "one zone of many changes": lambda: filled(
        lambda n: f"{moment(n)[:-1]},",
        BEGIN
        + event("DTSTART;TZID=Z0:20270302T090000", "DURATION:PT1M")
        + "BEGIN:VTIMEZONE\r\nTZID:Z0\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nRDATE:",
        "20270302T090000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n" + END,
    ),
    "one zone of many rules": lambda: filled(
        lambda _: "BEGIN:STANDARD\r\nDTSTART:20260101T000000\r\nRRULE:FREQ=YEARLY\r\n"
        "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:STANDARD\r\n",
        BEGIN
        + event("DTSTART;TZID=Z0:20270302T090000", "DURATION:PT1M")
        + "BEGIN:VTIMEZONE\r\nTZID:Z0\r\n",
        "END:VTIMEZONE\r\n" + END,
    ),
    "bytes that are no text": lambda: filled(
        lambda _: "\x00\x01\udcff" * 300 + "\r\n ", BEGIN + "BEGIN:VEVENT\r\nUID:", "\r\nDTSTART:20270302\r\nEND:VEVENT\r\n" + END
    ),
}


def main():
    folder = Path(sys.argv[1])
    for number, make in enumerate(HOSTILE.values()):
        (folder / f"{number}.ics").write_bytes(in_bytes(make()))


if __name__ == "__main__":
    main()
