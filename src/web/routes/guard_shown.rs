//! What the guard found, marked in the text with why and what to write instead; and a text mended by
//! one tap.

use super::Desk;
use crate::crossing::guard::Finding;
use crate::flows::guarding;
use crate::store::TeamRow;
use crate::web::app::App;
use crate::web::pages::{Found, GuardedText};
use crate::web::refusal::Refused;

/// A text field with what the guard finds in it.
///
/// # Errors
/// The database failed.
pub async fn shown(desk: &Desk, id: &'static str, text: &str) -> Result<GuardedText, Refused> {
    let mut reader = desk.app.read().await?;
    let guard = guarding::guard(&mut reader).await?;
    let teams = TeamRow::all(&mut reader).await?;
    drop(reader);
    let verdict = guard.judge(text.trim_end());
    let letters: Vec<char> = text.chars().collect();
    let findings = verdict
        .findings
        .iter()
        .map(|finding| found(desk, &letters, finding));
    Ok(GuardedText {
        id,
        text: text.to_owned(),
        findings: findings.collect(),
        may_go_without: true,
        danger: verdict.danger.then(|| danger(desk, &teams)),
    })
}

/// Whom to ring where life or health may be at risk (rule B15): the writer's team too, where one of
/// theirs has a telephone.
fn danger(desk: &Desk, teams: &[TeamRow]) -> String {
    let mut own = teams
        .iter()
        .filter(|team| team.card.members.contains(&desk.me()));
    match own.find_map(|team| team.card.phone.as_ref()) {
        Some(phone) => {
            let phone = phone.to_string().replace(' ', "\u{a0}");
            let phone = phone.as_str();
            desk.words
                .text_with("danger-what", &[("phone", phone.into())])
        }
        None => desk.words.text("danger-what-no-team"),
    }
}

fn found(desk: &Desk, letters: &[char], finding: &Finding) -> Found {
    let word: String = letters
        .get(finding.start..finding.end)
        .unwrap_or_default()
        .iter()
        .collect();
    Found {
        start: finding.start,
        end: finding.end,
        word,
        why: desk.words.text(finding.why.key()),
        advice: desk.words.text(finding.why.advice_key()),
        instead: None,
    }
}

/// The text without the stretch `start-end`, where the guard still finds something there.
///
/// # Errors
/// The database failed.
pub async fn mended(app: &App, text: &str, place: &str) -> Result<String, Refused> {
    let mut reader = app.read().await?;
    let guard = guarding::guard(&mut reader).await?;
    let findings = guard.judge(text.trim_end()).findings;
    let wanted = place
        .split_once('-')
        .and_then(|(start, end)| Some((start.parse().ok()?, end.parse().ok()?)));
    let Some((start, end)) = wanted.filter(|(start, end): &(usize, usize)| {
        findings
            .iter()
            .any(|finding| finding.start == *start && finding.end == *end)
    }) else {
        return Ok(text.to_owned());
    };
    let letters: Vec<char> = text.chars().collect();
    let before: String = letters.get(..start).unwrap_or_default().iter().collect();
    let after: String = letters.get(end..).unwrap_or_default().iter().collect();
    Ok(format!("{} {}", before.trim_end(), after.trim_start())
        .trim()
        .to_owned())
}
