//! How backups stand, for the operations page and the administrator's desk.

use domain::policy::{Right, Target, may_ever, permit};
use domain::time::Instant;
use serde::{Deserialize, Serialize};

use super::shelf::Shelved;
use super::when::{WARN_AFTER, next_due};
use super::{BackupPlan, Card, Drill, Progress, disk};
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// The latest backup that was found sound, as the database remembers it: also while the disk of the backups is away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// The backup.
    pub id: String,
    /// When it was made, in microseconds of UTC.
    pub at: i64,
    /// When it was tried.
    pub tried: i64,
}

impl Verified {
    /// The name under which it is remembered.
    pub(super) const SETTING: &'static str = "backup-verified";

    pub(super) fn of(card: &Card, drill: &Drill) -> Self {
        Self {
            id: card.id.clone(),
            at: card.at,
            tried: drill.at,
        }
    }

    pub(super) fn text(&self) -> String {
        serde_json::to_string(self).expect("it has only text and numbers")
    }
}

/// What people are warned of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    /// Nobody said where backups go.
    NotConfigured,
    /// A week went by without a backup that was found sound; since when there is none.
    Overdue(Instant),
}

/// How backups stand.
#[derive(Debug)]
pub struct Operations {
    /// What the institute decided; none if nobody did.
    pub plan: Option<BackupPlan>,
    /// The backups, newest first, or why they cannot be seen.
    pub backups: Result<Vec<Shelved>, String>,
    /// The latest that was found sound.
    pub verified: Option<Verified>,
    /// When the next daily one is due.
    pub next: Option<Instant>,
    /// Bytes left on the disk of the backups.
    pub room: Option<u64>,
    /// What is being done.
    pub progress: Option<Progress>,
    /// What people are warned of.
    pub warning: Option<Warning>,
    /// Whether this person may make one.
    pub may_back_up: bool,
}

impl App {
    /// How backups stand.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn operations(&self, who: &SignedIn) -> Result<Operations, AppError> {
        permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::SeeOperations,
            Target::Process,
        )?;
        let plan = self
            .backups
            .as_ref()
            .map(|backups| backups.setup.plan.clone());
        let shelf = self.shelf();
        let backups = shelf.as_ref().map_err(ToString::to_string);
        let backups = backups.and_then(|shelf| shelf.backups().map_err(|error| error.to_string()));
        let zone = &self.profile.institute.zone;
        Ok(Operations {
            next: plan
                .as_ref()
                .map(|plan| next_due(self.now(), plan.hour, zone)),
            plan,
            backups,
            verified: self.latest_verified().await?,
            room: shelf.ok().and_then(|shelf| disk::room(shelf.path())),
            progress: self.backup_progress().map(|progress| *progress.borrow()),
            warning: self.backup_warning().await?,
            may_back_up: may_ever(&self.profile, who.actor.role(), Right::BackUp),
        })
    }

    /// What people are warned of: no backups at all, or a week without one that was found sound. A demonstration needs
    /// none.
    ///
    /// # Errors
    /// Storage.
    pub async fn backup_warning(&self) -> Result<Option<Warning>, AppError> {
        if self.backups.is_none() {
            return Ok((!self.demonstration).then_some(Warning::NotConfigured));
        }
        let since = match self.latest_verified().await? {
            Some(verified) => Instant::from_micros(verified.at),
            None => match self.store.read().await?.founding().await? {
                Some(founding) => founding.founded,
                None => return Ok(None),
            },
        };
        let overdue = self.now().seconds_since(since) > WARN_AFTER;
        Ok(overdue.then_some(Warning::Overdue(since)))
    }

    async fn latest_verified(&self) -> Result<Option<Verified>, AppError> {
        let kept = self.store.read().await?.setting(Verified::SETTING).await?;
        Ok(kept.and_then(|text| serde_json::from_str(&text).ok()))
    }
}
