//! What has changed in a calendar whose entries are known: by the server's own account of it (RFC
//! 6578), or where there is none by the marks of all entries' versions. Only what has changed is
//! read again.

use std::collections::BTreeSet;

use quick_xml::escape::escape;

use crate::http::Url;

use super::super::busy::{BusyRequest, Warning};
use super::super::trouble::SourceTrouble;
use super::account::{Account, Depth};
use super::discover::Calendar;
use super::entries::{self, Entries};
use super::memory::{Place, Remembered, Taken};
use super::multistatus;
use super::times::unknown_question;

/// More parts than an answer about changes is sent in.
const MOST_PARTS: usize = 100;

/// The calendar as it is now, where `known` are its entries as they were when `token` was given.
pub(super) async fn since(
    account: &Account<'_>,
    calendar: &Calendar,
    token: Option<&str>,
    known: &Entries,
    request: &BusyRequest,
    warnings: &mut Vec<Warning>,
) -> Result<Remembered, SourceTrouble> {
    let told = match token {
        Some(token) => told(account, &calendar.url, token).await?,
        None => Told::Unknown,
    };
    let mut entries = known.clone();
    let (changed, token) = match told {
        Told::Changes(changes) => {
            for place in &changes.gone {
                entries.remove(place);
            }
            (changes.there, Some(changes.token))
        }
        other => {
            let listed = entries::listed(account, &calendar.url, request).await?;
            let there: BTreeSet<Place> = listed.iter().map(|(url, _)| Place::of(url)).collect();
            entries.retain(|place, _| there.contains(place));
            let changed = listed.into_iter().filter(|(url, tag)| {
                let before = entries.get(&Place::of(url)).and_then(|entry| entry.tag);
                tag.is_none() || before != *tag
            });
            let changed = changed.map(|(url, _)| url).collect();
            // A server that forgot one token will know the next.
            let next = matches!(other, Told::Forgotten).then(|| calendar.token.clone());
            (changed, next.flatten())
        }
    };
    for url in &changed {
        entries.remove(&Place::of(url));
    }
    let now = entries::named(account, &calendar.url, &changed, request, warnings).await?;
    entries.extend(now);
    Ok(Remembered::new(calendar, token, Taken::Entries(entries)))
}

/// What a server says when it is asked for changes.
enum Told {
    /// These.
    Changes(Changes),
    /// The token is too old, or from before the server lost its memory.
    Forgotten,
    /// It does not know the question.
    Unknown,
}

struct Changes {
    /// New or changed.
    there: Vec<Url>,
    gone: Vec<Place>,
    token: String,
}

async fn told(account: &Account<'_>, url: &Url, token: &str) -> Result<Told, SourceTrouble> {
    let mut changes = Changes {
        there: Vec::new(),
        gone: Vec::new(),
        token: token.to_owned(),
    };
    for _ in 0..MOST_PARTS {
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
             <d:sync-collection xmlns:d=\"DAV:\"><d:sync-token>{}</d:sync-token>\
             <d:sync-level>1</d:sync-level><d:prop><d:getetag/></d:prop></d:sync-collection>",
            escape(&changes.token)
        );
        let answer = account.report(url, Depth::Itself, body).await?;
        match answer.status() {
            207 => {}
            // 403 and 412 are in use for this, and a plain refusal looks the same.
            400..=499 if multistatus::names_condition(&answer, "valid-sync-token") => {
                return Ok(Told::Forgotten);
            }
            200..=299 | 507 => return Ok(Told::Unknown),
            status if unknown_question(status) => return Ok(Told::Unknown),
            status => return Err(SourceTrouble::of_status(status)),
        }
        if !take_part(&mut changes, url, answer).await? {
            return Ok(Told::Changes(changes));
        }
    }
    Err(SourceTrouble::TooLarge)
}

/// Takes one part of the changes. Says whether there are more.
async fn take_part(
    changes: &mut Changes,
    url: &Url,
    answer: crate::http::Answer,
) -> Result<bool, SourceTrouble> {
    let (resources, token) = multistatus::read_with_token(answer).await?;
    let itself = Place::of(&url.member("").map_err(|_| SourceTrouble::Unforeseen)?);
    let mut more = false;
    for resource in resources {
        let place = Place::of(&resource.url);
        let of_itself = resource.url.member("").map(|url| Place::of(&url)) == Ok(itself.clone());
        match resource.status {
            // The answer is cut, and the token asks for the rest (RFC 6578 §3.6).
            Some(507) if of_itself => more = true,
            _ if of_itself => {}
            Some(404 | 410) => {
                changes.there.retain(|there| Place::of(there) != place);
                changes.gone.push(place);
            }
            None | Some(200..=299) => {
                changes.gone.retain(|gone| *gone != place);
                changes.there.push(resource.url);
            }
            Some(status) => return Err(SourceTrouble::of_status(status)),
        }
    }
    // Without a new token the changes would be told again and again: that is no account of them.
    changes.token = token
        .filter(|token| !token.is_empty())
        .ok_or(SourceTrouble::Unforeseen)?;
    Ok(more)
}
