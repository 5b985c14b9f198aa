"""Asks Python's recurring-ical-events the questions in a file and compares its answers with ours.

Usage: answers.py FILE. Each line of FILE is a calendar, the question, and our answer. Printed is how
often the two agree as they are, how often they do once the named rules below are applied to the
calendar or the answer of recurring-ical-events, and every calendar where they differ all the same.

A rule says one thing that our policy decides otherwise than recurring-ical-events does, and does it
to the whole calendar: what it explains must then be equal to the second. The rules are tried only
where the answers differ, first one by one, then together."""

import datetime as dt
import json
import sys
from collections import Counter
from contextlib import nullcontext
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import dateutil.rrule
import icalendar
import recurring_ical_events
from dateutil.rrule import rrulestr
from recurring_ical_events.errors import BadRuleStringFormat

UTC = dt.timezone.utc
DAY = dt.timedelta(days=1)
KINDS = ("tentative", "busy", "oof")
WEEKLY_PARTS = {"FREQ", "INTERVAL", "WKST", "BYDAY", "BYSETPOS", "COUNT", "UNTIL"}
LAST_YEAR = 2030  # after every window; dateutil would follow a rule that never matches to 9999
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


dateutil.rrule.datetime = SimpleNamespace(**{**vars(dt), "MAXYEAR": LAST_YEAR})


def is_date(value):
    return not isinstance(value, dt.datetime)


def aware(value, zone):
    """A date is its midnight, and a floating time is one, in the calendar's zone."""
    if is_date(value):
        value = dt.datetime(value.year, value.month, value.day)
    return value if value.tzinfo else value.replace(tzinfo=zone)


def instant(value, zone):
    return int(aware(value, zone).timestamp())


def events(calendar):
    return [part for part in calendar.walk("VEVENT")]


def values(event, name):
    lines = event.get(name, [])
    return [value.dt for line in (lines if isinstance(lines, list) else [lines]) for value in line.dts]


def rule_text(event, without=()):
    kept = {name: value for name, value in event["RRULE"].items() if name not in without}
    return icalendar.vRecur(kept).to_ical().decode()


# The rules. Each takes (calendar, zone), changes the calendar, and says whether it had anything to do.


def counts_dtstart(calendar, zone):
    """DTSTART is the first that COUNT counts, even if the rule does not pick it (RFC 5545 3.3.10)."""
    changed = False
    for event in events(calendar):
        if "RRULE" not in event or "COUNT" not in event["RRULE"]:
            continue
        start = event["DTSTART"].dt
        naive = dt.datetime(*start.timetuple()[:6])
        first = next(iter(rrulestr(rule_text(event, ("COUNT",)), dtstart=naive)), None)
        if first != naive:
            changed = True
            left = event["RRULE"]["COUNT"][0] - 1
            if left:
                event["RRULE"]["COUNT"] = [left]
            else:
                del event["RRULE"]
    return changed


def until_where_the_event_is(calendar, zone):
    """UNTIL without Z is a time in DTSTART's zone, as a date it holds that whole local day, and with Z
    on an event of whole days it holds the days that begin before it."""
    changed = False
    for event in events(calendar):
        if "RRULE" not in event or "UNTIL" not in event["RRULE"]:
            continue
        changed = True
        start, until = event["DTSTART"].dt, event["RRULE"]["UNTIL"][0]
        if is_date(start):
            if not is_date(until):
                event["RRULE"]["UNTIL"] = [aware(until, zone).astimezone(zone).date()]
            continue
        place = start.tzinfo or zone
        if is_date(until):
            until = dt.datetime(until.year, until.month, until.day, 23, 59, 59)
        if start.tzinfo:
            event["RRULE"]["UNTIL"] = [aware(until, place).astimezone(UTC)]
        else:
            event["RRULE"]["UNTIL"] = [aware(until, place).astimezone(place).replace(tzinfo=None)]
    return changed


def dtstart_always(calendar, zone):
    """UNTIL before DTSTART leaves DTSTART, which is always an instance."""
    changed = False
    for event in events(calendar):
        if "RRULE" in event and "UNTIL" in event["RRULE"]:
            start, until = event["DTSTART"].dt, event["RRULE"]["UNTIL"][0]
            place = zone if is_date(start) else start.tzinfo or zone
            if is_date(until):
                last = aware(until, place) + DAY - dt.timedelta(seconds=1)
            else:
                last = aware(until, place)
            if last < aware(start, zone):
                del event["RRULE"]
                changed = True
    return changed


def no_end_before_start(calendar, zone):
    """An end that is not after the start is none: a day for dates, no time for times."""
    changed = False
    for event in events(calendar):
        if "DTEND" in event:
            start, end = event["DTSTART"].dt, event["DTEND"].dt
            if instant(end, zone) <= instant(start, zone):
                del event["DTEND"]
                changed = True
    return changed


def mixed_weekdays(calendar, zone):
    """`BYDAY=MO,1TU` is every Monday and the first Tuesday; dateutil wants both of one day."""
    changed = False
    for event in events(calendar):
        days = event.get("RRULE", {}).get("BYDAY", [])
        plain = [day for day in days if str(day) in WEEKDAYS]
        if plain and len(plain) < len(days) and event["RRULE"]["FREQ"][0] in ("MONTHLY", "YEARLY"):
            of_year = event["RRULE"]["FREQ"][0] == "YEARLY" and "BYMONTH" not in event["RRULE"]
            numbered = [day for day in days if str(day) not in WEEKDAYS]
            every = [f"{n}{day}" for day in plain for n in range(1, 54 if of_year else 6)]
            event["RRULE"]["BYDAY"] = [*numbered, *map(icalendar.vWeekday, every)]
            changed = True
    return changed


def positions_in_a_whole_week(calendar, zone):
    """BYSETPOS counts from the beginning of the week (RFC 5545 3.3.10), also in that of DTSTART;
    dateutil counts from DTSTART there. A weekly rule with weekdays alone says the same by fewer."""
    changed = False
    for event in events(calendar):
        rule = event.get("RRULE", {})
        if rule.get("FREQ") == ["WEEKLY"] and "BYSETPOS" in rule and set(rule) <= WEEKLY_PARTS:
            first = WEEKDAYS.index(rule.get("WKST", ["MO"])[0])
            week = [*WEEKDAYS[first:], *WEEKDAYS[:first]]
            days = [day for day in week if day in rule["BYDAY"]]
            places = [at - 1 if at > 0 else len(days) + at for at in rule.pop("BYSETPOS")]
            kept = [days[at] for at in places if 0 <= at < len(days)]
            if kept:
                rule["BYDAY"] = [icalendar.vWeekday(day) for day in kept]
            else:
                del event["RRULE"]
            changed = True
    return changed


def week_number_alone(calendar, zone):
    """BYWEEKNO without a day means DTSTART's weekday; dateutil takes the whole week."""
    changed = False
    for event in events(calendar):
        rule = event.get("RRULE", {})
        if "BYWEEKNO" in rule and not {"BYDAY", "BYMONTHDAY", "BYYEARDAY"} & set(rule):
            rule["BYDAY"] = [icalendar.vWeekday(WEEKDAYS[event["DTSTART"].dt.weekday()])]
            changed = True
    return changed


def never_matches(calendar, zone):
    """A rule that can never match leaves DTSTART; dateutil refuses some of them."""
    changed = False
    for event in events(calendar):
        if "RRULE" in event:
            start = dt.datetime(*event["DTSTART"].dt.timetuple()[:6])
            try:
                rrulestr(rule_text(event, ("UNTIL", "COUNT")), dtstart=start)
            except ValueError as error:
                if "empty" not in str(error):
                    raise
                del event["RRULE"]
                changed = True
    return changed


def override_of_excepted(calendar, zone):
    """An override stands, even if EXDATE names what it stands in for."""
    changed = False
    for event in events(calendar):
        overrides = {
            instant(other["RECURRENCE-ID"].dt, zone)
            for other in events(calendar)
            if other["UID"] == event["UID"] and "RECURRENCE-ID" in other
        }
        dates = values(event, "EXDATE")
        place = zone if is_date(event["DTSTART"].dt) else event["DTSTART"].dt.tzinfo or zone
        timed = not is_date(event["DTSTART"].dt)

        def hits(date):
            if timed and is_date(date):
                days = {dt.datetime.fromtimestamp(at, place).date() for at in overrides}
                return date in days
            return instant(date, zone) in overrides

        if any(map(hits, dates)):
            changed = True
            event.pop("EXDATE")
            for date in dates:
                if not hits(date):
                    event.add("EXDATE", date)
    return changed


def by_instant(calendar, zone):
    """EXDATE and RECURRENCE-ID match by instant; recurring-ical-events takes equal wall clocks too."""
    names = ("EXDATE", "RECURRENCE-ID")
    return any(name in event for event in events(calendar) for name in names)


def exact_length(calendar, zone):
    """An event with DTEND lasts the same exact time at every instance, hours of a DURATION are exact and
    its days are nominal; recurring-ical-events adds everything on the wall clock."""
    return True


def shifted_on_its_clock(calendar, zone):
    """RANGE=THISANDFUTURE shifts on the event's own clock, also where its RECURRENCE-ID is in UTC."""
    changed = False
    for event in events(calendar):
        if "RECURRENCE-ID" in event and "RANGE" in event["RECURRENCE-ID"].params:
            start, moved = event["DTSTART"].dt, event["RECURRENCE-ID"].dt
            if not is_date(start) and start.tzinfo != moved.tzinfo:
                span = {"RANGE": event.pop("RECURRENCE-ID").params["RANGE"]}
                there = aware(moved, zone).astimezone(start.tzinfo or zone)
                event.add("RECURRENCE-ID", there, span)
                changed = True
    return changed


def floating_here(calendar, zone):
    """Floating times are in the calendar's zone, also where others stand beside them in UTC;
    recurring-ical-events gives them the zone of those."""
    before = calendar.to_ical()
    for event in events(calendar):
        for name in ("DTSTART", "DTEND", "RECURRENCE-ID"):
            if name in event and not is_date(event[name].dt) and not event[name].dt.tzinfo:
                parameters = event[name].params.get("RANGE")
                value = aware(event.pop(name).dt, zone)
                event.add(name, value, {"RANGE": parameters} if parameters else None)
        for name in ("EXDATE", "RDATE"):
            if name in event:
                event[name] = icalendar.vDDDLists([placed(value, zone) for value in values(event, name)])
    return calendar.to_ical() != before


def placed(value, zone):
    """A floating time, or a period of them, in the calendar's zone."""
    if isinstance(value, tuple):
        return tuple(placed(part, zone) for part in value)
    return value if isinstance(value, dt.timedelta) or is_date(value) else aware(value, zone)


RULES = (
    floating_here,
    never_matches,
    no_end_before_start,
    until_where_the_event_is,
    dtstart_always,
    positions_in_a_whole_week,
    week_number_alone,
    mixed_weekdays,
    counts_dtstart,
    override_of_excepted,
    shifted_on_its_clock,
    by_instant,
    exact_length,
)


class MatchingByInstant:
    """recurring-ical-events while it names instances by their instant alone."""

    places = (recurring_ical_events.series.rrule, recurring_ical_events.adapters.component)

    def __enter__(self):
        self.before = self.places[0].to_recurrence_ids
        for place in self.places:
            place.to_recurrence_ids = lambda time: self.before(time)[:1]

    def __exit__(self, *_):
        for place in self.places:
            place.to_recurrence_ids = self.before


def lengths(calendar, zone):
    """Writes into each event how long it lasts by the policy, and gives the lengths of periods."""
    periods = {}
    for event in events(calendar):
        start = event["DTSTART"].dt
        days, seconds = 0, 0
        if "DTEND" in event:
            end = event["DTEND"].dt
            if is_date(start) and is_date(end):
                days = (end - start).days
            else:
                seconds = instant(end, zone) - instant(start, zone)
        elif "DURATION" in event:
            days, seconds = event["DURATION"].dt.days, event["DURATION"].dt.seconds
            # timedelta has no days of its own: PT24H is told from P1D by the text.
            if "D" not in event.get("X-DURATION", "D") and "W" not in event.get("X-DURATION", "W"):
                days, seconds = 0, days * 86_400 + seconds
        if (days, seconds) <= (0, 0):
            days, seconds = (1, 0) if is_date(start) else (0, 0)
        event.add("X-LENGTH", f"{days} {seconds}")
        if "RECURRENCE-ID" in event:
            event.add("X-OVERRIDE", "1")
        for date in values(event, "RDATE"):
            if isinstance(date, tuple):
                first, last = date
                if isinstance(last, dt.timedelta):
                    span = (last.days, last.seconds)
                else:
                    span = (0, instant(last, zone) - instant(first, zone))
                periods[str(event["UID"]), instant(first, zone)] = span
    return periods


def end_of(occurrence, periods, zone):
    """Where an occurrence ends by the policy."""
    start = occurrence["DTSTART"].dt
    at = instant(start, zone)
    days, seconds = map(int, occurrence["X-LENGTH"].split())
    if "X-OVERRIDE" not in occurrence:
        days, seconds = periods.get((str(occurrence["UID"]), at), (days, seconds))
    if days:
        at = instant(aware(start, zone) + days * DAY, zone)
    return at + seconds


def kind(event, owner):
    """What an event counts as, or nothing (the first sign that says something)."""
    said = {name: str(event.get(name, "")).upper() for name in ("STATUS", "TRANSP")}
    answer = None
    attendees = event.get("ATTENDEE", [])
    for attendee in attendees if isinstance(attendees, list) else [attendees]:
        if owner and str(attendee).lower() == f"mailto:{owner}".lower():
            answer = attendee.params.get("PARTSTAT", "NEEDS-ACTION").upper()
    if said["STATUS"] == "CANCELLED" or answer in ("DECLINED", "DELEGATED"):
        return None
    exchange = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper()
    if exchange in ("FREE", "WORKINGELSEWHERE"):
        return None
    if exchange in ("TENTATIVE", "BUSY", "OOF"):
        return exchange.lower()
    if said["TRANSP"] == "TRANSPARENT":
        return None
    if said["STATUS"] == "TENTATIVE" or answer in ("TENTATIVE", "NEEDS-ACTION"):
        return "tentative"
    return "busy"


def merged(stretches, window):
    """Sorted, disjoint, in the window, the higher kind over the lower, equals joined."""
    inside = []
    for start, end, name in stretches:
        start, end = max(start, window[0]), min(end, window[1])
        if start < end:
            inside.append((start, end, KINDS.index(name)))
    edges = sorted({edge for start, end, _ in inside for edge in (start, end)})
    out = []
    for first, last in zip(edges, edges[1:]):
        rank = max((rank for start, end, rank in inside if start <= first and last <= end), default=None)
        if rank is None:
            continue
        if out and out[-1][1] == first and out[-1][2] == KINDS[rank]:
            out[-1][1] = last
        else:
            out.append([first, last, KINDS[rank]])
    return out


def answer(question, rules):
    """What recurring-ical-events says with the rules, and which of them had anything to do."""
    zone = ZoneInfo(question["zone"])
    calendar = icalendar.Calendar.from_ical(question["text"])
    for line, event in zip(durations(question["text"]), events(calendar)):
        if line:
            event.add("X-DURATION", line)
    active = [rule for rule in rules if rule(calendar, zone)]
    periods = lengths(calendar, zone)
    around = [
        dt.datetime.fromtimestamp(edge + shift * 3 * 86_400, UTC)
        for edge, shift in zip(question["window"], (-1, 1))
    ]
    with MatchingByInstant() if by_instant in active else nullcontext():
        found = recurring_ical_events.of(calendar).between(*around)
    stretches = []
    for one in found:
        name = kind(one, question["owner"])
        if name:
            start = instant(one["DTSTART"].dt, zone)
            end = end_of(one, periods, zone) if exact_length in active else instant(one["DTEND"].dt, zone)
            stretches.append((start, end, name))
    return merged(stretches, question["window"]), active


def durations(text):
    """The text of each event's own DURATION, in the order of the file."""
    inside, out = [], []
    for line in text.split("\r\n"):
        if line.startswith("BEGIN:"):
            inside.append(line[6:])
            if line == "BEGIN:VEVENT":
                out.append(None)
        elif line.startswith("END:"):
            inside.pop()
        elif line.startswith("DURATION:") and inside[-1] == "VEVENT":
            out[-1] = line[9:]
    return out


def same(question, rules):
    """Whether the answers are equal; what recurring-ical-events refuses is not."""
    try:
        return answer(question, rules)[0] == question["busy"]
    except (BadRuleStringFormat, ValueError):
        return False


def compared(question):
    """The names of the rules that make the answers equal, none if they are as they stand; or nothing."""
    if same(question, ()):
        return ()
    theirs, active = answer(question, RULES)
    if theirs != question["busy"]:
        return None
    for rule in active:
        if same(question, (rule,)):
            return (rule.__name__,)
    # Leave out what is not needed, so that every rule named has a part in it.
    for rule in list(active):
        fewer = [other for other in active if other is not rule]
        if same(question, fewer):
            active = fewer
    return tuple(rule.__name__ for rule in active)


def main():
    agreed, explained, differ = 0, Counter(), []
    with open(sys.argv[1], encoding="utf-8") as file:
        for line in file:
            question = json.loads(line)
            rules = compared(question)
            if rules is None:
                theirs = answer(question, RULES)[0]
                differ.append({**question, "theirs": theirs})
            elif rules:
                explained[" + ".join(rules)] += 1
            else:
                agreed += 1
    print(json.dumps({"agreed": agreed, "explained": explained, "differ": differ}))


main()
