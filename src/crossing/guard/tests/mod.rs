//! The guard against labelled notes and against generated ones.

mod corpus;
mod harmless;
mod identities;
