//! `conoceles cuentas`: accounts from the institute's machine, for the first ones and for emergencies.

mod crear;
mod lote;
mod recepcion;

use anyhow::Result;
use clap::Subcommand;

use crate::outcome::Outcome;
use crate::screen::Screen;

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub enum Order {
    /// Crea una cuenta y da su código de activación, que se muestra una sola vez.
    Crear(crear::Arguments),
    /// Crea muchas cuentas a la vez: representaciones, candidaturas, independientes o personas supervisoras.
    Lote(lote::Arguments),
    /// Anota que una cuenta se recibió, con lo que empieza el plazo de captura de sus candidaturas.
    Recepcion(recepcion::Arguments),
}

/// Does what was ordered.
///
/// # Errors
/// What kept it from being done.
pub async fn run(order: &Order, screen: &mut Screen) -> Result<Outcome> {
    match order {
        Order::Crear(arguments) => crear::run(arguments, screen).await,
        Order::Lote(arguments) => lote::run(arguments, screen).await,
        Order::Recepcion(arguments) => recepcion::run(arguments, screen).await,
    }
}
