//! The demo's own pages, on an origin beside the three nodes': who is who with a way to log in, and
//! the mails.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, SET_COOKIE,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{AppendHeaders, Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use jiff::tz::TimeZone;
use serde::Deserialize;
use tower_http::set_header::SetResponseHeaderLayer;

use super::mails::{Mail, mails_in};
use super::people::Organisation;
use crate::domain::{Clock, Language};
use crate::flows::directory_file::{PersonEntry, PersonKey};
use crate::web::assets;
use crate::web::chrome::{Chrome, Scheme, Section, initials};
use crate::web::pages::demo::{DemoOrganisation, DemoPerson, DemoSection, MailsPage, StartPage};
use crate::web::pages::{ErrorKind, ErrorPage};
use crate::words::{Dates, Words, negotiate};

/// What these pages may load: only what they bring themselves.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; \
     base-uri 'none'; object-src 'none'",
);
/// Log-in links and mails are on these pages.
const NOT_KEPT: HeaderValue = HeaderValue::from_static("no-store");
/// The cookie of a chosen language; of these pages only.
const LANGUAGE: &str = "samband-start-language";

/// One organisation on the start page.
#[derive(Debug, Clone)]
pub struct StartOrganisation {
    /// What its directory says.
    pub organisation: Organisation,
    /// Where its pages are, without a slash at the end.
    pub url: String,
    /// Where one logs in as whom, any number of times. Who is missing here is not shown.
    pub login_urls: BTreeMap<PersonKey, String>,
}

/// What the demo's own pages are made of.
#[derive(Debug, Clone)]
pub struct StartContent {
    /// The organisations.
    pub organisations: Vec<StartOrganisation>,
    /// The folder that the nodes' mails are in.
    pub mail: PathBuf,
    /// The time, for "i dag".
    pub clock: Clock,
}

/// The pages: `/`, `/post`, `/post/<mail>`, `/sprak/<language>`, and the files under `/a/` that they
/// look like themselves with.
pub fn router(content: StartContent) -> Router {
    Router::new()
        .route("/", get(start))
        .route("/post", get(mails))
        .route("/post/{id}", get(mail))
        .route("/sprak/{language}", get(choose_language))
        .fallback(missing)
        .layer(header(CACHE_CONTROL, NOT_KEPT))
        .route("/a/{*path}", get(asset))
        .layer(header(CONTENT_SECURITY_POLICY, POLICY))
        .with_state(Arc::new(content))
}

/// Serves the pages until `stopped`.
///
/// # Errors
/// The listener failed.
pub async fn serve(
    listener: tokio::net::TcpListener,
    router: Router,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, router)
        .with_graceful_shutdown(stopped)
        .await
}

fn header(name: HeaderName, value: HeaderValue) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, value)
}

type Content = State<Arc<StartContent>>;

async fn start(State(content): Content, asked: HeaderMap) -> Response {
    let chrome = chrome(&asked, "/");
    let organisations = &content.organisations;
    page(
        StatusCode::OK,
        &StartPage {
            organisations: organisations
                .iter()
                .map(|one| one.shown(chrome.words))
                .collect(),
            chrome,
            shown: DemoSection::Start,
        },
    )
}

async fn mails(State(content): Content, asked: HeaderMap) -> Response {
    let chrome = chrome(&asked, "/post");
    let Ok(mails) = mails_in(&content.mail).await else {
        return wrong(chrome, StatusCode::INTERNAL_SERVER_ERROR, ErrorKind::Failed);
    };
    let (senders, dates) = (content.senders(), content.dates(&chrome));
    page(
        StatusCode::OK,
        &MailsPage {
            mails: mails
                .iter()
                .map(|mail| mail.row(&senders, &dates))
                .collect(),
            chrome,
            shown: DemoSection::Mails,
        },
    )
}

async fn mail(State(content): Content, Path(id): Path<String>, asked: HeaderMap) -> Response {
    let chrome = chrome(&asked, "/post");
    let Ok(mails) = mails_in(&content.mail).await else {
        return wrong(chrome, StatusCode::INTERNAL_SERVER_ERROR, ErrorKind::Failed);
    };
    let Some(mail) = mails.iter().find(|mail: &&Mail| mail.id() == id) else {
        return wrong(chrome, StatusCode::NOT_FOUND, ErrorKind::NotFound);
    };
    let row = mail.row(&content.senders(), &content.dates(&chrome));
    page(StatusCode::OK, &mail.page(chrome, row))
}

async fn asset(Path(path): Path<String>, asked: HeaderMap) -> Response {
    assets::serve(&path, &asked)
}

async fn missing(asked: HeaderMap) -> Response {
    wrong(
        chrome(&asked, "/"),
        StatusCode::NOT_FOUND,
        ErrorKind::NotFound,
    )
}

#[derive(Deserialize)]
struct Back {
    til: Option<String>,
}

/// Keeps the chosen language in a cookie and goes back to one of these pages.
async fn choose_language(
    Path(code): Path<String>,
    Query(back): Query<Back>,
    asked: HeaderMap,
) -> Response {
    let Some(language) = Language::from_code(&code) else {
        return missing(asked).await;
    };
    let to = match back.til.as_deref() {
        Some("/post") => "/post",
        _ => "/",
    };
    let code = language.code();
    let cookie = format!("{LANGUAGE}={code}; Path=/; HttpOnly; SameSite=Lax");
    (AppendHeaders([(SET_COOKIE, cookie)]), Redirect::to(to)).into_response()
}

impl StartOrganisation {
    fn shown(&self, words: Words) -> DemoOrganisation {
        let directory = &self.organisation.directory;
        let person = |person: &PersonEntry| {
            let roles: Vec<String> = person.roles.iter().map(|role| words.role(*role)).collect();
            Some(DemoPerson {
                name: person.name.to_string(),
                role: roles.join(", "),
                initials: initials(person.name.as_str()),
                href: self.login_urls.get(&person.key)?.clone(),
            })
        };
        DemoOrganisation {
            name: directory.organisation.name.to_string(),
            zone: words.zone(self.organisation.zone),
            url: format!("{}/", self.url),
            people: directory.people.iter().filter_map(person).collect(),
        }
    }
}

impl StartContent {
    /// The organisation behind the address that each node sends mail from.
    fn senders(&self) -> BTreeMap<String, String> {
        let sender = |one: &StartOrganisation| {
            let name = one.organisation.directory.organisation.name.to_string();
            (one.organisation.sender(), name)
        };
        self.organisations.iter().map(sender).collect()
    }

    fn dates(&self, chrome: &Chrome) -> Dates {
        let zone = TimeZone::get("Europe/Oslo").unwrap_or(TimeZone::UTC);
        Dates::new(chrome.language(), zone, self.clock.now())
    }
}

fn chrome(asked: &HeaderMap, path: &str) -> Chrome {
    let text = |name: HeaderName| asked.get(name).and_then(|value| value.to_str().ok());
    let chosen = text(COOKIE).and_then(|cookies| {
        let pairs = cookies
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='));
        let mut chosen = pairs.filter(|(name, _)| *name == LANGUAGE);
        chosen.find_map(|(_, code)| Language::from_code(code))
    });
    let wish = || negotiate(text(ACCEPT_LANGUAGE).unwrap_or_default());
    Chrome {
        words: Words::new(chosen.unwrap_or_else(wish)),
        scheme: Scheme::Auto,
        section: Section::Other,
        person: None,
        organisation: String::new(),
        csrf: String::new(),
        path: path.to_owned(),
        waiting: 0,
        notice: None,
        footer: Vec::new(),
    }
}

fn wrong(chrome: Chrome, status: StatusCode, kind: ErrorKind) -> Response {
    let number = None;
    page(
        status,
        &ErrorPage {
            chrome,
            kind,
            number,
        },
    )
}

fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use tower::ServiceExt;

    use super::*;
    use crate::domain::Instant;
    use crate::world::people::organisations;

    const EML: &str = "From: samband@nav-nordfjell.test\r\nTo: x@nav-nordfjell.test\r\n\
        Date: Tue, 24 Nov 2026 08:00:00 +0000\r\nSubject: Ny <b>lapp</b>\r\n\r\n\
        Les den her: http://127.0.0.1:8083/lapper/1\r\n";

    struct Demo(tempfile::TempDir);

    impl Demo {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join("a.eml"), EML).unwrap();
            Self(folder)
        }

        fn content(&self) -> StartContent {
            let url = "http://127.0.0.1:8081";
            let organisation = |organisation: Organisation| {
                let people = &organisation.directory.people;
                let login = |one: &PersonEntry| (one.key.clone(), format!("{url}/inn/{}", one.key));
                StartOrganisation {
                    login_urls: people.iter().map(login).collect(),
                    organisation,
                    url: url.to_owned(),
                }
            };
            let region = organisations("http://127.0.0.1:1/x").unwrap();
            StartContent {
                organisations: region.into_iter().map(organisation).collect(),
                mail: self.0.path().to_owned(),
                clock: Clock::new(|| Instant::from_seconds(1_795_510_800)),
            }
        }

        async fn ask(&self, path: &str, headers: &[(&str, &str)]) -> (StatusCode, String) {
            let mut request = Request::get(path);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let request = request.body(Body::empty()).unwrap();
            let answer = router(self.content()).oneshot(request).await.unwrap();
            let status = answer.status();
            assert!(answer.headers().contains_key(CONTENT_SECURITY_POLICY));
            let cookie = answer.headers().get(SET_COOKIE).cloned();
            let body = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
            let text = String::from_utf8(body.to_vec()).unwrap();
            (
                status,
                cookie.map_or(text, |cookie| cookie.to_str().unwrap().to_owned()),
            )
        }
    }

    #[tokio::test]
    async fn everybody_can_be_logged_in_as() {
        let (status, html) = Demo::new().ask("/", &[]).await;
        assert_eq!(status, StatusCode::OK);
        for organisation in organisations("http://127.0.0.1:1/x").unwrap() {
            for person in &organisation.directory.people {
                assert!(
                    html.contains(&format!("/inn/{}\"", person.key)),
                    "{}",
                    person.key
                );
            }
        }
        for text in [
            "Siri Dahl",
            "jobbspesialist",
            "Spesialisthelsetjeneste",
            "href=\"/post\"",
        ] {
            assert!(html.contains(text), "{text}");
        }
    }

    #[tokio::test]
    async fn a_mail_is_listed_and_read_and_its_links_can_be_followed() {
        let demo = Demo::new();
        let (_, list) = demo.ask("/post", &[]).await;
        assert!(list.contains("Ny &#60;b&#62;lapp"), "{list}");
        assert!(list.contains("Nav Nordfjell"), "{list}");
        let href = list.split("href=\"/post/").nth(1).unwrap();
        let id = href.split('"').next().unwrap();
        let (status, html) = demo.ask(&format!("/post/{id}"), &[]).await;
        assert_eq!(status, StatusCode::OK);
        assert!(
            html.contains("href=\"http://127.0.0.1:8083/lapper/1\""),
            "{html}"
        );
    }

    #[tokio::test]
    async fn what_is_not_there_says_so() {
        for path in ["/post/0", "/nothing", "/sprak/xx"] {
            let (status, html) = Demo::new().ask(path, &[]).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
            assert!(html.contains("<h1>"), "{path}");
        }
    }

    #[tokio::test]
    async fn the_chosen_language_is_kept() {
        let demo = Demo::new();
        let (status, cookie) = demo.ask("/sprak/nn?til=//evil.test", &[]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let cookie = cookie.split(';').next().unwrap();
        let (_, html) = demo
            .ask("/", &[("cookie", cookie), ("accept-language", "en")])
            .await;
        assert!(html.contains("<html lang=\"nn\""), "{html}");
        let (_, html) = demo.ask("/", &[("accept-language", "en")]).await;
        assert!(html.contains("<html lang=\"en\""));
    }
}
