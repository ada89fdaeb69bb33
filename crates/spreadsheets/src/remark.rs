//! What whoever sent a file should know about how it was read.

use std::fmt;

/// Where in the sheet, both counted from 1; `None` where it is said of all rows or all columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The row as the spreadsheet numbers it.
    pub row: Option<u32>,
    /// The column: 1 is A.
    pub column: Option<u32>,
}

impl Place {
    /// The whole file.
    pub const WHOLE: Self = Self {
        row: None,
        column: None,
    };

    /// One cell.
    pub const fn cell(row: u32, column: u32) -> Self {
        Self {
            row: Some(row),
            column: Some(column),
        }
    }

    /// One row.
    pub const fn row(row: u32) -> Self {
        Self {
            row: Some(row),
            column: None,
        }
    }

    /// One column.
    pub const fn column(column: u32) -> Self {
        Self {
            row: None,
            column: Some(column),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.row, self.column.map(column_letters)) {
            (Some(row), Some(column)) => write!(out, "Celda {column}{row}"),
            (Some(row), None) => write!(out, "Fila {row}"),
            (None, Some(column)) => write!(out, "Columna {column}"),
            (None, None) => write!(out, "Archivo"),
        }
    }
}

/// The letters by which a spreadsheet calls a column: 1 is `A`, 27 is `AA`.
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// What was noticed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Remarked {
    /// The cell shows an error such as `#N/A`; it was read as empty.
    CellError(String),
    /// The cell holds a length of time, not a date; it was read as empty.
    Duration,
    /// The number has a date's format but is no date; it was read as empty.
    NotADate,
    /// The formula was saved without its result; it was read as empty.
    FormulaWithoutValue,
    /// A number of more than 15 digits: spreadsheets lose the last ones.
    LongNumber,
    /// Cells merged into one, with the last one's place; the value counts for the first.
    Merged(Place),
    /// The row is hidden, and was read.
    HiddenRow,
    /// The column is hidden, and was read.
    HiddenColumn,
    /// The sheet is hidden, and was passed over.
    HiddenSheet(String),
    /// Another sheet with data, not read.
    OtherSheet(String),
    /// The text was not UTF-8 and was read as Windows-1252.
    ReadAsWindows1252,
    /// A quotation mark opens a cell that nothing closes.
    OpenQuote,
    /// So many more of the kind before it.
    More(usize),
}

impl fmt::Display for Remarked {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CellError(shown) => write!(
                out,
                "La celda muestra el error {shown}; se leyó vacía. Escriba el dato."
            ),
            Self::Duration => out.write_str(
                "La celda guarda una duración, no una fecha; se leyó vacía. Escriba el dato con formato de texto.",
            ),
            Self::NotADate => out.write_str(
                "La celda tiene formato de fecha, pero su número no es una fecha; se leyó vacía. Escriba la fecha como AAAA-MM-DD.",
            ),
            Self::FormulaWithoutValue => out.write_str(
                "La fórmula se guardó sin su resultado; se leyó vacía. Abra el libro en su hoja de cálculo, guárdelo y envíelo de nuevo.",
            ),
            Self::LongNumber => out.write_str(
                "El número tiene más de 15 cifras y las hojas de cálculo pierden las últimas. Revíselo y guárdelo con formato de texto.",
            ),
            Self::Merged(last) => {
                write!(out, "Hay celdas combinadas hasta ")?;
                match (last.column.map(column_letters), last.row) {
                    (Some(column), Some(row)) => write!(out, "{column}{row}")?,
                    _ => write!(out, "otra celda")?,
                }
                out.write_str("; el dato cuenta solo para la primera. Si vale para todas, sepárelas y repítalo.")
            }
            Self::HiddenRow => out.write_str("La fila está oculta en la hoja; también se leyó."),
            Self::HiddenColumn => {
                out.write_str("La columna está oculta en la hoja; también se leyó.")
            }
            Self::HiddenSheet(name) => {
                write!(out, "La hoja «{name}» está oculta y no se leyó.")
            }
            Self::OtherSheet(name) => write!(
                out,
                "La hoja «{name}» también tiene datos y no se leyó. Si la necesita, guárdela como un archivo aparte."
            ),
            Self::ReadAsWindows1252 => out.write_str(
                "El archivo no está en UTF-8; se leyó como Windows-1252. Revise en la vista previa que los acentos y las eñes estén bien.",
            ),
            Self::OpenQuote => out.write_str(
                "Parece que quedaron comillas abiertas y varias filas se leyeron como una sola. Ciérrelas.",
            ),
            Self::More(count) => write!(out, "Y {count} casos más como el anterior."),
        }
    }
}

/// One thing noticed, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Where.
    pub place: Place,
    /// What.
    pub what: Remarked,
}

impl fmt::Display for Remark {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place == Place::WHOLE {
            write!(out, "{}", self.what)
        } else {
            write!(out, "{}: {}", self.place, self.what)
        }
    }
}

/// Remarks kept by kind, so that a million of one kind neither fill the memory nor hide another.
pub(crate) struct Remarks {
    of_a_kind: usize,
    kept: Vec<(std::mem::Discriminant<Remarked>, Vec<Remark>, usize)>,
}

impl Remarks {
    pub(crate) fn new(of_a_kind: usize) -> Self {
        Self {
            of_a_kind,
            kept: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, place: Place, what: Remarked) {
        let kind = std::mem::discriminant(&what);
        let remark = Remark { place, what };
        match self.kept.iter_mut().find(|(known, ..)| *known == kind) {
            Some((_, told, _)) if told.len() < self.of_a_kind => told.push(remark),
            Some((_, _, more)) => *more += 1,
            None => self.kept.push((kind, vec![remark], 0)),
        }
    }

    /// All of them, kind after kind, each in the order it was noticed.
    pub(crate) fn finish(self) -> Vec<Remark> {
        let mut all = Vec::new();
        for (_, told, more) in self.kept {
            all.extend(told);
            if more > 0 {
                all.push(Remark {
                    place: Place::WHOLE,
                    what: Remarked::More(more),
                });
            }
        }
        all
    }
}
