//! One organisation's pages over rows in memory: people, their calendars, one peer with an adviser.
//! Requests go through the whole router, as a browser's would.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION};
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode};
use tower::ServiceExt;

use crate::domain::{Clock, Draw, Instant, NodeId, Role, StaffId, Zone};
use crate::flows::directory_file::DirectoryFile;
use crate::flows::sync::Pace;
use crate::flows::{FlowError, Here, Rules, Turn, directory, sync};
use crate::link::Switchboard;
use crate::seal::{AtRest, PublicIdentity, SealingKey, SigningKey};
use crate::store::peers::PeerCard;
use crate::store::{LinkRow, PeerRow, PersonRow, Store, StoreSettings, SyncOutcome};
use crate::web::app::{App, AppParts, LoginMode};
use crate::web::serve::router;
use crate::web::session;

const DIRECTORY: &str = r#"
[organisation]
name = "Nordfjell kommune"

[[place]]
key = "storgata"
name = "Storgata 12"

[[person]]
key = "kari-nes"
name = "Kari Nes"
roles = ["job_specialist"]
mail = "kari.nes@nordfjell.test"
hours = ["monday-friday 08:00-15:30"]
complete = true
office_days = { monday = "storgata" }
[[person.calendar]]
key = "outlook"
kind = "ics"
url = "https://kalender.nordfjell.test/hemmelig/kari.ics"

[[person]]
key = "mona-li"
name = "Mona Li"
roles = ["clinician"]
mail = "mona.li@nordfjell.test"
hours = ["monday-friday 08:00-15:30"]
complete = true
[[person.calendar]]
key = "outlook"
kind = "ics"
url = "https://kalender.nordfjell.test/hemmelig/mona.ics"

[[person]]
key = "ola-strand"
name = "Ola Strand"
roles = ["clinician"]
hours = ["monday-friday 08:00-15:30"]
complete = true
[[person.calendar]]
key = "outlook"
kind = "ics"
url = "https://kalender.nordfjell.test/hemmelig/ola.ics"

[[person]]
key = "per-drift"
name = "Per Drift"
roles = ["administrator"]
"#;

/// Tuesday 3 March 2026 at 09.20 in Oslo.
const BEGINS: &str = "2026-03-03T08:20:00Z";

/// The pages of Nordfjell kommune.
pub struct Site {
    pub app: App,
    pub nav: NodeId,
    pub arne: StaffId,
    router: Router,
    clock: Arc<AtomicI64>,
}

/// Somebody logged in.
pub struct Browser<'a> {
    site: &'a Site,
    cookie: HeaderValue,
    csrf: String,
}

/// An answer, read whole.
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub html: String,
}

impl Page {
    /// Where it leads.
    pub fn leads_to(&self) -> &str {
        assert!(
            self.status.is_redirection(),
            "{} {}",
            self.status,
            self.html
        );
        self.headers[LOCATION].to_str().unwrap()
    }

    /// The value of the field with this name that stands first.
    pub fn field(&self, name: &str) -> &str {
        let begins = format!("name=\"{name}\" value=\"");
        let (_, rest) = self.html.split_once(&begins).unwrap();
        rest.split('"').next().unwrap()
    }

    /// Shown, with each of these texts in it.
    pub fn shows(&self, texts: &[&str]) -> &Self {
        assert_eq!(self.status, StatusCode::OK, "{}", self.html);
        self.says(texts)
    }

    /// The form again: 422 with these texts.
    pub fn refuses(&self, texts: &[&str]) -> &Self {
        assert_eq!(
            self.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            self.html
        );
        self.says(texts)
    }

    fn says(&self, texts: &[&str]) -> &Self {
        for text in texts {
            assert!(self.html.contains(text), "no «{text}» in {}", self.html);
        }
        self
    }
}

impl Site {
    pub async fn new() -> Self {
        let begins: jiff::Timestamp = BEGINS.parse().unwrap();
        let clock = Arc::new(AtomicI64::new(begins.as_millisecond()));
        let store = Store::open(&StoreSettings::Memory, AtRest::new(&[7; 32]))
            .await
            .unwrap();
        let told = Arc::clone(&clock);
        let tells = Clock::new(move || Instant::from_millis(told.load(Ordering::SeqCst)));
        let node: NodeId = "nordfjell-kommune".parse().unwrap();
        let app = App::new(AppParts {
            store,
            here: Arc::new(Here {
                node: node.clone(),
                zone: Zone::MunicipalHealth,
                name: "Nordfjell kommune".parse().unwrap(),
                time_zone: super::samples::oslo(),
                from: "samband@nordfjell.test".parse().unwrap(),
                rules: Rules::default(),
            }),
            draw: Arc::new(Mutex::new(Draw::from_seed(1))),
            link: Switchboard::new(10).connect(&node, tells.clone()),
            clock: tells,
            login: LoginMode::Demo,
            public_url: "http://localhost".to_owned(),
        });
        let site = Self {
            router: router(app.clone()),
            app,
            nav: "nav-nordfjell".parse().unwrap(),
            arne: StaffId::from_bytes([9; 16]),
            clock,
        };
        site.fill().await;
        site
    }

    async fn fill(&self) {
        let file = DirectoryFile::read(DIRECTORY).unwrap();
        self.change(async |turn| directory::apply(turn, &file).await.map(drop))
            .await;
        self.read_calendars("").await;
        let kari = self.person("kari-nes").await;
        self.change(async |turn| {
            let identity = PublicIdentity {
                verifying: SigningKey::generate(turn.draw).public(),
                sealing: SealingKey::generate(turn.draw).public(),
            };
            let name = "Nav Nordfjell".parse().unwrap();
            PeerRow::put(turn.tx.conn(), &self.nav, &name, Zone::Nav, &identity).await?;
            let mut card = kari.card.clone();
            card.id = self.arne;
            card.name = "Arne Moe".parse().unwrap();
            card.roles = vec![Role::Adviser];
            let arne = PeerCard::Person(card);
            Ok(arne.put(turn.tx.conn(), &self.nav, 1).await?)
        })
        .await;
    }

    /// Every calendar is read and empty, but those of whom `trouble` names.
    pub async fn read_calendars(&self, trouble: &str) {
        let troubled = if trouble.is_empty() {
            None
        } else {
            Some(self.person(trouble).await.id)
        };
        self.change(async |turn| {
            let links = LinkRow::all(turn.tx.conn()).await?;
            for link in links {
                let outcome = if Some(link.person) == troubled {
                    SyncOutcome::Failed("wrong_password")
                } else {
                    SyncOutcome::Fresh {
                        state: None,
                        busy: Vec::new(),
                        known: sync::window_of(link.id, turn.now).unwrap(),
                    }
                };
                sync::record(turn, link.id, &outcome, Pace::default()).await?;
            }
            Ok(())
        })
        .await;
    }

    pub async fn change<T>(
        &self,
        flow: impl AsyncFnOnce(&mut Turn<'_>) -> Result<T, FlowError>,
    ) -> T {
        self.app.change(self.app.now(), flow).await.unwrap()
    }

    pub async fn person(&self, slug: &str) -> PersonRow {
        let mut reader = self.app.read().await.unwrap();
        let found = PersonRow::by_slug(&mut reader, slug).await.unwrap();
        found.unwrap()
    }

    /// What the form sends for somebody of this organisation.
    pub async fn value(&self, slug: &str) -> String {
        format!("nordfjell-kommune.{}", self.person(slug).await.id)
    }

    pub fn later(&self, minutes: i64) {
        self.clock.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }

    pub async fn log_in(&self, slug: &str) -> Browser<'_> {
        let person = self.person(slug).await.id;
        let cookie = session::begin(&self.app, person, self.app.now())
            .await
            .unwrap();
        let page = self.send(get("/kalendere", Some(&cookie))).await;
        Browser {
            site: self,
            csrf: page.field("csrf").to_owned(),
            cookie,
        }
    }

    pub async fn send(&self, request: Request<Body>) -> Page {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = answer.into_parts();
        let bytes = to_bytes(body, 1_000_000).await.unwrap();
        Page {
            status: head.status,
            headers: head.headers,
            html: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}

fn with_cookie(cookie: Option<&HeaderValue>) -> axum::http::request::Builder {
    let request = Request::builder();
    match cookie {
        Some(cookie) => request.header(COOKIE, cookie),
        None => request,
    }
}

pub fn get(path: &str, cookie: Option<&HeaderValue>) -> Request<Body> {
    let request = with_cookie(cookie).uri(path);
    request.body(Body::empty()).unwrap()
}

pub fn post(path: &str, cookie: Option<&HeaderValue>, fields: &[(&str, &str)]) -> Request<Body> {
    let plain = |text: &str| -> String {
        let byte = |byte: u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        };
        text.bytes().map(byte).collect()
    };
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{}={}", plain(name), plain(value)));
    let body = pairs.collect::<Vec<_>>().join("&");
    let request = with_cookie(cookie).uri(path).method("POST");
    let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    request.body(Body::from(body)).unwrap()
}

impl Browser<'_> {
    pub async fn get(&self, path: &str) -> Page {
        self.site.send(get(path, Some(&self.cookie))).await
    }

    /// Sends a form with the session's token.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let mut all = vec![("csrf", self.csrf.as_str())];
        all.extend_from_slice(fields);
        self.site.send(post(path, Some(&self.cookie), &all)).await
    }

    /// Sends a form without it.
    pub async fn post_forged(&self, path: &str) -> Page {
        self.site.send(post(path, Some(&self.cookie), &[])).await
    }
}

/// Kari and Mona agree on the first time next week that suits both; gives the meeting's path.
pub async fn agreed(site: &Site, kari: &Browser<'_>) -> String {
    let (mona, me) = (site.value("mona-li").await, site.value("kari-nes").await);
    let sent = [
        ("slag", "three_way"),
        ("sete-0", mona.as_str()),
        ("sete-1", me.as_str()),
        ("lengde", "45"),
        ("sted", "video"),
        ("periode", "neste"),
    ];
    let found = kari.post("/finn-tid", &sent).await.leads_to().to_owned();
    let first = kari.get(&found).await.field("tid").to_owned();
    let follow = kari
        .post(&format!("{found}/avtal"), &[("tid", &first)])
        .await;
    follow.leads_to().trim_end_matches("/folg").to_owned()
}
