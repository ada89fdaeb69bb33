//! What a text said and what it says now, with the words that changed.

use std::time::Duration;

use askama::Template;
use similar::{ChangeTag, TextDiff};

use super::Picture;
use super::component::component;

/// Longest time spent on looking for the shortest difference; past it a coarser one is shown.
const PATIENCE: Duration = Duration::from_millis(20);

/// Two versions of a text, one under the other on a narrow screen and beside it on a wide one.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "ui/difference.html")]
pub struct Difference {
    /// Which text it is.
    pub name: String,
    /// What stands over the first version: `Antes`, `Dice`.
    pub before_words: String,
    /// What stands over the second: `Ahora`, `Debe decir`.
    pub after_words: String,
    /// Pieces of the first version.
    pub before: Vec<Piece>,
    /// Pieces of the second.
    pub after: Vec<Piece>,
    /// The photograph before, where it is one.
    pub picture_before: Option<Picture>,
    /// The photograph after.
    pub picture_after: Option<Picture>,
}

/// A run of text that is in both versions, or in one only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether only this version has it.
    pub changed: bool,
}

impl Difference {
    /// Before and after.
    #[must_use]
    pub fn new(name: impl Into<String>, before: &str, after: &str) -> Self {
        let (before, after) = pieces(before, after);
        Self {
            name: name.into(),
            before_words: "Antes".to_owned(),
            after_words: "Ahora".to_owned(),
            before,
            after,
            picture_before: None,
            picture_after: None,
        }
    }

    /// The same with photographs over the texts.
    #[must_use]
    pub fn pictures(mut self, before: Option<Picture>, after: Option<Picture>) -> Self {
        (self.picture_before, self.picture_after) = (before, after);
        self
    }

    /// The same as a request of change reads: "dice" and "debe decir".
    #[must_use]
    pub fn requested(mut self) -> Self {
        self.before_words = "Dice".to_owned();
        self.after_words = "Debe decir".to_owned();
        self
    }
}

/// Both versions in pieces, joined so that neighbours differ in kind.
fn pieces(before: &str, after: &str) -> (Vec<Piece>, Vec<Piece>) {
    let diff = TextDiff::configure()
        .timeout(PATIENCE)
        .diff_unicode_words(before, after);
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for change in diff.iter_all_changes() {
        let text = change.value();
        match change.tag() {
            ChangeTag::Delete => push(&mut old, text, true),
            ChangeTag::Insert => push(&mut new, text, true),
            ChangeTag::Equal => {
                push(&mut old, text, false);
                push(&mut new, text, false);
            }
        }
    }
    (old, new)
}

fn push(pieces: &mut Vec<Piece>, text: &str, changed: bool) {
    match pieces.last_mut() {
        Some(last) if last.changed == changed => last.text.push_str(text),
        _ => pieces.push(Piece {
            text: text.to_owned(),
            changed,
        }),
    }
}

component!(Difference);

#[cfg(test)]
mod tests {
    use super::*;

    fn said(pieces: &[Piece]) -> String {
        let mark = |piece: &Piece| {
            if piece.changed {
                format!("[{}]", piece.text)
            } else {
                piece.text.clone()
            }
        };
        pieces.iter().map(mark).collect()
    }

    #[test]
    fn only_the_words_that_changed_are_marked() {
        let change = Difference::new(
            "Propuesta",
            "Becas para jóvenes.",
            "Becas y útiles para jóvenes.",
        );
        assert_eq!(said(&change.before), "Becas para jóvenes.");
        assert_eq!(said(&change.after), "Becas [y útiles ]para jóvenes.");
    }

    #[test]
    fn both_versions_can_be_read_whole_from_their_pieces() {
        let (before, after) = ("ñandú\r\nO'Dam 👩‍👩‍👧", "ñandu\nO'Dam  👩‍👩‍👧 fin");
        let change = Difference::new("Texto", before, after);
        let whole = |pieces: &[Piece]| pieces.iter().map(|p| p.text.as_str()).collect::<String>();
        assert_eq!(whole(&change.before), before);
        assert_eq!(whole(&change.after), after);
    }

    #[test]
    fn a_first_version_that_was_empty_has_no_pieces() {
        let change = Difference::new("Texto", "", "Nuevo");
        assert!(change.before.is_empty());
        assert_eq!(said(&change.after), "[Nuevo]");
    }
}
