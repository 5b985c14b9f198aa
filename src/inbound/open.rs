//! From bytes to something that a pinned peer signed. What can't be opened is not answered: an
//! answer would only be believed by whoever holds the peer's key.

use crate::crossing::Header;
use crate::domain::NodeId;
use crate::flows::identity::Identity;
use crate::link::envelope::{Refused, Unreadable, unwrap_header};
use crate::store::PeerRow;

/// Why an envelope was put aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PutAside {
    /// No pinned key signed it.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// It is signed, but not for this node, this topic or these keys.
    #[error(transparent)]
    Refused(#[from] Refused),
}

/// An envelope that a pinned peer signed, opened.
pub struct Opened {
    /// What stood outside.
    pub header: Header,
    /// The message's bytes.
    pub body: Vec<u8>,
}

/// Opens an envelope that came on the topic of `peer`.
///
/// # Errors
/// Why it was put aside.
pub fn open(
    bytes: Vec<u8>,
    peer: &PeerRow,
    here: &NodeId,
    identity: &Identity,
) -> Result<Opened, PutAside> {
    let sealed = unwrap_header(bytes)?;
    let verified = sealed.verify(std::slice::from_ref(&peer.identity.verifying))?;
    let body = verified.open(here, &peer.node, std::slice::from_ref(&identity.sealing))?;
    Ok(Opened {
        header: verified.header().clone(),
        body,
    })
}
