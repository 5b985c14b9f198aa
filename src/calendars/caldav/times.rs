//! Asks a calendar when it is busy (RFC 4791 §7.10): times come, and nothing else travels. A server to
//! which a question is too much is asked again in pieces.

use jiff::tz::TimeZone;

use crate::domain::{Busy, Instant, Interval};
use crate::http::Url;

use super::super::busy::BusyRequest;
use super::super::trouble::SourceTrouble;
use super::account::{Account, Depth};
use super::memory::Stretch;
use super::reading::Reading;
use super::whole_days;

/// Into so many pieces at most is the window cut: each is some days then.
const MOST_PIECES: u8 = 16;

/// When the calendar is busy, and in how many pieces that was asked for, of which `pieces` is the first
/// guess; nothing where the server can't say just that.
pub(super) async fn of(
    account: &Account<'_>,
    url: &Url,
    mut pieces: u8,
    reading: &mut Reading,
) -> Result<Option<(u8, Vec<Stretch>)>, SourceTrouble> {
    let span = whole_days::around(reading.request.window).ok_or(SourceTrouble::TooLarge)?;
    let said = loop {
        match in_pieces(account, url, reading, whole_days::pieces(span, pieces)).await {
            Err(SourceTrouble::TooSlow) if pieces < MOST_PIECES => pieces *= 4,
            Err(trouble) => return Err(trouble),
            Ok(None) => return Ok(None),
            Ok(Some(said)) => break said,
        }
    };
    let days = whole_days::local(&said, span, &reading.request.zone);
    let all = said.iter().chain(&days);
    let inside = all.filter(|busy| busy.interval.overlaps(reading.request.window));
    Ok(Some((pieces, inside.map(Stretch::from).collect())))
}

/// What the server says of each piece, one after the other.
async fn in_pieces(
    account: &Account<'_>,
    url: &Url,
    reading: &mut Reading,
    pieces: Vec<Interval>,
) -> Result<Option<Vec<Busy>>, SourceTrouble> {
    let mut busy = Vec::new();
    for piece in pieces {
        let Some(text) = free_busy(account, url, piece).await? else {
            return Ok(None);
        };
        let asked = BusyRequest {
            window: piece,
            ..reading.request.clone()
        };
        busy.extend(reading.times(text, asked).await?.busy);
    }
    Ok(Some(busy))
}

/// The calendar's free-busy text, or nothing where the server can't give one.
async fn free_busy(
    account: &Account<'_>,
    url: &Url,
    span: Interval,
) -> Result<Option<Vec<u8>>, SourceTrouble> {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <c:free-busy-query xmlns:c=\"urn:ietf:params:xml:ns:caldav\">{}</c:free-busy-query>",
        range(span)
    );
    let answer = account.report(url, Depth::Members, body).await?;
    match answer.status() {
        // The media type says nothing: one server calls it application/octet-stream.
        200..=299 if holds(answer.body(), b"BEGIN:VFREEBUSY") => Ok(Some(answer.into_body())),
        200..=299 => Ok(None),
        status if unknown_question(status) => Ok(None),
        _ => Err(SourceTrouble::of_answer(&answer)),
    }
}

/// Whether a server that does not know a question may answer it with this status.
pub(super) fn unknown_question(status: u16) -> bool {
    matches!(status, 400 | 403 | 405 | 406 | 409 | 412 | 415 | 422 | 501)
}

/// Whether `wanted` stands in the text, in upper or lower case.
pub(super) fn holds(text: &[u8], wanted: &[u8]) -> bool {
    let mut windows = text.windows(wanted.len());
    windows.any(|bytes| bytes.eq_ignore_ascii_case(wanted))
}

/// A stretch of time as CalDAV writes it, in UTC.
pub(super) fn range(span: Interval) -> String {
    let text = |at: Instant| {
        let zoned = at.timestamp().to_zoned(TimeZone::UTC);
        zoned.strftime("%Y%m%dT%H%M%SZ").to_string()
    };
    let (start, end) = (text(span.start()), text(span.end()));
    format!("<c:time-range start=\"{start}\" end=\"{end}\"/>")
}
