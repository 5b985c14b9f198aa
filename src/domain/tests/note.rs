//! A note's sender and receiver together: letters in any order, lost and repeated.

use proptest::prelude::*;

use super::*;

const DEADLINE: i64 = 24 * 60;

/// What is on its way.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Letter {
    Note,
    Withdraw,
    Redact,
    /// The receipt of the note.
    Receipt,
    Seen,
    Answered,
    Withdrawn(WithdrawnAs),
}

#[derive(Debug, Clone)]
enum Doing {
    Deliver(prop::sample::Index),
    Repeat(prop::sample::Index),
    Wait(i64),
    Tick,
    TakeBack,
    WithdrawConsent,
    Read,
    Answer,
}

fn doing() -> impl Strategy<Value = Doing> {
    let any_index = any::<prop::sample::Index>;
    prop_oneof![
        8 => any_index().prop_map(Doing::Deliver),
        3 => any_index().prop_map(Doing::Repeat),
        2 => (1_i64..30).prop_map(Doing::Wait),
        1 => (300_i64..1500).prop_map(Doing::Wait),
        3 => Just(Doing::Tick),
        1 => Just(Doing::TakeBack),
        1 => Just(Doing::WithdrawConsent),
        2 => Just(Doing::Read),
        1 => Just(Doing::Answer),
    ]
}

struct Model {
    now: i64,
    sent: SentNote,
    /// The sender's outbox still has the note: only then a receipt counts.
    sending: bool,
    taken_back: bool,
    consent_gone: bool,
    received: Option<ReceivedState>,
    /// How often it came into the inbox.
    times: u32,
    waiting: Vec<Letter>,
    all: Vec<Letter>,
}

impl Model {
    fn new() -> Self {
        let mut model = Self {
            now: 0,
            sent: SentNote::queued(Instant::from_minutes(0), Instant::from_minutes(DEADLINE)),
            sending: true,
            taken_back: false,
            consent_gone: false,
            received: None,
            times: 0,
            waiting: Vec::new(),
            all: Vec::new(),
        };
        model.send(Letter::Note);
        model
    }

    fn send(&mut self, letter: Letter) {
        self.waiting.push(letter);
        self.all.push(letter);
    }

    fn at_sender(&mut self, event: SentEvent) {
        let now = Instant::from_minutes(self.now);
        let effects = self.sent.step(event, now);
        let once = self.sent.clone();
        assert!(self.sent.step(event, now).is_empty(), "{event:?} twice");
        assert_eq!(once, self.sent, "{event:?} twice");
        for effect in effects {
            match effect {
                SentEffect::StopSending => {
                    self.sending = false;
                    self.waiting.retain(|letter| *letter != Letter::Note);
                }
                SentEffect::AskToWithdraw => self.send(Letter::Withdraw),
                SentEffect::AskToRedact => self.send(Letter::Redact),
            }
        }
        let mut states: Vec<_> = self.sent.history.iter().map(|(state, _)| *state).collect();
        let many = states.len();
        states.sort();
        states.dedup();
        assert_eq!(states.len(), many, "a state twice: {:?}", self.sent.history);
        assert!(self.sent.history.is_sorted_by_key(|(_, at)| *at));
        if states.contains(&SentState::Delivered) {
            assert!(self.times == 1, "delivered, and it never came");
        }
        if self.sent.state == SentState::Expired {
            assert_eq!(self.times, 0, "expired, and it came");
        }
        if self.sent.state == SentState::Redacted {
            assert!(self.taken_back, "redacted, and nobody took it back");
        }
    }

    fn arrive(&mut self, letter: Letter) {
        match letter {
            Letter::Note => {
                if self.received.is_none() {
                    self.received = Some(ReceivedState::Unread);
                    self.times += 1;
                }
                self.send(Letter::Receipt);
            }
            Letter::Withdraw => {
                let (found, after) = ReceivedState::withdraw(self.received);
                let (again, same) = ReceivedState::withdraw(Some(after));
                assert_eq!(after, same);
                assert!(found == again || found == WithdrawnAs::NeverHere);
                self.received = Some(after);
                self.send(Letter::Withdrawn(found));
            }
            Letter::Redact => self.received = Some(ReceivedState::Redacted),
            Letter::Receipt if self.sending => {
                self.sending = false;
                self.waiting.retain(|letter| *letter != Letter::Note);
                self.at_sender(SentEvent::Accepted);
            }
            Letter::Receipt => {}
            Letter::Seen => self.at_sender(SentEvent::Seen),
            Letter::Answered => self.at_sender(SentEvent::Answered),
            Letter::Withdrawn(found) => self.at_sender(SentEvent::Withdrawn(found)),
        }
    }

    fn go(&mut self, doing: &Doing) {
        match doing {
            Doing::Deliver(index) if !self.waiting.is_empty() => {
                let letter = self.waiting.remove(index.index(self.waiting.len()));
                self.arrive(letter);
            }
            Doing::Deliver(_) => {}
            Doing::Repeat(index) => {
                let letter = self.all[index.index(self.all.len())];
                // An answer to a withdrawal counts once: its envelope is recognised.
                if !matches!(letter, Letter::Withdrawn(_)) {
                    self.arrive(letter);
                }
            }
            Doing::Wait(minutes) => self.now += minutes,
            Doing::Tick => self.at_sender(SentEvent::Tick),
            Doing::TakeBack => {
                self.taken_back = true;
                self.at_sender(SentEvent::TakeBack);
            }
            Doing::WithdrawConsent => {
                self.consent_gone = true;
                self.at_sender(SentEvent::ConsentWithdrawn);
            }
            Doing::Read if self.received == Some(ReceivedState::Unread) => {
                self.received = Some(ReceivedState::Seen);
                self.send(Letter::Seen);
            }
            Doing::Answer
                if matches!(
                    self.received,
                    Some(ReceivedState::Unread | ReceivedState::Seen)
                ) =>
            {
                self.received = Some(ReceivedState::Answered);
                self.send(Letter::Seen);
                self.send(Letter::Answered);
            }
            Doing::Read | Doing::Answer => {}
        }
    }

    fn drain(&mut self) {
        for _ in 0..200 {
            if self.waiting.is_empty() {
                self.now += 60;
                self.at_sender(SentEvent::Tick);
                if self.waiting.is_empty() {
                    return;
                }
            }
            let letter = self.waiting.remove(0);
            self.arrive(letter);
        }
        panic!("it never comes to rest");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn what_its_writer_is_told_of_a_note_is_what_became_of_it(
        doings in prop::collection::vec(doing(), 0..40),
    ) {
        let mut model = Model::new();
        for doing in &doings {
            model.go(doing);
        }
        model.drain();
        use SentState as S;
        let (sent, received) = (model.sent.state, model.received);
        prop_assert!(!model.sent.withdrawing);
        let readable = matches!(
            received,
            Some(ReceivedState::Unread | ReceivedState::Seen | ReceivedState::Answered)
        );
        let told = matches!(sent, S::Delivered | S::Seen | S::Answered);
        prop_assert_eq!(told, readable, "{:?} and {:?}", sent, received);
        match sent {
            S::Seen => prop_assert_eq!(received, Some(ReceivedState::Seen)),
            S::Answered => prop_assert_eq!(received, Some(ReceivedState::Answered)),
            S::Redacted => prop_assert_eq!(received, Some(ReceivedState::Redacted)),
            S::Withdrawn | S::Expired => {
                prop_assert_eq!(received, Some(ReceivedState::Withdrawn));
            }
            _ => {}
        }
        prop_assert!(!matches!(sent, S::Queued | S::Unconfirmed));
        if model.consent_gone {
            prop_assert_ne!(received, Some(ReceivedState::Unread), "{:?}", sent);
        }
        if model.taken_back {
            prop_assert!(!readable, "taken back, and still there: {:?}", sent);
        }
    }
}

#[test]
fn a_refused_note_ends_there() {
    let t = Instant::from_minutes;
    let mut note = SentNote::queued(t(0), t(DEADLINE));
    let refused = SentEvent::RefusedThere(NoteRefusal::UnknownRecipient);
    assert!(note.step(refused, t(1)).is_empty());
    let after = note.clone();
    for event in [
        SentEvent::Accepted,
        SentEvent::Seen,
        SentEvent::TakeBack,
        SentEvent::Tick,
        SentEvent::Withdrawn(WithdrawnAs::Unread),
    ] {
        assert!(note.step(event, t(DEADLINE + 1)).is_empty());
        assert_eq!(note, after, "{event:?}");
    }
}

const T0: Instant = Instant::from_millis(0);

fn at(minutes: i64) -> Instant {
    T0.plus_minutes(minutes)
}

#[test]
fn a_note_goes_from_queued_to_answered() {
    let mut note = SentNote::queued(T0, at(1440));
    for event in [SentEvent::Accepted, SentEvent::Seen, SentEvent::Answered] {
        assert!(note.step(event, at(1)).is_empty());
    }
    let states: Vec<_> = note.history.iter().map(|(state, _)| *state).collect();
    use SentState as S;
    assert_eq!(states, [S::Queued, S::Delivered, S::Seen, S::Answered]);
    note.step(SentEvent::Accepted, at(2));
    assert_eq!(note.state, S::Answered, "a late receipt changes nothing");
}

#[test]
fn a_note_past_its_time_is_withdrawn_before_it_is_called_expired() {
    let mut note = SentNote::queued(T0, at(60));
    note.step(SentEvent::Tick, at(14));
    assert_eq!(note.state, SentState::Queued);
    note.step(SentEvent::Tick, at(15));
    assert_eq!(note.state, SentState::Unconfirmed);
    let effects = note.step(SentEvent::Tick, at(60));
    assert_eq!(
        effects,
        [SentEffect::StopSending, SentEffect::AskToWithdraw]
    );
    assert_eq!(note.state, SentState::Unconfirmed);
    assert!(
        note.step(SentEvent::Tick, at(61)).is_empty(),
        "it asks once"
    );
    note.step(SentEvent::Withdrawn(WithdrawnAs::NeverHere), at(62));
    assert_eq!(note.state, SentState::Expired);
}

#[test]
fn a_withdrawal_that_comes_too_late_leads_to_redaction() {
    let mut note = SentNote::queued(T0, at(60));
    note.step(SentEvent::Accepted, at(1));
    note.step(SentEvent::TakeBack, at(2));
    let effects = note.step(SentEvent::Withdrawn(WithdrawnAs::Read), at(3));
    assert_eq!(effects, [SentEffect::AskToRedact]);
}

#[test]
fn a_note_that_was_read_while_its_receipts_were_lost_is_not_taken_away() {
    let mut note = SentNote::queued(T0, at(60));
    note.step(SentEvent::Tick, at(60));
    let effects = note.step(SentEvent::Withdrawn(WithdrawnAs::Read), at(61));
    assert!(effects.is_empty());
    assert_eq!(note.state, SentState::Seen);
    note.step(SentEvent::TakeBack, at(62));
    assert_eq!(note.state, SentState::Redacted);
}
