//! The template of a registry file: its header, what each column takes, and an example for each way in which
//! candidacies are made up.

use std::collections::BTreeSet;

use super::{Calling, Column, Gender};
use crate::profile::{Office, Principle, Profile, Race, Shape};

/// A template, whatever kind of file it becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The columns in their order.
    pub columns: Vec<TemplateColumn>,
    /// Example rows that an import accepts: one formula, list place or person per shape of the profile's offices.
    pub rows: Vec<Vec<String>>,
    /// How to fill it in, a paragraph each.
    pub instructions: Vec<String>,
}

/// A column of the template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateColumn {
    /// Which one.
    pub column: Column,
    /// What to write in it.
    pub note: String,
    /// What its cells may hold; anything if empty.
    pub choices: Vec<String>,
}

impl Template {
    /// The template of a process.
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        Self {
            columns: Column::ALL
                .into_iter()
                .map(|column| TemplateColumn {
                    column,
                    note: note(column).to_owned(),
                    choices: choices(profile, column),
                })
                .collect(),
            rows: example_rows(profile),
            instructions: instructions(profile),
        }
    }
}

/// The template as CSV. It begins with a byte-order mark, without which Excel damages accents.
#[must_use]
pub fn template(profile: &Profile) -> String {
    let header = Column::ALL.map(|column| column.name().to_owned()).to_vec();
    let mut text = String::from('\u{FEFF}');
    for row in [header].into_iter().chain(example_rows(profile)) {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

fn example_rows(profile: &Profile) -> Vec<Vec<String>> {
    let mut shapes: Vec<Shape> = Vec::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for office in &profile.offices {
        if shapes.contains(&office.shape) {
            continue;
        }
        let mut races = profile.races.iter();
        if let Some(race) = races.find(|race| race.office == office.key)
            && let Some(contender) = contender(profile, office, race)
        {
            shapes.push(office.shape);
            let first = rows.len() + 1;
            let examples = examples(office, race, &contender, first);
            rows.extend(examples.into_iter().map(Vec::from));
        }
    }
    rows
}

const fn note(column: Column) -> &'static str {
    match column {
        Column::Key => {
            "La clave con que su instituto distingue la candidatura; hasta 60 caracteres. Es la misma de un archivo al siguiente."
        }
        Column::Office => "El cargo. Elija de la lista.",
        Column::Territory => {
            "Dónde se elige: distrito, municipio, alcaldía o entidad. Elija de la lista."
        }
        Column::Number => {
            "El lugar en la lista, desde 1. En candidaturas sin partido, un número distinto para cada fórmula. En lo demás puede ir vacío."
        }
        Column::Calling => "«propietaria» o «suplente».",
        Column::Party => "El partido que postula. Vacío si la candidatura es sin partido.",
        Column::Agreement => {
            "La coalición o candidatura común, si la hay en este cargo y territorio; entonces «partido» es el que postula según el convenio."
        }
        Column::GivenNames | Column::FullName => "Nombre o nombres, con acentos.",
        Column::FirstSurname => "Primer apellido.",
        Column::SecondSurname => "Segundo apellido; vacío si no tiene.",
        Column::Nickname => "Sobrenombre con el que aparecerá; vacío si no tiene.",
        Column::Gender => "«mujer», «hombre» o «no_binaria» (o M, H, X).",
        Column::BirthDate => "AAAA-MM-DD o DD/MM/AAAA. Nunca se publica: solo la edad.",
        Column::Curp => "18 letras y números. Nunca se publica.",
        Column::Age
        | Column::Contender
        | Column::District
        | Column::Municipality
        | Column::Constituency
        | Column::State => "",
    }
}

fn choices(profile: &Profile, column: Column) -> Vec<String> {
    match column {
        Column::Office => profile.offices.iter().map(|o| o.key.to_string()).collect(),
        Column::Territory => {
            let contended: BTreeSet<_> = profile.races.iter().map(|r| &r.territory).collect();
            let territories = profile.territories.iter();
            territories
                .filter(|territory| contended.contains(&territory.key))
                .map(|territory| territory.key.to_string())
                .collect()
        }
        Column::Calling => vec!["propietaria".to_owned(), "suplente".to_owned()],
        Column::Party => profile.parties.iter().map(|p| p.key.to_string()).collect(),
        Column::Agreement => profile
            .agreements
            .iter()
            .map(|agreement| agreement.key.to_string())
            .collect(),
        Column::Gender => Gender::ALL.map(gender_word).to_vec(),
        _ => Vec::new(),
    }
}

fn gender_word(gender: Gender) -> String {
    gender.label().to_lowercase().replace(' ', "_")
}

fn instructions(profile: &Profile) -> Vec<String> {
    let mut paragraphs = vec![
        format!("Registro de candidaturas: {}, {}.", profile.process.name, profile.institute.short_name),
        "Una fila por persona: propietaria y suplente van en filas distintas, con el mismo cargo, territorio, número y partido.".to_owned(),
        "Cambie los ejemplos por sus candidaturas. Las personas de los ejemplos no existen.".to_owned(),
        "El mismo archivo otra vez no cambia nada; uno corregido cambia solo lo que difiere.".to_owned(),
    ];
    let offices = profile.offices.iter().map(|office| {
        let shape = match office.shape {
            Shape::Formula => "una fórmula de propietaria y suplente",
            Shape::FormulaWithOptionalSubstitute => "una propietaria, con suplente si la hay",
            Shape::List => "una lista numerada de personas",
            Shape::ListOfFormulas => "una lista numerada de fórmulas de propietaria y suplente",
            Shape::Person => "una sola persona",
        };
        format!("{} ({}): {shape}.", office.name, office.key)
    });
    paragraphs.extend(offices);
    paragraphs
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
            Column::Gender => gender_word(person.4),
            Column::BirthDate => person.5.to_owned(),
            Column::FullName
            | Column::Age
            | Column::Contender
            | Column::District
            | Column::Municipality
            | Column::Constituency
            | Column::State => String::new(),
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
