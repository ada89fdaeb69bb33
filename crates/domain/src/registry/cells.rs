//! The cells of one row as values: each reader tells what is wrong with its cell and goes on.

use super::folding::squeezed;
use super::report::{ProblemCode, RowProblem};
use super::table::Table;
use super::values::{self, GenderWord};
use super::{Calling, Column, FileRow, Gender};
use crate::profile::{Counting, Office};
use crate::questionnaire::{clean_text, length};

/// Most characters of a name or surname.
pub const NAME_MAX: usize = 120;
/// Most characters of a row's key.
pub const ROW_KEY_MAX: usize = 60;
/// Highest formula or list number.
pub const NUMBER_MAX: u16 = 999;
/// Ages that a candidate may have on election day, in completed years.
pub const AGES: std::ops::RangeInclusive<u16> = 18..=120;
/// Letters of a wrong cell that are repeated to people.
const SHOWN: usize = 80;

/// What a whole column says of how its cells are written.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Habits {
    /// The gender column has `F`, so that its `M` may be *masculino*.
    pub(super) says_f: bool,
    /// The birth dates have the month first at least once.
    pub(super) month_first: bool,
}

impl Habits {
    pub(super) fn of(table: &Table<'_>) -> Self {
        Self {
            says_f: table
                .cells(Column::Gender)
                .any(|cell| squeezed(cell) == "f"),
            month_first: table
                .cells(Column::BirthDate)
                .any(|cell| values::date(cell) == Some(values::DateWord::MonthFirst)),
        }
    }
}

/// A row whose cells are being read.
pub(super) struct Cells<'a> {
    table: &'a Table<'a>,
    row: &'a FileRow,
    pub(super) habits: Habits,
    found: Vec<RowProblem>,
    warnings: Vec<RowProblem>,
}

impl<'a> Cells<'a> {
    pub(super) fn of(table: &'a Table<'a>, row: &'a FileRow, habits: Habits) -> Self {
        Self {
            table,
            row,
            habits,
            found: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// What was told of the row: mistakes and warnings.
    pub(super) fn into_problems(self) -> (Vec<RowProblem>, Vec<RowProblem>) {
        (self.found, self.warnings)
    }

    /// Whether the file has the column.
    pub(super) fn has(&self, column: Column) -> bool {
        self.table.has(column)
    }

    /// Tells a mistake in a cell.
    pub(super) fn tell(&mut self, column: Column, code: ProblemCode, message: impl Into<String>) {
        let problem = RowProblem::new(self.row.number, column.name(), code, message);
        self.found.push(problem);
    }

    /// Tells what is worth a look.
    pub(super) fn warn(&mut self, column: Column, code: ProblemCode, message: impl Into<String>) {
        let problem = RowProblem::new(self.row.number, column.name(), code, message);
        self.warnings.push(problem);
    }

    /// The cell's text, cleaned; none if it is empty.
    pub(super) fn text(&self, column: Column) -> Option<String> {
        Some(clean_text(self.table.cell(self.row, column))).filter(|text| !text.is_empty())
    }

    /// The cell's text, none also if it says that there is nothing.
    pub(super) fn something(&self, column: Column) -> Option<String> {
        self.text(column).filter(|text| !values::is_nothing(text))
    }

    /// The cell's text, which must not be empty.
    pub(super) fn required(&mut self, column: Column) -> Option<String> {
        let text = self.text(column);
        if text.is_none() {
            self.tell(
                column,
                ProblemCode::EmptyCell,
                "La celda está vacía. Escriba el dato.",
            );
        }
        text
    }

    /// The institute's key of the row.
    pub(super) fn row_key(&mut self) -> Option<String> {
        let key = self.required(Column::Key)?;
        self.one_line(Column::Key, key, ROW_KEY_MAX)
    }

    /// Formula or list number: demanded of lists, possible elsewhere.
    pub(super) fn number(&mut self, office: Option<&Office>) -> Option<Option<u16>> {
        let is_list = office.is_some_and(|office| office.shape.is_list());
        let zero_is_none = self.has(Column::Contender) && !is_list;
        let text = self
            .something(Column::Number)
            .filter(|text| !(zero_is_none && text == "0"));
        let Some(text) = text else {
            return match office {
                Some(office) if is_list => {
                    self.tell(
                        Column::Number,
                        ProblemCode::Number,
                        format!("Falta el número: {} se elige por lista. Escriba el lugar en la lista, desde 1.", office.name),
                    );
                    None
                }
                Some(_) => Some(None),
                None => None,
            };
        };
        let number = text.parse().ok();
        let number = number.filter(|number| (1..=NUMBER_MAX).contains(number));
        if number.is_none() {
            self.tell(
                Column::Number,
                ProblemCode::Number,
                format!(
                    "«{}» no es un número entero de 1 a {NUMBER_MAX}. Escriba solo cifras.",
                    shown(&text)
                ),
            );
        }
        number.map(Some)
    }

    /// Holder or substitute, and whether the office has substitutes.
    pub(super) fn calling(&mut self, office: Option<&Office>) -> Option<Calling> {
        let text = self.required(Column::Calling)?;
        let Some(calling) = values::calling(&text) else {
            self.tell(
                Column::Calling,
                ProblemCode::Calling,
                format!(
                    "«{}» no es una calidad. Escriba «propietaria» o «suplente».",
                    shown(&text)
                ),
            );
            return None;
        };
        match office {
            Some(office) if calling == Calling::Substitute && !office.shape.allows_substitute() => {
                self.tell(
                    Column::Calling,
                    ProblemCode::Calling,
                    format!(
                        "{} no lleva suplente. Quite la fila o corrija el cargo.",
                        office.name
                    ),
                );
                None
            }
            _ => Some(calling),
        }
    }

    /// A name that may be left out.
    pub(super) fn optional_name(&mut self, column: Column) -> Option<String> {
        let name = self.text(column)?;
        if name.chars().any(char::is_alphanumeric) && values::is_nothing(&name) {
            return None;
        }
        self.name(column, name)
    }

    /// A name that must be there.
    pub(super) fn required_name(&mut self, column: Column) -> Option<String> {
        let name = self.required(column)?;
        self.name(column, name)
    }

    /// Any text of one line with a letter or figure in it is a name: `O'Dam`, and also what looks like a formula
    /// or like HTML, is kept as written and made harmless where it is shown.
    fn name(&mut self, column: Column, name: String) -> Option<String> {
        if values::damaged(&name) {
            self.tell(
                column,
                ProblemCode::DamagedText,
                "Los acentos están dañados (por ejemplo «Ã³» en lugar de «ó»). Vuelva al archivo original y guárdelo una sola vez, como libro de hoja de cálculo o como CSV UTF-8.",
            );
            return None;
        }
        if !name.chars().any(char::is_alphanumeric) {
            self.tell(
                column,
                ProblemCode::Text,
                "El dato no tiene letras. Escríbalo o deje la celda vacía si no existe.",
            );
            return None;
        }
        self.one_line(column, name, NAME_MAX)
    }

    fn one_line(&mut self, column: Column, text: String, most: usize) -> Option<String> {
        if text.contains(['\n', '\t']) {
            self.tell(
                column,
                ProblemCode::Text,
                "El dato tiene un salto de línea o un tabulador. Escríbalo en un solo renglón y revise que no falten comillas.",
            );
            return None;
        }
        // Characters are never more than bytes, and counting them takes long.
        let count = if text.len() <= most {
            0
        } else {
            length(&text, Counting::WithSpaces)
        };
        if count > most {
            self.tell(
                column,
                ProblemCode::Text,
                format!("El dato lleva {count} caracteres y caben {most}. Acórtelo."),
            );
            return None;
        }
        Some(text)
    }

    /// The gender; `M` is *mujer*, unless the file writes `F` too.
    pub(super) fn gender(&mut self) -> Option<Gender> {
        let text = self.required(Column::Gender)?;
        match values::gender(&text) {
            Some(GenderWord::Known(gender)) => Some(gender),
            Some(GenderWord::M) if !self.habits.says_f => Some(Gender::Woman),
            Some(GenderWord::M) => {
                self.tell(
                    Column::Gender,
                    ProblemCode::Gender,
                    "«M» puede ser mujer o masculino, porque en esta columna también hay «F». Escriba «mujer» u «hombre» en todas las filas.",
                );
                None
            }
            None => {
                self.tell(
                    Column::Gender,
                    ProblemCode::Gender,
                    format!("«{}» no se reconoce. Escriba «mujer», «hombre» o «no_binaria» (o M, H, X).", shown(&text)),
                );
                None
            }
        }
    }
}

/// A cell's text as it is repeated to people.
pub(super) fn shown(text: &str) -> String {
    if text.len() <= SHOWN || text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    text.chars().take(SHOWN).chain(['…']).collect()
}
