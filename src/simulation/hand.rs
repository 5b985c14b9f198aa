//! The hand that strikes a node: it waits for the commit or the publish at which a fault is to fall,
//! lets it fall there, and tells the simulation that the process is gone.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::faults::Class;
use crate::link::Publishing;
use crate::store::{Fate, Moment};

/// Where the next fault of a node falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Blow {
    /// What falls.
    pub(super) class: Class,
    /// At which commit, or after which publish, from 1.
    pub(super) at: u32,
}

/// The hand of one node; its store and the switchboard ask it.
#[derive(Debug, Default)]
pub(super) struct Hand {
    raised: Mutex<Raised>,
    stopped: Notify,
}

#[derive(Debug, Default)]
struct Raised {
    blow: Option<Blow>,
    commits: u32,
    publishes: u32,
    fell: bool,
}

/// How a piece of work ended.
#[derive(Debug)]
pub(super) enum Ended<T> {
    /// It was finished.
    Done(T),
    /// The process is gone.
    Stopped,
}

impl Hand {
    /// Raises the hand for the next piece of work, or lets it rest.
    pub(super) fn raise(&self, blow: Option<Blow>) {
        *self.raised() = Raised {
            blow,
            ..Raised::default()
        };
    }

    /// The work itself is done, only its sends are left: no commit of theirs is struck.
    pub(super) fn only_sends(&self) {
        let mut raised = self.raised();
        let kept = raised.blow.filter(|b| b.class == Class::CrashAmongSends);
        raised.blow = kept;
    }

    /// Whether the blow fell; the hand rests after it.
    pub(super) fn rest(&self) -> bool {
        std::mem::take(&mut *self.raised()).fell
    }

    /// What the store asks.
    pub(super) fn commit(&self, moment: Moment) -> Fate {
        let mut raised = self.raised();
        if moment == Moment::Before {
            raised.commits += 1;
        }
        let Some(blow) = raised.blow.filter(|blow| blow.at == raised.commits) else {
            return Fate::GoesOn;
        };
        let fate = match (blow.class, moment) {
            (Class::CommitFails, Moment::Before) => Fate::Fails,
            (Class::CrashBeforeCommit, Moment::Before)
            | (Class::CrashAfterCommit, Moment::After) => Fate::Stops,
            _ => return Fate::GoesOn,
        };
        raised.fall();
        if fate == Fate::Stops {
            self.stopped.notify_one();
        }
        fate
    }

    /// What the switchboard asks.
    pub(super) fn publish(&self) -> Publishing {
        let mut raised = self.raised();
        raised.publishes += 1;
        let falls = raised.blow.is_some_and(|blow| {
            blow.class == Class::CrashAmongSends && blow.at == raised.publishes
        });
        if !falls {
            return Publishing::GoesOn;
        }
        raised.fall();
        self.stopped.notify_one();
        Publishing::Last
    }

    /// Runs a piece of work until it is finished or the process is gone; what is gone is dropped
    /// where it stood.
    pub(super) async fn over<T>(&self, work: impl Future<Output = T>) -> Ended<T> {
        tokio::select! {
            biased;
            done = work => Ended::Done(done),
            () = self.stopped.notified() => Ended::Stopped,
        }
    }

    fn raised(&self) -> MutexGuard<'_, Raised> {
        self.raised.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Raised {
    fn fall(&mut self) {
        self.fell = true;
        self.blow = None;
    }
}
