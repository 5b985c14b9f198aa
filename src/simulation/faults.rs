//! The faults, each a numbered and named point that is counted: one that never fired over a range of
//! seeds is told.

use std::collections::BTreeMap;

use crate::crossing::MessageType;

/// What falls on one input of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// The commit fails (disk full, I/O error) while the process lives.
    CommitFails,
    /// The process is gone before the commit.
    CrashBeforeCommit,
    /// It is gone after the commit and before any send.
    CrashAfterCommit,
    /// It is gone part-way through the sends, or before it has written down that it sent.
    CrashAmongSends,
}

/// An input of the core.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Input {
    /// An envelope that comes in.
    Message(MessageType),
    /// A person looks for a time.
    Search,
    /// A person chooses one.
    Choose,
    /// A person lets an undecided booking go.
    LetGo,
    /// A person calls an agreed meeting off.
    CallOff,
    /// A person writes a note.
    Write,
    /// A person reads one.
    Read,
    /// A person answers one.
    Answer,
    /// A person takes one back.
    TakeBack,
    /// A person registers a consent.
    Consent,
    /// A person withdraws it.
    Withdraw,
    /// A person agrees that their home is told when they are taken, or no longer.
    Agree,
    /// A calendar is read.
    Calendar,
    /// The clock.
    Tick,
    /// The outbox is due again.
    Resend,
}

impl Input {
    const OWN: [(Self, &'static str); 14] = [
        (Self::Search, "search"),
        (Self::Choose, "choose"),
        (Self::LetGo, "let-go"),
        (Self::CallOff, "call-off"),
        (Self::Write, "write-note"),
        (Self::Read, "read-note"),
        (Self::Answer, "answer-note"),
        (Self::TakeBack, "take-back-note"),
        (Self::Consent, "register-consent"),
        (Self::Withdraw, "withdraw-consent"),
        (Self::Agree, "agree-to-share"),
        (Self::Calendar, "calendar"),
        (Self::Tick, "tick"),
        (Self::Resend, "resend"),
    ];

    /// Its word in names and in the trace.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Message(kind) => kind.key(),
            own => Self::OWN
                .iter()
                .find(|(input, _)| *input == own)
                .map_or("", |(_, word)| word),
        }
    }

    fn all() -> impl Iterator<Item = Self> {
        let messages = MessageType::ALL.iter().copied().map(Self::Message);
        messages.chain(Self::OWN.iter().map(|(input, _)| *input))
    }

    /// Whether something is sent because of it often enough for a crash among the sends.
    const fn sends(self) -> bool {
        !matches!(
            self,
            Self::Message(MessageType::Receipt) | Self::Calendar | Self::Tick
        )
    }
}

/// One fault point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    /// This falls on this input.
    At(Class, Input),
    /// A parcel never comes.
    Loss,
    /// It comes twice.
    Duplicate,
    /// It is overtaken.
    Reorder,
    /// It comes up to twenty minutes late.
    Delay,
    /// An old one comes again.
    Replay,
    /// A copy with one bit flipped comes too.
    FlippedBit,
    /// A copy signed with another key comes too.
    ForeignKey,
    /// Nothing gets through in one direction.
    CutOneWay,
    /// Nothing gets through in either.
    CutBothWays,
    /// Nothing gets through for longer than a note is tried.
    LongCut,
    /// The broker forgets what waits for a node.
    BrokerForgets,
    /// The clocks stand apart.
    ClockSkew,
    /// A clock jumps up to an hour ahead.
    ClockJump,
    /// A calendar becomes busy between hold and confirm.
    BusyBetween,
    /// It goes stale between hold and confirm.
    StaleBetween,
    /// The consent is withdrawn between hold and confirm.
    ConsentBetween,
}

/// The classes, with their words in names.
pub(super) const CLASSES: [(Class, &str); 4] = [
    (Class::CommitFails, "commit-fails"),
    (Class::CrashBeforeCommit, "crash-before-commit"),
    (Class::CrashAfterCommit, "crash-after-commit"),
    (Class::CrashAmongSends, "crash-among-sends"),
];

const OUTSIDE: [(Fault, &str); 16] = [
    (Fault::Loss, "loss"),
    (Fault::Duplicate, "duplicate"),
    (Fault::Reorder, "reorder"),
    (Fault::Delay, "delay"),
    (Fault::Replay, "replay"),
    (Fault::FlippedBit, "flipped-bit"),
    (Fault::ForeignKey, "foreign-key"),
    (Fault::CutOneWay, "cut-one-way"),
    (Fault::CutBothWays, "cut-both-ways"),
    (Fault::LongCut, "long-cut"),
    (Fault::BrokerForgets, "broker-forgets"),
    (Fault::ClockSkew, "clock-skew"),
    (Fault::ClockJump, "clock-jump"),
    (Fault::BusyBetween, "busy-between"),
    (Fault::StaleBetween, "stale-between"),
    (Fault::ConsentBetween, "consent-between"),
];

impl Fault {
    /// Every point.
    pub(super) fn all() -> Vec<Self> {
        let crashes = Input::all().flat_map(|input| {
            CLASSES
                .iter()
                .filter(move |(class, _)| *class != Class::CrashAmongSends || input.sends())
                .map(move |(class, _)| Self::At(*class, input))
        });
        crashes
            .chain(OUTSIDE.iter().map(|(fault, _)| *fault))
            .collect()
    }

    /// Its name, such as `crash-after-commit/hold` or `loss`.
    pub(super) fn name(self) -> String {
        match self {
            Self::At(class, input) => format!("{}/{}", class_word(class), input.word()),
            outside => OUTSIDE
                .iter()
                .find(|(fault, _)| *fault == outside)
                .map_or("", |(_, name)| name)
                .to_owned(),
        }
    }
}

fn class_word(class: Class) -> &'static str {
    CLASSES
        .iter()
        .find(|(known, _)| *known == class)
        .map_or("", |(_, word)| word)
}

/// Which faults are drawn: all, or those of one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Only(Option<Which>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Class(Class),
    Point(Fault),
}

/// A name that no fault has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no fault has this name")]
pub struct UnknownFault;

impl Only {
    /// The faults of this name: a whole class, as `crash-after-commit`, or one point, as `loss` or
    /// `crash-after-commit/hold`.
    ///
    /// # Errors
    /// No fault has this name.
    pub fn named(name: &str) -> Result<Self, UnknownFault> {
        if let Some((class, _)) = CLASSES.iter().find(|(_, word)| *word == name) {
            return Ok(Self(Some(Which::Class(*class))));
        }
        let point = Fault::all().into_iter().find(|point| point.name() == name);
        match point {
            Some(point) => Ok(Self(Some(Which::Point(point)))),
            None => Err(UnknownFault),
        }
    }

    /// Whether this one is drawn.
    pub(super) fn wants(self, fault: Fault) -> bool {
        match (self.0, fault) {
            (None, _) => true,
            (Some(Which::Class(class)), Fault::At(of, _)) => class == of,
            (Some(Which::Class(_)), _) => false,
            (Some(Which::Point(point)), fault) => point == fault,
        }
    }
}

/// The names of all fault points, classes first.
#[must_use]
pub fn names() -> Vec<String> {
    let classes = CLASSES.iter().map(|(_, word)| (*word).to_owned());
    classes
        .chain(Fault::all().into_iter().map(Fault::name))
        .collect()
}

/// How often each point fired.
#[derive(Debug, Clone, Default)]
pub(super) struct Fired(BTreeMap<Fault, u64>);

impl Fired {
    /// One more.
    pub(super) fn count(&mut self, fault: Fault) {
        *self.0.entry(fault).or_default() += 1;
    }

    /// All of another range.
    pub(super) fn add(&mut self, other: &Self) {
        for (fault, times) in &other.0 {
            *self.0.entry(*fault).or_default() += times;
        }
    }

    /// How often any fired.
    pub(super) fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// How often this one did.
    pub(super) fn times(&self, fault: Fault) -> u64 {
        self.0.get(&fault).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_has_a_name_of_its_own_that_finds_it() {
        let mut names: Vec<_> = Fault::all().into_iter().map(Fault::name).collect();
        for name in &names {
            assert!(Only::named(name).is_ok(), "{name}");
        }
        let many = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), many);
        assert!(Only::named("weather").is_err());
        assert!(Only::named("crash-after-commit").is_ok());
    }
}
