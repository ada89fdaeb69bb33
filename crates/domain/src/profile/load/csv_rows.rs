//! Reads a CSV file with named columns, row by row.

use std::fmt::Display;
use std::str::FromStr;

use csv::StringRecord;

use super::report::{Checked, Place, Report};
use super::suggestion::{nearest, remedy};
use super::text::TextFile;
use super::toml_table::{one_of, wrong_text};

/// A row, its columns by name.
pub(crate) struct Row<'a> {
    place: Place<'a>,
    columns: &'a [Option<&'static str>],
    cells: &'a StringRecord,
}

impl<'a> Row<'a> {
    /// Where the row is.
    pub(crate) fn place(&self) -> Place<'a> {
        self.place
    }

    /// A cell without the spaces around it; the column is one of those that the file was read with.
    pub(crate) fn cell(&self, column: &str) -> &str {
        let index = self.columns.iter().position(|known| *known == Some(column));
        index
            .and_then(|index| self.cells.get(index))
            .unwrap_or_default()
            .trim()
    }

    /// A cell that must not be empty.
    pub(crate) fn text(&self, column: &str) -> Checked<String> {
        let cell = self.cell(column);
        self.place.expect(
            !cell.is_empty(),
            format!("la columna «{column}» está vacía"),
            "escriba el dato",
        )?;
        Ok(cell.to_owned())
    }

    /// A key, colour or other text with rules of its own.
    pub(crate) fn parsed<T>(&self, column: &str) -> Checked<T>
    where
        T: FromStr,
        T::Err: Display,
    {
        let text = self.text(column)?;
        text.parse()
            .map_err(|error: T::Err| wrong_text(self.place, column, &error))
    }

    /// As [`Self::parsed`], for a cell that may be empty.
    pub(crate) fn optional<T>(&self, column: &str) -> Checked<Option<T>>
    where
        T: FromStr,
        T::Err: Display,
    {
        if self.cell(column).is_empty() {
            Ok(None)
        } else {
            self.parsed(column).map(Some)
        }
    }

    /// One of several words.
    pub(crate) fn word<T: Copy>(&self, column: &str, words: &[(&str, T)]) -> Checked<T> {
        one_of(column, &self.text(column)?, words, self.place)
    }

    /// A whole number from 1 to `most`.
    pub(crate) fn count(&self, column: &str, most: u16) -> Checked<u16> {
        let text = self.text(column)?;
        let number = text
            .parse::<u16>()
            .ok()
            .filter(|number| (1..=most).contains(number));
        number.ok_or_else(|| {
            self.place.problem(
                format!("«{text}» en la columna «{column}» no es un número entero de 1 a {most}"),
                "escriba solo cifras",
            )
        })
    }
}

/// Reads the file's rows; returns whether the file itself could be read as a table.
pub(crate) fn read_rows(
    file: &TextFile,
    report: &Report,
    expected: &[&'static str],
    mut read: impl FnMut(&Row<'_>),
) -> Checked<()> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(file.text.as_bytes());
    let mut cells = StringRecord::new();
    let mut columns: Option<Vec<Option<&'static str>>> = None;
    let mut result = Ok(());
    while read_record(&mut reader, &mut cells, report.place(&file.path, 1))? {
        let line = cells.position().map_or(1, csv::Position::line);
        let place = report.place(&file.path, u32::try_from(line).unwrap_or(u32::MAX));
        match &columns {
            None => columns = Some(header(&cells, expected, place)?),
            Some(_) if cells.iter().all(|cell| cell.trim().is_empty()) => {}
            Some(columns) => match check_shape(&cells, columns.len(), place) {
                Ok(()) => read(&Row {
                    place,
                    columns,
                    cells: &cells,
                }),
                Err(reported) => result = Err(reported),
            },
        }
    }
    if columns.is_none() {
        return Err(report.place(&file.path, 1).problem(
            "el archivo está vacío",
            format!("escriba el encabezado: {}", expected.join(",")),
        ));
    }
    result
}

fn read_record(
    reader: &mut csv::Reader<&[u8]>,
    cells: &mut StringRecord,
    place: Place<'_>,
) -> Checked<bool> {
    reader.read_record(cells).map_err(|error| {
        let line = error.position().map_or(1, csv::Position::line);
        place.at(u32::try_from(line).unwrap_or(u32::MAX)).problem(
            "la fila no se puede leer como CSV",
            "revise sus comas y comillas",
        )
    })
}

fn header(
    cells: &StringRecord,
    expected: &[&'static str],
    place: Place<'_>,
) -> Checked<Vec<Option<&'static str>>> {
    if cells.len() == 1 && cells.get(0).is_some_and(|cell| cell.contains([';', '\t'])) {
        return Err(place.problem(
            "las columnas no están separadas por comas",
            "guarde el archivo como «CSV UTF-8 (delimitado por comas)»",
        ));
    }
    let mut columns: Vec<Option<&'static str>> = Vec::new();
    let mut result = Ok(());
    for cell in cells {
        let name = cell.trim();
        let known = expected.iter().copied().find(|column| *column == name);
        if known.is_some_and(|known| columns.contains(&Some(known))) {
            result = Err(place.problem(format!("la columna «{name}» se repite"), "deje una sola"));
        } else if known.is_none() {
            let others = expected.iter().copied();
            result = Err(place.problem(
                format!("no se conoce la columna «{name}»"),
                remedy(name, others),
            ));
        }
        columns.push(known);
    }
    for column in missing(cells, expected) {
        result = Err(place.problem(
            format!("falta la columna «{column}»"),
            format!("el encabezado es: {}", expected.join(",")),
        ));
    }
    result.map(|()| columns)
}

/// The columns that are not there, less those that are only misspelt, which was said.
fn missing(cells: &StringRecord, expected: &[&'static str]) -> Vec<&'static str> {
    let known = || expected.iter().copied();
    let meant: Vec<&str> = cells
        .iter()
        .filter_map(|cell| nearest(cell.trim(), known()))
        .collect();
    known().filter(|column| !meant.contains(column)).collect()
}

fn check_shape(cells: &StringRecord, columns: usize, place: Place<'_>) -> Checked<()> {
    let found = cells.len();
    place.expect(
        found == columns,
        format!("la fila tiene {found} celdas y el encabezado {columns}"),
        "si un dato lleva coma, póngalo \"entre comillas\"; si falta un dato, deje la celda vacía pero con su coma",
    )?;
    place.expect(
        !cells.iter().any(|cell| cell.contains('\n')),
        "una celda abarca varias líneas",
        "cierre las comillas que quedaron abiertas",
    )
}
