//! Reads a profile's folder: every file, every mistake.
//!
//! Each file is read by a module of its own into lists that remember their lines; what refers from
//! one file to another is checked as soon as both were read. A value is missing only if its mistake
//! was reported ([`report::Reported`]), and a mistake in one thing is not told again by whatever
//! refers to it ([`listing::Listing`]).

mod agreements;
mod captures;
mod csv_rows;
mod field;
mod folder;
mod grounds;
mod identity;
mod listing;
mod main_file;
mod notices;
mod offices;
mod parties;
mod questionnaire;
mod report;
mod stages;
mod suggestion;
mod territories;
#[cfg(test)]
mod tests;
mod text;
mod toml_syntax;
mod toml_table;
mod values;

use folder::Folder;
use main_file::MainFile;
use report::{Checked, Report};

use crate::profile::{Problem, Profile, Source};
use crate::questionnaire::Definition;

impl Profile {
    /// Reads a profile.
    ///
    /// # Errors
    /// Every mistake found, by file and line; never an empty list.
    pub fn load(source: &dyn Source) -> Result<Self, Vec<Problem>> {
        let report = Report::default();
        let profile = assemble(&Folder::new(source, &report));
        settle(profile, report)
    }
}

impl Definition {
    /// Reads a questionnaire alone; `path` is how mistakes name its file.
    ///
    /// # Errors
    /// Every mistake found, by line; never an empty list.
    pub fn load(path: &str, bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        let report = Report::default();
        let definition = text::TextFile::decode(path, bytes, &report)
            .and_then(|file| questionnaire::read(&file, bytes, &report));
        settle(definition, report)
    }
}

fn settle<T>(value: Checked<T>, report: Report) -> Result<T, Vec<Problem>> {
    match value {
        Ok(value) if report.is_empty() => Ok(value),
        _ => Err(report.into_problems()),
    }
}

fn assemble(folder: &Folder<'_>) -> Checked<Profile> {
    let main = MainFile::read(folder);
    let grounds = grounds::read(folder, &main.stages);
    let territories = territories::read(folder, &main.levels);
    let offices = offices::read(folder, &main);
    let races = offices::read_races(folder, &offices, &territories, &main.seats);
    let parties = parties::read(folder);
    let agreements = agreements::read(folder, &parties, &races);
    let notices = notices::read(folder, &main.notices);
    let questionnaires = questionnaire::read_all(folder);
    folder.check_unread(notices.is_ok());
    Ok(Profile {
        institute: main.institute?,
        brand: main.brand?,
        process: main.process?,
        business_days: main.business_days?,
        terms: main.terms?,
        capture: main.capture?,
        accounts: main.accounts?,
        stages: main.stages.into_values(),
        publication: main.publication?.value,
        grounds: grounds?,
        legal_basis: main.legal_basis?,
        offices: offices::in_order(offices),
        levels: main.levels.into_values(),
        territories: territories.into_values(),
        races: races?,
        parties: parties.into_values(),
        agreements: agreements?,
        notices: notices?,
        questionnaires: questionnaires?,
        hash: folder.hash(),
    })
}
