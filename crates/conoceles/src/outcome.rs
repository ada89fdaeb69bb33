//! How a command ends, as scripts see it: 0, 1 or 2.

use std::io;
use std::process::ExitCode;

use crate::screen::Screen;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It did what was asked: 0.
    Done,
    /// It looked, and what it looked at has mistakes or does not verify: 1.
    MistakesFound,
    /// It could not do what was asked, by its arguments or by what surrounds it: 2.
    Refused,
}

impl Outcome {
    /// Tells an error with all its causes.
    pub fn of_error(error: &anyhow::Error, screen: &mut Screen) -> Self {
        // Whoever reads has read enough: `conoceles registro plantilla | head`.
        let is_closed = |cause: &io::Error| cause.kind() == io::ErrorKind::BrokenPipe;
        if error.downcast_ref::<io::Error>().is_some_and(is_closed) {
            return Self::Done;
        }
        screen.warn(format_args!("No se pudo: {}", told(error)));
        Self::Refused
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Done => 0,
            Outcome::MistakesFound => 1,
            Outcome::Refused => 2,
        })
    }
}

/// An error and its causes in one line; a cause that only repeats what was said is left out.
fn told(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if text.contains(&cause) {
            continue;
        }
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&cause);
    }
    text
}

#[cfg(test)]
mod tests {
    use anyhow::{Context as _, anyhow};

    use super::*;

    #[test]
    fn an_error_is_told_with_its_causes_once() {
        let error = anyhow!("el disco está lleno").context("no se copió el perfil");
        assert_eq!(told(&error), "no se copió el perfil: el disco está lleno");
        let repeated = Err::<(), _>(io::Error::other("se acabó")).context("falló: se acabó");
        assert_eq!(told(&repeated.unwrap_err()), "falló: se acabó");
    }

    #[test]
    fn a_reader_that_left_is_no_failure() {
        let (mut screen, read) = Screen::in_memory();
        let left = anyhow::Error::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!(Outcome::of_error(&left, &mut screen), Outcome::Done);
        let full = anyhow::Error::from(io::Error::from(io::ErrorKind::StorageFull));
        assert_eq!(Outcome::of_error(&full, &mut screen), Outcome::Refused);
        assert!(read.notes().starts_with("No se pudo: "));
    }
}
