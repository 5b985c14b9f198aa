//! People with posts at two nodes: at the other post they agree that their home is told when they are
//! taken, stop and begin again, and their calendar there changes. Home alone is told, nothing after a
//! no, and in the end home knows what the other post has.

use super::calendar::Fetch;
use super::check::{Stop, broken};
use super::faults::Input;
use super::run::World;
use crate::crossing::message::BusyShare;
use crate::domain::{Interval, NodeId, StaffId};
use crate::flows::posts;
use crate::store::PersonRow;
use crate::store::posts::{HomePost, SharedBusy};

impl World {
    /// Somebody at their other post says whether it is shared when they are taken, or their calendar
    /// there changes.
    ///
    /// # Errors
    /// An invariant does not hold, or the database failed.
    pub(super) async fn at_other_post(&mut self) -> Result<(), Stop> {
        let all: Vec<(usize, StaffId)> = (0..)
            .zip(&self.machines)
            .flat_map(|(node, machine)| machine.staff.posts.iter().map(move |one| (node, *one)))
            .collect();
        let Some((node, person)) = self.doings.dice.pick(&all).copied() else {
            return Ok(());
        };
        if self.doings.dice.chance(400) {
            let agreed = {
                let mut reader = self.machines[node].store.reader().await?;
                let post = HomePost::find(&mut reader, person).await?;
                post.is_some_and(|post| post.agreed)
            };
            let said = self.flow(node, Input::Agree, async |turn| {
                posts::agree(turn, person, !agreed).await
            });
            return said.await.map(|_| ());
        }
        let start = self.doings.start(self.first_day());
        let taken = Interval::new(start, start.plus_minutes(30));
        let shown = taken.filter(|_| self.doings.dice.chance(700));
        self.calendar(node, person, Fetch::Finds(shown)).await?;
        Ok(())
    }

    /// What is shared leaves: only to the person's home, and a list only while they agree.
    ///
    /// # Errors
    /// B13 does not hold, or the database failed.
    pub(super) async fn may_be_shared(
        &self,
        from: usize,
        to: &NodeId,
        share: &BusyShare,
    ) -> Result<(), Stop> {
        let mut reader = self.machines[from].store.reader().await?;
        let person = PersonRow::find(&mut reader, share.staff).await?;
        let home = person.and_then(|person| person.card.home);
        if home.is_none_or(|home| home.node != *to) {
            let what = format!("what takes {} leaves for {to}, not home", share.staff);
            return Err(broken("B13", what));
        }
        let post = HomePost::find(&mut reader, share.staff).await?;
        if share.busy.is_some() && !post.is_some_and(|post| post.agreed) {
            let what = format!("what takes {} leaves after a no", share.staff);
            return Err(broken("B13", what));
        }
        Ok(())
    }

    /// What was shared came home: an older list is never put in place of a newer.
    ///
    /// # Errors
    /// B13 does not hold, or the database failed.
    pub(super) async fn was_shared(&mut self, flight: usize) -> Result<(), Stop> {
        let Some(flight) = self.flights.get(flight).cloned() else {
            return Ok(());
        };
        let seen = self.oracle.open(&flight.parcel).map(|(_, seen, _)| seen);
        let Some(share) = seen.and_then(|seen| seen.shares) else {
            return Ok(());
        };
        let mut reader = self.machines[flight.to].store.reader().await?;
        let known = SharedBusy::find(&mut reader, &flight.parcel.from, share.staff).await?;
        let version = known.map_or(0, |known| known.version);
        let before = self.shared.insert((flight.to, share.staff), version);
        if before.is_some_and(|before| before > version) {
            let what = format!("an older list of {} took a newer one's place", share.staff);
            return Err(broken("B13", what));
        }
        Ok(())
    }
}

/// After a no, home has no list; and where no clock ran away home has the list that was told last.
///
/// # Errors
/// B13 does not hold, or the database failed.
pub(super) async fn homes_know(world: &World) -> Result<(), Stop> {
    for machine in &world.machines {
        let mut reader = machine.store.reader().await?;
        for post in HomePost::all(&mut reader).await? {
            let Some(home) = world.number(&post.node) else {
                continue;
            };
            let mut at_home = world.machines[home].store.reader().await?;
            let known = SharedBusy::find(&mut at_home, machine.node(), post.person).await?;
            let list = known.and_then(|known| known.list);
            let right = match &post.list {
                // Home refuses what is from the time to come.
                Some(_) if world.climate.jumps => true,
                told => list == *told,
            };
            if !right {
                let what = format!("home does not know what {} has told", post.person);
                return Err(broken("B13", what));
            }
        }
    }
    Ok(())
}
