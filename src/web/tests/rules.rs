//! The rules that every page keeps, read from its markup.

use super::samples;
use crate::crossing::guard::Why;
use crate::domain::Language;
use crate::words::Words;

/// The text between each `from` and the next `to`.
fn between<'a>(html: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    html.split(from)
        .skip(1)
        .filter_map(|rest| rest.split(to).next())
        .collect()
}

#[test]
fn every_form_carries_the_token_and_says_where_it_goes() {
    for (name, html) in samples::all() {
        for form in between(&html, "<form", "</form>") {
            assert!(form.contains("action=\""), "{name}: {form}");
            if form.contains("method=\"post\"") {
                assert!(form.contains("name=\"csrf\""), "{name}: {form}");
            } else {
                assert!(form.contains("method=\"get\""), "{name}: {form}");
            }
        }
    }
}

#[test]
fn nothing_that_the_content_security_policy_refuses() {
    for (name, html) in samples::all() {
        assert!(!html.contains(" style="), "{name}");
        assert!(!html.contains("hx-on"), "{name}");
        assert!(!html.contains(" onclick"), "{name}");
        assert!(!html.contains("javascript:"), "{name}");
        for script in between(&html, "<script", "</script>") {
            assert!(
                script.contains("src=\"/a/") && script.ends_with('>'),
                "{name}: {script}"
            );
        }
    }
}

#[test]
fn one_heading_one_title_and_no_key_instead_of_a_sentence() {
    for (name, html) in samples::all() {
        if !html.contains("<!doctype html>") {
            continue;
        }
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        let title = between(&html, "<title>", "</title>");
        assert!(
            title.len() == 1 && !title[0].starts_with(" –"),
            "{name}: {title:?}"
        );
    }
}

#[test]
fn at_most_one_filled_button_a_page() {
    for (name, html) in samples::all() {
        let filled = between(&html, "class=\"ds-button\"", ">")
            .into_iter()
            .filter(|rest| !rest.contains("data-variant"))
            .count();
        assert!(filled <= 1, "{name}: {filled}");
    }
}

#[test]
fn no_id_stands_twice() {
    for (name, html) in samples::all() {
        let mut ids = between(&html, " id=\"", "\"");
        ids.sort_unstable();
        for pair in ids.windows(2) {
            assert_ne!(pair[0], pair[1], "{name}");
        }
    }
}

#[test]
fn every_finding_of_the_guard_has_its_two_sentences() {
    for language in Language::ALL {
        let words = Words::new(language);
        for why in Why::ALL {
            for key in [why.key(), why.advice_key()] {
                assert_ne!(words.text(key), key);
            }
        }
    }
}
