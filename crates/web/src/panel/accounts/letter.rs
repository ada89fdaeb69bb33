//! What a letter of delivery says.

use std::sync::Arc;

use app::accounts::{LetterFacts, Stationery, folio};
use axum::http::HeaderMap;
use documents::AccountLetter;
use domain::account::{Account, Role};
use domain::profile::{TermUnit, WITHOUT_PARTY};
use domain::registry::Candidacy;

use crate::Installation;
use crate::panel::names;

/// How this institute writes letters, now. `headers` say under which name people reach the site, where the installation
/// does not.
pub fn stationery(site: &Installation, headers: &HeaderMap) -> Stationery {
    let now = site.app.now();
    let institute = &site.profile().institute;
    let place_and_date = format!("{}, a {}", institute.state, site.calendar().day(now));
    let (letters, address, head) = (
        site.clone(),
        site.outside(headers, "/activar"),
        place_and_date.clone(),
    );
    Stationery {
        created: now.in_zone(&institute.zone),
        place_and_date,
        compose: Arc::new(move |facts| compose(&letters, facts, &address, &head)),
    }
}

fn compose(
    site: &Installation,
    facts: &LetterFacts<'_>,
    address: &str,
    place_and_date: &str,
) -> AccountLetter {
    let (profile, now) = (site.profile(), site.app.now());
    let LetterFacts {
        account, candidacy, ..
    } = facts;
    let institute = &profile.institute;
    AccountLetter {
        created: now.in_zone(&institute.zone),
        folio: folio(account.id),
        place_and_date: place_and_date.to_owned(),
        holder: account.holder.clone(),
        role: account.seat.role().label().to_owned(),
        party: party(site, account, *candidacy),
        candidacy: candidacy.map(|candidacy| documents::Candidacy {
            name: candidacy.data.person.full_name(),
            office: profile
                .office(&candidacy.data.office)
                .map_or_else(String::new, |office| office.name.clone()),
            place: names::place(profile, candidacy).to_owned(),
        }),
        login: account.login.clone(),
        code: facts.code.to_owned(),
        address: address.to_owned(),
        serves_until: site.calendar().deadline(facts.expires, now),
        term: term(site, account.seat.role(), *candidacy),
        undertaking: profile.accounts.undertaking.clone(),
        contact: format!("{}, {}", institute.administrator, institute.email),
    }
}

fn party(site: &Installation, account: &Account, candidacy: Option<&Candidacy>) -> Option<String> {
    if account.seat.role() == Role::Independent {
        return Some(WITHOUT_PARTY.to_owned());
    }
    let key = account
        .seat
        .party()
        .or_else(|| candidacy.and_then(|candidacy| candidacy.data.postulation.capturing_party()))?;
    site.profile().party(key).map(|party| party.name.clone())
}

/// What the account's term is and when it begins and ends.
fn term(site: &Installation, role: Role, candidacy: Option<&Candidacy>) -> String {
    if role.is_institutes() {
        return "Esta cuenta no tiene plazo de captura.".to_owned();
    }
    if let Some(term) = candidacy.and_then(|candidacy| candidacy.term) {
        let ends = site.calendar().deadline(term.ends, site.app.now());
        return format!("El plazo de captura ya corre y termina {ends}.");
    }
    let term = site.profile().terms.capture;
    let length = match term.unit {
        TermUnit::NaturalDays => format!("{} días naturales", term.amount),
        TermUnit::BusinessDays => format!("{} días hábiles", term.amount),
        TermUnit::Hours => format!("{} horas", term.amount),
    };
    let from = if site.app.receipt_starts_terms(role) {
        "desde que se recibe esta cuenta, según el acuse de abajo"
    } else {
        "desde que la representación del partido recibió las cuentas"
    };
    format!(
        "El plazo de captura es de {length}, contados {from}.\nLa fecha y la hora exactas en que termina aparecen al \
         entrar al sistema, junto a cada candidatura."
    )
}
