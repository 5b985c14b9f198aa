//! The feed server of the made-up region: every linked calendar at an address that can't be guessed,
//! on loopback, with the validators that let a reader ask for changes only (RFC 9110, 13).
//!
//! Two feeds do not work as they should, so that the calendars' health has something to tell: one
//! answers with a log-in page, one is slow and weeks old. Neither belongs to the main three.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::calendars::calendar_text;
use super::people::Organisation;
use crate::domain::{Draw, Instant};
use crate::flows::directory_file::{CalendarKey, PersonEntry, PersonKey};

/// Whose feed answers with a page for people.
pub const BROKEN: &str = "yusuf-ali";
/// Whose feed is slow, and as it was three weeks ago.
pub const OLD: &str = "sunniva-eide";

const OLD_BY: i64 = 21 * 24 * 60;
const SLOW: Duration = Duration::from_millis(1_200);
const LOGIN_PAGE: &str = "<!doctype html><html lang=\"nb\"><title>Logg inn</title>\
    <h1>Du er logget ut</h1><p>Logg inn for å se kalenderen.</p></html>";

/// How a feed answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    Well,
    Slowly,
    WithALoginPage,
}

/// One feed as it is served.
#[derive(Clone)]
struct Feed {
    text: Arc<str>,
    tag: String,
    modified: Timestamp,
    manner: Manner,
}

type Shelf = Arc<Mutex<BTreeMap<String, Feed>>>;

/// The running feed server.
pub struct FeedServer {
    base: String,
    shelf: Shelf,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl fmt::Debug for FeedServer {
    /// Without the address: it is the key to the feeds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FeedServer")
    }
}

impl FeedServer {
    /// Serves at `listen` (port 0 takes a free one), with nothing on the shelf yet.
    ///
    /// # Errors
    /// The address can't be listened on.
    pub async fn start(listen: SocketAddr, draw: &mut Draw) -> std::io::Result<Self> {
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        let secret: String = draw
            .bytes::<16>()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let shelf = Shelf::default();
        let router = router(&secret, shelf.clone());
        let stop = CancellationToken::new();
        let stopped = stop.clone().cancelled_owned();
        let task = tokio::spawn(async move {
            let served = axum::serve(listener, router).with_graceful_shutdown(stopped);
            if let Err(error) = served.await {
                tracing::warn!(%error, "the feed server stopped");
            }
        });
        Ok(Self {
            base: format!("http://{address}/{secret}"),
            shelf,
            stop,
            task,
        })
    }

    /// The address that the paths of feeds follow, as `people::organisations` wants it.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Puts everybody's calendars on the shelf, made for the week of `now` from `seed`.
    pub fn fill(&self, region: &[Organisation], now: Instant, seed: u64) {
        for organisation in region {
            for (person, calendar) in organisation.calendars() {
                self.place(person, calendar, now, seed);
            }
        }
    }

    fn place(&self, person: &PersonEntry, calendar: &CalendarKey, now: Instant, seed: u64) {
        let (manner, written) = match person.key.as_str() {
            BROKEN => (Manner::WithALoginPage, now),
            OLD => (Manner::Slowly, now.plus_minutes(-OLD_BY)),
            _ => (Manner::Well, now),
        };
        let text = calendar_text(person, calendar, written, seed);
        // A minute ago, so that a reader may trust the time that it was changed.
        let feed = Feed::new(text, written.plus_minutes(-1), manner);
        self.shelve(&person.key, calendar, feed);
    }

    /// Replaces what one calendar says, as if it had been changed at `now`.
    pub fn put(&self, person: &PersonKey, calendar: &CalendarKey, text: String, now: Instant) {
        self.shelve(person, calendar, Feed::new(text, now, Manner::Well));
    }

    /// What one calendar says.
    #[must_use]
    pub fn text(&self, person: &PersonKey, calendar: &CalendarKey) -> Option<Arc<str>> {
        let shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        let feed = shelf.get(&path(person, calendar))?;
        Some(feed.text.clone())
    }

    fn shelve(&self, person: &PersonKey, calendar: &CalendarKey, feed: Feed) {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.insert(path(person, calendar), feed);
    }

    /// Stops serving, when the requests under way are answered.
    pub async fn stop(self) {
        self.stop.cancel();
        // A task that panicked has stopped too.
        let _ = self.task.await;
    }
}

impl Feed {
    fn new(text: String, modified: Instant, manner: Manner) -> Self {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        Self {
            tag: format!("\"{:016x}\"", hasher.finish()),
            text: text.into(),
            modified: Timestamp::from_second(modified.seconds()).unwrap_or_default(),
            manner,
        }
    }

    /// Whether the one who asks has it already.
    fn is_known(&self, asked: &HeaderMap) -> bool {
        let header = |name: HeaderName| asked.get(name).and_then(|value| value.to_str().ok());
        if let Some(tags) = header(IF_NONE_MATCH) {
            let mut tags = tags
                .split(',')
                .map(|tag| tag.trim().trim_start_matches("W/"));
            return tags.any(|tag| tag == "*" || tag == self.tag);
        }
        let since = header(IF_MODIFIED_SINCE).and_then(|time| {
            let time = jiff::fmt::rfc2822::parse(time).ok()?;
            Some(time.timestamp())
        });
        since.is_some_and(|since| self.modified <= since)
    }

    fn answer(&self, asked: &HeaderMap) -> Response {
        let modified = self.modified.strftime("%a, %d %b %Y %H:%M:%S GMT");
        let validators = [
            (ETAG, self.tag.clone()),
            (LAST_MODIFIED, modified.to_string()),
            (CACHE_CONTROL, "private, no-cache".to_owned()),
        ];
        if self.is_known(asked) {
            return (StatusCode::NOT_MODIFIED, validators).into_response();
        }
        let kind = [(CONTENT_TYPE, "text/calendar; charset=utf-8")];
        (validators, kind, self.text.to_string()).into_response()
    }
}

fn path(person: &PersonKey, calendar: &CalendarKey) -> String {
    format!("{person}/{calendar}.ics")
}

fn router(secret: &str, shelf: Shelf) -> Router {
    Router::new()
        .route(&format!("/{secret}/{{person}}/{{file}}"), get(serve))
        .with_state(shelf)
}

async fn serve(
    State(shelf): State<Shelf>,
    Path((person, file)): Path<(String, String)>,
    asked: HeaderMap,
) -> Response {
    let feed = {
        let shelf = shelf.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.get(&format!("{person}/{file}")).cloned()
    };
    let Some(feed) = feed else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match feed.manner {
        Manner::WithALoginPage => axum::response::Html(LOGIN_PAGE).into_response(),
        Manner::Slowly => {
            tokio::time::sleep(SLOW).await;
            feed.answer(&asked)
        }
        Manner::Well => feed.answer(&asked),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use tower::ServiceExt;

    use super::*;
    use crate::world::people::{MAIN_THREE, organisations};

    const NOW: Instant = Instant::from_seconds(1_795_510_800);

    async fn server() -> FeedServer {
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        FeedServer::start(listen, &mut Draw::from_seed(1))
            .await
            .unwrap()
    }

    /// What the server answers for a path, through the same router.
    async fn ask(server: &FeedServer, path: &str, headers: &[(&str, &str)]) -> (Response, String) {
        let secret = server.base().rsplit('/').next().unwrap();
        let mut request = Request::get(path.replace("{secret}", secret));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let router = router(secret, server.shelf.clone());
        let answer = router.oneshot(request.body(Body::empty()).unwrap()).await;
        let (parts, body) = answer.unwrap().into_parts();
        let body = to_bytes(body, 1 << 20).await.unwrap();
        let text = String::from_utf8(body.to_vec()).unwrap();
        (Response::from_parts(parts, Body::empty()), text)
    }

    #[tokio::test]
    async fn every_linked_calendar_is_served_and_costs_little_when_unchanged() {
        let server = server().await;
        let region = organisations(server.base()).unwrap();
        server.fill(&region, NOW, 1);
        let (answer, text) = ask(&server, "/{secret}/siri-dahl/outlook.ics", &[]).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert!(text.starts_with("BEGIN:VCALENDAR\r\n"));
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("last-modified"), "Tue, 24 Nov 2026 08:59:00 GMT");
        let (tag, modified) = (header("etag"), header("last-modified"));
        for known in [("if-none-match", &tag), ("if-modified-since", &modified)] {
            let headers = [(known.0, known.1.as_str())];
            let (answer, text) = ask(&server, "/{secret}/siri-dahl/outlook.ics", &headers).await;
            assert_eq!(
                (answer.status(), text.as_str()),
                (StatusCode::NOT_MODIFIED, "")
            );
        }
        let (person, calendar) = ("siri-dahl".parse().unwrap(), "outlook".parse().unwrap());
        server.put(&person, &calendar, "BEGIN:VCALENDAR\r\n".to_owned(), NOW);
        let headers = [("if-none-match", tag.as_str())];
        let (answer, _) = ask(&server, "/{secret}/siri-dahl/outlook.ics", &headers).await;
        assert_eq!(answer.status(), StatusCode::OK);
        server.stop().await;
    }

    #[tokio::test]
    async fn without_the_secret_there_is_nothing() {
        let server = server().await;
        server.fill(&organisations(server.base()).unwrap(), NOW, 1);
        for path in [
            "/",
            "/siri-dahl/outlook.ics",
            "/0/siri-dahl/outlook.ics",
            "/{secret}/x/y.ics",
        ] {
            let (answer, _) = ask(&server, path, &[]).await;
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        }
        server.stop().await;
    }

    #[tokio::test]
    async fn one_feed_is_broken_and_one_is_old_and_neither_is_of_the_main_three() {
        assert!(!MAIN_THREE.contains(&BROKEN) && !MAIN_THREE.contains(&OLD));
        let server = server().await;
        server.fill(&organisations(server.base()).unwrap(), NOW, 1);
        let (answer, text) = ask(&server, "/{secret}/yusuf-ali/outlook.ics", &[]).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert!(text.starts_with("<!doctype html>"));
        let (answer, _) = ask(&server, "/{secret}/sunniva-eide/kalender.ics", &[]).await;
        assert_eq!(
            answer.headers()["last-modified"],
            "Tue, 03 Nov 2026 08:59:00 GMT"
        );
        server.stop().await;
    }

    #[tokio::test]
    async fn it_answers_on_its_own_address() {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let server = server().await;
        server.fill(&organisations(server.base()).unwrap(), NOW, 1);
        let rest = server.base().strip_prefix("http://").unwrap();
        let (host, secret) = rest.split_once('/').unwrap();
        let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
        let request = format!(
            "GET /{secret}/kari-nes/kalender.ics HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        assert!(text.starts_with("HTTP/1.1 200"));
        assert!(text.contains("END:VCALENDAR"));
        server.stop().await;
    }
}
