//! Style, script, icons and letters, embedded in the binary from `assets/dist`, which `npm run
//! build` makes. Where it was not made, pages come plain.
//!
//! Addresses carry a hash of all files (`/a/<hash>/app.css`), so a browser keeps a file for ever
//! and never sees an old one; without the hash a file is checked by its ETag.

use std::sync::LazyLock;

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets/dist"]
#[allow_missing = true]
struct Files;

/// `/a/<hash>`: what the addresses of the files begin with.
pub fn base() -> &'static str {
    static BASE: LazyLock<String> = LazyLock::new(|| format!("/a/{}", release()));
    &BASE
}

/// A hash of all files: one changed byte gives another.
fn release() -> String {
    let mut all = [0_u8; 6];
    for name in Files::iter() {
        let Some(file) = Files::get(&name) else {
            continue;
        };
        for (slot, byte) in all.iter_mut().zip(file.metadata.sha256_hash()) {
            *slot ^= byte;
        }
    }
    hex(&all)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Answers a request for what follows `/a/`: `<hash>/app.css` or `app.css`.
pub fn serve(path: &str, asked: &HeaderMap) -> Response<Body> {
    let (fixed, name) = match path.split_once('/') {
        Some((hash, name)) => (base().strip_prefix("/a/") == Some(hash), name),
        None => (false, path),
    };
    let Some(file) = Files::get(name) else {
        return status(StatusCode::NOT_FOUND);
    };
    let tag = format!("\"{}\"", hex(&file.metadata.sha256_hash()[..12]));
    let known = asked
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| {
            tags.split(',')
                .any(|one| one.trim().trim_start_matches("W/") == tag)
        });
    let mut answer = if known {
        status(StatusCode::NOT_MODIFIED)
    } else {
        Response::new(Body::from(file.data.into_owned()))
    };
    let headers = answer.headers_mut();
    // A build with its debug assertions on reads the folder anew at each request.
    let keep = if fixed && !cfg!(debug_assertions) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type(name)));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(ETAG, tag);
    }
    answer
}

fn status(status: StatusCode) -> Response<Body> {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = status;
    answer
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_file_is_not_found_and_no_path_leads_out() {
        let none = HeaderMap::new();
        for path in [
            "",
            "nothing.css",
            "../Cargo.toml",
            "x/../../Cargo.toml",
            "x/%2e%2e/Cargo.toml",
        ] {
            assert_eq!(serve(path, &none).status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[test]
    fn a_file_has_its_type_and_is_not_sent_twice() {
        let Some(name) = Files::iter().find(|name| name.ends_with("app.css")) else {
            return; // The style sheet was not built.
        };
        let path = format!("{}/{name}", base().trim_start_matches("/a/"));
        let first = serve(&path, &HeaderMap::new());
        assert_eq!(first.status(), StatusCode::OK);
        assert_eq!(first.headers()[CONTENT_TYPE], "text/css; charset=utf-8");
        let mut again = HeaderMap::new();
        again.insert(IF_NONE_MATCH, first.headers()[ETAG].clone());
        assert_eq!(serve(&path, &again).status(), StatusCode::NOT_MODIFIED);
    }
}
