//! Serves the calendars: keeps connections open, answers 304 to who has the newest, and gives ten
//! calendars a new event when asked to.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

/// Serves until killed; prints its address first.
pub fn serve() -> anyhow::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("http://{}", listener.local_addr()?);
    let version = Arc::new(AtomicU32::new(0));
    for stream in listener.incoming() {
        let version = Arc::clone(&version);
        let stream = stream?;
        thread::spawn(move || talk(&stream, &version));
    }
    Ok(())
}

fn talk(stream: &TcpStream, version: &AtomicU32) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut lines = BufReader::new(stream).lines();
    let mut out = stream;
    loop {
        let first = lines.next()?.ok()?;
        let mut has = None;
        loop {
            let header = lines.next()?.ok()?;
            if header.is_empty() {
                break;
            }
            if let Some(tag) = header.to_ascii_lowercase().strip_prefix("if-none-match: ") {
                has = Some(tag.to_owned());
            }
        }
        let path = first.split(' ').nth(1)?;
        if path == "/change" {
            version.fetch_add(1, Ordering::SeqCst);
            out.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
                .ok()?;
            return None;
        }
        let number: usize = path.trim_matches('/').strip_suffix(".ics")?.parse().ok()?;
        let changes = if number < 10 {
            version.load(Ordering::SeqCst)
        } else {
            0
        };
        let tag = format!("\"{number}-{changes}\"");
        if has.as_deref() == Some(tag.as_str()) {
            write!(out, "HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n").ok()?;
            continue;
        }
        let body = calendar(number, changes);
        let length = body.len();
        write!(
            out,
            "HTTP/1.1 200 OK\r\nETag: {tag}\r\nContent-Type: text/calendar\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        )
        .ok()?;
    }
}

/// 500 events around now, 50 of them weekly, each calendar with hours of its own.
fn calendar(number: usize, changes: u32) -> String {
    let today = jiff::Zoned::now().date();
    let mut text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//bench//EN\r\n".to_owned();
    for event in 0..500_usize {
        let days = i64::try_from(event % 150).unwrap_or(0) - 20;
        let day = today.saturating_add(jiff::Span::new().days(days));
        let hour = 7 + (event * 7 + number) % 9;
        let minute = (event * 13) % 4 * 15;
        let end = (minute + 30 + usize::try_from(changes).unwrap_or(0)) % 60;
        let rule = if event % 10 == 0 {
            "RRULE:FREQ=WEEKLY;COUNT=20\r\n"
        } else {
            ""
        };
        text += &format!(
            "BEGIN:VEVENT\r\nUID:{event}-{number}@bench\r\nDTSTAMP:20260101T000000Z\r\n\
             SUMMARY:Samtale {event}\r\nDESCRIPTION:Noe som ikke skal med videre\r\n\
             DTSTART;TZID=Europe/Oslo:{0}T{hour:02}{minute:02}00\r\n\
             DTEND;TZID=Europe/Oslo:{0}T{1:02}{end:02}00\r\n{rule}END:VEVENT\r\n",
            day.strftime("%Y%m%d"),
            hour + 1
        );
    }
    text + "END:VCALENDAR\r\n"
}
