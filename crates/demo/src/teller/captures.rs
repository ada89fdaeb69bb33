//! What happens to a capture: each deed through the machine, by the permit of whoever does it.

use domain::account::Role;
use domain::capture::{Capture, Machine, Save, Sending, State};
use domain::policy::{Permit, Right, Target};
use domain::profile::ContentHash;
use domain::questionnaire::{Answers, Section};
use domain::record::Decided;
use domain::registry::Candidacy;
use domain::time::Instant;

use super::{Fault, Teller, index};
use crate::answers;
use crate::chance::{Chance, mixed};
use crate::plot::{Deed, Entrant, Part};

/// One deed on one capture.
pub(super) struct Case<'t, 'a> {
    pub(super) teller: &'t Teller<'a>,
    pub(super) candidacy: &'t Candidacy,
    pub(super) entrant: &'t Entrant<'a>,
    /// Who does it.
    pub(super) by: Part,
    /// When.
    pub(super) at: Instant,
}

type Decision = Result<Decided<Capture>, Fault>;

impl Case<'_, '_> {
    /// The machine's decision.
    pub(super) fn decide(&self, deed: Deed, capture: Option<Capture>) -> Decision {
        let (machine, at) = (self.machine(), self.at);
        match deed {
            Deed::Save {
                section,
                unfinished,
            } => {
                let section = self.teller.section(section)?;
                let typed = self
                    .teller
                    .typed(section, unfinished, self.candidacy, self.entrant);
                self.save(&self.permit(Right::Capture)?, capture, section, &typed)
            }
            Deed::Improve { section } => self.improve(section, capture.ok_or(Fault::Missing)?),
            Deed::Send => {
                let declaration = &self.declaration()?;
                let reviewed = capture.as_ref().map_or(0, |capture| capture.revision);
                let sending = Sending {
                    declaration,
                    reviewed,
                    at,
                };
                Ok(machine.send(&self.permit(Right::Capture)?, capture, sending)?)
            }
            Deed::Claim { stage } => Ok(machine.claim(&self.deciding(stage)?, capture, at)?),
            Deed::Release { stage } => Ok(machine.release(&self.deciding(stage)?, capture, at)?),
            Deed::Approve { stage } => {
                let seen = capture.as_ref().map_or(0, |capture| capture.revision);
                Ok(machine.approve(&self.deciding(stage)?, capture, seen, at)?)
            }
            Deed::Return { stage, section } => {
                let section = self.teller.section(section)?;
                let remarks = self.teller.remarks(section, self.entrant, at);
                let seen = capture.as_ref().map_or(0, |capture| capture.revision);
                Ok(machine.return_with(&self.deciding(stage)?, capture, remarks, seen, at)?)
            }
            Deed::Publish => Ok(machine.publish(&self.publishing()?, capture, at)?),
            _ => Err(Fault::Missing),
        }
    }

    fn machine(&self) -> Machine<'_> {
        Machine::new(self.teller.profile, self.teller.definition, self.candidacy)
    }

    fn permit(&self, right: Right) -> Result<Permit, Fault> {
        let target = Target::Candidacy(self.candidacy);
        self.teller.permit(self.by, right, target)
    }

    fn deciding(&self, stage: u8) -> Result<Permit, Fault> {
        let target = Target::Stage(self.candidacy, self.teller.stage(stage)?);
        self.teller.permit(self.by, Right::Decide, target)
    }

    /// The system publishes, or the administrator where the institute releases by hand.
    fn publishing(&self) -> Result<Permit, Fault> {
        if index(self.by) >= self.teller.holders.len() {
            Ok(Permit::system(Right::Publish, self.candidacy.id))
        } else {
            self.permit(Right::Publish)
        }
    }

    fn save(
        &self,
        permit: &Permit,
        capture: Option<Capture>,
        section: &Section,
        typed: &Answers,
    ) -> Decision {
        let save = Save {
            section,
            typed,
            since: &[],
        };
        Ok(self.machine().save(permit, capture, save, self.at)?)
    }

    /// A section with one text improved: by the stage that has the case, or by the capturer after a return.
    fn improve(&self, section: u8, capture: Capture) -> Decision {
        let section = self.teller.section(section)?;
        let stage = capture.state.stage();
        let permit = match (
            &capture.state,
            stage.and_then(|key| self.teller.profile.stage(key)),
        ) {
            (State::InStage { .. }, Some(stage)) => {
                let target = Target::Stage(self.candidacy, stage);
                self.teller.permit(self.by, Right::Decide, target)?
            }
            _ => self.permit(Right::Capture)?,
        };
        let seed = mixed(self.entrant.seed, &format!("improve {}", capture.revision));
        let counting = self.teller.profile.capture.counting;
        let voice = self.teller.voice(self.candidacy, self.entrant);
        let chance = &mut Chance::new(seed);
        let typed = answers::improved(section, &capture.answers, counting, &voice, chance);
        self.save(&permit, Some(capture), section, &typed)
    }

    /// The hash of what the sender declares: the candidate's text, and for a party's people the party's as well.
    fn declaration(&self) -> Result<String, Fault> {
        let rules = &self.teller.profile.capture;
        let text = match self.teller.actor(self.by)?.role() {
            Role::Supervisor | Role::Capturer | Role::PartyRepresentative => {
                format!("{}\n\n{}", rules.declaration, rules.party_declaration)
            }
            _ => rules.declaration.clone(),
        };
        Ok(ContentHash::of(text.as_bytes()).to_string())
    }
}
