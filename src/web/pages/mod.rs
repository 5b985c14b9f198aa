//! The pages, one file each: a plain struct with what the page shows, and its template. A page
//! reads no row and decides nothing; whoever answers the request fills it in.

pub mod find;
pub mod follow;
pub mod guarded;
pub mod meetings;
pub mod note_form;
pub mod notes;
pub mod parts;
pub mod today;
pub mod week;

pub use find::{
    ChoiceGroup, FindAnswersPart, FindFormPage, FindNothingPage, FindSlotsPage, FindWaitingPage,
    PartyLine, SearchSummary, SeatField, Sign, Slot,
};
pub use follow::{FollowPage, FollowPart, FollowStage};
pub use guarded::{CheckedPart, Found, GuardedText};
pub use meetings::{MeetingDay, MeetingPage, MeetingsPage, SeatRow, Warning};
pub use note_form::NewNotePage;
pub use notes::{
    AnswerForm, CallTime, NoteBox, NoteText, NotesPage, ThreadAnswer, ThreadEntry, ThreadNote,
    ThreadPage,
};
pub use parts::{
    Choice, Errors, FieldError, MeetingRow, NoteRow, PlaceSort, QuickAnswer, Tag, WhereShown,
};
pub use today::{Due, TodayPage, Trouble};
