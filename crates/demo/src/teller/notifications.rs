//! What a verdict tells party and candidate, and who acknowledged it (R21).

use domain::capture::Capture;
use domain::id::NotificationId;
use domain::notification::{Addressee, Issuing, Matter, Notification};
use domain::policy::{Right, Target};
use domain::record::Decided;
use domain::registry::Candidacy;

use super::{Fault, Teller, index};
use crate::plot::Event;
use crate::story::Told;

impl Teller<'_> {
    /// The notification of a verdict, as the program issues it with the decision; none if nobody is told.
    pub(super) fn notification(
        &self,
        candidacy: &Candidacy,
        before: &Capture,
        decided: &Decided<Capture>,
    ) -> Option<Decided<Notification>> {
        let issuing = Issuing {
            id: NotificationId::new(decided.act().at, &self.ids),
            number: self.notified + 1,
            candidacy,
            definition: self.definition,
            grounds: &self.grounds,
            reason: "",
        };
        Notification::of(issuing, before, decided)
    }

    /// What the verdict just taken tells.
    pub(super) fn notify(&mut self, candidacy: u32) -> Result<Told, Fault> {
        let told = *self.to_tell.remove(&candidacy).ok_or(Fault::Missing)?;
        if told.record().matter == Matter::Returned {
            let kept = Box::new(told.record().clone());
            self.returns.insert(candidacy, kept);
        }
        Ok(Told::Notification(told))
    }

    /// Somebody of party or candidacy acknowledges the latest return.
    pub(super) fn read(&mut self, event: Event) -> Result<Told, Fault> {
        let Event { at, by, to, .. } = event;
        let told = *self.returns.remove(&to).ok_or(Fault::Missing)?;
        let candidacy = self.candidacies[index(to)]
            .as_deref()
            .ok_or(Fault::Missing)?;
        let target = Target::Candidacy(candidacy);
        let permit = self.permit(by, Right::ReadNotifications, target)?;
        let addressee = match self.actor(by)?.seat().party() {
            Some(party) => Addressee::Party(party.clone()),
            None => Addressee::Candidacy,
        };
        Ok(Told::Notification(
            told.acknowledge(&permit, addressee, at)?,
        ))
    }
}
