//! Why something was found, as a closed list of codes. The sentences (what it is, and what to write
//! instead) are in `locales/*/guard.ftl`, and only `words` reads them.

macro_rules! whys {
    ($($(#[$doc:meta])* $name:ident, $key:literal;)*) => {
        /// Why a stretch of text was found.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Why {
            $($(#[$doc])* $name,)*
        }

        impl Why {
            /// Every reason there is.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The key of the sentence that says what this is.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$name => concat!("guard-why-", $key),)*
                }
            }

            /// The key of the sentence that says what to write instead.
            #[must_use]
            pub const fn advice_key(self) -> &'static str {
                match self {
                    $(Self::$name => concat!("guard-advice-", $key),)*
                }
            }
        }
    };
}

whys! {
    /// Eleven digits whose check digits fit an identity number.
    NationalId, "national-id";
    /// Eleven digits that begin as an identity number does, with a wrong check digit.
    NationalIdTypo, "national-id-typo";
    /// A DUF number.
    Duf, "duf";
    /// Eleven digits or more with nothing beside them that says they are something else.
    LongNumber, "long-number";
    /// A date of birth.
    BirthDate, "birth-date";
    /// An age.
    Age, "age";
    /// A telephone number.
    Phone, "phone";
    /// A mail address.
    Mail, "mail";
    /// A name in a social network.
    Handle, "handle";
    /// A web address.
    Link, "link";
    /// A street with a number.
    Street, "street";
    /// A post code with its town.
    Postal, "postal";
    /// Where or how somebody lives.
    Living, "living";
    /// A number in a record system.
    Journal, "journal-number";
    /// A person's name.
    Name, "person-name";
    /// A capitalised word where a name would stand.
    PossibleName, "possible-name";
    /// A person's initials.
    Initials, "initials";
    /// A diagnosis code.
    DiagnosisCode, "diagnosis-code";
    /// A medicine's code.
    MedicineCode, "medicine-code";
    /// A diagnosis in words.
    Diagnosis, "diagnosis";
    /// A medicine.
    Medicine, "medication";
    /// A dose.
    Dose, "dose";
    /// A symptom or a state.
    State, "symptom-or-state";
    /// Danger to life or health.
    Danger, "danger";
    /// Admission, discharge, coercion, treatment or referral.
    Care, "care-event";
    /// Letters of two scripts in one word.
    MixedScripts, "mixed-scripts";
    /// A word taken apart letter by letter.
    SpacedLetters, "spaced-letters";
    /// A control character.
    ControlCharacter, "control-character";
    /// A word that the guard cannot read.
    Unreadable, "unknown-word";
}
