//! What stands in the made-up calendars and must never leave them: invented names, rooms, firms.
//! The stories look for these words wherever samband writes, so they stand nowhere else.

/// Invented people behind the appointments.
pub(super) const PEOPLE: [&str; 12] = [
    "Kvernhusvik",
    "Almestrand",
    "Tjeldnesås",
    "Brattlivik",
    "Sørholmdal",
    "Øyvassbotn",
    "Lyngheimsmo",
    "Rugstadnes",
    "Vindfjellteig",
    "Myrholtvoll",
    "Skarvøyhaug",
    "Ekrenesli",
];

/// Invented firms that job specialists visit.
pub(super) const FIRMS: [&str; 6] = [
    "Vassdalsholm bakeri",
    "Tindelva rør",
    "Nybrottlia gartneri",
    "Havgløtt fiskemottak",
    "Steinrøys bilpleie",
    "Kaihjørnet bruktbutikk",
];

/// Invented rooms.
pub(super) const ROOMS: [&str; 5] = [
    "Rom Hvitveis 214",
    "Rom Blåklokke 3",
    "Møterom Tinnhølen",
    "Samtalerom Fagerlokk",
    "Video, lenke meet.kaldvatn.test/q8",
];

/// What an appointment is about; the kind of word that must not cross.
pub(super) const MATTERS: [&str; 8] = [
    "inntakssamtale",
    "medisinjustering",
    "DIALOGspor 4, traumebehandling",
    "vurdering av selvmordsfare",
    "pårørendesamtale, mor",
    "kontroll etter utskrivning",
    "kriseplan; revidert, del 2",
    "utredning (nevropsykologisk)",
];

/// Words that occur in the made-up calendars and nowhere else: found in a log, a table, a mail or on
/// the wire, they prove that a calendar's text leaked.
#[must_use]
pub fn secret_words() -> Vec<&'static str> {
    let firms = FIRMS.iter().filter_map(|firm| firm.split(' ').next());
    let rooms = [
        "Hvitveis",
        "Blåklokke",
        "Tinnhølen",
        "Fagerlokk",
        "kaldvatn",
    ];
    PEOPLE.into_iter().chain(firms).chain(rooms).collect()
}
