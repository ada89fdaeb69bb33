//! `conoceles registro plantilla`: an example file that an import accepts.

use std::path::PathBuf;

use anyhow::{Result, bail};
use domain::registry::template;

use crate::commands::perfil;
use crate::data_folder::DataFolder;
use crate::new_file;
use crate::outcome::Outcome;
use crate::profile_check;
use crate::profile_source::ProfileSource;
use crate::screen::Screen;

/// Of which profile, and where to.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Ejemplos:
  conoceles registro plantilla --perfil dgo --salida registro.csv
  conoceles registro plantilla --datos datos > registro.csv

El archivo es CSV en UTF-8 y se abre con una hoja de cálculo. Nunca sobrescribe la salida.")]
pub struct Arguments {
    /// Carpeta del perfil, o el nombre de uno incluido (dgo, cdmx).
    #[arg(
        long = "perfil",
        value_name = "RUTA",
        required_unless_present = "folder",
        conflicts_with = "folder"
    )]
    profile: Option<ProfileSource>,
    /// Carpeta de datos, para usar el perfil de su proceso.
    #[arg(long = "datos", value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Archivo que se creará; si no se indica, se escribe en la pantalla.
    #[arg(long = "salida", value_name = "ARCHIVO")]
    output: Option<PathBuf>,
}

/// Gives the template.
///
/// # Errors
/// There is no such profile, or the file exists.
pub fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Outcome> {
    let source = match (&arguments.profile, &arguments.folder) {
        (Some(source), _) => source.clone(),
        (None, Some(folder)) => DataFolder::open(folder)?.profile(),
        (None, None) => bail!("indique --perfil o --datos"),
    };
    source.check_exists()?;
    let profile = match profile_check::checked(&source) {
        Ok(profile) => profile,
        Err(problems) => {
            perfil::tell(&problems, screen)?;
            return Ok(Outcome::MistakesFound);
        }
    };
    let text = template(&profile);
    match &arguments.output {
        None => screen.hand_out(text.as_bytes())?,
        Some(path) => {
            new_file::write(path, text.as_bytes())?;
            screen.say(format_args!(
                "Se creó {}. Cambie los ejemplos por sus candidaturas e impórtelo con «conoceles registro importar».",
                path.display()
            ))?;
        }
    }
    Ok(Outcome::Done)
}
