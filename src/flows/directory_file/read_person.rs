//! One `[[person]]` with their hours and calendars.

use std::path::PathBuf;

use secrecy::SecretString;

use super::entries::{
    AvailabilityEntry, CalendarEntry, CalendarKind, CalendarPlace, CapacityEntry, HomeEntry,
    LunchBreak, OfficeDayEntry, Password, PersonEntry, Season, TentativeRule, UserName,
    WorkingHours,
};
use super::fields::{Fields, Sheet, Table};
use super::hours;
use super::names;
use super::problems::{Fault, Label, Subject};
use super::read::{self, Known, keys_of, label, roles};
use crate::calendars::fhir::Actor;
use crate::calendars::graph::Mailbox;
use crate::domain::people::DayHours;
use crate::domain::{Instant, Minutes};

const EXAMPLE_HOURS: &str = "hours = [\"monday-friday 08:00-15:30\"]";

/// Reads one person; none where something that must be there is not, with a problem noted.
pub(super) fn person<'t>(
    sheet: &Sheet<'t>,
    table: Table<'t>,
    label: Label,
    known: &Known<'_>,
) -> Option<PersonEntry> {
    let mut fields = Fields::new(sheet, table, Subject::Person(label.clone()));
    fields.require("key", "key = \"kari-nes\"");
    fields.require("name", "name = \"Kari Nes\"");
    fields.require("roles", "roles = [\"job_specialist\"]");
    let key = fields.parsed("key");
    let name = fields.parsed("name");
    let roles = roles(&mut fields);
    if roles.iter().any(|role| role.is_bookable()) {
        fields.require("hours", EXAMPLE_HOURS);
        fields.require("complete", "complete = true (all that takes time is there)");
    }
    let mail = fields.parsed("mail");
    let phone = fields.parsed("phone");
    let language = fields.read("language", names::language);
    let availability = availability(&mut fields, known);
    let deputy = fields.read("deputy", |text| known.person(text));
    if deputy.is_some() && deputy == key {
        fields.problem(fields.line(), "deputy", Fault::NamesItself);
    }
    let kinds = fields.each("kinds", names::meeting_kind);
    let capacity = capacity(&mut fields);
    let home = home(&mut fields);
    let mut other_posts = fields.each("other_posts", read::node);
    other_posts.sort_unstable();
    other_posts.dedup();
    if home.is_some() && !other_posts.is_empty() {
        fields.problem(fields.line(), "other_posts", Fault::TwoHomes);
    }
    let calendars = calendars(sheet, &mut fields, &label);
    fields.finish();
    Some(PersonEntry {
        key: key?,
        name: name?,
        roles,
        mail,
        phone,
        language: language.unwrap_or_default(),
        availability,
        deputy,
        kinds,
        capacity,
        home,
        other_posts,
        calendars,
    })
}

fn availability(fields: &mut Fields<'_, '_>, known: &Known<'_>) -> AvailabilityEntry {
    AvailabilityEntry {
        office_days: office_days(fields, known),
        telephone_hours: day_hours(fields, "telephone_hours"),
        working: working(fields),
        bookable: fields
            .has("bookable")
            .then(|| day_hours(fields, "bookable")),
        lunch: fields.read("lunch", lunch),
        asks_first: fields.flag("asks_first", false),
        complete: fields.flag("complete", false),
        tentative: fields
            .read("tentative", names::tentative)
            .unwrap_or(TentativeRule::Busy),
        minimum_notice: fields
            .number("minimum_notice_minutes", 0, 30 * 24 * 60)
            .unwrap_or(0),
        buffer: fields.number("buffer_minutes", 0, 120).unwrap_or(0),
        protected: fields.each("protected_days", hours::read_protected),
        most_a_day: fields.number("most_a_day", 1, 20),
        most_a_week: fields.number("most_a_week", 1, 100),
    }
}

/// Hours that stand under `key`, in order.
fn day_hours(fields: &mut Fields<'_, '_>, key: &'static str) -> Vec<DayHours> {
    let read = fields.each(key, hours::read_hours).concat();
    match hours::in_order(read) {
        Ok(hours) => hours,
        Err(fault) => {
            fields.problem(fields.line(), key, fault);
            Vec::new()
        }
    }
}

fn lunch(text: &str) -> Result<LunchBreak, Fault> {
    let (from, to): (Minutes, Minutes) = hours::read_span(text)?;
    Ok(LunchBreak { from, to })
}

fn working(fields: &mut Fields<'_, '_>) -> WorkingHours {
    let hours = day_hours(fields, "hours");
    let off = fields.each("days_off", hours::read_days_off);
    let other = fields.each("other_hours", hours::read_other_hours);
    let other = hours::dates_in_order(other).unwrap_or_else(|fault| {
        fields.problem(fields.line(), "other_hours", fault);
        Vec::new()
    });
    let season = fields.inside("season").and_then(season);
    WorkingHours {
        hours,
        season,
        off,
        other,
    }
}

fn season(mut fields: Fields<'_, '_>) -> Option<Season> {
    fields.require("from", "from = \"05-15\"");
    fields.require("to", "to = \"09-14\"");
    fields.require("hours", "hours = [\"monday-friday 08:00-15:00\"]");
    let from = fields.read("from", hours::read_year_day);
    let to = fields.read("to", hours::read_year_day);
    let hours = day_hours(&mut fields, "hours");
    fields.finish();
    Some(Season {
        from: from?,
        to: to?,
        hours,
    })
}

fn office_days(fields: &mut Fields<'_, '_>, known: &Known<'_>) -> Vec<OfficeDayEntry> {
    let Some(mut days) = fields.inside("office_days") else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for (name, place) in days.all_texts() {
        let day = hours::weekday(name).ok_or(Fault::NotWeekday);
        match day.and_then(|day| Ok((day, known.place(place.value)?))) {
            Ok((day, place)) => out.push(OfficeDayEntry { day, place }),
            Err(fault) => days.problem(place.line, name, fault),
        }
    }
    out.sort_by_key(|office_day| office_day.day);
    out
}

fn capacity(fields: &mut Fields<'_, '_>) -> Option<CapacityEntry> {
    let mut inside = fields.inside("capacity")?;
    inside.require("free", "free = 2");
    let free = inside.number("free", 0, 1_000);
    let weeks = inside.number("weeks", 0, 520).unwrap_or(0);
    let as_of = inside.read("as_of", |text| {
        text.parse::<jiff::Timestamp>()
            .map(Instant::from)
            .map_err(|_| Fault::NotTime)
    });
    inside.finish();
    Some(CapacityEntry {
        free: free?,
        weeks,
        as_of,
    })
}

fn home(fields: &mut Fields<'_, '_>) -> Option<HomeEntry> {
    let mut inside = fields.inside("home")?;
    inside.require("node", "node = \"fjordheim-dps\"");
    inside.require("name", "name = \"Siri Dahl\"");
    let node = inside.read("node", read::node);
    let name = inside.parsed("name");
    let share_busy = inside.flag("share_busy", false);
    inside.finish();
    Some(HomeEntry {
        node: node?,
        name: name?,
        share_busy,
    })
}

fn calendars<'t>(
    sheet: &Sheet<'t>,
    fields: &mut Fields<'t, '_>,
    person: &Label,
) -> Vec<CalendarEntry> {
    let tables = fields.tables("calendar");
    let subject = |calendar| Subject::Calendar {
        person: person.clone(),
        calendar,
    };
    keys_of(sheet, &tables, subject);
    tables
        .iter()
        .enumerate()
        .filter_map(|(at, table)| calendar(Fields::new(sheet, *table, subject(label(*table, at)))))
        .collect()
}

fn calendar(mut fields: Fields<'_, '_>) -> Option<CalendarEntry> {
    fields.require("key", "key = \"outlook\"");
    fields.require("kind", "kind = \"ics\"");
    let key = fields.parsed("key");
    let kind = fields.read("kind", names::calendar_kind);
    let place = place(&mut fields, kind);
    // The organisation's own systems have the organisation's own login, and are only read.
    let own = matches!(kind, Some(CalendarKind::Graph | CalendarKind::Fhir));
    let (user, password, writable, owner) = if own {
        (None, None, false, None)
    } else {
        let (user, password) = login(&mut fields, kind);
        let writable = writable(&mut fields, kind);
        (user, password, writable, fields.parsed("owner"))
    };
    fields.finish();
    Some(CalendarEntry {
        key: key?,
        kind: kind?,
        place: place?,
        user,
        password,
        writable,
        owner,
    })
}

/// Where it is, under the key that its kind has for that.
fn place(fields: &mut Fields<'_, '_>, kind: Option<CalendarKind>) -> Option<CalendarPlace> {
    let kept = |text: &str| CalendarPlace(SecretString::from(text));
    match kind {
        Some(CalendarKind::Graph) => {
            fields.require("mailbox", "mailbox = \"anna.vik@vik.test\"");
            let mailbox = fields.parsed::<Mailbox>("mailbox")?;
            Some(kept(mailbox.as_str()))
        }
        Some(CalendarKind::Fhir) => {
            fields.require("actor", "actor = \"Practitioner/123\"");
            let actor = fields.parsed::<Actor>("actor")?;
            Some(kept(actor.as_str()))
        }
        _ => {
            let account = kind == Some(CalendarKind::Caldav);
            fields.require("url", "url = \"https://…\"");
            fields.read("url", if account { account_url } else { url })
        }
    }
}

fn login(
    fields: &mut Fields<'_, '_>,
    kind: Option<CalendarKind>,
) -> (Option<UserName>, Option<Password>) {
    let account = kind == Some(CalendarKind::Caldav);
    let user = fields.read("user", user);
    let password = password(fields);
    // An account's password without a user is a token.
    if password.is_some() && user.is_none() && !account {
        fields.problem(fields.line(), "user", Fault::PasswordWithoutUser);
    }
    (user, password)
}

fn writable(fields: &mut Fields<'_, '_>, kind: Option<CalendarKind>) -> bool {
    let writable = fields.flag("writable", false);
    if writable && kind == Some(CalendarKind::Ics) {
        fields.problem(fields.line(), "writable", Fault::FeedIsReadOnly);
    }
    writable
}

fn password(fields: &mut Fields<'_, '_>) -> Option<Password> {
    let itself = fields.text("password");
    let file = fields.text("password_file");
    match (itself, file) {
        (Some(itself), Some(_)) => {
            fields.problem(itself.line, "password", Fault::TwoPasswords);
            None
        }
        (Some(itself), None) => Some(Password::Text(SecretString::from(itself.value))),
        (None, Some(file)) => Some(Password::File(PathBuf::from(file.value))),
        (None, None) => None,
    }
}

fn user(text: &str) -> Result<UserName, Fault> {
    let fits = (1..=120).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if fits {
        Ok(UserName(text.to_owned()))
    } else {
        Err(Fault::NotUser)
    }
}

/// As [`url`], or a host or a mail address, which says by itself where its calendars lie.
fn account_url(text: &str) -> Result<CalendarPlace, Fault> {
    if text.contains("://") {
        return url(text);
    }
    let host = text.rsplit('@').next().unwrap_or_default();
    let plain = text.len() <= 2_000 && text.bytes().all(|byte| byte.is_ascii_graphic());
    let login = text.contains('@') && text.contains(':');
    if plain && !text.starts_with('@') && !login && host.contains('.') {
        Ok(CalendarPlace(SecretString::from(text)))
    } else {
        Err(Fault::NotUrl)
    }
}

/// An address that looks like one. Whether it may be fetched is for the fetching to say.
fn url(text: &str) -> Result<CalendarPlace, Fault> {
    const SCHEMES: [&str; 4] = ["https", "http", "webcal", "webcals"];
    let (scheme, rest) = text.split_once("://").ok_or(Fault::NotUrl)?;
    if !SCHEMES.contains(&scheme) {
        return Err(Fault::NotUrl);
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.contains('@') {
        return Err(Fault::LoginInUrl);
    }
    let plain = text.len() <= 2_000 && text.bytes().all(|byte| byte.is_ascii_graphic());
    if host.is_empty() || !plain {
        return Err(Fault::NotUrl);
    }
    Ok(CalendarPlace(SecretString::from(text)))
}
