//! The demo with its pages: the start page and one origin for each organisation, until stopped.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::Failure;
use crate::web::app::LoginMode;
use crate::words::Words;
use crate::world::region::{Region, RegionNode};
use crate::world::start::{StartContent, StartOrganisation, router};

/// Serves the region and says where, until it is told to stop.
///
/// # Errors
/// An address can't be listened on.
pub(super) async fn serve(region: Region, listen: SocketAddr, json: bool) -> Result<(), Failure> {
    let mut term = signal(SignalKind::terminate())
        .map_err(|error| Failure::outside("signal", error.to_string()))?;
    let start = bind(listen, 0).await?;
    let start_url = url(&start)?;
    let mut served = Vec::new();
    for (node, step) in region.nodes.iter().zip(1_u16..) {
        let listener = bind(listen, step).await?;
        let url = url(&listener)?;
        node.running
            .serve(listener, node.node().app(LoginMode::Demo, &url));
        served.push((node, url));
    }
    let content = StartContent {
        organisations: served.iter().map(|(node, url)| shown(node, url)).collect(),
        mail: region.mail.clone(),
        clock: served
            .first()
            .map(|(node, _)| node.node().clock.clone())
            .ok_or_else(|| Failure::outside("demo", "the region has no organisation"))?,
    };
    let stop = CancellationToken::new();
    let stopped = stop.clone().cancelled_owned();
    let pages =
        tokio::spawn(
            async move { crate::world::start::serve(start, router(content), stopped).await },
        );
    if json {
        let organisations: Vec<_> = served
            .iter()
            .map(|(node, url)| document(node, url))
            .collect();
        println!(
            "{}",
            json!({"start": start_url, "organisations": organisations})
        );
    } else {
        tell(&start_url, &served);
    }
    drop(served);
    tokio::select! {
        _ = term.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    stop.cancel();
    // A page that is still open holds nothing up.
    pages.abort();
    region.stop().await;
    Ok(())
}

async fn bind(listen: SocketAddr, step: u16) -> Result<TcpListener, Failure> {
    let port = match listen.port() {
        0 => 0,
        port => port.checked_add(step).ok_or_else(|| {
            Failure::input(
                "listen",
                "--listen leaves no ports for the organisations after it",
            )
        })?,
    };
    let address = SocketAddr::new(listen.ip(), port);
    TcpListener::bind(address).await.map_err(|error| {
        let what = format!("{address} can't be listened on ({error}); choose another --listen");
        Failure::outside("listen", what)
    })
}

fn url(listener: &TcpListener) -> Result<String, Failure> {
    let address = listener
        .local_addr()
        .map_err(|error| Failure::outside("listen", error.to_string()))?;
    Ok(format!("http://{address}"))
}

fn shown(node: &RegionNode, url: &str) -> StartOrganisation {
    let people = &node.organisation.directory.people;
    let login_urls: BTreeMap<_, _> = people
        .iter()
        .filter_map(|entry| {
            let user = node
                .users
                .iter()
                .find(|user| user.person.slug == entry.key.as_str())?;
            Some((entry.key.clone(), login_url(url, user.login.reveal())))
        })
        .collect();
    StartOrganisation {
        organisation: node.organisation.clone(),
        url: url.to_owned(),
        login_urls,
    }
}

fn login_url(url: &str, token: &str) -> String {
    format!("{url}/inn/{token}")
}

fn document(node: &RegionNode, url: &str) -> Value {
    let users: Vec<_> = node
        .users
        .iter()
        .map(|user| {
            json!({
                "name": user.person.name,
                "role": user.person.roles.first(),
                "login_url": login_url(url, user.login.reveal()),
                "token": user.token.reveal(),
            })
        })
        .collect();
    json!({
        "id": node.organisation.node,
        "name": node.organisation.directory.organisation.name,
        "zone": node.organisation.zone,
        "url": url,
        "users": users,
    })
}

fn tell(start: &str, served: &[(&RegionNode, String)]) {
    let words = Words::new(crate::domain::Language::En);
    println!("The demo is ready. Start here, and choose who to be:  {start}");
    println!();
    for (node, url) in served {
        println!("{} – {url}", node.organisation.directory.organisation.name);
        for user in &node.users {
            let role = user.person.roles.first().map(|role| words.role(*role));
            println!(
                "  {:<24} {}",
                user.person.name.as_str(),
                role.unwrap_or_default()
            );
        }
        println!();
    }
    println!("Mails that were sent: {start}/post     Stop with Ctrl-C.");
}
