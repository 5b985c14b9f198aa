//! Source files as the checks see them: where a file stands in the house, and its tokens with two
//! marks each: the line, and whether only a test build has it. Knows no rule.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, OnceLock};

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// Something that breaks a rule, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    pub path: String,
    pub line: usize,
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// Fails with every finding on a line of its own.
pub fn assert_clean(findings: &[Finding]) {
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
}

/// One file: its path from the root of the repository, with `/`, and its text.
#[derive(Debug, Clone)]
pub struct Source {
    pub path: String,
    pub text: String,
    tokens: OnceLock<Vec<Token>>,
}

impl Source {
    /// A file with this text.
    pub fn made_up(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            tokens: OnceLock::new(),
        }
    }

    /// The module that the file is: `src/flows/book.rs` is `[flows, book]`, `src/lib.rs` is `[]`.
    pub fn module(&self) -> Vec<String> {
        let inner = self.path.strip_prefix("src/").unwrap_or(&self.path);
        let stem = inner.strip_suffix(".rs").unwrap_or(inner);
        let mut parts: Vec<String> = stem.split('/').map(str::to_owned).collect();
        if parts.last().is_some_and(|last| last == "mod")
            || matches!(&parts[..], [only] if only == "lib" || only == "main")
        {
            parts.pop();
        }
        parts
    }

    /// The room that the file belongs to; none for the roots of the crate.
    pub fn room(&self) -> Option<String> {
        self.module().into_iter().next()
    }

    /// A finding in this file.
    pub fn finding(&self, line: usize, what: impl Into<String>) -> Finding {
        Finding {
            path: self.path.clone(),
            line,
            what: what.into(),
        }
    }

    /// The file's tokens, flat, groups as their brackets.
    pub fn tokens(&self) -> &[Token] {
        self.tokens.get_or_init(|| {
            let parsed = self.text.parse();
            let stream: TokenStream =
                parsed.unwrap_or_else(|error| panic!("{}: not Rust: {error}", self.path));
            let mut out = Vec::new();
            flatten(stream, false, &mut out);
            out
        })
    }

    /// The files of modules that only a test build has (`#[cfg(test)] mod x;`, with or without a
    /// `#[path]`), and the folders below them, as beginnings of paths.
    fn test_places(&self) -> Vec<String> {
        let tokens = self.tokens();
        let folder = self.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let declarations = tokens
            .windows(3)
            .enumerate()
            .filter(|(_, three)| three[0].is("mod") && three[2].is(";") && three[0].in_test);
        declarations
            .flat_map(|(at, three)| {
                let place = match path_attribute(&tokens[..at]) {
                    Some(given) => format!("{folder}/{}", given.trim_end_matches(".rs")),
                    None => format!("src/{}/{}", self.module().join("/"), three[1].text),
                };
                [format!("{place}.rs"), format!("{place}/")]
            })
            .collect()
    }
}

/// The file that `#[path = "…"]` names, where the attribute stands last.
fn path_attribute(before: &[Token]) -> Option<&str> {
    let [.., name, equals, file, close] = before else {
        return None;
    };
    let is_path = name.is("path") && equals.is("=") && close.is("]");
    is_path.then(|| file.text.trim_matches('"'))
}

/// One token.
#[derive(Debug, Clone)]
pub struct Token {
    /// The word, the sign (`::` is one), the bracket or the literal, as it stands.
    pub text: String,
    /// Whether it is a word (identifier or keyword).
    pub is_word: bool,
    /// Counted from 1.
    pub line: usize,
    /// Whether only a test build has it.
    pub in_test: bool,
}

impl Token {
    /// Whether it is this word or sign.
    pub fn is(&self, text: &str) -> bool {
        self.text == text
    }
}

fn flatten(stream: TokenStream, in_test: bool, out: &mut Vec<Token>) {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    let whole_is_test = in_test || opens_with_test_attribute(&trees);
    let mut test_until = 0;
    let mut at = 0;
    while let Some(tree) = trees.get(at) {
        if test_until <= at && is_test_attribute(&trees[at..]) {
            test_until = end_of_item(&trees, at);
        }
        let in_test = whole_is_test || at < test_until;
        at += push(tree, trees.get(at + 1), in_test, out);
    }
}

/// Adds one tree and says how many trees that took.
fn push(tree: &TokenTree, next: Option<&TokenTree>, in_test: bool, out: &mut Vec<Token>) -> usize {
    let mut add = |text: String, is_word: bool, line: usize| {
        out.push(Token {
            text,
            is_word,
            line,
            in_test,
        });
    };
    let line = tree.span().start().line;
    match tree {
        TokenTree::Ident(word) => add(word.to_string().replace("r#", ""), true, line),
        TokenTree::Literal(literal) => add(literal.to_string(), false, line),
        TokenTree::Punct(sign) => {
            let mut text = sign.as_char().to_string();
            if let Some(TokenTree::Punct(second)) = next {
                text.push(second.as_char());
            }
            if sign.spacing() == Spacing::Joint && ["::", "->", "=>"].contains(&text.as_str()) {
                add(text, false, line);
                return 2;
            }
            add(sign.as_char().to_string(), false, line);
        }
        TokenTree::Group(group) => {
            let (open, close) = match group.delimiter() {
                Delimiter::Parenthesis => ("(", ")"),
                Delimiter::Brace => ("{", "}"),
                Delimiter::Bracket => ("[", "]"),
                Delimiter::None => ("", ""),
            };
            add(open.to_owned(), false, line);
            flatten(group.stream(), in_test, out);
            out.push(Token {
                text: close.to_owned(),
                is_word: false,
                line: group.span_close().start().line,
                in_test,
            });
        }
    }
    1
}

/// `#[test]`, `#[tokio::test]`, `#[cfg(test)]`, `#[cfg(all(test, …))]`; not `any` and not `not`.
fn is_test_attribute(trees: &[TokenTree]) -> bool {
    let [TokenTree::Punct(hash), TokenTree::Group(group), ..] = trees else {
        return false;
    };
    hash.as_char() == '#' && is_test_text(&group.stream())
}

fn is_test_text(attribute: &TokenStream) -> bool {
    let text: String = attribute.to_string().split_whitespace().collect();
    text == "test"
        || text.ends_with("::test")
        || text.starts_with("tokio::test(")
        || text == "cfg(test)"
        || text.starts_with("cfg(all(test,")
}

/// `#![cfg(test)]` at the head.
fn opens_with_test_attribute(trees: &[TokenTree]) -> bool {
    trees.windows(3).any(|three| {
        matches!(three, [TokenTree::Punct(hash), TokenTree::Punct(bang), TokenTree::Group(group)]
            if hash.as_char() == '#' && bang.as_char() == '!' && is_test_text(&group.stream()))
    })
}

/// Where the thing that the attribute at `start` belongs to ends (one past).
fn end_of_item(trees: &[TokenTree], start: usize) -> usize {
    let mut at = start;
    while matches!(trees.get(at), Some(TokenTree::Punct(sign)) if sign.as_char() == '#') {
        at += 2;
    }
    let begins_item = matches!(trees.get(at), Some(TokenTree::Ident(word))
        if ITEM_WORDS.contains(&word.to_string().as_str()));
    while let Some(tree) = trees.get(at) {
        at += 1;
        let ends = match tree {
            TokenTree::Punct(sign) => {
                sign.as_char() == ';' || (sign.as_char() == ',' && !begins_item)
            }
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            _ => false,
        };
        if ends {
            break;
        }
    }
    at
}

const ITEM_WORDS: [&str; 15] = [
    "pub", "fn", "mod", "use", "impl", "struct", "enum", "const", "static", "type", "trait",
    "async", "unsafe", "extern", "let",
];

/// All sources together, with the files known that only a test build has.
#[derive(Debug)]
pub struct House {
    pub sources: Vec<Source>,
    test_places: BTreeSet<String>,
}

impl House {
    pub fn new(sources: Vec<Source>) -> Self {
        let test_places = sources.iter().flat_map(Source::test_places).collect();
        Self {
            sources,
            test_places,
        }
    }

    /// The code of the repository, read once.
    pub fn real() -> &'static Self {
        static REAL: LazyLock<House> = LazyLock::new(|| House::new(read_all("src", "rs")));
        &REAL
    }

    /// Whether only a test build has this file.
    pub fn is_test(&self, source: &Source) -> bool {
        let mut places = self.test_places.iter();
        places.any(|place| source.path.starts_with(place.as_str()))
    }
}

/// The root of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `folder` whose name ends in `.extension`, in order of path. A folder that does
/// not exist has none.
pub fn read_all(folder: &str, extension: &str) -> Vec<Source> {
    let mut paths = Vec::new();
    collect(&root().join(folder), extension, &mut paths);
    paths.sort();
    paths
        .iter()
        .map(|path| Source::made_up(&from_root(path), &fs::read_to_string(path).unwrap()))
        .collect()
}

fn collect(folder: &Path, extension: &str, into: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("node_modules") {
            collect(&path, extension, into);
        } else if path.extension().is_some_and(|found| found == extension) {
            into.push(path);
        }
    }
}

fn from_root(path: &Path) -> String {
    let inner = path.strip_prefix(root()).unwrap();
    inner.to_string_lossy().replace('\\', "/")
}

#[test]
fn a_file_knows_its_module_and_room() {
    for (path, module) in [
        ("src/lib.rs", vec![]),
        ("src/main.rs", vec![]),
        ("src/flows/mod.rs", vec!["flows"]),
        ("src/flows/book.rs", vec!["flows", "book"]),
        ("src/flows/book/late.rs", vec!["flows", "book", "late"]),
    ] {
        assert_eq!(Source::made_up(path, "").module(), module, "{path}");
    }
}

#[test]
fn tokens_of_tests_are_marked_and_no_others() {
    let source = Source::made_up(
        "src/x/mod.rs",
        "fn a() { one(); }\n#[cfg(test)]\n#[allow(x)]\nmod tests { fn b() { two(); } }\nfn c() { three(); }\n\
         enum E { #[cfg(test)] Four(u8), Five }\n#[tokio::test]\nasync fn d() { six() }\n#[cfg(not(test))]\nfn e() { seven() }",
    );
    let tokens = source.tokens();
    let marked = |word: &str| tokens.iter().find(|token| token.is(word)).unwrap().in_test;
    assert!(marked("two") && marked("Four") && marked("six"));
    assert!(!marked("one") && !marked("three") && !marked("Five") && !marked("seven"));
}

#[test]
fn a_file_that_only_a_test_declares_is_a_test() {
    let house = House::new(vec![
        Source::made_up(
            "src/x/mod.rs",
            "mod real;\n#[cfg(test)]\nmod tests;\n#[path = \"tests/c.rs\"]\nmod c;",
        ),
        Source::made_up(
            "src/x/real.rs",
            "#[cfg(test)]\n#[path = \"checks/real.rs\"]\nmod tests;",
        ),
        Source::made_up("src/x/tests/deep.rs", ""),
        Source::made_up("src/x/checks/real.rs", ""),
        Source::made_up("src/x/checks/other.rs", ""),
    ]);
    let tests: Vec<bool> = house
        .sources
        .iter()
        .map(|source| house.is_test(source))
        .collect();
    assert_eq!(tests, [false, false, true, true, false]);
}
