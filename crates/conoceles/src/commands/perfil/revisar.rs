//! `conoceles perfil revisar`: every mistake of a profile, before it is used.

use std::collections::BTreeSet;
use std::io;

use anyhow::Result;
use domain::profile::{Problem, Profile};
use web::words::count;

use crate::outcome::Outcome;
use crate::profile_check;
use crate::profile_source::ProfileSource;
use crate::screen::Screen;

/// Which profile.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Ejemplo:\n  conoceles perfil revisar profiles/dgo\n\nNo modifica nada. Termina con 1 si hay errores."
)]
pub struct Arguments {
    /// Carpeta del perfil, o el nombre de uno incluido (dgo, cdmx).
    #[arg(value_name = "RUTA")]
    profile: ProfileSource,
}

/// Reviews a profile.
///
/// # Errors
/// There is no such folder.
pub fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Outcome> {
    arguments.profile.check_exists()?;
    match profile_check::checked(&arguments.profile) {
        Ok(profile) => {
            screen.say(summary(&profile))?;
            Ok(Outcome::Done)
        }
        Err(problems) => {
            tell(&problems, screen)?;
            Ok(Outcome::MistakesFound)
        }
    }
}

/// Tells mistakes, one per line as editors can follow them, and how many they are.
///
/// # Errors
/// The screen is closed.
pub fn tell(problems: &[Problem], screen: &mut Screen) -> io::Result<()> {
    for problem in problems {
        screen.say(problem)?;
    }
    let files: BTreeSet<&str> = problems
        .iter()
        .map(|problem| problem.file.as_str())
        .collect();
    screen.say(format_args!(
        "\n{} en {}. Corrija y vuelva a revisar.",
        counted(problems.len(), "error", "errores"),
        counted(files.len(), "archivo", "archivos"),
    ))
}

fn summary(profile: &Profile) -> String {
    let questions = |definition: &domain::questionnaire::Definition| {
        format!(
            "«{}» con {}",
            definition.title,
            counted(definition.fields().count(), "campo", "campos")
        )
    };
    let questionnaires: Vec<String> = profile.questionnaires.iter().map(questions).collect();
    let stages: Vec<&str> = profile
        .stages
        .iter()
        .map(|stage| stage.name.as_str())
        .collect();
    format!(
        "Sin errores: {}, {}.\n  {} y {} en {}\n  {} y {}\n  {}: {}\n  {}: {}\n  Huella: {}",
        profile.institute.short_name,
        profile.process.name,
        counted(profile.offices.len(), "cargo", "cargos"),
        count(u64::from(profile.seats()), "lugar", "lugares"),
        counted(profile.races.len(), "contienda", "contiendas"),
        counted(profile.parties.len(), "partido", "partidos"),
        counted(profile.agreements.len(), "convenio", "convenios"),
        counted(stages.len(), "etapa de validación", "etapas de validación"),
        stages.join("; "),
        counted(questionnaires.len(), "cuestionario", "cuestionarios"),
        questionnaires.join("; "),
        profile.hash(),
    )
}

fn counted(number: usize, one: &str, many: &str) -> String {
    count(u64::try_from(number).unwrap_or(u64::MAX), one, many)
}
