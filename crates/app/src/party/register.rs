//! What the institute sees of all parties' registers: who supervises, who is late or missing, and who lacks a notice.

use domain::party::PartyNotice;
use domain::policy::{Right, Target, permit};
use domain::profile::Party;

use super::NamedSupervisor;
use super::supervisors::with_accounts;
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// What one party has registered.
#[derive(Debug, Clone)]
pub struct PartyRegister<'a> {
    /// The party.
    pub party: &'a Party,
    /// Its supervisors in force.
    pub supervisors: Vec<NamedSupervisor>,
    /// Those who left.
    pub former: Vec<NamedSupervisor>,
    /// Its own notice in force.
    pub notice: Option<PartyNotice>,
}

impl App {
    /// The registers of all parties, in the profile's order.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn party_registers(
        &self,
        who: &SignedIn,
    ) -> Result<Vec<PartyRegister<'_>>, AppError> {
        permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::ManageAccounts,
            Target::Process,
        )?;
        let mut unit = self.store.read().await?;
        let appointments = unit.supervisors(None).await?;
        let mut notices = unit.all_party_notices().await?;
        notices.sort_by_key(|notice| notice.version);
        let mut supervisors = with_accounts(&mut unit, appointments).await?;
        let mut registers = Vec::new();
        for party in &self.profile.parties {
            let (own, others): (Vec<_>, Vec<_>) = supervisors
                .into_iter()
                .partition(|named| named.appointment.party == party.key);
            supervisors = others;
            let (former, in_force) = own
                .into_iter()
                .partition(|named| named.appointment.ended.is_some());
            let of_party = |notice: &&PartyNotice| notice.party == party.key;
            registers.push(PartyRegister {
                party,
                supervisors: in_force,
                former,
                notice: notices.iter().rfind(of_party).cloned(),
            });
        }
        Ok(registers)
    }
}
