//! States, told by colour, drawing and word together.

use askama::Template;

use super::component::component;
use super::icon::Icon;

/// The four states that have a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// There is time and something can be done.
    InTerm,
    /// Somebody must act, or something is wrong.
    Attention,
    /// Finished well.
    Done,
    /// Over: nothing can be done here.
    Closed,
}

impl State {
    /// The drawing that goes with the state when nothing says otherwise.
    #[must_use]
    pub const fn icon(self) -> Icon {
        match self {
            Self::InTerm => Icon::Clock,
            Self::Attention => Icon::Attention,
            Self::Done => Icon::Done,
            Self::Closed => Icon::Closed,
        }
    }

    /// The style class of the state.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::InTerm => "term",
            Self::Attention => "attention",
            Self::Done => "done",
            Self::Closed => "closed",
        }
    }
}

/// A state in one or two words, with its colour and drawing.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(
    ext = "html",
    source = r#"<span class="badge {{ state.class() }}">{{ icon }}<span>{{ word }}</span></span>"#
)]
pub struct Badge {
    /// Which of the four colours.
    pub state: State,
    /// The drawing before the word.
    pub icon: Icon,
    /// The word, in Spanish.
    pub word: String,
}

impl Badge {
    /// A badge with the drawing of its state.
    #[must_use]
    pub fn new(state: State, word: impl Into<String>) -> Self {
        Self {
            state,
            icon: state.icon(),
            word: word.into(),
        }
    }

    /// The same badge with another drawing.
    #[must_use]
    pub fn with_icon(mut self, icon: Icon) -> Self {
        self.icon = icon;
        self
    }
}

component!(Badge);
