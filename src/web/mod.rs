//! Pages, API and sessions. The home of axum and askama.
//!
//! | file | what it is |
//! |---|---|
//! | [`assets`] | style, script, icons and letters under `/a/` |
//! | [`chrome`] | what stands round every page |
//! | [`pages`] | one struct and one template a page; they read no row and decide nothing |
//!
//! A page is whole without a script: forms have method, action and names, and what htmx adds only
//! makes it quicker. No template holds a `style` attribute or a script; the content security policy
//! would refuse both.

pub mod assets;
pub mod chrome;
pub mod pages;
#[cfg(test)]
mod tests;
