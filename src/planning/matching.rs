//! Seats to different people: a bipartite matching by augmenting paths.

/// Gives each of `places` places one of the `people`, all different, where `fits(person, place)`;
/// none where that can't be done. `people` stand in order of preference: among all the sets of
/// people that fill the places the chosen one has the best people of this order (sets that can be
/// matched are a matroid, so taking the best first is best in all).
///
/// The result names, for each place, a member of `people`.
#[must_use]
pub fn assign(
    people: &[usize],
    places: usize,
    fits: impl Fn(usize, usize) -> bool,
) -> Option<Vec<usize>> {
    let mut matching = Matching {
        people,
        fits: &fits,
        holder: vec![None; places],
        tried: vec![false; places],
    };
    let mut filled = 0;
    for index in 0..people.len() {
        if filled == places {
            break;
        }
        matching.tried.fill(false);
        filled += usize::from(matching.seat(index));
    }
    let holders: Option<Vec<usize>> = matching.holder.into_iter().collect();
    holders.map(|holders| holders.into_iter().map(|index| people[index]).collect())
}

struct Matching<'a, F> {
    people: &'a [usize],
    fits: &'a F,
    /// For each place the index in `people` of who has it.
    holder: Vec<Option<usize>>,
    /// Places looked at in this round.
    tried: Vec<bool>,
}

impl<F: Fn(usize, usize) -> bool> Matching<'_, F> {
    /// Seats the person at `index`, where need be by moving others to other places. As deep as
    /// there are places.
    fn seat(&mut self, index: usize) -> bool {
        for place in 0..self.holder.len() {
            if self.tried[place] || !(self.fits)(self.people[index], place) {
                continue;
            }
            self.tried[place] = true;
            let free = match self.holder[place] {
                None => true,
                Some(other) => self.seat(other),
            };
            if free {
                self.holder[place] = Some(index);
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The cheapest way to fill the places by trying them all, as the sorted ranks of those chosen.
    fn best(fits: &[Vec<bool>], places: usize) -> Option<Vec<usize>> {
        fn go(
            fits: &[Vec<bool>],
            place: usize,
            places: usize,
            used: &mut Vec<usize>,
        ) -> Vec<Vec<usize>> {
            if place == places {
                let mut set = used.clone();
                set.sort_unstable();
                return vec![set];
            }
            let mut found = Vec::new();
            for person in 0..fits.len() {
                if fits[person][place] && !used.contains(&person) {
                    used.push(person);
                    found.extend(go(fits, place + 1, places, used));
                    used.pop();
                }
            }
            found
        }
        // Ranks weigh so that the worst person chosen counts most.
        go(fits, 0, places, &mut Vec::new())
            .into_iter()
            .min_by_key(|set| set.iter().map(|rank| 1_u64 << rank).sum::<u64>())
    }

    proptest! {
        #[test]
        fn finds_a_matching_where_there_is_one_and_the_best_of_them(
            places in 1_usize..5,
            fits in prop::collection::vec(prop::collection::vec(any::<bool>(), 5), 0..7),
        ) {
            let people: Vec<usize> = (0..fits.len()).collect();
            let found = assign(&people, places, |person, place| fits[person][place]);
            if let Some(found) = &found {
                for (place, person) in found.iter().enumerate() {
                    prop_assert!(fits[*person][place]);
                }
            }
            let set = found.map(|mut set| { set.sort_unstable(); set });
            prop_assert_eq!(set, best(&fits, places));
        }
    }
}
