//! Who and what a test of the machine is about.

use crate::account::{Account, ActivationCode, Actor, Entry, Opening, Role, Seat};
use crate::activity::Author;
use crate::id::{AccountId, CandidacyId};
use crate::profile::{Profile, Race};
use crate::questionnaire::{
    Answer, Answers, Crop, Definition, Field, FieldKind, Format, Photograph, Section,
};
use crate::registry::{
    Calling, Candidacy, CandidacyStatus, Gender, Person, Postulation, RegistryData,
};
use crate::sample::{Counter, key};
use crate::time::Instant;

pub(crate) fn account_id(number: i64) -> AccountId {
    AccountId::new(Instant::from_micros(number * 1_000_000), &Counter::new())
}

/// A photograph with words.
pub(crate) fn photograph() -> Answer {
    let hash = |digit: &str| digit.repeat(64).parse().unwrap();
    Answer::Photograph {
        photograph: Photograph {
            negative: hash("0"),
            small: hash("1"),
            medium: hash("2"),
            large: hash("3"),
            crop: Crop::WHOLE,
            described: "Retrato".to_owned(),
        },
    }
}

/// Where a role sits when it has to do with this candidacy.
pub(crate) fn seat(role: Role, candidacy: &Candidacy) -> Seat {
    let party = || match candidacy.data.postulation.capturing_party() {
        Some(party) => party.clone(),
        None => key("ninguno"),
    };
    let candidacy = candidacy.id;
    match role {
        Role::Administrator => Seat::Administrator,
        Role::Auditor => Seat::Auditor,
        Role::Registrar => Seat::Registrar,
        Role::Validator => Seat::Validator,
        Role::PartyRepresentative => Seat::PartyRepresentative { party: party() },
        Role::Supervisor => Seat::Supervisor { party: party() },
        Role::Capturer => Seat::Capturer { party: party() },
        Role::Candidate => Seat::Candidate { candidacy },
        Role::Independent => Seat::Independent { candidacy },
    }
}

/// Somebody with a complete session.
pub(crate) fn actor(id: AccountId, seat: Seat) -> Actor {
    let at = Instant::from_micros(0);
    let opening = Opening {
        id,
        login: "cuenta".to_owned(),
        holder: "Persona".to_owned(),
        contact: None,
        seat,
        code: ActivationCode::of("codigo", at),
    };
    let issued = Account::issue(opening, Author::System, at).into_record();
    let active = issued.activate("codigo", String::new(), "compromiso", at);
    let account = active.unwrap().into_record().accept_notice("aviso", at);
    let entry = Entry {
        notice: "aviso",
        undertaking: "compromiso",
        second_factor: &[],
        proven: false,
    };
    account.unwrap().into_record().actor(&entry).unwrap()
}

/// A candidacy in the profile's first race, of a party that captures there, or without party.
pub(crate) fn candidacy(profile: &Profile, independent: bool, number: i64) -> Candidacy {
    let Race {
        office, territory, ..
    } = &profile.races[0];
    let party = &profile.parties[0].key;
    let postulation = if independent {
        Postulation::Independent
    } else {
        let captures = profile.capturing_party(office, territory, party).unwrap();
        let party = captures.captures.key.clone();
        match captures.agreement {
            None => Postulation::Party { party },
            Some(agreement) => Postulation::Agreement {
                agreement: agreement.key.clone(),
                party,
            },
        }
    };
    Candidacy {
        id: CandidacyId::new(Instant::from_micros(number * 1_000_000), &Counter::new()),
        data: RegistryData {
            key: format!("C-{number}"),
            office: office.clone(),
            territory: territory.clone(),
            number: None,
            calling: Calling::Holder,
            postulation,
            person: person(),
        },
        status: CandidacyStatus::Active,
        term: None,
        capture_of: None,
    }
}

fn person() -> Person {
    Person {
        given_names: "Ana".to_owned(),
        first_surname: "Pérez".to_owned(),
        second_surname: String::new(),
        nickname: None,
        gender: Gender::Woman,
        birth_date: None,
        curp: None,
        declared_age: None,
    }
}

/// The answers of one section alone.
pub(crate) fn of_section(section: &Section, answers: &Answers) -> Answers {
    let mut typed = Answers::default();
    for field in &section.fields {
        typed.set(field.key.clone(), answers.get(&field.key).cloned());
    }
    typed
}

/// An answer that lacks nothing.
pub(crate) fn good_answer(definition: &Definition, field: &Field) -> Answer {
    let line = |format: Format| match format {
        Format::Text => "Texto".to_owned(),
        Format::Phone => "618 123 4567".to_owned(),
        Format::Email => "nombre@servicio.mx".to_owned(),
        Format::Link => {
            let page = field.site.as_ref().and_then(|site| site.page_of("campana"));
            page.unwrap_or_else(|| "https://www.ejemplo.mx".to_owned())
        }
    };
    match &field.kind {
        FieldKind::Line { format, .. } => Answer::Text(line(*format)),
        FieldKind::List { format, .. } => Answer::List(vec![line(*format)]),
        FieldKind::Paragraph { min, .. } => {
            Answer::Text("a".repeat(usize::try_from(*min).unwrap().max(1)))
        }
        FieldKind::Choice { catalogue } => {
            let options = &definition.catalogue(catalogue).unwrap().options;
            Answer::Text(options.last().unwrap().key.to_string())
        }
        FieldKind::Photograph { .. } => photograph(),
    }
}
