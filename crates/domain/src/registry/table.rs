//! A registry file as a table: its encoding, its separator, its header and its rows, numbered as a spreadsheet
//! numbers them.

use csv::StringRecord;

use super::report::RowProblem;
use super::suggestion::nearest;

/// The columns of a registry file, in the order of the template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// The institute's key of the row, the same from file to file.
    Key,
    /// Office.
    Office,
    /// Territory.
    Territory,
    /// Formula or list number.
    Number,
    /// Holder or substitute.
    Calling,
    /// Party that postulates.
    Party,
    /// Agreement, where there is one.
    Agreement,
    /// Given names.
    GivenNames,
    /// First surname.
    FirstSurname,
    /// Second surname.
    SecondSurname,
    /// Name by which people know the person.
    Nickname,
    /// Gender.
    Gender,
    /// Birth date.
    BirthDate,
    /// Population registry code.
    Curp,
}

impl Column {
    /// Every column, in the order of the template.
    pub const ALL: [Self; 14] = [
        Self::Key,
        Self::Office,
        Self::Territory,
        Self::Number,
        Self::Calling,
        Self::Party,
        Self::Agreement,
        Self::GivenNames,
        Self::FirstSurname,
        Self::SecondSurname,
        Self::Nickname,
        Self::Gender,
        Self::BirthDate,
        Self::Curp,
    ];

    /// Its name in the header.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Key => "clave",
            Self::Office => "cargo",
            Self::Territory => "territorio",
            Self::Number => "numero",
            Self::Calling => "calidad",
            Self::Party => "partido",
            Self::Agreement => "convenio",
            Self::GivenNames => "nombre",
            Self::FirstSurname => "primer_apellido",
            Self::SecondSurname => "segundo_apellido",
            Self::Nickname => "sobrenombre",
            Self::Gender => "sexo",
            Self::BirthDate => "fecha_nacimiento",
            Self::Curp => "curp",
        }
    }
}

/// One row with its number.
pub(super) struct Line {
    /// The number that a spreadsheet shows; the header is 1.
    pub(super) number: u32,
    cells: StringRecord,
}

/// A file whose encoding and header are right.
pub(super) struct Table {
    places: [usize; Column::ALL.len()],
    lines: Vec<Line>,
    unreadable: Vec<RowProblem>,
}

impl Table {
    /// Reads the file; rows that are empty throughout are passed over, as spreadsheets leave them behind.
    ///
    /// # Errors
    /// What keeps it from being a table at all: no row was looked at then.
    pub(super) fn read(file: &[u8]) -> Result<Self, Vec<RowProblem>> {
        let text = decode(file).map_err(|problem| vec![problem])?;
        let mut records = numbered_records(text).into_iter();
        let Some(header) = records.next() else {
            return Err(vec![RowProblem::of_row(
                1,
                format!(
                    "El archivo está vacío. Escriba el encabezado: {}.",
                    expected()
                ),
            )]);
        };
        let places = read_header(&header.cells)?;
        let mut unreadable = Vec::new();
        let lines = records
            .filter(|line| !line.cells.iter().all(|cell| cell.trim().is_empty()))
            .filter(|line| {
                let problem = wrong_length(line, &header.cells);
                let fits = problem.is_none();
                unreadable.extend(problem);
                fits
            })
            .collect();
        Ok(Self {
            places,
            lines,
            unreadable,
        })
    }

    /// The rows whose cells do not fit the header, one problem each.
    pub(super) fn unreadable(&self) -> &[RowProblem] {
        &self.unreadable
    }

    /// The rows that fit the header.
    pub(super) fn lines(&self) -> impl ExactSizeIterator<Item = &Line> {
        self.lines.iter()
    }

    /// A cell as written.
    pub(super) fn cell<'a>(&self, line: &'a Line, column: Column) -> &'a str {
        let place = self.places[column as usize];
        line.cells.get(place).unwrap_or_default()
    }
}

const SAVE_AS: &str = "Ábralo en su hoja de cálculo y guárdelo de nuevo con «Guardar como → CSV UTF-8 (delimitado por comas)»";

fn expected() -> String {
    Column::ALL.map(Column::name).join(",")
}

/// The file as text, without a byte-order mark.
fn decode(file: &[u8]) -> Result<&str, RowProblem> {
    let told = |row, what: &str| RowProblem::of_row(row, format!("{what} {SAVE_AS}."));
    if file.starts_with(b"PK\x03\x04") || file.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(told(
            1,
            "El archivo es un libro de hoja de cálculo, no un CSV.",
        ));
    }
    let utf16 = file.starts_with(b"\xFF\xFE") || file.starts_with(b"\xFE\xFF");
    if utf16 || file.iter().take(2).any(|byte| *byte == 0) {
        return Err(told(1, "El archivo está en UTF-16 y aquí se lee UTF-8."));
    }
    let file = file.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(file);
    std::str::from_utf8(file).map_err(|error| {
        let good = file.get(..error.valid_up_to()).unwrap_or_default();
        let breaks = String::from_utf8_lossy(good).matches('\n').count();
        let row = u32::try_from(breaks).unwrap_or(u32::MAX).saturating_add(1);
        told(
            row,
            "Hay letras guardadas en otra codificación (quizá Windows-1252) y aquí se lee UTF-8.",
        )
    })
}

/// The records with the numbers that a spreadsheet gives them: blank lines count, line breaks inside a cell do not.
fn numbered_records(text: &str) -> Vec<Line> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = RowCounter::of(text);
    reader
        .records()
        .filter_map(Result::ok)
        .map(|cells| Line {
            number: rows.number(&cells),
            cells,
        })
        .collect()
}

/// Counts line ends (LF, CRLF or CR) up to a record, less those that lay inside cells.
struct RowCounter<'a> {
    bytes: &'a [u8],
    at: usize,
    ends: usize,
    inside: usize,
}

impl<'a> RowCounter<'a> {
    fn of(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            at: 0,
            ends: 0,
            inside: 0,
        }
    }

    fn number(&mut self, record: &StringRecord) -> u32 {
        let start = record.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        while self
            .bytes
            .get(self.at)
            .is_some_and(|byte| self.at < start || matches!(byte, b'\r' | b'\n'))
        {
            self.ends += usize::from(self.ends_line(self.at));
            self.at += 1;
        }
        let number = self.ends - self.inside + 1;
        self.inside += record.iter().map(line_ends).sum::<usize>();
        u32::try_from(number).unwrap_or(u32::MAX)
    }

    fn ends_line(&self, at: usize) -> bool {
        match self.bytes.get(at) {
            Some(b'\n') => true,
            Some(b'\r') => self.bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        }
    }
}

fn line_ends(cell: &str) -> usize {
    let counter = RowCounter::of(cell);
    (0..cell.len()).filter(|at| counter.ends_line(*at)).count()
}

/// Where each column is.
fn read_header(header: &StringRecord) -> Result<[usize; Column::ALL.len()], Vec<RowProblem>> {
    if let (1, Some(cell)) = (header.len(), header.get(0))
        && cell.contains([';', '\t'])
    {
        let with = if cell.contains(';') {
            "punto y coma"
        } else {
            "tabuladores"
        };
        return Err(vec![RowProblem::of_row(
            1,
            format!("Las columnas están separadas con {with} y aquí se leen comas. {SAVE_AS}."),
        )]);
    }
    let mut problems = Vec::new();
    let mut places = [None; Column::ALL.len()];
    for (place, cell) in header.iter().enumerate() {
        let name = cell.trim();
        match Column::ALL.into_iter().find(|column| column.name() == name) {
            Some(column) if places[column as usize].is_some() => problems.push(RowProblem::new(
                1,
                name,
                "La columna está repetida. Deje una sola.".to_owned(),
            )),
            Some(column) => places[column as usize] = Some(place),
            // Spreadsheets save empty columns at the right; `wrong_length` sees that they stay empty.
            None if name.is_empty() => {}
            None => problems.push(RowProblem::new(1, name, unknown_column(name))),
        }
    }
    for column in Column::ALL {
        if places[column as usize].is_none() {
            problems.push(RowProblem::new(
                1,
                column.name(),
                format!(
                    "Falta la columna. Agréguela, aunque vaya vacía; el encabezado completo es: {}.",
                    expected()
                ),
            ));
        }
    }
    if problems.is_empty() {
        Ok(places.map(Option::unwrap_or_default))
    } else {
        Err(problems)
    }
}

fn unknown_column(name: &str) -> String {
    match nearest(name, Column::ALL.iter().map(|column| column.name())) {
        Some(known) => format!(
            "No se conoce la columna «{name}». ¿Quiso escribir «{known}»? Los nombres van en minúsculas y sin acentos."
        ),
        None => format!(
            "No se conoce la columna «{name}». Bórrela; se leen: {}.",
            expected()
        ),
    }
}

fn wrong_length(line: &Line, header: &StringRecord) -> Option<RowProblem> {
    let (found, wanted) = (line.cells.len(), header.len());
    let nameless = line.cells.iter().enumerate().any(|(place, cell)| {
        !cell.trim().is_empty() && header.get(place).is_none_or(|name| name.trim().is_empty())
    });
    if nameless {
        return Some(RowProblem::of_row(
            line.number,
            format!(
                "La fila tiene datos en una columna sin nombre ({found} celdas de {wanted}). Si un dato lleva coma, póngalo \"entre comillas\"; si la columna sobra, bórrela."
            ),
        ));
    }
    (found < wanted).then(|| {
        let open = line.cells.iter().any(|cell| cell.contains('\n'));
        let hint = if open {
            "Parece que quedaron comillas abiertas: ciérrelas."
        } else {
            "Si un dato no existe, deje la celda vacía pero con su coma."
        };
        RowProblem::of_row(
            line.number,
            format!("La fila tiene {found} celdas y el encabezado {wanted}. {hint}"),
        )
    })
}
