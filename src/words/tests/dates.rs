//! Times as people say them, in three languages, over the change to summer time.

use jiff::tz::TimeZone;

use crate::domain::{Instant, Interval, Language};
use crate::words::{Dates, capital};

fn at(text: &str) -> Instant {
    text.parse::<jiff::Timestamp>().unwrap().into()
}

fn dates(language: Language) -> Dates {
    let oslo = TimeZone::get("Europe/Oslo").unwrap();
    Dates::new(language, oslo, at("2026-03-03T08:20:00Z"))
}

#[test]
fn a_short_date_fits_a_narrow_column() {
    let at = |date: &str, language| dates(language).short_date(date.parse().unwrap());
    assert_eq!(at("2026-11-23", Language::Nb), "23. nov.");
    assert_eq!(at("2026-03-03", Language::Nn), "3. mars");
    assert_eq!(at("2026-03-03", Language::En), "3 Mar");
}

#[test]
fn a_slot_is_said_with_day_and_hours() {
    let slot = Interval::new(at("2026-03-10T09:15:00Z"), at("2026-03-10T10:00:00Z")).unwrap();
    assert_eq!(
        dates(Language::Nb).slot(slot),
        "tirsdag 10. mars kl. 10.15–11.00"
    );
    assert_eq!(
        dates(Language::Nn).slot(slot),
        "tysdag 10. mars kl. 10.15–11.00"
    );
    assert_eq!(
        dates(Language::En).slot(slot),
        "Tuesday 10 March, 10:15–11:00"
    );
    let night = Interval::new(at("2026-03-10T21:00:00Z"), at("2026-03-11T05:00:00Z")).unwrap();
    assert_eq!(
        dates(Language::Nb).slot(night),
        "tirsdag 10. mars kl. 22.00 – onsdag 11. mars kl. 06.00"
    );
}

#[test]
fn summer_time_moves_the_hour() {
    let nb = dates(Language::Nb);
    assert_eq!(nb.clock(at("2026-03-29T00:59:00Z")), "01.59");
    assert_eq!(nb.clock(at("2026-03-29T01:00:00Z")), "03.00");
}

#[test]
fn a_stamp_says_the_nearest_word() {
    let nb = dates(Language::Nb);
    assert_eq!(nb.stamp(at("2026-03-03T06:52:00Z")), "i dag 07.52");
    assert_eq!(nb.stamp(at("2026-03-02T13:10:00Z")), "i går 14.10");
    assert_eq!(nb.stamp(at("2026-03-04T13:10:00Z")), "i morgen 14.10");
    assert_eq!(nb.stamp(at("2026-02-27T13:10:00Z")), "fredag 14.10");
    assert_eq!(nb.stamp(at("2026-02-24T13:10:00Z")), "24. februar");
    assert_eq!(nb.stamp(at("2025-12-24T13:10:00Z")), "24. desember 2025");
}

#[test]
fn days_weeks_and_lengths() {
    let nb = dates(Language::Nb);
    let day = |text: &str| text.parse::<jiff::civil::Date>().unwrap();
    assert_eq!(nb.relative(day("2026-03-06")), "om 3 dager");
    assert_eq!(nb.relative(day("2026-02-28")), "for 3 dager siden");
    assert_eq!(nb.week(day("2026-03-03")), "uke 10");
    assert_eq!(nb.week(day("2027-01-01")), "uke 53");
    assert_eq!(nb.full_day(day("2026-03-10")), "tirsdag 10. mars 2026");
    assert_eq!(nb.length(45), "45 minutter");
    assert_eq!(nb.length(60), "1 time");
    assert_eq!(nb.length(90), "1 time og 30 minutter");
    assert_eq!(nb.short_length(150), "2 t 30 min");
    assert_eq!(nb.left(at("2026-03-03T08:29:40Z")), "9 min 40 s");
    assert_eq!(nb.left(at("2026-03-03T08:00:00Z")), "0 s");
    assert_eq!(capital("østlig"), "Østlig");
}
