//! A server whose account of what has changed is cut, wrong or hostile: the calendar is read whole
//! again, or it is in trouble and what was known stays. Never is a change taken for a smaller one.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use samband::calendars::source::{self, Fetched, Source, SourceState, SourceTrouble};
use samband::domain::Instant;

use samband::http::{FetchSettings, Fetcher};

use crate::support::asking::{caldav, loopback_fetcher, oslo, shown};
use crate::support::calendar_account::month;
use crate::support::served::{Served, answer};

fn list(inner: &str) -> String {
    format!(
        "<d:multistatus xmlns:d=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:caldav\" \
         xmlns:s=\"http://calendarserver.org/ns/\">{inner}</d:multistatus>"
    )
}

fn found(href: &str, properties: &str) -> String {
    format!(
        "<d:response><d:href>{href}</d:href><d:propstat><d:prop>{properties}</d:prop>\
         <d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
    )
}

fn status(href: &str, status: &str) -> String {
    format!(
        "<d:response><d:href>{href}</d:href><d:status>HTTP/1.1 {status}</d:status></d:response>"
    )
}

/// An entry at the address `/k/<number>.ics`, on that day of March.
fn entry(number: u8) -> String {
    let text = format!(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:{number}\nSUMMARY:Hemmelig\n\
         DTSTART:202703{number:02}T080000Z\nDTEND:202703{number:02}T090000Z\nEND:VEVENT\n\
         END:VCALENDAR\n"
    );
    let data =
        format!("<d:getetag>\"{number}\"</d:getetag><c:calendar-data>{text}</c:calendar-data>");
    found(&format!("/k/{number}.ics"), &data)
}

fn token(token: &str) -> String {
    format!("<d:sync-token>{token}</d:sync-token>")
}

fn line(number: u8) -> String {
    format!("[2027-03-{number:02}T08:00:00Z, 2027-03-{number:02}T09:00:00Z) Busy")
}

type Said = (u16, String);

/// A calendar with entries 1 and 2 at the first look. At the second, `changes` says what has changed
/// since a token, `named` answers for entries by name, and a whole query gives 3 and 4.
fn changing(
    changes: impl Fn(&str) -> Said + Send + Sync + 'static,
    named: impl Fn() -> Said + Send + Sync + 'static,
) -> (Served, Source) {
    let looks = AtomicUsize::new(0);
    let served = Served::start(move |seen, stream| {
        let body = String::from_utf8_lossy(&seen.body).into_owned();
        let (status, text) = if seen.method == "PROPFIND" {
            let look = looks.fetch_add(1, Ordering::SeqCst);
            let marks = format!(
                "<s:getctag>{look}</s:getctag>{}",
                token(&format!("t{look}"))
            );
            let kind = "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype>";
            (207, list(&found("/k/", &format!("{kind}{marks}"))))
        } else if body.contains("sync-collection") {
            changes(&body)
        } else if body.contains("calendar-multiget") {
            named()
        } else if body.contains("free-busy-query") {
            (501, String::new())
        } else if looks.load(Ordering::SeqCst) == 1 {
            (207, list(&(entry(1) + &entry(2))))
        } else {
            (207, list(&(entry(3) + &entry(4))))
        };
        answer(stream, status, &[], text.as_bytes());
    });
    let source = caldav(&served.url("/k/"), "u", "p");
    (served, source)
}

async fn look(
    source: &Source,
    state: Option<&SourceState>,
) -> Result<(SourceState, Vec<String>), SourceTrouble> {
    look_with(&loopback_fetcher(), source, state).await
}

async fn look_with(
    fetcher: &Fetcher,
    source: &Source,
    state: Option<&SourceState>,
) -> Result<(SourceState, Vec<String>), SourceTrouble> {
    match source::fetch(fetcher, source, &oslo(month()), None, state).await? {
        Fetched::Changed { state, report } => Ok((state, shown(&report))),
        Fetched::Unchanged => panic!("the mark is another at each look"),
    }
}

/// Looks twice, and says what the second look brought.
async fn second(source: &Source) -> Result<Vec<String>, SourceTrouble> {
    let (state, first) = look(source, None).await.unwrap();
    assert_eq!(first, [line(1), line(2)]);
    look(source, Some(&state)).await.map(|(_, second)| second)
}

#[tokio::test]
async fn changes_in_parts_are_all_taken() {
    let (served, source) = changing(
        |body| {
            let more = status("/k/", "507 Insufficient Storage");
            let changed = found("/k/5.ics", "<d:getetag>\"5\"</d:getetag>");
            let said = if body.contains(">t0<") {
                changed + &status("/k/6.ics", "404 Gone") + &more + &token("a&amp;b")
            } else {
                assert!(body.contains(">a&amp;b<"));
                status("/k/1.ics", "404 Not Found") + &token("last")
            };
            (207, list(&said))
        },
        || (207, list(&entry(5))),
    );
    assert_eq!(second(&source).await.unwrap(), [line(2), line(5)]);
    let asked = served.seen();
    let named = asked.iter().find(|seen| {
        let body = String::from_utf8_lossy(&seen.body);
        body.contains("calendar-multiget")
    });
    let named = String::from_utf8_lossy(&named.unwrap().body).into_owned();
    assert!(named.contains("<d:href>/k/5.ics</d:href>") && !named.contains("1.ics"));
    assert!(named.contains("\"DTSTART\"") && !named.contains("SUMMARY"));
}

#[tokio::test]
async fn what_is_not_understood_is_read_whole() {
    let changed = || found("/k/5.ics", "<d:getetag>\"5\"</d:getetag>");
    let good = move || (207, list(&(changed() + &token("t"))));
    let empty = found("/k/5.ics", "<d:getetag>\"5\"</d:getetag>");
    let cut = list(&entry(5));
    let cut = cut[..cut.len() - 20].to_owned();
    for (changes, named) in [
        // No new token, no multistatus, half of one, one about another server.
        ((207, list(&changed())), (207, list(&entry(5)))),
        ((207, "<html/>".to_owned()), (207, list(&entry(5)))),
        (
            (207, list(&changed())[..80].to_owned()),
            (207, list(&entry(5))),
        ),
        (
            (207, list(&found("https://annet.test/k/5.ics", ""))),
            (207, list(&entry(5))),
        ),
        // The entry that was asked for is not answered for, or without its text, or in half.
        (good(), (207, list(""))),
        (good(), (207, list(&entry(1)))),
        (good(), (207, list(&empty))),
        (good(), (207, cut)),
        (good(), (200, "Velkommen".to_owned())),
    ] {
        let shown = format!("{changes:?} {named:?}");
        let (_served, source) = changing(move |_| changes.clone(), move || named.clone());
        let got = second(&source).await.unwrap();
        assert_eq!(got, [line(3), line(4)], "{shown}");
    }
}

#[tokio::test]
async fn a_server_that_fails_half_way_is_in_trouble() {
    let changed = || found("/k/5.ics", "<d:getetag>\"5\"</d:getetag>");
    let good = move || (207, list(&(changed() + &token("t"))));
    let more = || status("/k/", "507 Full") + &token("t");
    let bad = entry(5).replace("DTSTART", "DTSOMEWHEN");
    for (changes, named, code) in [
        ((500, String::new()), (207, list(&entry(5))), "server_error"),
        ((404, String::new()), (207, list(&entry(5))), "not_found"),
        (
            (207, list(&(status("/k/5.ics", "403 Nei") + &token("t")))),
            (207, list("")),
            "forbidden",
        ),
        // Without end.
        ((207, list(&more())), (207, list("")), "too_large"),
        (good(), (503, String::new()), "server_error"),
        (good(), (401, String::new()), "wrong_password"),
        (
            good(),
            (207, list(&status("/k/5.ics", "500 Nei"))),
            "server_error",
        ),
        (good(), (207, list(&bad)), "not_readable"),
    ] {
        let (_served, source) = changing(move |_| changes.clone(), move || named.clone());
        let trouble = second(&source).await.unwrap_err();
        assert_eq!(trouble.code(), code);
        assert!(!format!("{trouble} {trouble:?}").contains("Hemmelig"));
    }
}

#[tokio::test]
async fn a_server_that_does_not_know_the_question_lists_its_marks() {
    for refused in [400, 403, 412, 501] {
        let (served, source) = changing(
            move |_| (refused, String::new()),
            // Of those listed none is known.
            || (207, list(&(entry(3) + &entry(4)))),
        );
        assert_eq!(
            second(&source).await.unwrap(),
            [line(3), line(4)],
            "{refused}"
        );
        let asked = served.seen();
        let listing = asked.iter().rev().find_map(|seen| {
            let body = String::from_utf8_lossy(&seen.body).into_owned();
            body.contains("calendar-query").then_some(body)
        });
        assert!(!listing.unwrap().contains("calendar-data"));
    }
}

/// When the question for busy times begins and ends.
fn asked_span(body: &str) -> Option<(Instant, Instant)> {
    let time = |name: &str| {
        let text = body.split(&format!("{name}=\"")).nth(1)?.get(..16)?;
        let parsed = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", text).ok()?;
        Some(
            parsed
                .to_zoned(jiff::tz::TimeZone::UTC)
                .ok()?
                .timestamp()
                .into(),
        )
    };
    body.contains("free-busy-query")
        .then(|| Some((time("start")?, time("end")?)))?
}

#[tokio::test]
async fn a_server_to_which_the_whole_is_too_much_is_asked_in_pieces() {
    // Busy at eight each day; more than ten days take it for ever.
    let looks = AtomicUsize::new(0);
    let served = Served::start(move |seen, stream| {
        let body = String::from_utf8_lossy(&seen.body).into_owned();
        let Some((start, end)) = asked_span(&body) else {
            let look = looks.fetch_add(1, Ordering::SeqCst);
            let kind = "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype>";
            let tag = format!("<s:getctag>{look}</s:getctag>");
            return answer(
                stream,
                207,
                &[],
                list(&found("/k/", &format!("{kind}{tag}"))).as_bytes(),
            );
        };
        let days = (end.minutes() - start.minutes()) / 1_440;
        if days > 10 {
            std::thread::sleep(Duration::from_secs(3));
            return;
        }
        let busy: String = (0..days)
            .map(|day| {
                let at = start.plus_minutes(day * 1_440 + 480);
                format!(
                    "FREEBUSY:{}/PT1H\r\n",
                    at.timestamp().strftime("%Y%m%dT%H%M%SZ")
                )
            })
            .collect();
        let text = format!(
            "BEGIN:VCALENDAR\r\nBEGIN:VFREEBUSY\r\n{busy}END:VFREEBUSY\r\nEND:VCALENDAR\r\n"
        );
        answer(stream, 200, &[], text.as_bytes());
    });
    let source = caldav(&served.url("/k/"), "u", "p");
    let fetcher = Fetcher::new(&FetchSettings {
        plain_http: true,
        inside: true,
        total_timeout: Duration::from_secs(2),
        ..FetchSettings::default()
    });
    let fetcher = fetcher.unwrap();
    let reports = || {
        let seen = served.seen();
        seen.iter().filter(|seen| seen.method == "REPORT").count()
    };
    let (state, busy) = look_with(&fetcher, &source, None).await.unwrap();
    let expected: Vec<String> = (1..29).map(line).collect();
    assert_eq!(busy, expected);
    let first = reports();
    let (_, busy) = look_with(&fetcher, &source, Some(&state)).await.unwrap();
    assert_eq!(busy, expected);
    // The second time it is known to be too much.
    assert!(reports() - first < first);
}
