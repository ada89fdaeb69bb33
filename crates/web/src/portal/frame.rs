//! The frame of a public page.

use std::sync::Arc;

use crate::portal::Portal;
use crate::portal::address::{HELP, LIST};
use crate::ui::{Frame, Site};

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
        frame(&self.site, title, part)
    }
}

/// The frame of a page that looks like the portal's.
pub(crate) fn frame(site: &Arc<Site>, title: impl Into<String>, part: Part) -> Frame {
    Frame::new(site, title)
        .menu("Candidaturas", LIST, part == Part::Candidacies)
        .menu("Ayuda", HELP, part == Part::Help)
}
