//! The frame of a public page.

use crate::portal::Portal;
use crate::portal::address::{HELP, LIST};
use crate::ui::Frame;

/// Which entry of the menu a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The list and what hangs on it.
    Candidacies,
    /// Help.
    Help,
    /// None of them.
    Other,
}

impl Portal {
    /// The frame of a page with this name.
    pub(crate) fn frame(&self, title: impl Into<String>, part: Part) -> Frame {
        Frame::new(&self.site, title)
            .menu("Candidaturas", LIST, part == Part::Candidacies)
            .menu("Ayuda", HELP, part == Part::Help)
    }
}
