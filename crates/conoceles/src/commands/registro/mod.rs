//! `conoceles registro`: the registry of candidacies.

mod importar;
mod plantilla;
mod revisar;
mod telling;

use anyhow::Result;
use clap::Subcommand;

use crate::outcome::Outcome;
use crate::screen::Screen;

/// What to do with the registry.
#[derive(Debug, Subcommand)]
pub enum Order {
    /// Da un archivo de ejemplo, con las columnas y una candidatura de cada forma, para llenarlo.
    Plantilla(plantilla::Arguments),
    /// Importa el registro de candidaturas. Si una fila tiene un error no se escribe ninguna, salvo con --parcial.
    Importar(importar::Arguments),
    /// Revisa el registro guardado y dice qué está mal y qué falta, sin cambiar nada.
    Revisar(revisar::Arguments),
}

/// Does what was ordered.
///
/// # Errors
/// What kept it from being done.
pub async fn run(order: &Order, screen: &mut Screen) -> Result<Outcome> {
    match order {
        Order::Plantilla(arguments) => plantilla::run(arguments, screen),
        Order::Importar(arguments) => importar::run(arguments, screen).await,
        Order::Revisar(arguments) => revisar::run(arguments, screen).await,
    }
}
