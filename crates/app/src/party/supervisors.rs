//! The supervisors that a party names: registered with their contact, corrected, changed with a handover (DGO 23,
//! CDMX 3-XV and 12).

use domain::account::{Account, Role};
use domain::activity::Author;
use domain::capture::StateCode;
use domain::id::{AccountId, AppointmentId};
use domain::key::PartyKey;
use domain::party::{SupervisorAppointment, SupervisorContact};
use domain::policy::{Denial, Right};
use domain::record::Decided;
use domain::time::Instant;
use storage::{BoardFilter, ClaimFilter, Unit, WriteUnit};

use super::PartyRefusal;
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// A supervisor with the account that the person works with.
#[derive(Debug, Clone)]
pub struct NamedSupervisor {
    /// The appointment.
    pub appointment: SupervisorAppointment,
    /// The account, once there is one.
    pub account: Option<Account>,
}

/// A supervisor's data as they were typed.
#[derive(Debug, Clone, Default)]
pub struct SupervisorForm {
    /// The person's name.
    pub name: String,
    /// How the person is reached.
    pub contact: SupervisorContact,
}

/// What becomes of the account of a supervisor who leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountEnd {
    /// It cannot be used until somebody lifts the suspension.
    Suspend,
    /// It is over.
    Close,
}

/// A change of supervisor.
#[derive(Debug, Clone)]
pub struct Replacement {
    /// The appointment that ends.
    pub leaves: AppointmentId,
    /// The one that begins.
    pub enters: AppointmentId,
    /// Who enters.
    pub form: SupervisorForm,
    /// What becomes of the account of who leaves.
    pub account: AccountEnd,
}

/// What a supervisor who leaves would leave open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OpenWork {
    /// Cases that the account holds.
    pub held: u64,
    /// Cases that wait for a decision of the party's supervisors, whoever they are.
    pub waiting: u64,
    /// Candidacies assigned to the account.
    pub assigned: u64,
}

impl App {
    /// An identifier for an appointment that is going to be made: the form carries it, so that sending it twice names
    /// one person.
    pub fn new_appointment_id(&self) -> AppointmentId {
        AppointmentId::new(self.now(), self.entropy.as_ref())
    }

    /// The supervisors of the own party, those who left too.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn supervisors(&self, who: &SignedIn) -> Result<Vec<NamedSupervisor>, AppError> {
        let (party, _) = self.own_party(who, &[Right::RegisterParty])?;
        let mut unit = self.store.read().await?;
        let appointments = unit.supervisors(Some(&party)).await?;
        with_accounts(&mut unit, appointments).await
    }

    /// One of them.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn supervisor(
        &self,
        who: &SignedIn,
        id: AppointmentId,
    ) -> Result<NamedSupervisor, AppError> {
        let (party, _) = self.own_party(who, &[Right::RegisterParty])?;
        let mut unit = self.store.read().await?;
        let appointment = own(&mut unit, &party, id).await?;
        let account = match appointment.account {
            Some(account) => unit.account(account).await?,
            None => None,
        };
        Ok(NamedSupervisor {
            appointment,
            account,
        })
    }

    /// Names a supervisor. The same form a second time changes nothing.
    ///
    /// # Errors
    /// [`PartyRefusal`].
    pub async fn name_supervisor(
        &self,
        who: &SignedIn,
        id: AppointmentId,
        form: SupervisorForm,
        at: Instant,
    ) -> Result<(), PartyRefusal> {
        let (party, by) = self.own_party(who, &[Right::RegisterParty])?;
        let mut unit = self.store.write().await?;
        if already(&mut unit, &party, id).await? {
            return Ok(());
        }
        let named = self.named(id, party, form, by, at)?;
        unit.apply(named).await?;
        unit.checkpoint(self.keys.signer(), at).await?;
        unit.commit().await?;
        Ok(())
    }

    fn named(
        &self,
        id: AppointmentId,
        party: PartyKey,
        form: SupervisorForm,
        by: Author,
        at: Instant,
    ) -> Result<Decided<SupervisorAppointment>, PartyRefusal> {
        let SupervisorForm { name, contact } = form;
        Ok(SupervisorAppointment::name(
            id,
            party,
            &name,
            contact,
            &self.profile,
            by,
            at,
        )?)
    }

    /// Corrects a supervisor's name or contact.
    ///
    /// # Errors
    /// [`PartyRefusal`].
    pub async fn correct_supervisor(
        &self,
        who: &SignedIn,
        id: AppointmentId,
        form: SupervisorForm,
        at: Instant,
    ) -> Result<(), PartyRefusal> {
        let (party, by) = self.own_party(who, &[Right::RegisterParty])?;
        let mut unit = self.store.write().await?;
        let appointment = own(&mut unit, &party, id).await?;
        if let Some(corrected) = appointment.correct(&form.name, form.contact, by, at)? {
            unit.apply(corrected).await?;
            unit.commit().await?;
        }
        Ok(())
    }

    /// The accounts that could be a named supervisor's: of the party's supervisors, in use, and nobody's yet.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn unlinked_supervisor_accounts(
        &self,
        who: &SignedIn,
    ) -> Result<Vec<Account>, AppError> {
        let (party, _) = self.own_party(who, &[Right::RegisterParty])?;
        let mut unit = self.store.read().await?;
        self.unlinked(&mut unit, &party).await
    }

    async fn unlinked(&self, unit: &mut Unit, party: &PartyKey) -> Result<Vec<Account>, AppError> {
        let taken: Vec<AccountId> = unit
            .supervisors(Some(party))
            .await?
            .into_iter()
            .filter_map(|appointment| appointment.account)
            .collect();
        let mut accounts = self.team(unit, party).await?;
        accounts.retain(|account| {
            account.seat.role() == Role::Supervisor
                && account.closed.is_none()
                && !taken.contains(&account.id)
        });
        Ok(accounts)
    }

    /// Notes which account a named supervisor works with, so that a change of supervisor ends it.
    ///
    /// # Errors
    /// [`PartyRefusal`].
    pub async fn link_supervisor(
        &self,
        who: &SignedIn,
        id: AppointmentId,
        account: AccountId,
        at: Instant,
    ) -> Result<(), PartyRefusal> {
        let (party, by) = self.own_party(who, &[Right::RegisterParty])?;
        let mut unit = self.store.write().await?;
        let appointment = own(&mut unit, &party, id).await?;
        if appointment.account == Some(account) {
            return Ok(());
        }
        let free = self.unlinked(&mut unit, &party).await?;
        if !free.iter().any(|known| known.id == account) {
            return Err(PartyRefusal::NotSupervisors);
        }
        let linked = appointment.with_account(account, by, at)?;
        unit.apply(linked).await?;
        unit.commit().await?;
        Ok(())
    }

    /// What the supervisor would leave open now.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn open_work(&self, who: &SignedIn, id: AppointmentId) -> Result<OpenWork, AppError> {
        let (party, _) = self.own_party(who, &[Right::RegisterParty])?;
        let mut unit = self.store.read().await?;
        let appointment = own(&mut unit, &party, id).await?;
        let mut work = OpenWork::default();
        let of_party = BoardFilter {
            party: Some(party.clone()),
            ..BoardFilter::of(self.curricular().key.clone())
        };
        let supervise =
            |stage: &&domain::profile::Stage| stage.party_roles.contains(&Role::Supervisor);
        for stage in self.profile.stages.iter().filter(supervise) {
            let filter = BoardFilter {
                stage: Some(stage.key.clone()),
                ..of_party.clone()
            };
            let counts = unit.board_counts(&filter).await?;
            work.waiting += counts.get(&StateCode::InStage).copied().unwrap_or(0);
        }
        let Some(account) = appointment.account else {
            return Ok(work);
        };
        let held = BoardFilter {
            claim: Some(ClaimFilter::By(account)),
            ..of_party
        };
        work.held = unit.board_counts(&held).await?.values().sum();
        let questionnaire = &self.curricular().key;
        let rows = unit.party_rows(&party, questionnaire).await?;
        let its = rows.iter().filter(|row| row.capturer == Some(account));
        work.assigned = u64::try_from(its.count()).unwrap_or(u64::MAX);
        Ok(work)
    }

    /// Changes the supervisor: one leaves, whose account ends with its sessions, and another enters, in one act. The
    /// same form a second time changes nothing.
    ///
    /// # Errors
    /// [`PartyRefusal`]; nothing changes then.
    pub async fn replace_supervisor(
        &self,
        who: &SignedIn,
        change: Replacement,
        at: Instant,
    ) -> Result<(), PartyRefusal> {
        let (party, by) = self.own_party(who, &[Right::RegisterParty])?;
        let mut unit = self.store.write().await?;
        if already(&mut unit, &party, change.enters).await? {
            return Ok(());
        }
        let leaving = own(&mut unit, &party, change.leaves).await?;
        let account = leaving.account;
        let named = self.named(change.enters, party, change.form, by, at)?;
        let ended = leaving.end(by, at)?;
        unit.apply(ended).await?;
        if let Some(account) = account {
            self.end_account(&mut unit, account, change.account, by, at)
                .await?;
        }
        unit.apply(named).await?;
        unit.checkpoint(self.keys.signer(), at).await?;
        unit.commit().await?;
        Ok(())
    }

    /// Ends an account that is still in use, with its sessions and the cases that it took. One that was ended or suspended
    /// before stays as it is, except that closing goes further than suspending.
    async fn end_account(
        &self,
        unit: &mut WriteUnit,
        id: AccountId,
        end: AccountEnd,
        by: Author,
        at: Instant,
    ) -> Result<(), PartyRefusal> {
        let account = unit.account(id).await?.ok_or(AppError::NotFound)?;
        let decided = match end {
            AccountEnd::Suspend => account.suspend(by, at),
            AccountEnd::Close => account.close(by, at),
        };
        if let Ok(decided) = decided {
            unit.apply(decided).await?;
        }
        self.lose_use(unit, id, at).await?;
        Ok(())
    }
}

/// An appointment of this party; another party's does not exist.
async fn own(
    unit: &mut Unit,
    party: &PartyKey,
    id: AppointmentId,
) -> Result<SupervisorAppointment, AppError> {
    let appointment = unit.supervisor(id).await?.ok_or(AppError::NotFound)?;
    if appointment.party == *party {
        Ok(appointment)
    } else {
        Err(Denial::NotYours.into())
    }
}

/// Whether the form with this identifier was taken before.
async fn already(unit: &mut Unit, party: &PartyKey, id: AppointmentId) -> Result<bool, AppError> {
    match unit.supervisor(id).await? {
        None => Ok(false),
        Some(known) if known.party == *party => Ok(true),
        Some(_) => Err(Denial::NotYours.into()),
    }
}

/// Appointments with their accounts.
pub(super) async fn with_accounts(
    unit: &mut Unit,
    appointments: Vec<SupervisorAppointment>,
) -> Result<Vec<NamedSupervisor>, AppError> {
    let mut found = Vec::with_capacity(appointments.len());
    for appointment in appointments {
        let account = match appointment.account {
            Some(account) => unit.account(account).await?,
            None => None,
        };
        found.push(NamedSupervisor {
            appointment,
            account,
        });
    }
    Ok(found)
}
