//! The form of Finn tid: what a person filled in, and the wish that comes of it.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Desk;
use super::find_known::Known;
use super::roster::value_of;
use crate::domain::meeting::KINDS;
use crate::domain::seat::{PartySeat, SeatNo, SeatRole};
use crate::domain::{CaseRef, Instant, Interval, MeetingKind, Minutes, Role};
use crate::flows::propose::{Search, Wish};
use crate::web::form::Sent;
use crate::web::pages::Errors;

/// The roles of a kind's seats, and room for at least one more of any role.
#[must_use]
pub fn fields(kind: MeetingKind) -> Vec<Option<Role>> {
    let mut fields: Vec<_> = kind.row().roles.iter().copied().map(Some).collect();
    fields.push(None);
    while fields.len() < 3 {
        fields.push(None);
    }
    fields
}

/// What stands filled in.
#[derive(Debug, Clone)]
pub struct Filled {
    /// The case.
    pub case: Option<CaseRef>,
    /// What sort of meeting.
    pub kind: MeetingKind,
    /// For each of [`fields`] who is chosen, or empty.
    pub seats: Vec<String>,
    /// Minutes.
    pub length: Minutes,
    /// The value of a [`KnownPlace`].
    pub place: String,
    /// `denne`, `neste`, `tre` or `egne`.
    pub period: String,
    /// First day of one's own dates.
    pub from: String,
    /// Last day of them.
    pub to: String,
}

impl Filled {
    /// Before anything is filled in: a three-way meeting in the reader's office.
    #[must_use]
    pub fn new(desk: &Desk, known: &Known) -> Self {
        let kind = MeetingKind::ThreeWay;
        let here = &desk.app.here().node;
        let office = desk.session.person.rules.office_days.first();
        let office = office.map(|day| format!("{here}.{}", day.place));
        let offered = |value: &String| known.places.iter().any(|place| place.value == *value);
        let place = office.filter(offered);
        Self {
            case: None,
            kind,
            seats: Vec::new(),
            length: kind.row().length,
            place: place
                .or_else(|| known.places.first().map(|place| place.value.clone()))
                .unwrap_or_default(),
            period: "tre".to_owned(),
            from: String::new(),
            to: String::new(),
        }
    }

    /// As an earlier search had it.
    #[must_use]
    pub fn of_search(desk: &Desk, known: &Known, search: &Search) -> Self {
        let mut left: Vec<&PartySeat> = search.party.iter().collect();
        let mut seats = Vec::new();
        for role in fields(search.kind) {
            let fits = |seat: &&PartySeat| {
                role.is_none_or(|role| seat.role == SeatRole::Staff(role)) && seat.who.is_staff()
            };
            let found = left.iter().position(fits).map(|index| left.remove(index));
            seats.push(
                found
                    .and_then(|seat| value_of(&seat.who))
                    .unwrap_or_default(),
            );
        }
        let place = known
            .places
            .iter()
            .find(|place| place.venue == search.venue);
        let last = Instant::from_millis(search.window.end().millis() - 1);
        Self {
            case: search.case.filter(|case| known.consent(*case).is_some()),
            kind: search.kind,
            seats,
            length: search.length,
            place: place.map(|place| place.value.clone()).unwrap_or_default(),
            period: "egne".to_owned(),
            from: desk.dates.date_of(search.window.start()).to_string(),
            to: desk.dates.date_of(last).to_string(),
        }
    }

    /// As it was sent.
    #[must_use]
    pub fn sent(sent: &Sent) -> Self {
        let text = |name: &str| {
            let value = sent.all(name).next();
            value.unwrap_or_default().to_owned()
        };
        let kind = kind_of(&text("slag")).unwrap_or(MeetingKind::ThreeWay);
        let seats = (0..fields(kind).len()).map(|index| text(&format!("sete-{index}")));
        Self {
            case: text("sak").parse().ok(),
            kind,
            seats: seats.collect(),
            length: text("lengde").parse().unwrap_or(0),
            place: text("sted"),
            period: text("periode"),
            from: text("fra"),
            to: text("til"),
        }
    }

    /// Kind and case, as the form sends them back to tell which of the two was changed.
    #[must_use]
    pub fn was(&self) -> String {
        let case = self.case.map(|case| case.to_string());
        format!("{}/{}", kind_code(self.kind), case.unwrap_or_default())
    }

    /// Another kind or case was chosen than the one in `was`: what goes with it is filled in.
    pub fn follow_choice(&mut self, desk: &Desk, known: &Known, was: &str) {
        let (kind, case) = was.split_once('/').unwrap_or_default();
        self.seats = known.seats(desk, self, None, &self.seats);
        if kind != kind_code(self.kind) {
            self.length = self.kind.row().length;
        }
        let chosen = self.case.filter(|chosen| chosen.to_string() != case);
        if chosen.is_some()
            && let Some(place) = known.usual_place(self)
        {
            self.place = place;
        }
    }

    /// The wish, or what is wrong with the form.
    ///
    /// # Errors
    /// The fields that are wrong, each in words.
    pub fn wish(&self, desk: &Desk, known: &Known) -> Result<Wish, Errors> {
        let mut errors = Errors::default();
        let party = self.party(desk, known, &mut errors);
        let place = known.places.iter().find(|place| place.value == self.place);
        if place.is_none() {
            errors.add("sted", desk.words.text("error-place-missing"));
        }
        if self.length == 0 {
            errors.add("lengde", desk.words.text("cannot-length"));
        }
        if self.case.is_some_and(|case| known.consent(case).is_none()) {
            errors.add("sak", desk.words.text("cannot-no-consent"));
        }
        let window = match window(desk, self) {
            Ok(window) => Some(window),
            Err((field, text)) => {
                errors.add(field, text);
                None
            }
        };
        match (window, place) {
            (Some(window), Some(place)) if errors.is_empty() => Ok(Wish {
                kind: self.kind,
                length: self.length,
                venue: place.venue.clone(),
                case: self.case,
                party,
                window,
            }),
            _ => Err(errors),
        }
    }

    fn party(&self, desk: &Desk, known: &Known, errors: &mut Errors) -> Vec<PartySeat> {
        let mut party = Vec::new();
        let chosen = fields(self.kind).into_iter().zip(&self.seats);
        for (role, value) in chosen.filter(|(_, value)| !value.is_empty()) {
            let who = known.roster.who(desk, role, value);
            let seat =
                who.and_then(|who| Some((role.or_else(|| known.roster.role_of(&who))?, who)));
            let Some((role, who)) = seat else {
                errors.add("seter", desk.words.text("cannot-unknown-person"));
                return party;
            };
            party.push(PartySeat {
                seat: SeatNo(u8::try_from(party.len()).unwrap_or(u8::MAX)),
                role: SeatRole::Staff(role),
                who,
                from: 0,
                to: self.length,
                required: true,
                guests_may_see: false,
                staff: Vec::new(),
            });
        }
        if party.len() < 2 {
            errors.add("seter", desk.words.text("error-seats-missing"));
        }
        party
    }
}

/// The kind with this code.
#[must_use]
pub fn kind_of(code: &str) -> Option<MeetingKind> {
    let row = KINDS.iter().find(|row| kind_code(row.kind) == code);
    row.map(|row| row.kind)
}

/// A kind's code in the form.
#[must_use]
pub fn kind_code(kind: MeetingKind) -> String {
    super::code(&kind)
}

/// The days that were chosen, from midnight to midnight.
fn window(desk: &Desk, filled: &Filled) -> Result<Interval, (&'static str, String)> {
    let today = desk.dates.today();
    let weekday = i64::from(today.weekday().to_monday_zero_offset());
    let after = |days: i64| today.checked_add(days.days()).unwrap_or(today);
    let wrong = |field, key: &str| (field, desk.words.text(key));
    let (first, last) = match filled.period.as_str() {
        "denne" => (today, after(6 - weekday)),
        "neste" => (after(7 - weekday), after(13 - weekday)),
        "tre" => (today, after(20)),
        "egne" => {
            let day = |text: &str| text.parse::<Date>();
            let days = day(&filled.from).ok().zip(day(&filled.to).ok());
            days.ok_or_else(|| wrong("fra", "error-dates-missing"))?
        }
        _ => return Err(wrong("periode", "error-period-missing")),
    };
    let end = last.checked_add(1.day()).unwrap_or(last);
    Interval::new(midnight(desk, first), midnight(desk, end))
        .ok_or_else(|| wrong("fra", "error-dates-order"))
}

/// When a day begins here.
#[must_use]
pub fn midnight(desk: &Desk, date: Date) -> Instant {
    let zone = &desk.app.here().time_zone;
    match date.to_zoned(zone.clone()) {
        Ok(begin) => begin.timestamp().into(),
        Err(_) => desk.now,
    }
}
