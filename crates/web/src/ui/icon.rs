//! The small drawings that go with a word; never alone, so they are hidden from screen readers.

use askama::Template;

use super::component::component;

/// A drawing of the size of the text around it, in the colour of that text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Template)]
#[template(path = "ui/icon.html")]
pub enum Icon {
    /// A clock: time is running.
    Clock,
    /// A triangle with a mark: somebody must act.
    Attention,
    /// A tick in a circle: done.
    Done,
    /// A lock: closed, nothing more can be changed here.
    Closed,
    /// An empty circle: not begun.
    Empty,
    /// A half-filled circle: begun.
    Half,
    /// An i in a circle: good to know.
    Information,
    /// A magnifying glass.
    Search,
    /// A cross: take away.
    Remove,
    /// A cross of two even lines: add.
    Add,
    /// Onwards.
    Next,
    /// Backwards.
    Previous,
    /// A sheet with an arrow into a tray: download.
    Download,
}

component!(Icon);
