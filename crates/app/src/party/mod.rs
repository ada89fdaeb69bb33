//! What a party does about itself: its supervisors, its own privacy notice with the evidence that people were shown
//! it, who of its people types for which candidacy, and its board.

mod assignments;
mod board;
mod evidence;
mod inspection;
mod notices;
mod register;
mod supervisors;

pub use assignments::{Assigned, Assigning};
pub use board::{AssignedTo, PartyBoard, PartyBoardRow, PartyFilter};
pub use evidence::{
    Evidence, EvidenceFilter, EvidenceList, EvidenceRow, NewEvidence, Recorded, ShownEvidence,
};
pub use inspection::{InspectedRow, Inspection};
pub use notices::PublicNotice;
pub use register::PartyRegister;
pub use supervisors::{AccountEnd, NamedSupervisor, OpenWork, Replacement, SupervisorForm};

use domain::account::{Account, AccountRefusal};
use domain::activity::Author;
use domain::key::PartyKey;
use domain::party::{AppointmentRefusal, DisclosureRefusal, PartyNoticeRefusal};
use domain::policy::{Denial, Right, Target, permit};
use storage::{AccountFilter, StorageError, Unit};

use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Most candidacies that one form takes: twice what the largest page of a list shows.
pub const MOST_CHOSEN: usize = 200;
/// Accounts of a party that are looked at: far above the largest team.
const TEAM: u32 = 1_000;

/// Why a party's act was refused.
#[derive(Debug, thiserror::Error)]
pub enum PartyRefusal {
    /// A supervisor's data.
    #[error(transparent)]
    Appointment(#[from] AppointmentRefusal),
    /// A notice.
    #[error(transparent)]
    Notice(#[from] PartyNoticeRefusal),
    /// Evidence.
    #[error(transparent)]
    Disclosure(#[from] DisclosureRefusal),
    /// An account.
    #[error(transparent)]
    Account(#[from] AccountRefusal),
    /// The account is not one of a supervisor of the party, or is another's already.
    #[error("Elija una cuenta de persona supervisora de su partido que no tenga ya otra persona.")]
    NotSupervisors,
    /// There is no notice that could have been shown.
    #[error(
        "Su partido todavía no registra su aviso de privacidad. Primero debe registrarlo la representación del partido."
    )]
    NoNotice,
    /// Nothing was ticked.
    #[error("Marque al menos una candidatura de la lista.")]
    NothingChosen,
    /// Too much was ticked.
    #[error("Marcó demasiadas candidaturas: caben {MOST_CHOSEN} a la vez.")]
    TooMany,
    /// Whoever is chosen does not type for the party.
    #[error(
        "Elija a una persona de su partido que capture y cuya cuenta esté en uso o por activarse."
    )]
    NotCapturer,
    /// The file is none of the kinds that are taken.
    #[error(
        "El archivo debe ser PDF, JPEG o PNG. Guarde el documento en uno de esos formatos y súbalo de nuevo."
    )]
    FileKind,
    /// The file is too long.
    #[error(
        "El archivo pesa más de 10 MB. Redúzcalo, por ejemplo con menos resolución, y súbalo de nuevo."
    )]
    FileSize,
    /// Denied, not found, storage.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<StorageError> for PartyRefusal {
    fn from(error: StorageError) -> Self {
        Self::App(error.into())
    }
}

impl From<Denial> for PartyRefusal {
    fn from(denial: Denial) -> Self {
        Self::App(denial.into())
    }
}

impl App {
    /// The party that `who` acts for, if it may use one of these rights for it.
    fn own_party(&self, who: &SignedIn, rights: &[Right]) -> Result<(PartyKey, Author), AppError> {
        let party = who.actor.seat().party().ok_or(Denial::Role)?;
        let ask = |right: &Right| {
            let target = Target::Party(party);
            permit(&self.profile, &who.actor, Some(who.session), *right, target)
        };
        let permit = rights
            .iter()
            .find_map(|right| ask(right).ok())
            .ok_or(Denial::Role)?;
        Ok((party.clone(), permit.author()))
    }

    /// The accounts of a party's people.
    async fn team(&self, unit: &mut Unit, party: &PartyKey) -> Result<Vec<Account>, AppError> {
        let filter = AccountFilter {
            party: Some(party.clone()),
            ..AccountFilter::default()
        };
        Ok(unit.accounts(&filter, None, TEAM).await?)
    }
}
