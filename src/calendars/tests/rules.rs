//! Rules compared with the `rrule` crate, an independent engine, on a clock without zones.
//!
//! What rrule gets wrong is worked out by hand in `tests/golden/ics/rules.txt` instead. Left out is
//! what the two are known to read differently: an n-th weekday beside a plain one (rrule takes
//! neither), BYSETPOS in the week of DTSTART (rrule counts from DTSTART), BYWEEKNO alone (rrule takes
//! the whole week) or at the turn of the year (rrule has weeks 53 that there are not), COUNT with a
//! DTSTART that the rule does not pick, and `-5MO`.

use proptest::prelude::*;
use rrule::{RRuleSet, Tz};

use crate::calendars::fuel::Fuel;
use crate::calendars::ical::Rule;
use crate::calendars::local::Local;
use crate::calendars::recurrence::{Flow, Pattern, walk};

const MOST: usize = 60;

fn ours(start: &str, rule: &str) -> Vec<String> {
    let civil: jiff::civil::DateTime = start.parse().unwrap();
    let start = Local::from_civil(civil);
    let pattern = Pattern::new(&Rule::parse(rule).unwrap(), start, false);
    let end = start.plus(40 * 366 * 86_400);
    let (mut found, mut fuel) = (Vec::new(), Fuel::new(u64::MAX));
    walk(&pattern, start, (start, end), &mut fuel, |local, _| {
        found.push(local.civil().strftime("%Y%m%dT%H%M%S").to_string());
        Ok(if found.len() < MOST {
            Flow::Go
        } else {
            Flow::Stop
        })
    })
    .unwrap();
    found
}

fn theirs(start: &str, rule: &str) -> Vec<String> {
    let civil: jiff::civil::DateTime = start.parse().unwrap();
    let text = format!("DTSTART:{}Z\nRRULE:{rule}", civil.strftime("%Y%m%dT%H%M%S"));
    let set: RRuleSet = text.parse().unwrap();
    let end = set.get_dt_start().timestamp() + 40 * 366 * 86_400;
    let set = set.limit();
    let times = set.into_iter().take_while(|at| at.timestamp() <= end);
    let name = |at: chrono::DateTime<Tz>| at.format("%Y%m%dT%H%M%S").to_string();
    times.take(MOST).map(name).collect()
}

fn some<T: Clone + std::fmt::Debug + 'static>(from: Vec<T>, most: usize) -> BoxedStrategy<Vec<T>> {
    prop::sample::subsequence(from, 0..=most).boxed()
}

fn joined<T: ToString>(name: &str, values: &[T]) -> String {
    if values.is_empty() {
        return String::new();
    }
    let values: Vec<String> = values.iter().map(ToString::to_string).collect();
    format!(";{name}={}", values.join(","))
}

const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

prop_compose! {
    /// Parts that any frequency may have.
    fn shared()(
        interval in 1..5,
        months in some((1..=12).collect(), 3),
        hours in some((0..24).collect(), 2),
        minutes in some((0..60).collect(), 2),
        week_start in prop::sample::select(DAYS.to_vec()),
    ) -> String {
        format!(
            ";INTERVAL={interval};WKST={week_start}{}{}{}",
            joined("BYMONTH", &months), joined("BYHOUR", &hours), joined("BYMINUTE", &minutes)
        )
    }
}

fn rule() -> BoxedStrategy<String> {
    let weekdays = || some(DAYS.to_vec(), 3);
    let month_days = || some(vec![1, 2, 13, 28, 29, 30, 31, -1, -2, -29, -31], 3);
    let nth = |most: i32| {
        let one = (1..=most, any::<bool>(), prop::sample::select(DAYS.to_vec()))
            .prop_map(|(n, back, day)| format!("{}{n}{day}", if back { "-" } else { "" }));
        prop::collection::vec(one, 0..3)
    };
    let daily = (shared(), weekdays(), month_days()).prop_map(|(s, w, m)| {
        format!(
            "FREQ=DAILY{s}{}{}",
            joined("BYDAY", &w),
            joined("BYMONTHDAY", &m)
        )
    });
    let hourly = (shared(), weekdays(), month_days()).prop_map(|(s, w, m)| {
        format!(
            "FREQ=HOURLY{s}{}{}",
            joined("BYDAY", &w),
            joined("BYMONTHDAY", &m)
        )
    });
    let weekly =
        (shared(), weekdays()).prop_map(|(s, w)| format!("FREQ=WEEKLY{s}{}", joined("BYDAY", &w)));
    let monthly = (
        shared(),
        weekdays(),
        month_days(),
        some(vec![1, 2, -1, -3, 5], 2),
    )
        .prop_map(|(s, w, m, p)| {
            let by = format!("{}{}", joined("BYDAY", &w), joined("BYMONTHDAY", &m));
            let p = if by.is_empty() {
                String::new()
            } else {
                joined("BYSETPOS", &p)
            };
            format!("FREQ=MONTHLY{s}{by}{p}")
        });
    let monthly_nth =
        (shared(), nth(4)).prop_map(|(s, n)| format!("FREQ=MONTHLY{s}{}", joined("BYDAY", &n)));
    let yearly_nth =
        (shared(), nth(4)).prop_map(|(s, n)| format!("FREQ=YEARLY{s}{}", joined("BYDAY", &n)));
    let yearly = (
        shared(),
        weekdays(),
        month_days(),
        some(vec![1, 60, 100, 366, -1, -366], 2),
    )
        .prop_map(|(s, w, m, y)| {
            let (w, m) = (joined("BYDAY", &w), joined("BYMONTHDAY", &m));
            format!("FREQ=YEARLY{s}{w}{m}{}", joined("BYYEARDAY", &y))
        });
    let weeks = (1..4, some(vec![2, 20, 51, -10, -40], 3), weekdays()).prop_filter_map(
        "a weekday and a week",
        |(interval, weeks, days)| {
            (!weeks.is_empty() && !days.is_empty()).then(|| {
                format!(
                    "FREQ=YEARLY;INTERVAL={interval}{}{}",
                    joined("BYWEEKNO", &weeks),
                    joined("BYDAY", &days)
                )
            })
        },
    );
    prop_oneof![
        daily,
        hourly,
        weekly,
        monthly,
        monthly_nth,
        yearly,
        yearly_nth,
        weeks
    ]
    .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn two_engines_pick_the_same_times(
        rule in rule(),
        (year, month, day) in (1970_i16..2030, 1_i8..=12, 1_i8..=28),
        (hour, minute, second) in (0_i8..24, 0_i8..60, 0_i8..60),
    ) {
        let start = jiff::civil::datetime(year, month, day, hour, minute, second, 0).to_string();
        prop_assert_eq!(ours(&start, &rule), theirs(&start, &rule), "{} from {}", rule, start);
    }
}

#[test]
fn asking_from_the_middle_gives_the_same_tail() {
    let start: jiff::civil::DateTime = "2001-02-03T04:05:06".parse().unwrap();
    let start = Local::from_civil(start);
    for rule in [
        "FREQ=DAILY;COUNT=3000",
        "FREQ=DAILY;INTERVAL=3;BYDAY=SA,WE;COUNT=900",
        "FREQ=DAILY;BYDAY=SU;COUNT=400;BYHOUR=1,7",
        "FREQ=WEEKLY;BYDAY=MO,SA;COUNT=700",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,SU;BYSETPOS=-1;COUNT=400",
        "FREQ=HOURLY;INTERVAL=7;COUNT=9000",
        "FREQ=HOURLY;INTERVAL=5;BYHOUR=1,2,3;BYDAY=MO,TU;COUNT=500",
        "FREQ=MONTHLY;COUNT=120",
        "FREQ=YEARLY;BYDAY=1SU;COUNT=12",
        "FREQ=WEEKLY",
        "FREQ=MONTHLY;BYMONTHDAY=31",
    ] {
        let pattern = Pattern::new(&Rule::parse(rule).unwrap(), start, false);
        let end = start.plus(4_000 * 86_400);
        let from_here = |from: Local| {
            let (mut found, mut fuel) = (Vec::new(), Fuel::new(u64::MAX));
            walk(&pattern, start, (from, end), &mut fuel, |local, _| {
                found.push(local);
                Ok(Flow::Go)
            })
            .unwrap();
            found
        };
        let all = from_here(start);
        for days in [1, 10, 365, 1_000, 2_999, 3_001] {
            let from = start.plus(days * 86_400 + 1);
            let tail: Vec<Local> = all.iter().copied().filter(|at| *at >= from).collect();
            assert_eq!(from_here(from), tail, "{rule} from day {days}");
        }
    }
}
