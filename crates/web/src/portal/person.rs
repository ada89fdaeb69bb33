//! A row as the pieces of the screen show it: who, for what, where, and who postulates.

use domain::id::CandidacyId;
use domain::profile::{Agreement, Office};
use domain::registry::Calling;
use domain::time::Instant;

use crate::portal::address;
use crate::portal::ballot::{Ballot, Contender};
use crate::portal::published::PublicPhotograph;
use crate::portal::row::{Row, Standing};
use crate::portal::search::fold;
use crate::portal::state_line::state_line;
use crate::ui::{Party, Person, PersonCard, Portrait};

/// What a candidacy without party is called.
pub(crate) const WITHOUT_PARTY: &str = "Sin partido";

/// The card of a row.
pub(crate) fn card(ballot: &Ballot, row: &Row, now: Instant) -> PersonCard {
    PersonCard {
        person: person(ballot, row, now),
        href: address::candidacy(row.id),
        line: Some(state_line(ballot, row, now)),
    }
}

/// The head of a row.
pub(crate) fn person(ballot: &Ballot, row: &Row, now: Instant) -> Person {
    let office = ballot.office(row.office);
    let public = row.person();
    let nickname = public.and_then(|person| person.nickname.as_deref());
    let parties = ballot.parties_of(row.contender).into_iter();
    Person {
        name: name(row),
        nickname: nickname.map(str::to_owned),
        office: office.name.clone(),
        place: ballot.territory(row.territory).name.clone(),
        position: position(office, row),
        parties: parties
            .map(|party| Party {
                name: party.name.clone(),
                short: party.initials.clone(),
                emblem: None,
            })
            .collect(),
        alliance: match row.contender {
            Contender::Independent => Some(WITHOUT_PARTY.to_owned()),
            Contender::Party(_) => None,
            Contender::Agreement(agreement, _) => Some(alliance(ballot.agreement(agreement))),
        },
        photo: row
            .published(ballot, now)
            .and_then(|published| published.photograph.as_ref())
            .map(|photograph| portrait(row.id, photograph)),
    }
}

fn portrait(id: CandidacyId, photograph: &PublicPhotograph) -> Portrait {
    let [small, medium, large] = photograph
        .sizes
        .each_ref()
        .map(|hash| address::photograph(id, hash));
    Portrait {
        small,
        medium,
        large,
        alt: photograph.described.to_string(),
    }
}

/// The name as on the ballot; of a candidacy that no longer stands, what became of it.
pub(crate) fn name(row: &Row) -> String {
    match &row.standing {
        Standing::Active { person, .. } => person.name.to_string(),
        Standing::Replaced { .. } => "Candidatura sustituida".to_owned(),
        Standing::Cancelled { .. } => "Candidatura cancelada".to_owned(),
    }
}

/// Place in the list or formula, and whether the person holds the place or steps in.
fn position(office: &Office, row: &Row) -> Option<String> {
    let number = row.number.map(|number| match office.shape.is_list() {
        true => format!("lugar {number} de la lista"),
        false => format!("fórmula {number}"),
    });
    let calling = office.shape.allows_substitute().then(|| match row.calling {
        Calling::Holder => "propietaria".to_owned(),
        Calling::Substitute => "suplente".to_owned(),
    });
    let parts: Vec<String> = number.into_iter().chain(calling).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The agreement's name, with its kind unless the name says it.
fn alliance(agreement: &Agreement) -> String {
    let kind = agreement.kind.name();
    if fold(&agreement.name).contains(&fold(kind)) {
        agreement.name.clone()
    } else {
        format!("{} ({})", agreement.name, kind.to_lowercase())
    }
}
