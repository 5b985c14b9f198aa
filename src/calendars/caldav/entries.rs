//! Asks for entries (RFC 4791 §7.8, §7.9), where a server can't say when it is busy: with as few
//! properties as it will give, read one by one, and all forgotten of them but when they are busy.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::escape::escape;

use crate::http::{Answer, Url};

use super::super::busy::BusyRequest;
use super::super::trouble::SourceTrouble;
use super::account::{Account, Depth};
use super::memory::{Entry, Place, hash};
use super::multistatus::{self, Resource};
use super::reading::Reading;
use super::times::{holds, range};
use super::whole_days;
use super::xml::Space;

/// What is asked for of an entry: only what decides when it takes its owner's time.
const PROPERTIES: [&str; 13] = [
    "UID",
    "DTSTAMP",
    "SEQUENCE",
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "RDATE",
    "EXDATE",
    "RECURRENCE-ID",
    "STATUS",
    "TRANSP",
    "X-MICROSOFT-CDO-BUSYSTATUS",
];

/// So many are asked for by name at a time.
const AT_ONCE: usize = 100;

const ALL_OF_IT: &str = "<c:calendar-data/>";

/// An entry as it came: where it lies, the mark of its version, its text.
pub(super) type Came = (Place, Option<u64>, Vec<u8>);

/// A calendar's entries by the place of each.
pub(super) type Entries = BTreeMap<Place, Entry>;

/// All entries of the calendar that may share time with the window.
pub(super) async fn all(
    account: &Account<'_>,
    url: &Url,
    reading: &mut Reading,
) -> Result<Entries, SourceTrouble> {
    let few = few_properties(reading.request.owner.is_some());
    let answer = query(account, url, &reading.request, &few).await?;
    let sorted = Sorted::of(multistatus::read(answer).await?)?;
    let mut entries = reading.entries(sorted.came).await?;
    // A server that can't withhold what an entry does not have: these it is asked for as they are.
    named_whole(account, url, &sorted.without, reading, &mut entries).await?;
    Ok(entries)
}

/// Where the entries lie that may share time with the window, and the mark of the version of each:
/// nothing of what they say.
pub(super) async fn listed(
    account: &Account<'_>,
    url: &Url,
    request: &BusyRequest,
) -> Result<Vec<(Url, Option<u64>)>, SourceTrouble> {
    let answer = query(account, url, request, "").await?;
    let mut listed = Vec::new();
    for resource in multistatus::read(answer).await? {
        if stands(&resource)? {
            let tag = resource.text(Space::Dav, "getetag").map(hash);
            listed.push((resource.url, tag));
        }
    }
    Ok(listed)
}

/// The entries at these addresses; those that are not there any more are left out.
pub(super) async fn named(
    account: &Account<'_>,
    url: &Url,
    addresses: &[Url],
    reading: &mut Reading,
) -> Result<Entries, SourceTrouble> {
    let few = few_properties(reading.request.owner.is_some());
    let mut entries = Entries::new();
    let mut without = Vec::new();
    // Each part is read and forgotten before the next is asked for.
    for some in addresses.chunks(AT_ONCE) {
        let sorted = multiget(account, url, some, &few, false).await?;
        entries.extend(reading.entries(sorted.came).await?);
        without.extend(sorted.without);
    }
    named_whole(account, url, &without, reading, &mut entries).await?;
    Ok(entries)
}

/// Adds the entries at these addresses, asked for with all that they say.
async fn named_whole(
    account: &Account<'_>,
    url: &Url,
    addresses: &[Url],
    reading: &mut Reading,
    entries: &mut Entries,
) -> Result<(), SourceTrouble> {
    for some in addresses.chunks(AT_ONCE) {
        let sorted = multiget(account, url, some, ALL_OF_IT, true).await?;
        if !sorted.without.is_empty() {
            return Err(SourceTrouble::Unforeseen);
        }
        entries.extend(reading.entries(sorted.came).await?);
    }
    Ok(())
}

/// When the entries in an answer to a query for them are busy, where it holds all that it needs to.
pub(super) fn answered(
    resources: Vec<Resource>,
    reading: &mut Reading,
) -> Result<Entries, SourceTrouble> {
    let sorted = Sorted::of(resources)?;
    if !sorted.without.is_empty() {
        return Err(SourceTrouble::Partial);
    }
    reading.entries_here(sorted.came)
}

/// Answers about entries, sorted by what came with them.
#[derive(Default)]
struct Sorted {
    came: Vec<Came>,
    /// There, but their text did not come.
    without: Vec<Url>,
}

impl Sorted {
    /// Of an answer to a query.
    fn of(resources: Vec<Resource>) -> Result<Self, SourceTrouble> {
        let mut sorted = Self::default();
        for resource in resources {
            sorted.take(resource, false)?;
        }
        Ok(sorted)
    }

    /// Of an answer about these addresses. Each is answered for, or the whole is not understood.
    fn of_named(
        addresses: &[Url],
        resources: Vec<Resource>,
        whole: bool,
    ) -> Result<Self, SourceTrouble> {
        let mut open: BTreeSet<Place> = addresses.iter().map(Place::of).collect();
        let mut sorted = Self::default();
        for resource in resources {
            if open.remove(&Place::of(&resource.url)) {
                sorted.take(resource, whole)?;
            }
        }
        let all = open.is_empty().then_some(sorted);
        all.ok_or(SourceTrouble::Unforeseen)
    }

    /// `whole` where all of each entry was asked for, so that a text without a meeting is another
    /// thing, such as a task.
    fn take(&mut self, resource: Resource, whole: bool) -> Result<(), SourceTrouble> {
        let place = Place::of(&resource.url);
        if !stands(&resource)? {
            return Ok(());
        }
        let tag = resource.text(Space::Dav, "getetag").map(hash);
        let data = resource.text(Space::CalDav, "calendar-data");
        let kinds: &[&[u8]] = &[b"BEGIN:VEVENT", b"BEGIN:VTODO", b"BEGIN:VJOURNAL"];
        let kinds = if whole { kinds } else { &kinds[..1] };
        match data.map(str::as_bytes) {
            Some(data) if kinds.iter().any(|kind| holds(data, kind)) => {
                self.came.push((place, tag, data.to_vec()));
            }
            _ => self.without.push(resource.url),
        }
        Ok(())
    }
}

/// Whether the resource is there. One that was deleted since the server made its list is not.
fn stands(resource: &Resource) -> Result<bool, SourceTrouble> {
    match resource.status {
        None | Some(200..=299) => Ok(true),
        Some(404 | 410) => Ok(false),
        Some(status) => Err(SourceTrouble::of_status(status)),
    }
}

/// Asks for what `data` names of all entries that may share time with the window.
async fn query(
    account: &Account<'_>,
    url: &Url,
    request: &BusyRequest,
    data: &str,
) -> Result<Answer, SourceTrouble> {
    // A day more at either end: the server does not know where the owner's days begin.
    let span = whole_days::around(request.window).ok_or(SourceTrouble::TooLarge)?;
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <c:calendar-query xmlns:d=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:caldav\">\
         <d:prop><d:getetag/>{data}</d:prop>\
         <c:filter><c:comp-filter name=\"VCALENDAR\"><c:comp-filter name=\"VEVENT\">{}\
         </c:comp-filter></c:comp-filter></c:filter></c:calendar-query>",
        range(span)
    );
    let answer = account.report(url, Depth::Members, body).await?;
    multistatus_only(answer)
}

/// Asks for what `data` names of the entries at these addresses.
async fn multiget(
    account: &Account<'_>,
    url: &Url,
    addresses: &[Url],
    data: &str,
    whole: bool,
) -> Result<Sorted, SourceTrouble> {
    let hrefs = addresses
        .iter()
        .map(|address| format!("<d:href>{}</d:href>", escape(address.path())));
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <c:calendar-multiget xmlns:d=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:caldav\">\
         <d:prop><d:getetag/>{data}</d:prop>{}</c:calendar-multiget>",
        hrefs.collect::<String>()
    );
    let answer = account.report(url, Depth::Members, body).await?;
    let resources = multistatus::read(multistatus_only(answer)?).await?;
    Sorted::of_named(addresses, resources, whole)
}

fn multistatus_only(answer: Answer) -> Result<Answer, SourceTrouble> {
    match answer.status() {
        207 => Ok(answer),
        200..=299 => Err(SourceTrouble::NotACalendar),
        _ => Err(SourceTrouble::of_answer(&answer)),
    }
}

fn few_properties(with_answer: bool) -> String {
    // Whether the owner has declined stands nowhere else.
    let answer = with_answer.then_some("ATTENDEE");
    let named = PROPERTIES
        .into_iter()
        .chain(answer)
        .map(|name| format!("<c:prop name=\"{name}\"/>"));
    format!(
        "<c:calendar-data><c:comp name=\"VCALENDAR\"><c:prop name=\"VERSION\"/>\
         <c:comp name=\"VEVENT\">{}</c:comp>\
         <c:comp name=\"VTIMEZONE\"><c:allprop/><c:allcomp/></c:comp></c:comp></c:calendar-data>",
        named.collect::<String>()
    )
}
