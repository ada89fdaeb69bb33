//! The form of a candidacy: what is asked, what was typed, and the entry that it makes.

use domain::profile::{Principle, Profile};
use domain::registry::{
    Calling, Column, Entry, Gender, Postulation, ProblemCode, RegistryData, RowProblem, entry_of,
};

use crate::http::Arrived;
use crate::ui::{Choice, Field, LineKind};

/// The value of `postula` for candidacies without party.
const INDEPENDENT: &str = "sin-partido";
/// How the value of `postula` begins for a party, and for an agreement.
const PARTY: &str = "partido:";
const AGREEMENT: &str = "convenio:";

/// The controls of the form.
pub const CONTROLS: [&str; 13] = [
    "clave",
    "contienda",
    "numero",
    "calidad",
    "postula",
    "nombre",
    "primer_apellido",
    "segundo_apellido",
    "sobrenombre",
    "sexo",
    "fecha_nacimiento",
    "curp",
    "edad",
];

/// What is in the form.
#[derive(Debug, Clone, Default)]
pub struct Typed(Vec<(&'static str, String)>);

impl Typed {
    /// As it arrived.
    pub fn arrived(form: &Arrived) -> Self {
        let value = |name| (name, form.value(name).to_owned());
        Self(CONTROLS.into_iter().map(value).collect())
    }

    /// As it is registered.
    pub fn of(data: &RegistryData) -> Self {
        let entry = entry_of(data);
        let cell = |column| {
            let found = entry.iter().find(|(known, _)| *known == column);
            found.map_or(String::new(), |(_, text)| text.clone())
        };
        let value = |name: &'static str| {
            let text = match name {
                "contienda" => format!("{}/{}", data.office, data.territory),
                "postula" => postulates(&data.postulation),
                "nombre" => data.person.given_names.clone(),
                _ => name.parse().map(cell).unwrap_or_default(),
            };
            (name, text)
        };
        Self(CONTROLS.into_iter().map(value).collect())
    }

    /// What is in a control.
    pub fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, text)| text)
    }

    /// Every control with what is in it.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        self.0.clone()
    }

    /// The entry; `before` is what is registered, if it is a correction.
    pub fn entry(&self, profile: &Profile, before: Option<&RegistryData>) -> Entry {
        let (office, territory) = self.get("contienda").split_once('/').unwrap_or_default();
        let (party, agreement) = self.contender(profile, office, territory);
        let mut entry = vec![
            (Column::Office, office.to_owned()),
            (Column::Territory, territory.to_owned()),
            (Column::Party, party),
            (Column::Agreement, agreement),
        ];
        let surnames = ["primer_apellido", "segundo_apellido"].map(|name| self.get(name).trim());
        let in_one_piece = before.is_some_and(|data| data.person.first_surname.is_empty());
        if in_one_piece && surnames.iter().all(|surname| surname.is_empty()) {
            entry.push((Column::FullName, self.get("nombre").to_owned()));
        } else {
            let names = [
                Column::GivenNames,
                Column::FirstSurname,
                Column::SecondSurname,
            ];
            entry.extend(names.map(|column| (column, self.get(column.name()).to_owned())));
        }
        let others = [
            Column::Key,
            Column::Number,
            Column::Calling,
            Column::Nickname,
            Column::Gender,
            Column::BirthDate,
            Column::Curp,
            Column::Age,
        ];
        entry.extend(others.map(|column| (column, self.get(column.name()).to_owned())));
        entry
    }

    /// Party and agreement: of an agreement, the party that it names for the race.
    fn contender(&self, profile: &Profile, office: &str, territory: &str) -> (String, String) {
        let postulates = self.get("postula");
        if let Some(key) = postulates.strip_prefix(AGREEMENT) {
            let known = profile.agreements.iter().find(|a| a.key.as_str() == key);
            let covers = known.and_then(|agreement| {
                agreement.coverage(&office.parse().ok()?, &territory.parse().ok()?)
            });
            let party = covers.map_or(String::new(), |covers| covers.postulates.to_string());
            return (party, key.to_owned());
        }
        let party = postulates.strip_prefix(PARTY).unwrap_or_default();
        (party.to_owned(), String::new())
    }

    /// Choices that a file would take for "none", and a form does not.
    pub fn missing(&self) -> Vec<RowProblem> {
        let told = |column: Column, message: &str| RowProblem {
            row: 1,
            column: column.name().to_owned(),
            code: ProblemCode::EmptyCell,
            message: message.to_owned(),
        };
        let postulates = self.get("postula");
        let known = postulates == INDEPENDENT
            || postulates.starts_with(PARTY)
            || postulates.starts_with(AGREEMENT);
        (!known)
            .then(|| told(Column::Party, "Elija quién postula."))
            .into_iter()
            .collect()
    }

    /// The form with what is wrong in it; a new candidacy may be given a key.
    pub fn fields(&self, profile: &Profile, problems: &[RowProblem], is_new: bool) -> Vec<Field> {
        let line = |name: &str, label: &str| Field::line(name, label, self.get(name));
        let mut fields = vec![
            Field::select(
                "contienda",
                "Cargo y lugar",
                self.get("contienda"),
                races(profile),
            ),
            Field::select(
                "postula",
                "Quién postula",
                self.get("postula"),
                contenders(profile),
            )
            .hint("En un convenio captura el partido que el convenio señala para ese lugar."),
            line("numero", "Número de fórmula o de lista")
                .kind(LineKind::Whole)
                .hint("Las listas lo llevan siempre.")
                .optional(),
            Field::radios(
                "calidad",
                "Calidad",
                self.get("calidad"),
                [Calling::Holder, Calling::Substitute]
                    .map(|calling| Choice::new(calling.label().to_lowercase(), calling.label()))
                    .to_vec(),
            ),
            line("nombre", "Nombre o nombres"),
            line("primer_apellido", "Primer apellido"),
            line("segundo_apellido", "Segundo apellido").optional(),
            line("sobrenombre", "Sobrenombre que va en la boleta").optional(),
            Field::radios(
                "sexo",
                "Sexo o género",
                self.get("sexo"),
                Gender::ALL
                    .map(|gender| Choice::new(gender.label().to_lowercase(), gender.label()))
                    .to_vec(),
            ),
            line("fecha_nacimiento", "Fecha de nacimiento")
                .kind(LineKind::Date)
                .hint("No se publica: el portal dice la edad el día de la jornada.")
                .optional(),
            line("curp", "CURP")
                .kind(LineKind::Code)
                .hint("No se publica.")
                .optional(),
            line("edad", "Edad, si no hay fecha de nacimiento")
                .kind(LineKind::Whole)
                .optional(),
        ];
        if is_new {
            let hint = "La que el instituto da a la candidatura. Vacía, se forma con su cargo, lugar y quién postula.";
            fields.push(
                line("clave", "Clave de la candidatura")
                    .kind(LineKind::Code)
                    .hint(hint)
                    .optional(),
            );
        }
        fields
            .into_iter()
            .map(|field| {
                let wrong = problems
                    .iter()
                    .find(|problem| control_of(&problem.column) == field.name);
                field.error(wrong.map(|problem| problem.message.clone()))
            })
            .collect()
    }
}

/// The control that asks for a column.
fn control_of(column: &str) -> &str {
    match column {
        "cargo" | "territorio" => "contienda",
        "partido" | "convenio" => "postula",
        "nombre_completo" => "nombre",
        other => other,
    }
}

fn postulates(postulation: &Postulation) -> String {
    match postulation {
        Postulation::Independent => INDEPENDENT.to_owned(),
        Postulation::Party { party } => format!("{PARTY}{party}"),
        Postulation::Agreement { agreement, .. } => format!("{AGREEMENT}{agreement}"),
    }
}

/// The races, each with its office and its place.
pub fn races(profile: &Profile) -> Vec<Choice> {
    let race = |race: &domain::profile::Race| {
        let office = profile.office(&race.office)?;
        let territory = profile.territory(&race.territory)?;
        Some(Choice::new(
            format!("{}/{}", race.office, race.territory),
            format!("{} – {}", office.name, territory.name),
        ))
    };
    profile.races.iter().filter_map(race).collect()
}

/// Who may postulate.
pub fn contenders(profile: &Profile) -> Vec<Choice> {
    let by_majority = |office: &domain::profile::Office| {
        office.principle != Principle::ProportionalRepresentation
    };
    let independent =
        !profile.capture.independent_roles.is_empty() && profile.offices.iter().any(by_majority);
    let independent =
        independent.then(|| Choice::new(INDEPENDENT, "Sin partido (candidatura independiente)"));
    let parties = profile
        .parties
        .iter()
        .map(|party| Choice::new(format!("{PARTY}{}", party.key), &party.name));
    let agreements = profile.agreements.iter().map(|agreement| {
        let label = format!("{}: {}", agreement.kind.name(), agreement.name);
        Choice::new(format!("{AGREEMENT}{}", agreement.key), label)
    });
    parties.chain(agreements).chain(independent).collect()
}

/// What a value of `postula` narrows a list to.
pub enum Contender {
    /// Without party.
    Independent,
    /// A party's.
    Party(domain::key::PartyKey),
    /// An agreement's.
    Agreement(domain::key::AgreementKey),
}

/// The contender of a value of `postula`.
pub fn contender(value: &str) -> Option<Contender> {
    if value == INDEPENDENT {
        return Some(Contender::Independent);
    }
    if let Some(key) = value.strip_prefix(PARTY) {
        return key.parse().ok().map(Contender::Party);
    }
    let key = value.strip_prefix(AGREEMENT)?;
    key.parse().ok().map(Contender::Agreement)
}
