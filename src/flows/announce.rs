//! Telling this node's people what was agreed or called off: a mail invitation, or a neutral entry
//! where a writable calendar is linked. Only rows are written here; jobs send and write them, with
//! sentences from `words`.

use serde::{Deserialize, Serialize};

use super::turn::{FlowError, Turn};
use crate::domain::booking::HoldKind;
use crate::domain::hold::Hold;
use crate::domain::seat::Venue;
use crate::domain::{
    Address, BookingId, Instant, Interval, Language, LinkId, NodeId, PlaceId, ShortName, StaffId,
    VideoLink,
};
use crate::store::{EntryRow, LetterRow, LinkRow, PersonRow, PlaceRow, WantedEntry, holds, peers};

/// A letter that waits to be written and sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Post {
    /// Invites to a meeting.
    Invite(Address, NeutralNotice),
    /// Says that it is off.
    CallOff(Address, NeutralNotice),
    /// Says that a note waits; not from whom, nor about what.
    NoteWaits(Address, Language),
}

/// All that a calendar or a mail is told of a meeting (boundary rule B10): time, place, and that it
/// is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeutralNotice {
    /// Which booking; also what the calendar knows it by.
    pub booking: BookingId,
    /// For whom.
    pub person: StaffId,
    /// In which language.
    pub language: Language,
    /// Rises with each change.
    pub sequence: u32,
    /// Agreed, or held while somebody is asked.
    #[serde(default)]
    pub standing: Standing,
    /// When this person is to be there.
    pub interval: Interval,
    /// Where.
    pub place: NoticePlace,
}

/// How firm a meeting is that stands in a calendar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Agreed.
    #[default]
    Agreed,
    /// Held while somebody is asked: the time is reserved, and no one is invited.
    Reserved,
}

/// A meeting's place as it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticePlace {
    /// Not said.
    Unsaid,
    /// By telephone.
    Phone,
    /// On video.
    Video(Option<VideoLink>),
    /// There.
    At(ShortName, Option<ShortName>),
}

/// A hold keeps its people's time. Where somebody is being asked meanwhile, who has a writable calendar
/// sees the time reserved there; nobody gets mail, and a choosing hold is told of nowhere.
///
/// # Errors
/// The database failed.
pub async fn reserved(turn: &mut Turn<'_>, hold: &Hold) -> Result<(), FlowError> {
    for notice in notices(turn, hold, Standing::Reserved).await? {
        if let Some(link) = writable_link(turn, notice.person).await? {
            want(turn, link, &notice, WantedEntry::Present).await?;
        }
    }
    Ok(())
}

/// The time is let go without a meeting: what was reserved goes from the calendars.
///
/// # Errors
/// The database failed.
pub async fn unreserved(turn: &mut Turn<'_>, hold: &Hold) -> Result<(), FlowError> {
    for notice in notices(turn, hold, Standing::Reserved).await? {
        if let Some(link) = written_link(turn, notice.person, notice.booking).await? {
            want(turn, link, &notice, WantedEntry::Gone).await?;
        }
    }
    Ok(())
}

/// A meeting was agreed: this node's people in it are told.
///
/// # Errors
/// The database failed.
pub async fn agreed(turn: &mut Turn<'_>, hold: &Hold) -> Result<(), FlowError> {
    tell_all(turn, hold, true).await
}

/// A meeting was called off: those who were told are told.
///
/// # Errors
/// The database failed.
pub async fn called_off(turn: &mut Turn<'_>, hold: &Hold) -> Result<(), FlowError> {
    // An invitation that still waits must not come after the word that it is off.
    LetterRow::stop_about(turn.tx.conn(), &hold.booking.to_string()).await?;
    tell_all(turn, hold, false).await
}

async fn tell_all(turn: &mut Turn<'_>, hold: &Hold, on: bool) -> Result<(), FlowError> {
    for mut notice in notices(turn, hold, Standing::Agreed).await? {
        notice.sequence = u32::from(!on);
        tell(turn, notice, on).await?;
    }
    Ok(())
}

/// What each of this node's people in the hold is told; of a reservation only while it asks.
async fn notices(
    turn: &mut Turn<'_>,
    hold: &Hold,
    standing: Standing,
) -> Result<Vec<NeutralNotice>, FlowError> {
    let reserving = standing == Standing::Reserved;
    let terms = hold.terms.as_ref();
    let Some(terms) = terms.filter(|terms| !reserving || terms.hold == HoldKind::Asking) else {
        return Ok(Vec::new());
    };
    let place = match standing {
        Standing::Agreed => place_of(turn, &terms.venue).await?,
        Standing::Reserved => NoticePlace::Unsaid,
    };
    let mut notices = Vec::new();
    for seated in &hold.seated {
        let seat = terms.party.iter().find(|seat| seat.seat == seated.seat);
        let Some(interval) = seat.and_then(|seat| holds::presence(terms.start, seat)) else {
            continue;
        };
        let Some(person) = PersonRow::find(turn.tx.conn(), seated.staff).await? else {
            continue;
        };
        notices.push(NeutralNotice {
            booking: hold.booking,
            person: person.id,
            language: person.language,
            sequence: 0,
            standing,
            interval,
            place: place.clone(),
        });
    }
    Ok(notices)
}

async fn tell(turn: &mut Turn<'_>, notice: NeutralNotice, on: bool) -> Result<(), FlowError> {
    // A call-off goes the way that the invitation went, whatever is linked now.
    let (link, wanted) = if on {
        let link = writable_link(turn, notice.person).await?;
        (link, WantedEntry::Present)
    } else {
        let link = written_link(turn, notice.person, notice.booking).await?;
        (link, WantedEntry::Gone)
    };
    if let Some(link) = link {
        return want(turn, link, &notice, wanted).await;
    }
    let person = PersonRow::find(turn.tx.conn(), notice.person).await?;
    let Some(mail) = person.and_then(|person| person.mail) else {
        return Ok(());
    };
    let about = notice.booking.to_string();
    let post = if on {
        Post::Invite(mail, notice)
    } else {
        Post::CallOff(mail, notice)
    };
    LetterRow::put(turn.tx, &about, &post, turn.now, turn.draw).await?;
    Ok(())
}

async fn want(
    turn: &mut Turn<'_>,
    link: LinkId,
    notice: &NeutralNotice,
    wanted: WantedEntry,
) -> Result<(), FlowError> {
    let plain = serde_json::to_vec(notice)
        .map_err(|_| crate::store::StoreError::Damaged("calendar_entries.entry"))?;
    let (booking, now) = (notice.booking, turn.now);
    EntryRow::want(turn.tx, booking, link, wanted, &plain, now, turn.draw).await?;
    Ok(())
}

async fn writable_link(turn: &mut Turn<'_>, person: StaffId) -> Result<Option<LinkId>, FlowError> {
    let links = LinkRow::of_person(turn.tx.conn(), person).await?;
    Ok(links
        .into_iter()
        .find(|link| link.writable)
        .map(|link| link.id))
}

async fn written_link(
    turn: &mut Turn<'_>,
    person: StaffId,
    booking: BookingId,
) -> Result<Option<LinkId>, FlowError> {
    let written = EntryRow::links_of(turn.tx.conn(), booking).await?;
    let links = LinkRow::of_person(turn.tx.conn(), person).await?;
    Ok(links
        .into_iter()
        .map(|link| link.id)
        .find(|link| written.contains(link)))
}

async fn place_of(turn: &mut Turn<'_>, venue: &Venue) -> Result<NoticePlace, FlowError> {
    Ok(match venue {
        Venue::Unsaid => NoticePlace::Unsaid,
        Venue::Phone => NoticePlace::Phone,
        Venue::Video { url } => NoticePlace::Video(url.clone()),
        Venue::At { node, place } => match named_place(turn, node, *place).await? {
            Some((name, address)) => NoticePlace::At(name, address),
            None => NoticePlace::Unsaid,
        },
    })
}

/// The neutral name and address of a place of this node or of a peer.
///
/// # Errors
/// The database failed.
pub async fn named_place(
    turn: &mut Turn<'_>,
    node: &NodeId,
    place: PlaceId,
) -> Result<Option<(ShortName, Option<ShortName>)>, FlowError> {
    if *node == turn.here.node {
        let places = PlaceRow::all(turn.tx.conn()).await?;
        let own = places.into_iter().find(|row| row.card.id == place);
        return Ok(own.map(|row| (row.card.name, row.card.address)));
    }
    let card = peers::place(turn.tx.conn(), node, place).await?;
    Ok(card.map(|card| (card.name, card.address)))
}

/// Somebody has a note waiting: their mail says so, and no more.
///
/// # Errors
/// The database failed.
pub async fn note_waits(
    turn: &mut Turn<'_>,
    person: &PersonRow,
    about: &str,
) -> Result<(), FlowError> {
    if let Some(mail) = person.mail.clone() {
        let post = Post::NoteWaits(mail, person.language);
        LetterRow::put(turn.tx, about, &post, turn.now, turn.draw).await?;
    }
    Ok(())
}

/// When a letter or an entry that failed `tries` times is tried again: 1, 2, 4 … minutes, at most an
/// hour.
#[must_use]
pub fn again(now: Instant, tries: u64) -> Instant {
    now.plus_minutes(1_i64 << tries.min(6))
        .min(now.plus_minutes(60))
}
