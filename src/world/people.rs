//! The three organisations of the made-up region, as their directory files say. Everybody in them is
//! invented.

use crate::domain::{NodeId, Zone};
use crate::flows::directory_file::{CalendarKey, DirectoryFile, PersonEntry, PersonKey, Problems};

/// What stands in the files where the address of the feed server belongs.
const FEEDS: &str = "{feeds}";

/// Node name, zone and file of each organisation.
const FILES: [(&str, Zone, &str); 3] = [
    (
        "fjordheim-dps",
        Zone::SpecialistHealth,
        include_str!("../../config/demo/fjordheim-dps.toml"),
    ),
    (
        "nordfjell-kommune",
        Zone::MunicipalHealth,
        include_str!("../../config/demo/nordfjell-kommune.toml"),
    ),
    (
        "nav-nordfjell",
        Zone::Nav,
        include_str!("../../config/demo/nav-nordfjell.toml"),
    ),
];

/// The three whose meeting is the main job: behandler, jobbspesialist, Nav-veileder. Their calendars
/// always work, and they are never away for a whole week.
pub const MAIN_THREE: [&str; 3] = ["siri-dahl", "kari-nes", "arne-moe"];

/// One organisation of the region.
#[derive(Debug, Clone)]
pub struct Organisation {
    /// The name of its node.
    pub node: NodeId,
    /// Its side of the boundary.
    pub zone: Zone,
    /// Its directory, with the addresses of feeds filled in.
    pub directory: DirectoryFile,
    /// The text that the directory was read from, with the addresses of feeds filled in.
    pub file: String,
}

impl Organisation {
    /// The person with this key.
    #[must_use]
    pub fn person(&self, key: &PersonKey) -> Option<&PersonEntry> {
        self.directory
            .people
            .iter()
            .find(|person| person.key == *key)
    }

    /// The address that its node sends mail from.
    #[must_use]
    pub fn sender(&self) -> String {
        format!("samband@{}.test", self.node)
    }

    /// Each linked calendar with its owner.
    pub fn calendars(&self) -> impl Iterator<Item = (&PersonEntry, &CalendarKey)> {
        self.directory.people.iter().flat_map(|person| {
            let calendars = person.calendars.iter();
            calendars.map(move |calendar| (person, &calendar.key))
        })
    }
}

/// The three organisations, with calendars at the feed server whose address is `feeds` (without a
/// slash at its end).
///
/// # Errors
/// `feeds` makes no valid address. The files themselves are tested.
pub fn organisations(feeds: &str) -> Result<Vec<Organisation>, Problems> {
    let read = |(node, zone, text): (&str, Zone, &str)| {
        let file = text.replace(FEEDS, feeds);
        let directory = DirectoryFile::read(&file)?;
        Ok(node.parse().ok().map(|node| Organisation {
            node,
            zone,
            directory,
            file,
        }))
    };
    let read: Result<Vec<_>, Problems> = FILES.into_iter().map(read).collect();
    Ok(read?.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::Role;

    fn region() -> Vec<Organisation> {
        organisations("http://127.0.0.1:4000/secret").unwrap()
    }

    #[test]
    fn each_organisation_has_its_people_an_administrator_and_a_privacy_officer() {
        let region = region();
        assert_eq!(region.len(), FILES.len());
        for organisation in &region {
            let people = &organisation.directory.people;
            let with = |role| {
                people
                    .iter()
                    .filter(|one| one.roles.contains(&role))
                    .count()
            };
            assert_eq!(with(Role::Administrator), 1, "{}", organisation.node);
            assert_eq!(with(Role::PrivacyOfficer), 1, "{}", organisation.node);
            let domain = format!("@{}.test", organisation.node);
            for person in people {
                let mail = person.mail.as_ref().unwrap().as_str();
                assert!(mail.ends_with(&domain), "{mail}");
                let phone = person
                    .phone
                    .as_ref()
                    .map_or("+47 00 00", |phone| phone.as_str());
                assert!(phone.starts_with("+47 00 00"), "{phone}");
                assert_eq!(person.is_bookable(), !person.calendars.is_empty());
            }
        }
        let roles = |at: usize, role| {
            let people = region[at].directory.people.iter();
            people.filter(|one| one.roles.contains(&role)).count()
        };
        assert_eq!(roles(0, Role::Clinician), 8);
        assert_eq!(roles(1, Role::JobSpecialist), 4);
        assert_eq!(roles(1, Role::MethodSupervisor), 1);
        assert_eq!(roles(2, Role::Adviser), 5);
    }

    #[test]
    fn every_person_of_the_region_has_a_key_of_their_own_and_calendars_at_the_feed_server() {
        let region = region();
        let mut keys = BTreeSet::new();
        for organisation in &region {
            for person in &organisation.directory.people {
                assert!(keys.insert(person.key.clone()), "{}", person.key);
                for calendar in &person.calendars {
                    let url = calendar.place.expose();
                    assert!(url.starts_with("http://127.0.0.1:4000/secret/"), "{url}");
                }
            }
        }
        for key in MAIN_THREE {
            assert!(keys.contains(&key.parse().unwrap()), "{key}");
        }
    }
}
