//! A photograph on a page.

use askama::Template;

use super::component::component;

/// A photograph in the proportion in which all are shown, 4 to 5.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "ui/picture.html")]
pub struct Picture {
    /// Its address.
    pub src: String,
    /// What it is in words.
    pub alt: String,
}

component!(Picture);
