//! Saving a section.

use domain::capture::{Conflict, Save, merge};
use domain::id::CandidacyId;
use domain::key::FieldKey;
use domain::questionnaire::{Answers, Section};
use domain::time::Instant;
use storage::WriteUnit;

use super::received::fresh_in;
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

/// Clean answers of a section, to be saved.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TypedSection<'a> {
    /// The candidacy.
    pub(crate) candidacy: CandidacyId,
    /// The section.
    pub(crate) section: &'a Section,
    /// The revision on which the person started.
    pub(crate) base: u32,
    /// What was typed.
    pub(crate) answers: &'a Answers,
    /// When the whole request had arrived.
    pub(crate) at: Instant,
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
    /// What the form shows after a conflict: in the fields of `conflicts` what this person typed, in the others what
    /// the two changes make together, so that resolving one field undoes nobody's work in another.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn merged_with_mine(
        &self,
        who: &SignedIn,
        request: SaveRequest<'_>,
        conflicts: &[Conflict],
    ) -> Result<(Answers, u32), AppError> {
        let definition = self.curricular();
        let section = self.section(request.section)?;
        let typed = self.typed(request.candidacy, section, request.values)?;
        let mut unit = self.store.read().await?;
        let (candidacy, capture, _) = self.load(&mut unit, request.candidacy).await?;
        self.permit_to_write(&mut unit, who, &candidacy, capture.as_ref())
            .await?;
        let capture = capture.ok_or(AppError::NotFound)?;
        let since = unit
            .revisions(candidacy.capture_home(), &definition.key, request.base)
            .await?;
        let is_mine = |field: &FieldKey| conflicts.iter().any(|conflict| conflict.field == *field);
        let (mine, shared): (Vec<FieldKey>, Vec<FieldKey>) = section
            .fields
            .iter()
            .map(|field| field.key.clone())
            .partition(is_mine);
        let mut merged = merge(&capture.answers, &since, &shared, &typed)
            .unwrap_or_else(|_| capture.answers.clone());
        for field in mine {
            let answer = typed.get(&field).cloned();
            merged.set(field, answer);
        }
        Ok((merged, capture.revision))
    }

    /// Saves one section: a draft, a correction, or the edit of a stage that may edit. What was kept automatically
    /// for this person in this section is no longer needed then.
    ///
    /// # Errors
    /// Denied, a broken rule (a conflict among them), storage. Nothing changes then.
    pub async fn save_section(
        &self,
        who: &SignedIn,
        request: SaveRequest<'_>,
    ) -> Result<Saved, AppError> {
        let section = self.section(request.section)?;
        let typed = self.typed(request.candidacy, section, request.values)?;
        let mut unit = self.store.write().await?;
        let typed = TypedSection {
            candidacy: request.candidacy,
            section,
            base: request.base,
            answers: &typed,
            at: request.at,
        };
        let (saved, home) = self.save_typed(&mut unit, who, typed).await?;
        unit.clear_autosave(
            home,
            &self.curricular().key,
            &section.key,
            who.actor.account(),
        )
        .await?;
        unit.commit().await?;
        Ok(saved)
    }

    /// Saves the answers of one section in a unit under way, however they were written down; gives also where the
    /// capture is kept.
    ///
    /// # Errors
    /// As [`save_section`](Self::save_section).
    pub(crate) async fn save_typed(
        &self,
        unit: &mut WriteUnit,
        who: &SignedIn,
        typed: TypedSection<'_>,
    ) -> Result<(Saved, CandidacyId), AppError> {
        let definition = self.curricular();
        let base = typed.base;
        let (candidacy, capture, group) = self.load(unit, typed.candidacy).await?;
        let permit = self
            .permit_to_write(unit, who, &candidacy, capture.as_ref())
            .await?;
        let since = match &capture {
            // Nobody else saved since the form was opened: there is nothing to read.
            Some(known) if known.revision > base => {
                unit.revisions(candidacy.capture_home(), &definition.key, base)
                    .await?
            }
            _ => Vec::new(),
        };
        let saved = capture.as_ref().map(|known| &known.answers);
        let fresh = fresh_in(typed.answers, saved.unwrap_or(&Answers::default()));
        let save = Save {
            section: typed.section,
            typed: typed.answers,
            since: &since,
        };
        let decided = self
            .machine(&candidacy, &group)
            .save(&permit, capture, save, typed.at)?;
        self.keep_fresh(unit, &fresh).await?;
        let revision = decided.record().revision;
        let position = unit.apply(decided).await?;
        Ok((Saved { revision, position }, candidacy.capture_home()))
    }
}
