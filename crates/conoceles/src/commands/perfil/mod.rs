//! `conoceles perfil`: an institute's profile.

mod revisar;

pub use revisar::tell;

use anyhow::Result;
use clap::Subcommand;

use crate::outcome::Outcome;
use crate::screen::Screen;

/// What to do with a profile.
#[derive(Debug, Subcommand)]
pub enum Order {
    /// Dice todos los errores de un perfil, cada uno con su archivo, su línea y qué hacer.
    Revisar(revisar::Arguments),
}

/// Does what was ordered.
///
/// # Errors
/// What kept it from being done.
pub fn run(order: &Order, screen: &mut Screen) -> Result<Outcome> {
    match order {
        Order::Revisar(arguments) => revisar::run(arguments, screen),
    }
}
