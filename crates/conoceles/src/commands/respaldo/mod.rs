//! `conoceles respaldo`: backups of an installation.

mod configurar;
mod crear;
mod ensayar;
mod listar;
mod llaves;
mod restaurar;
mod telling;

use anyhow::Result;
use clap::Subcommand;

use crate::outcome::Outcome;
use crate::screen::Screen;

/// What to do with backups.
#[derive(Debug, Subcommand)]
pub enum Order {
    /// Dice dónde van los respaldos, a qué hora y para quién se cifran.
    Configurar(configurar::Arguments),
    /// Hace un respaldo, lo restaura en una copia de ensayo y lo compara.
    Crear(crear::Arguments),
    /// Muestra los respaldos y el resultado de su último ensayo.
    Listar(listar::Arguments),
    /// Ensaya la restauración de un respaldo, sin tocar los datos.
    Ensayar(ensayar::Arguments),
    /// Restaura un respaldo y declara una nueva época en el historial.
    Restaurar(restaurar::Arguments),
    /// Explica las llaves de los respaldos y hace un par nuevo.
    Llaves(llaves::Arguments),
}

/// Does what was ordered.
///
/// # Errors
/// What kept it from being done.
pub async fn run(order: &Order, screen: &mut Screen) -> Result<Outcome> {
    match order {
        Order::Configurar(arguments) => configurar::run(arguments, screen).await,
        Order::Crear(arguments) => crear::run(arguments, screen).await,
        Order::Listar(arguments) => listar::run(arguments, screen).await,
        Order::Ensayar(arguments) => ensayar::run(arguments, screen).await,
        Order::Restaurar(arguments) => restaurar::run(arguments, screen).await,
        Order::Llaves(arguments) => llaves::run(arguments, screen),
    }
}
