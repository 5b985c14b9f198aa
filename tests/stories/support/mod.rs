//! What several stories need: servers started on free loopback ports and stopped at the end.

pub mod acting;
pub mod asking;
pub mod calendar_account;
pub mod calendar_server;
pub mod command;
pub mod cyrus;
pub mod fhir_server;
pub mod graph_server;
pub mod links;
pub mod mail_server;
pub mod mosquitto;
pub mod names;
pub mod ports;
pub mod region;
pub mod rows;
pub mod searching;
pub mod served;
pub mod three;
