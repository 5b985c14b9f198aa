//! The work budget of one reading. A hostile text can ask for any amount of work in a few bytes;
//! this room reads no clock, so work is counted instead.

use super::unreadable::NotReadable;

/// Steps that may still be taken. One step is about ten nanoseconds of a release build.
pub(super) struct Fuel(u64);

impl Fuel {
    /// A budget of `steps`.
    pub(super) const fn new(steps: u64) -> Self {
        Self(steps)
    }

    /// Takes `steps`, or fails where there are not that many left.
    pub(super) fn burn(&mut self, steps: u64) -> Result<(), NotReadable> {
        self.0 = self.0.checked_sub(steps).ok_or(NotReadable::TooMuchWork)?;
        Ok(())
    }
}
