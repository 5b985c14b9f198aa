//! Consent registered and withdrawn.

use minicbor::{Decode, Encode};

use super::super::codec::wire_maps;
use crate::domain::consent::Consent;
use crate::domain::{CaseRef, NodeId};

/// A consent was registered; from now its case may be named within its scope.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ConsentGiven {
    /// The consent, without any withdrawal.
    #[n(0)]
    pub consent: Consent,
}

/// It was withdrawn: nothing that names the case leaves or is accepted any more.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ConsentWithdrawn {
    /// Which case.
    #[n(0)]
    pub case: CaseRef,
    /// The node that the participant told, where it is not the registering one.
    #[n(1)]
    pub told: Option<NodeId>,
}

wire_maps! {
    Consent {
        0 case 1 id 2 replaces 3 basis 4 by 5 to 6 scope 7 from 8 until 9 inviting 10 people
        11 withdrawn
    }
}
