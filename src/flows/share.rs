//! Sharing busy time with a person's home (rule B13): the other post tells the home node, and no
//! other, when the person is taken there in the coming weeks, while the person agrees. Start and
//! end on five minutes; no kind, no place.

use super::cross::{Sending, send};
use super::turn::{FlowError, Turn};
use crate::crossing::gate::{self, Route};
use crate::crossing::message::{BusyShare, Message, MessageType, Refusal, shared_span};
use crate::domain::{Busy, BusyKind, Instant, Interval, NodeId, StaffId};
use crate::planning::availability::merged;
use crate::planning::person::Calendar;
use crate::store::posts::{HomePost, SharedBusy, others_of};
use crate::store::{LinkRow, OutboxRow, PeerRow, PeerState, PersonRow, busy_rows, holds, peers};

/// A list is sent anew after so many hours, also where nothing changed: an old one is not trusted.
const AGAIN_HOURS: i64 = 6;
/// What home refused is told anew after so many minutes.
const AFTER_REFUSAL_MINUTES: i64 = 10;
/// Starts and ends are told on so many minutes.
const GRID_MINUTES: i64 = 5;
/// The most stretches that a list holds.
const MOST: usize = 1_000;
/// A list from further ahead than this is no list: the clocks are apart.
const AHEAD_MINUTES: i64 = 60;

/// Tells the homes of people whose busy time here changed, or was told long ago. A person with a
/// calendar in trouble is not told of: the last list grows old, and home stops trusting it. Says how
/// many lists were queued.
///
/// # Errors
/// The database failed.
pub async fn tell_homes(turn: &mut Turn<'_>) -> Result<usize, FlowError> {
    let mut told = 0;
    for mut post in HomePost::all(turn.tx.conn()).await? {
        let person = PersonRow::find(turn.tx.conn(), post.person).await?;
        let Some(person) = person.filter(|person| person.active && post.agreed) else {
            continue;
        };
        let found = person.card.home.as_ref();
        let peer = PeerRow::find(turn.tx.conn(), &post.node).await?;
        let open = peer.is_some_and(|peer| peer.state == PeerState::Active);
        if !open || found.is_none_or(|home| home.node != post.node) {
            continue;
        }
        let Some(busy) = taken_here(turn, &person).await? else {
            continue;
        };
        if told_already(&post, &busy, turn.now) {
            continue;
        }
        let version = next_version(&post, turn.now);
        let Some(span) = shared_span(version) else {
            continue;
        };
        let list: Vec<Interval> = busy.iter().filter_map(|one| one.clip(span)).collect();
        if list.len() > MOST {
            continue;
        }
        only_newest(turn, &post).await?;
        let message = Message::BusyShare(BusyShare {
            staff: post.person,
            version,
            busy: Some(list.clone()),
        });
        let sending = Sending {
            deadline: Some(turn.now.plus_minutes(24 * 60)),
            about: Some(post.person.to_string()),
            ..Sending::default()
        };
        send(turn, &post.node, &message, sending).await?;
        (post.version, post.sent, post.list) = (version, Some(turn.now), Some(list));
        post.put(turn.tx.conn()).await?;
        told += 1;
    }
    Ok(told)
}

/// Nothing more is shared: what waits is not sent, and home is told to forget what it has.
///
/// # Errors
/// The database failed.
pub(super) async fn stop(turn: &mut Turn<'_>, post: &mut HomePost) -> Result<(), FlowError> {
    only_newest(turn, post).await?;
    if post.sent.is_none() {
        return Ok(());
    }
    post.version = next_version(post, turn.now);
    (post.sent, post.list) = (None, None);
    let message = Message::BusyShare(BusyShare {
        staff: post.person,
        version: post.version,
        busy: None,
    });
    let sending = Sending {
        about: Some(post.person.to_string()),
        ..Sending::default()
    };
    match send(turn, &post.node, &message, sending).await {
        // A peer that is gone or suspended no longer counts on it.
        Ok(_) | Err(FlowError::Refused(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Home did not take the last list: it is told anew before long, since the directory there, or the
/// cards, may only have been late.
///
/// # Errors
/// The database failed.
pub(super) async fn refused(turn: &mut Turn<'_>, person: StaffId) -> Result<(), FlowError> {
    if let Some(mut post) = HomePost::find(turn.tx.conn(), person).await?
        && post.list.is_some()
    {
        let soon = AFTER_REFUSAL_MINUTES - AGAIN_HOURS * 60;
        post.sent = Some(turn.now.plus_minutes(soon));
        post.put(turn.tx.conn()).await?;
    }
    Ok(())
}

/// What still waits to be sent is overtaken.
async fn only_newest(turn: &mut Turn<'_>, post: &HomePost) -> Result<(), FlowError> {
    let about = post.person.to_string();
    let kind = MessageType::BusyShare;
    Ok(OutboxRow::remove_about(turn.tx.conn(), kind, &post.node, &about).await?)
}

fn next_version(post: &HomePost, now: Instant) -> u64 {
    let now = u64::try_from(now.minutes()).unwrap_or(0);
    now.max(post.version + 1)
}

/// Whether home knows this already: the same from now to the end of what it was told, and lately.
fn told_already(post: &HomePost, busy: &[Interval], now: Instant) -> bool {
    let lately = now.plus_minutes(-AGAIN_HOURS * 60);
    let (Some(list), true) = (&post.list, post.sent.is_some_and(|at| at > lately)) else {
        return false;
    };
    let ahead = shared_span(post.version).and_then(|span| Interval::new(now, span.end()));
    let Some(ahead) = ahead else { return false };
    let clip = |list: &[Interval]| -> Vec<Interval> {
        list.iter().filter_map(|one| one.clip(ahead)).collect()
    };
    clip(list) == clip(busy)
}

/// When the person is taken here from now on, in order and apart; none where a calendar of theirs is
/// not known.
async fn taken_here(
    turn: &mut Turn<'_>,
    person: &PersonRow,
) -> Result<Option<Vec<Interval>>, FlowError> {
    let now = u64::try_from(turn.now.minutes()).unwrap_or(0);
    let Some(ahead) = shared_span(now) else {
        return Ok(None);
    };
    let too_old = turn.here.rules.too_old(turn.now);
    let mut taken = Vec::new();
    for link in LinkRow::of_person(turn.tx.conn(), person.id).await? {
        if !link.is_relied_on(too_old) {
            return Ok(None);
        }
        for busy in busy_rows::of_link(turn.tx.conn(), link.id, ahead).await? {
            if busy.kind != BusyKind::Tentative || person.rules.tentative_is_busy {
                taken.extend(on_grid(busy.interval));
            }
        }
    }
    for own in holds::own_time(turn.tx.conn(), person.id, ahead).await? {
        let own = super::availability::own_time(&own.hold, person.id);
        taken.extend(own.into_iter().filter_map(|own| on_grid(own.interval)));
    }
    Ok(Some(merged(taken)))
}

fn on_grid(interval: Interval) -> Option<Interval> {
    let grid = GRID_MINUTES * 60_000;
    let start = interval.start().millis().div_euclid(grid) * grid;
    let end = (interval.end().millis() + grid - 1).div_euclid(grid) * grid;
    Interval::new(Instant::from_millis(start), Instant::from_millis(end))
}

/// Whether this node may tell `route.to` what `share` says: of its own staff, to their home alone,
/// and while they agree. To say that nothing more comes needs no agreement.
///
/// # Errors
/// Why not, or the database failed.
pub async fn may_leave(
    turn: &mut Turn<'_>,
    share: &BusyShare,
    route: Route<'_>,
) -> Result<(), FlowError> {
    let Some(person) = PersonRow::find(turn.tx.conn(), share.staff).await? else {
        return Err(FlowError::Refused(Refusal::NotYours));
    };
    gate::share_may_cross(person.card.home.as_ref(), route).map_err(FlowError::Refused)?;
    let post = HomePost::find(turn.tx.conn(), share.staff).await?;
    if share.busy.is_some() && !post.is_some_and(|post| post.agreed) {
        return Err(FlowError::Refused(Refusal::Consent));
    }
    Ok(())
}

/// Takes what another post has shared. An older list than the one known changes nothing.
///
/// # Errors
/// The card there names no home here, the directory here knows of no such post, the list is from the
/// time to come, or the database failed.
pub async fn take(turn: &mut Turn<'_>, from: &NodeId, share: &BusyShare) -> Result<(), FlowError> {
    let refused = |why| Err(FlowError::Refused(why));
    let card = peers::person(turn.tx.conn(), from, share.staff).await?;
    let Some(card) = card else {
        return refused(Refusal::Unknown);
    };
    let home = card.home.filter(|home| home.node == turn.here.node);
    let Some(home) = home else {
        return refused(Refusal::Direction);
    };
    let others = others_of(turn.tx.conn(), home.staff).await?;
    if !others.contains(from) {
        return refused(Refusal::NotYours);
    }
    let latest = turn.now.plus_minutes(AHEAD_MINUTES).minutes();
    if share.version > u64::try_from(latest).unwrap_or(0) {
        return refused(Refusal::Policy);
    }
    let known = SharedBusy::find(turn.tx.conn(), from, share.staff).await?;
    if known.is_some_and(|known| known.version >= share.version) {
        return Ok(());
    }
    let row = SharedBusy {
        node: from.clone(),
        staff: share.staff,
        version: share.version,
        list: share.busy.clone(),
    };
    Ok(row.put(turn.tx.conn()).await?)
}

/// How the other posts of a person whose home is here take their time, each as a calendar. A list
/// that has grown old is one that is not known. Where nothing is shared, rule B13 decides: a person
/// whose own calendars are complete has said that the other post stands in them; of any other the
/// time is not known, and so not free.
///
/// # Errors
/// The database failed.
pub async fn of_other_posts(
    turn: &mut Turn<'_>,
    person: &PersonRow,
) -> Result<Vec<Calendar>, FlowError> {
    let mut calendars = Vec::new();
    let too_old = turn.here.rules.too_old(turn.now);
    for node in others_of(turn.tx.conn(), person.id).await? {
        let shared = of_post(turn, &node, person).await?;
        let span = shared
            .as_ref()
            .and_then(|shared| shared_span(shared.version));
        let list = shared.and_then(|shared| shared.list);
        match (list, span) {
            (Some(list), Some(span)) => calendars.push(Calendar {
                busy: list
                    .into_iter()
                    .map(|interval| Busy {
                        interval,
                        kind: BusyKind::Busy,
                    })
                    .collect(),
                known: Some(span).filter(|span| span.start() > too_old),
            }),
            _ if person.rules.complete => {}
            _ => calendars.push(Calendar {
                busy: Vec::new(),
                known: None,
            }),
        }
    }
    Ok(calendars)
}

/// What one other post has shared of a person.
///
/// # Errors
/// The database failed.
pub async fn of_post(
    turn: &mut Turn<'_>,
    node: &NodeId,
    person: &PersonRow,
) -> Result<Option<SharedBusy>, FlowError> {
    let here = turn.here.node.clone();
    let cards = peers::people(turn.tx.conn(), node).await?;
    let card = cards.into_iter().find(|card| {
        let home = card.home.as_ref();
        home.is_some_and(|home| home.node == here && home.staff == person.id)
    });
    match card {
        Some(card) => Ok(SharedBusy::find(turn.tx.conn(), node, card.id).await?),
        None => Ok(None),
    }
}
