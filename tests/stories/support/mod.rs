//! What several stories need: servers started on free loopback ports and stopped at the end.

pub mod mail_server;
