//! The clock and the randomness of a real node.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

use crate::domain::{Clock, Draw, Instant};

/// The system's clock, which never runs backwards: not behind `last_written`, the latest time that
/// the database knows, and not behind what it said before.
#[must_use]
pub fn system_clock(last_written: Instant) -> Clock {
    let highest = AtomicI64::new(last_written.millis());
    Clock::new(move || {
        let wall = Timestamp::now().as_millisecond();
        let before = highest.fetch_max(wall, Ordering::Relaxed);
        Instant::from_millis(wall.max(before))
    })
}

/// The operating system's randomness. A system that can't give any is not one to go on with: what
/// should be random would be guessed.
#[must_use]
pub fn os_draw() -> Draw {
    Draw::new(|out| {
        if getrandom::fill(out).is_err() {
            tracing::error!("the operating system gives no randomness");
            std::process::abort();
        }
    })
}
