//! The node's own keys: made once, kept in the database locked with the node key, so that replicas
//! share them.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::domain::Draw;
use crate::seal::{PublicIdentity, SealingKey, SigningKey};
use crate::store::{Keyhole, NodeKey, StoreError, Tx};

const PLACE: &str = "node.keys";

/// The private keys of this node, in use.
#[derive(Debug)]
pub struct Identity {
    /// What it signs with.
    pub signing: SigningKey,
    /// What is sealed to it.
    pub sealing: SealingKey,
}

impl Identity {
    /// What peers pin.
    #[must_use]
    pub fn public(&self) -> PublicIdentity {
        PublicIdentity {
            verifying: self.signing.public(),
            sealing: self.sealing.public(),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Kept {
    signing: [u8; 32],
    sealing: [u8; 32],
}

/// The keys of this node, made where there are none yet.
///
/// # Errors
/// The database failed, or the keys do not open with the node key.
pub async fn load_or_make(tx: &mut Tx, draw: &mut Draw) -> Result<Identity, StoreError> {
    if let Some(identity) = load(tx.conn_and_keyhole()).await? {
        return Ok(identity);
    }
    let identity = Identity {
        signing: SigningKey::generate(draw),
        sealing: SealingKey::generate(draw),
    };
    let kept = Kept {
        signing: *identity.signing.private_bytes(),
        sealing: *identity.sealing.private_bytes(),
    };
    let plain = Zeroizing::new(serde_json::to_vec(&kept).map_err(|_| StoreError::Damaged(PLACE))?);
    let locked = tx.lock(PLACE, &plain, draw)?;
    NodeKey::Keys.set(tx.conn(), &locked).await?;
    NodeKey::Identity
        .set(tx.conn(), &identity.public().to_string())
        .await?;
    if NodeKey::Epoch.get(tx.conn()).await?.is_none() {
        NodeKey::Epoch.set(tx.conn(), "1").await?;
    }
    Ok(identity)
}

/// The keys of this node, where there are any.
///
/// # Errors
/// The database failed, or the keys do not open with the node key.
pub async fn load(
    (conn, keyhole): (&mut crate::store::Conn, Keyhole),
) -> Result<Option<Identity>, StoreError> {
    let Some(locked) = NodeKey::Keys.get(conn).await? else {
        return Ok(None);
    };
    let plain = Zeroizing::new(keyhole.unlock(PLACE, &locked)?);
    let kept: Kept = serde_json::from_slice(&plain).map_err(|_| StoreError::Damaged(PLACE))?;
    let sealing =
        SealingKey::from_private(&kept.sealing).map_err(|_| StoreError::Damaged(PLACE))?;
    Ok(Some(Identity {
        signing: SigningKey::from_private(&kept.signing),
        sealing,
    }))
}
