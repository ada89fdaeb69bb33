//! The portal's source: the use cases over the database.

use std::sync::Arc;

use app::App;
use domain::id::CandidacyId;

use crate::portal::{Current, Feed, FeedError};

/// Reads from a running system.
pub struct AppFeed(pub Arc<App>);

impl Feed for AppFeed {
    async fn position(&self) -> Result<u64, FeedError> {
        Ok(self.0.history_position().await?)
    }

    async fn page(&self, after: Option<CandidacyId>, most: u32) -> Result<Vec<Current>, FeedError> {
        Ok(self.0.candidacies_after(after, most).await?)
    }

    async fn changed_since(&self, position: u64) -> Result<(u64, Vec<Current>), FeedError> {
        Ok(self.0.changed_candidacies(position).await?)
    }
}
