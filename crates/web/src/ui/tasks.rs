//! What a person has to do, in order, and how far each thing is.

use askama::Template;

use super::badge::{Badge, State};
use super::component::component;
use super::icon::Icon;
use crate::words::thousands;

/// Sections of things to do, with how many are done.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "ui/tasks.html")]
pub struct TaskList {
    /// The sections, in order.
    pub sections: Vec<TaskSection>,
}

/// Things to do that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskSection {
    /// Heading of the section.
    pub title: String,
    /// The things to do, in order.
    pub tasks: Vec<Task>,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// What it is.
    pub title: String,
    /// Where it is done; without it the task cannot be opened now.
    pub href: Option<String>,
    /// What to know before opening it.
    pub hint: Option<String>,
    /// How far it is.
    pub state: TaskState,
}

/// How far a thing to do is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskState {
    /// Nothing was written yet.
    NotStarted,
    /// Something was written, and more is missing.
    Started,
    /// Nothing is missing.
    Complete,
    /// Somebody asked to correct it.
    ToCorrect,
    /// Something else must be done first, or its time is over.
    Locked,
}

impl TaskState {
    /// The state in words.
    #[must_use]
    pub fn badge(self) -> Badge {
        match self {
            Self::NotStarted => Badge::new(State::InTerm, "Sin empezar").with_icon(Icon::Empty),
            Self::Started => Badge::new(State::InTerm, "En curso").with_icon(Icon::Half),
            Self::Complete => Badge::new(State::Done, "Completa"),
            Self::ToCorrect => Badge::new(State::Attention, "Por corregir"),
            Self::Locked => Badge::new(State::Closed, "No disponible"),
        }
    }
}

impl Task {
    /// A task that can be opened.
    #[must_use]
    pub fn new(title: impl Into<String>, href: impl Into<String>, state: TaskState) -> Self {
        Self {
            title: title.into(),
            href: Some(href.into()),
            hint: None,
            state,
        }
    }

    /// A task that cannot be opened now; the hint says why.
    #[must_use]
    pub fn locked(title: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            href: None,
            hint: Some(why.into()),
            state: TaskState::Locked,
        }
    }

    /// What to know before opening it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl TaskSection {
    /// A section with its tasks.
    #[must_use]
    pub fn new(title: impl Into<String>, tasks: Vec<Task>) -> Self {
        Self {
            title: title.into(),
            tasks,
        }
    }
}

impl TaskList {
    /// A list of sections.
    #[must_use]
    pub fn new(sections: Vec<TaskSection>) -> Self {
        Self { sections }
    }

    /// How many tasks there are.
    #[must_use]
    pub fn total(&self) -> usize {
        self.sections
            .iter()
            .map(|section| section.tasks.len())
            .sum()
    }

    /// How many are complete.
    #[must_use]
    pub fn complete(&self) -> usize {
        let tasks = self.sections.iter().flat_map(|section| &section.tasks);
        tasks
            .filter(|task| task.state == TaskState::Complete)
            .count()
    }

    /// The progress in words: `3 de 9 partes completas`.
    #[must_use]
    pub fn progress(&self) -> String {
        let total = self.total();
        let noun = if total == 1 {
            "parte completa"
        } else {
            "partes completas"
        };
        format!(
            "{} de {} {noun}",
            thousands(self.complete() as u64),
            thousands(total as u64)
        )
    }
}

component!(TaskList);
