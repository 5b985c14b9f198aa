//! Reads calendar text on a thread for blocking work: a large one takes longer than an async thread
//! may be held.

use super::busy::{self, BusyReport, BusyRequest};
use super::source::SourceTrouble;

/// The busy time in `text`, read apart from the async threads.
///
/// # Errors
/// [`SourceTrouble::NotReadable`] where it can't be read in full.
pub(super) async fn read(
    text: Vec<u8>,
    request: &BusyRequest,
) -> Result<BusyReport, SourceTrouble> {
    let request = request.clone();
    let reading = tokio::task::spawn_blocking(move || busy::read(&text, &request));
    // A reader that has fallen over has read nothing.
    let read = reading.await.map_err(|_| SourceTrouble::Unforeseen)?;
    read.map_err(SourceTrouble::NotReadable)
}
