//! The linter of the registry as it is stored: whatever an import would refuse today, and what is missing.

use std::collections::{BTreeMap, HashSet};

use serde::{Serialize, Serializer};

use super::cells::AGES;
use super::formula::{Contender, Formula, Formulas, Written};
use super::person::contradictions_of_curp;
use super::registered::stands;
use super::report::ProblemCode;
use super::sharing::misfits;
use super::twins::{Somebody, twins};
use super::values::{completed_years, damaged};
use super::{Calling, Candidacy, Column, Postulation};
use crate::id::CandidacyId;
use crate::profile::{Principle, Profile};

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// An import of the same data would be refused.
    Error,
    /// Probably a mistake, or something is missing that is published.
    Warning,
    /// Good to know.
    Notice,
}

impl Level {
    /// Its word in reports.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "advertencia",
            Self::Notice => "aviso",
        }
    }
}

impl Serialize for Level {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

/// Something found in the registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How grave it is.
    #[serde(rename = "nivel")]
    pub level: Level,
    /// What kind of thing it is.
    #[serde(rename = "codigo")]
    pub code: ProblemCode,
    /// The candidacy; none when it is about a race.
    #[serde(rename = "candidatura")]
    pub candidacy: Option<CandidacyId>,
    /// The candidacy's key, or the race as `cargo/territorio`.
    #[serde(rename = "clave")]
    pub key: String,
    /// The column's name; empty when it is about the whole candidacy or race.
    #[serde(rename = "columna")]
    pub column: &'static str,
    /// What was found and what to do.
    #[serde(rename = "mensaje")]
    pub message: String,
}

/// Looks through the candidacies that stand; the gravest findings come first, each kind by key.
pub fn lint(profile: &Profile, candidacies: &[Candidacy]) -> Vec<Finding> {
    let standing: Vec<&Candidacy> = candidacies.iter().filter(|c| stands(c)).collect();
    let mut findings = Findings::default();
    for candidacy in &standing {
        findings.place(profile, candidacy);
        findings.person(profile, candidacy);
    }
    findings.formulas(profile, &standing);
    findings.twins(profile, &standing);
    for (candidacy, message) in misfits(profile, candidacies) {
        let (level, code) = (Level::Warning, ProblemCode::SamePerson);
        findings.of(candidacy, level, code, Column::GivenNames, message);
    }
    findings.races(profile, &standing);
    findings.found.sort_by(|one, two| {
        let order = |finding: &Finding| (finding.level, finding.code);
        order(one)
            .cmp(&order(two))
            .then_with(|| one.key.cmp(&two.key))
            .then_with(|| one.column.cmp(two.column))
    });
    findings.found
}

#[derive(Default)]
struct Findings {
    found: Vec<Finding>,
}

impl Findings {
    fn of(
        &mut self,
        candidacy: &Candidacy,
        level: Level,
        code: ProblemCode,
        column: Column,
        message: impl Into<String>,
    ) {
        self.found.push(Finding {
            level,
            code,
            candidacy: Some(candidacy.id),
            key: candidacy.data.key.clone(),
            column: column.name(),
            message: message.into(),
        });
    }

    fn of_race(&mut self, level: Level, code: ProblemCode, key: String, message: String) {
        self.found.push(Finding {
            level,
            code,
            candidacy: None,
            key,
            column: "",
            message,
        });
    }

    /// Office, territory, calling, number and contender against the profile and its agreements, which may have
    /// changed since the import.
    fn place(&mut self, profile: &Profile, candidacy: &Candidacy) {
        let data = &candidacy.data;
        let Some(office) = profile.office(&data.office) else {
            let message = format!("El cargo «{}» ya no está en el perfil.", data.office);
            return self.of(
                candidacy,
                Level::Error,
                ProblemCode::Office,
                Column::Office,
                message,
            );
        };
        if profile.race(&data.office, &data.territory).is_none() {
            let message = format!(
                "En «{}» no se elige {} en este proceso. Corrija el cargo o el territorio.",
                data.territory, office.name
            );
            return self.of(
                candidacy,
                Level::Error,
                ProblemCode::Race,
                Column::Territory,
                message,
            );
        }
        if data.calling == Calling::Substitute && !office.shape.allows_substitute() {
            let message = format!("{} no lleva suplente.", office.name);
            self.of(
                candidacy,
                Level::Error,
                ProblemCode::Calling,
                Column::Calling,
                message,
            );
        }
        if office.shape.is_list() && data.number.is_none() {
            let message = format!("Falta el número: {} se elige por lista.", office.name);
            self.of(
                candidacy,
                Level::Error,
                ProblemCode::Number,
                Column::Number,
                message,
            );
        }
        if let Some((column, message)) = out_of_step(profile, candidacy) {
            let code = match column {
                Column::Agreement => ProblemCode::Agreement,
                _ => ProblemCode::Party,
            };
            self.of(candidacy, Level::Error, code, column, message);
        }
    }

    fn person(&mut self, profile: &Profile, candidacy: &Candidacy) {
        use ProblemCode::{Age, Contradiction, DamagedText, MissingDatum};
        let person = &candidacy.data.person;
        let names = [
            (Column::GivenNames, person.given_names.as_str()),
            (Column::FirstSurname, &person.first_surname),
            (Column::SecondSurname, &person.second_surname),
            (
                Column::Nickname,
                person.nickname.as_deref().unwrap_or_default(),
            ),
        ];
        for (column, _) in names.into_iter().filter(|(_, name)| damaged(name)) {
            let message = "Los acentos están dañados (por ejemplo «Ã³» en lugar de «ó»): así se publicaría. Corrija el dato.";
            self.of(candidacy, Level::Error, DamagedText, column, message);
        }
        let election_day = profile.process.election_day;
        let age = person
            .birth_date
            .and_then(|birth| completed_years(birth, election_day))
            .or(person.declared_age);
        if age.is_some_and(|age| !AGES.contains(&age)) {
            let message = "La edad el día de la jornada queda fuera de la que puede tener una candidatura. Revise la fecha de nacimiento.";
            self.of(candidacy, Level::Error, Age, Column::BirthDate, message);
        }
        let curp = person.curp.as_deref();
        for (column, message) in
            contradictions_of_curp(curp, person.birth_date, Some(person.gender))
        {
            self.of(candidacy, Level::Warning, Contradiction, column, message);
        }
        if age.is_none() {
            let message = "No hay fecha de nacimiento ni edad: el portal no podrá decir la edad.";
            self.of(
                candidacy,
                Level::Warning,
                MissingDatum,
                Column::BirthDate,
                message,
            );
        } else if person.birth_date.is_none() {
            let message = "No hay fecha de nacimiento: vale la edad que declaró el archivo.";
            self.of(
                candidacy,
                Level::Notice,
                MissingDatum,
                Column::BirthDate,
                message,
            );
        }
        if curp.is_none() {
            let message =
                "No hay CURP: es más difícil saber si la misma persona está en dos candidaturas.";
            self.of(
                candidacy,
                Level::Notice,
                MissingDatum,
                Column::Curp,
                message,
            );
        }
        if person.first_surname.is_empty() {
            let message =
                "El nombre está en una sola pieza: las listas no pueden ordenar por apellido.";
            self.of(
                candidacy,
                Level::Notice,
                MissingDatum,
                Column::FirstSurname,
                message,
            );
        }
    }

    fn formulas(&mut self, profile: &Profile, standing: &[&Candidacy]) {
        let mut formulas = Formulas::new(profile);
        for candidacy in standing {
            formulas.registered(candidacy);
        }
        for fault in formulas.faults() {
            if let Written::Registered(candidacy) = fault.at {
                self.of(
                    candidacy,
                    Level::Error,
                    fault.code,
                    fault.column,
                    fault.message,
                );
            }
        }
        self.gaps(profile, formulas.formulas());
    }

    /// Numbers that a list leaves out.
    fn gaps<'f>(&mut self, profile: &Profile, formulas: impl Iterator<Item = &'f Formula>) {
        let mut lists: BTreeMap<(String, &Contender), Vec<u16>> = BTreeMap::new();
        for formula in formulas {
            let office = profile.office(&formula.office);
            if let (true, Some(number)) =
                (office.is_some_and(|o| o.shape.is_list()), formula.number)
            {
                let race = format!("{}/{}", formula.office, formula.territory);
                lists
                    .entry((race, &formula.contender))
                    .or_default()
                    .push(number);
            }
        }
        for ((race, contender), numbers) in lists {
            let last = numbers.iter().copied().max().unwrap_or_default();
            let missing: Vec<String> = (1..=last)
                .filter(|number| !numbers.contains(number))
                .map(|number| number.to_string())
                .collect();
            // Independents are numbered to tell them apart, which is no list.
            if missing.is_empty() || *contender == Contender::Independent {
                continue;
            }
            let message = format!(
                "En la lista de «{}» faltan los lugares: {}. Revise si hay candidaturas sin registrar.",
                contender.key(),
                missing.join(", ")
            );
            self.of_race(Level::Warning, ProblemCode::ListGap, race, message);
        }
    }

    fn twins(&mut self, profile: &Profile, standing: &[&Candidacy]) {
        let people = standing.iter().map(|candidacy| Somebody {
            at: Written::Registered(candidacy),
            data: &candidacy.data,
        });
        for twins in twins(profile, people) {
            let level = match twins.code {
                ProblemCode::SamePersonTwice => Level::Warning,
                _ => Level::Notice,
            };
            if let Written::Registered(candidacy) = twins.at {
                self.of(candidacy, level, twins.code, twins.column, twins.message);
            }
        }
    }

    /// Races in which nobody stands.
    fn races(&mut self, profile: &Profile, standing: &[&Candidacy]) {
        let taken: HashSet<_> = standing
            .iter()
            .map(|candidacy| (&candidacy.data.office, &candidacy.data.territory))
            .collect();
        for race in &profile.races {
            if !taken.contains(&(&race.office, &race.territory)) {
                self.of_race(
                    Level::Warning,
                    ProblemCode::EmptyRace,
                    format!("{}/{}", race.office, race.territory),
                    "Nadie está registrado para este cargo en este territorio.".to_owned(),
                );
            }
        }
    }
}

/// A contender that is not the one that the agreements say today.
fn out_of_step(profile: &Profile, candidacy: &Candidacy) -> Option<(Column, String)> {
    let data = &candidacy.data;
    let Some(party) = data.postulation.capturing_party() else {
        let office = profile.office(&data.office)?;
        let parties_only = office.principle == Principle::ProportionalRepresentation
            || profile.capture.independent_roles.is_empty();
        let message = "Aquí no hay candidaturas sin partido. Escriba el partido que postula.";
        return parties_only.then(|| (Column::Party, message.to_owned()));
    };
    let Some(captures) = profile.capturing_party(&data.office, &data.territory, party) else {
        return Some((
            Column::Party,
            format!("El partido «{party}» ya no está en el perfil."),
        ));
    };
    let written = match &data.postulation {
        Postulation::Agreement { agreement, .. } => Some(agreement),
        _ => None,
    };
    let agreed = captures.agreement.map(|agreement| &agreement.key);
    if written == agreed && captures.captures.key == *party {
        return None;
    }
    let should = match agreed {
        Some(agreement) => format!(
            "según el convenio «{agreement}», aquí postula «{}»",
            captures.captures.key
        ),
        None => format!("ningún convenio cubre aquí a «{party}», que va por sí mismo"),
    };
    Some((
        Column::Agreement,
        format!("La candidatura ya no coincide con los convenios: {should}. Corríjala."),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::CandidacyStatus;
    use crate::registry::import_tests::{GOVERNOR, file, governor_with, import, registry};
    use crate::sample;
    use crate::time::Instant;

    fn codes(findings: &[Finding]) -> Vec<(&'static str, &'static str, &str)> {
        findings
            .iter()
            .filter(|finding| finding.code != ProblemCode::EmptyRace)
            .map(|finding| (finding.level.key(), finding.code.key(), finding.column))
            .collect()
    }

    fn governor() -> Candidacy {
        registry(import(&file(&[GOVERNOR])).unwrap()).remove(0)
    }

    #[test]
    fn a_sound_registry_has_only_its_empty_races() {
        let profile = sample::profile();
        let found = lint(&profile, &[governor()]);
        assert!(codes(&found).is_empty(), "{found:#?}");
        assert_eq!(found.len(), profile.races.len() - 1);
        assert!(found.iter().any(|f| f.key == "diputacion-mr/distrito-01"));
    }

    #[rstest::rstest]
    #[case::damaged(|c: &mut Candidacy| c.data.person.given_names = "JosÃ©".into(), ("error", "acentos-danados", "nombre"))]
    #[case::no_date(|c: &mut Candidacy| { c.data.person.birth_date = None; }, ("advertencia", "dato-faltante", "fecha_nacimiento"))]
    #[case::age_alone(|c: &mut Candidacy| { c.data.person.birth_date = None; c.data.person.declared_age = Some(40); }, ("aviso", "dato-faltante", "fecha_nacimiento"))]
    #[case::no_curp(|c: &mut Candidacy| c.data.person.curp = None, ("aviso", "dato-faltante", "curp"))]
    #[case::one_piece(|c: &mut Candidacy| c.data.person.first_surname.clear(), ("aviso", "dato-faltante", "primer_apellido"))]
    #[case::other_curp(|c: &mut Candidacy| c.data.person.curp = Some("PELA800530MDGRPN09".into()), ("advertencia", "datos-que-no-coinciden", "curp"))]
    #[case::too_young(|c: &mut Candidacy| { c.data.person.birth_date = Some(jiff::civil::date(2015, 5, 31)); c.data.person.curp = Some("PELA150531MDGRPN09".into()); }, ("error", "edad", "fecha_nacimiento"))]
    #[case::office_gone(|c: &mut Candidacy| c.data.office = sample::key("nada"), ("error", "cargo", "cargo"))]
    #[case::race_gone(|c: &mut Candidacy| c.data.territory = sample::key("canada"), ("error", "contienda", "territorio"))]
    #[case::party_gone(|c: &mut Candidacy| c.data.postulation = Postulation::Party { party: sample::key("rosa") }, ("error", "partido", "partido"))]
    #[case::agreement_gone(|c: &mut Candidacy| c.data.postulation = Postulation::Agreement { agreement: sample::key("juntos"), party: sample::key("naranja") }, ("error", "convenio", "convenio"))]
    #[case::substitute(|c: &mut Candidacy| c.data.calling = Calling::Substitute, ("error", "calidad", "calidad"))]
    fn one_thing_wrong_is_found(
        #[case] spoil: fn(&mut Candidacy),
        #[case] expected: (&str, &str, &str),
    ) {
        let mut candidacy = governor();
        spoil(&mut candidacy);
        let found = lint(&sample::profile(), &[candidacy]);
        assert!(codes(&found).contains(&expected), "{found:#?}");
    }

    #[test]
    fn what_no_longer_stands_is_not_looked_at() {
        let mut candidacy = governor();
        candidacy.data.office = sample::key("nada");
        candidacy.status = CandidacyStatus::Cancelled {
            at: Instant::from_micros(1),
        };
        assert!(codes(&lint(&sample::profile(), &[candidacy])).is_empty());
    }

    #[test]
    fn members_of_a_coalition_that_was_registered_later_are_out_of_step() {
        let mut profile = sample::profile();
        let agreement = profile.agreements.remove(0);
        let rows = "D-1,diputacion-mr,distrito-02,,propietaria,azul,,Ana,Pérez,,,M,1980-05-31,\n\
                    D-2,diputacion-mr,distrito-02,,suplente,azul,,Eva,Ruiz,,,M,1981-05-31,";
        let plan =
            crate::registry::import_tests::import_over(&profile, &[], file(&[rows]).as_bytes());
        let registered = registry(plan.unwrap());
        profile.agreements.push(agreement);
        let found = lint(&profile, &registered);
        let wrong: Vec<&Finding> = found.iter().filter(|f| f.level == Level::Error).collect();
        assert_eq!(wrong.len(), 2, "{found:#?}");
        assert!(wrong[0].message.contains("aquí postula «verde»"));
    }

    #[test]
    fn gaps_lone_holders_and_people_twice_are_found() {
        let row = |key: &str, number: &str, curp: &str| {
            format!(
                "{key},diputacion-rp,muestra,{number},propietaria,azul,,Ana,Pérez,,,M,1980-05-31,{curp}"
            )
        };
        let mut registered = registry(
            import(&file(&[
                &row("A", "1", "PELA800531MDGRPN09"),
                &row("A", "1", "")
                    .replace("A,dip", "B,dip")
                    .replace("propietaria", "suplente")
                    .replace("Ana", "Eva"),
                &row("C", "4", "PELA800531MDGRPN09"),
                &row("D", "4", "")
                    .replace("propietaria", "suplente")
                    .replace("Ana", "Luz"),
                &governor_with("nombre", "Ana").replace(",López,", ",,"),
            ]))
            .unwrap(),
        );
        registered.retain(|candidacy| candidacy.data.key != "D");
        let found = lint(&sample::profile(), &registered);
        let of = |code: ProblemCode| -> Vec<&Finding> {
            found.iter().filter(|f| f.code == code).collect()
        };
        assert!(
            of(ProblemCode::ListGap)[0]
                .message
                .contains("faltan los lugares: 2, 3")
        );
        assert_eq!(of(ProblemCode::IncompleteFormula)[0].key, "C");
        assert_eq!(of(ProblemCode::SamePersonTwice)[0].key, "C");
        assert_eq!(of(ProblemCode::SamePerson)[0].key, "G-1");
    }
}
