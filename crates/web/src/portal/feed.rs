//! Where the portal's candidacies come from. The portal itself knows no database: it is filled once and then follows
//! the changes (decisions 5 and 8).

use std::sync::{Arc, Weak};
use std::time::Duration;

use domain::capture::Capture;
use domain::id::CandidacyId;
use domain::registry::Candidacy;
use tokio::sync::watch;

use crate::portal::Portal;

/// Candidacies read at a time while the portal is filled: bounds the memory that whole captures take on the way.
const PAGE: u32 = 500;

/// How long the follower waits after its source failed. Readers are served from what is known meanwhile.
const RETRY: Duration = Duration::from_millis(500);

/// A candidacy as it stands, with its capture if anything was written.
pub type Current = (Candidacy, Option<Capture>);

/// Why a source could not be read.
pub type FeedError = Box<dyn std::error::Error + Send + Sync>;

/// The portal's source: all candidacies, and what changed since a position of the history.
pub trait Feed: Send + Sync + 'static {
    /// The position of the history that every later read is at or after.
    fn position(&self) -> impl Future<Output = Result<u64, FeedError>> + Send;

    /// Up to `most` candidacies that follow `after` in the order of their ids; fewer only at the end.
    fn page(
        &self,
        after: Option<CandidacyId>,
        most: u32,
    ) -> impl Future<Output = Result<Vec<Current>, FeedError>> + Send;

    /// What changed after `position`, as it stands now, and the position up to which that holds. A candidacy may
    /// come again without having changed.
    fn changed_since(
        &self,
        position: u64,
    ) -> impl Future<Output = Result<(u64, Vec<Current>), FeedError>> + Send;
}

/// Reads everything there is, a page at a time. The position is taken first, so that whatever changes meanwhile
/// comes once more and nothing is missed.
pub(crate) async fn read_all<F: Feed>(
    feed: &F,
    mut take: impl FnMut(Vec<Current>),
) -> Result<u64, FeedError> {
    let position = feed.position().await?;
    let mut after = None;
    loop {
        let page = feed.page(after, PAGE).await?;
        let is_last = page.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
        after = page.last().map(|(candidacy, _)| candidacy.id).or(after);
        take(page);
        if is_last {
            return Ok(position);
        }
    }
}

/// Brings the portal up to date each time it is woken, until the sender of `wake` or the portal is gone.
pub(crate) async fn follow<F: Feed>(
    portal: Weak<Portal>,
    feed: F,
    mut wake: watch::Receiver<u64>,
    mut position: u64,
) {
    loop {
        match feed.changed_since(position).await {
            Ok((reached, changed)) => {
                let Some(portal) = Weak::upgrade(&portal) else {
                    return;
                };
                position = reached;
                Arc::as_ref(&portal).take(&changed);
            }
            Err(error) => {
                tracing::warn!(%error, position, "the portal could not read what changed; it tries again");
                tokio::time::sleep(RETRY).await;
                continue;
            }
        }
        // A wake that came while reading is still unseen here, so it is not lost.
        if wake.changed().await.is_err() {
            return;
        }
    }
}
