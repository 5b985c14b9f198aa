//! Pages, API and sessions. The home of axum and askama.
//!
//! | file | what it is |
//! |---|---|
//! | [`app`], [`session`], [`form`] | what every request works with; who asks; a form, checked |
//! | [`serve`], [`login`] | all routes and what stands before them; logging in and out |
//! | [`api`] | the calls under `/api/v1` |
//! | [`refusal`], [`problem`] | why a page, or a call of the API, is not answered |
//! | [`assets`] | style, script, icons and letters under `/a/` |
//! | [`chrome`], [`menu`] | what stands round every page |
//! | [`pages`] | one struct and one template a page; they read no row and decide nothing |
//!
//! A page is whole without a script: forms have method, action and names, and what htmx adds only
//! makes it quicker. No template holds a `style` attribute or a script; the content security policy
//! would refuse both.

pub mod api;
pub mod app;
pub mod assets;
pub mod chrome;
mod findings;
pub mod form;
pub mod login;
pub mod menu;
pub mod pages;
pub mod problem;
pub mod refusal;
mod routes;
pub mod serve;
pub mod session;
#[cfg(test)]
mod tests;
