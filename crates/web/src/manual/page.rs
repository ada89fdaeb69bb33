//! Help beside a screen: folded, opened in place, with the way to its manual.

use askama::Template;

use crate::portal::Prose;

/// Where the manuals are.
pub(crate) const HELP_PATH: &str = "/ayuda/manual";

/// A section of a manual beside a screen.
#[derive(Template, Clone, Debug)]
#[template(path = "manual/help.html")]
pub struct Help {
    /// The section's title.
    pub(crate) title: String,
    /// Its text.
    pub(crate) text: Prose,
    /// The manual's address.
    pub(crate) href: String,
}

impl askama::filters::HtmlSafe for Help {}
