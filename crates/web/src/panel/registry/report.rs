//! What was found in a file, row by row, each with an address within the page.

use std::collections::BTreeMap;

use app::registry::{ImportResult, ToldOfRow};
use domain::registry::Column;

use crate::ui::Link;
use crate::words::thousands;

/// Problems of a kind that a page lists; all of them are in the file of the report.
const LISTED: usize = 200;

/// One problem on the page.
pub struct Line {
    /// Its address within the page.
    pub id: String,
    /// Where.
    pub place: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// Mistakes or warnings.
pub struct Problems {
    /// The columns with problems, each with the way to its first one.
    pub columns: Vec<Link>,
    /// The first of them.
    pub lines: Vec<Line>,
    /// How many are not listed, in words.
    pub left_out: Option<String>,
}

impl Problems {
    /// The problems of a report; `kind` begins their addresses.
    pub fn of(kind: &str, told: &[ToldOfRow]) -> Self {
        let mut columns: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (place, problem) in told.iter().enumerate() {
            let (_, many) = columns.entry(&problem.column).or_insert((place, 0));
            *many += 1;
        }
        let listed = columns.iter().filter(|(_, (place, _))| *place < LISTED);
        let more = told.len().saturating_sub(LISTED);
        Self {
            columns: listed
                .map(|(column, (place, many))| {
                    let words = format!("{} ({})", label(column), thousands(*many as u64));
                    Link::new(words, format!("#{kind}-{}", place + 1))
                })
                .collect(),
            lines: told
                .iter()
                .take(LISTED)
                .enumerate()
                .map(|(place, problem)| Line {
                    id: format!("{kind}-{}", place + 1),
                    place: place_of(problem),
                    message: problem.message.clone(),
                })
                .collect(),
            left_out: (more > 0).then(|| {
                format!(
                    "Y {} más: están todos en el informe que puede descargar.",
                    thousands(more as u64)
                )
            }),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

fn label(column: &str) -> String {
    match column.parse::<Column>() {
        Ok(known) => known.label().to_owned(),
        Err(_) if column.is_empty() => "Toda la fila o el archivo".to_owned(),
        Err(_) => column.to_owned(),
    }
}

fn place_of(problem: &ToldOfRow) -> String {
    let column = match problem.column.as_str() {
        "" => String::new(),
        column => format!(", columna «{column}»"),
    };
    match problem.row {
        0 => format!("Archivo{column}"),
        row => format!("Fila {row}{column}"),
    }
}

/// The rows of the report's file.
pub fn rows(result: &ImportResult) -> Vec<Vec<String>> {
    let row = |kind: &str, told: &ToldOfRow| {
        vec![
            kind.to_owned(),
            told.row.to_string(),
            told.column.clone(),
            told.code.clone(),
            told.message.clone(),
        ]
    };
    let errors = result.errors.iter().map(|told| row("error", told));
    let warnings = result.warnings.iter().map(|told| row("advertencia", told));
    errors.chain(warnings).collect()
}

/// The headings of the report's file.
pub const HEADINGS: [&str; 5] = ["tipo", "fila", "columna", "codigo", "mensaje"];
