//! `conoceles respaldo crear`: a backup, tried at once.

use anyhow::Result;
use app::backup::Occasion;
use domain::activity::Author;

use super::telling;
use crate::installed::Installed;
use crate::outcome::Outcome;
use crate::screen::Screen;

/// Of which process.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Ejemplo:
  conoceles respaldo crear --datos datos

Puede hacerse con el programa en servicio: nadie espera. Termina con 0 si el respaldo se hizo y su ensayo \
concuerda, con 1 si se hizo y no concuerda, y con 2 si no se pudo hacer; los anteriores quedan como estaban.")]
pub struct Arguments {
    #[command(flatten)]
    installed: Installed,
}

/// Makes it.
///
/// # Errors
/// It could not be made, or not be tried.
pub async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Outcome> {
    let place = arguments.installed.find()?;
    let _shared = place.folder.share()?;
    let app = place.open().await?.app;
    let making = app.back_up(Author::System, Occasion::Terminal);
    let made = telling::while_told(&app, screen, making).await;
    app.sign_what_was_written().await?;
    let made = made?;
    telling::card(&made.card, screen)?;
    let drill = made.drill?;
    telling::drill(&drill, screen)?;
    for id in &made.removed {
        screen.say(format_args!(
            "Se retiró {id}: su tiempo de conservación pasó."
        ))?;
    }
    Ok(if drill.is_sound() {
        Outcome::Done
    } else {
        Outcome::MistakesFound
    })
}
