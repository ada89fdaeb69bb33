//! Saving a lot in the background: each candidacy as if somebody had typed its sections, under the account that uploaded it.

use std::sync::Arc;

use domain::capture::{Broken, Conflict};
use domain::id::{CandidacyId, StagedFileId};
use domain::policy::Denial;
use domain::questionnaire::{Answer, Answers, Section};
use domain::time::Instant;

use super::reading::photograph_field;
use super::{Existing, LotRefusal, LotRow, LotStage, Picture, SavedRow};
use crate::capture::{PhotographRefusal, TypedSection};
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// The step of whoever confirms a lot, as the history names it.
const STEP: &str = "POST:/panel/partido/lote/{archivo}";

/// An error in words for somebody who is not at the form. No page tells the operator of it, so that is done here.
fn told(error: &AppError) -> String {
    match error {
        AppError::Broken(Broken::Conflict(_)) => {
            return "Otra persona cambió lo mismo después de que usted subió el archivo. Súbalo de nuevo y compare.".to_owned();
        }
        AppError::Storage(source) => {
            tracing::error!(error = %source, "storage failed while a lot was saved");
        }
        AppError::File(source) => {
            tracing::error!(error = %source, "the store of files failed while a lot was saved");
        }
        _ => {}
    }
    error.to_string()
}

fn photograph_told(refusal: &PhotographRefusal) -> String {
    let why = match refusal {
        PhotographRefusal::Picture(refused) => refused.to_string(),
        PhotographRefusal::App(error) => told(error),
    };
    format!("Fotografía: {why}")
}

impl App {
    /// Begins to save the good rows of a lot. The terms are decided by `at`, when the request had arrived.
    ///
    /// # Errors
    /// [`LotRefusal::Begun`]; denied, not found.
    pub fn start_lot(
        self: &Arc<Self>,
        who: &SignedIn,
        id: StagedFileId,
        existing: Existing,
        at: Instant,
    ) -> Result<(), LotRefusal> {
        self.captures_for(who)?;
        let account = who.actor.account();
        let rows = self.lots.with(id, account, self.now(), |lot| {
            if !matches!(lot.stage, LotStage::Waiting) {
                return None;
            }
            lot.stage = LotStage::Running { done: 0 };
            Some(lot.rows.clone())
        });
        let rows = rows.ok_or(AppError::NotFound)?.ok_or(LotRefusal::Begun)?;
        let (app, who) = (Arc::clone(self), who.clone());
        tokio::spawn(async move {
            for (place, row) in rows.into_iter().enumerate() {
                let outcome = match row.candidacy.filter(|_| row.is_good()) {
                    Some(candidacy) => {
                        Some(app.save_row(&who, candidacy, &row, existing, at).await)
                    }
                    None => None,
                };
                app.lots.with(id, account, app.now(), |lot| {
                    lot.rows[place].end(outcome);
                    lot.stage = LotStage::Running { done: place + 1 };
                });
            }
            app.lots.end(id, app.now());
        });
        Ok(())
    }

    async fn save_row(
        &self,
        who: &SignedIn,
        id: CandidacyId,
        row: &LotRow,
        existing: Existing,
        at: Instant,
    ) -> SavedRow {
        // What keeps all of it from being saved is told once, not once per section.
        if let Err(error) = self.may_save_row(who, id, at).await {
            self.note_refused_row(who, id, &error).await;
            return SavedRow::Refused(told(&error));
        }
        let mut typed = row.answers.clone();
        let mut why = Vec::new();
        if let Picture::Refused(refused) = &row.photograph {
            why.push(format!("Fotografía: {refused}"));
        }
        match self.lot_photograph(who, id, row, existing, at).await {
            Ok(Some((field, answer))) => typed.set(field, Some(answer)),
            Ok(None) => {}
            Err(refusal) => why.push(photograph_told(&refusal)),
        }
        let mut saved = 0;
        for section in &self.curricular().sections {
            if !section
                .fields
                .iter()
                .any(|field| typed.get(&field.key).is_some())
            {
                continue;
            }
            match self
                .save_some(who, row, section, &typed, existing, at)
                .await
            {
                Ok(answers) => saved += answers,
                Err(error) => why.push(format!("{}: {}", section.title, told(&error))),
            }
        }
        match (saved, why.is_empty()) {
            (0, true) => SavedRow::Same,
            (0, false) => SavedRow::Refused(why.join(" ")),
            (saved, true) => SavedRow::Saved(saved),
            (saved, false) => SavedRow::Partly(saved, why.join(" ")),
        }
    }

    async fn may_save_row(
        &self,
        who: &SignedIn,
        id: CandidacyId,
        at: Instant,
    ) -> Result<(), AppError> {
        let mut unit = self.store.read().await?;
        // A lot runs on without a session, but not for an account that was locked or closed meanwhile (R09).
        let account = unit.account(who.actor.account()).await?;
        let is_at_work = account
            .is_some_and(|account| account.usable().is_ok() && account.seat == *who.actor.seat());
        if !is_at_work {
            return Err(Denial::Role.into());
        }
        self.writable(&mut unit, who, id, at).await.map(|_| ())
    }

    /// A row that was refused for where its capture stands by now is a step out of order, as on a page (R01).
    async fn note_refused_row(&self, who: &SignedIn, id: CandidacyId, error: &AppError) {
        if let AppError::Broken(broken) = error
            && let Some(rule) = broken.out_of_order()
        {
            self.note_out_of_order(who, STEP.to_owned(), Some(id), rule)
                .await;
        }
    }

    /// Saves what a row says of one section over what is there; gives how many answers differ.
    async fn save_some(
        &self,
        who: &SignedIn,
        row: &LotRow,
        section: &Section,
        typed: &Answers,
        existing: Existing,
        at: Instant,
    ) -> Result<usize, AppError> {
        let id = row.candidacy.ok_or(AppError::NotFound)?;
        let mut unit = self.store.write().await?;
        let capture = self.writable(&mut unit, who, id, at).await?;
        let since = match &capture {
            Some(known) if known.revision > row.base => {
                let questionnaire = &self.curricular().key;
                unit.revisions(known.candidacy, questionnaire, row.base)
                    .await?
            }
            _ => Vec::new(),
        };
        let saved = capture.map(|capture| capture.answers).unwrap_or_default();
        let (mut next, mut conflicts, mut differ) = (Answers::default(), Vec::new(), 0);
        for field in &section.fields {
            let (known, said) = (saved.get(&field.key), typed.get(&field.key));
            let replaces = said.is_some_and(|said| match known {
                Some(known) => existing == Existing::Replace && known != said,
                None => true,
            });
            // What somebody else changed since the preview is theirs, also where the file says what was there before: nobody
            // saw on the screen that it would be undone.
            if replaces && since.iter().any(|of| of.changes.contains_key(&field.key)) {
                conflicts.push(Conflict {
                    field: field.key.clone(),
                    theirs: known.cloned(),
                    mine: said.cloned(),
                });
            }
            differ += usize::from(replaces);
            let answer = if replaces { said } else { known };
            next.set(field.key.clone(), answer.cloned());
        }
        if !conflicts.is_empty() {
            return Err(Broken::Conflict(conflicts).into());
        }
        if differ > 0 {
            let typed = TypedSection {
                candidacy: id,
                section,
                base: row.base,
                answers: &next,
                at,
            };
            self.save_typed(&mut unit, who, typed).await?;
            unit.commit().await?;
        }
        Ok(differ)
    }

    /// The photograph of a row, received as one that somebody sends; none if the one that there is stays.
    async fn lot_photograph(
        &self,
        who: &SignedIn,
        id: CandidacyId,
        row: &LotRow,
        existing: Existing,
        at: Instant,
    ) -> Result<Option<(domain::key::FieldKey, Answer)>, PhotographRefusal> {
        let Picture::Waits(bytes) = &row.photograph else {
            return Ok(None);
        };
        let Some(field) = photograph_field(self.curricular()) else {
            return Ok(None);
        };
        let known = {
            let mut unit = self.store.read().await.map_err(AppError::from)?;
            let capture = self.writable(&mut unit, who, id, at).await?;
            capture.and_then(|capture| capture.answers.get(&field.key).cloned())
        };
        if known.is_some() && existing == Existing::Keep {
            return Ok(None);
        }
        let photograph = self
            .receive_photograph(who, id, field, bytes.to_vec(), at)
            .await?;
        // The same picture with the words and the frame that somebody gave it is no change; of another one they would tell
        // what is not in it.
        let known = known.as_ref().and_then(Answer::photograph);
        if known.is_some_and(|known| known.negative == photograph.negative) {
            return Ok(None);
        }
        Ok(Some((field.key.clone(), Answer::Photograph { photograph })))
    }
}
