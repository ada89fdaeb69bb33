//! The portal's source: the use cases over the database.

use std::collections::HashMap;
use std::sync::Arc;

use app::App;
use domain::hiding::Hidden;
use domain::id::CandidacyId;
use domain::profile::Profile;

use crate::portal::{Changes, Current, Feed, FeedError};

/// Reads from a running system.
pub struct AppFeed(pub Arc<App>);

impl Feed for AppFeed {
    async fn position(&self) -> Result<u64, FeedError> {
        Ok(self.0.history_position().await?)
    }

    async fn page(&self, after: Option<CandidacyId>, most: u32) -> Result<Vec<Current>, FeedError> {
        Ok(self.0.candidacies_after(after, most).await?)
    }

    async fn rules(&self) -> Result<Arc<Profile>, FeedError> {
        self.0.load_agreements().await?;
        Ok(self.0.current())
    }

    async fn hidden(&self) -> Result<HashMap<CandidacyId, Hidden>, FeedError> {
        Ok(self.0.hidden().await?)
    }

    async fn changed_since(&self, position: u64) -> Result<Changes, FeedError> {
        let changed = self.0.changed_candidacies(position).await?;
        Ok(Changes {
            position: changed.position,
            candidacies: changed.candidacies,
            rules: changed.agreements,
        })
    }
}
