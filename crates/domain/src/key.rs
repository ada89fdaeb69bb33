//! Keys: the short names by which a profile's files refer to one another.
//!
//! A key is written by people in CSV and TOML files, travels in addresses and is stored as text, so
//! it is narrow on purpose: 1 to 40 characters out of `a-z`, `0-9`, `_` and `-`. One type per kind
//! of thing keeps an office's key from being passed where a party's is due.

use std::sync::Arc;

/// Most characters that a key may have.
pub const KEY_MAX: usize = 40;

/// The text is not a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "«{0}» no es una clave: use de 1 a 40 letras minúsculas sin acento, números, guion o guion bajo"
)]
pub struct NotAKey(pub String);

/// Whether `text` is written as every key must be.
#[must_use]
pub fn is_key(text: &str) -> bool {
    (1..=KEY_MAX).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'))
}

macro_rules! keys {
    ($($(#[$doc:meta])+ $name:ident;)+) => {$(
        $(#[$doc])+
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// The key's text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = NotAKey;

            fn from_str(text: &str) -> Result<Self, NotAKey> {
                if is_key(text) { Ok(Self(Arc::from(text))) } else { Err(NotAKey(text.to_owned())) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAKey;

            fn try_from(text: String) -> Result<Self, NotAKey> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(key: $name) -> Self {
                key.0.as_ref().to_owned()
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
    )+};
}

keys! {
    /// An electoral institute: `dgo`.
    InstituteKey;
    /// An electoral process: `dgo-2023-2024`.
    ProcessKey;
    /// An office that is elected: `diputacion-mr`.
    OfficeKey;
    /// A level of territory: `distrito`.
    LevelKey;
    /// A territory, unique among all levels: `distrito-07`.
    TerritoryKey;
    /// A political party: `pan`.
    PartyKey;
    /// A coalition's or common candidacy's agreement.
    AgreementKey;
    /// A stage of validation: `supervision`.
    StageKey;
    /// A ground for a remark on content.
    GroundKey;
    /// A questionnaire: `curricular`.
    QuestionnaireKey;
    /// A section of a questionnaire.
    SectionKey;
    /// A field of a questionnaire.
    FieldKey;
    /// A catalogue of options of a questionnaire.
    CatalogueKey;
    /// An option of a catalogue.
    OptionKey;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("pan", true)]
    #[case("distrito-07", true)]
    #[case("estatus_grado", true)]
    #[case("", false)]
    #[case("PAN", false)]
    #[case("cañada", false)]
    #[case("con espacio", false)]
    #[case("0123456789012345678901234567890123456789", true)]
    #[case("01234567890123456789012345678901234567890", false)]
    fn key_is_narrow_text(#[case] text: &str, #[case] accepted: bool) {
        assert_eq!(text.parse::<PartyKey>().is_ok(), accepted);
    }

    #[test]
    fn serde_is_transparent_and_checks() {
        let key: FieldKey = serde_json::from_str("\"motivos\"").unwrap();
        assert_eq!(serde_json::to_string(&key).unwrap(), "\"motivos\"");
        assert!(serde_json::from_str::<FieldKey>("\"Motivos\"").is_err());
    }
}
