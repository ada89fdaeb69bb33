//! Backups as they are run: on the command line, by a click, and every day by themselves.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use domain::activity::{Act, Action, Author, Subject};
use domain::policy::{Right, Target, permit};

use super::drill::{contents, scratch_of};
use super::keep::{Dated, removable};
use super::operations::Verified;
use super::shelf::Held;
use super::{
    BackupError, Card, Drill, Made, Occasion, Opener, Progress, Scratch, Shelf, Shelved, Stage,
    Trial, own_identity, try_out, when,
};
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Seconds after which a backup that failed is tried again.
const AGAIN: i64 = 3_600;
/// Seconds after which one looks again while somebody else is at it.
const BUSY: i64 = 60;
/// How long the disk of the backups may take for the latest checkpoint.
const PATIENCE: Duration = Duration::from_secs(5);

impl App {
    /// Makes a backup, tries it, and removes those that are no longer kept. What went wrong is in the history too.
    ///
    /// # Errors
    /// [`BackupError`]: there is no new backup.
    pub async fn back_up(&self, author: Author, occasion: Occasion) -> Result<Made, BackupError> {
        let made = self.back_up_whole(author, occasion).await;
        self.rest();
        if let Err(error) = &made {
            self.note_failure(author, "none", error).await;
        }
        made
    }

    async fn back_up_whole(&self, author: Author, occasion: Occasion) -> Result<Made, BackupError> {
        let backups = self.configured()?;
        let shelf = self.shelf()?;
        let held = shelf.hold()?;
        let scratch = Scratch::of(&backups.setup.data)?;
        let card = self
            .make((author, occasion), &shelf, &held, &scratch)
            .await?;
        let drill = self.try_backup(author, &shelf, &card, &scratch, None).await;
        if let Err(error) = &drill {
            self.note_failure(author, &card.id, error).await;
        }
        let removed = self.remove_old(&shelf, &held).await?;
        Ok(Made {
            card,
            drill,
            removed,
        })
    }

    /// Tries a backup that is in the folder, with the installation's own key or with those of `opener`.
    ///
    /// # Errors
    /// [`BackupError`]: it could not be tried.
    pub async fn drill(
        &self,
        author: Author,
        id: &str,
        opener: Option<Opener>,
    ) -> Result<(Card, Drill), BackupError> {
        let backups = self.configured()?;
        let shelf = self.shelf()?;
        let _held = shelf.hold()?;
        let scratch = Scratch::of(&backups.setup.data)?;
        let Shelved { id, card, .. } = shelf.backup(id)?;
        let card = card.ok_or_else(|| BackupError::Damaged("su ficha".to_owned()))?;
        let drill = self
            .try_backup(author, &shelf, &card, &scratch, opener)
            .await;
        self.rest();
        if let Err(error) = &drill {
            self.note_failure(author, &id, error).await;
        }
        Ok((card, drill?))
    }

    /// Tries a backup and keeps what was found: beside the backup, in the history, and for the operations page.
    async fn try_backup(
        &self,
        author: Author,
        shelf: &Shelf,
        card: &Card,
        scratch: &Scratch,
        opener: Option<Opener>,
    ) -> Result<Drill, BackupError> {
        let backups = self.configured()?;
        let setup = &backups.setup;
        let institutes_key = opener.is_some();
        let opener = match opener {
            Some(opener) => opener,
            None => Opener::of(own_identity(&setup.keys)?),
        };
        let trial = Trial {
            shelf,
            card,
            opener: &opener,
            institutes_key,
            folder: scratch.path(),
            scratch: scratch_of(&setup.location, setup.plan.trial.as_deref(), scratch.path())?,
            key: self.keys.signer().verifier_key(),
            source: Some(&self.store),
            repair: true,
            now: self.now(),
        };
        let told = |progress: Progress| {
            backups.tell(progress.stage, progress.done, progress.total);
        };
        let drill = try_out(&trial, &told).await?;
        shelf.note_drill(&card.id, &drill)?;
        self.note_drill(author, card, &drill).await?;
        Ok(drill)
    }

    async fn note_drill(&self, author: Author, card: &Card, drill: &Drill) -> Result<(), AppError> {
        let action = if drill.is_sound() {
            Action::BackupVerified
        } else {
            Action::BackupUnsound
        };
        let act = Act::new(self.now(), author, action, Subject::new("backup", &card.id))
            .with("entries", drill.entries)
            .with("records", drill.records)
            .with("rows", drill.rows)
            .with("files", drill.files)
            .with("faults", drill.faults.len())
            .with("milliseconds", drill.milliseconds);
        let mut unit = self.store.write().await?;
        unit.log(act).await?;
        if drill.is_sound() {
            let verified = Verified::of(card, drill);
            unit.put_setting(Verified::SETTING, &verified.text())
                .await?;
        }
        unit.commit().await?;
        Ok(())
    }

    async fn note_failure(&self, author: Author, id: &str, error: &BackupError) {
        // Who waits for somebody else's backup has not failed.
        if matches!(error, BackupError::Busy(_) | BackupError::NotConfigured) {
            return;
        }
        tracing::error!(reason = error.code(), %error, "a backup or its drill failed");
        let subject = Subject::new("backup", id);
        let act = Act::new(self.now(), author, Action::BackupFailed, subject);
        if let Err(error) = self.log(act.with("reason", error.code())).await {
            tracing::error!(%error, "a failed backup could not be told to the history");
        }
    }

    fn rest(&self) {
        if let Some(backups) = &self.backups {
            backups.tell(Stage::Idle, 0, 0);
        }
    }

    /// Removes the backups that are no longer kept, and the files that no other backup has.
    async fn remove_old(&self, shelf: &Shelf, held: &Held) -> Result<Vec<String>, BackupError> {
        let setup = &self.configured()?.setup;
        let dated = |backup: &Shelved| {
            backup.card.as_ref().map(|card| Dated {
                id: backup.id.clone(),
                at: card.instant(),
                verified: backup.is_verified(),
            })
        };
        let backups = shelf.backups()?.iter().filter_map(dated).collect();
        let zone = &self.profile.institute.zone;
        let removed = removable(backups, setup.plan.keep, zone, self.now());
        for id in &removed {
            shelf.remove(id, held)?;
        }
        if removed.is_empty() {
            return Ok(removed);
        }
        let swept = self.sweep(shelf, held)?;
        let subject = Subject::new("process", &self.profile.process.key);
        let act = Act::new(self.now(), Author::System, Action::BackupsRemoved, subject)
            .with("count", removed.len())
            .with("files", swept);
        self.log(act).await?;
        Ok(removed)
    }

    /// Removes files that are in no backup. If one list cannot be read nothing goes: it may need any of them.
    fn sweep(&self, shelf: &Shelf, held: &Held) -> Result<u64, BackupError> {
        let opener = Opener::of(own_identity(&self.configured()?.setup.keys)?);
        let mut kept = HashSet::new();
        for backup in shelf.backups()? {
            let Some(list) = backup
                .card
                .and_then(|card| contents(&opener, shelf, &card).ok())
            else {
                tracing::warn!(backup.id, "its list cannot be read: no file is removed");
                return Ok(0);
            };
            kept.extend(list.files.into_iter().map(|file| file.hash));
        }
        shelf.sweep(&kept, held)
    }

    /// Starts a backup because somebody asked for it; it goes on by itself.
    ///
    /// # Errors
    /// Denied; [`BackupError::NotConfigured`], [`BackupError::Busy`].
    pub fn start_backup(self: &Arc<Self>, who: &SignedIn) -> Result<(), BackupError> {
        let permit = permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::BackUp,
            Target::Process,
        )
        .map_err(AppError::from)?;
        let backups = self.configured()?;
        let mut begun = false;
        backups.progress.send_if_modified(|progress| {
            begun = progress.stage == Stage::Idle;
            if begun {
                *progress = Progress::of(Stage::Copying, 0, 0);
            }
            begun
        });
        if !begun {
            return Err(BackupError::Busy(
                backups.setup.plan.folder.display().to_string(),
            ));
        }
        let app = Arc::clone(self);
        tokio::spawn(async move {
            let made = app.back_up(permit.author(), Occasion::Panel).await;
            made.map(drop)
        });
        Ok(())
    }

    /// Starts the daily backup if its hour came and there is none since; also after the program was off at that hour.
    pub(crate) fn back_up_if_due(self: &Arc<Self>) {
        let Some(backups) = &self.backups else {
            return;
        };
        let now = self.now();
        let early = backups.look_again().is_some_and(|at| now < at);
        if early || backups.progress.borrow().stage != Stage::Idle {
            return;
        }
        let (hour, zone) = (backups.setup.plan.hour, &self.profile.institute.zone);
        let (due, next) = (
            when::last_due(now, hour, zone),
            when::next_due(now, hour, zone),
        );
        let made = self.shelf().and_then(|shelf| shelf.backups());
        let latest = made.ok().and_then(|made| {
            let at = made.iter().filter_map(|backup| backup.card.as_ref());
            at.map(Card::instant).max()
        });
        if latest.is_some_and(|latest| latest >= due) {
            backups.look_again_at(next);
            return;
        }
        backups.look_again_at(now.plus_seconds(AGAIN));
        backups.tell(Stage::Copying, 0, 0);
        let app = Arc::clone(self);
        tokio::spawn(async move {
            let again = match app.back_up(Author::System, Occasion::Daily).await {
                Ok(_) => next,
                Err(BackupError::Busy(_)) => now.plus_seconds(BUSY),
                Err(_) => return,
            };
            if let Some(backups) = &app.backups {
                backups.look_again_at(again);
            }
        });
    }

    /// Keeps the latest checkpoint beside the backups, outside of what it vouches for: so that a restoration knows what
    /// it loses.
    pub(crate) async fn keep_checkpoint_outside(&self) -> Result<(), AppError> {
        let Some(backups) = &self.backups else {
            return Ok(());
        };
        let Some(latest) = self.store.read().await?.latest_checkpoint().await? else {
            return Ok(());
        };
        if backups
            .noted
            .swap(latest.size, std::sync::atomic::Ordering::SeqCst)
            == latest.size
        {
            return Ok(());
        }
        let (folder, origin) = (backups.setup.plan.folder.clone(), self.origin().to_owned());
        let write = tokio::task::spawn_blocking(move || {
            Shelf::of(&folder, &origin)?.note_checkpoint(&latest.note)
        });
        let written = tokio::time::timeout(PATIENCE, write).await;
        if !matches!(written, Ok(Ok(Ok(())))) {
            backups.noted.store(0, std::sync::atomic::Ordering::SeqCst);
            tracing::warn!("the latest checkpoint could not be kept beside the backups");
        }
        Ok(())
    }
}
