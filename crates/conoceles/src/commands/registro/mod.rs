//! `conoceles registro`: the registry of candidacies.

mod importar;
mod plantilla;

use anyhow::Result;
use clap::Subcommand;

use crate::outcome::Outcome;
use crate::screen::Screen;

/// What to do with the registry.
#[derive(Debug, Subcommand)]
pub enum Order {
    /// Da un archivo de ejemplo, con las columnas y una candidatura de cada forma, para llenarlo.
    Plantilla(plantilla::Arguments),
    /// Importa el registro de candidaturas. Si una fila tiene un error no se escribe ninguna.
    Importar(importar::Arguments),
}

/// Does what was ordered.
///
/// # Errors
/// What kept it from being done.
pub async fn run(order: &Order, screen: &mut Screen) -> Result<Outcome> {
    match order {
        Order::Plantilla(arguments) => plantilla::run(arguments, screen),
        Order::Importar(arguments) => importar::run(arguments, screen).await,
    }
}
