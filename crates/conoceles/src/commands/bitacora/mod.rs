//! `conoceles bitacora`: the activity history, for who keeps it and for who does not believe them.

mod acuse;
mod llave;
mod process;
mod punto;
mod verificar;

use anyhow::Result;
use clap::Subcommand;

use crate::outcome::Outcome;
use crate::screen::Screen;

/// What to do with the history.
#[derive(Debug, Subcommand)]
pub enum Order {
    /// Comprueba que nada del historial ni de los registros se alteró, o que un acuse es auténtico.
    Verificar(verificar::Arguments),
    /// Da el punto de control más reciente, para guardarlo fuera de esta máquina.
    Punto(punto::Arguments),
    /// Da la llave pública con que se comprueban puntos de control y acuses.
    Llave(llave::Arguments),
}

/// Does what was ordered.
///
/// # Errors
/// What kept it from being done.
pub async fn run(order: &Order, screen: &mut Screen) -> Result<Outcome> {
    match order {
        Order::Verificar(arguments) => verificar::run(arguments, screen).await,
        Order::Punto(arguments) => punto::run(arguments, screen).await,
        Order::Llave(arguments) => llave::run(arguments, screen).await,
    }
}
