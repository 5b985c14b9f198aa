//! Any bytes at all as a CalDAV server's answer about entries.
#![no_main]

#[path = "../checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    checks::multistatus::check(bytes);
});
