//! The address of something on the web. Many are secrets by themselves (a private feed's token), so
//! none is printed by `Debug`, and there is no `Display`.

use std::fmt;
use std::str::FromStr;

/// A text that is not a whole address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an address of the form scheme://host/path")]
pub struct NotUrl;

/// A whole address (WHATWG URL), in its normal form: so `0x7f.1` is already 127.0.0.1.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Url(pub(super) reqwest::Url);

impl Url {
    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The part after the host and before a query, percent-encoded.
    #[must_use]
    pub fn path(&self) -> &str {
        self.0.path()
    }

    /// The host, where it is a name and not a number.
    #[must_use]
    pub fn domain(&self) -> Option<&str> {
        self.0.domain()
    }

    /// Whether a user name or password stands in the address.
    #[must_use]
    pub fn holds_login(&self) -> bool {
        !self.0.username().is_empty() || self.0.password().is_some()
    }

    /// Whether both have one scheme, host and port (RFC 6454).
    #[must_use]
    pub fn same_origin(&self, other: &Self) -> bool {
        self.0.origin() == other.0.origin()
    }

    /// The address that `reference` means where this address is the base (RFC 3986 §5).
    ///
    /// # Errors
    /// [`NotUrl`] where it means none.
    pub fn join(&self, reference: &str) -> Result<Self, NotUrl> {
        self.0.join(reference).map(Self).map_err(|_| NotUrl)
    }

    /// The address of `name` in this collection, whether or not this ends with a slash. An empty
    /// name gives the collection with its slash.
    ///
    /// # Errors
    /// [`NotUrl`] where the address has no path.
    pub fn member(&self, name: &str) -> Result<Self, NotUrl> {
        let mut url = self.0.clone();
        let mut path = url.path_segments_mut().map_err(|()| NotUrl)?;
        path.pop_if_empty().push(name);
        drop(path);
        Ok(Self(url))
    }

    /// The address with this query instead of any that it has.
    #[must_use]
    pub fn with_query(mut self, pairs: &[(&str, &str)]) -> Self {
        self.0.query_pairs_mut().clear().extend_pairs(pairs);
        self
    }

    /// The address without the fragment, which is never sent.
    #[must_use]
    pub fn without_fragment(mut self) -> Self {
        self.0.set_fragment(None);
        self
    }
}

impl FromStr for Url {
    type Err = NotUrl;

    fn from_str(text: &str) -> Result<Self, NotUrl> {
        text.parse().map(Self).map_err(|_| NotUrl)
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Url")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_a_collection() {
        let of = |base: &str, name: &str| {
            let member = base.parse::<Url>().unwrap().member(name).unwrap();
            member.as_str().to_owned()
        };
        assert_eq!(of("https://a.test/b", "c d"), "https://a.test/b/c%20d");
        assert_eq!(of("https://a.test/b/", "../c"), "https://a.test/b/..%2Fc");
        assert_eq!(of("https://a.test/b", ""), "https://a.test/b/");
        let base = "https://a.test/b?c=d".parse::<Url>().unwrap();
        let asking = base.with_query(&[("start", "ge1&2"), ("é", "=")]);
        assert_eq!(asking.as_str(), "https://a.test/b?start=ge1%262&%C3%A9=%3D");
    }
}
