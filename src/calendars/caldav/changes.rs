//! What has changed in a calendar whose entries are known: by the server's own account of it (RFC
//! 6578), or where there is none by the marks of all entries' versions. Only what has changed is
//! read again.

use std::collections::BTreeSet;

use quick_xml::escape::escape;

use crate::http::Url;

use super::super::trouble::SourceTrouble;
use super::account::{Account, Depth};
use super::discover::Calendar;
use super::entries::{self, Entries};
use super::memory::{Place, Remembered, Taken};
use super::multistatus::{self, Resource};
use super::reading::Reading;
use super::times::unknown_question;

/// More parts than an answer about changes is sent in.
const MOST_PARTS: usize = 100;

/// The calendar as it is now, where `known` are its entries as they were when `token` was given.
pub(super) async fn since(
    account: &Account<'_>,
    calendar: &Calendar,
    token: Option<&str>,
    known: &Entries,
    reading: &mut Reading,
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
            let listed = entries::listed(account, &calendar.url, &reading.request).await?;
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
    let now = entries::named(account, &calendar.url, &changed, reading).await?;
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
            _ => return Err(SourceTrouble::of_answer(&answer)),
        }
        let (resources, token) = multistatus::read_with_token(answer).await?;
        if !changes.take(url, resources, token)? {
            return Ok(Told::Changes(changes));
        }
    }
    Err(SourceTrouble::TooLarge)
}

impl Changes {
    /// Takes one part of the changes to the calendar at `url`. Says whether there are more.
    fn take(
        &mut self,
        url: &Url,
        resources: Vec<Resource>,
        token: Option<String>,
    ) -> Result<bool, SourceTrouble> {
        let itself = Place::of(&url.member("").map_err(|_| SourceTrouble::Unforeseen)?);
        let mut more = false;
        for resource in resources {
            let place = Place::of(&resource.url);
            let folder = resource.url.member("").map(|url| Place::of(&url));
            let of_itself = folder == Ok(itself.clone());
            match resource.status {
                // The answer is cut, and the token asks for the rest (RFC 6578 §3.6).
                Some(507) if of_itself => more = true,
                // Neither a status nor properties: what it had to say has been lost.
                None if of_itself && resource.says_nothing() => {
                    return Err(SourceTrouble::Unforeseen);
                }
                None | Some(200..=299) if of_itself => {}
                Some(status) if of_itself => return Err(SourceTrouble::of_status(status)),
                Some(404 | 410) => {
                    self.there.retain(|there| Place::of(there) != place);
                    self.gone.push(place);
                }
                None | Some(200..=299) => {
                    self.gone.retain(|gone| *gone != place);
                    self.there.push(resource.url);
                }
                Some(status) => return Err(SourceTrouble::of_status(status)),
            }
        }
        // Without a new token the changes would be told again and again: that is no account of them.
        self.token = token
            .filter(|token| !token.is_empty())
            .ok_or(SourceTrouble::Unforeseen)?;
        Ok(more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two changed entries, one that is gone, and more to come.
    const WHOLE: &str = r#"<d:multistatus xmlns:d="DAV:">
<d:response>
<d:href>/k/1.ics</d:href>
<d:propstat>
<d:prop><d:getetag>"1"</d:getetag></d:prop>
<d:status>HTTP/1.1 200 OK</d:status>
</d:propstat>
</d:response>
<d:response>
<d:href>/k/2.ics</d:href>
<d:status>HTTP/1.1 404 Not Found</d:status>
</d:response>
<d:response>
<d:href>/k/3.ics</d:href>
<d:propstat>
<d:prop><d:getetag>"3"</d:getetag></d:prop>
<d:status>HTTP/1.1 200 OK</d:status>
</d:propstat>
</d:response>
<d:response>
<d:href>/k/</d:href>
<d:status>HTTP/1.1 507 Insufficient Storage</d:status>
</d:response>
<d:sync-token>t1</d:sync-token>
</d:multistatus>
"#;

    /// What the body tells of: the changed, how many are gone, and whether there are more.
    fn told(body: &[u8]) -> Option<(Vec<String>, Vec<Place>, bool)> {
        let url: Url = "https://a.test/k/".parse().unwrap();
        let (resources, token) = multistatus::resources(&url, body).ok()?;
        let mut changes = Changes {
            there: Vec::new(),
            gone: Vec::new(),
            token: "t0".to_owned(),
        };
        let more = changes.take(&url, resources, token).ok()?;
        let there = changes.there.iter().map(|url| url.path().to_owned());
        Some((there.collect(), changes.gone, more))
    }

    /// Nothing changed is lost, nothing more is gone, and the rest is asked for.
    fn is_as_much(damaged: &[u8]) -> bool {
        let (there, gone, more) = told(WHOLE.as_bytes()).unwrap();
        told(damaged).is_none_or(|(now_there, now_gone, now_more)| {
            there.iter().all(|path| now_there.contains(path))
                && now_gone.iter().all(|place| gone.contains(place))
                && now_more >= more
        })
    }

    #[test]
    fn damaged_changes_are_no_fewer_changes() {
        let (there, gone, more) = told(WHOLE.as_bytes()).unwrap();
        assert_eq!((there.len(), gone.len(), more), (2, 1, true));
        for end in 0..WHOLE.trim_end().len() {
            assert!(told(&WHOLE.as_bytes()[..end]).is_none(), "cut at {end}");
        }
        let mut begins = 0;
        for line in WHOLE.split_inclusive('\n') {
            for at in begins..begins + line.len() {
                for byte in *b"<>&/\"] ?\0\xe5" {
                    let mut bytes = WHOLE.as_bytes().to_vec();
                    bytes[at] = byte;
                    // Another name inside an address is another entry's.
                    let fine = is_as_much(&bytes) || line.contains("<d:href>");
                    assert!(fine, "{} in {line}", char::from(byte));
                }
            }
            begins += line.len();
        }
        let lines: Vec<&str> = WHOLE.split_inclusive('\n').collect();
        for (at, line) in lines.iter().enumerate() {
            let mut lost = lines.clone();
            lost.remove(at);
            let mut doubled = lines.clone();
            doubled.insert(at, line);
            let mut swapped = lines.clone();
            swapped.swap(at, (at + 1).min(lines.len() - 1));
            for damaged in [lost, doubled, swapped] {
                assert!(is_as_much(damaged.concat().as_bytes()), "at {line}");
            }
        }
    }
}
