//! A CalDAV server that lies, attacks or answers in part: its person is not known to be free.

use std::sync::{Arc, Mutex};

use samband::calendars::busy::BusyRequest;
use samband::calendars::source::{Fetched, Source, SourceState, SourceTrouble, fetch};
use samband::http::{FetchSettings, Fetcher};

use crate::support::asking::{ask, ask_by, caldav, interval, loopback_fetcher, oslo, shown};
use crate::support::calendar_account::{TIMED, month};
use crate::support::served::{Served, answer};

/// A multistatus with these responses in it.
fn list(inner: &str) -> String {
    format!(
        "<d:multistatus xmlns:d=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:caldav\">\
         {inner}</d:multistatus>"
    )
}

/// A response about `href` with these properties.
fn found(href: &str, properties: &str) -> String {
    format!(
        "<d:response><d:href>{href}</d:href><d:propstat><d:prop>{properties}</d:prop>\
         <d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
    )
}

/// A response about `href` as a whole.
fn status(href: &str, status: &str) -> String {
    format!(
        "<d:response><d:href>{href}</d:href><d:status>HTTP/1.1 {status}</d:status></d:response>"
    )
}

const CALENDAR: &str = "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype>";

/// A server that answers each request as `say` does for its method, path and body.
fn saying(
    say: impl Fn(&str, &str, &str) -> (u16, String) + Send + Sync + 'static,
) -> (Served, Source) {
    let served = Served::start(move |seen, stream| {
        let body = String::from_utf8_lossy(&seen.body);
        let (status, text) = say(&seen.method, &seen.path, &body);
        answer(stream, status, &[], text.as_bytes());
    });
    let source = caldav(&served.url("/k/"), "u", "p");
    (served, source)
}

/// An account with one calendar, which answers a query for entries with `answered`.
fn with_entries(answered: String) -> (Served, Source) {
    saying(move |method, _, body| match method {
        _ if body.contains("free-busy-query") => (501, String::new()),
        "REPORT" => (207, answered.clone()),
        _ => (207, list(&found("/k/", CALENDAR))),
    })
}

const ENTRY: &str = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:Hemmelig\n\
     DTSTART:20270302T080000Z\nDTEND:20270302T090000Z\nEND:VEVENT\nEND:VCALENDAR\n";

fn entry(text: &str) -> String {
    found(
        "/k/1.ics",
        &format!("<c:calendar-data>{text}</c:calendar-data>"),
    )
}

#[tokio::test]
async fn entries_that_are_hostile_or_not_all_there_are_refused() {
    let whole = list(&entry(ENTRY));
    let (_served, source) = with_entries(whole.clone());
    let report = ask(&source, &oslo(month())).await.unwrap();
    assert_eq!(shown(&report), [TIMED[0]]);

    let missing = found("/k/2.ics", "<c:calendar-data/>").replace("200 OK", "404 Not Found");
    let with = |more: &str| list(&format!("{}{more}", entry(ENTRY)));
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
    for (answered, code) in [
        (String::new(), "unforeseen"),
        (
            "<html><body>Logg inn</body></html>".to_owned(),
            "not_a_calendar",
        ),
        (whole[..whole.len() - 1].to_owned(), "unforeseen"),
        (whole[..whole.len() / 2].to_owned(), "unforeseen"),
        (format!("{bomb}{}", list(&entry("&b;"))), "unforeseen"),
        (list(&"<d:response>".repeat(5_000)), "unforeseen"),
        (list(&entry("")), "unforeseen"),
        (list(&entry("BEGIN:VCALENDAR\nEND:VCALENDAR")), "unforeseen"),
        (list(&entry(&ENTRY[..ENTRY.len() / 2])), "not_readable"),
        (with(&missing), "unforeseen"),
        (with(&status("/k/", "507 Full")), "too_large"),
        (with(&status("/k/2.ics", "500 Nei")), "server_error"),
        (
            with("<d:response><d:href>/k/2.ics</d:href></d:response>"),
            "unforeseen",
        ),
        (with("<d:response/>"), "unforeseen"),
    ] {
        let start: String = answered.chars().take(200).collect();
        let (_served, source) = with_entries(answered);
        let trouble = ask(&source, &oslo(month())).await.unwrap_err();
        assert_eq!(trouble.code(), code, "{start}");
        assert!(!format!("{trouble} {trouble:?}").contains("Hemmelig"));
    }
    // Deleted between the list and the look: not there, and no trouble.
    let (_served, source) = with_entries(list(&status("/k/2.ics", "404 Not Found")));
    assert!(ask(&source, &oslo(month())).await.unwrap().busy.is_empty());
}

/// An account whose address leads to a principal, that to a home, and that to `members`.
fn with_home(members: String) -> (Served, Source) {
    let home = "<c:calendar-home-set><d:href>/hjem/</d:href></c:calendar-home-set>";
    let principal = "<d:current-user-principal><d:href>/jeg/</d:href></d:current-user-principal>";
    let busy = "BEGIN:VCALENDAR\nBEGIN:VFREEBUSY\nFREEBUSY:20270302T080000Z/PT1H\n\
                END:VFREEBUSY\nEND:VCALENDAR\n";
    saying(move |method, path, _| match (method, path) {
        ("REPORT", _) => (200, busy.to_owned()),
        (_, "/k/") => (207, list(&found("/k/", principal))),
        (_, "/jeg/") => (207, list(&found("/jeg/", home))),
        _ => (207, list(&members)),
    })
}

#[tokio::test]
async fn only_calendars_of_meetings_that_count_are_asked() {
    let components = |name: &str| {
        format!(
            "{CALENDAR}<c:supported-calendar-component-set><c:comp name=\"{name}\"/>\
             </c:supported-calendar-component-set>"
        )
    };
    let passing = format!(
        "{CALENDAR}<c:schedule-calendar-transp><c:transparent/></c:schedule-calendar-transp>"
    );
    let silent = format!("{CALENDAR}<c:supported-calendar-component-set/>");
    let plain = "<d:resourcetype><d:collection/></d:resourcetype>";
    let members = [
        found("/hjem/", plain),
        found("/hjem/bok/", plain),
        found("/hjem/alt/", CALENDAR),
        found("/hjem/taust/", &silent),
        found("/hjem/m%C3%B8ter/", &components("vevent")),
        found("/hjem/oppgaver/", &components("VTODO")),
        found("/hjem/bursdager/", &passing),
        status("/hjem/andres/", "403 Forbidden"),
    ];
    let (served, source) = with_home(members.concat());
    let report = ask(&source, &oslo(month())).await.unwrap();
    assert_eq!(shown(&report), [TIMED[0]]);
    let asked = served.seen();
    let reports = asked.iter().filter(|seen| seen.method == "REPORT");
    let paths: Vec<_> = reports.map(|seen| seen.path.as_str()).collect();
    assert_eq!(paths, ["/hjem/alt/", "/hjem/taust/", "/hjem/m%C3%B8ter/"]);
}

#[tokio::test]
async fn a_list_of_calendars_that_may_lack_one_is_refused() {
    let one = found("/hjem/alt/", CALENDAR);
    for (more, code) in [
        (status("/hjem/", "507 Full"), "too_large"),
        (status("/hjem/to/", "500 Nei"), "server_error"),
        (found("/hjem/to/", ""), "unforeseen"),
        (found("https://annet.test/to/", CALENDAR), "unforeseen"),
        (found("/hjem/to/", CALENDAR).repeat(50), "too_large"),
        (status("/hjem/to/", "401 Hvem?"), "wrong_password"),
        (status("/hjem/to/", "408 Tregt"), "server_error"),
        (status("/hjem/to/", "423 Lukket"), "server_error"),
        (status("/hjem/to/", "429 Vent"), "server_error"),
    ] {
        let (_served, source) = with_home(format!("{one}{more}"));
        let trouble = ask(&source, &oslo(month())).await.unwrap_err();
        assert_eq!(trouble.code(), code, "{more}");
    }
    let (_served, source) = with_home(String::new());
    let trouble = ask(&source, &oslo(month())).await.unwrap_err();
    assert_eq!(trouble.code(), "no_calendar");
}

#[tokio::test]
async fn the_login_goes_to_no_other_server() {
    let other = Served::start(|_, stream| answer(stream, 207, &[], b""));
    let elsewhere = other.url("/");
    for (property, code) in [
        (
            format!("<c:calendar-home-set><d:href>{elsewhere}</d:href></c:calendar-home-set>"),
            "redirected",
        ),
        (
            format!(
                "<d:current-user-principal><d:href>{elsewhere}</d:href></d:current-user-principal>"
            ),
            "redirected",
        ),
        (
            "<d:current-user-principal><d:unauthenticated/></d:current-user-principal>".to_owned(),
            "wrong_password",
        ),
        (String::new(), "not_a_calendar"),
    ] {
        let (_served, source) = saying(move |_, _, _| (207, list(&found("/k/", &property))));
        let trouble = ask(&source, &oslo(month())).await.unwrap_err();
        assert_eq!(trouble.code(), code);
    }
    assert_eq!(other.connections(), 0);
}

#[tokio::test]
async fn a_calendar_that_was_there_is_not_passed_over() {
    let members = Arc::new(Mutex::new(String::new()));
    let say = Arc::clone(&members);
    let home = "<c:calendar-home-set><d:href>/hjem/</d:href></c:calendar-home-set>";
    let busy = "BEGIN:VCALENDAR\nBEGIN:VFREEBUSY\nEND:VFREEBUSY\nEND:VCALENDAR\n";
    let principal = "<d:current-user-principal><d:href>/jeg/</d:href></d:current-user-principal>";
    let (_served, source) = saying(move |method, path, _| match (method, path) {
        ("REPORT", _) => (200, busy.to_owned()),
        (_, "/k/") => (207, list(&found("/k/", principal))),
        (_, "/jeg/") => (207, list(&found("/jeg/", home))),
        _ => (207, list(&say.lock().unwrap())),
    });
    let one = found("/hjem/alt/", CALENDAR);
    let fetcher = loopback_fetcher();
    let look = async |state: Option<&SourceState>, request: &BusyRequest| match fetch(
        &fetcher, &source, request, None, state,
    )
    .await
    {
        Ok(Fetched::Changed { state, .. }) => Ok(Some(state)),
        Ok(Fetched::Unchanged) => Ok(None),
        Err(trouble) => Err(trouble.code()),
    };
    *members.lock().unwrap() = format!("{one}{}", found("/hjem/to/", CALENDAR));
    let state = look(None, &oslo(month())).await.unwrap().unwrap();
    for (answered, code) in [("403 Nei", "forbidden"), ("404 Borte", "not_found")] {
        *members.lock().unwrap() = format!("{one}{}", status("/hjem/to/", answered));
        assert_eq!(look(Some(&state), &oslo(month())).await, Err(code));
        // Nor at the look after that, nor when other weeks are asked for.
        let after = state.clone().after_trouble().unwrap();
        assert_eq!(look(Some(&after), &oslo(month())).await, Err(code));
        let next = interval("2027-03-08T00:00:00Z", "2027-06-01T00:00:00Z");
        assert_eq!(look(Some(&state), &oslo(next)).await, Err(code));
        // Somebody else's all along.
        assert!(look(None, &oslo(month())).await.unwrap().is_some());
    }
    // What was never read whole since is not "unchanged".
    *members.lock().unwrap() = format!("{one}{}", found("/hjem/to/", CALENDAR));
    let after = state.after_trouble().unwrap();
    assert!(look(Some(&after), &oslo(month())).await.unwrap().is_some());
}

#[tokio::test]
async fn a_server_that_asks_to_wait_is_heard() {
    for when in ["PROPFIND", "free-busy-query", "calendar-query"] {
        let served = Served::start(move |seen, stream| {
            let body = String::from_utf8_lossy(&seen.body).into_owned();
            if seen.method == when || body.contains(when) {
                return answer(stream, 503, &[("Retry-After", "900")], b"");
            }
            match seen.method.as_str() {
                "REPORT" => answer(stream, 501, &[], b""),
                _ => answer(stream, 207, &[], list(&found("/k/", CALENDAR)).as_bytes()),
            }
        });
        let source = caldav(&served.url("/k/"), "u", "p");
        let trouble = ask(&source, &oslo(month())).await.unwrap_err();
        let wait = SourceTrouble::AskedToWait { seconds: 900 };
        assert_eq!(trouble, wait, "{when}");
    }
}

#[tokio::test]
async fn an_account_whose_answers_never_end_is_too_large() {
    let _ = loopback_fetcher();
    let fetcher = Fetcher::new(&FetchSettings {
        plain_http: true,
        inside: true,
        ..FetchSettings::default()
    });
    let fetcher = fetcher.unwrap();
    let filler = format!("<!--{}-->", "x".repeat(9_000_000));
    let all: String = (0..1_200)
        .map(|n| found(&format!("/k/{n}.ics"), "<d:getetag>\"1\"</d:getetag>"))
        .collect();
    let text = format!("<c:calendar-data>{ENTRY}</c:calendar-data>");
    let (served, source) = saying(move |method, _, body| match method {
        _ if body.contains("free-busy-query") => (501, String::new()),
        "REPORT" if body.contains("calendar-query") => (207, list(&all)),
        "REPORT" => {
            let hrefs = body.split("<d:href>").skip(1);
            let named = hrefs.filter_map(|rest| rest.split("</d:href>").next());
            let entries: String = named.map(|href| found(href, &text)).collect();
            (207, list(&format!("{filler}{entries}")))
        }
        _ => (207, list(&found("/k/", CALENDAR))),
    });
    let trouble = ask_by(&fetcher, &source, &oslo(month())).await.unwrap_err();
    assert_eq!(trouble.code(), "too_large");
    let asked = served.seen();
    let named = asked
        .iter()
        .filter(|seen| String::from_utf8_lossy(&seen.body).contains("calendar-multiget"));
    assert_eq!(named.count(), 8, "each answer is read before the next");
}
