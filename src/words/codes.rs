//! The names of closed codes: what a note is about, how soon, how it stands; how a booking stands
//! and why it came to nothing. Findings, reasons and refusals are codes everywhere else; here they
//! become sentences.

use crate::domain::booking::{CancelCode, HoldRefusal, PartyState, ReleaseCode};
use crate::domain::note::SentState;
use crate::domain::note_codes::{AnswerKind, NoteReason, NoteRefusal, Phrase, Urgency};

use super::Words;

impl Words {
    /// What a note is about.
    #[must_use]
    pub fn note_reason(self, reason: NoteReason) -> String {
        match reason {
            NoteReason::CallMe => self.text("reason-call-me"),
            NoteReason::Capacity => self.text("reason-capacity"),
            NoteReason::ThreeWay => self.text("reason-three-way"),
            NoteReason::Enrolment => self.text("reason-enrolment"),
            NoteReason::Meeting => self.text("reason-meeting"),
            NoteReason::Practical => self.text("reason-practical"),
            NoteReason::Other => self.text("reason-other"),
        }
    }

    /// How soon an answer is wanted, as a choice: "I dag".
    #[must_use]
    pub fn urgency(self, urgency: Urgency) -> String {
        match urgency {
            Urgency::ThisWeek => self.text("urgency-week"),
            Urgency::Today => self.text("urgency-today"),
            Urgency::Acute => self.text("urgency-acute"),
        }
    }

    /// How soon an answer is wanted, as a mark on the note: "Svar i dag".
    #[must_use]
    pub fn urgency_mark(self, urgency: Urgency) -> String {
        match urgency {
            Urgency::ThisWeek => self.text("urgency-mark-week"),
            Urgency::Today => self.text("urgency-mark-today"),
            Urgency::Acute => self.text("urgency-mark-acute"),
        }
    }

    /// What was answered; `time` is the hour of a promised call.
    #[must_use]
    pub fn answer(self, kind: AnswerKind, time: &str) -> String {
        match kind {
            AnswerKind::IWillCall => self.text_with("answer-call-at", &[("time", time.into())]),
            AnswerKind::CallMe => self.text("answer-call-me"),
            AnswerKind::FindTime => self.text("answer-find-time"),
            AnswerKind::Yes => self.text("answer-yes"),
            AnswerKind::No => self.text("answer-no"),
            AnswerKind::Text => self.text("answer-text"),
        }
    }

    /// A ready-made phrase, whole.
    #[must_use]
    pub fn phrase(self, phrase: Phrase) -> String {
        match phrase {
            Phrase::CapacityForOneMore => self.text("phrase-capacity"),
            Phrase::PleaseCall => self.text("phrase-call"),
            Phrase::ThreeWayMeeting => self.text("phrase-three-way"),
            Phrase::EnrolmentAnonymous => self.text("phrase-enrolment"),
        }
    }

    /// Where a sent note stands, since `when`: "Sett i dag 09.14".
    #[must_use]
    pub fn sent_state(self, state: SentState, when: &str) -> String {
        let since = |key| self.text_with(key, &[("when", when.into())]);
        match state {
            SentState::Queued => since("note-queued"),
            SentState::Unconfirmed => since("note-unconfirmed"),
            SentState::Delivered => since("note-delivered"),
            SentState::Seen => since("note-seen"),
            SentState::Answered => since("note-answered"),
            SentState::Refused(code) => self.note_refusal(code),
            SentState::Withdrawn => since("note-withdrawn"),
            SentState::Redacted => since("note-redacted"),
            SentState::Expired => since("note-expired"),
        }
    }

    /// Why the other side did not take a note.
    #[must_use]
    pub fn note_refusal(self, code: NoteRefusal) -> String {
        match code {
            NoteRefusal::Guard => self.text("note-refused-guard"),
            NoteRefusal::Consent => self.text("note-refused-consent"),
            NoteRefusal::UnknownRecipient => self.text("note-refused-unknown"),
            NoteRefusal::Policy => self.text("note-refused-policy"),
            NoteRefusal::Version => self.text("note-refused-version"),
        }
    }

    /// Where one organisation stands in a booking.
    #[must_use]
    pub fn party_state(self, state: PartyState) -> String {
        match state {
            PartyState::Asked => self.text("party-asked"),
            PartyState::Held => self.text("party-held"),
            PartyState::Refused(code) => self.hold_refusal(code),
            PartyState::Confirmed => self.text("party-confirmed"),
            PartyState::Sealed => self.text("party-sealed"),
            PartyState::Released => self.text("party-released"),
            PartyState::Cancelled => self.text("party-cancelled"),
        }
    }

    /// Why an organisation could not.
    #[must_use]
    pub fn hold_refusal(self, code: HoldRefusal) -> String {
        match code {
            HoldRefusal::Taken => self.text("refused-taken"),
            HoldRefusal::Consent => self.text("refused-consent"),
            HoldRefusal::AsksFirst => self.text("refused-asks-first"),
            HoldRefusal::Quota => self.text("refused-quota"),
            HoldRefusal::Policy => self.text("refused-policy"),
            HoldRefusal::Version => self.text("refused-version"),
            HoldRefusal::NotSuits => self.text("refused-not-suits"),
        }
    }

    /// Why a time was let go before it was agreed.
    #[must_use]
    pub fn released(self, code: ReleaseCode) -> String {
        match code {
            ReleaseCode::PartyRefused => self.text("released-party"),
            ReleaseCode::TimedOut => self.text("released-timed-out"),
            ReleaseCode::Withdrawn => self.text("released-withdrawn"),
            ReleaseCode::OtherChosen => self.text("released-other"),
            ReleaseCode::Consent => self.text("released-consent"),
        }
    }

    /// Why an agreed meeting is called off.
    #[must_use]
    pub fn cancelled(self, code: CancelCode) -> String {
        match code {
            CancelCode::Illness => self.text("cancelled-illness"),
            CancelCode::Clash => self.text("cancelled-clash"),
            CancelCode::NotNeeded => self.text("cancelled-not-needed"),
            CancelCode::Moved => self.text("cancelled-moved"),
            CancelCode::Unsaid => self.text("cancelled-unsaid"),
        }
    }
}
