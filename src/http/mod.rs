//! Fetching over HTTP with vetted addresses and limits. The home of reqwest.
//!
//! A source's address is written by a person and its answer by a stranger, so a [`Fetcher`] trusts
//! neither: https only, no address inside the network, few redirects and only within one origin,
//! and a size and a time that an answer can't exceed. What is eased is a setting.
//!
//! Nothing in here knows what is fetched, keeps it, or says it in a log line or an error.

mod address;
mod authorization;
mod digest;
mod exchange;
mod fetcher;
mod resolver;
mod services;
mod trouble;
mod url;

pub use exchange::{Answer, Credentials, Login, Method, Request};
pub use fetcher::{FetchSettings, Fetcher};
pub use services::FoundServer;
pub use trouble::FetchError;
pub use url::{NotUrl, Url};
