//! What stands round every page: menu, language, who is logged in, the form token; and the small
//! parts that templates share.

use std::fmt;

use askama::filters::HtmlSafe;

use crate::domain::Language;
use crate::words::{Value, Words, language_name};

use super::assets;
use super::menu::{Entry, MENU};
pub use super::menu::{Scheme, Section};

/// Who is logged in, as the page shows them.
#[derive(Debug, Clone)]
pub struct Person {
    /// Full name.
    pub name: String,
    /// What they do, in a word.
    pub role: String,
}

impl Person {
    /// The first letters of the first and last name.
    #[must_use]
    pub fn initials(&self) -> String {
        initials(&self.name)
    }
}

/// The first letters of the first and last word of a name.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).collect()
}

/// What a tag or a message feels like; never the only sign of anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Tone {
    Neutral,
    Info,
    Success,
    Warning,
    Danger,
}

impl Tone {
    /// The value of `data-color`.
    #[must_use]
    pub const fn color(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
        }
    }
}

/// A sentence shown once on top of the page after something was done.
#[derive(Debug, Clone)]
pub struct Notice {
    /// How it looks.
    pub tone: Tone,
    /// What happened, in words.
    pub text: String,
}

/// A link with its words.
#[derive(Debug, Clone)]
pub struct Link {
    /// Where it leads.
    pub href: String,
    /// Its words.
    pub label: String,
}

/// What every page is given besides its own matter.
#[derive(Debug, Clone)]
pub struct Chrome {
    /// The sentences in the reader's language.
    pub words: Words,
    /// Light or dark.
    pub scheme: Scheme,
    /// The entry of the menu.
    pub section: Section,
    /// Who is logged in.
    pub person: Option<Person>,
    /// The organisation whose node this is.
    pub organisation: String,
    /// The token that every form sends back as `csrf`.
    pub csrf: String,
    /// This page's own path and query, to come back to after a change of language.
    pub path: String,
    /// How many notes wait; shown in the menu.
    pub waiting: usize,
    /// What was just done.
    pub notice: Option<Notice>,
    /// Links of the footer.
    pub footer: Vec<Link>,
}

impl Chrome {
    /// What stands round a page of which nobody knows who reads it.
    #[must_use]
    pub fn outside(language: Language) -> Self {
        Self {
            words: Words::new(language),
            scheme: Scheme::Auto,
            section: Section::Other,
            person: None,
            organisation: String::new(),
            csrf: String::new(),
            path: "/".to_owned(),
            waiting: 0,
            notice: None,
            footer: Vec::new(),
        }
    }

    /// A sentence.
    #[must_use]
    pub fn text(&self, key: &str) -> String {
        self.words.text(key)
    }

    /// A sentence with values in it.
    #[must_use]
    pub fn text_with(&self, key: &str, values: &[(&'static str, Value<'_>)]) -> String {
        self.words.text_with(key, values)
    }

    /// The reader's language.
    #[must_use]
    pub fn language(&self) -> Language {
        self.words.language()
    }

    /// The entries of the menu.
    #[must_use]
    pub fn menu(&self) -> &'static [Entry] {
        &MENU
    }

    /// All languages.
    #[must_use]
    pub fn languages(&self) -> [Language; 3] {
        Language::ALL
    }

    /// A language's own name.
    #[must_use]
    pub fn language_name(&self, language: Language) -> &'static str {
        language_name(language)
    }

    /// All schemes.
    #[must_use]
    pub fn schemes(&self) -> [Scheme; 3] {
        Scheme::ALL
    }

    /// What the addresses of style, script and icons begin with.
    #[must_use]
    pub fn assets(&self) -> &'static str {
        assets::base()
    }

    /// An icon of the sprite. It says nothing to a screen reader: a word stands beside it.
    #[must_use]
    pub const fn icon(&self, name: &'static str) -> Icon {
        Icon(name)
    }

    /// The hidden field with the form token.
    #[must_use]
    pub fn token(&self) -> Token<'_> {
        Token(&self.csrf)
    }
}

/// `<svg>` that shows one icon of the sprite.
#[derive(Debug, Clone, Copy)]
pub struct Icon(&'static str);

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let base = assets::base();
        write!(
            f,
            r##"<svg class="icon" aria-hidden="true"><use href="{base}/icons.svg#{}"/></svg>"##,
            self.0
        )
    }
}

impl HtmlSafe for Icon {}

/// `<input type="hidden" name="csrf">`.
#[derive(Debug, Clone, Copy)]
pub struct Token<'a>(&'a str);

impl fmt::Display for Token<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The token is base64url; anything else is left out rather than escaped.
        let plain: String = self
            .0
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
            .collect();
        write!(f, r#"<input type="hidden" name="csrf" value="{plain}">"#)
    }
}

impl HtmlSafe for Token<'_> {}
