//! Where an organisation says in its names that a service lies (RFC 6764, RFC 2782): SRV and TXT
//! records, asked of the one resolver that the settings give.
//!
//! Asked over TCP (RFC 7766), so that nobody off the path can slip an answer in and none is cut.
//! Where a name leads is followed with a password, so it leads within the name asked for only.

use std::net::SocketAddr;
use std::time::Duration;

use simple_dns::rdata::RData;
use simple_dns::{CLASS, Name, Packet, PacketFlag, QTYPE, Question, RCODE, TYPE};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::trouble::FetchError;
use super::url::Url;

/// How long one question may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The server of a service.
#[derive(Debug, Clone)]
pub struct FoundServer {
    /// Its server's root.
    pub root: Url,
    /// Its first page on it, where that is said.
    pub place: Option<Url>,
}

/// The service `name` (as `caldav`) of `domain`, over TLS or, where `plain`, without; nothing where
/// the domain names none.
pub(super) async fn find(
    resolver: SocketAddr,
    name: &str,
    domain: &str,
    plain: bool,
) -> Result<Option<FoundServer>, FetchError> {
    let secure = (format!("_{name}s._tcp.{domain}"), "https");
    let open = (format!("_{name}._tcp.{domain}"), "http");
    for (record, scheme) in [Some(secure), plain.then_some(open)].into_iter().flatten() {
        let Some((host, port)) = server(resolver, &record).await? else {
            continue;
        };
        if !lies_within(&host, domain) {
            return Err(FetchError::Redirected);
        }
        let root: Url = format!("{scheme}://{host}:{port}/")
            .parse()
            .map_err(|_| FetchError::Unsendable)?;
        let path = path(resolver, &record).await?;
        let place = path.and_then(|path| root.join(&path).ok());
        let place = place.filter(|place| place.same_origin(&root));
        return Ok(Some(FoundServer { root, place }));
    }
    Ok(None)
}

/// Whether `host` is `domain` or a name under it.
fn lies_within(host: &str, domain: &str) -> bool {
    let (host, domain) = (host.to_ascii_lowercase(), domain.to_ascii_lowercase());
    let above = host.strip_suffix(&domain);
    above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
}

/// The first server in the order of RFC 2782, without the lot drawn among equals.
async fn server(resolver: SocketAddr, record: &str) -> Result<Option<(String, u16)>, FetchError> {
    ask(resolver, record, TYPE::SRV, |answers| {
        let servers = answers.iter().filter_map(|data| match data {
            RData::SRV(server) => Some(server),
            _ => None,
        });
        let first = servers.min_by_key(|server| (server.priority, u16::MAX - server.weight))?;
        let host = first.target.to_string();
        let host = host.trim_end_matches('.');
        // The root as target says that there is no such service.
        (!host.is_empty()).then(|| (host.to_owned(), first.port))
    })
    .await
}

async fn path(resolver: SocketAddr, record: &str) -> Result<Option<String>, FetchError> {
    ask(resolver, record, TYPE::TXT, |answers| {
        answers.iter().find_map(|data| match data {
            RData::TXT(text) => text.attributes().get("path").cloned().flatten(),
            _ => None,
        })
    })
    .await
}

/// Asks for the records of one kind and takes what is wanted of them.
///
/// # Errors
/// [`FetchError::Unreachable`] where the resolver gives no answer: that says nothing of the name.
async fn ask<T>(
    resolver: SocketAddr,
    record: &str,
    kind: TYPE,
    take: impl FnOnce(&[RData<'_>]) -> Option<T>,
) -> Result<Option<T>, FetchError> {
    let name = Name::new(record).map_err(|_| FetchError::Unsendable)?;
    let question = Question::new(name.clone(), QTYPE::TYPE(kind), CLASS::IN.into(), false);
    let mut packet = Packet::new_query(1);
    packet.set_flags(PacketFlag::RECURSION_DESIRED);
    packet.questions.push(question);
    let bytes = packet
        .build_bytes_vec()
        .map_err(|_| FetchError::Unsendable)?;
    let asked = tokio::time::timeout(PATIENCE, exchange(resolver, &bytes)).await;
    let bytes = asked
        .map_err(|_| FetchError::Unreachable)?
        .map_err(|_| FetchError::Unreachable)?;
    let answer = Packet::parse(&bytes).map_err(|_| FetchError::Unreachable)?;
    match answer.rcode() {
        RCODE::NoError => {}
        RCODE::NameError => return Ok(None),
        _ => return Err(FetchError::Unreachable),
    }
    // Only of the name asked for: an alias is not allowed there (RFC 2782).
    let own = answer
        .answers
        .into_iter()
        .filter(|found| found.name == name);
    let found: Vec<RData<'_>> = own.map(|found| found.rdata).collect();
    Ok(take(&found))
}

async fn exchange(resolver: SocketAddr, question: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(resolver).await?;
    let length = u16::try_from(question.len()).map_err(std::io::Error::other)?;
    stream.write_all(&length.to_be_bytes()).await?;
    stream.write_all(question).await?;
    let length = stream.read_u16().await?;
    let mut answer = vec![0; usize::from(length)];
    stream.read_exact(&mut answer).await?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::lies_within;

    #[test]
    fn a_name_leads_within_itself_only() {
        assert!(lies_within("dav.Sykehus.test", "sykehus.test"));
        assert!(lies_within("sykehus.test", "sykehus.TEST"));
        for other in [
            "annet.test",
            "ondsykehus.test",
            "test",
            "sykehus.test.annet",
        ] {
            assert!(!lies_within(other, "sykehus.test"), "{other}");
        }
    }
}
