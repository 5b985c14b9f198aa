//! What the nodes of the region have sent by mail, as people read it. Nothing leaves the machine:
//! the demo's nodes carry their mail into one folder, and this is where it can be seen.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::ErrorKind;
use std::path::Path;

use crate::domain::Instant;
use crate::mail::{ReadLetter, read};
use crate::web::chrome::{Chrome, Link, Section};
use crate::web::pages::demo::{DemoSection, MailPage, MailRow};
use crate::words::{Dates, capital};

/// One mail, read.
pub(super) struct Mail {
    id: String,
    letter: ReadLetter,
}

/// Every mail (`*.eml`) in the folder, newest first; none where there is no folder yet.
///
/// # Errors
/// The folder or a mail in it can't be read.
pub(super) async fn mails_in(folder: &Path) -> std::io::Result<Vec<Mail>> {
    let mut entries = match tokio::fs::read_dir(folder).await {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut mails = Vec::new();
    while let Some(entry) = entries.next_entry().await? {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "eml") {
            mails.extend(Mail::read(&tokio::fs::read(path).await?));
        }
    }
    mails.sort_by(|one, two| two.sent().cmp(&one.sent()).then(one.id.cmp(&two.id)));
    Ok(mails)
}

impl Mail {
    fn read(eml: &[u8]) -> Option<Self> {
        let mut hasher = DefaultHasher::new();
        eml.hash(&mut hasher);
        Some(Self {
            id: format!("{:016x}", hasher.finish()),
            letter: read(eml)?,
        })
    }

    /// How its page is addressed: the same as long as the mail is the same.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    fn sent(&self) -> Option<Instant> {
        self.letter.date
    }

    /// Its line in the list. `senders` has the organisation of each sender's address.
    pub(super) fn row(&self, senders: &BTreeMap<String, String>, dates: &Dates) -> MailRow {
        let letter = &self.letter;
        let from = letter.from.clone().unwrap_or_default();
        let when = |at| format!("{} {}", dates.near_day(dates.date_of(at)), dates.at(at));
        MailRow {
            id: self.id.clone(),
            to: letter.to.clone().unwrap_or_default(),
            from: senders.get(&from).cloned().unwrap_or(from),
            subject: letter.subject.clone().unwrap_or_default(),
            when: letter
                .date
                .map_or_else(String::new, |at| capital(&when(at))),
            invitation: letter.calendar.is_some(),
        }
    }

    /// Its page.
    pub(super) fn page(&self, chrome: Chrome, mail: MailRow) -> MailPage {
        let link = |address: &str| Link {
            href: address.to_owned(),
            label: address.to_owned(),
        };
        let calendar = self.letter.calendar.as_ref();
        MailPage {
            chrome: Chrome {
                section: Section::Other,
                ..chrome
            },
            shown: DemoSection::Mails,
            mail,
            body: self.letter.text.clone(),
            links: addresses(&self.letter.text).into_iter().map(link).collect(),
            calendar: calendar.map(|entry| String::from_utf8_lossy(&entry.bytes).into_owned()),
        }
    }
}

/// The web addresses in a text, each once, in order.
fn addresses(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(start) = [rest.find("http://"), rest.find("https://")]
        .into_iter()
        .flatten()
        .min()
    {
        let (_, from) = rest.split_at(start);
        let ends = |c: char| c.is_whitespace() || "<>\"".contains(c);
        let (address, after) = from.split_at(from.find(ends).unwrap_or(from.len()));
        // A sentence may end right behind an address.
        let address = address.trim_end_matches(['.', ',', ';', ':', ')', '!', '?']);
        if !out.contains(&address) {
            out.push(address);
        }
        rest = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::domain::Language;

    const INVITATION: &str = "MIME-Version: 1.0\r\n\
        Content-Type: multipart/alternative; boundary=b\r\n\r\n\
        --b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHei\r\n\
        --b\r\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\n\
        BEGIN:VCALENDAR\r\n--b--\r\n";

    fn eml(date: &str, subject: &str, rest: &str) -> String {
        format!(
            "From: samband@nav.test\r\nTo: arne.moe@nav.test\r\nDate: {date}\r\n\
             Subject: {subject}\r\n{rest}"
        )
    }

    #[tokio::test]
    async fn the_newest_comes_first_and_says_what_it_is() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            (
                "a.eml",
                eml(
                    "Tue, 24 Nov 2026 08:00:00 +0000",
                    "Ny gul lapp",
                    "\r\nHei\r\n",
                ),
            ),
            (
                "b.eml",
                eml("Tue, 24 Nov 2026 08:30:00 +0000", "Samarbeid", INVITATION),
            ),
            (
                "c.eml",
                eml("Mon, 23 Nov 2026 08:00:00 +0000", "Gammel", "\r\n"),
            ),
            ("d.eml.part", "half".to_owned()),
        ] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let now = "2026-11-24T09:00:00Z".parse::<jiff::Timestamp>().unwrap();
        let oslo = TimeZone::get("Europe/Oslo").unwrap();
        let dates = Dates::new(Language::Nb, oslo, now.into());
        let senders = BTreeMap::from([("samband@nav.test".to_owned(), "Nav".to_owned())]);
        let mails = mails_in(folder.path()).await.unwrap();
        let rows: Vec<_> = mails
            .iter()
            .map(|mail| mail.row(&senders, &dates))
            .collect();
        let told: Vec<_> = rows
            .iter()
            .map(|row| (row.subject.as_str(), row.when.as_str(), row.invitation))
            .collect();
        assert_eq!(
            told,
            [
                ("Samarbeid", "I dag kl. 09.30", true),
                ("Ny gul lapp", "I dag kl. 09.00", false),
                ("Gammel", "Mandag 23. november kl. 09.00", false),
            ]
        );
        assert_eq!(
            (rows[0].from.as_str(), rows[0].to.as_str()),
            ("Nav", "arne.moe@nav.test")
        );
        assert_ne!(mails[0].id, mails[1].id);
    }

    #[tokio::test]
    async fn no_folder_is_no_mail() {
        let folder = tempfile::tempdir().unwrap();
        assert!(
            mails_in(&folder.path().join("no"))
                .await
                .unwrap()
                .is_empty()
        );
    }

    #[test]
    fn web_addresses_are_found_whole() {
        let text = "Svar her: http://127.0.0.1:8081/svar/abc. Eller https://x.test/a?b=1\n\
            (http://127.0.0.1:8081/svar/abc)";
        assert_eq!(
            addresses(text),
            ["http://127.0.0.1:8081/svar/abc", "https://x.test/a?b=1"]
        );
    }
}
