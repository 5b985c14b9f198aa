//! The parts that messages are made of: seats, places, cards, consents.

use super::samples::{Maker, ZONES};
use crate::crossing::message::*;
use crate::domain::booking::HoldKind;
use crate::domain::consent::{Basis, CasePerson, Consent, ConsentTo, ScopeRow};
use crate::domain::people::{
    Capacity, DayHours, Home, OfficeDay, Place, Role, StaffCard, Team, Weekday,
};
use crate::domain::seat::{PartySeat, Pool, SeatNo, SeatRole, Seated, Venue, Who};
use crate::domain::{
    AskId, BookingId, CaseRef, ConsentId, Instant, MeetingKind, NodeId, NoteId, PlaceId, SeriesId,
    StaffId, TeamId,
};

/// 2026-11-24T08:00:00Z, on every grid.
pub(super) const MORNING: i64 = 29_924_160;

impl Maker {
    pub(super) fn node(&mut self) -> NodeId {
        self.pick(
            &[
                "nav-nord",
                "dps-sor",
                "ab",
                "a-234567890123456789012345678901234567890",
            ][..3],
        )
        .parse()
        .unwrap()
    }

    pub(super) fn minute(&mut self, grid: i64) -> Instant {
        let steps = i64::try_from(self.below(40_000)).unwrap();
        Instant::from_minutes(MORNING + steps * grid)
    }

    pub(super) fn starts(&mut self, least: u64, most: u64) -> Vec<Instant> {
        let first = self.minute(15);
        let mut minutes = 0;
        let mut starts = self.many(least, most, |maker, _| {
            minutes += 15 * i64::try_from(maker.number(1, 20)).unwrap();
            first.plus_minutes(minutes)
        });
        starts.sort_unstable();
        starts
    }

    pub(super) fn who(&mut self) -> Who {
        let node = self.node();
        match self.below(4) {
            0 => Who::Person {
                node,
                staff: StaffId::from_bytes(self.id()),
            },
            1 => Who::Participant { node },
            2 => Who::Guest { node },
            _ => Who::Any {
                node,
                pool: self.pool(),
                n: u8::try_from(self.number(1, 3)).unwrap(),
            },
        }
    }

    pub(super) fn pool(&mut self) -> Pool {
        if self.flag() {
            Pool::Team(TeamId::from_bytes(self.id()))
        } else {
            Pool::Role(self.pick(&Role::ALL))
        }
    }

    pub(super) fn venue(&mut self) -> Venue {
        match self.below(5) {
            0 => Venue::Unsaid,
            1 => Venue::Phone,
            2 => Venue::Video { url: None },
            3 => Venue::At {
                node: self.node(),
                place: PlaceId::from_bytes(self.id()),
            },
            _ => Venue::Video {
                url: Some("https://video.test/rom-1".parse().unwrap()),
            },
        }
    }

    pub(super) fn kind(&mut self) -> MeetingKind {
        let rows = crate::domain::meeting::KINDS;
        let at = self.below(rows.len() as u64);
        rows[usize::try_from(at).unwrap()].kind
    }

    pub(super) fn length(&mut self) -> u16 {
        u16::try_from(5 * self.number(1, 24)).unwrap()
    }

    pub(super) fn presence(&mut self, length: u16) -> (u16, u16) {
        let from = self.below(u64::from(length));
        let to = self.number(from + 1, u64::from(length));
        (u16::try_from(from).unwrap(), u16::try_from(to).unwrap())
    }

    pub(super) fn party(&mut self, length: u16) -> Vec<PartySeat> {
        self.many(1, 16, |maker, at| {
            let (from, to) = maker.presence(length);
            PartySeat {
                seat: SeatNo(at),
                role: match maker.below(3) {
                    0 => SeatRole::Staff(maker.pick(&Role::ALL)),
                    1 => SeatRole::Participant,
                    _ => SeatRole::Guest,
                },
                who: maker.who(),
                from,
                to,
                required: maker.flag(),
                guests_may_see: maker.flag(),
                staff: maker.many(0, 8, |maker, _| StaffId::from_bytes(maker.id())),
            }
        })
    }

    pub(super) fn seated(&mut self) -> Vec<Seated> {
        self.many(0, 128, |maker, at| Seated {
            seat: SeatNo(at),
            staff: StaffId::from_bytes(maker.id()),
        })
    }

    pub(super) fn hold(&mut self, booking: BookingId) -> Hold {
        let length = self.length();
        let party = self.party(length);
        Hold {
            booking,
            hold: self.pick(&[HoldKind::Choosing, HoldKind::Asking]),
            life: u16::try_from(self.number(2, 72 * 60)).unwrap(),
            start: self.minute(5),
            length,
            kind: self.kind(),
            venue: self.venue(),
            case: self.maybe(|maker| CaseRef::from_bytes(maker.id())),
            replaces: self.maybe(|maker| BookingId::from_bytes(maker.id())),
            series: self.maybe(|maker| SeriesPart {
                series: SeriesId::from_bytes(maker.id()),
                n: u16::try_from(maker.number(1, 500)).unwrap(),
            }),
            group: self.maybe(|maker| GroupPart {
                group: SeriesId::from_bytes(maker.id()),
                n: u8::try_from(maker.number(1, 3)).unwrap(),
                of: 3,
            }),
            note: self.maybe(|maker| NoteId::from_bytes(maker.id())),
            yours: party.iter().map(|seat| seat.seat).collect(),
            party,
        }
    }

    pub(super) fn ask(&mut self) -> Ask {
        Ask {
            ask: AskId::from_bytes(self.id()),
            round: u8::try_from(self.number(1, 3)).unwrap(),
            queries: self.many(1, 64, |maker, q| {
                let length = maker.length();
                Query {
                    q,
                    kind: maker.kind(),
                    length,
                    venue: maker.venue(),
                    seats: maker.many(1, 16, |maker, at| {
                        let (from, to) = maker.presence(length);
                        AskSeat {
                            seat: SeatNo(at),
                            who: maker.who(),
                            from,
                            to,
                        }
                    }),
                    starts: maker.starts(1, 96),
                    case: maker.maybe(|maker| CaseRef::from_bytes(maker.id())),
                    replaces: maker.maybe(|maker| BookingId::from_bytes(maker.id())),
                    plan: maker.maybe(|maker| AskId::from_bytes(maker.id())),
                }
            }),
        }
    }

    pub(super) fn answer(&mut self) -> Answer {
        Answer {
            ask: AskId::from_bytes(self.id()),
            round: u8::try_from(self.number(1, 3)).unwrap(),
            answers: self.many(0, 64, |maker, q| AnswerRow {
                q,
                starts: if q == 0 {
                    Starts::Named(maker.starts(0, 12))
                } else {
                    let why =
                        maker.pick(&[AskRefusal::Policy, AskRefusal::Consent, AskRefusal::Budget]);
                    Starts::Refused(why, maker.maybe(|maker| maker.minute(1)))
                },
            }),
        }
    }

    pub(super) fn cards(&mut self) -> StaffCards {
        let part = u16::try_from(self.number(1, 3)).unwrap();
        StaffCards {
            version: self.number(1, 70_000),
            part,
            parts: part + u16::from(self.flag()),
            speaks: Versions {
                lowest: MESSAGE_VERSION,
                highest: MESSAGE_VERSION,
            },
            organisation: OrganisationCard {
                name: "Fjordheim helse".parse().unwrap(),
                zone: self.pick(&ZONES),
            },
            places: self.many(0, 400, |maker, _| Place {
                id: PlaceId::from_bytes(maker.id()),
                name: "Fjordheim, Sjøgata 4".parse().unwrap(),
                address: maker.maybe(|_| "Sjøgata 4".parse().unwrap()),
            }),
            teams: self.many(0, 400, |maker, _| Team {
                id: TeamId::from_bytes(maker.id()),
                name: "Team Fjord".parse().unwrap(),
                roles: maker.many(0, 4, |maker, _| maker.pick(&Role::ALL)),
                place: maker.maybe(|maker| PlaceId::from_bytes(maker.id())),
                phone: maker.maybe(|_| "+47 00 00 11 00".parse().unwrap()),
                members: maker.many(0, 8, |maker, _| StaffId::from_bytes(maker.id())),
            }),
            people: self.many(0, 400, |maker, _| maker.card()),
        }
    }

    pub(super) fn card(&mut self) -> StaffCard {
        StaffCard {
            id: StaffId::from_bytes(self.id()),
            name: "Siri Dahl".parse().unwrap(),
            roles: self.many(1, 3, |maker, _| maker.pick(&Role::ALL)),
            phone: self.maybe(|_| "+47 00 00 11 01".parse().unwrap()),
            mail: self.maybe(|_| "siri.dahl@dps.test".parse().unwrap()),
            office_days: self.many(0, 14, |maker, _| OfficeDay {
                day: maker.pick(&Weekday::ALL),
                place: PlaceId::from_bytes(maker.id()),
            }),
            telephone_hours: self.many(0, 14, |maker, _| {
                let from = maker.below(24 * 60);
                DayHours {
                    day: maker.pick(&Weekday::ALL),
                    from: u16::try_from(from).unwrap(),
                    to: u16::try_from(maker.number(from + 1, 24 * 60)).unwrap(),
                }
            }),
            deputy: self.maybe(|maker| StaffId::from_bytes(maker.id())),
            home: self.maybe(|maker| Home {
                node: maker.node(),
                staff: StaffId::from_bytes(maker.id()),
            }),
            asks_first: self.flag(),
            kinds: self.many(0, 4, |maker, _| maker.kind()),
            capacity: self.maybe(|maker| Capacity {
                free: u16::try_from(maker.below(20)).unwrap(),
                weeks: u16::try_from(maker.below(20)).unwrap(),
                as_of: maker.minute(1),
            }),
        }
    }

    pub(super) fn consent(&mut self) -> Consent {
        Consent {
            id: ConsentId::from_bytes(self.id()),
            case: CaseRef::from_bytes(self.id()),
            replaces: self.maybe(|maker| ConsentId::from_bytes(maker.id())),
            basis: self.pick(&[Basis::Consent, Basis::Own]),
            by: self.node(),
            to: self.maybe(|maker| {
                if maker.flag() {
                    ConsentTo::Team(TeamId::from_bytes(maker.id()))
                } else {
                    ConsentTo::Person(StaffId::from_bytes(maker.id()))
                }
            }),
            scope: self.many(0, 16, |maker, _| ScopeRow {
                node: maker.node(),
                tells: maker.flag(),
                hears: maker.flag(),
            }),
            from: self.minute(1),
            until: self.maybe(|maker| maker.minute(1)),
            inviting: self.node(),
            people: self.many(0, 64, |maker, _| CasePerson {
                role: maker.pick(&Role::ALL),
                node: maker.node(),
                staff: StaffId::from_bytes(maker.id()),
            }),
            withdrawn: self.maybe(|maker| maker.minute(1)),
        }
    }
}
