//! `conoceles respaldo listar`: the backups of a folder.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use app::backup::{BackupError, BackupPlan, Shelf, Shelved};
use web::words::{bytes, count};

use crate::outcome::Outcome;
use crate::screen::Screen;

/// Of which process, or in which folder.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Ejemplos:
  conoceles respaldo listar --datos datos
  conoceles respaldo listar --respaldos /mnt/respaldos/conoceles

No hace falta ninguna llave.")]
pub struct Arguments {
    /// Carpeta de datos del proceso, que dice dónde están sus respaldos.
    #[arg(long = "datos", value_name = "DIR", required_unless_present = "shelf")]
    data: Option<PathBuf>,
    /// Carpeta de los respaldos.
    #[arg(id = "shelf", long = "respaldos", value_name = "DIR")]
    shelf: Option<PathBuf>,
}

/// Lists them.
///
/// # Errors
/// The folder is none of backups.
pub async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Outcome> {
    let shelf = shelf(arguments.shelf.as_ref(), arguments.data.as_ref())?;
    let backups = shelf.backups()?;
    screen.say(format_args!(
        "{} en {} (historial {}).",
        count(backups.len() as u64, "respaldo", "respaldos"),
        shelf.path().display(),
        shelf.origin(),
    ))?;
    for backup in &backups {
        screen.say(format_args!("  {}", line(backup)))?;
    }
    Ok(Outcome::Done)
}

/// The folder that was named, or that of the process.
pub fn shelf(named: Option<&PathBuf>, data: Option<&PathBuf>) -> Result<Shelf> {
    let folder = match (named, data) {
        (Some(folder), _) => folder.clone(),
        (None, Some(data)) => {
            BackupPlan::of(data)?
                .ok_or(BackupError::NotConfigured)?
                .folder
        }
        (None, None) => return Err(BackupError::NotConfigured.into()),
    };
    Shelf::at(&folder).with_context(|| format!("no se abrió {}", folder.display()))
}

fn line(backup: &Shelved) -> String {
    let Some(card) = &backup.card else {
        return format!("{}  ficha dañada: no se puede usar", backup.id);
    };
    let drill = match &backup.drill {
        None => "sin ensayar".to_owned(),
        Some(drill) if drill.is_sound() => "comprobado".to_owned(),
        Some(drill) => count(drill.faults.len() as u64, "falla", "fallas"),
    };
    format!(
        "{}  {}  {}, {}  {}",
        backup.id,
        bytes(card.added_bytes),
        count(card.entries, "entrada", "entradas"),
        count(card.files, "archivo", "archivos"),
        drill,
    )
}
