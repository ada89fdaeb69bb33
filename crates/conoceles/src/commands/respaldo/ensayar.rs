//! `conoceles respaldo ensayar`: a backup is restored into a scratch copy and compared; the data are not touched.

use std::path::PathBuf;

use anyhow::Result;
use app::backup::Opener;
use domain::activity::Author;

use super::telling;
use crate::installed::Installed;
use crate::outcome::Outcome;
use crate::screen::Screen;

/// Which backup, and with which key.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Ejemplos:
  conoceles respaldo ensayar --datos datos
  conoceles respaldo ensayar 20240416T083000Z-1f2e --datos datos \\
      --identidad /media/usb/respaldos-instituto.txt

Cada respaldo se ensaya al hacerse, con la llave de la instalación. Con --identidad se comprueba que la del \
instituto también lo abre: hágalo cada mes.")]
pub struct Arguments {
    /// Nombre del respaldo; si no se indica, el último.
    #[arg(
        value_name = "RESPALDO",
        default_value = "ultimo",
        hide_default_value = true
    )]
    backup: String,
    #[command(flatten)]
    installed: Installed,
    /// Archivo con una llave privada de age de sus destinatarios; si no se indica, la de la instalación.
    #[arg(long = "identidad", value_name = "ARCHIVO")]
    identity: Option<PathBuf>,
}

/// Tries it.
///
/// # Errors
/// It could not be tried.
pub async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Outcome> {
    let opener = arguments
        .identity
        .as_deref()
        .map(Opener::of_file)
        .transpose()?;
    let place = arguments.installed.find()?;
    let _shared = place.folder.share()?;
    let app = place.open().await?.app;
    let work = app.drill(Author::System, &arguments.backup, opener);
    let tried = telling::while_told(&app, screen, work).await;
    app.sign_what_was_written().await?;
    let (card, drill) = tried?;
    telling::card(&card, screen)?;
    telling::drill(&drill, screen)?;
    Ok(if drill.is_sound() {
        Outcome::Done
    } else {
        Outcome::MistakesFound
    })
}
