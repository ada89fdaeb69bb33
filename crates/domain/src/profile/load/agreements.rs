//! `agreements.csv`: coalitions and common candidacies, one row per race that they cover.

use std::collections::{BTreeMap, BTreeSet};

use super::csv_rows::{Row, read_rows};
use super::folder::Folder;
use super::listing::Listing;
use super::report::{Checked, Place};
use super::toml_table::{all, wrong_text};
use crate::key::{AgreementKey, OfficeKey, PartyKey, TerritoryKey};
use crate::profile::{Agreement, AgreementKind, Coverage, Party, Race};

/// The file's name.
const PATH: &str = "agreements.csv";
const COLUMNS: &[&str] = &[
    "convenio",
    "tipo",
    "nombre",
    "cargo",
    "territorio",
    "postula",
    "integrantes",
];
const KINDS: &[(&str, AgreementKind)] = &[
    ("coalicion_total", AgreementKind::TotalCoalition),
    ("coalicion_parcial", AgreementKind::PartialCoalition),
    ("coalicion_flexible", AgreementKind::FlexibleCoalition),
    ("candidatura_comun", AgreementKind::CommonCandidacy),
];

/// A row: the agreement as it says, and the race.
struct Clause {
    key: AgreementKey,
    kind: AgreementKind,
    name: String,
    members: Vec<PartyKey>,
    coverage: Coverage,
    line: u32,
}

/// Reads the agreements; a process without any may do without the file.
pub(crate) fn read(
    folder: &Folder<'_>,
    parties: &Listing<PartyKey, Party>,
    races: &Checked<Vec<Race>>,
) -> Checked<Vec<Agreement>> {
    if !folder.has(PATH) {
        return Ok(Vec::new());
    }
    let file = folder.file(PATH)?;
    let races = races.as_ref().ok().map(Vec::as_slice);
    let mut clauses = Vec::new();
    let mut mistakes = Ok(());
    let whole = read_rows(&file, folder.report(), COLUMNS, |row| {
        match clause(row, parties, races) {
            Ok(clause) => clauses.push(clause),
            Err(reported) => mistakes = Err(reported),
        }
    });
    check_one_per_race_and_party(&clauses, folder)?;
    let agreements = grouped(clauses, folder)?;
    whole.and(mistakes)?;
    for (agreement, line) in &agreements {
        check_total(agreement, races, folder.report().place(PATH, *line))?;
    }
    Ok(agreements
        .into_iter()
        .map(|(agreement, _)| agreement)
        .collect())
}

fn clause(
    row: &Row<'_>,
    parties: &Listing<PartyKey, Party>,
    races: Option<&[Race]>,
) -> Checked<Clause> {
    let key = row.parsed("convenio");
    let kind = row.word("tipo", KINDS);
    let name = row.text("nombre");
    let office = row.parsed::<OfficeKey>("cargo");
    let territory = row.parsed::<TerritoryKey>("territorio");
    let postulates = row.parsed::<PartyKey>("postula");
    let members = members(row, parties);
    let race = office.and_then(|office| Ok((office, territory?)));
    let race = race.and_then(|race| contended(race, races, row.place()));
    let (postulates, members) = (postulates?, members?);
    row.place().expect(
        members.contains(&postulates),
        format!("«{postulates}» postula y no es integrante del convenio"),
        "agréguelo a «integrantes» o corrija «postula»",
    )?;
    let (office, territory) = race?;
    let coverage = Coverage {
        office,
        territory,
        postulates,
    };
    Ok(Clause {
        key: key?,
        kind: kind?,
        name: name?,
        members,
        coverage,
        line: row.place().line,
    })
}

fn contended(
    (office, territory): (OfficeKey, TerritoryKey),
    races: Option<&[Race]>,
    place: Place<'_>,
) -> Checked<(OfficeKey, TerritoryKey)> {
    let exists = races.is_none_or(|races| {
        races
            .iter()
            .any(|race| race.office == office && race.territory == territory)
    });
    place.expect(
        exists,
        format!("no hay contienda de «{office}» en «{territory}»"),
        "corrija el cargo o el territorio, o agregue la contienda a seats.csv",
    )?;
    Ok((office, territory))
}

fn members(row: &Row<'_>, parties: &Listing<PartyKey, Party>) -> Checked<Vec<PartyKey>> {
    let text = row.text("integrantes")?;
    let members = all(text.split(';').map(|word| {
        let word = word.trim();
        let key: PartyKey = word
            .parse()
            .map_err(|error| wrong_text(row.place(), "integrantes", &error))?;
        parties.check(&key, "el partido", row.place())?;
        Ok(key)
    }))?;
    let distinct: BTreeSet<&PartyKey> = members.iter().collect();
    row.place().expect(
        members.len() >= 2 && distinct.len() == members.len(),
        format!("«{text}» no son dos o más partidos distintos"),
        "separe los partidos con punto y coma, cada uno una vez: pan;pri",
    )?;
    Ok(members)
}

/// One party goes with one agreement in a race, otherwise nobody could say who captures.
fn check_one_per_race_and_party(clauses: &[Clause], folder: &Folder<'_>) -> Checked<()> {
    let mut seen = BTreeMap::new();
    let mut result = Ok(());
    for clause in clauses {
        let Coverage {
            office, territory, ..
        } = &clause.coverage;
        for party in &clause.members {
            if let Some(line) = seen.insert((office, territory, party), clause.line) {
                result = Err(folder.report().place(PATH, clause.line).problem(
                    format!("«{party}» ya tiene convenio para «{office}» en «{territory}» (línea {line})"),
                    "deje a cada partido en un solo convenio por contienda",
                ));
            }
        }
    }
    result
}

/// The rows of each agreement together, in order of first appearance.
fn grouped(clauses: Vec<Clause>, folder: &Folder<'_>) -> Checked<Vec<(Agreement, u32)>> {
    let mut agreements: Vec<(Agreement, u32)> = Vec::new();
    let mut result = Ok(());
    for Clause {
        key,
        kind,
        name,
        members,
        coverage,
        line,
    } in clauses
    {
        let known = agreements
            .iter_mut()
            .find(|(agreement, _)| agreement.key == key);
        match known {
            None => {
                let coverage = vec![coverage];
                agreements.push((
                    Agreement {
                        key,
                        kind,
                        name,
                        members,
                        coverage,
                    },
                    line,
                ));
            }
            Some((agreement, first)) => {
                result = result.and(folder.report().place(PATH, line).expect(
                    agreement.kind == kind && agreement.name == name && agreement.members == members,
                    format!("el convenio «{key}» tiene otro tipo, nombre o integrantes que en la línea {first}"),
                    "escriba lo mismo en todas las filas de un convenio, o dé a este otra clave",
                ));
                agreement.coverage.push(coverage);
            }
        }
    }
    result.map(|()| agreements)
}

/// A total coalition covers every race of each office that it names.
fn check_total(agreement: &Agreement, races: Option<&[Race]>, place: Place<'_>) -> Checked<()> {
    let (AgreementKind::TotalCoalition, Some(races)) = (agreement.kind, races) else {
        return Ok(());
    };
    let offices: BTreeSet<&OfficeKey> = agreement.coverage.iter().map(|row| &row.office).collect();
    let left_out = races.iter().find(|race| {
        offices.contains(&race.office)
            && agreement.coverage(&race.office, &race.territory).is_none()
    });
    match left_out {
        None => Ok(()),
        Some(race) => Err(place.problem(
            format!(
                "la coalición total «{}» no cubre «{}» en «{}»",
                agreement.key, race.office, race.territory
            ),
            "agregue las filas que faltan o cambie su tipo a coalicion_parcial",
        )),
    }
}
