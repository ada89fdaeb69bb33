//! `conoceles bitacora punto`: the latest checkpoint, to be kept where nobody of this machine can change it.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use web::words::count;

use super::process::History;
use crate::installed::Installed;
use crate::new_file;
use crate::outcome::Outcome;
use crate::screen::Screen;

/// Of which process, and where to.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Ejemplos:
  conoceles bitacora punto --datos datos --salida punto-2024-04-16.txt
  conoceles bitacora punto --datos datos

Guárdelo fuera de esta máquina. Después, «conoceles bitacora verificar --contra ARCHIVO» muestra que el \
historial de entonces sigue completo dentro del actual. Nunca sobrescribe la salida.")]
pub struct Arguments {
    #[command(flatten)]
    installed: Installed,
    /// Archivo que se creará; si no se indica, se escribe en la pantalla.
    #[arg(long = "salida", value_name = "ARCHIVO")]
    output: Option<PathBuf>,
}

/// Gives the checkpoint.
///
/// # Errors
/// There is none yet, or the file exists.
pub async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Outcome> {
    let history = History::open(&arguments.installed).await?;
    let latest = history.store.read().await?.latest_checkpoint().await?;
    let latest = latest.context("el historial todavía no tiene puntos de control")?;
    match &arguments.output {
        None => screen.hand_out(latest.note.as_bytes())?,
        Some(path) => {
            new_file::write(path, latest.note.as_bytes())?;
            let entries = count(latest.size, "entrada", "entradas");
            screen.say(format_args!(
                "Se creó {}: punto de control de {entries}.",
                path.display()
            ))?;
        }
    }
    Ok(Outcome::Done)
}
