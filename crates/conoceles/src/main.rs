//! Candidatas y Candidatos, Conóceles: the command line.

mod addresses;
mod commands;
mod data_folder;
mod founding;
mod installed;
mod logging;
mod new_file;
mod outcome;
mod profile_check;
mod profile_source;
mod progress;
mod screen;
mod serving;
mod usage;

use std::process::ExitCode;

use crate::outcome::Outcome;
use crate::screen::Screen;

// Serving allocates much and briefly; the system's allocator keeps what it once had.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let mut screen = Screen::of_the_terminal();
    let outcome = match usage::read(std::env::args_os()) {
        Ok(order) => commands::obey(order, &mut screen),
        Err(told) => told.on(&mut screen),
    };
    match outcome {
        Ok(outcome) => outcome.into(),
        Err(error) => Outcome::of_error(&error, &mut screen).into(),
    }
}
