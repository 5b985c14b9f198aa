//! The pages, one file each: a plain struct with what the page shows, and its template. A page
//! reads no row and decides nothing; whoever answers the request fills it in.

pub mod answer;
pub mod calendars;
pub mod cases;
pub mod demo;
pub mod error;
pub mod find;
pub mod follow;
pub mod guarded;
pub mod log_in;
pub mod meetings;
pub mod note_form;
pub mod notes;
pub mod parts;
pub mod today;
pub mod week;

pub use answer::{AnswerPage, AnswerStage};
pub use calendars::{CalendarFormPage, CalendarRow, CalendarsPage, PersonCalendars, Share};
pub use cases::{
    CaseMeetings, CasePage, CasePersonRow, CaseRow, CasesPage, PairPage, PairingCode, RegisterPage,
};
pub use demo::{
    DemoOrganisation, DemoPerson, DemoSection, MailPage, MailRow, MailsPage, StartPage,
};
pub use error::{ErrorKind, ErrorPage};
pub use find::{
    ChoiceGroup, FindAnswersPart, FindFormPage, FindNothingPage, FindSlotsPage, FindWaitingPage,
    PartyLine, SearchSummary, SeatField, Sign, Slot,
};
pub use follow::{FollowPage, FollowPart, FollowStage};
pub use guarded::{CheckedPart, Found, GuardedText};
pub use log_in::{DemoUser, LogInPage};
pub use meetings::{MeetingDay, MeetingPage, MeetingsPage, SeatRow, Warning};
pub use note_form::NewNotePage;
pub use notes::{
    AnswerForm, CallTime, NoteBox, NoteText, NotesPage, ThreadAnswer, ThreadEntry, ThreadNote,
    ThreadPage,
};
pub use parts::{
    Choice, Errors, FieldError, MeetingRow, NoteRow, PhoneShown, PlaceSort, QuickAnswer, Tag,
    WhereShown,
};
pub use today::{Due, TodayPage, Trouble};
