//! Automatic saves: what somebody is typing, kept for that person alone until they save or send it.
//!
//! They are not revisions, so they decide nothing and nobody else sees them; the history tells the beginning of each
//! sitting, not each of its saves (decision 4).

use domain::activity::{Act, Action, Subject};
use domain::capture::Capture;
use domain::record::Record;
use domain::time::Instant;
use storage::Autosave;

use super::SaveRequest;
use crate::sign_in::SignedIn;
use crate::{App, AppError};

impl App {
    /// Keeps what is being typed in a section.
    ///
    /// # Errors
    /// Denied, a broken rule, storage.
    pub async fn autosave_section(
        &self,
        who: &SignedIn,
        request: SaveRequest<'_>,
    ) -> Result<Instant, AppError> {
        let definition = self.curricular();
        let section = self.section(request.section)?;
        let typed = self.typed(request.candidacy, section, request.values)?;
        let mut unit = self.store.write().await?;
        let (candidacy, capture, group) = self.load(&mut unit, request.candidacy).await?;
        let permit = self
            .permit_to_write(&mut unit, who, &candidacy, capture.as_ref())
            .await?;
        self.machine(&candidacy, &group)
            .may_write(&permit, capture.as_ref(), request.at)?;
        if let Some(field) = typed.too_long_to_keep() {
            return Err(domain::capture::Broken::TooLongToKeep(field.clone()).into());
        }
        let (account, home) = (who.actor.account(), candidacy.capture_home());
        let kept = unit
            .autosave(home, &definition.key, &section.key, account)
            .await?;
        if kept.is_none() {
            let subject = Subject::new(Capture::KIND, Capture::record_id(home, &definition.key));
            let act = Act::new(request.at, permit.author(), Action::SittingBegun, subject);
            unit.log(act.with("section", &section.key)).await?;
        }
        self.want_typed(&mut unit, &typed).await?;
        unit.put_autosave(&Autosave {
            candidacy: home,
            questionnaire: definition.key.clone(),
            section: section.key.clone(),
            account,
            base_revision: request.base,
            typed: self.kept_at_home(candidacy.id, home, section, request.values),
            at: request.at,
        })
        .await?;
        unit.commit().await?;
        Ok(request.at)
    }
}
