//! Saving a section.

use domain::capture::Save;
use domain::id::CandidacyId;
use domain::time::Instant;

use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// A section as it was sent.
#[derive(Debug, Clone, Copy)]
pub struct SaveRequest<'a> {
    /// The candidacy.
    pub candidacy: CandidacyId,
    /// The section's key.
    pub section: &'a str,
    /// The revision on which the person started.
    pub base: u32,
    /// The form's pairs.
    pub values: &'a [(String, String)],
    /// When the whole request had arrived.
    pub at: Instant,
}

/// What a save did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    /// The revision after it.
    pub revision: u32,
    /// Its position in the history.
    pub position: u64,
}

impl App {
    /// Saves one section: a draft, a correction, or the edit of a stage that may edit. What was kept automatically
    /// for this person in this section is no longer needed then.
    ///
    /// # Errors
    /// Denied, a broken rule (a conflict among them), storage. Nothing changes then.
    pub async fn save_section(&self, who: &SignedIn, request: SaveRequest<'_>) -> Result<Saved, AppError> {
        let definition = self.curricular();
        let section = definition
            .sections
            .iter()
            .find(|section| section.key.as_str() == request.section)
            .ok_or(AppError::NotFound)?;
        let typed = definition.read_section(section, request.values);
        let mut unit = self.store.write().await?;
        let (candidacy, capture) = self.load(&mut unit, request.candidacy).await?;
        let permit = self.writing_permit(who, &candidacy, capture.as_ref())?;
        let since = unit.revisions(candidacy.id, &definition.key, request.base).await?;
        let save = Save { section, typed: &typed, since: &since };
        let decided = self.machine(&candidacy).save(&permit, capture, save, request.at)?;
        let revision = decided.record().revision;
        let position = unit.apply(decided).await?;
        unit.clear_autosave(candidacy.id, &definition.key, &section.key, who.actor.account()).await?;
        unit.commit().await?;
        Ok(Saved { revision, position })
    }
}
