//! A text that passed the guard. The type is the proof: it can be made only here, by asking the
//! guard, and it is asked again when the text comes in from the wire.

use std::fmt;

use minicbor::{Decode, Decoder, Encode, Encoder};

use super::{Finding, Guard};

/// The most Unicode scalar values that a note's text has.
pub const TEXT_LIMIT: usize = 280;

/// A text of 1 to 280 characters that passed the guard.
///
/// There is no way around it; a string cannot become one:
///
/// ```compile_fail
/// use samband::crossing::guard::GuardedText;
/// let text = GuardedText("Ring meg".to_owned());
/// ```
///
/// ```compile_fail
/// use samband::crossing::guard::GuardedText;
/// let text: GuardedText = "Ring meg".to_owned().into();
/// ```
///
/// ```compile_fail
/// use samband::crossing::guard::GuardedText;
/// let text: GuardedText = serde_json::from_str("\"Ring meg\"").unwrap();
/// ```
///
/// The one way is to ask:
///
/// ```
/// use samband::crossing::guard::{Guard, GuardedText};
/// assert!(GuardedText::new(Guard::builtin(), "Kan du ringe meg kl. 13?").is_ok());
/// assert!(GuardedText::new(Guard::builtin(), "Han har schizofreni").is_err());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct GuardedText(String);

/// Why a text was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the text was refused by the guard")]
pub struct Refusal {
    /// What may not cross, in the order of the text.
    pub findings: Vec<Finding>,
    /// Longer than [`TEXT_LIMIT`].
    pub too_long: bool,
    /// Nothing but white space: a note without a text has none, not an empty one.
    pub empty: bool,
    /// It speaks of danger to life or health (boundary rule B15).
    pub danger: bool,
}

impl GuardedText {
    /// Asks the guard. The text is kept as it is; control characters other than the newline are
    /// refused, so a form's line ends are made newlines before.
    ///
    /// # Errors
    /// A [`Refusal`] where something was found, or the text is empty or too long.
    pub fn new(guard: &Guard, text: &str) -> Result<Self, Refusal> {
        let verdict = guard.judge(text);
        let empty = text.trim().is_empty();
        if verdict.passes() && !verdict.too_long && !empty {
            return Ok(Self(text.to_owned()));
        }
        Err(Refusal {
            findings: verdict.findings,
            too_long: verdict.too_long,
            empty,
            danger: verdict.danger,
        })
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for GuardedText {
    /// Only the length: a note's text does not belong in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GuardedText({} characters)", self.0.chars().count())
    }
}

/// What a decoder carries so that a text can be judged as it comes in: the receiver's guard, with
/// the receiver's directory, or the built-in one.
pub trait HasGuard {
    /// The guard to ask.
    fn guard(&self) -> &Guard;
}

impl HasGuard for () {
    fn guard(&self) -> &Guard {
        Guard::builtin()
    }
}

impl HasGuard for Guard {
    fn guard(&self) -> &Guard {
        self
    }
}

impl<C> Encode<C> for GuardedText {
    fn encode<W: minicbor::encode::Write>(
        &self,
        encoder: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        encoder.str(&self.0)?.ok()
    }
}

impl<'b, C: HasGuard> Decode<'b, C> for GuardedText {
    fn decode(decoder: &mut Decoder<'b>, context: &mut C) -> Result<Self, minicbor::decode::Error> {
        let position = decoder.position();
        let text = decoder.str()?;
        // The one error of its own among the decoders: `body` tells by it that the guard refused. It
        // names no finding, so that nothing of the text is found in a log.
        Self::new(context.guard(), text)
            .map_err(|_| minicbor::decode::Error::custom(RefusedText).at(position))
    }
}

/// Marks a decoding error as the guard's: no other decoder gives an error of its own.
#[derive(Debug, thiserror::Error)]
#[error("text refused by the guard")]
struct RefusedText;

#[cfg(test)]
mod tests {
    use super::*;

    fn new(text: &str) -> Result<GuardedText, Refusal> {
        GuardedText::new(Guard::builtin(), text)
    }

    #[test]
    fn only_a_text_that_passes_becomes_one() {
        assert_eq!(new("Kan du ringe?").unwrap().as_str(), "Kan du ringe?");
        assert!(new(" \n ").unwrap_err().empty);
        assert!(new(&"a ".repeat(141)).unwrap_err().too_long);
        assert!(!new("Ring\tmeg").unwrap_err().findings.is_empty());
        assert!(new("Ring\nmeg").is_ok());
        let refusal = new("Hun er suicidal").unwrap_err();
        assert!(refusal.danger && !refusal.too_long);
    }

    #[test]
    fn the_limit_counts_characters() {
        let limit = "å ".repeat(140);
        assert!(new(&limit).is_ok());
        assert!(new(&format!("{limit}å")).unwrap_err().too_long);
    }

    #[test]
    fn the_wire_asks_the_guard_again() {
        let text = new("Passer fredag?").unwrap();
        let bytes = minicbor::to_vec(&text).unwrap();
        assert_eq!(minicbor::decode::<GuardedText>(&bytes).unwrap(), text);
        let forged = minicbor::to_vec("Han har schizofreni").unwrap();
        let error = minicbor::decode::<GuardedText>(&forged).unwrap_err();
        assert!(!error.to_string().contains("schizofreni"));
    }

    #[test]
    fn debug_does_not_show_the_text() {
        assert_eq!(
            format!("{:?}", new("Ring meg").unwrap()),
            "GuardedText(8 characters)"
        );
    }
}
