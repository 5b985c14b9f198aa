//! Any bytes at all as a calendar's text.
#![no_main]

#[path = "../checks/calendar_text.rs"]
mod calendar_text;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| calendar_text::check(bytes));
