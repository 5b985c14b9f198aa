//! A made-up region: people, calendars as feeds, a mail page, three nodes.

pub mod calendars;
pub mod feeds;
pub mod mails;
pub mod people;
pub mod region;
pub mod script;
mod script_names;
pub mod seed;
pub mod start;
