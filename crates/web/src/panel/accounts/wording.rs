//! Accounts in the words of screens.

use app::accounts::BundleOf;
use domain::account::{Account, LockReason, Standing};
use domain::key::PartyKey;
use domain::profile::WITHOUT_PARTY;

use crate::Installation;
use crate::ui::{Badge, Cell, State as Colour};

/// The initials of an account's party; empty if it has none.
pub fn party_initials(site: &Installation, account: &Account) -> String {
    account
        .seat
        .party()
        .map_or_else(String::new, |party| initials(site, party))
}

/// The initials of a party.
pub fn initials(site: &Installation, party: &PartyKey) -> String {
    let known = site.profile().party(party);
    known.map_or_else(|| party.to_string(), |party| party.initials.clone())
}

/// Role and party as a cell.
pub fn role_and_party(site: &Installation, account: &Account) -> Cell {
    let role = account.seat.role().label().to_owned();
    Cell::Two(role, party_initials(site, account))
}

/// Where an account stands.
pub fn badge(account: &Account) -> Badge {
    if account.closed.is_some() {
        return Badge::new(Colour::Closed, "Cerrada");
    }
    match (account.lock.map(|lock| lock.reason), &account.standing) {
        (Some(LockReason::Suspended), _) => Badge::new(Colour::Closed, "Suspendida"),
        (Some(LockReason::ReportedLost), _) => {
            Badge::new(Colour::Attention, "Bloqueada por extravío")
        }
        (None, Standing::Issued { .. }) => Badge::new(Colour::Attention, "Sin activar"),
        (None, Standing::Active { .. }) if account.notice.is_none() => {
            Badge::new(Colour::InTerm, "Falta aceptar el aviso")
        }
        (None, Standing::Active { .. }) => Badge::new(Colour::Done, "En uso"),
    }
}

/// Whose letters a file has.
pub fn bundle(site: &Installation, of: &BundleOf) -> String {
    match of {
        BundleOf::Party(party) => initials(site, party),
        BundleOf::Independents => WITHOUT_PARTY.to_owned(),
        BundleOf::Institute => site.profile().institute.short_name.clone(),
    }
}
