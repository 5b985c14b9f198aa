//! The link inside one process: every node has a queue, as it would at a broker. A queue keeps what
//! was not acknowledged and gives it again when the node comes back.
//!
//! By hand ([`Switchboard::by_hand`]) nothing moves by itself: the simulation takes what was
//! published and decides what of it arrives, when, and how often.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, watch};

use super::{Delivery, LinkState, LinkTrouble, PACKET_LIMIT, Ticket, Why, down, fits};
use crate::crossing::Topic;
use crate::domain::{Clock, NodeId};

/// The MQTT 5 reason code of a full queue.
const QUOTA_EXCEEDED: u8 = 151;

/// Connects the nodes of one process. Cheap to clone; all clones are one switchboard.
#[derive(Clone)]
pub struct Switchboard {
    board: Arc<Mutex<Board>>,
    publishings: Option<Publishings>,
}

/// What becomes of publishes to a node that is off line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outage {
    /// They wait for it, as at a broker that remembers its session.
    Queues,
    /// They fail.
    Fails,
}

/// What becomes of a publish by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Publishing {
    /// It is made.
    GoesOn,
    /// It is made, and then the process is gone: whoever publishes waits for ever, and is to be
    /// dropped.
    Last,
}

type Publishings = Arc<dyn Fn(&NodeId) -> Publishing + Send + Sync>;

/// One envelope between two nodes.
#[derive(Clone, PartialEq, Eq)]
pub struct Parcel {
    /// The node that published it.
    pub from: NodeId,
    /// The node it is for.
    pub to: NodeId,
    /// The envelope.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Parcel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to, bytes } = self;
        write!(f, "Parcel({} bytes from {from} to {to})", bytes.len())
    }
}

struct Board {
    capacity: usize,
    /// Where publishes wait for the owner's hand; none where they are delivered at once.
    published: Option<Vec<Parcel>>,
    nodes: BTreeMap<NodeId, Queue>,
    next_ticket: u64,
}

struct Queue {
    waiting: VecDeque<Parcel>,
    unacknowledged: BTreeMap<u64, Parcel>,
    outage: Option<Outage>,
    arrived: Arc<Notify>,
    clock: Clock,
    state: watch::Sender<LinkState>,
}

impl Queue {
    /// What was not acknowledged goes back to the front, in the order it came.
    fn give_again(&mut self) {
        while let Some((_, parcel)) = self.unacknowledged.pop_last() {
            self.waiting.push_front(parcel);
        }
        self.arrived.notify_waiters();
        self.arrived.notify_one();
    }

    fn put(&mut self, parcel: Parcel, capacity: usize) -> Result<(), LinkTrouble> {
        if self.outage == Some(Outage::Fails) {
            return Err(LinkTrouble::NotTaken);
        }
        if self.waiting.len() + self.unacknowledged.len() >= capacity {
            return Err(LinkTrouble::Refused(QUOTA_EXCEEDED));
        }
        self.waiting.push_back(parcel);
        self.arrived.notify_one();
        Ok(())
    }

    fn set_up(&mut self) {
        self.outage = None;
        let since = self.clock.now();
        self.state.send_replace(LinkState::Up { since });
        self.give_again();
    }

    fn set_down(&mut self, outage: Outage, why: Why) {
        self.outage = Some(outage);
        let now = self.clock.now();
        self.state
            .send_modify(|state| *state = down(*state, now, why));
    }
}

impl Switchboard {
    /// Delivers at once; each node's queue holds at most `capacity` envelopes.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self::with(capacity, None)
    }

    /// Delivers nothing but what the owner hands to [`deliver`](Self::deliver).
    #[must_use]
    pub fn by_hand(capacity: usize) -> Self {
        Self::with(capacity, Some(Vec::new()))
    }

    fn with(capacity: usize, published: Option<Vec<Parcel>>) -> Self {
        let board = Board {
            capacity,
            published,
            nodes: BTreeMap::new(),
            next_ticket: 1,
        };
        Self {
            board: Arc::new(Mutex::new(board)),
            publishings: None,
        }
    }

    /// The same switchboard, asking what becomes of each publish of a node.
    #[must_use]
    pub fn with_publishings(
        mut self,
        publishings: impl Fn(&NodeId) -> Publishing + Send + Sync + 'static,
    ) -> Self {
        self.publishings = Some(Arc::new(publishings));
        self
    }

    /// The port of a node. Connecting again, as after a crash, gives what was not acknowledged
    /// again; the earlier port shares the queue and should be dropped.
    #[must_use]
    pub fn connect(&self, node: &NodeId, clock: Clock) -> super::Link {
        let mut board = self.board();
        let since = clock.now();
        let queue = board.nodes.entry(node.clone()).or_insert_with(|| Queue {
            waiting: VecDeque::new(),
            unacknowledged: BTreeMap::new(),
            outage: None,
            arrived: Arc::new(Notify::new()),
            clock: clock.clone(),
            state: watch::Sender::new(LinkState::Up { since }),
        });
        queue.clock = clock;
        queue.set_up();
        super::Link::InProcess(Port {
            node: node.clone(),
            board: self.clone(),
            arrived: Arc::clone(&queue.arrived),
            state: queue.state.subscribe(),
        })
    }

    /// Takes a node off line: it can't publish and is given nothing.
    pub fn cut(&self, node: &NodeId, outage: Outage) {
        if let Some(queue) = self.board().nodes.get_mut(node) {
            queue.set_down(outage, Why::Lost);
        }
    }

    /// Takes a node on line again; what it did not acknowledge comes again.
    pub fn mend(&self, node: &NodeId) {
        if let Some(queue) = self.board().nodes.get_mut(node) {
            queue.set_up();
        }
    }

    /// By hand: what was published since the last call, in order.
    #[must_use]
    pub fn take_published(&self) -> Vec<Parcel> {
        self.board()
            .published
            .as_mut()
            .map(std::mem::take)
            .unwrap_or_default()
    }

    /// Puts a parcel into the queue of the node that it is for, whoever it is said to be from.
    ///
    /// # Errors
    /// [`LinkTrouble::NoReader`], [`LinkTrouble::NotTaken`] or [`LinkTrouble::Refused`].
    pub fn deliver(&self, parcel: Parcel) -> Result<(), LinkTrouble> {
        self.board().deliver(parcel)
    }

    /// Forgets all that waits for a node, as a broker does that lost its store.
    pub fn forget(&self, node: &NodeId) {
        if let Some(queue) = self.board().nodes.get_mut(node) {
            queue.waiting.clear();
            queue.unacknowledged.clear();
        }
    }

    fn board(&self) -> MutexGuard<'_, Board> {
        // Nothing below panics while it holds the lock, and each change is whole by itself.
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_last(&self, node: &NodeId) -> bool {
        let asked = self.publishings.as_ref();
        asked.is_some_and(|publishings| publishings(node) == Publishing::Last)
    }
}

impl Board {
    fn deliver(&mut self, parcel: Parcel) -> Result<(), LinkTrouble> {
        let queue = self
            .nodes
            .get_mut(&parcel.to)
            .ok_or(LinkTrouble::NoReader)?;
        queue.put(parcel, self.capacity)
    }

    fn publish(&mut self, parcel: Parcel) -> Result<(), LinkTrouble> {
        match self.nodes.get(&parcel.from) {
            Some(own) if own.outage.is_none() => {}
            _ => return Err(LinkTrouble::NotConnected),
        }
        match &mut self.published {
            Some(published) => {
                published.push(parcel);
                Ok(())
            }
            None => self.deliver(parcel),
        }
    }

    fn take(&mut self, node: &NodeId) -> Option<Delivery> {
        let queue = self.nodes.get_mut(node)?;
        if queue.outage.is_some() {
            return None;
        }
        let parcel = queue.waiting.pop_front()?;
        let number = self.next_ticket;
        self.next_ticket += 1;
        let delivery = Delivery {
            from: parcel.from.clone(),
            bytes: parcel.bytes.clone(),
            ticket: Ticket::InProcess(number),
        };
        queue.unacknowledged.insert(number, parcel);
        Some(delivery)
    }
}

impl fmt::Debug for Switchboard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Switchboard")
    }
}

/// One node's side of a switchboard.
#[derive(Clone)]
pub struct Port {
    node: NodeId,
    board: Switchboard,
    arrived: Arc<Notify>,
    state: watch::Receiver<LinkState>,
}

impl fmt::Debug for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Port({})", self.node)
    }
}

impl Port {
    pub(super) async fn publish(&self, to: &NodeId, bytes: Vec<u8>) -> Result<(), LinkTrouble> {
        let topic = Topic {
            to: to.clone(),
            from: self.node.clone(),
        };
        if !fits(&topic.to_string(), &bytes, PACKET_LIMIT) {
            return Err(LinkTrouble::TooLarge);
        }
        let Topic { to, from } = topic;
        let last = self.board.is_last(&from);
        let published = self.board.board().publish(Parcel { from, to, bytes });
        if last {
            return std::future::pending().await;
        }
        published
    }

    pub(super) async fn next(&self) -> Delivery {
        loop {
            // Made before the look, so that nothing can arrive unnoticed between the two.
            let arrived = self.arrived.notified();
            if let Some(delivery) = self.try_next() {
                return delivery;
            }
            arrived.await;
        }
    }

    pub(super) fn try_next(&self) -> Option<Delivery> {
        self.board.board().take(&self.node)
    }

    pub(super) fn ack(&self, number: u64) {
        if let Some(queue) = self.board.board().nodes.get_mut(&self.node) {
            queue.unacknowledged.remove(&number);
        }
    }

    pub(super) fn state(&self) -> watch::Receiver<LinkState> {
        self.state.clone()
    }

    pub(super) fn stop(&self) {
        if let Some(queue) = self.board.board().nodes.get_mut(&self.node) {
            queue.set_down(Outage::Queues, Why::Stopped);
        }
    }
}

#[cfg(test)]
#[path = "tests/in_process.rs"]
mod tests;
