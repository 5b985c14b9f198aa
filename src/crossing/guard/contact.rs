//! Finds mail addresses (also with the signs written as words), handles in social networks and web
//! addresses. Telephone numbers are in `phone`.

use super::kind::FindingKind;
use super::lists::{Cue, Lists};
use super::note::{Mark, Note};
use super::why::Why;

/// Adds the addresses of a note.
pub(super) fn find(note: &Note, lists: &Lists, found: &mut Vec<Mark>) {
    let mut index = 0;
    while index < note.tokens.len() {
        let hit = mail(note, lists, index)
            .map(|last| (Why::Mail, last))
            .or_else(|| handle(note, lists, index).map(|last| (Why::Handle, last)))
            .or_else(|| link(note, lists, index).map(|last| (Why::Link, last)));
        if let Some((why, last)) = hit {
            let mut mark = note.mark(FindingKind::Contact, why, index, last);
            if note.gap(index).last().is_some_and(|glyph| glyph.ch == '@') {
                mark.from -= 1;
            }
            found.push(mark);
            index = last + 1;
        } else {
            index += 1;
        }
    }
}

/// Whether an at-sign stands between a token and the next part of an address, and where that part
/// begins.
fn at_sign(note: &Note, lists: &Lists, index: usize) -> Option<(usize, bool)> {
    let next = index + 1;
    if note.gap_has(next, '@') {
        return Some((next, true));
    }
    let word = note.word(next);
    if word == "snabel" && note.word(next + 1) == "a" {
        return Some((next + 2, true));
    }
    if !lists.cue(Cue::At, word) {
        return None;
    }
    let bracketed = note.gap(next).iter().any(|g| "[({<".contains(g.ch));
    // A plain "at" is an ordinary word; only a known mail host behind it makes it a sign.
    let sign = bracketed || word != "at";
    Some((next + 1, sign))
}

/// Whether a full stop stands before a token, as a sign or as a word; gives the token behind it.
fn dot(note: &Note, lists: &Lists, index: usize) -> Option<usize> {
    let gap = note.gap(index);
    if gap.len() <= 3 && note.gap_has(index, '.') {
        return Some(index);
    }
    lists.cue(Cue::Dot, note.word(index)).then_some(index + 1)
}

/// The last token of a mail address whose name ends at a token.
fn mail(note: &Note, lists: &Lists, index: usize) -> Option<usize> {
    // The name may have several parts; the first of them is where the address begins.
    let mut name = index;
    while name < index + 4 && note.gap(name + 1).len() == 1 && !note.gap_has(name + 1, ' ') {
        if note.gap_has(name + 1, '@') {
            break;
        }
        if !"._-+".contains(note.gap(name + 1)[0].ch) {
            return None;
        }
        name += 1;
    }
    let (host, sign) = at_sign(note, lists, name)?;
    let known = lists.cue(Cue::MailHost, note.word(host));
    if !sign && !known {
        return None;
    }
    let mut last = host;
    let mut domain = known;
    while let Some(part) = dot(note, lists, last + 1) {
        if part >= note.tokens.len() || part > host + 8 || note.tokens[part].opens {
            break;
        }
        last = part;
        if lists.cue(Cue::TopDomain, note.word(part)) {
            domain = true;
            break;
        }
        domain |= note.word(part).len() <= 4;
    }
    (domain && last < note.tokens.len()).then_some(last)
}

/// The last token of a handle: `@name`, or a name with digits or marks behind a network's name.
fn handle(note: &Note, lists: &Lists, index: usize) -> Option<usize> {
    let token = &note.tokens[index];
    let end = handle_end(note, index);
    let length = note.tokens[end].to - token.from;
    if note.gap(index).last().is_some_and(|glyph| glyph.ch == '@') && length >= 3 {
        return Some(end);
    }
    let network = (1..=3).any(|back| lists.cue(Cue::Social, note.word_before(index, back)));
    let marked = end > index || (!token.letters && !token.digits);
    (network && marked && length >= 4 && !token.opens || network && marked && length >= 6)
        .then_some(end)
}

fn handle_end(note: &Note, index: usize) -> usize {
    let mut end = index;
    while end + 1 < note.tokens.len()
        && note.gap(end + 1).len() == 1
        && "_.-".contains(note.gap(end + 1)[0].ch)
    {
        end += 1;
    }
    end
}

/// The last token of a web address.
fn link(note: &Note, lists: &Lists, index: usize) -> Option<usize> {
    let glued = |at: usize| {
        let gap = note.gap(at);
        at < note.tokens.len()
            && !gap.is_empty()
            && gap.len() <= 4
            && gap.iter().all(|g| !g.ch.is_whitespace() && g.ch != ',')
    };
    let mut end = index;
    let mark = match note.word(index) {
        "http" | "https" | "hxxp" | "hxxps" => ':',
        _ => '.',
    };
    let named = matches!(
        note.word(index),
        "http" | "https" | "www" | "hxxp" | "hxxps"
    );
    let scheme = named && glued(index + 1) && note.gap_has(index + 1, mark);
    while end < index + 40 && glued(end + 1) {
        end += 1;
    }
    if scheme {
        return Some(end);
    }
    // A word, a full stop and a top domain, written together.
    let dots = (index + 1..=end).take_while(|at| note.gap_is(*at, "."));
    let top = dots.filter(|at| is_top(note, lists, *at)).last()?;
    let name: Vec<&str> = (index..=top).map(|at| note.word(at)).collect();
    let known = lists.cue(Cue::PublicSite, &name.join("."));
    let started = note
        .gap(index)
        .last()
        .is_none_or(|g| g.ch != '@' && g.ch != '.');
    (started && note.tokens[index].text.len() >= 2 && !(known && end == top)).then_some(end)
}

/// `me`, `no` and `se` are words too: behind a full stop without a space they end an address only
/// where nothing of a sentence follows.
fn is_top(note: &Note, lists: &Lists, index: usize) -> bool {
    let word = note.word(index);
    lists.cue(Cue::TopDomain, word)
        && !matches!(word, "me" | "de" | "info")
        && !note.tokens[index].capital
}
