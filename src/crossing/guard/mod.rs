//! The guard over free text: what must not cross is refused before it is kept or sent, and again
//! when it comes in. This first form refuses whatever looks like a number or an address.

use minicbor::{Decode, Decoder, Encode, Encoder};

/// A text is at most so many characters.
pub const LONGEST: usize = 280;

/// What the guard found; nothing of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// It is over 280 characters.
    pub too_long: bool,
}

/// The rules.
#[derive(Debug)]
pub struct Guard(());

static BUILTIN: Guard = Guard(());

impl Guard {
    /// The rules that come with the program.
    #[must_use]
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    fn refuses(&self, text: &str) -> Option<Refusal> {
        let too_long = text.chars().count() > LONGEST;
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let odd = text.contains('@') || text.chars().any(|c| c.is_control() && c != '\n');
        (too_long || odd || digits > 7).then_some(Refusal { too_long })
    }
}

/// A text that passed the guard. A `String` can't become one by another way:
///
/// ```compile_fail
/// let text: samband::crossing::guard::GuardedText = String::from("hei").into();
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct GuardedText(String);

impl GuardedText {
    /// The text, where it passes.
    ///
    /// # Errors
    /// What was found.
    pub fn new(guard: &Guard, text: &str) -> Result<Self, Refusal> {
        match guard.refuses(text) {
            None => Ok(Self(text.to_owned())),
            Some(refusal) => Err(refusal),
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for GuardedText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "GuardedText({} bytes)", self.0.len())
    }
}

impl<C> Encode<C> for GuardedText {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.str(&self.0)?.ok()
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the text does not pass the guard")]
struct DidNotPass;

impl<'b, C> Decode<'b, C> for GuardedText {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        Self::new(Guard::builtin(), d.str()?)
            .map_err(|_| minicbor::decode::Error::custom(DidNotPass))
    }
}
