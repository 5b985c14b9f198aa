//! Fetching over HTTP with vetted addresses and limits. The home of reqwest.
