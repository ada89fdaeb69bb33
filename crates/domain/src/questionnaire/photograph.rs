//! A photograph as an answer: which files show it, which part of the picture they show, and what it is in words.
//!
//! The files themselves are kept elsewhere under the SHA-256 of their bytes and never change; an answer, a revision and
//! the history name those hashes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The suffix of the control in which a photograph is told in words.
pub const DESCRIBED_SUFFIX: &str = "__descripcion";

/// Digits of a [`FileHash`].
const DIGITS: usize = 64;

/// SHA-256 of a kept file, as 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FileHash(String);

/// What is no [`FileHash`] or no photograph's token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no es una fotografía guardada")]
pub struct NotAPhotograph;

impl FileHash {
    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whatever in a text may be one: form, JSON or anything else.
    pub fn within(text: &str) -> impl Iterator<Item = Self> {
        let is_digit = |c: char| matches!(c, '0'..='9' | 'a'..='f');
        text.split(move |c| !is_digit(c))
            .flat_map(|run| {
                (0..(run.len() + 1).saturating_sub(DIGITS)).map(move |at| &run[at..at + DIGITS])
            })
            .map(|digits| Self(digits.to_owned()))
    }
}

impl FromStr for FileHash {
    type Err = NotAPhotograph;

    fn from_str(text: &str) -> Result<Self, NotAPhotograph> {
        Self::try_from(text.to_owned())
    }
}

impl TryFrom<String> for FileHash {
    type Error = NotAPhotograph;

    fn try_from(text: String) -> Result<Self, NotAPhotograph> {
        let is_hash =
            text.len() == DIGITS && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if is_hash {
            Ok(Self(text))
        } else {
            Err(NotAPhotograph)
        }
    }
}

impl From<FileHash> for String {
    fn from(hash: FileHash) -> Self {
        hash.0
    }
}

impl fmt::Display for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which part of the picture a photograph shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crop {
    /// Quarters by which the picture is turned to the right: 0 to 3.
    pub quarters: u8,
    /// How near, in percent: 100 to 400.
    pub zoom: u16,
    /// Where across, of what does not fit: 0 is the left, 1,000 the right.
    pub x: u16,
    /// Where down, of what does not fit: 0 is the top, 1,000 the bottom.
    pub y: u16,
}

impl Crop {
    /// As much of the picture as fits; a little above the middle, where faces are.
    pub const WHOLE: Self = Self {
        quarters: 0,
        zoom: 100,
        x: 500,
        y: 300,
    };

    /// The same with every number within its range.
    #[must_use]
    pub fn within(self) -> Self {
        Self {
            quarters: self.quarters % 4,
            zoom: self.zoom.clamp(100, 400),
            x: self.x.min(1000),
            y: self.y.min(1000),
        }
    }
}

/// A photograph that was received, checked and kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photograph {
    /// The whole picture, upright and without metadata: never published.
    pub negative: FileHash,
    /// 160 × 200 pixels.
    pub small: FileHash,
    /// 480 × 600 pixels.
    pub medium: FileHash,
    /// 960 × 1,200 pixels.
    pub large: FileHash,
    /// Which part of the picture they show.
    pub crop: Crop,
    /// What it is in words, for who does not see it; empty until somebody says it.
    pub described: String,
}

impl Photograph {
    /// The files that are shown, the smallest first.
    #[must_use]
    pub const fn shown(&self) -> [&FileHash; 3] {
        [&self.small, &self.medium, &self.large]
    }

    /// The photograph without its words as one control holds it. [`from_token`](Self::from_token) reads it back.
    #[must_use]
    pub fn token(&self) -> String {
        let Crop {
            quarters,
            zoom,
            x,
            y,
        } = self.crop;
        format!(
            "{}.{}.{}.{}.{quarters}.{zoom}.{x}.{y}",
            self.negative, self.small, self.medium, self.large
        )
    }

    /// Reads a token.
    ///
    /// # Errors
    /// [`NotAPhotograph`]. Whether the files exist is not looked at.
    pub fn from_token(token: &str, described: String) -> Result<Self, NotAPhotograph> {
        let parts: Vec<&str> = token.split('.').collect();
        let [negative, small, medium, large, quarters, zoom, x, y] = parts[..] else {
            return Err(NotAPhotograph);
        };
        let number = |text: &str| text.parse::<u16>().map_err(|_| NotAPhotograph);
        let crop = Crop {
            quarters: quarters.parse().map_err(|_| NotAPhotograph)?,
            zoom: number(zoom)?,
            x: number(x)?,
            y: number(y)?,
        };
        if crop != crop.within() {
            return Err(NotAPhotograph);
        }
        Ok(Self {
            negative: negative.parse()?,
            small: small.parse()?,
            medium: medium.parse()?,
            large: large.parse()?,
            crop,
            described,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Counting;
    use crate::questionnaire::Fault;

    fn photograph() -> Photograph {
        let hash = |digit: char| digit.to_string().repeat(64).parse().unwrap();
        Photograph {
            negative: hash('0'),
            small: hash('1'),
            medium: hash('a'),
            large: hash('f'),
            crop: Crop {
                quarters: 3,
                zoom: 250,
                x: 0,
                y: 1000,
            },
            described: "Retrato".to_owned(),
        }
    }

    #[test]
    fn a_token_reads_back_and_nothing_else_does() {
        let photograph = photograph();
        let token = photograph.token();
        assert_eq!(
            Photograph::from_token(&token, "Retrato".to_owned()),
            Ok(photograph)
        );
        for wrong in [
            "",
            "x",
            &token.replacen('0', "../0", 1),
            &token.replacen('f', "F", 1),
            &token.replace(".250.", ".999."),
            &token.replace(".3.", ".4."),
            &format!("{token}.1"),
        ] {
            assert!(
                Photograph::from_token(wrong, String::new()).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_stored_hash_is_one_or_the_row_cannot_be_read() {
        let mut value = serde_json::to_value(photograph()).unwrap();
        assert_eq!(
            serde_json::from_value::<Photograph>(value.clone()).unwrap(),
            photograph()
        );
        value["small"] = "../../firma.llave".into();
        assert!(serde_json::from_value::<Photograph>(value).is_err());
    }

    #[test]
    fn every_hash_in_a_text_is_found_whatever_is_around_it() {
        let photograph = photograph();
        let form = format!(
            "revision=3&foto={}.{}&nota=abc",
            photograph.token(),
            "b".repeat(64)
        );
        let found: Vec<FileHash> = FileHash::within(&form).collect();
        let mut named = vec![photograph.negative.clone()];
        named.extend(photograph.shown().into_iter().cloned());
        named.push("b".repeat(64).parse().unwrap());
        assert_eq!(found, named);
        let json = serde_json::to_string(&photograph).unwrap();
        assert_eq!(FileHash::within(&json).collect::<Vec<_>>(), named[..4]);
        let longer = format!("a{}", photograph.large);
        assert!(FileHash::within(&longer).any(|hash| hash == photograph.large));
        assert_eq!(FileHash::within(&"A".repeat(64)).count(), 0);
        assert_eq!(FileHash::within(&"a".repeat(63)).count(), 0);
    }

    /// The sample's last section with a photograph of at most ten characters of words.
    fn asked() -> crate::questionnaire::Definition {
        let mut definition = crate::sample::questionnaire();
        let section = definition.sections.last_mut().unwrap();
        let mut field = section.fields[0].clone();
        field.key = crate::sample::key("foto");
        field.kind = crate::questionnaire::FieldKind::Photograph {
            bytes: 1024,
            max: 10,
        };
        section.fields = vec![field];
        definition
    }

    #[rstest::rstest]
    #[case(None, "", Some(Fault::Missing))]
    #[case(None, "Retrato", Some(Fault::Missing))]
    #[case(Some("no es una ficha"), "Retrato", Some(Fault::Missing))]
    #[case(Some(""), "Retrato", Some(Fault::Missing))]
    #[case(Some("it"), "  ", Some(Fault::NotDescribed))]
    #[case(Some("it"), "Retrato muy largo", Some(Fault::TooLong { count: 17, max: 10 }))]
    #[case(Some("it"), " Retrato ", None)]
    fn a_photograph_is_asked_with_its_words(
        #[case] token: Option<&str>,
        #[case] words: &str,
        #[case] fault: Option<Fault>,
    ) {
        let definition = asked();
        let section = definition.sections.last().unwrap();
        assert!(section.owns("foto") && section.owns("foto__descripcion"));
        assert!(!section.owns("foto__archivo"), "a file is no answer");
        let token = token.map(|token| token.replace("it", &photograph().token()));
        let mut values = vec![("foto__descripcion".to_owned(), words.to_owned())];
        values.extend(token.map(|token| ("foto".to_owned(), token)));
        let answers = definition.read_section(section, &values);
        let found = definition.check_section(section, &answers, Counting::WithSpaces);
        let found = found.into_iter().map(|finding| finding.fault).next();
        assert_eq!(found, fault);
    }
}
