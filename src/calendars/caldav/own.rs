//! The calendar that samband makes for itself in a person's account, and the entries it writes
//! there. It is left out when busy time is read, and nothing outside it is ever written.
//!
//! Every write can be repeated: an answer may be lost, so a second try finds what the first did.
//! What the owner changed or removed is never overwritten (boundary rule B10).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::ids::NodeId;
use crate::http::{Answer, Method, Request, Url};

use super::super::entry;
use super::super::source::{SourceAddress, SourceAddressError};
use super::super::trouble::SourceTrouble;
use super::super::uid::Uid;
use super::account::{Account, Depth};
use super::xml::Space;
use super::{discover, multistatus};

/// What the calendar is called where its owner sees it.
const NAME: &str = "Samband";

/// The mark of one version of an entry (RFC 9110 §8.8.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ETag(String);

/// How a write ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// The calendar is as wanted. The mark of the version, where the server gave one, makes the next
    /// write surer and cheaper, but it may be lost.
    Done(Option<ETag>),
    /// The owner has changed or removed the entry, and so it was left alone.
    Altered,
}

/// The calendar of one node in one account.
#[derive(Clone, PartialEq, Eq)]
pub struct OwnCalendar(SourceAddress);

impl fmt::Debug for OwnCalendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OwnCalendar")
    }
}

impl FromStr for OwnCalendar {
    type Err = SourceAddressError;

    /// The calendar that [`OwnCalendar::as_str`] gave.
    fn from_str(text: &str) -> Result<Self, SourceAddressError> {
        text.parse().map(Self)
    }
}

/// The last part of the address of `node`'s calendar. Of a person with posts in two organisations
/// each node has one, and reads the other's as busy.
pub(super) fn path_segment(node: &NodeId) -> String {
    format!("samband-{}", node.as_str())
}

/// What stands at an entry's place on the server.
enum Standing {
    Nothing,
    /// As it was written, saying this.
    Ours(Option<ETag>, String),
    Altered,
}

impl OwnCalendar {
    /// The address as text, for storing it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Makes `node`'s calendar in the account behind `address`, or finds it where it is made.
    ///
    /// # Errors
    /// [`SourceTrouble::Forbidden`] where the account can't have one.
    pub async fn make(
        account: &Account<'_>,
        address: &SourceAddress,
        node: &NodeId,
    ) -> Result<Self, SourceTrouble> {
        let home = discover::home(account, address).await?;
        let named = home.member(&path_segment(node));
        let url = named
            .and_then(|named| named.member(""))
            .map_err(|_| SourceTrouble::BadAddress)?;
        let own = Self(
            url.as_str()
                .parse()
                .map_err(|_| SourceTrouble::BadAddress)?,
        );
        if own.exists(account).await? {
            return Ok(own);
        }
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
             <c:mkcalendar xmlns:d=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:caldav\">\
             <d:set><d:prop><d:displayname>{NAME}</d:displayname>\
             <c:supported-calendar-component-set><c:comp name=\"VEVENT\"/>\
             </c:supported-calendar-component-set></d:prop></d:set></c:mkcalendar>"
        );
        let answer = account.mkcalendar(&url, body).await?;
        // Whatever the answer, two may have been making it at once.
        if (200..300).contains(&answer.status()) || own.exists(account).await? {
            return Ok(own);
        }
        Err(match answer.status() {
            405 | 409 | 501 => SourceTrouble::Forbidden,
            _ => SourceTrouble::of_answer(&answer),
        })
    }

    async fn exists(&self, account: &Account<'_>) -> Result<bool, SourceTrouble> {
        let asked = "<d:resourcetype/>";
        let answer = account.propfind(self.0.url(), Depth::Itself, asked).await?;
        match answer.status() {
            207 => {}
            404 => return Ok(false),
            _ => return Err(SourceTrouble::of_answer(&answer)),
        }
        let found = multistatus::read(answer).await?;
        Ok(found.iter().any(|resource| {
            let kinds = resource.property(Space::Dav, "resourcetype");
            kinds.is_some_and(|kinds| kinds.child(Space::CalDav, "calendar").is_some())
        }))
    }

    /// Writes an entry made by [`entry::text`]: a new one, or the next version of the one that
    /// `known` marks.
    ///
    /// # Errors
    /// [`SourceTrouble`] where it is not known to be written; write it again later.
    pub async fn put(
        &self,
        account: &Account<'_>,
        uid: &Uid,
        text: &str,
        known: Option<&ETag>,
    ) -> Result<Written, SourceTrouble> {
        let url = self.entry_url(uid)?;
        let answer = account.send(put_request(&url, text, known)).await?;
        match answer.status() {
            200..=299 => return Ok(Written::Done(strong_etag(&answer))),
            404 if known.is_some() => return Ok(Written::Altered),
            409 | 412 => {}
            _ => return Err(SourceTrouble::of_answer(&answer)),
        }
        // Something else stands there than was thought: an earlier try of ours, or the owner's.
        match standing(account, &url).await? {
            Standing::Ours(etag, said) if Some(&said) == entry::as_written(text).as_ref() => {
                Ok(Written::Done(etag))
            }
            Standing::Ours(Some(etag), _) => {
                let answer = account.send(put_request(&url, text, Some(&etag))).await?;
                settled(&answer)
            }
            Standing::Nothing if known.is_none() => Err(SourceTrouble::Unforeseen),
            Standing::Nothing | Standing::Ours(None, _) | Standing::Altered => Ok(Written::Altered),
        }
    }

    /// Removes an entry. One that is not there is removed.
    ///
    /// # Errors
    /// [`SourceTrouble`] where it is not known to be removed; remove it again later.
    pub async fn remove(
        &self,
        account: &Account<'_>,
        uid: &Uid,
        known: Option<&ETag>,
    ) -> Result<Written, SourceTrouble> {
        let url = self.entry_url(uid)?;
        if let Some(etag) = known {
            let answer = account.send(delete_request(&url, etag)).await?;
            match answer.status() {
                200..=299 | 404 | 410 => return Ok(Written::Done(None)),
                409 | 412 => {}
                _ => return Err(SourceTrouble::of_answer(&answer)),
            }
        }
        match standing(account, &url).await? {
            Standing::Nothing => Ok(Written::Done(None)),
            Standing::Ours(Some(etag), _) => {
                let answer = account.send(delete_request(&url, &etag)).await?;
                settled(&answer).map(|written| match written {
                    Written::Done(_) => Written::Done(None),
                    Written::Altered => Written::Altered,
                })
            }
            Standing::Ours(None, _) | Standing::Altered => Ok(Written::Altered),
        }
    }

    fn entry_url(&self, uid: &Uid) -> Result<Url, SourceTrouble> {
        let member = self.0.url().member(&format!("{uid}.ics"));
        member.map_err(|_| SourceTrouble::BadAddress)
    }
}

fn put_request(url: &Url, text: &str, known: Option<&ETag>) -> Request {
    let request = Request::new(Method::Put, url.clone());
    let request = match known {
        Some(ETag(etag)) => request.header("if-match", etag),
        None => request.header("if-none-match", "*"),
    };
    request.body("text/calendar; charset=utf-8", text)
}

fn delete_request(url: &Url, ETag(etag): &ETag) -> Request {
    Request::new(Method::Delete, url.clone()).header("if-match", etag)
}

/// Reads one entry back, only to see whether it is ours.
async fn standing(account: &Account<'_>, url: &Url) -> Result<Standing, SourceTrouble> {
    let answer = account.send(Request::new(Method::Get, url.clone())).await?;
    match answer.status() {
        200 => {}
        404 | 410 => return Ok(Standing::Nothing),
        _ => return Err(SourceTrouble::of_answer(&answer)),
    }
    let text = std::str::from_utf8(answer.body()).ok();
    Ok(match text.and_then(entry::as_written) {
        Some(said) => Standing::Ours(strong_etag(&answer), said),
        None => Standing::Altered,
    })
}

/// What the answer to a second, surely conditional write means.
fn settled(answer: &Answer) -> Result<Written, SourceTrouble> {
    match answer.status() {
        200..=299 => Ok(Written::Done(strong_etag(answer))),
        404 | 409 | 410 | 412 => Ok(Written::Altered),
        _ => Err(SourceTrouble::of_answer(answer)),
    }
}

/// The entity tag where it may stand in a condition: a weak one may not (RFC 9110 §13.1.1).
fn strong_etag(answer: &Answer) -> Option<ETag> {
    let etag = answer.header("etag")?.trim();
    (etag.starts_with('"') && etag.len() <= 300).then(|| ETag(etag.to_owned()))
}
