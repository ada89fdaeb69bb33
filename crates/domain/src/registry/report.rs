//! What an import did or would not do, row by row, for people.

use serde::Serialize;

/// Something wrong in a registry file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RowProblem {
    /// The row as a spreadsheet numbers it: the header is 1.
    #[serde(rename = "fila")]
    pub row: u32,
    /// The column's name; empty when it is about the whole row or file.
    #[serde(rename = "columna")]
    pub column: String,
    /// What is wrong and what to do.
    #[serde(rename = "mensaje")]
    pub message: String,
}

impl RowProblem {
    pub(super) fn new(row: u32, column: &str, message: String) -> Self {
        Self {
            row,
            column: column.to_owned(),
            message,
        }
    }

    pub(super) fn of_row(row: u32, message: String) -> Self {
        Self::new(row, "", message)
    }
}

/// The outcome of an import. As JSON it is `informe.json`, with its keys in Spanish.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// Rows in the file, without the header and without empty ones.
    #[serde(rename = "filas")]
    pub rows: usize,
    /// Candidacies that enter the registry; 0 if there are errors.
    #[serde(rename = "altas")]
    pub added: usize,
    /// Candidacies that differ; 0 if there are errors.
    #[serde(rename = "cambios")]
    pub changed: usize,
    /// Candidacies that the file repeats as they are; 0 if there are errors.
    #[serde(rename = "sin_cambio")]
    pub unchanged: usize,
    /// Registered candidacies that the file does not name: they stay as they are; 0 if there are errors.
    #[serde(rename = "ausentes")]
    pub absent: usize,
    /// Everything wrong, by row and column; nothing is written unless it is empty.
    #[serde(rename = "errores")]
    pub errors: Vec<RowProblem>,
}

impl ImportReport {
    /// The report of a file that is refused.
    pub(super) fn refused(rows: usize, errors: Vec<RowProblem>) -> Self {
        Self {
            rows,
            errors,
            ..Self::default()
        }
    }
}
