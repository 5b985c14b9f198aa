//! A letter as MIME. An invitation is `multipart/alternative` of plain text and `text/calendar`
//! with the method as a parameter: that is how Outlook, Google and Apple recognise one (RFC 6047).

use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::{
    ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue,
};
use lettre::message::{Body, Mailbox, Message, MessageBuilder, MultiPart, SinglePart};

use super::letter::{Calendar, Letter};
use super::trouble::MailTrouble;
use crate::domain::{Address, Instant, ShortName};

/// The same letter always gives the same bytes.
pub(super) fn message(letter: &Letter) -> Result<Message, MailTrouble> {
    let head = Message::builder()
        .from(mailbox(&letter.from, letter.from_name.as_ref())?)
        .to(mailbox(&letter.to, None)?)
        .subject(letter.subject.as_str())
        .date(system_time(letter.date))
        .message_id(Some(format!("<{}>", letter.message_id.as_str())))
        .header(AutoSubmitted);
    body(head, letter).map_err(|_| MailTrouble::Unsendable)
}

fn body(head: MessageBuilder, letter: &Letter) -> Result<Message, lettre::error::Error> {
    let text = SinglePart::builder()
        .header(ContentType::TEXT_PLAIN)
        .body(encoded(
            letter.text.clone(),
            ContentTransferEncoding::QuotedPrintable,
        ));
    let Some(calendar) = &letter.calendar else {
        return head.singlepart(text);
    };
    // `=_` never occurs in quoted-printable or base64, so no text can end its part early.
    let parts = MultiPart::alternative()
        .boundary(format!("=_{}", letter.message_id.as_str()))
        .singlepart(text)
        .singlepart(calendar_part(calendar));
    head.multipart(parts)
}

fn calendar_part(calendar: &Calendar) -> SinglePart {
    let kind = format!(
        "text/calendar; charset=utf-8; method={}",
        calendar.method.as_str()
    );
    SinglePart::builder()
        .header(ContentType::parse(&kind).unwrap_or(ContentType::TEXT_PLAIN))
        .body(encoded(
            calendar.bytes.clone(),
            ContentTransferEncoding::Base64,
        ))
}

/// Both encodings take any bytes, so the other arm is never reached.
fn encoded(bytes: impl Into<lettre::message::MaybeString>, how: ContentTransferEncoding) -> Body {
    Body::new_with_encoding(bytes, how).unwrap_or_else(Body::new)
}

fn mailbox(address: &Address, name: Option<&ShortName>) -> Result<Mailbox, MailTrouble> {
    let address = address.as_str().parse();
    let address = address.map_err(|_| MailTrouble::Unsendable)?;
    Ok(Mailbox::new(name.map(ToString::to_string), address))
}

fn system_time(at: Instant) -> std::time::SystemTime {
    UNIX_EPOCH + Duration::from_secs(u64::try_from(at.seconds()).unwrap_or(0))
}

/// `Auto-Submitted: auto-generated` (RFC 3834): no holiday answer comes back.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
