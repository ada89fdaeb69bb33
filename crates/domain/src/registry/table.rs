//! A registry file as rows under a header.

use super::column_map::ColumnMap;
use super::header::{Header, NoHeader};
use super::report::{ProblemCode, RowProblem};
use super::{Column, FileRow};

/// A file whose header is right.
pub(super) struct Table<'a> {
    header: Header,
    rows: Vec<&'a FileRow>,
    unreadable: Vec<RowProblem>,
}

impl<'a> Table<'a> {
    /// Reads the rows; those that are empty throughout are passed over, as spreadsheets leave them behind.
    ///
    /// # Errors
    /// What keeps them from being a registry at all: no row was looked at then.
    pub(super) fn read(rows: &'a [FileRow], map: &ColumnMap) -> Result<Self, NoHeader> {
        let mut header = Header::find(rows, map)?;
        let filled = rows.iter().skip(header.rows).filter(|row| !row.is_blank());
        let (repeated, data): (Vec<_>, Vec<_>) = filled.partition(|row| header.is_repeated_by(row));
        if let Some(first) = repeated.first() {
            header.remarks.push(format!(
                "El encabezado se repite en la fila {}{}: se pasa por alto.",
                first.number,
                if repeated.len() > 1 {
                    " y en otras"
                } else {
                    ""
                }
            ));
        }
        let mut unreadable = Vec::new();
        let rows = data
            .into_iter()
            .filter(|row| {
                let problem = wrong_length(row, &header);
                let fits = problem.is_none();
                unreadable.extend(problem);
                fits
            })
            .collect();
        Ok(Self {
            header,
            rows,
            unreadable,
        })
    }

    /// What people are told of the file as a whole.
    pub(super) fn remarks(&self) -> &[String] {
        &self.header.remarks
    }

    /// Headings that no column is known for.
    pub(super) fn unread(&self) -> &[String] {
        &self.header.unread
    }

    /// The rows whose cells do not fit the header, one problem each.
    pub(super) fn unreadable(&self) -> &[RowProblem] {
        &self.unreadable
    }

    /// The rows that fit the header.
    pub(super) fn rows(&self) -> &[&'a FileRow] {
        &self.rows
    }

    /// Whether the file has a column.
    pub(super) fn has(&self, column: Column) -> bool {
        self.header.place(column).is_some()
    }

    /// A cell as written; empty if the file has no such column.
    pub(super) fn cell(&self, row: &'a FileRow, column: Column) -> &'a str {
        let place = self.header.place(column);
        let cell = place.and_then(|place| row.cells.get(place));
        cell.map_or("", String::as_str)
    }

    /// Every cell of a column.
    pub(super) fn cells(&self, column: Column) -> impl Iterator<Item = &str> {
        let place = self.header.place(column);
        self.rows
            .iter()
            .filter_map(move |row| row.cells.get(place?).map(String::as_str))
    }
}

/// A row with data where the header has no name, or that ends before what every row must have.
fn wrong_length(row: &FileRow, header: &Header) -> Option<RowProblem> {
    let (found, wanted) = (row.cells.len(), header.width());
    let nameless = row
        .cells
        .iter()
        .enumerate()
        .any(|(place, cell)| !cell.trim().is_empty() && header.is_nameless(place));
    if nameless {
        return Some(RowProblem::of_row(
            row.number,
            ProblemCode::RowLength,
            format!(
                "La fila tiene datos en una columna sin nombre ({found} celdas de {wanted}). Si es un CSV y un dato lleva coma, póngalo \"entre comillas\"; si la columna sobra, bórrela."
            ),
        ));
    }
    // Cells at the end that are empty are not always there, so only a row that is mostly missing is told as such.
    (found * 2 < wanted).then(|| {
        let open = row.cells.iter().any(|cell| cell.contains('\n'));
        let hint = if open {
            "Parece que quedaron comillas abiertas: ciérrelas."
        } else {
            "Revise que no falten separadores: si un dato no existe, se deja la celda vacía."
        };
        RowProblem::of_row(
            row.number,
            ProblemCode::RowLength,
            format!("La fila tiene {found} celdas y el encabezado {wanted}. {hint}"),
        )
    })
}
