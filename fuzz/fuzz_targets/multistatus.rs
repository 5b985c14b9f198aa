//! Any bytes at all as a CalDAV server's answer about entries.
#![no_main]

#[path = "../checks/multistatus.rs"]
mod multistatus;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    multistatus::check(bytes);
});
