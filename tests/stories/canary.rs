//! The canaries: words that belong in one place each are planted all over the demo's region, its
//! main job is done, and then everything that the nodes wrote, sent, mailed and logged is searched.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use samband::domain::note_codes::{AnswerKind, Language, NoteReason, Urgency};
use samband::domain::{Instant, NoteId};
use samband::flows::note::{self, NewNote};
use samband::flows::note_received::{self, NewAnswer};
use samband::flows::{FlowError, consent};
use samband::link::Switchboard;
use samband::store::links::NewLink;
use samband::store::notes::Recipient;
use samband::store::{LinkKind, LinkRow, LinkSource, cases, notes};
use samband::world::calendars::secret_words;
use samband::world::people::MAIN_THREE;
use samband::world::region::{Region, RegionNode, RegionSettings};
use samband::world::script;
use tracing::Level;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::layer::SubscriberExt;

use super::support::rows;
use super::support::searching::Search;

const NOTE: &str = "Kan du ringe meg om blåbærturen før torsdag?";
const ANSWER: &str = "Jeg tar med kaffekjelen og ringer etterpå.";
const LABEL: &str = "Tistelfink";
const PASSWORD: &str = "tjukkeskog-passord-55";
const USER: &str = "konto.tjukkeskog";
const REFUSED: &str = "02013299997";

/// A calendar with a canary in every field that could be kept.
const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//canary-prodid//NO\r\n\
    X-WR-CALNAME:canary-calname\r\nBEGIN:VEVENT\r\nUID:canary-uid-1234567\r\n\
    DTSTAMP:20260101T000000Z\r\nDTSTART:20260105T080000Z\r\nDTEND:20260105T090000Z\r\n\
    RRULE:FREQ=WEEKLY\r\nSUMMARY:canary-summary Åsgårdstrand\r\nLOCATION:canary-location\r\n\
    DESCRIPTION:canary-description\r\nCOMMENT:canary-comment\r\nCATEGORIES:canary-category\r\n\
    CONTACT:canary-contact\r\nORGANIZER;CN=canary-organizer:mailto:canary-org@hemmelig.test\r\n\
    ATTENDEE;CN=canary-attendee;PARTSTAT=ACCEPTED:mailto:canary-att@hemmelig.test\r\n\
    ATTACH:https://hemmelig.test/canary-attach\r\nURL:https://hemmelig.test/canary-url\r\n\
    X-CANARY:canary-extension\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\n\
    DESCRIPTION:canary-alarm\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

/// What may be nowhere. To look for more, plant it and add it here.
fn nowhere(region: &Region) -> Vec<String> {
    let mut words: Vec<String> = secret_words().into_iter().map(str::to_owned).collect();
    let canaries = CALENDAR
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| word.starts_with("canary-"));
    words.extend(canaries.map(str::to_owned));
    let planted = [
        "Åsgårdstrand",
        "hemmelig.test",
        NOTE,
        "blåbærturen",
        ANSWER,
        "kaffekjelen",
        LABEL,
        PASSWORD,
        USER,
        REFUSED,
    ];
    words.extend(planted.map(str::to_owned));
    // The address of the feeds is the key to them; tokens open the API.
    words.push(region.feeds.base().rsplit('/').next().unwrap().to_owned());
    for user in region.nodes.iter().flat_map(|node| &node.users) {
        words.push(user.token.reveal().to_owned());
        words.push(user.login.reveal().to_owned());
    }
    words
}

/// What may stand in the directory and nowhere else, and whom mails go to.
fn people(region: &Region) -> (Vec<String>, Vec<String>) {
    let all = || region.nodes.iter().flat_map(|node| &node.users);
    let names = all().map(|user| user.person.name.as_str().to_owned());
    let mails = all().filter_map(|user| user.person.mail.as_ref());
    let mails = mails.map(|mail| mail.as_str().to_owned());
    (names.collect(), mails.collect())
}

#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Heard {
    fn all(&self) -> Vec<u8> {
        self.0.lock().unwrap().clone()
    }
}

/// The log as an operator can have it at its most talkative, of this thread: what the other stories
/// say is theirs. It is heard for the whole process, because what one thread alone listens to may
/// have been found uninteresting by another before.
fn listen(heard: &Heard) {
    let here = std::thread::current().id();
    let told = dynamic_filter_fn(move |of, _| {
        let ours = of.target().starts_with("samband") && *of.level() <= Level::DEBUG;
        std::thread::current().id() == here && (ours || *of.level() == Level::ERROR)
    });
    let heard = heard.clone();
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(move || heard.clone())
        .with_filter(told);
    let subscriber = tracing_subscriber::registry().with(lines);
    tracing::subscriber::set_global_default(subscriber).unwrap();
}

/// Carries every parcel and keeps a copy.
async fn tap(board: Switchboard, heard: Heard) {
    loop {
        for parcel in board.take_published() {
            heard.0.lock().unwrap().extend_from_slice(&parcel.bytes);
            board.deliver(parcel).unwrap();
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn with<'a>(region: &'a Region, slug: &str) -> &'a RegionNode {
    let found = region.nodes.iter().find(|node| node.staff(slug).is_some());
    found.unwrap()
}

async fn until(what: &str, mut is: impl AsyncFnMut() -> bool) {
    for _ in 0..400 {
        if is().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it took too long: {what}");
}

/// Plants what the region has not by itself: a calendar full of canaries, an account with a
/// password, a label, a note with an answer, and a text that is refused.
async fn plant(region: &Region, folder: &Path) {
    let nav = with(region, MAIN_THREE[2]);
    let (person, calendar) = nav
        .organisation
        .calendars()
        .find(|(person, _)| !MAIN_THREE.contains(&person.key.as_str()))
        .unwrap();
    let now = nav.node().clock.now();
    region
        .feeds
        .put(&person.key, calendar, CALENDAR.to_owned(), now);
    let owner = nav.staff(person.key.as_str()).unwrap();
    let source = LinkSource {
        url: format!("http://127.0.0.1:9/{USER}/").into(),
        user: Some(USER.to_owned()),
        password: Some(PASSWORD.into()),
        owner: None,
    };
    let account = nav.node().change(async |turn| {
        let new = NewLink {
            person: owner,
            slug: "konto",
            kind: LinkKind::Caldav,
            source: &source,
            writable: false,
            now: turn.now,
        };
        Ok(LinkRow::put(turn.tx, new, turn.draw).await?)
    });
    assert!(account.await.unwrap());
    let database = folder.join("nav-nordfjell").join("samband.sqlite");
    rows::change(&database, "UPDATE calendar_links SET next_due = 0").await;
    until("read the canary calendar", async || {
        let mut reader = nav.node().desk.store.reader().await.unwrap();
        let links = LinkRow::of_person(&mut reader, owner).await.unwrap();
        let fresh = |at: Option<Instant>| at.is_some_and(|at| at > now);
        let account = links.iter().find(|link| link.slug == "konto").unwrap();
        let read = links.iter().any(|link| fresh(link.last_good));
        read && account.trouble.as_deref() == Some("unreachable")
    })
    .await;
    talk(region).await;
}

async fn talk(region: &Region) {
    let [siri, kari, _] = MAIN_THREE;
    let (health, municipal) = (with(region, siri), with(region, kari));
    let (from, whom) = (health.staff(siri).unwrap(), municipal.staff(kari).unwrap());
    let mut reader = municipal.node().desk.store.reader().await.unwrap();
    let keyhole = municipal.node().desk.store.keyhole();
    let own = cases::of_person(&mut reader, whom, &keyhole).await.unwrap();
    drop(reader);
    let case = own[0].case;
    let label = municipal
        .node()
        .change(async |turn| consent::label(turn, whom, case, LABEL).await);
    label.await.unwrap();
    let new = |text: &str| NewNote {
        to_node: municipal.organisation.node.clone(),
        to: Recipient::Person(whom),
        case: Some(case),
        reason: NoteReason::CallMe,
        urgency: Urgency::Today,
        language: Language::Nb,
        phrase: None,
        text: Some(text.to_owned()),
        reach: Vec::new(),
        booking: None,
    };
    let refused = format!("Gjelder {REFUSED}, ring meg");
    let refused = health
        .node()
        .change(async |turn| note::write(turn, from, new(&refused)).await);
    assert!(matches!(refused.await, Err(FlowError::Guard(_))));
    let id = health
        .node()
        .change(async |turn| note::write(turn, from, new(NOTE)).await);
    let id = id.await.unwrap();
    until("deliver the note", async || {
        let mut reader = municipal.node().desk.store.reader().await.unwrap();
        notes::is_readers(&mut reader, id, whom).await.unwrap()
    })
    .await;
    let answer = municipal.node().change(async |turn| {
        let answer = NewAnswer {
            kind: AnswerKind::Text,
            time: None,
            text: Some(ANSWER.to_owned()),
            booking: None,
        };
        note_received::answer(turn, whom, id, answer).await
    });
    answer.await.unwrap();
    until("deliver the answer", async || {
        text_of_answer(health, id).await.as_deref() == Some(ANSWER)
    })
    .await;
}

async fn text_of_answer(at: &RegionNode, id: NoteId) -> Option<String> {
    let mut reader = at.node().desk.store.reader().await.unwrap();
    let keyhole = at.node().desk.store.keyhole();
    let answers = notes::answers(&mut reader, id, &keyhole).await.unwrap();
    answers.first()?.text.clone()
}

/// Every file below a folder, but the node keys.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else if path.file_name().unwrap() != "node.key" {
            all.push(path);
        }
    }
    all
}

/// What was looked at, and what was found there.
#[derive(Default)]
struct Looked {
    bytes: usize,
    found: Vec<String>,
}

impl Looked {
    fn at(&mut self, search: &Search, place: &str, bytes: &[u8]) {
        self.bytes += bytes.len();
        for (word, form) in search.found(bytes) {
            self.found.push(format!("{word} ({form}) in {place}"));
        }
    }

    fn below(&mut self, search: &Search, folder: &Path) {
        for path in files(folder) {
            let bytes = std::fs::read(&path).unwrap();
            self.at(search, &path.display().to_string(), &bytes);
        }
    }
}

/// Mails as they went and as they are read.
fn mails(folder: &Path) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for path in files(folder) {
        let eml = std::fs::read(path).unwrap();
        let letter = samband::mail::read(&eml).unwrap();
        all.push(format!("{:?}\n{}", letter.subject, letter.text).into_bytes());
        all.extend(letter.calendar.map(|calendar| calendar.bytes));
        all.push(eml);
    }
    all
}

#[tokio::test]
async fn no_planted_word_is_found_where_it_does_not_belong() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (data, mail) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (log, wire) = (Heard::default(), Heard::default());
    listen(&log);
    let board = Switchboard::by_hand(10_000);
    let carrying = tokio::spawn(tap(board.clone(), wire.clone()));
    let settings = RegionSettings {
        data: data.path().to_owned(),
        mail: mail.path().to_owned(),
        undo_seconds: 0,
    };
    let region = Region::start_over(&settings, &board).await.unwrap();
    script::run(&region).await.unwrap();
    plant(&region, data.path()).await;

    // A heard word proves that the log is heard at all.
    tracing::debug!(target: "samband::canary", "canary-of-the-log");
    let (names, addresses) = people(&region);
    let secrets = Search::new(nowhere(&region));
    let staff = Search::new(names.iter().chain(&addresses).cloned());
    let named = Search::new(names.clone());
    let mut looked = Looked::default();
    looked.below(&secrets, data.path());
    for search in [&secrets, &staff] {
        looked.at(search, "the wire", &wire.all());
        looked.at(search, "the log", &log.all());
    }
    for text in mails(mail.path()) {
        looked.at(&secrets, "a mail", &text);
        looked.at(&named, "a mail", &text);
    }
    who_is_named_where(&region, data.path(), &staff, &mut looked).await;
    region.stop().await;
    carrying.abort();
    looked.below(&secrets, data.path());
    assert_eq!(looked.found, Vec::<String>::new());
    assert!(looked.bytes > 500_000, "{}", looked.bytes);
    assert!(wire.all().len() > 40 * 1_024);
    assert!(String::from_utf8_lossy(&log.all()).contains("canary-of-the-log"));
    assert!(mails(mail.path()).len() > 6);
}

/// A member of staff is named in the directory and on the cards of peers, and in no other table.
async fn who_is_named_where(region: &Region, data: &Path, staff: &Search, looked: &mut Looked) {
    let mut named = 0;
    for node in &region.nodes {
        let folder = data.join(node.organisation.node.as_str());
        let dump = rows::dump(&folder.join("samband.sqlite")).await;
        for (table, lines) in dump {
            let lines = lines.join("\n");
            if ["people", "peer_cards"].contains(&table.as_str()) {
                named += staff.found(lines.as_bytes()).len();
            } else {
                looked.at(staff, &format!("table {table}"), lines.as_bytes());
            }
        }
    }
    assert!(named > 40, "{named}");
}
