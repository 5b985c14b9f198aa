//! Where faults fall on inputs: some points are a seed's own, so that every point fires in a short
//! range of seeds; the others are drawn.

use super::chance::Dice;
use super::faults::{CLASSES, Class, Fault, Input, Only};
use super::hand::Blow;

/// The plan of one seed.
pub(super) struct Plan {
    only: Only,
    chance: u32,
    own: Vec<(Class, Input)>,
    dice: Dice,
}

/// So many seeds share all points between them.
const SHARE: usize = 4;

impl Plan {
    /// The plan of a seed.
    pub(super) fn new(seed: u64, only: Only, chance: u32, dice: Dice) -> Self {
        let all: Vec<(Class, Input)> = Fault::all()
            .into_iter()
            .filter(|fault| only.wants(*fault))
            .filter_map(|fault| match fault {
                Fault::At(class, input) => Some((class, input)),
                _ => None,
            })
            .collect();
        let turn = usize::try_from(seed % SHARE as u64).unwrap_or(0);
        let own = all.into_iter().skip(turn).step_by(SHARE).collect();
        Self {
            only,
            chance,
            own,
            dice,
        }
    }

    /// What falls on the next piece of work, which is this input.
    pub(super) fn blow(&mut self, input: Input) -> Option<Blow> {
        let own = self.own.iter().find(|(_, of)| *of == input).copied();
        let class = match own {
            Some((class, _)) if self.dice.chance(800) => class,
            _ if self.dice.chance(self.chance) => self.dice.pick(&CLASSES)?.0,
            _ => return None,
        };
        if !self.only.wants(Fault::At(class, input)) {
            return None;
        }
        let most = match input {
            // What was read, and then what that means for meetings.
            Input::Tick | Input::Calendar => 2,
            _ => 1,
        };
        let at = match class {
            Class::CrashAmongSends if self.dice.chance(300) => 2,
            Class::CrashAmongSends => 1,
            _ => u32::try_from(self.dice.between(1, most)).unwrap_or(1),
        };
        Some(Blow { class, at })
    }

    /// It fell: as a point of this seed's own it has done its work.
    pub(super) fn fell(&mut self, class: Class, input: Input) {
        self.own.retain(|own| *own != (class, input));
    }
}
