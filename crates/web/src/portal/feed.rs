//! Where the portal's candidacies come from. The portal itself knows no database: it is filled once and then follows
//! the changes (decisions 5 and 8).

use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::Duration;

use domain::capture::Capture;
use domain::hiding::Hidden;
use domain::id::CandidacyId;
use domain::profile::Profile;
use domain::registry::Candidacy;
use tokio::sync::watch;

use crate::portal::ballot::Ballot;
use crate::portal::row::Row;
use crate::portal::{Portal, public_rows};

/// Candidacies read at a time while the portal is filled: bounds the memory that whole captures take on the way.
const PAGE: u32 = 500;

/// How long the follower waits after its source failed. Readers are served from what is known meanwhile.
const RETRY: Duration = Duration::from_millis(500);

/// A candidacy as it stands, with its capture if anything was written.
pub type Current = (Candidacy, Option<Capture>);

/// Why a source could not be read.
pub type FeedError = Box<dyn std::error::Error + Send + Sync>;

/// What changed.
#[derive(Debug)]
pub struct Changes {
    /// The position of the history up to which this holds.
    pub position: u64,
    /// The candidacies that changed, as they stand now. One may come again without having changed.
    pub candidacies: Vec<Current>,
    /// Whether the rules changed: an agreement was registered or ended. Everything is read anew then.
    pub rules: bool,
}

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

    /// The institute's rules with the agreements in force.
    fn rules(&self) -> impl Future<Output = Result<Arc<Profile>, FeedError>> + Send;

    /// What is hidden now for a person's safety. It is read after whatever it applies to, so that a hiding that comes
    /// between the two holds already.
    fn hidden(
        &self,
    ) -> impl Future<Output = Result<HashMap<CandidacyId, Hidden>, FeedError>> + Send;

    /// What changed after `position`.
    fn changed_since(
        &self,
        position: u64,
    ) -> impl Future<Output = Result<Changes, FeedError>> + Send;
}

/// Everything there is, and the position of the history at which it may be taken up.
struct Whole {
    position: u64,
    ballot: Ballot,
    rows: Vec<Row>,
}

/// Reads everything there is, a page at a time. The position is taken first, so that whatever changes meanwhile
/// comes once more and nothing is missed.
async fn read_all<F: Feed>(feed: &F) -> Result<Whole, FeedError> {
    let position = feed.position().await?;
    let ballot = Ballot::new(feed.rules().await?);
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let page = feed.page(after, PAGE).await?;
        let is_last = page.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
        after = page.last().map(|(candidacy, _)| candidacy.id).or(after);
        let hidden = feed.hidden().await?;
        rows.extend(public_rows(&ballot, &page, &hidden));
        if is_last {
            return Ok(Whole {
                position,
                ballot,
                rows,
            });
        }
    }
}

/// Reads everything, again until it succeeds, and from then on what changes; ends with the sender of `wake` or with the
/// portal.
pub(crate) async fn fill_and_follow<F: Feed>(
    portal: Weak<Portal>,
    feed: F,
    wake: watch::Receiver<u64>,
) {
    loop {
        let read = read_all(&feed).await;
        let Some(filled) = portal.upgrade() else {
            return;
        };
        match read {
            Ok(whole) => {
                filled.begin_anew(whole.ballot, whole.rows);
                drop(filled);
                return follow(portal, feed, wake, whole.position).await;
            }
            Err(error) => {
                tracing::error!(%error, "the portal could not be filled; it tries again");
                drop(filled);
                tokio::time::sleep(RETRY).await;
            }
        }
    }
}

/// Brings the portal up to date each time it is woken, until the sender of `wake` or the portal is gone.
async fn follow<F: Feed>(
    portal: Weak<Portal>,
    feed: F,
    mut wake: watch::Receiver<u64>,
    mut position: u64,
) {
    loop {
        match catch_up(&portal, &feed, position).await {
            Ok(Some(reached)) => position = reached,
            Ok(None) => return,
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

/// Puts what changed after `position`; gives the position up to which that holds, none if the portal is gone.
async fn catch_up<F: Feed>(
    portal: &Weak<Portal>,
    feed: &F,
    position: u64,
) -> Result<Option<u64>, FeedError> {
    let changes = feed.changed_since(position).await?;
    if !changes.rules {
        let hidden = feed.hidden().await?;
        let portal = Weak::upgrade(portal);
        return Ok(portal.map(|portal| {
            portal.take(&changes.candidacies, &hidden);
            changes.position
        }));
    }
    // Rows name agreements by their number in the rules that they were made with.
    let whole = read_all(feed).await?;
    Ok(Weak::upgrade(portal).map(|portal| {
        portal.begin_anew(whole.ballot, whole.rows);
        whole.position
    }))
}
