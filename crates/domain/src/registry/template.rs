//! The template of a registry file: its header, and an example for each way in which candidacies are made up.

use super::table::Column;
use super::{Calling, Gender};
use crate::profile::{Office, Principle, Profile, Race, Shape};

/// A CSV with the header and example rows that an import accepts: one formula, list place or person per shape of
/// the profile's offices. It begins with a byte-order mark, without which Excel damages accents.
#[must_use]
pub fn template(profile: &Profile) -> String {
    let mut shapes: Vec<Shape> = Vec::new();
    let mut rows: Vec<[String; Column::ALL.len()]> = vec![Column::ALL.map(|c| c.name().to_owned())];
    for office in &profile.offices {
        if shapes.contains(&office.shape) {
            continue;
        }
        let mut races = profile.races.iter();
        if let Some(race) = races.find(|race| race.office == office.key)
            && let Some(contender) = contender(profile, office, race)
        {
            shapes.push(office.shape);
            rows.extend(examples(office, race, &contender, rows.len()));
        }
    }
    let mut text = String::from('\u{FEFF}');
    for row in rows {
        text.push_str(&row.map(|cell| quoted(&cell)).join(","));
        text.push_str("\r\n");
    }
    text
}

/// Party and agreement of the example; none where neither a party nor an independent can stand.
fn contender(profile: &Profile, office: &Office, race: &Race) -> Option<(String, String)> {
    let Some(party) = profile.parties.first() else {
        let parties_only = office.principle == Principle::ProportionalRepresentation
            || profile.capture.independent_roles.is_empty();
        return (!parties_only).then(Default::default);
    };
    let captures = profile.capturing_party(&race.office, &race.territory, &party.key)?;
    let agreement = captures
        .agreement
        .map(|agreement| agreement.key.to_string());
    Some((
        captures.captures.key.to_string(),
        agreement.unwrap_or_default(),
    ))
}

fn examples(
    office: &Office,
    race: &Race,
    (party, agreement): &(String, String),
    first: usize,
) -> Vec<[String; Column::ALL.len()]> {
    let callings: &[Calling] = if office.shape.allows_substitute() {
        &[Calling::Holder, Calling::Substitute]
    } else {
        &[Calling::Holder]
    };
    let row = |(index, calling): (usize, &Calling)| {
        let person = &PEOPLE[(first + index) % PEOPLE.len()];
        Column::ALL.map(|column| match column {
            Column::Key => format!("EJEMPLO-{:03}", first + index),
            Column::Office => office.key.to_string(),
            Column::Territory => race.territory.to_string(),
            Column::Number if office.shape.is_list() => "1".to_owned(),
            Column::Number | Column::Curp => String::new(),
            Column::Calling => calling.label().to_lowercase(),
            Column::Party => party.clone(),
            Column::Agreement => agreement.clone(),
            Column::GivenNames => person.0.to_owned(),
            Column::FirstSurname => person.1.to_owned(),
            Column::SecondSurname => person.2.to_owned(),
            Column::Nickname => person.3.to_owned(),
            Column::Gender => person.4.label().to_lowercase().replace(' ', "_"),
            Column::BirthDate => person.5.to_owned(),
        })
    };
    callings.iter().enumerate().map(row).collect()
}

/// Invented people: given names, surnames, nickname, gender, birth date.
type Example = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Gender,
    &'static str,
);

const PEOPLE: [Example; 6] = [
    (
        "María Fernanda",
        "Ejemplo",
        "Núñez",
        "Mafer",
        Gender::Woman,
        "1984-03-21",
    ),
    (
        "José Ángel",
        "Muestra",
        "Ibáñez",
        "",
        Gender::Man,
        "1979-11-02",
    ),
    ("Itzel", "Modelo", "", "", Gender::NonBinary, "1995-07-15"),
    (
        "Lucía",
        "Prueba",
        "Güemes",
        "La maestra Lucía",
        Gender::Woman,
        "1968-01-30",
    ),
    ("Tomás", "Ensayo", "Peña", "", Gender::Man, "1990-09-09"),
    (
        "Xóchitl",
        "Plantilla",
        "Órnelas",
        "",
        Gender::Woman,
        "2001-12-24",
    ),
];

/// A CSV cell; quoted only where it must be.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
