//! The mistakes found so far, and the places where they are.

use std::cell::RefCell;
use std::fmt::Display;

use crate::profile::Problem;

/// Proof that a mistake was reported: only reporting one makes it, so a missing value always has
/// its message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reported(());

/// A value, or the proof that what is wrong with it was said.
pub(crate) type Checked<T> = Result<T, Reported>;

/// The mistakes found so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    problems: RefCell<Vec<Problem>>,
}

impl Report {
    /// A place in a file.
    pub(crate) fn place<'a>(&'a self, file: &'a str, line: u32) -> Place<'a> {
        Place {
            report: self,
            file,
            line,
        }
    }

    /// Whether nothing was reported.
    pub(crate) fn is_empty(&self) -> bool {
        self.problems.borrow().is_empty()
    }

    /// The mistakes by file and line.
    pub(crate) fn into_problems(self) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        problems.sort();
        problems.dedup();
        problems
    }
}

/// A place in a file, where a mistake can be reported.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    report: &'a Report,
    file: &'a str,
    /// The line, from 1.
    pub(crate) line: u32,
}

impl<'a> Place<'a> {
    /// Reports a mistake here.
    pub(crate) fn problem(self, message: impl Display, remedy: impl Display) -> Reported {
        self.report.problems.borrow_mut().push(Problem {
            file: self.file.to_owned(),
            line: self.line,
            message: message.to_string(),
            remedy: remedy.to_string(),
        });
        Reported(())
    }

    /// Reports a mistake here unless the rule holds.
    pub(crate) fn expect(
        self,
        rule: bool,
        message: impl Display,
        remedy: impl Display,
    ) -> Checked<()> {
        if rule {
            Ok(())
        } else {
            Err(self.problem(message, remedy))
        }
    }

    /// The same file at another line.
    pub(crate) fn at(self, line: u32) -> Place<'a> {
        Place { line, ..self }
    }
}
