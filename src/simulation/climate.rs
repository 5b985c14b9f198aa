//! How hard one seed is: every seed draws its own intensities, from nearly fair to very foul.

use super::chance::{Dice, Purpose};
use super::faults::{Fault, Only};
use crate::crossing::budget;
use crate::domain::Minutes;

const MINUTE: i64 = 60_000;

/// The intensities of one seed. Chances are per thousand.
#[derive(Debug, Clone)]
pub(super) struct Climate {
    /// How many nodes there are.
    pub(super) nodes: usize,
    /// Parcels that never come.
    pub(super) loss: u32,
    /// Parcels that come twice.
    pub(super) duplicate: u32,
    /// Parcels that are held back for up to a minute, so that others overtake them.
    pub(super) reorder: u32,
    /// Parcels that are held back for up to twenty minutes.
    pub(super) delay: u32,
    /// Parcels of which an altered copy comes too, or that come again much later.
    pub(super) mischief: u32,
    /// Inputs at which the node crashes or a commit fails.
    pub(super) crash: u32,
    /// Confirms before which the holder's calendar, or the consent, changes.
    pub(super) between: u32,
    /// How far the clocks stand apart at most, in milliseconds.
    pub(super) skew: i64,
    /// Whether clocks jump.
    pub(super) jumps: bool,
    /// How many cuts there are.
    pub(super) cuts: u64,
    /// Whether one of them is longer than a note is tried.
    pub(super) long_cut: bool,
    /// Milliseconds between two ticks of a node.
    pub(super) tick: i64,
    /// Life of a choosing hold.
    pub(super) choosing: Minutes,
    /// Seconds in which a note can be taken back unseen.
    pub(super) undo_seconds: u16,
    /// Milli-starts that a peer may settle about a person in a week.
    pub(super) weekly_milli_starts: u64,
    /// Choosing holds that a peer may have open on a person.
    pub(super) open_holds: u64,
    /// Minutes after which a Hold waits for a calendar to be read. A tick may be minutes away here, and
    /// what is not read within seconds is as good as taken: so in most seeds none waits.
    pub(super) fresh_minutes: u16,
    /// How many bookings and notes are begun before people stop.
    pub(super) busyness: usize,
    /// The longest pause between two doings, in milliseconds.
    pub(super) pause: i64,
}

impl Climate {
    /// The climate of a seed; faults that are not wanted have no chance.
    pub(super) fn of(seed: u64, only: Only) -> Self {
        let mut dice = Dice::new(seed, Purpose::Climate);
        // A third of the seeds has a fair link, so that much is agreed; another third a foul one.
        let most = match dice.below(3) {
            0 => 30,
            1 => 150,
            _ => 300,
        };
        let mut upto = |most: u32| u32::try_from(dice.below(u64::from(most) + 1)).unwrap_or(0);
        let (loss, duplicate, reorder) = (upto(most), upto(most), upto(most));
        let (delay, mischief, crash) = (upto(most / 3), upto(20), upto(40));
        let long_cut = seed % 16 == 5;
        let wanted = |fault: Fault, chance: u32| if only.wants(fault) { chance } else { 0 };
        let cuts = dice.below(5);
        let longest = if dice.chance(400) { 8 } else { 30 };
        Self {
            nodes: if dice.chance(500) { 3 } else { 4 },
            loss: wanted(Fault::Loss, loss),
            duplicate: wanted(Fault::Duplicate, duplicate),
            reorder: wanted(Fault::Reorder, reorder),
            delay: wanted(Fault::Delay, delay),
            mischief,
            crash,
            between: 160,
            skew: if only.wants(Fault::ClockSkew) {
                dice.between(0, 20 * MINUTE)
            } else {
                0
            },
            jumps: dice.chance(300) && only.wants(Fault::ClockJump),
            cuts,
            long_cut: long_cut && only.wants(Fault::LongCut),
            tick: if long_cut {
                10 * MINUTE
            } else {
                dice.between(MINUTE / 2, 5 * MINUTE)
            },
            choosing: Minutes::try_from(dice.between(3, longest)).unwrap_or(10),
            undo_seconds: if dice.chance(500) { 60 } else { 0 },
            weekly_milli_starts: if dice.chance(150) {
                budget::WEEKLY_MILLI_STARTS
            } else {
                u64::from(u32::MAX)
            },
            open_holds: if dice.chance(200) { 3 } else { 50 },
            busyness: usize::try_from(dice.between(44, 60)).unwrap_or(44),
            pause: dice.between(MINUTE, 5 * MINUTE),
            fresh_minutes: if dice.chance(125) { 20 } else { u16::MAX },
        }
    }
}
