//! The systems that the organisation as a whole is let in to. A link to one of them names a person
//! in it and holds no login.

use std::sync::Arc;

use super::fhir::Fhir;
use super::graph::Graph;

/// Those that are set up. Cheap to clone; clones share their tokens.
#[derive(Debug, Clone, Default)]
pub struct Systems {
    /// Microsoft 365.
    pub graph: Option<Arc<Graph>>,
    /// A FHIR server with appointment books.
    pub fhir: Option<Arc<Fhir>>,
}
