//! `conoceles respaldo llaves`: what the keys of backups are, and a new pair.

use std::path::PathBuf;

use anyhow::Result;

use crate::outcome::Outcome;
use crate::screen::Screen;

/// Whether to make a pair.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Ejemplo, en una máquina que no sea el servidor:
  conoceles respaldo llaves --crear respaldos-instituto.txt")]
pub struct Arguments {
    /// Archivo nuevo para la llave privada. Hágalo fuera del servidor.
    #[arg(long = "crear", value_name = "ARCHIVO")]
    create: Option<PathBuf>,
}

const EXPLANATION: &str = "\
Cada respaldo se cifra (en el formato abierto age) para las llaves públicas del instituto.

  1. En una máquina que no sea el servidor, haga un par:
       conoceles respaldo llaves --crear respaldos-instituto.txt
     (también sirve el de «age-keygen»). Conviene que haya al menos dos, de dos personas.
  2. Guarde cada llave privada fuera del servidor, en dos lugares. Quien la tenga abre los
     respaldos; si se pierden todas, un servidor perdido no se recupera.
  3. En el servidor ponga solo las públicas:
       conoceles respaldo configurar --datos DIR --respaldos DIR --destinatario age1…

Además, la instalación tiene una llave suya, «ensayo.llave», en la carpeta de llaves: con ella
abre cada respaldo recién hecho para comprobarlo. Nunca entra en un respaldo.
Para comprobar que también sirve la del instituto, de vez en cuando:
  conoceles respaldo ensayar --datos DIR --identidad respaldos-instituto.txt";

/// Explains, or makes a pair.
///
/// # Errors
/// The file exists.
pub fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Outcome> {
    let Some(path) = &arguments.create else {
        screen.say(EXPLANATION)?;
        return Ok(Outcome::Done);
    };
    let public = app::backup::new_identity(path)?;
    screen.say(format_args!(
        "Se creó la llave privada en {}: guárdela fuera del servidor, en dos lugares.\n\nLa pública, para «conoceles \
         respaldo configurar --destinatario»:\n{public}",
        path.display()
    ))?;
    Ok(Outcome::Done)
}
