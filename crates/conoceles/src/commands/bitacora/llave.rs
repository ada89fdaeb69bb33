//! `conoceles bitacora llave`: the public key, to be published and handed to parties and auditors.

use anyhow::Result;

use super::process::History;
use crate::installed::Installed;
use crate::outcome::Outcome;
use crate::screen::Screen;

/// Of which process.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Ejemplo:
  conoceles bitacora llave --datos datos > llave-publica.txt

Publíquela y entréguela a partidos y auditoría al empezar: con ella cualquiera comprueba acuses y puntos \
de control.")]
pub struct Arguments {
    #[command(flatten)]
    installed: Installed,
}

/// Gives the public key.
///
/// # Errors
/// The process or its keys cannot be read.
pub async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Outcome> {
    let history = History::open(&arguments.installed).await?;
    screen.say(history.public_key().await?)?;
    Ok(Outcome::Done)
}
