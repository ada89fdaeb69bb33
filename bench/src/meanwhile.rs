//! People who save while something else is done: how long they wait, until it ends.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::sync::watch;

use crate::editors::{Editor, Times, until};

/// Saves per second: what the last evening of a term is expected to have.
pub const RATE: u32 = 30;
/// Who saves.
pub const EDITORS: usize = 32;

/// Does `work` while `editors` save. Gives what it gave, how long it took, and the times of the saves that were due while
/// it lasted.
///
/// # Errors
/// The work or a save failed.
pub async fn saving<T>(
    editors: Vec<Editor>,
    work: impl Future<Output = Result<T>>,
) -> Result<(T, Duration, Times)> {
    let (end, ended) = watch::channel(false);
    let savers = tokio::spawn(until(editors, RATE, ended));
    let begun = Instant::now();
    let done = work.await;
    let took = begun.elapsed();
    end.send(true).ok();
    let times = savers.await.context("the savers panicked")??;
    Ok((done?, took, times))
}
