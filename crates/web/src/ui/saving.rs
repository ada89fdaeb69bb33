//! What a form with automatic saving says of itself.

use askama::Template;

use super::component::component;

/// The line that says when the form was saved; it goes inside a form with `data-autoguardado`, and carries
/// the words that its script says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Template)]
#[template(path = "ui/saving.html")]
pub struct SavedAt {
    /// The hour of the last save in words (`21:40`), where there was one.
    pub hour: Option<String>,
}

/// The button that the Enter key presses, first in a form whose other buttons come earlier than the one
/// that saves (lists have "Agregar otro" and "Quitar"). Invisible and out of the order of the keyboard.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(
    ext = "html",
    source = r#"<button class="visually-hidden" name="accion" value="{{ action }}" tabindex="-1" aria-hidden="true">Guardar</button>"#
)]
pub struct EnterPresses {
    /// Value of `accion`, the same as the visible button's.
    pub action: &'static str,
}

impl EnterPresses {
    /// The Enter key sends `accion` with this value.
    #[must_use]
    pub const fn action(action: &'static str) -> Self {
        Self { action }
    }
}

component!(SavedAt, EnterPresses);
