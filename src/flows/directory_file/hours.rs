//! Hours, days and dates as a directory file writes them: `monday-friday 08:00-15:30`,
//! `tuesday, thursday 12:00-14:00`, `05-15`, `2026-12-24`, `2026-07-06..2026-07-24`,
//! `2026-12-23 08:00-12:00`.

use jiff::civil::Date;

use super::entries::{DaysOff, OtherHours, ProtectedDays, YearDay};
use super::problems::Fault;
use crate::domain::Minutes;
use crate::domain::people::{DayHours, Weekday};

const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// The weekday of that name.
pub(super) fn weekday(name: &str) -> Option<Weekday> {
    DAYS.iter()
        .find(|(known, _)| *known == name)
        .map(|(_, day)| *day)
}

/// The name of a weekday.
pub(super) fn weekday_name(day: Weekday) -> &'static str {
    DAYS.iter()
        .find(|(_, known)| *known == day)
        .map_or("monday", |(name, _)| name)
}

/// One text of hours, one `DayHours` for each day in it.
pub(super) fn read_hours(text: &str) -> Result<Vec<DayHours>, Fault> {
    let (days, span) = text.trim().rsplit_once(' ').ok_or(Fault::NotHours)?;
    let (from, to) = read_span(span).map_err(|fault| match fault {
        Fault::NotSpan => Fault::NotHours,
        other => other,
    })?;
    let mut out = Vec::new();
    for part in days.split(',') {
        for day in day_range(part.trim())? {
            out.push(DayHours { day, from, to });
        }
    }
    Ok(out)
}

/// A stretch of the day, `11:00-11:30`, in minutes after midnight.
pub(super) fn read_span(text: &str) -> Result<(Minutes, Minutes), Fault> {
    let (from, to) = text.split_once('-').ok_or(Fault::NotSpan)?;
    let (from, to) = (minutes(from)?, minutes(to)?);
    if to <= from {
        return Err(Fault::EndsBeforeStart);
    }
    Ok((from, to))
}

/// The text that reads back as this stretch of the day.
pub(super) fn write_span(from: Minutes, to: Minutes) -> String {
    format!("{}-{}", clock(from), clock(to))
}

fn day_range(text: &str) -> Result<Vec<Weekday>, Fault> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let first = weekday(first.trim()).ok_or(Fault::NotHours)?;
    let last = weekday(last.trim()).ok_or(Fault::NotHours)?;
    if last < first {
        return Err(Fault::EndsBeforeStart);
    }
    Ok(Weekday::ALL
        .into_iter()
        .filter(|day| (first..=last).contains(day))
        .collect())
}

fn minutes(text: &str) -> Result<Minutes, Fault> {
    let (hour, minute) = text.split_once(':').ok_or(Fault::NotSpan)?;
    if hour.len() != 2 || minute.len() != 2 {
        return Err(Fault::NotSpan);
    }
    let number = |text: &str| text.parse::<Minutes>().map_err(|_| Fault::NotSpan);
    let (hour, minute) = (number(hour)?, number(minute)?);
    let at = hour.saturating_mul(60).saturating_add(minute);
    if minute < 60 && at <= 24 * 60 {
        Ok(at)
    } else {
        Err(Fault::NotSpan)
    }
}

/// Puts hours in order, or says on which day two of them overlap.
pub(super) fn in_order(mut hours: Vec<DayHours>) -> Result<Vec<DayHours>, Fault> {
    hours.sort_unstable();
    let overlap = hours
        .windows(2)
        .find(|pair| matches!(pair, [one, two] if one.day == two.day && two.from < one.to));
    match overlap {
        Some([one, _]) => Err(Fault::HoursOverlap(weekday_name(one.day))),
        _ => Ok(hours),
    }
}

/// The texts that read back as these hours; days that follow each other are written as a range.
pub(super) fn write_hours(hours: &[DayHours]) -> Vec<String> {
    let mut spans: Vec<(Minutes, Minutes)> = hours.iter().map(|h| (h.from, h.to)).collect();
    spans.sort_unstable();
    spans.dedup();
    let mut out = Vec::new();
    for (from, to) in spans {
        let days: Vec<Weekday> = Weekday::ALL
            .into_iter()
            .filter(|day| {
                hours.contains(&DayHours {
                    day: *day,
                    from,
                    to,
                })
            })
            .collect();
        out.push(format!("{} {}", write_days(&days), write_span(from, to)));
    }
    out
}

fn write_days(days: &[Weekday]) -> String {
    let follows = |one: Weekday, two: Weekday| one.index() + 1 == two.index();
    days.chunk_by(|one, two| follows(*one, *two))
        .filter_map(|run| Some((*run.first()?, *run.last()?)))
        .map(|(first, last)| match first == last {
            true => weekday_name(first).to_owned(),
            false => format!("{}-{}", weekday_name(first), weekday_name(last)),
        })
        .collect::<Vec<_>>()
        .join(", ")
}

fn clock(at: Minutes) -> String {
    format!("{:02}:{:02}", at / 60, at % 60)
}

/// A day of the year, `05-15`.
pub(super) fn read_year_day(text: &str) -> Result<YearDay, Fault> {
    let (month, day) = text.split_once('-').ok_or(Fault::NotYearDay)?;
    if month.len() != 2 || day.len() != 2 {
        return Err(Fault::NotYearDay);
    }
    let number = |text: &str| text.parse::<i8>().map_err(|_| Fault::NotYearDay);
    let (month, day) = (number(month)?, number(day)?);
    // 2024 is a leap year, so that 29 February is a day of the year.
    Date::new(2024, month, day).map_err(|_| Fault::NotYearDay)?;
    Ok(YearDay { month, day })
}

/// The text that reads back as this day of the year.
pub(super) fn write_year_day(day: YearDay) -> String {
    format!("{:02}-{:02}", day.month, day.day)
}

/// One day or a stretch of days.
pub(super) fn read_days_off(text: &str) -> Result<DaysOff, Fault> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let date = |text: &str| text.parse::<Date>().map_err(|_| Fault::NotDays);
    let (first, last) = (date(first)?, date(last)?);
    if last < first {
        return Err(Fault::EndsBeforeStart);
    }
    Ok(DaysOff { first, last })
}

/// The text that reads back as these days.
pub(super) fn write_days_off(days: DaysOff) -> String {
    if days.first == days.last {
        days.first.to_string()
    } else {
        format!("{}..{}", days.first, days.last)
    }
}

/// Hours of one date.
pub(super) fn read_other_hours(text: &str) -> Result<OtherHours, Fault> {
    let (date, span) = text.trim().split_once(' ').ok_or(Fault::NotOtherHours)?;
    let date = date.parse().map_err(|_| Fault::NotOtherHours)?;
    let (from, to) = read_span(span).map_err(|fault| match fault {
        Fault::NotSpan => Fault::NotOtherHours,
        other => other,
    })?;
    Ok(OtherHours { date, from, to })
}

/// The text that reads back as these hours of a date.
pub(super) fn write_other_hours(hours: OtherHours) -> String {
    format!("{} {}", hours.date, write_span(hours.from, hours.to))
}

/// Puts hours of dates in order, or says that two of them overlap.
pub(super) fn dates_in_order(mut hours: Vec<OtherHours>) -> Result<Vec<OtherHours>, Fault> {
    hours.sort_unstable();
    let overlap = hours
        .windows(2)
        .any(|pair| matches!(pair, [one, two] if one.date == two.date && two.from < one.to));
    if overlap {
        return Err(Fault::HoursOverlap("one date"));
    }
    Ok(hours)
}

/// A weekday or a stretch of dates without meetings.
pub(super) fn read_protected(text: &str) -> Result<ProtectedDays, Fault> {
    if let Some(day) = weekday(text) {
        return Ok(ProtectedDays::Every(day));
    }
    match read_days_off(text) {
        Ok(dates) => Ok(ProtectedDays::Dates(dates)),
        Err(Fault::NotDays) => Err(Fault::NotProtected),
        Err(other) => Err(other),
    }
}

/// The text that reads back as these days.
pub(super) fn write_protected(days: ProtectedDays) -> String {
    match days {
        ProtectedDays::Every(day) => weekday_name(day).to_owned(),
        ProtectedDays::Dates(dates) => write_days_off(dates),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_written_as_people_would() {
        for text in [
            "monday-friday 08:00-15:30",
            "monday, wednesday-thursday 12:00-24:00",
            "sunday 00:00-00:05",
        ] {
            let hours = in_order(read_hours(text).unwrap()).unwrap();
            assert_eq!(write_hours(&hours), [text]);
        }
    }

    #[test]
    fn hours_that_are_none_are_refused() {
        for text in [
            "",
            "monday",
            "08:00-15:30",
            "mandag 08:00-15:30",
            "monday 8:00-15:30",
            "monday 08:00-24:01",
            "monday 08:60-09:00",
            "monday 08.00-09.00",
            "monday- 08:00-09:00",
        ] {
            assert_eq!(read_hours(text), Err(Fault::NotHours), "{text}");
        }
        for text in ["monday 09:00-08:00", "friday-monday 08:00-09:00"] {
            assert_eq!(read_hours(text), Err(Fault::EndsBeforeStart), "{text}");
        }
    }

    #[test]
    fn days_of_the_year_exist() {
        assert_eq!(read_year_day("02-29").map(write_year_day).unwrap(), "02-29");
        for text in ["02-30", "13-01", "5-15", "2026-05-15"] {
            assert_eq!(read_year_day(text), Err(Fault::NotYearDay), "{text}");
        }
    }
}
