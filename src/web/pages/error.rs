//! What a person sees when a page can't be shown.

use askama::Template;

use super::super::chrome::{Chrome, Section};

/// Why a page can't be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// 403: it is not the reader's, or the form was too old.
    Forbidden,
    /// 404: there is no such page.
    NotFound,
    /// 409: somebody else was first.
    Conflict,
    /// 413 and 429: too much, or too often.
    TooMuch,
    /// 500: our fault.
    Failed,
    /// 503: the node is starting, stopping, or restored from a backup.
    Unavailable,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// Menu, language, person.
    pub chrome: Chrome,
    /// Why.
    pub kind: ErrorKind,
    /// The request's number, to be told to whoever helps.
    pub number: Option<String>,
}

impl ErrorPage {
    fn title(&self) -> String {
        match self.kind {
            ErrorKind::Forbidden => self.chrome.text("error-forbidden"),
            ErrorKind::NotFound => self.chrome.text("error-not-found"),
            ErrorKind::Conflict => self.chrome.text("error-conflict"),
            ErrorKind::TooMuch => self.chrome.text("error-too-much"),
            ErrorKind::Failed => self.chrome.text("error-failed"),
            ErrorKind::Unavailable => self.chrome.text("error-unavailable"),
        }
    }

    fn what(&self) -> String {
        match self.kind {
            ErrorKind::Forbidden => self.chrome.text("error-forbidden-what"),
            ErrorKind::NotFound => self.chrome.text("error-not-found-what"),
            ErrorKind::Conflict => self.chrome.text("error-conflict-what"),
            ErrorKind::TooMuch => self.chrome.text("error-too-much-what"),
            ErrorKind::Failed => self.chrome.text("error-failed-what"),
            ErrorKind::Unavailable => self.chrome.text("error-unavailable-what"),
        }
    }
}
