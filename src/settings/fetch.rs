//! The section `[fetch]`: what may be fetched. Calendar addresses are written by people, so the
//! defaults let nobody aim the node at its own network.

use std::net::SocketAddr;
use std::time::Duration;

use super::section::Section;
use crate::http::FetchSettings;

pub(super) fn fetch(section: &mut Section<'_>) -> Option<FetchSettings> {
    let plain_http = section.switch("allow_http", false);
    let inside = section.switch("allow_inside", false);
    let inside_hosts = section.list("inside_hosts", "names of hosts");
    let roots = section.certificates("ca_file");
    let resolver = section.optional("resolver", "an address and port", |text| {
        text.parse::<SocketAddr>().ok()
    });
    let connect = section.whole("connect_seconds", 10, 1..=120);
    let total = section.whole("total_seconds", 30, 1..=600);
    let max_body = section.whole("max_bytes", 10 * 1024 * 1024, 1024..=512 * 1024 * 1024);
    let max_redirects = section.whole("max_redirects", 3, 0..=10);
    Some(FetchSettings {
        plain_http: plain_http?,
        inside: inside?,
        inside_hosts: inside_hosts?,
        extra_roots: roots?.into_iter().collect(),
        resolver: resolver?,
        connect_timeout: Duration::from_secs(connect?.into()),
        total_timeout: Duration::from_secs(total?.into()),
        max_body: usize::try_from(max_body?).ok()?,
        max_redirects: usize::try_from(max_redirects?).ok()?,
    })
}
