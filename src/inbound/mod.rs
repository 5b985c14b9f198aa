//! Link messages: opened, recorded, handed to their flow, and acknowledged after the commit.
//!
//! One envelope is one change: inbox row, ledger row and whatever its flow writes, or nothing. What
//! a flow refuses is written as refused in a change of its own. Only [`dispatch`] knows all types.

mod dispatch;
mod open;
mod take;

pub use take::{Outcome, Receiver};

use std::collections::BTreeMap;

use tokio_util::sync::CancellationToken;

use crate::crossing::message::{MOST_RECEIPT_ROWS, ReceiptRow};
use crate::domain::{Clock, NodeId};
use crate::link::{Delivery, Link};

/// Takes what comes over the link until it is told to stop.
pub async fn run(receiver: Receiver, link: Link, clock: Clock, stop: CancellationToken) {
    loop {
        let first = tokio::select! {
            () = stop.cancelled() => return,
            delivery = link.next() => delivery,
        };
        take_batch(&receiver, &link, &clock, batch(Some(first), &link)).await;
    }
}

/// Takes what waits now, at most as much as one receipt answers. Says how many envelopes it was.
pub async fn take_waiting(receiver: &Receiver, link: &Link, clock: &Clock) -> usize {
    let batch = batch(link.try_next(), link);
    let many = batch.len();
    take_batch(receiver, link, clock, batch).await;
    many
}

fn batch(first: Option<Delivery>, link: &Link) -> Vec<Delivery> {
    let mut batch: Vec<_> = first.into_iter().collect();
    while !batch.is_empty()
        && batch.len() < MOST_RECEIPT_ROWS
        && let Some(more) = link.try_next()
    {
        batch.push(more);
    }
    batch
}

/// Takes several envelopes, each in its own change, and answers each peer with one receipt.
async fn take_batch(receiver: &Receiver, link: &Link, clock: &Clock, batch: Vec<Delivery>) {
    let mut receipts: BTreeMap<NodeId, Vec<ReceiptRow>> = BTreeMap::new();
    let mut done = Vec::new();
    for delivery in batch {
        let from = delivery.from.clone();
        match receiver
            .take(&from, delivery.bytes.clone(), clock.now())
            .await
        {
            Ok(Outcome::Receipt(row)) => {
                receipts.entry(from).or_default().push(row);
                done.push(delivery);
            }
            Ok(Outcome::Quiet) => done.push(delivery),
            // Not acknowledged: it comes again, from the broker or from the sender's outbox.
            Err(error) => {
                tracing::error!(peer = %from, %error, "an envelope could not be recorded");
            }
        }
    }
    for (peer, rows) in receipts {
        let sealed = receiver.receipt(&peer, rows, clock.now()).await;
        let published = match sealed {
            Ok(Some(bytes)) => link
                .publish(&peer, bytes)
                .await
                .map_err(|error| error.to_string()),
            Ok(None) => Ok(()),
            Err(error) => Err(error.to_string()),
        };
        // A receipt that is lost is given again when the envelope comes again.
        if let Err(error) = published {
            tracing::info!(%peer, error, "a receipt was not sent");
        }
    }
    for delivery in done {
        link.ack(delivery);
    }
}
