//! Random tokens that open something to whoever holds them (answer pages, feeds, sessions, the
//! API), and the hash by which the database knows them: who reads the database can open nothing.

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{SealError, text};
use crate::domain::Draw;

/// A new token of 256 bits, as base64url. Shown once, and stored only as its hash.
pub struct Token(Zeroizing<String>);

impl Token {
    /// Draws one.
    #[must_use]
    pub fn draw(draw: &mut Draw) -> Self {
        let bytes = Zeroizing::new(draw.bytes::<32>());
        Self(Zeroizing::new(text::encode(&*bytes)))
    }

    /// The token itself, for its holder only: 43 characters that need no escaping in a URL.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash::of(&self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

/// SHA-256 of a token's text. The token is random and long, so no salt and no slow hash is needed.
#[derive(Clone, Copy)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash of what somebody presents as a token.
    #[must_use]
    pub fn of(presented: &str) -> Self {
        let hash = Sha256::new()
            .chain_update(b"samband/v1/token/")
            .chain_update(presented.as_bytes())
            .finalize();
        Self(hash.into())
    }

    /// From its text in the database.
    ///
    /// # Errors
    /// [`SealError::Text`].
    pub fn from_text(text: &str) -> Result<Self, SealError> {
        text::decode_32(text).map(|bytes| Self(*bytes))
    }

    /// As base64url, for the database.
    #[must_use]
    pub fn text(&self) -> String {
        text::encode(&self.0)
    }

    /// Whether `presented` is the token; the time it takes does not tell where it differs.
    #[must_use]
    pub fn matches(&self, presented: &str) -> bool {
        *self == Self::of(presented)
    }
}

impl PartialEq for TokenHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for TokenHash {}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_by_its_stored_hash() {
        let mut draw = Draw::from_seed(1);
        let (token, other) = (Token::draw(&mut draw), Token::draw(&mut draw));
        assert_eq!(token.reveal().len(), 43);
        let stored = TokenHash::from_text(&token.hash().text()).unwrap();
        assert!(stored.matches(token.reveal()));
        assert!(!stored.matches(other.reveal()));
        assert!(!stored.matches(""));
        assert!(!token.hash().text().contains(token.reveal()));
    }

    #[test]
    fn debug_shows_neither_token_nor_hash() {
        let token = Token::draw(&mut Draw::from_seed(2));
        assert_eq!(format!("{token:?} {:?}", token.hash()), "Token TokenHash");
    }
}
