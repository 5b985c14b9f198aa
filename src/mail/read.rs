//! A mail read back: what a person would see of it, and the calendar text it carries.

use mail_parser::{MessageParser, MessagePart, MimeHeaders};

use super::letter::Method;
use crate::domain::Instant;

/// What a mail says. It may come from anyone, so nothing in it is trusted: the addresses are text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadLetter {
    /// Who it says it is from.
    pub from: Option<String>,
    /// Whom it is to.
    pub to: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// When it says it was written.
    pub date: Option<Instant>,
    /// Its identifier, without angle brackets.
    pub message_id: Option<String>,
    /// The plain text with `\n` line ends, without empty lines at its end; empty where there is none.
    pub text: String,
    /// The first calendar text.
    pub calendar: Option<ReadCalendar>,
}

/// Calendar text in a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadCalendar {
    /// What it asks for; none where it says nothing that is known.
    pub method: Option<Method>,
    /// The text as it stood.
    pub bytes: Vec<u8>,
}

/// Reads a mail; none where the bytes are none.
#[must_use]
pub fn read(eml: &[u8]) -> Option<ReadLetter> {
    let mail = MessageParser::default().parse(eml)?;
    let address = |list: Option<&mail_parser::Address<'_>>| {
        Some(list?.first()?.address.as_deref()?.to_owned())
    };
    let date = mail.date();
    Some(ReadLetter {
        from: address(mail.from()),
        to: address(mail.to()),
        subject: mail.subject().map(str::to_owned),
        date: date.map(|date| Instant::from_seconds(date.to_timestamp())),
        message_id: mail.message_id().map(str::to_owned),
        text: plain_text(&mail),
        calendar: mail.parts.iter().find_map(calendar),
    })
}

fn plain_text(mail: &mail_parser::Message<'_>) -> String {
    let is_plain = |part: &&MessagePart<'_>| {
        let kind = part.content_type();
        kind.is_none_or(|kind| is(kind, "text", "plain")) && part.is_text()
    };
    let part = mail.parts.iter().find(is_plain);
    let text = part.and_then(MessagePart::text_contents);
    let text = text.unwrap_or_default().replace("\r\n", "\n");
    text.trim_end_matches('\n').to_owned()
}

fn calendar(part: &MessagePart<'_>) -> Option<ReadCalendar> {
    let kind = part
        .content_type()
        .filter(|kind| is(kind, "text", "calendar"))?;
    let method = kind.attribute("method").and_then(|said| {
        let known = Method::ALL.into_iter();
        known
            .into_iter()
            .find(|method| method.as_str().eq_ignore_ascii_case(said))
    });
    Some(ReadCalendar {
        method,
        bytes: part.contents().to_vec(),
    })
}

fn is(kind: &mail_parser::ContentType<'_>, main: &str, sub: &str) -> bool {
    kind.ctype().eq_ignore_ascii_case(main)
        && kind
            .subtype()
            .is_some_and(|found| found.eq_ignore_ascii_case(sub))
}
