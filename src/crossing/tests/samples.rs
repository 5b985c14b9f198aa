//! Messages of every type: with every field, with none that may be left out, and drawn at random
//! within the limits.

use crate::crossing::MessageType;
use crate::crossing::guard::{Guard, GuardedText};
use crate::crossing::message::*;
use crate::domain::booking::{CancelCode, HoldKind, HoldRefusal, ReleaseCode};
use crate::domain::consent::{Basis, CasePerson, Consent, ConsentTo, ScopeRow};
use crate::domain::note_codes::{AnswerKind, Language, NoteReason, Phrase, Urgency, WithdrawnAs};
use crate::domain::people::{
    Capacity, DayHours, Home, OfficeDay, Place, Role, StaffCard, Team, Weekday, Zone,
};
use crate::domain::seat::{PartySeat, Pool, SeatNo, SeatRole, Seated, Venue, Who};
use crate::domain::{
    AnswerId, AskId, BookingId, CaseRef, ConsentId, Draw, EnvelopeId, Instant, Interval,
    MeetingKind, NodeId, NoteId, PlaceId, SeriesId, StaffId, TeamId, ThreadId,
};

/// 2026-11-24T08:00:00Z, on every grid.
const MORNING: i64 = 29_924_160;

/// How much of a message is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// Every field; lists with two entries where they may.
    Full,
    /// What may be left out is left out.
    Bare,
    /// As the seed says.
    Drawn,
}

/// Makes messages.
pub struct Maker {
    fill: Fill,
    draw: Draw,
    count: u8,
}

/// A message of this type with every field.
pub fn full(kind: MessageType) -> Message {
    Maker::new(Fill::Full, 0).message(kind)
}

/// A message of this type with nothing that may be left out.
pub fn bare(kind: MessageType) -> Message {
    Maker::new(Fill::Bare, 0).message(kind)
}

/// A message of this type as the seed says.
pub fn drawn(kind: MessageType, seed: u64) -> Message {
    Maker::new(Fill::Drawn, seed).message(kind)
}

/// A text that passed the guard.
pub fn text(text: &str) -> GuardedText {
    GuardedText::new(Guard::builtin(), text).unwrap()
}

impl Maker {
    pub fn new(fill: Fill, seed: u64) -> Self {
        Self {
            fill,
            draw: Draw::from_seed(seed),
            count: 0,
        }
    }

    fn id(&mut self) -> [u8; 16] {
        self.count = self.count.wrapping_add(1);
        match self.fill {
            Fill::Drawn => self.draw.bytes(),
            Fill::Full | Fill::Bare => [self.count; 16],
        }
    }

    fn below(&mut self, end: u64) -> u64 {
        match self.fill {
            Fill::Drawn => u64::from_be_bytes(self.draw.bytes()) % end,
            Fill::Full => end - 1,
            Fill::Bare => 0,
        }
    }

    fn number(&mut self, from: u64, to: u64) -> u64 {
        from + self.below(to - from + 1)
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let at = self.below(from.len() as u64);
        from[usize::try_from(at).unwrap()]
    }

    fn flag(&mut self) -> bool {
        self.pick(&[false, true])
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.flag().then(|| make(self))
    }

    fn many<T>(
        &mut self,
        least: u64,
        most: u64,
        mut make: impl FnMut(&mut Self, u8) -> T,
    ) -> Vec<T> {
        let count = match self.fill {
            Fill::Full => most.min(2),
            _ => self.number(least, most.min(least + 4)),
        };
        (0..count)
            .map(|at| make(self, u8::try_from(at).unwrap()))
            .collect()
    }

    fn node(&mut self) -> NodeId {
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

    fn minute(&mut self, grid: i64) -> Instant {
        let steps = i64::try_from(self.below(40_000)).unwrap();
        Instant::from_minutes(MORNING + steps * grid)
    }

    fn starts(&mut self, least: u64, most: u64) -> Vec<Instant> {
        let first = self.minute(15);
        let mut minutes = 0;
        let mut starts = self.many(least, most, |maker, _| {
            minutes += 15 * i64::try_from(maker.number(1, 20)).unwrap();
            first.plus_minutes(minutes)
        });
        starts.sort_unstable();
        starts
    }

    fn who(&mut self) -> Who {
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

    fn pool(&mut self) -> Pool {
        if self.flag() {
            Pool::Team(TeamId::from_bytes(self.id()))
        } else {
            Pool::Role(self.pick(&Role::ALL))
        }
    }

    fn venue(&mut self) -> Venue {
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

    fn kind(&mut self) -> MeetingKind {
        let rows = crate::domain::meeting::KINDS;
        let at = self.below(rows.len() as u64);
        rows[usize::try_from(at).unwrap()].kind
    }

    fn length(&mut self) -> u16 {
        u16::try_from(5 * self.number(1, 24)).unwrap()
    }

    fn presence(&mut self, length: u16) -> (u16, u16) {
        let from = self.below(u64::from(length));
        let to = self.number(from + 1, u64::from(length));
        (u16::try_from(from).unwrap(), u16::try_from(to).unwrap())
    }

    fn party(&mut self, length: u16) -> Vec<PartySeat> {
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

    fn seated(&mut self) -> Vec<Seated> {
        self.many(0, 128, |maker, at| Seated {
            seat: SeatNo(at),
            staff: StaffId::from_bytes(maker.id()),
        })
    }

    fn text(&mut self) -> GuardedText {
        text(self.pick(&[
            "Ring meg",
            "Kan du ringe?\nJeg er på kontoret til kl. 14.",
            "Passer fredag?",
        ]))
    }

    /// A message of this type.
    pub fn message(&mut self, kind: MessageType) -> Message {
        use MessageType as T;
        let booking = BookingId::from_bytes(self.id());
        match kind {
            T::StaffCards => Message::StaffCards(self.cards()),
            T::Ask => Message::Ask(self.ask()),
            T::Answer => Message::Answer(self.answer()),
            T::Hold => Message::Hold(self.hold(booking)),
            T::Held => Message::Held(Held {
                booking,
                seated: self.seated(),
            }),
            T::HoldRefused => Message::HoldRefused(HoldRefused {
                booking,
                code: self.hold_refusal(),
            }),
            T::Confirm => Message::Confirm(Confirm { booking }),
            T::Confirmed => Message::Confirmed(Confirmed {
                booking,
                seated: self.seated(),
            }),
            T::ConfirmRefused => Message::ConfirmRefused(ConfirmRefused {
                booking,
                code: self.hold_refusal(),
            }),
            T::Seal => {
                let length = self.length();
                Message::Seal(Seal {
                    booking,
                    party: self.party(length),
                    venue: self.venue(),
                })
            }
            T::Sealed => Message::Sealed(Sealed { booking }),
            T::Release => Message::Release(Release {
                booking,
                code: self.pick(&[
                    ReleaseCode::PartyRefused,
                    ReleaseCode::TimedOut,
                    ReleaseCode::Withdrawn,
                    ReleaseCode::OtherChosen,
                    ReleaseCode::Consent,
                ]),
            }),
            T::Released => Message::Released(Released { booking }),
            T::Cancel => Message::Cancel(Cancel {
                booking,
                code: self.pick(&[
                    CancelCode::Illness,
                    CancelCode::Clash,
                    CancelCode::NotNeeded,
                    CancelCode::Moved,
                    CancelCode::Unsaid,
                ]),
            }),
            T::Cancelled => Message::Cancelled(Cancelled { booking }),
            T::ConsentGiven => Message::ConsentGiven(ConsentGiven {
                consent: self.consent(),
            }),
            T::ConsentWithdrawn => Message::ConsentWithdrawn(ConsentWithdrawn {
                case: CaseRef::from_bytes(self.id()),
                told: self.maybe(Self::node),
            }),
            T::Receipt => Message::Receipt(self.receipt()),
            _ => self.about_note(kind),
        }
    }

    fn about_note(&mut self, kind: MessageType) -> Message {
        use MessageType as T;
        let note = NoteId::from_bytes(self.id());
        match kind {
            T::NoteSeen => Message::NoteSeen(NoteSeen {
                note,
                by: StaffId::from_bytes(self.id()),
                at: self.minute(1),
            }),
            T::NoteAnswer => Message::NoteAnswer(NoteAnswer {
                answer: AnswerId::from_bytes(self.id()),
                note,
                by: StaffId::from_bytes(self.id()),
                kind: self.pick(&[
                    AnswerKind::IWillCall,
                    AnswerKind::CallMe,
                    AnswerKind::FindTime,
                    AnswerKind::Yes,
                    AnswerKind::No,
                    AnswerKind::Text,
                ]),
                time: self.maybe(|maker| maker.minute(1)),
                language: self.pick(&Language::ALL),
                text: self.maybe(Self::text),
                booking: self.maybe(|maker| BookingId::from_bytes(maker.id())),
            }),
            T::NoteWithdraw => Message::NoteWithdraw(NoteWithdraw { note }),
            T::NoteWithdrawn => Message::NoteWithdrawn(NoteWithdrawn {
                note,
                found: self.pick(&[
                    WithdrawnAs::NeverHere,
                    WithdrawnAs::Unread,
                    WithdrawnAs::Read,
                ]),
            }),
            T::NoteRedact => Message::NoteRedact(NoteRedact { note }),
            _ => Message::Note(self.note(note)),
        }
    }

    fn note(&mut self, note: NoteId) -> Note {
        Note {
            note,
            thread: ThreadId::from_bytes(self.id()),
            parent: self.maybe(|maker| NoteId::from_bytes(maker.id())),
            booking: self.maybe(|maker| BookingId::from_bytes(maker.id())),
            from: StaffId::from_bytes(self.id()),
            to: match self.below(3) {
                0 => NoteTo::Person(StaffId::from_bytes(self.id())),
                1 => NoteTo::Role(self.pick(&Role::ALL)),
                _ => NoteTo::Team(TeamId::from_bytes(self.id())),
            },
            case: self.maybe(|maker| CaseRef::from_bytes(maker.id())),
            reason: self.pick(&NoteReason::ALL),
            urgency: self.pick(&Urgency::ALL),
            language: self.pick(&Language::ALL),
            phrase: self.maybe(|maker| {
                maker.pick(&[
                    Phrase::CapacityForOneMore,
                    Phrase::PleaseCall,
                    Phrase::ThreeWayMeeting,
                    Phrase::EnrolmentAnonymous,
                ])
            }),
            text: self.maybe(Self::text),
            reach: self.many(0, 4, |maker, _| {
                let start = maker.minute(1);
                let minutes = i64::try_from(maker.number(1, 300)).unwrap();
                Interval::new(start, start.plus_minutes(minutes)).unwrap()
            }),
            answer_by: self.maybe(|maker| maker.minute(1)),
        }
    }

    fn hold_refusal(&mut self) -> HoldRefusal {
        self.pick(&[
            HoldRefusal::Taken,
            HoldRefusal::Consent,
            HoldRefusal::AsksFirst,
            HoldRefusal::Quota,
            HoldRefusal::Policy,
            HoldRefusal::Version,
            HoldRefusal::NotSuits,
        ])
    }

    fn hold(&mut self, booking: BookingId) -> Hold {
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

    fn ask(&mut self) -> Ask {
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

    fn answer(&mut self) -> Answer {
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

    fn cards(&mut self) -> StaffCards {
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

    fn card(&mut self) -> StaffCard {
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

    fn consent(&mut self) -> Consent {
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

    fn receipt(&mut self) -> Receipt {
        let refusals = refusals();
        Receipt {
            rows: self.many(0, 64, |maker, _| ReceiptRow {
                envelope: EnvelopeId::from_bytes(maker.id()),
                verdict: if maker.flag() {
                    Verdict::Refused(maker.pick(&refusals))
                } else {
                    Verdict::Accepted
                },
            }),
            head: LedgerHead {
                rows: self.number(0, 70_000),
                hash: [0xab; 32],
            },
        }
    }
}

/// Every zone.
pub const ZONES: [Zone; 5] = [
    Zone::SpecialistHealth,
    Zone::MunicipalHealth,
    Zone::Nav,
    Zone::ChildWelfare,
    Zone::Learning,
];

/// Every refusal.
pub fn refusals() -> [Refusal; 11] {
    [
        Refusal::Version(1, 2),
        Refusal::Malformed,
        Refusal::Direction,
        Refusal::Consent,
        Refusal::Guard,
        Refusal::Budget(Instant::from_minutes(MORNING)),
        Refusal::Policy,
        Refusal::Unknown,
        Refusal::NotYours,
        Refusal::Behind(300),
        Refusal::UnknownRecipient,
    ]
}
