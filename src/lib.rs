//! samband finds time for people of several organisations and carries short messages between them,
//! and moves no clinical content. Each organisation runs a node of its own; this crate is the node.
//!
//! The house has floors. A room uses only rooms on lower floors, never its own floor and never
//! upward; `tests/architecture.rs` reads the code and fails where that is broken. From the bottom:
//!
//! | floor | room | what it is | what it may not know |
//! |---|---|---|---|
//! | 0 | [`domain`] | the words and rules: identifiers, time, people, meeting kinds, booking and note as pure state machines | I/O, clock, randomness |
//! | 1 | [`planning`] | one person's availability, joint starts, ranking with reasons | I/O, clock, randomness |
//! | 1 | [`crossing`] | all that may leave the house: messages, envelope, gate, guard, ledger chain | I/O, clock, keys |
//! | 1 | [`seal`] | encryption and signatures, between nodes and at rest | what the bytes mean |
//! | 1 | [`words`] | every sentence a person reads, by language and key | who reads it |
//! | 1 | [`http`] | fetching with vetted addresses and limits | what is fetched |
//! | 2 | [`store`] | the database | settings, network |
//! | 2 | [`calendars`] | iCalendar, CalDAV, ICS feeds; invitations made | titles, places and attendees leave no trace here |
//! | 2 | [`link`] | MQTT and in-process transport of sealed bytes | what the bytes mean |
//! | 2 | [`mail`] | mail sent and kept | why it is sent |
//! | 3 | [`flows`] | one file per thing a person or a node can ask for; each one transaction | the network: they send nothing |
//! | 4 | [`web`] | pages and API | other nodes |
//! | 4 | [`inbound`] | link messages: opened, recorded, acknowledged after the commit | pages |
//! | 4 | [`jobs`] | what is due: sync, carry, mail, expire, purge | pages |
//! | 5 | [`settings`] | file, environment and secret files to checked settings | how they are used |
//! | 6 | [`node`] | one organisation's node: clock, randomness, start and stop | the command line |
//! | 7 | [`world`] | a made-up region for the demo and the stories | |
//! | 7 | [`simulation`] | many nodes in virtual time under faults | |
//! | 8 | [`cli`] | one file per command | |
//!
//! Start reading at [`domain`], then [`crossing`], then one flow from `flows` with its walk-through
//! in `docs/architecture.md`.

pub mod calendars;
pub mod cli;
pub mod crossing;
pub mod domain;
pub mod flows;
pub mod http;
pub mod inbound;
pub mod jobs;
pub mod link;
pub mod mail;
pub mod node;
pub mod planning;
pub mod seal;
pub mod settings;
pub mod simulation;
pub mod store;
pub mod web;
pub mod words;
pub mod world;
