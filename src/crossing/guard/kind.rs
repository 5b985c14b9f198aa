//! What the guard can find: a closed list of kinds, in the order that decides which one a stretch of
//! text gets.

use super::why::Why;

/// What a stretch of text is. The order is that of precedence: one stretch has one kind, the first
/// that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// A national identity number of any kind, or DUF.
    NationalId,
    /// An age or a date of birth.
    BirthDateOrAge,
    /// Telephone, mail address, handle or web address.
    Contact,
    /// Street, postal address or place of living.
    Address,
    /// A number in a record system.
    JournalNumber,
    /// A person's name or initials.
    PersonName,
    /// A code of a diagnosis or a medicine.
    DiagnosisCode,
    /// A diagnosis in words.
    Diagnosis,
    /// A medicine, a dose, or that somebody takes one.
    Medication,
    /// A symptom or how somebody is.
    SymptomOrState,
    /// Admission, discharge, coercion, treatment, referral.
    CareEvent,
    /// Written so that it cannot be read plainly, where no other kind can be told.
    Obfuscated,
    /// Not readable by the guard at all.
    UnknownWord,
}

impl FindingKind {
    /// Every kind, in order of precedence.
    pub const ALL: [Self; 13] = [
        Self::NationalId,
        Self::BirthDateOrAge,
        Self::Contact,
        Self::Address,
        Self::JournalNumber,
        Self::PersonName,
        Self::DiagnosisCode,
        Self::Diagnosis,
        Self::Medication,
        Self::SymptomOrState,
        Self::CareEvent,
        Self::Obfuscated,
        Self::UnknownWord,
    ];

    /// The stable name on the command line and in the ledger.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NationalId => "national_id",
            Self::BirthDateOrAge => "birth_date_or_age",
            Self::Contact => "contact",
            Self::Address => "address",
            Self::JournalNumber => "journal_number",
            Self::PersonName => "person_name",
            Self::DiagnosisCode => "diagnosis_code",
            Self::Diagnosis => "diagnosis",
            Self::Medication => "medication",
            Self::SymptomOrState => "symptom_or_state",
            Self::CareEvent => "care_event",
            Self::Obfuscated => "obfuscated",
            Self::UnknownWord => "unknown_word",
        }
    }
}

/// One stretch of a text that may not cross.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub kind: FindingKind,
    /// First Unicode scalar value of the original text, counted from 0.
    pub start: usize,
    /// The scalar value after the last.
    pub end: usize,
    /// Why, as a code that `words` has a sentence for.
    pub why: Why,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kinds_are_listed_in_their_order() {
        assert!(FindingKind::ALL.is_sorted());
        let names: std::collections::HashSet<_> =
            FindingKind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), FindingKind::ALL.len());
    }
}
