//! Messages of every type: with every field, with none that may be left out, and drawn at random
//! within the limits.

use super::sample_parts::MORNING;
use crate::crossing::MessageType;
use crate::crossing::guard::{Guard, GuardedText};
use crate::crossing::message::*;
use crate::domain::booking::{CancelCode, HoldRefusal, ReleaseCode};
use crate::domain::note_codes::{AnswerKind, Language, NoteReason, Phrase, Urgency, WithdrawnAs};
use crate::domain::people::{Role, Zone};
use crate::domain::seat::{SeatAnswer, SeatNo};
use crate::domain::{
    AnswerId, BookingId, CaseRef, Draw, EnvelopeId, Instant, Interval, NoteId, StaffId, TeamId,
    ThreadId,
};

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

    pub(super) fn id(&mut self) -> [u8; 16] {
        self.count = self.count.wrapping_add(1);
        match self.fill {
            Fill::Drawn => self.draw.bytes(),
            Fill::Full | Fill::Bare => [self.count; 16],
        }
    }

    pub(super) fn below(&mut self, end: u64) -> u64 {
        match self.fill {
            Fill::Drawn => u64::from_be_bytes(self.draw.bytes()) % end,
            Fill::Full => end - 1,
            Fill::Bare => 0,
        }
    }

    pub(super) fn number(&mut self, from: u64, to: u64) -> u64 {
        from + self.below(to - from + 1)
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let at = self.below(from.len() as u64);
        from[usize::try_from(at).unwrap()]
    }

    pub(super) fn flag(&mut self) -> bool {
        self.pick(&[false, true])
    }

    pub(super) fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.flag().then(|| make(self))
    }

    pub(super) fn many<T>(
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
            T::BusyShare => Message::BusyShare(self.share()),
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
            T::SeatAnswered => Message::SeatAnswered(SeatAnswered {
                booking,
                seat: SeatNo(u8::try_from(self.below(16)).unwrap()),
                answer: self.pick(&[
                    SeatAnswer::Accepted,
                    SeatAnswer::Tentative,
                    SeatAnswer::Declined,
                ]),
            }),
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

    fn share(&mut self) -> BusyShare {
        let from = self.minute(1);
        let mut end = from;
        BusyShare {
            staff: StaffId::from_bytes(self.id()),
            version: u64::try_from(from.minutes()).unwrap(),
            busy: self.maybe(|maker| {
                maker.many(0, 20, |maker, _| {
                    let minutes = |number| i64::try_from(number).unwrap();
                    let start = end.plus_minutes(minutes(maker.number(1, 600)));
                    end = start.plus_minutes(minutes(maker.number(1, 600)));
                    Interval::new(start, end).unwrap()
                })
            }),
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
