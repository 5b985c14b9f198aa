//! The menu, and light or dark: what a reader can choose on every page.

use super::chrome::Chrome;

/// Which entry of the menu a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Section {
    Today,
    Notes,
    FindTime,
    Meetings,
    Cases,
    Calendars,
    /// None of them.
    Other,
}

/// One entry of the menu.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Which.
    pub section: Section,
    /// Where it leads.
    pub href: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// Key of its word.
    key: &'static str,
    /// Whether it also stands in the bottom menu of a telephone, which has room for five.
    pub below: bool,
}

impl Entry {
    /// Its word.
    #[must_use]
    pub fn word(&self, chrome: &Chrome) -> String {
        chrome.text(self.key)
    }
}

pub(super) const MENU: [Entry; 6] = [
    entry(Section::Today, "/", "house", "menu-today", true),
    entry(Section::Notes, "/lapper", "notes", "menu-notes", true),
    entry(
        Section::FindTime,
        "/finn-tid",
        "search",
        "menu-find-time",
        true,
    ),
    entry(
        Section::Meetings,
        "/moter",
        "calendar",
        "menu-meetings",
        true,
    ),
    entry(Section::Cases, "/saker", "cases", "menu-cases", true),
    entry(
        Section::Calendars,
        "/kalendere",
        "refresh",
        "menu-calendars",
        false,
    ),
];

const fn entry(
    section: Section,
    href: &'static str,
    icon: &'static str,
    key: &'static str,
    below: bool,
) -> Entry {
    Entry {
        section,
        href,
        icon,
        key,
        below,
    }
}

/// Light or dark; `Auto` follows the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Scheme {
    #[default]
    Auto,
    Light,
    Dark,
}

impl Scheme {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// Its code in the cookie and in the page.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The scheme with this code, else `Auto`.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|scheme| scheme.code() == code)
            .unwrap_or_default()
    }

    /// Its word.
    #[must_use]
    pub fn word(self, chrome: &Chrome) -> String {
        match self {
            Self::Auto => chrome.text("scheme-auto"),
            Self::Light => chrome.text("scheme-light"),
            Self::Dark => chrome.text("scheme-dark"),
        }
    }
}
