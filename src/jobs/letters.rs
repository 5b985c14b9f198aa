//! Writes and sends the letters that wait: invitations, cancellations, and word that a note waits.
//! What a mail says is time, place and a neutral title; who else comes and what it is about stands
//! behind the log-in.

use super::{Desk, JobError};
use crate::calendars::invitation::{Invitation, cancel, request};
use crate::calendars::{Occasion, Uid};
use crate::domain::{Address, EnvelopeId, Instant, Language};
use crate::flows::announce::{NeutralNotice, NoticePlace, Post, again};
use crate::mail::{Calendar, Letter, Mailer, Method};
use crate::store::{LetterRow, LetterState};
use crate::words::{Dates, Words};

/// So many are sent in one go.
const BATCH: u32 = 32;

/// Sends what is due. Says how many letters were taken by the mail server.
///
/// # Errors
/// The database failed.
pub async fn run(desk: &Desk, mailer: &Mailer, now: Instant) -> Result<usize, JobError> {
    let mut reader = desk.store.reader().await?;
    let due = LetterRow::due(&mut reader, now, BATCH).await?;
    drop(reader);
    let mut sent = 0;
    for row in due {
        let post: Post = row.letter(&desk.store.keyhole())?;
        let Some(letter) = written(desk, &post, row.id, row.created, now) else {
            tracing::error!(letter = %row.id, "a letter could not be written");
            record(desk, &row, LetterState::Refused, now).await?;
            continue;
        };
        match mailer.send(&letter).await {
            Ok(()) => {
                sent += 1;
                record(desk, &row, LetterState::Sent, now).await?;
            }
            Err(trouble) => {
                tracing::warn!(letter = %row.id, %trouble, "a letter was not sent");
                let state = if trouble.is_temporary() {
                    LetterState::Waiting
                } else {
                    LetterState::Refused
                };
                record(desk, &row, state, now).await?;
            }
        }
    }
    Ok(sent)
}

async fn record(
    desk: &Desk,
    row: &LetterRow,
    state: LetterState,
    now: Instant,
) -> Result<(), JobError> {
    let due = again(now, row.tries);
    desk.change(now, async |turn| {
        Ok(LetterRow::record(turn.tx.conn(), row.id, state, due).await?)
    })
    .await?;
    Ok(())
}

/// The letter in words; none where a text of ours could not stand in a mail.
fn written(
    desk: &Desk,
    post: &Post,
    id: EnvelopeId,
    stamped: Instant,
    now: Instant,
) -> Option<Letter> {
    let from = &desk.here.from;
    let (to, subject, text, calendar) = match post {
        Post::Invite(to, notice) => invited(desk, to, notice, stamped, now),
        Post::CallOff(to, notice) => called_off(desk, to, notice, stamped, now),
        Post::NoteWaits(to, language) => {
            let words = Words::new(*language);
            (
                to,
                words.text("mail-note-subject"),
                words.text("mail-note-text"),
                None,
            )
        }
    };
    Some(Letter {
        from: from.clone(),
        from_name: Some(desk.here.name.clone()),
        to: to.clone(),
        subject: subject.parse().ok()?,
        text,
        calendar,
        message_id: format!("{id}@{}.samband", desk.here.node).parse().ok()?,
        date: now,
    })
}

type Parts<'a> = (&'a Address, String, String, Option<Calendar>);

fn invited<'a>(
    desk: &Desk,
    to: &'a Address,
    notice: &NeutralNotice,
    stamped: Instant,
    now: Instant,
) -> Parts<'a> {
    let words = Words::new(notice.language);
    let when = when(desk, notice, now);
    let place = place_in_words(&notice.place, notice.language);
    let subject = words.text_with("mail-invite-subject", &[("when", (&when).into())]);
    let values = [("when", (&when).into()), ("place", (&place).into())];
    let text = words.text_with("mail-invite-text", &values);
    let calendar = calendar(desk, to, notice, stamped, Method::Request);
    (to, subject, text, Some(calendar))
}

fn called_off<'a>(
    desk: &Desk,
    to: &'a Address,
    notice: &NeutralNotice,
    stamped: Instant,
    now: Instant,
) -> Parts<'a> {
    let words = Words::new(notice.language);
    let when = when(desk, notice, now);
    let subject = words.text_with("mail-off-subject", &[("when", (&when).into())]);
    let text = words.text_with("mail-off-text", &[("when", (&when).into())]);
    let calendar = calendar(desk, to, notice, stamped, Method::Cancel);
    (to, subject, text, Some(calendar))
}

fn when(desk: &Desk, notice: &NeutralNotice, now: Instant) -> String {
    Dates::new(notice.language, desk.here.time_zone.clone(), now).slot(notice.interval)
}

/// The identifier of one person's calendar entry of a booking: the same in its invitation and its
/// cancellation, another for each person, so that two calendars can't be joined on it.
#[must_use]
pub fn uid_of(notice: &NeutralNotice) -> Uid {
    let mut bytes = *notice.booking.bytes();
    for (byte, other) in bytes.iter_mut().zip(notice.person.bytes()) {
        *byte ^= other;
    }
    Uid::from_bytes(&bytes)
}

fn calendar(
    desk: &Desk,
    to: &Address,
    notice: &NeutralNotice,
    stamped: Instant,
    method: Method,
) -> Calendar {
    let title = Words::new(notice.language).text("mail-meeting-title");
    let place = place_for_calendar(&notice.place, notice.language);
    let uid = uid_of(notice);
    let invitation = Invitation {
        occasion: Occasion {
            uid: &uid,
            sequence: notice.sequence,
            stamped,
            interval: notice.interval,
            title: &title,
            place: place.as_deref(),
        },
        organizer: &desk.here.from,
        attendee: to,
    };
    let text = if method == Method::Cancel {
        cancel(&invitation)
    } else {
        request(&invitation)
    };
    Calendar {
        method,
        bytes: text.into_bytes(),
    }
}

/// A place as a mail says it.
#[must_use]
pub fn place_in_words(place: &NoticePlace, language: Language) -> String {
    let words = Words::new(language);
    match place {
        NoticePlace::Unsaid => words.text("mail-place-unsaid"),
        NoticePlace::Phone => words.text("mail-place-phone"),
        NoticePlace::Video(None) => words.text("mail-place-video"),
        NoticePlace::Video(Some(url)) => {
            words.text_with("mail-place-video-link", &[("url", url.as_str().into())])
        }
        NoticePlace::At(name, None) => name.as_str().to_owned(),
        // "Fjordheim, Sjøgata 4" needs no address after it.
        NoticePlace::At(name, Some(address))
            if name.as_str().contains(street(address.as_str())) =>
        {
            name.as_str().to_owned()
        }
        NoticePlace::At(name, Some(address)) => {
            let values = [
                ("name", name.as_str().into()),
                ("address", address.as_str().into()),
            ];
            words.text_with("mail-place-at-address", &values)
        }
    }
}

/// The part of an address before the town.
fn street(address: &str) -> &str {
    address.split(',').next().unwrap_or(address).trim()
}

/// A place as a calendar says it; none where it is not said.
#[must_use]
pub fn place_for_calendar(place: &NoticePlace, language: Language) -> Option<String> {
    match place {
        NoticePlace::Unsaid => None,
        place => Some(place_in_words(place, language)),
    }
}
