//! Every path in a file (`a::b::c`), with `use` trees spread out and `super` and `self` worked out
//! from where it stands. Knows nothing of what a name was imported as, beyond modules of the crate.

use std::collections::BTreeSet;

use super::source::{Source, Token};

/// A path as it stands in the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodePath {
    /// Its parts; a glob import ends in `*`.
    pub parts: Vec<String>,
    /// Whether it is imported by `use`.
    pub in_use: bool,
    /// Whether the import is passed on (`pub use`).
    pub passed_on: bool,
    /// The name that `as` gives it.
    pub alias: Option<String>,
    /// The module that it stands in.
    pub module: Vec<String>,
    /// Counted from 1.
    pub line: usize,
    /// Whether only a test build has it.
    pub in_test: bool,
}

impl CodePath {
    /// The path from the root of the crate, where it says that it is one of the crate's own
    /// (`crate::`, `samband::`, `self::`, `super::`).
    pub fn in_crate(&self) -> Option<Vec<String>> {
        let first = self.parts.first()?.as_str();
        let (mut base, mut rest) = match first {
            "crate" | "samband" => (Vec::new(), &self.parts[1..]),
            "self" | "super" => (self.module.clone(), &self.parts[..]),
            _ => return None,
        };
        while let Some(part @ ("self" | "super")) = rest.first().map(String::as_str) {
            if part == "super" {
                base.pop();
            }
            rest = &rest[1..];
        }
        base.extend(rest.iter().cloned());
        Some(base)
    }

    /// The name that the path brings into scope.
    fn brings(&self) -> Option<&str> {
        let last = self.parts.last().map(String::as_str);
        self.alias.as_deref().or(last)
    }
}

/// All paths of a file, and the names of crate modules that it has in scope.
#[derive(Debug)]
pub struct Paths {
    pub all: Vec<CodePath>,
    /// Names that mean a module of the crate here, not a library.
    pub own_names: BTreeSet<String>,
}

/// Reads the paths of a file.
pub fn paths(source: &Source) -> Paths {
    let tokens = source.tokens();
    let mut reader = Reader {
        tokens,
        module: source.module(),
        inline_modules: Vec::new(),
        depth: 0,
        all: Vec::new(),
        own_names: BTreeSet::new(),
    };
    reader.read();
    let mut own_names = reader.own_names;
    for path in &reader.all {
        if path.in_use && path.in_crate().is_some() {
            own_names.extend(path.brings().map(str::to_owned));
        }
    }
    Paths {
        all: reader.all,
        own_names,
    }
}

/// Words after which a `::` begins a path.
const LEADING_WORDS: [&str; 8] = ["as", "dyn", "for", "impl", "in", "mut", "return", "where"];

struct Reader<'a> {
    tokens: &'a [Token],
    module: Vec<String>,
    /// Depths of braces at which the modules written out in this file began.
    inline_modules: Vec<usize>,
    depth: usize,
    all: Vec<CodePath>,
    own_names: BTreeSet<String>,
}

impl Reader<'_> {
    fn read(&mut self) {
        let mut at = 0;
        while at < self.tokens.len() {
            at = self.step(at);
        }
    }

    /// Reads what stands at `at` and says where to go on.
    fn step(&mut self, at: usize) -> usize {
        let token = &self.tokens[at];
        match token.text.as_str() {
            "{" => self.depth += 1,
            "}" => {
                self.depth = self.depth.saturating_sub(1);
                if self.inline_modules.last() == Some(&self.depth) {
                    self.inline_modules.pop();
                    self.module.pop();
                }
            }
            "mod" => return self.enter_module(at),
            "use" => {
                let passed_on = at > 0 && matches!(self.text(at - 1), "pub" | ")");
                return self.tree(at + 1, &[], passed_on);
            }
            word if LEADING_WORDS.contains(&word) => {}
            _ if token.is_word && !self.continues_path(at) => return self.plain(at),
            _ => {}
        }
        at + 1
    }

    fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text.as_str())
    }

    fn is_word(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is_word)
    }

    /// Whether the word at `at` belongs to a path or a call that began before it.
    fn continues_path(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map_or("", |before| self.text(before));
        let leads = at.checked_sub(2).is_none_or(|two| {
            let text = self.text(two);
            LEADING_WORDS.contains(&text) || (!self.is_word(two) && text != ">")
        });
        before == "." || (before == "::" && !leads)
    }

    fn enter_module(&mut self, at: usize) -> usize {
        let name = self.text(at + 1).to_owned();
        self.own_names.insert(name.clone());
        if self.text(at + 2) == "{" {
            self.inline_modules.push(self.depth);
            self.module.push(name);
            self.depth += 1;
            return at + 3;
        }
        at + 2
    }

    /// A path outside `use`.
    fn plain(&mut self, at: usize) -> usize {
        let mut parts = vec![self.text(at).to_owned()];
        let mut next = at + 1;
        while self.text(next) == "::" && self.is_word(next + 1) {
            parts.push(self.text(next + 1).to_owned());
            next += 2;
        }
        self.add(parts, at, None, None);
        next
    }

    /// One branch of a `use` tree, with what stands before it; gives the place after it.
    fn tree(&mut self, start: usize, before: &[String], passed_on: bool) -> usize {
        let mut parts = before.to_vec();
        let mut at = start;
        loop {
            match self.text(at) {
                "::" => at += 1,
                "{" => return self.branches(at, &parts, passed_on),
                "*" => {
                    parts.push("*".to_owned());
                    at += 1;
                    break;
                }
                _ if self.is_word(at) && self.text(at) != "as" => {
                    parts.push(self.text(at).to_owned());
                    at += 1;
                }
                _ => break,
            }
        }
        let mut alias = None;
        if self.text(at) == "as" {
            alias = Some(self.text(at + 1).to_owned());
            at += 2;
        }
        if parts.len() > 1 && parts.last().is_some_and(|last| last == "self") {
            parts.pop();
        }
        self.add(parts, start, alias, Some(passed_on));
        at
    }

    fn branches(&mut self, open: usize, before: &[String], passed_on: bool) -> usize {
        let mut at = open + 1;
        while at < self.tokens.len() && self.text(at) != "}" {
            if self.text(at) == "," {
                at += 1;
            } else {
                at = self.tree(at, before, passed_on).max(at + 1);
            }
        }
        at + 1
    }

    fn add(&mut self, parts: Vec<String>, at: usize, alias: Option<String>, use_: Option<bool>) {
        let Some(token) = self.tokens.get(at).filter(|_| !parts.is_empty()) else {
            return;
        };
        self.all.push(CodePath {
            parts,
            in_use: use_.is_some(),
            passed_on: use_ == Some(true),
            alias,
            module: self.module.clone(),
            line: token.line,
            in_test: token.in_test,
        });
    }
}

#[cfg(test)]
fn crate_paths(path: &str, text: &str) -> Vec<String> {
    let found = paths(&Source::made_up(path, text));
    let inner = found.all.iter().filter_map(CodePath::in_crate);
    inner.map(|parts| parts.join("::")).collect()
}

#[test]
fn use_trees_are_spread_out() {
    assert_eq!(
        crate_paths(
            "src/flows/book.rs",
            "use crate::{domain::{Clock, ids::*}, store as s, words::{self, key}}; use super::hold;",
        ),
        [
            "domain::Clock",
            "domain::ids::*",
            "store",
            "words",
            "words::key",
            "flows::hold"
        ]
    );
}

#[test]
fn super_is_counted_from_where_it_stands() {
    assert_eq!(
        crate_paths(
            "src/flows/book.rs",
            "fn f() { super::super::web::page(); } mod deep { fn g() { super::super::super::jobs::run(); self::h() } } fn k() { super::other() }",
        ),
        [
            "web::page",
            "jobs::run",
            "flows::book::deep::h",
            "flows::other"
        ]
    );
}

#[test]
fn paths_in_bodies_macros_and_types_are_found() {
    assert_eq!(
        crate_paths(
            "src/flows/book.rs",
            "fn f(x: Vec<crate::a::B>) { info!(\"{}\", crate::c::D); <crate::e::F as X>::g(); crate::h::i::<u8>() }",
        ),
        ["a::B", "c::D", "e::F", "h::i"]
    );
}
