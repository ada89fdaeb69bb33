//! The hidden sheet with the choices of every column that has a list.

use rust_xlsxwriter::{DataValidation, Formula, XlsxError};

use super::LISTS;

/// Choices of all sheets, one column each.
#[derive(Debug, Default)]
pub(super) struct Lists {
    columns: Vec<Vec<String>>,
}

/// Characters that a list may have inside the cell's own rule, its commas included.
const MOST_INSIDE: usize = 255;

impl Lists {
    /// The rule that lets a cell hold one of these. Long lists, and those with commas, go to the hidden sheet.
    pub(super) fn rule(&mut self, choices: &[String]) -> Result<DataValidation, XlsxError> {
        let length: usize = choices
            .iter()
            .map(|choice| choice.chars().count() + 1)
            .sum();
        let fits = length <= MOST_INSIDE && !choices.iter().any(|choice| choice.contains(','));
        let rule = if fits {
            DataValidation::new().allow_list_strings(choices)?
        } else {
            DataValidation::new().allow_list_formula(Formula::new(self.range(choices)))
        };
        rule.set_error_title("Elija de la lista")?
            .set_error_message(
                "Ese dato no está en la lista. Ábrala con la flecha de la celda y elija uno.",
            )
    }

    fn range(&mut self, choices: &[String]) -> String {
        let known = self.columns.iter().position(|column| column == choices);
        let index = known.unwrap_or_else(|| {
            self.columns.push(choices.to_vec());
            self.columns.len() - 1
        });
        let letters = crate::column_letters(u32::try_from(index + 1).unwrap_or(u32::MAX));
        format!("={LISTS}!${letters}$1:${letters}${}", choices.len())
    }

    /// The lists' cells, row by row, as a sheet is written; none when no list needs the sheet.
    pub(super) fn rows(&self) -> impl Iterator<Item = Vec<&str>> {
        let longest = self.columns.iter().map(Vec::len).max().unwrap_or_default();
        (0..longest).map(|row| {
            let cells = self.columns.iter().map(|column| column.get(row));
            cells.map(|cell| cell.map_or("", String::as_str)).collect()
        })
    }
}
