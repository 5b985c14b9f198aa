//! Damaged and hostile answers about entries: never a shorter list that passes for a whole one.

use jiff::tz::TimeZone;

use super::*;
use crate::calendars::busy::{BusyRequest, STEPS};
use crate::calendars::caldav::busy_in_answer;
use crate::domain::{Busy, Instant, Interval};

/// Three entries as servers write them: with a prefix, in CDATA, and with references.
const WHOLE: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
<d:response>
<d:href>/siri/work/1.ics</d:href>
<d:propstat>
<d:prop>
<d:getetag>"1"</d:getetag>
<c:calendar-data>BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1
DTSTART:20270302T090000Z
DTEND:20270302T100000Z
RRULE:FREQ=DAILY;COUNT=3
END:VEVENT
END:VCALENDAR
</c:calendar-data>
</d:prop>
<d:status>HTTP/1.1 200 OK</d:status>
</d:propstat>
</d:response>
<d:response>
<d:href>/siri/work/2.ics</d:href>
<d:propstat>
<d:prop>
<c:calendar-data><![CDATA[BEGIN:VCALENDAR
BEGIN:VEVENT
UID:2
DTSTART:20270308T090000Z
DTEND:20270308T100000Z
END:VEVENT
END:VCALENDAR
]]></c:calendar-data>
</d:prop>
<d:status>HTTP/1.1 200 OK</d:status>
</d:propstat>
<d:propstat>
<d:prop><d:getetag/></d:prop>
<d:status>HTTP/1.1 404 Not Found</d:status>
</d:propstat>
</d:response>
<response xmlns="DAV:">
<href>/siri/work/3.ics</href>
<propstat>
<prop>
<calendar-data xmlns="urn:ietf:params:xml:ns:caldav">BEGIN:VCALENDAR&#13;
BEGIN:VEVENT&#13;
UID:a&amp;b&#x26;c&#13;
DTSTART:20270309T090000Z&#13;
DURATION:PT1H&#13;
END:VEVENT&#13;
END:VCALENDAR&#13;
</calendar-data>
</prop>
<status>HTTP/1.1 200 OK</status>
</propstat>
</response>
</d:multistatus>
"#;

async fn listed(body: &[u8]) -> Result<Vec<Resource>, SourceTrouble> {
    let url: Url = "https://calendars.test/siri/work/".parse().unwrap();
    read(Answer::with_body(207, url, body.to_vec())).await
}

/// What the list leaves busy, by the reader of entries; none where it is in trouble.
fn busy(body: &[u8]) -> Option<Vec<Busy>> {
    let at = |text: &str| Instant::from(text.parse::<jiff::Timestamp>().unwrap());
    let request = BusyRequest {
        window: Interval::new(at("2027-03-01T00:00Z"), at("2027-04-01T00:00Z")).unwrap(),
        zone: TimeZone::UTC,
        owner: None,
    };
    let report = busy_in_answer(body, &request, STEPS).ok()?;
    Some(report.busy)
}

fn same_or_more(damaged: &[Busy], whole: &[Busy]) -> bool {
    whole.iter().all(|busy| damaged.contains(busy))
}

#[tokio::test]
async fn an_answer_that_is_cut_anywhere_is_no_list() {
    let whole = busy(WHOLE.as_bytes()).unwrap();
    assert_eq!(whole.len(), 5);
    for end in 0..WHOLE.trim_end().len() {
        assert!(
            listed(&WHOLE.as_bytes()[..end]).await.is_err(),
            "cut at byte {end}"
        );
    }
}

#[test]
fn a_spoilt_byte_makes_no_list_shorter() {
    let whole = busy(WHOLE.as_bytes()).unwrap();
    let mut lists = 0;
    for at in 0..WHOLE.len() {
        for byte in *b"<>&/\"] ?\0\xe5" {
            let mut bytes = WHOLE.as_bytes().to_vec();
            bytes[at] = byte;
            if let Some(damaged) = busy(&bytes) {
                lists += 1;
                let shown = String::from_utf8_lossy(&bytes);
                assert!(
                    same_or_more(&damaged, &whole),
                    "{}: {shown}",
                    char::from(byte)
                );
            }
        }
    }
    assert!(lists > 100, "{lists}");
}

#[test]
fn a_line_that_is_lost_doubled_or_swapped_makes_no_list_shorter() {
    let whole = busy(WHOLE.as_bytes()).unwrap();
    let lines: Vec<&str> = WHOLE.split_inclusive('\n').collect();
    // An end that is lost from inside an entry is a question for the reader of entries.
    let of_entry = |line: &str| {
        ["DTEND", "DURATION", "RRULE"]
            .iter()
            .any(|n| line.starts_with(n))
    };
    for (at, line) in lines.iter().enumerate() {
        let mut lost = lines.clone();
        lost.remove(at);
        let mut doubled = lines.clone();
        doubled.insert(at, line);
        let mut swapped = lines.clone();
        swapped.swap(at, (at + 1).min(lines.len() - 1));
        for damaged in [lost, doubled, swapped] {
            if let Some(found) = busy(damaged.concat().as_bytes()) {
                let fine = same_or_more(&found, &whole) || of_entry(line);
                assert!(fine, "line {}: {}", at + 1, damaged.concat());
            }
        }
    }
}

#[tokio::test]
async fn a_list_that_says_it_is_not_whole_says_so_here() {
    let more = "<d:response><d:href>/siri/work/</d:href>\
        <d:status>HTTP/1.1 507 Insufficient Storage</d:status></d:response></d:multistatus>";
    let body = WHOLE.replace("</d:multistatus>", more);
    let list = listed(body.as_bytes()).await.unwrap();
    assert_eq!(list.last().unwrap().status, Some(507));
}

#[tokio::test]
async fn hostile_answers_are_no_lists() {
    let inside = |head: &str, text: &str| {
        format!(
            "<?xml version=\"1.0\"?>{head}<d:multistatus xmlns:d=\"DAV:\">{text}</d:multistatus>"
        )
    };
    let laughs: String = (1..10)
        .map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10)))
        .collect();
    let attributes: String = (0..10_000).map(|n| format!(" a{n}=\"b\"")).collect();
    let bodies = [
        inside(
            &format!("<!DOCTYPE d [<!ENTITY l0 \"ha\">{laughs}]>"),
            "&l9;",
        ),
        inside("<!DOCTYPE d SYSTEM \"file:///etc/passwd\">", ""),
        inside(
            "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
            "&x;",
        ),
        inside(
            "<!DOCTYPE d [<!ENTITY % p SYSTEM \"http://a.test/x.dtd\"> %p;]>",
            "",
        ),
        inside("<!doctype d>", ""),
        inside("", "&nbsp;"),
        inside("", "&#0;"),
        inside("", "&#xffffffff;"),
        inside(
            "",
            &format!("{}{}", "<d:a>".repeat(100), "</d:a>".repeat(100)),
        ),
        inside("", &"<d:a/>".repeat(500_000)),
        inside("", "<response><href>1.ics</href></response>"),
        inside(
            "",
            "<d:response><d:href>1</d:href><d:href>2</d:href><d:propstat/></d:response>",
        ),
        inside(
            "",
            "<d:response><d:href>1.ics</d:href><d:response/></d:response>",
        ),
        inside("", &format!("<d:a{attributes}/>")),
        inside(
            "",
            "<d:response><d:href>https://other.test/1.ics</d:href></d:response>",
        ),
        inside(
            "",
            "<d:response><d:href>//other.test/1.ics</d:href></d:response>",
        ),
        inside(
            "",
            "<d:response><d:status>HTTP/1.1 200 OK</d:status></d:response>",
        ),
        inside(
            "",
            "<d:response><d:href>1.ics</d:href><d:status>OK</d:status></d:response>",
        ),
        inside(
            "",
            "<d:response><d:href>1.ics</d:href><d:propstat/></d:response>",
        ),
        format!("{WHOLE}<d:multistatus xmlns:d=\"DAV:\"/>"),
        format!("{WHOLE}Fatal error: out of memory"),
        format!("Warning: something{WHOLE}"),
        format!("<a>{}</a>", &WHOLE[WHOLE.find("<d:multi").unwrap()..]),
    ];
    for body in bodies {
        let shown: String = body.chars().take(200).collect();
        assert!(listed(body.as_bytes()).await.is_err(), "{shown}");
    }
    let wide: Vec<u8> = WHOLE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(listed(&wide).await.is_err());
}
