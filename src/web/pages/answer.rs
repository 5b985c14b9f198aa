//! Svar: one question to a participant or a guest, behind a single-purpose token, without log-in.
//! Time, place, and who comes by role; nothing clinical, and no way to anything else.

use askama::Template;

use super::super::chrome::{Chrome, Section};
use super::parts::{Choice, PhoneShown};

/// How the question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerStage {
    /// Not answered.
    Asked,
    /// It suits.
    Yes,
    /// It does not.
    No,
    /// The meeting is called off.
    Cancelled,
    /// The link has ended.
    Gone,
}

/// The page. GET never acts; the buttons do.
#[derive(Debug, Clone, Template)]
#[template(path = "answer.html")]
pub struct AnswerPage {
    /// Language; nobody is logged in.
    pub chrome: Chrome,
    /// The token of the link.
    pub token: String,
    /// How the question stands.
    pub stage: AnswerStage,
    /// "Tirsdag 10. mars 2026".
    pub day: String,
    /// "kl. 10.15–11.00".
    pub hours: String,
    /// Address.
    pub place: Option<String>,
    /// "Si i resepsjonen …".
    pub place_hint: Option<String>,
    /// "En jobbspesialist, en Nav-veileder og en behandler"; as little as the receiver may know.
    pub who: String,
    /// "45 minutter".
    pub length: String,
    /// "fredag 6. mars".
    pub reply_by: Option<String>,
    /// Other times that are held.
    pub others: Vec<Choice>,
    /// The calendar file.
    pub calendar: Option<String>,
    /// Whom to call.
    pub phone: Option<PhoneShown>,
    /// "Lenken gjelder bare dette møtet og slutter å virke 12. mars."
    pub until: String,
}

impl AnswerPage {
    fn title(&self) -> String {
        match self.stage {
            AnswerStage::Asked => self.chrome.text("svar-asked"),
            AnswerStage::Yes => self.chrome.text("svar-said-yes"),
            AnswerStage::No => self.chrome.text("svar-said-no"),
            AnswerStage::Cancelled => self.chrome.text("svar-cancelled"),
            AnswerStage::Gone => self.chrome.text("svar-gone"),
        }
    }

    fn what(&self) -> Option<String> {
        match self.stage {
            AnswerStage::Asked => None,
            AnswerStage::Yes => Some(self.chrome.text("svar-said-yes-what")),
            AnswerStage::No => Some(self.chrome.text("svar-said-no-what")),
            AnswerStage::Cancelled => Some(self.chrome.text("svar-cancelled-what")),
            AnswerStage::Gone => Some(self.chrome.text("svar-gone-what")),
        }
    }
}
