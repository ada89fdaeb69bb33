//! The orders of the command line, one module each.

mod bitacora;
mod cuentas;
mod demo;
mod init;
mod perfil;
mod registro;
mod respaldo;
mod serve;

use std::future::Future;

use anyhow::{Context as _, Result};
use clap::{ArgAction, Parser, Subcommand};

use crate::logging::{self, Form, Level};
use crate::outcome::Outcome;
use crate::screen::Screen;

/// Candidatas y Candidatos, Conóceles: captura, validación y publicación de lo que las candidaturas dicen de sí mismas.
#[derive(Debug, Parser)]
#[command(
    name = "conoceles",
    version,
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true,
    subcommand_value_name = "ORDEN",
    arg_required_else_help = true,
    max_term_width = 100,
    after_help = "Para conocerlo, con datos inventados:  conoceles demo\n\
                  Termina con 0 si todo está bien; con 1 si lo revisado tiene errores; con 2 si no se pudo hacer."
)]
pub struct CommandLine {
    /// What to do.
    #[command(subcommand)]
    pub order: Order,
    /// Muestra esta ayuda.
    #[arg(short = 'h', long = "ayuda", alias = "help", global = true, action = ArgAction::Help)]
    help: Option<bool>,
    /// Muestra la versión.
    #[arg(long = "version", action = ArgAction::Version)]
    version: Option<bool>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Order {
    /// Muestra el sistema con un proceso inventado, listo para recorrerse.
    Demo(demo::Arguments),
    /// Pone en marcha el proceso de un instituto: base de datos, llaves y primera cuenta.
    Init(init::Arguments),
    /// Atiende el sitio: portal público y panel.
    Serve(serve::Arguments),
    /// Perfil de instituto.
    #[command(
        subcommand,
        subcommand_value_name = "ORDEN",
        arg_required_else_help = true
    )]
    Perfil(perfil::Order),
    /// Registro de candidaturas.
    #[command(
        subcommand,
        subcommand_value_name = "ORDEN",
        arg_required_else_help = true
    )]
    Registro(registro::Order),
    /// Cuentas de acceso.
    #[command(
        subcommand,
        subcommand_value_name = "ORDEN",
        arg_required_else_help = true
    )]
    Cuentas(cuentas::Order),
    /// Historial de actividad: verificación, puntos de control y acuses.
    #[command(
        subcommand,
        subcommand_value_name = "ORDEN",
        arg_required_else_help = true
    )]
    Bitacora(bitacora::Order),
    /// Respaldos: hacerlos, ensayarlos, restaurarlos.
    #[command(
        subcommand,
        subcommand_value_name = "ORDEN",
        arg_required_else_help = true
    )]
    Respaldo(respaldo::Order),
}

/// Does what was ordered.
///
/// # Errors
/// What kept it from being done.
pub fn obey(order: Order, screen: &mut Screen) -> Result<Outcome> {
    let (level, form) = match &order {
        Order::Serve(arguments) => (arguments.level, arguments.form),
        // The screen of a demonstration is for whoever tries it.
        Order::Demo(_) => (Level::Error, Form::Text),
        _ => (Level::Warn, Form::Text),
    };
    logging::start(level, form);
    match order {
        Order::Demo(arguments) => wait_for(demo::run(&arguments, screen)),
        Order::Init(arguments) => wait_for(init::run(&arguments, screen)),
        Order::Serve(arguments) => wait_for(serve::run(&arguments, screen)),
        Order::Perfil(order) => perfil::run(&order, screen),
        Order::Registro(order) => wait_for(registro::run(&order, screen)),
        Order::Cuentas(order) => wait_for(cuentas::run(&order, screen)),
        Order::Bitacora(order) => wait_for(bitacora::run(&order, screen)),
        Order::Respaldo(order) => wait_for(respaldo::run(&order, screen)),
    }
}

/// Runs a task to its end, with the threads that it needs.
fn wait_for<T>(task: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("no se pudieron crear los hilos del programa")?
        .block_on(task)
}
