//! Every page with invented matter: that it renders, that it keeps the rules of the house for pages,
//! and (when asked for) as files to look at.

mod preview;
mod rules;
mod samples;
mod week;
