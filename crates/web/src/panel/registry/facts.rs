//! Registry data as its people read them.

use domain::profile::Profile;
use domain::registry::{Candidacy, CandidacyStatus, FieldChange, RegistryData};

use crate::panel::names;
use crate::ui::{Badge, Difference, Fact, FactValue, Facts, State};
use crate::words::Calendar;

/// Everything that is registered of a candidacy.
pub fn of(profile: &Profile, data: &RegistryData) -> Vec<Fact> {
    let person = &data.person;
    let known = |name: &str, text: Option<String>| match text.filter(|text| !text.is_empty()) {
        Some(text) => Fact::text(name, text),
        None => Fact::new(name, FactValue::Missing("Sin dato".to_owned())),
    };
    let mut facts = vec![
        Fact::text("Persona", person.full_name()),
        known("Sobrenombre", person.nickname.clone()),
        Fact::text("Sexo o género", person.gender.label()),
        known(
            "Fecha de nacimiento (no se publica)",
            person
                .birth_date
                .map(|date| date.strftime("%d/%m/%Y").to_string()),
        ),
        known("CURP (no se publica)", person.curp.clone()),
    ];
    if let Some(age) = person.declared_age {
        facts.push(Fact::text(
            "Edad que declaró el archivo",
            format!("{age} años"),
        ));
    }
    facts.extend([
        Fact::text("Cargo", names::office_of(profile, data)),
        Fact::text("Territorio", names::territory_of(profile, data)),
        known("Número", data.number.map(|number| number.to_string())),
        Fact::text("Calidad", data.calling.label()),
        Fact::text("Postula", names::postulation_of(profile, &data.postulation)),
        Fact::new("Clave", FactValue::Code(data.key.clone())),
    ]);
    facts
}

/// The same as a list.
pub fn all(profile: &Profile, data: &RegistryData) -> Facts {
    Facts::new(of(profile, data))
}

/// What differs, field by field.
pub fn differences(
    profile: &Profile,
    before: &RegistryData,
    after: &RegistryData,
) -> Vec<Difference> {
    domain::registry::differences(profile, before, after)
        .iter()
        .map(difference)
        .collect()
}

/// One field before and after.
pub fn difference(change: &FieldChange) -> Difference {
    Difference::new(change.column.label(), &change.before, &change.after)
}

/// Whether it stands, as icon and word.
pub fn badge(status: CandidacyStatus) -> Badge {
    match status {
        CandidacyStatus::Active => Badge::new(State::Done, "Vigente"),
        CandidacyStatus::Replaced { .. } => Badge::new(State::Closed, "Sustituida"),
        CandidacyStatus::Cancelled { .. } => Badge::new(State::Closed, "Cancelada"),
    }
}

/// Whether it stands, in words with the date.
pub fn standing(calendar: Calendar<'_>, candidacy: &Candidacy) -> String {
    match candidacy.status {
        CandidacyStatus::Active => "Vigente".to_owned(),
        CandidacyStatus::Replaced { at } => format!("Sustituida el {}", calendar.moment(at)),
        CandidacyStatus::Cancelled { at } => format!("Cancelada el {}", calendar.moment(at)),
    }
}

/// What a candidacy lacks that is published or by which people are told apart.
pub fn lacking(data: &RegistryData) -> String {
    let person = &data.person;
    let no_date = person.birth_date.is_none();
    let lacks = [
        (no_date && person.declared_age.is_none(), "edad"),
        (no_date, "fecha de nacimiento"),
        (person.curp.is_none(), "CURP"),
        (person.first_surname.is_empty(), "apellidos aparte"),
    ];
    let lacks = lacks.iter().filter(|(lacks, _)| *lacks);
    lacks.map(|(_, what)| *what).collect::<Vec<_>>().join(", ")
}
