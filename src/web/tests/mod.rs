//! Every page with invented matter: that it renders, that it keeps the rules of the house for pages,
//! and (when asked for) as files to look at. And the routes: who may see and do what, with real rows.

mod calendar_pages;
mod case_pages;
mod doors;
mod finding;
mod meeting_pages;
mod person_pages;
mod preview;
mod rules;
mod samples;
mod site;
mod week;
