//! Whose document it is.

use std::str::FromStr;

use serde::Serialize;

use crate::DocumentError;

/// The institute and process that stand at the head of every document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Brand {
    /// Full name of the institute.
    pub institute: String,
    /// Name of the electoral process.
    pub process: String,
    /// Colour of rules and headings.
    pub accent: Accent,
}

/// An institute's colour, as `#rrggbb`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Accent(String);

impl FromStr for Accent {
    type Err = DocumentError;

    /// # Errors
    /// [`DocumentError::Accent`] when the text is not `#` and six hexadecimal digits.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('#').unwrap_or_default();
        if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(DocumentError::Accent)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_six_hexadecimal_digits_are_a_colour() {
        assert!("#5b2D8e".parse::<Accent>().is_ok());
        for wrong in ["", "5b2d8e", "#5b2d8", "#5b2d8g", "#5b2d8e0", "#ñññ"] {
            assert_eq!(
                wrong.parse::<Accent>(),
                Err(DocumentError::Accent),
                "{wrong}"
            );
        }
    }
}
