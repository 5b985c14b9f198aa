//! From an address that a person typed to the calendars behind it (RFC 6764, RFC 5397, RFC 4791
//! §6.2): a server's root, an account or a single calendar will do.

use crate::http::{Answer, Url};

use super::super::source::SourceAddress;
use super::super::trouble::SourceTrouble;
use super::account::{Account, Depth};
use super::memory::Memory;
use super::multistatus::{self, Resource};
use super::xml::Space;

/// A calendar that counts as busy time.
pub(super) struct Calendar {
    /// Where it lies.
    pub(super) url: Url,
    /// Changes whenever something in the calendar does.
    pub(super) tag: Option<String>,
    /// What to ask with for the changes after now (RFC 6578).
    pub(super) token: Option<String>,
}

/// How often a server may send the asker on before that is no answer.
const MOST_HOPS: usize = 4;

const PROPERTIES: &str = "<d:resourcetype/><d:current-user-principal/><c:calendar-home-set/>\
     <c:supported-calendar-component-set/><c:schedule-calendar-transp/><s:getctag/><d:sync-token/>";

/// The calendars at `address`: the one that it is, or all of the account that it leads to. None that is
/// `known` is passed over.
pub(super) async fn calendars(
    account: &Account<'_>,
    address: &SourceAddress,
    known: Option<&Memory>,
) -> Result<Vec<Calendar>, SourceTrouble> {
    let place = find(account, address).await?;
    if place.is_calendar() {
        return Ok(vec![place.calendar()]);
    }
    let mut calendars = Vec::new();
    for home in homes(account, &place).await? {
        let answer = account.propfind(&home, Depth::Members, PROPERTIES).await?;
        let members = members(answer).await?;
        // What can't be looked at might be a calendar: then the list is not the whole one.
        if let Some(trouble) = members.iter().find_map(|member| member.hidden(known)) {
            return Err(trouble);
        }
        let counting = members.iter().filter(|member| member.counts());
        calendars.extend(counting.map(Resource::calendar));
    }
    Ok(calendars)
}

/// Where the account behind `address` keeps its calendars.
pub(super) async fn home(
    account: &Account<'_>,
    address: &SourceAddress,
) -> Result<Url, SourceTrouble> {
    let place = find(account, address).await?;
    let mut homes = homes(account, &place).await?.into_iter();
    homes.next().ok_or(SourceTrouble::NoCalendar)
}

/// The resource at `address`, or where its host says that calendars lie. Only a root gives way to
/// the well-known address (RFC 6764 §5): had a single calendar gone, the others of the account would
/// be no answer for it.
async fn find(account: &Account<'_>, address: &SourceAddress) -> Result<Resource, SourceTrouble> {
    let mut places = Vec::new();
    let mut root = address.url().clone();
    if address.host_only()
        && let Some(service) = account.service(&root).await?
    {
        places.extend(service.place);
        root = service.root;
    }
    let well_known = root
        .join("/.well-known/caldav")
        .map_err(|_| SourceTrouble::BadAddress)?;
    if !matches!(root.path(), "" | "/") {
        places.push(root);
    } else if address.host_only() {
        // The root is likely a page for people: it is asked last.
        places.extend([well_known, root]);
    } else {
        places.extend([root, well_known]);
    }
    let mut last = SourceTrouble::NotACalendar;
    for place in places {
        match look(account, &place).await {
            Ok(place) if place.is_calendar() || place.leads_to_homes() => return Ok(place),
            Ok(_) => last = SourceTrouble::NotACalendar,
            Err(trouble) if may_lie_elsewhere(trouble) => last = trouble,
            Err(trouble) => return Err(trouble),
        }
    }
    Err(last)
}

fn may_lie_elsewhere(trouble: SourceTrouble) -> bool {
    use SourceTrouble as T;
    let elsewhere = [T::Forbidden, T::NotFound, T::NotACalendar];
    elsewhere.contains(&trouble) || [T::Redirected, T::Unforeseen].contains(&trouble)
}

/// Asks the resource at `url` what it is, and where it sends the asker within its origin.
async fn look(account: &Account<'_>, url: &Url) -> Result<Resource, SourceTrouble> {
    let mut url = url.clone();
    for _ in 0..MOST_HOPS {
        let answer = account.propfind(&url, Depth::Itself, PROPERTIES).await?;
        if let Some(next) = answer.location() {
            url = next.clone();
            continue;
        }
        let mut found = members(answer).await?;
        if found.len() != 1 {
            return Err(SourceTrouble::NotACalendar);
        }
        return found.pop().ok_or(SourceTrouble::NotACalendar);
    }
    Err(SourceTrouble::Redirected)
}

/// The homes that `place` leads to, by way of its principal where it does not name them itself.
async fn homes(account: &Account<'_>, place: &Resource) -> Result<Vec<Url>, SourceTrouble> {
    let direct = place.homes()?;
    if !direct.is_empty() {
        return Ok(direct);
    }
    let principal = place.principal()?.ok_or(SourceTrouble::NotACalendar)?;
    look(account, &principal).await?.homes()
}

/// The resources of an answer to PROPFIND.
async fn members(answer: Answer) -> Result<Vec<Resource>, SourceTrouble> {
    match answer.status() {
        207 => multistatus::read(answer).await,
        // A web page, or a server that does not know PROPFIND.
        200..=299 | 405 | 501 => Err(SourceTrouble::NotACalendar),
        _ => Err(SourceTrouble::of_answer(&answer)),
    }
}

impl Resource {
    fn kind(&self, space: Space, name: &'static str) -> bool {
        self.property(Space::Dav, "resourcetype")
            .is_some_and(|kinds| kinds.child(space, name).is_some())
    }

    fn is_calendar(&self) -> bool {
        self.kind(Space::CalDav, "calendar")
    }

    fn leads_to_homes(&self) -> bool {
        let principal = self.property(Space::Dav, "current-user-principal");
        self.property(Space::CalDav, "calendar-home-set").is_some() || principal.is_some()
    }

    /// Whether it is a calendar of meetings that its owner lets count (RFC 6638 §9.1).
    fn counts(&self) -> bool {
        let components = self.property(Space::CalDav, "supported-calendar-component-set");
        let holds_events = components.is_none_or(|set| {
            let named = set
                .all(Space::CalDav, "comp")
                .filter_map(|c| c.named.as_deref());
            let mut named = named.peekable();
            named.peek().is_none() || named.any(|name| name.eq_ignore_ascii_case("VEVENT"))
        });
        let transparent = self
            .property(Space::CalDav, "schedule-calendar-transp")
            .is_some_and(|value| value.child(Space::CalDav, "transparent").is_some());
        self.is_calendar() && holds_events && !transparent
    }

    /// Why it can't be known whether this is a calendar, where it can't. A member that the login may
    /// not look at is somebody else's, unless it was the login's own at the last look.
    fn hidden(&self, known: Option<&Memory>) -> Option<SourceTrouble> {
        let was_there = || known.is_some_and(|known| known.holds(&self.url));
        match self.status {
            Some(403 | 404) if !was_there() => None,
            Some(status) => Some(SourceTrouble::of_status(status)),
            None if self.property(Space::Dav, "resourcetype").is_none() => {
                Some(SourceTrouble::Unforeseen)
            }
            None => None,
        }
    }

    fn calendar(&self) -> Calendar {
        let token = self.text(Space::Dav, "sync-token");
        let tag = self.text(Space::CalendarServer, "getctag").or(token);
        Calendar {
            url: self.url.clone(),
            tag: tag.map(str::to_owned),
            token: token.map(str::to_owned),
        }
    }

    fn homes(&self) -> Result<Vec<Url>, SourceTrouble> {
        let Some(set) = self.property(Space::CalDav, "calendar-home-set") else {
            return Ok(Vec::new());
        };
        let hrefs = set.all(Space::Dav, "href");
        hrefs.map(|href| self.near(href.text.trim())).collect()
    }

    fn principal(&self) -> Result<Option<Url>, SourceTrouble> {
        match self.property(Space::Dav, "current-user-principal") {
            None => Ok(None),
            // Nobody: the server let the request in but did not take the login.
            Some(principal) if principal.child(Space::Dav, "unauthenticated").is_some() => {
                Err(SourceTrouble::WrongPassword)
            }
            Some(principal) => principal.href().map(|href| self.near(href)).transpose(),
        }
    }

    /// An address that the resource names. The login follows only to the same origin.
    fn near(&self, href: &str) -> Result<Url, SourceTrouble> {
        let url = self.url.join(href).map_err(|_| SourceTrouble::Unforeseen)?;
        let same = url.same_origin(&self.url);
        same.then_some(url).ok_or(SourceTrouble::Redirected)
    }
}
