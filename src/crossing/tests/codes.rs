//! Every closed list with its numbers, kept in `tests/golden/messages/codes.txt`: a number, once
//! given, is never used for anything else.

use std::fmt::Debug;
use std::fs;
use std::path::PathBuf;

use minicbor::Encode;

use super::samples::{ZONES, refusals};
use super::tree;
use crate::crossing::message::{AskRefusal, Verdict};
use crate::domain::booking::{CancelCode, HoldKind, HoldRefusal, ReleaseCode};
use crate::domain::consent::Basis;
use crate::domain::meeting::KINDS;
use crate::domain::note_codes::{
    AnswerKind, Language, NoteReason, NoteRefusal, Phrase, Urgency, WithdrawnAs,
};
use crate::domain::people::{Role, Weekday};
use crate::domain::seat::SeatAnswer;

fn list<T: Encode<()> + Debug>(name: &str, all: &[T]) -> String {
    let lines: Vec<_> = all
        .iter()
        .map(|one| {
            let item = tree::read(&minicbor::to_vec(one).unwrap());
            let variant = format!("{one:?}");
            let variant = variant.split('(').next().unwrap();
            format!("{name}.{variant} {item}\n")
        })
        .collect();
    lines.concat() + "\n"
}

fn written() -> String {
    let kinds: Vec<_> = KINDS.iter().map(|row| row.kind).collect();
    let verdicts: Vec<_> = std::iter::once(Verdict::Accepted)
        .chain(refusals().into_iter().map(Verdict::Refused))
        .collect();
    [
        list("Zone", &ZONES),
        list("Role", &Role::ALL),
        list("Weekday", &Weekday::ALL),
        list("MeetingKind", &kinds),
        list("HoldKind", &[HoldKind::Choosing, HoldKind::Asking]),
        list(
            "HoldRefusal",
            &[
                HoldRefusal::Taken,
                HoldRefusal::Consent,
                HoldRefusal::AsksFirst,
                HoldRefusal::Quota,
                HoldRefusal::Policy,
                HoldRefusal::Version,
                HoldRefusal::NotSuits,
            ],
        ),
        list(
            "ReleaseCode",
            &[
                ReleaseCode::PartyRefused,
                ReleaseCode::TimedOut,
                ReleaseCode::Withdrawn,
                ReleaseCode::OtherChosen,
                ReleaseCode::Consent,
            ],
        ),
        list(
            "CancelCode",
            &[
                CancelCode::Illness,
                CancelCode::Clash,
                CancelCode::NotNeeded,
                CancelCode::Moved,
                CancelCode::Unsaid,
            ],
        ),
        list(
            "SeatAnswer",
            &[
                SeatAnswer::Accepted,
                SeatAnswer::Tentative,
                SeatAnswer::Declined,
            ],
        ),
        list("Language", &Language::ALL),
        list("NoteReason", &NoteReason::ALL),
        list("Urgency", &Urgency::ALL),
        list(
            "AnswerKind",
            &[
                AnswerKind::IWillCall,
                AnswerKind::CallMe,
                AnswerKind::FindTime,
                AnswerKind::Yes,
                AnswerKind::No,
                AnswerKind::Text,
            ],
        ),
        list(
            "Phrase",
            &[
                Phrase::CapacityForOneMore,
                Phrase::PleaseCall,
                Phrase::ThreeWayMeeting,
                Phrase::EnrolmentAnonymous,
            ],
        ),
        list(
            "NoteRefusal",
            &[
                NoteRefusal::Guard,
                NoteRefusal::Consent,
                NoteRefusal::UnknownRecipient,
                NoteRefusal::Policy,
                NoteRefusal::Version,
            ],
        ),
        list(
            "WithdrawnAs",
            &[
                WithdrawnAs::NeverHere,
                WithdrawnAs::Unread,
                WithdrawnAs::Read,
            ],
        ),
        list("Basis", &[Basis::Consent, Basis::Own]),
        list(
            "AskRefusal",
            &[AskRefusal::Budget, AskRefusal::Policy, AskRefusal::Consent],
        ),
        list("Refusal", &refusals()),
        list("Verdict", &verdicts),
    ]
    .concat()
}

#[test]
fn every_code_has_the_number_it_always_had() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/messages");
    let path = folder.join("codes.txt");
    if std::env::var_os("SAMBAND_WRITE_GOLDEN").is_some() {
        fs::create_dir_all(folder).unwrap();
        fs::write(&path, written()).unwrap();
    }
    assert_eq!(fs::read_to_string(path).unwrap(), written());
}
