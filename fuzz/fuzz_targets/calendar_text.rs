//! Any bytes at all as a calendar's text.
#![no_main]

#[path = "../checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::calendar_text::check(bytes));
