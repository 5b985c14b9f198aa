//! Nothing outside tests and `main` gives up by panicking: what can fail says so in its type.

use super::source::{Finding, House, Source, Token, assert_clean};

/// Methods that panic.
const METHODS: [&str; 4] = ["unwrap", "expect", "unwrap_err", "expect_err"];
/// Macros that panic.
const MACROS: [&str; 3] = ["panic", "todo", "unimplemented"];

/// Every way to panic that stands outside tests.
fn panics(house: &House) -> Vec<Finding> {
    let real = house.sources.iter().filter(|source| !house.is_test(source));
    real.filter(|source| source.path != "src/main.rs")
        .flat_map(in_file)
        .collect()
}

fn in_file(source: &Source) -> Vec<Finding> {
    let tokens = source.tokens();
    let places = tokens
        .windows(3)
        .filter(|three| !three[1].in_test && gives_up(three));
    places
        .map(|three| {
            let what = format!("`{}` can panic: give an error or a default", three[1].text);
            source.finding(three[1].line, what)
        })
        .collect()
}

fn gives_up(three: &[Token]) -> bool {
    let [before, word, after] = three else {
        return false;
    };
    let named = |words: &[&str]| words.contains(&word.text.as_str());
    let is_method = (before.is(".") && after.is("(")) || before.is("::");
    (is_method && named(&METHODS)) || (after.is("!") && named(&MACROS))
}

#[test]
fn nothing_outside_tests_panics() {
    assert_clean(&panics(House::real()));
}

#[cfg(test)]
fn found(path: &str, text: &str) -> usize {
    panics(&House::new(vec![Source::made_up(path, text)])).len()
}

#[test]
fn ways_to_panic_are_found_and_only_they() {
    for text in [
        "fn f() { x.unwrap(); }",
        "fn f() { x\n.expect(\"it\"); }",
        "fn f() { x.map(Option::unwrap); }",
        "fn f() { panic!(\"no\") }",
        "fn f() { std::todo!() }",
        "fn f() { unimplemented!() }",
    ] {
        assert_eq!(found("src/flows/book.rs", text), 1, "{text}");
    }
    for text in [
        "fn f() { x.unwrap_or(1); x.unwrap_or_default(); }",
        "#[expect(dead_code, reason = \"shown\")] fn f() {}",
        "/// Never `x.unwrap()`.\nfn f() { \"x.unwrap()\"; }",
        "#[cfg(test)] mod tests { #[test] fn f() { x.unwrap(); panic!() } }",
        "#[test] fn f() { x.expect(\"it\"); }",
    ] {
        assert_eq!(found("src/flows/book.rs", text), 0, "{text}");
    }
    assert_eq!(found("src/main.rs", "fn main() { x.unwrap() }"), 0);
}
