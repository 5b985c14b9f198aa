//! A person's availability read from the rows: rules, calendars, own bookings. Also who of this node
//! can fill a seat.

use super::share;
use super::turn::{Cannot, FlowError, Turn};
use super::ways;
use crate::domain::bitmap::Grid;
use crate::domain::hold::Hold;
use crate::domain::seat::{Pool, Venue, Who};
use crate::domain::{BookingId, Interval, Minutes, PlaceId, StaffId};
use crate::planning::availability::{Audience, Availability, View};
use crate::planning::person::{Calendar, Diary, Taken};
use crate::store::posts::HomePost;
use crate::store::{LinkRow, PersonRow, TeamRow, busy_rows, holds};

/// What availability is looked at for.
#[derive(Debug, Clone)]
pub struct Looking {
    /// The stretch of time.
    pub window: Interval,
    /// Where the meeting is to be.
    pub venue: Venue,
    /// For whom.
    pub audience: Audience,
    /// A booking whose own cells do not count: its hold is being confirmed.
    pub beside: Option<BookingId>,
    /// Whether the people's minimum notice counts; not for what is held already.
    pub with_notice: bool,
}

/// The availability of these people, in their order.
///
/// # Errors
/// The database failed.
pub async fn of_people(
    turn: &mut Turn<'_>,
    people: &[PersonRow],
    looking: &Looking,
) -> Result<Vec<Availability>, FlowError> {
    let travel = ways::table(turn).await?;
    let grid = Grid::covering(looking.window).ok_or(FlowError::Cannot(Cannot::WindowTooLong))?;
    let zone = turn.here.time_zone.clone();
    let view = View {
        grid,
        now: turn.now,
        zone: &zone,
        travel: &travel,
        place: place_of(&looking.venue),
        audience: looking.audience,
    };
    let mut all = Vec::with_capacity(people.len());
    for person in people {
        let diary = diary(turn, person, looking).await?;
        let mut rules = person.rules.clone();
        if !looking.with_notice {
            rules.minimum_notice = 0;
        }
        all.push(Availability::of(&rules, &diary, &view));
    }
    Ok(all)
}

const fn place_of(venue: &Venue) -> Option<PlaceId> {
    match venue {
        Venue::At { place, .. } => Some(*place),
        Venue::Unsaid | Venue::Phone | Venue::Video { .. } => None,
    }
}

async fn diary(
    turn: &mut Turn<'_>,
    person: &PersonRow,
    looking: &Looking,
) -> Result<Diary, FlowError> {
    let mut diary = Diary::default();
    // What lies just outside counts too: buffers and travel reach in.
    let around = with_room(looking.window, 1);
    let too_old = turn.here.rules.too_old(turn.now);
    for link in LinkRow::of_person(turn.tx.conn(), person.id).await? {
        let fine = link.is_relied_on(too_old);
        diary.calendars.push(Calendar {
            busy: busy_rows::of_link(turn.tx.conn(), link.id, around).await?,
            known: if fine { link.known } else { None },
        });
    }
    if !diary.calendars.is_empty() || !person.rules.complete {
        let others = share::of_other_posts(turn, person).await?;
        diary.calendars.extend(others);
    }
    // The meetings of the whole week count against what the person takes in one.
    let weeks = with_room(looking.window, 8);
    for own in holds::own_time(turn.tx.conn(), person.id, weeks).await? {
        if looking.beside != Some(own.booking) {
            diary.own.extend(own_time(&own.hold, person.id));
        }
    }
    Ok(diary)
}

/// When and where a hold takes a person's time: each seat that they sit in.
pub(super) fn own_time(hold: &Hold, person: StaffId) -> Vec<Taken> {
    let Some(terms) = &hold.terms else {
        return Vec::new();
    };
    let seats = hold.seated.iter().filter(|seated| seated.staff == person);
    let taken = seats.filter_map(|seated| {
        let seat = terms.party.iter().find(|seat| seat.seat == seated.seat);
        Some(Taken {
            interval: holds::presence(terms.start, seat?)?,
            place: place_of(&terms.venue),
        })
    });
    taken.collect()
}

fn with_room(window: Interval, days: i64) -> Interval {
    let room = days * 24 * 60;
    Interval::new(
        window.start().plus_minutes(-room),
        window.end().plus_minutes(room),
    )
    .unwrap_or(window)
}

/// The people of this node who can fill a seat: the person, or the active bookable members of the
/// pool; not those whose home card is at another node, which alone decides for them (rule B13).
/// Empty where the seat is not one of this node's staff.
///
/// # Errors
/// The database failed.
pub async fn candidates_for(turn: &mut Turn<'_>, who: &Who) -> Result<Vec<PersonRow>, FlowError> {
    let here = turn.here.node.clone();
    let people = match who {
        Who::Person { node, staff } if *node == here => PersonRow::find(turn.tx.conn(), *staff)
            .await?
            .into_iter()
            .collect(),
        Who::Any { node, pool, .. } if *node == here => members(turn, *pool).await?,
        _ => Vec::new(),
    };
    let elsewhere = HomePost::all(turn.tx.conn()).await?;
    let decides = |person: &PersonRow| {
        let home_elsewhere = elsewhere.iter().any(|post| post.person == person.id);
        person.is_bookable() && !home_elsewhere
    };
    Ok(people.into_iter().filter(decides).collect())
}

/// The people of a team, or with a role.
///
/// # Errors
/// The database failed.
pub async fn members(turn: &mut Turn<'_>, pool: Pool) -> Result<Vec<PersonRow>, FlowError> {
    let people = PersonRow::all(turn.tx.conn()).await?;
    Ok(match pool {
        Pool::Role(role) => people
            .into_iter()
            .filter(|person| person.roles.contains(&role))
            .collect(),
        Pool::Team(team) => {
            let teams = TeamRow::all(turn.tx.conn()).await?;
            let members = teams
                .into_iter()
                .find(|row| row.card.id == team)
                .map(|row| row.card.members)
                .unwrap_or_default();
            people
                .into_iter()
                .filter(|person| members.contains(&person.id))
                .collect()
        }
    })
}

/// How many meetings each of these people has ahead in the window, in their order.
///
/// # Errors
/// The database failed.
pub async fn loads(
    turn: &mut Turn<'_>,
    people: &[PersonRow],
    window: Interval,
) -> Result<Vec<u32>, FlowError> {
    let mut loads = Vec::with_capacity(people.len());
    for person in people {
        let ahead = holds::own_time(turn.tx.conn(), person.id, window).await?;
        loads.push(u32::try_from(ahead.len()).unwrap_or(u32::MAX));
    }
    Ok(loads)
}

/// The seats of one node of a party, with who can fill each: as the search wants them.
#[derive(Debug, Default)]
pub struct Seating {
    /// Everyone who can fill one of the seats.
    pub people: Vec<PersonRow>,
    /// For each seat: who of `people` can fill it, how many it takes, from and to.
    pub seats: Vec<(Vec<usize>, usize, Minutes, Minutes)>,
}

impl Seating {
    /// Adds a seat of this node's staff. Says whether there are people enough for it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn add(
        &mut self,
        turn: &mut Turn<'_>,
        who: &Who,
        from: Minutes,
        to: Minutes,
    ) -> Result<bool, FlowError> {
        let need = match who {
            Who::Any { n, .. } => usize::from(*n),
            _ => 1,
        };
        let candidates = candidates_for(turn, who).await?;
        let enough = candidates.len() >= need;
        let mut pool = Vec::new();
        for candidate in candidates {
            let known = self
                .people
                .iter()
                .position(|person| person.id == candidate.id);
            pool.push(known.unwrap_or_else(|| {
                self.people.push(candidate);
                self.people.len() - 1
            }));
        }
        self.seats.push((pool, need, from, to));
        Ok(enough)
    }

    /// The seats as the search wants them.
    #[must_use]
    pub fn search_seats(&self) -> Vec<crate::planning::joint::Seat<'_>> {
        self.seats
            .iter()
            .map(|(pool, need, from, to)| crate::planning::joint::Seat {
                pool,
                need: *need,
                from: *from,
                to: *to,
            })
            .collect()
    }
}
