//! Which of a file's headings is which of our columns, as somebody said it once.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Column;
use super::column::UnknownColumn;
use super::folding::squeezed;

/// The file's headings that we would not know, each with the column that it is; an empty one is not read.
///
/// As JSON and in TOML it is a table from heading to column name: `{"Puesto que busca": "cargo", "Notas": ""}`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnMap {
    headings: BTreeMap<String, Option<Column>>,
}

impl ColumnMap {
    /// Says that `heading` is `column`; none: that it is not to be read.
    pub fn set(&mut self, heading: &str, column: Option<Column>) {
        self.headings.insert(heading.trim().to_owned(), column);
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.headings.is_empty()
    }

    /// The headings as they were written, each with its column.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<Column>)> {
        self.headings
            .iter()
            .map(|(heading, column)| (heading.as_str(), *column))
    }

    /// What it says of a heading, without regard to case, accents or punctuation.
    pub(super) fn says(&self, heading: &str) -> Option<Option<Column>> {
        let wanted = squeezed(heading);
        self.headings
            .iter()
            .find(|(known, _)| squeezed(known) == wanted)
            .map(|(_, column)| *column)
    }
}

impl Serialize for ColumnMap {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            self.iter()
                .map(|(heading, column)| (heading, column.map_or("", Column::name))),
        )
    }
}

impl<'de> Deserialize<'de> for ColumnMap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = BTreeMap::<String, String>::deserialize(deserializer)?;
        let mut map = Self::default();
        for (heading, name) in written {
            let column = (!name.trim().is_empty())
                .then(|| name.trim().parse())
                .transpose()
                .map_err(|error: UnknownColumn| serde::de::Error::custom(error))?;
            map.set(&heading, column);
        }
        Ok(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_is_kept_as_it_was_said() {
        let written = r#"{"Notas":"","Puesto que busca":"cargo"}"#;
        let map: ColumnMap = serde_json::from_str(written).unwrap();
        assert_eq!(map.says("PUESTO QUE BUSCA."), Some(Some(Column::Office)));
        assert_eq!(map.says("notas"), Some(None));
        assert_eq!(map.says("cargo"), None);
        assert_eq!(serde_json::to_string(&map).unwrap(), written);
    }

    #[test]
    fn an_unknown_column_is_refused_with_those_that_there_are() {
        let error = serde_json::from_str::<ColumnMap>(r#"{"Puesto":"oficio"}"#).unwrap_err();
        assert!(
            error.to_string().contains("«oficio» no es una columna"),
            "{error}"
        );
        assert!(error.to_string().contains("cargo"), "{error}");
    }
}
