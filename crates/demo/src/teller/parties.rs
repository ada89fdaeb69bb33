//! What parties and the institute register beside the captures, through the domain like everything else.

use domain::delivery::{Acknowledgement, Delivery, DeliveryKind};
use domain::extension::Extension;
use domain::id::{AppointmentId, DeliveryId, DisclosureId, ExtensionId, PartyNoticeId, ProposalId};
use domain::key::PartyKey;
use domain::party::{
    Assignment, Disclosure, DisclosureForm, NoticeText, PartyNotice, SupervisorAppointment,
    SupervisorContact,
};
use domain::policy::{Right, Target};
use domain::proposal::{Matter, Proposal};
use domain::record::Decided;
use domain::registry::Candidacy;
use domain::time::Instant;

use super::{Fault, Holder, Teller, index};
use crate::chance::Chance;
use crate::plot::{Deed, Event, Part};
use crate::story::Told;

/// The notice of every party of the story.
const NOTICE: &str = "# Aviso de privacidad\n\n\
    Este partido inventado usa los datos de sus candidaturas **solo** para capturar su cuestionario y para avisarles de \
    su plazo.\n\n\
    - No los entrega a nadie más.\n\
    - Puede pedir que se corrijan o se borren en avisos@partido.example.\n";
/// Why the term was extended.
const REASON: &str = "El servicio de internet de la cabecera falló dos días; consta en el reporte de la unidad de informática.";
/// Why a correction is proposed.
const CORRECTION: &str =
    "Oficio de la representación: pide agregar el sobrenombre con el que aparecerá en la boleta.";

impl Teller<'_> {
    /// What happens to an account or to a party.
    pub(super) fn tell_of_registers(&mut self, event: Event) -> Result<Told, Fault> {
        let Event { at, by, to, deed } = event;
        match deed {
            Deed::Deliver { received } => {
                self.permit(by, Right::ManageAccounts, Target::Process)?;
                self.delivered(event, DeliveryKind::Institute, received)
            }
            Deed::HandOver { received } => {
                let party = self.party_of(by)?;
                self.permit(by, Right::ManagePartyAccounts, Target::Party(&party))?;
                self.delivered(event, DeliveryKind::Handover, received)
            }
            Deed::RegisterNotice => self.register_notice(at, by),
            Deed::NameSupervisor => self.name_supervisor(at, by, to),
            Deed::LinkSupervisor => self.link_supervisor(at, by, to),
            Deed::GrantExtension { ends } => self.grant(at, by, ends),
            _ => Err(Fault::Missing),
        }
    }

    /// What happens to a candidacy beside its capture.
    pub(super) fn tell_beside(&mut self, event: Event) -> Result<Told, Fault> {
        let Event { at, by, to, deed } = event;
        let candidacy = self.candidacies[index(to)]
            .as_deref()
            .ok_or(Fault::Missing)?;
        match deed {
            Deed::Disclose => self.disclosed(at, by, candidacy).map(Told::Disclosure),
            Deed::Assign { capturer } => {
                let target = Target::Candidacy(candidacy);
                let author = self.permit(by, Right::AssignCapturers, target)?.author();
                let (capturer, _) = self.identity(capturer)?;
                let decided = Assignment::assign(None, candidacy.id, Some(capturer), author, at);
                decided.map(Told::Assignment).ok_or(Fault::Missing)
            }
            Deed::Propose => self.proposed(at, by, candidacy).map(Told::Proposal),
            Deed::ExtendTerm { ends } => {
                let author = self
                    .permit(by, Right::ExtendTerms, Target::Process)?
                    .author();
                let extension = self.extension.ok_or(Fault::Missing)?;
                let candidacy = self.candidacies[index(to)].take().ok_or(Fault::Missing)?;
                let decided = candidacy.extend_term(ends, extension, author, at)?;
                self.candidacies[index(to)] = Some(Box::new(decided.record().clone()));
                Ok(Told::Candidacy(decided))
            }
            _ => Err(Fault::Missing),
        }
    }

    fn party_of(&self, part: Part) -> Result<PartyKey, Fault> {
        let player = self.cast.players.get(index(part)).ok_or(Fault::Missing)?;
        player.seat.party().cloned().ok_or(Fault::Missing)
    }

    fn author(
        &self,
        by: Part,
        right: Right,
        target: Target<'_>,
    ) -> Result<domain::activity::Author, Fault> {
        Ok(self.permit(by, right, target)?.author())
    }

    fn delivered(
        &self,
        event: Event,
        kind: DeliveryKind,
        received: Instant,
    ) -> Result<Told, Fault> {
        let Event { at, by, to, .. } = event;
        let author = domain::activity::Author::of(self.actor(by)?, self.sessions[index(by)]);
        let (Some(Holder::Known(account)) | Some(Holder::Ready(_, account))) =
            self.holders.get(index(to))
        else {
            return Err(Fault::Missing);
        };
        let told = Acknowledgement {
            kind,
            received,
            receiver: account.holder.clone(),
            charge: account.seat.role().label().to_owned(),
            page: None,
        };
        let id = DeliveryId::new(at, &self.ids);
        Ok(Told::Delivery(Delivery::record(
            id, account, told, author, at,
        )?))
    }

    fn register_notice(&mut self, at: Instant, by: Part) -> Result<Told, Fault> {
        let party = self.party_of(by)?;
        let author = self.author(by, Right::RegisterParty, Target::Party(&party))?;
        let text = NoticeText::Text {
            text: NOTICE.to_owned(),
        };
        let id = PartyNoticeId::new(at, &self.ids);
        let before = self.party_notices.get(&party);
        let decided = PartyNotice::register(id, party.clone(), before, text, author, at)?;
        self.party_notices.insert(party, decided.record().clone());
        Ok(Told::PartyNotice(decided))
    }

    fn name_supervisor(&mut self, at: Instant, by: Part, to: Part) -> Result<Told, Fault> {
        let party = self.party_of(by)?;
        let author = self.author(by, Right::RegisterParty, Target::Party(&party))?;
        let number = Chance::about(self.seed, &format!("telephone {to}")).below(10_000);
        let contact = SupervisorContact {
            telephone: format!("000 000 {number:04}"),
            email: format!("supervision@{party}.example"),
        };
        let name = self.cast.players[index(to)].holder.clone();
        let id = AppointmentId::new(at, &self.ids);
        let decided =
            SupervisorAppointment::name(id, party, &name, contact, self.profile, author, at)?;
        self.appointments.insert(to, decided.record().clone());
        Ok(Told::Supervisor(decided))
    }

    fn link_supervisor(&mut self, at: Instant, by: Part, to: Part) -> Result<Told, Fault> {
        let author = domain::activity::Author::of(self.actor(by)?, self.sessions[index(by)]);
        let (account, _) = self.identity(to)?;
        let appointment = self.appointments.remove(&to).ok_or(Fault::Missing)?;
        Ok(Told::Supervisor(
            appointment.with_account(account, author, at)?,
        ))
    }

    fn grant(&mut self, at: Instant, by: Part, ends: Instant) -> Result<Told, Fault> {
        let author = self.author(by, Right::ExtendTerms, Target::Process)?;
        let id = ExtensionId::new(at, &self.ids);
        self.extension = Some(id);
        Ok(Told::Extension(Extension::grant(
            id, ends, REASON, None, 1, author, at,
        )?))
    }

    fn disclosed(
        &self,
        at: Instant,
        by: Part,
        candidacy: &Candidacy,
    ) -> Result<Decided<Disclosure>, Fault> {
        let target = Target::Candidacy(candidacy);
        let author = self.author(by, Right::RecordDisclosure, target)?;
        let party = self.party_of(by)?;
        let notice = self.party_notices.get(&party).ok_or(Fault::Missing)?;
        let id = DisclosureId::new(at, &self.ids);
        let mut chance = Chance::about(self.seed, &format!("shown {}", candidacy.id));
        let form = *chance.pick(&DisclosureForm::ALL);
        Ok(Disclosure::record(
            id,
            candidacy.id,
            notice,
            at,
            form,
            "",
            None,
            author,
            at,
        )?)
    }

    fn proposed(
        &self,
        at: Instant,
        by: Part,
        candidacy: &Candidacy,
    ) -> Result<Decided<Proposal>, Fault> {
        let author = self.author(by, Right::ProposeRegistry, Target::Process)?;
        let mut data = candidacy.data.clone();
        let given = data
            .person
            .given_names
            .split(' ')
            .next()
            .unwrap_or_default();
        data.person.nickname = Some(given.to_owned());
        let matter = Matter::Correct {
            candidacy: candidacy.id,
            before: Some(Box::new(candidacy.data.clone())),
            data: Box::new(data),
        };
        let id = ProposalId::new(at, &self.ids);
        let (proposer, _) = self.identity(by)?;
        Ok(Proposal::open(
            id, matter, CORRECTION, proposer, author, at,
        )?)
    }
}
