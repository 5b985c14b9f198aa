//! Whole stories: one module each, told through the public seams and with real servers where there
//! are any. What several of them need lies in `support`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod accounts;
mod away;
mod booked;
mod broken_broker;
mod broker;
mod caldav;
mod caldav_changes;
mod caldav_hostile;
mod calendar_text;
mod canary;
mod checking;
mod consent_order;
mod consents;
mod directory;
mod doctor;
mod entries_wait;
mod feeds;
mod fetching;
mod fhir;
mod following;
mod forged;
mod fuzzed;
mod graph;
mod kills;
mod kills_soak;
mod many_calendars;
mod notes;
mod outages;
mod own_calendar;
mod person;
mod shared_busy;
mod simulation;
mod smtp;
mod support;
mod systems_linked;
mod unknown_calendars;
mod watched;
mod written_back;
