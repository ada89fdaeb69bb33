//! `conoceles registro plantilla`: an example file that an import accepts.

use std::path::PathBuf;

use anyhow::{Result, bail};
use app::registry::{TemplateFormat, registry_template};
use clap::ValueEnum;

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
  conoceles registro plantilla --perfil dgo --salida registro.xlsx
  conoceles registro plantilla --datos datos > registro.csv

El libro XLSX trae listas para elegir, notas en los encabezados e instrucciones; el CSV, en UTF-8, se abre también con \
una hoja de cálculo. Si no se indica el formato, lo dice la terminación de la salida. Nunca sobrescribe la salida.")]
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
    /// Formato del archivo.
    #[arg(long = "formato", value_name = "FORMATO")]
    format: Option<Format>,
}

/// The kinds of file that there are.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Libro con listas, notas e instrucciones.
    Xlsx,
    /// Texto separado por comas, en UTF-8.
    Csv,
}

impl Arguments {
    /// The format that was said, or the one that the file's name says; CSV for the screen.
    fn format(&self) -> TemplateFormat {
        let ending = self.output.as_ref().and_then(|path| path.extension());
        let says_xlsx = ending.is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
        match self.format {
            Some(Format::Xlsx) => TemplateFormat::Xlsx,
            None if says_xlsx => TemplateFormat::Xlsx,
            Some(Format::Csv) | None => TemplateFormat::Csv,
        }
    }
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
    let file = registry_template(&profile, arguments.format())?;
    match &arguments.output {
        None => screen.hand_out(&file)?,
        Some(path) => {
            new_file::write(path, &file)?;
            screen.say(format_args!(
                "Se creó {}. Cambie los ejemplos por sus candidaturas e impórtelo con «conoceles registro importar».",
                path.display()
            ))?;
        }
    }
    Ok(Outcome::Done)
}
