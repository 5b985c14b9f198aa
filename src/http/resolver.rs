//! Names to addresses, each vetted before anyone connects. The connection goes to exactly the
//! addresses vetted here, so a name that changes its mind in between (rebinding) gains nothing.

use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::is_public;
use super::trouble::LeadsInside;

/// Which hosts may lie inside the network.
#[derive(Debug, Clone)]
pub(super) struct Inside {
    /// Any host.
    pub(super) any: bool,
    /// These hosts: lower case, without a final dot.
    pub(super) hosts: Arc<[String]>,
}

impl Inside {
    /// Whether `host` may lie inside.
    pub(super) fn permits(&self, host: &str) -> bool {
        let host = host.strip_suffix('.').unwrap_or(host);
        self.any
            || self
                .hosts
                .iter()
                .any(|known| known.eq_ignore_ascii_case(host))
    }

    /// The addresses of `host`, or refusal where one of them is not public: a name with one address
    /// outside and one inside is no honest name.
    fn vet(&self, host: &str, addresses: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, LeadsInside> {
        if self.permits(host) || addresses.iter().all(|a| is_public(a.ip())) {
            Ok(addresses)
        } else {
            Err(LeadsInside)
        }
    }
}

/// The system's resolver with every answer vetted.
#[derive(Debug)]
pub(super) struct VettingResolver(pub(super) Inside);

impl Resolve for VettingResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let inside = self.0.clone();
        Box::pin(async move {
            // Port 0 is replaced by the one of the address that is fetched.
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let vetted = inside.vet(name.as_str(), found)?;
            Ok(Box::new(vetted.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_inside_address_spoils_a_name_unless_the_host_may_lie_inside() {
        let inside = Inside {
            any: false,
            hosts: Arc::new(["kalender.sykehus.test".to_owned()]),
        };
        let public: SocketAddr = "8.8.8.8:0".parse().unwrap();
        let private: SocketAddr = "10.0.0.8:0".parse().unwrap();
        assert!(inside.vet("feed.test", vec![public]).is_ok());
        assert!(inside.vet("feed.test", vec![public, private]).is_err());
        assert!(inside.vet("Kalender.sykehus.test.", vec![private]).is_ok());
        assert!(
            inside
                .vet("x.kalender.sykehus.test", vec![private])
                .is_err()
        );
    }
}
