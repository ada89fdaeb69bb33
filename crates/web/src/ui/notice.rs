//! A few lines set apart from the rest.

use askama::Template;

use super::badge::State;
use super::component::component;
use super::icon::Icon;

/// Lines set apart, with the colour of a state, a drawing and a title that says which.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "ui/notice.html")]
pub struct Notice {
    /// What sort of news.
    pub state: State,
    /// The drawing before the title.
    pub icon: Icon,
    /// The news in one sentence.
    pub title: String,
    /// The rest, a paragraph each.
    pub text: Vec<String>,
    /// A command to be copied exactly.
    pub command: Option<String>,
    /// Where to go on.
    pub link: Option<Link>,
    /// Whether it is the answer to what the person just did, to be read out.
    pub is_answer: bool,
}

/// Words that lead somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The words: they say where they lead without what surrounds them.
    pub words: String,
    /// The address.
    pub href: String,
}

impl Link {
    /// Words that lead to an address.
    #[must_use]
    pub fn new(words: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            href: href.into(),
        }
    }

    /// Words that lead to an address that somebody else wrote; nothing unless its scheme is one that only
    /// opens a page, a mail or a call.
    #[must_use]
    pub fn outside(words: impl Into<String>, href: &str) -> Option<Self> {
        let href = href.trim();
        let harmless = ["https://", "http://", "mailto:", "tel:"];
        let starts = |scheme: &&str| {
            href.get(..scheme.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(scheme))
        };
        harmless.iter().any(starts).then(|| Self::new(words, href))
    }
}

impl Notice {
    fn new(state: State, icon: Icon, title: impl Into<String>) -> Self {
        Self {
            state,
            icon,
            title: title.into(),
            text: Vec::new(),
            command: None,
            link: None,
            is_answer: false,
        }
    }

    /// Good to know.
    #[must_use]
    pub fn information(title: impl Into<String>) -> Self {
        Self::new(State::InTerm, Icon::Information, title)
    }

    /// Somebody must act, or something went wrong.
    #[must_use]
    pub fn attention(title: impl Into<String>) -> Self {
        Self::new(State::Attention, Icon::Attention, title)
    }

    /// Something was done.
    #[must_use]
    pub fn done(title: impl Into<String>) -> Self {
        Self::new(State::Done, Icon::Done, title)
    }

    /// Something is over.
    #[must_use]
    pub fn closed(title: impl Into<String>) -> Self {
        Self::new(State::Closed, Icon::Closed, title)
    }

    /// One more paragraph.
    #[must_use]
    pub fn text(mut self, paragraph: impl Into<String>) -> Self {
        self.text.push(paragraph.into());
        self
    }

    /// A command to be copied exactly, after the paragraphs.
    #[must_use]
    pub fn command(mut self, command: impl Into<String>) -> Self {
        self.command = Some(command.into());
        self
    }

    /// Where to go on.
    #[must_use]
    pub fn link(mut self, words: impl Into<String>, href: impl Into<String>) -> Self {
        self.link = Some(Link::new(words, href));
        self
    }

    /// The same, as the answer to what the person just did.
    #[must_use]
    pub fn answering(mut self) -> Self {
        self.is_answer = true;
        self
    }
}

component!(Notice);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_somebody_else_opens_only_a_page_a_mail_or_a_call() {
        for good in [
            "https://ejemplo.mx",
            "HTTP://ejemplo.mx",
            " mailto:a@ejemplo.mx",
            "tel:+526181234567",
        ] {
            assert!(Link::outside("Página", good).is_some(), "{good}");
        }
        for bad in [
            "",
            "javascript:alert(1)",
            "\u{1}javascript:x",
            "data:text/html,x",
            "//ejemplo.mx",
            "ñ",
        ] {
            assert_eq!(Link::outside("Página", bad), None, "{bad}");
        }
    }
}
