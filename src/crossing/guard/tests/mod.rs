//! The guard against labelled notes and against generated ones.

mod any_text;
mod corpus;
mod disguises;
mod harmless;
mod identities;
