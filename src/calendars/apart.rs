//! Reads what came on a thread for blocking work: a large calendar takes longer than an async thread
//! may be held.

use super::busy::{self, BusyReport, BusyRequest};
use super::trouble::SourceTrouble;

/// The busy time in `text`, read apart from the async threads.
pub(super) async fn read(
    text: Vec<u8>,
    request: &BusyRequest,
) -> Result<BusyReport, SourceTrouble> {
    let request = request.clone();
    let read = run(move || busy::read(&text, &request)).await?;
    read.map_err(SourceTrouble::NotReadable)
}

/// Runs `work` apart from the async threads.
///
/// # Errors
/// [`SourceTrouble::Unforeseen`] where it falls over: then nothing has been read.
pub(super) async fn run<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, SourceTrouble> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| SourceTrouble::Unforeseen)
}
