//! The made-up organisations of a simulation: a health trust, a Nav office, a municipality, and
//! sometimes one more health trust; each with three people, a team and a calendar for each person.
//! Two of the people have another post, in the organisation next to theirs.

use jiff::tz::TimeZone;

use super::climate::Climate;
use crate::domain::{Address, NodeId, ShortName, StaffId, TeamId, Zone};
use crate::flows::directory_file::DirectoryFile;
use crate::flows::{FlowError, Here, Rules, Turn, directory};
use crate::store::posts::HomePost;
use crate::store::{LinkRow, NodeKey, PersonRow, TeamRow};

/// One organisation: node, name and zone.
type Organisation = (&'static str, &'static str, Zone, &'static str);

const ORGANISATIONS: [Organisation; 4] = [
    ("dps", "Fjord helse", Zone::SpecialistHealth, "clinician"),
    ("nav", "Nav Fjord", Zone::Nav, "adviser"),
    (
        "kommune",
        "Fjord kommune",
        Zone::MunicipalHealth,
        "job_specialist",
    ),
    ("bup", "Nes helse", Zone::SpecialistHealth, "clinician"),
];

const PEOPLE: [&str; 3] = ["anna-vik", "bo-nes", "siri-dal"];

/// Another post of somebody: which person, at which node at home, and at which node besides.
const OTHER_POSTS: [(&str, &str, &str); 2] =
    [("siri-dal", "dps", "nav"), ("bo-nes", "nav", "kommune")];

/// The settings of the first `climate.nodes` organisations.
pub(super) fn nodes(climate: &Climate) -> Vec<Here> {
    let rules = Rules {
        choosing: climate.choosing,
        undo_seconds: climate.undo_seconds,
        weekly_milli_starts: climate.weekly_milli_starts,
        asks_a_day: u64::from(u32::MAX),
        open_holds: climate.open_holds,
        fresh_minutes: climate.fresh_minutes,
        ..Rules::default()
    };
    let organisations = ORGANISATIONS.iter().take(climate.nodes);
    organisations
        .filter_map(|(node, name, zone, _)| {
            let node: NodeId = node.parse().ok()?;
            let name: ShortName = name.parse().ok()?;
            let from: Address = format!("samband@{node}.test").parse().ok()?;
            let time_zone = TimeZone::get("Europe/Oslo").ok()?;
            Some(Here {
                node,
                zone: *zone,
                name,
                time_zone,
                from,
                rules,
            })
        })
        .collect()
}

/// Whom a node has, as its directory made them.
#[derive(Debug, Clone, Default)]
pub(super) struct Staff {
    /// Its people whose home is here.
    pub(super) people: Vec<StaffId>,
    /// Those whose home is elsewhere.
    pub(super) posts: Vec<StaffId>,
    /// Their one team.
    pub(super) team: Option<TeamId>,
}

/// Applies the node's directory, as an administrator would.
///
/// # Errors
/// The database failed, or the directory does not read.
pub(super) async fn settle(turn: &mut Turn<'_>) -> Result<Staff, FlowError> {
    let text = directory_of(&turn.here.node);
    let file = DirectoryFile::read(&text).map_err(|_| FlowError::NotFound)?;
    directory::apply(turn, &file).await?;
    debug_assert!(NodeKey::CardsVersion.number(turn.tx.conn()).await? > 0);
    let people = PersonRow::all(turn.tx.conn()).await?;
    let teams = TeamRow::all(turn.tx.conn()).await?;
    debug_assert_eq!(LinkRow::all(turn.tx.conn()).await?.len(), people.len());
    let posts = HomePost::all(turn.tx.conn()).await?;
    let posts: Vec<_> = posts.into_iter().map(|post| post.person).collect();
    let mut people: Vec<_> = people
        .into_iter()
        .filter(|row| !posts.contains(&row.id))
        .map(|row| (row.slug, row.id))
        .collect();
    people.sort();
    Ok(Staff {
        people: people.into_iter().map(|(_, id)| id).collect(),
        posts,
        team: teams.first().map(|row| row.card.id),
    })
}

fn directory_of(node: &NodeId) -> String {
    let (_, name, _, role) = ORGANISATIONS
        .iter()
        .find(|(known, ..)| *known == node.as_str())
        .unwrap_or(&ORGANISATIONS[0]);
    let mut text = format!("[organisation]\nname = \"{name}\"\n");
    let members = PEOPLE.map(|key| format!("\"{key}\"")).join(", ");
    text += &format!(
        "[[team]]\nkey = \"team\"\nname = \"Team\"\nneutral_name = \"Team {name}\"\n\
         roles = [\"{role}\"]\nmembers = [{members}]\n"
    );
    for key in PEOPLE {
        let others = OTHER_POSTS
            .iter()
            .filter(|(person, home, _)| *person == key && *home == node.as_str())
            .map(|(.., other)| format!("other_posts = [\"{other}\"]\n"));
        text += &person(node, key, &spoken(key), role, &others.collect::<String>());
    }
    for (key, home, _) in OTHER_POSTS.iter().filter(|(.., at)| *at == node.as_str()) {
        let name = spoken(key);
        let home =
            format!("home = {{ node = \"{home}\", name = \"{name}\", share_busy = true }}\n");
        text += &person(node, &format!("{key}-too"), &name, role, &home);
    }
    text
}

fn person(node: &NodeId, key: &str, name: &str, role: &str, posts: &str) -> String {
    format!(
        "[[person]]\nkey = \"{key}\"\nname = \"{name}\"\nroles = [\"{role}\"]\n\
         mail = \"{key}@{node}.test\"\nhours = [\"monday-friday 08:00-15:30\"]\n\
         complete = true\n{posts}\
         [[person.calendar]]\nkey = \"cal\"\nkind = \"ics\"\n\
         url = \"https://calendar.{node}.test/{key}.ics\"\n"
    )
}

/// `anna-vik` as `Anna Vik`.
fn spoken(key: &str) -> String {
    let words = key.split('-').map(|word| {
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + rest
    });
    words.collect::<Vec<_>>().join(" ")
}
