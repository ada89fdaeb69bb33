//! The header of a registry file: where it is, and which of its headings is which column.

use super::column_map::ColumnMap;
use super::folding::{folded, squeezed};
use super::report::{ProblemCode, RowProblem};
use super::suggestion::nearest;
use super::{Column, FileRow};

/// Rows among which the header is looked for: titles and seals stand above it, never more than these.
const LOOKED_AT: usize = 20;
/// Letters of a file's own heading that are repeated to people.
const SHOWN: usize = 60;

/// A header that was understood.
#[derive(Debug)]
pub(super) struct Header {
    /// Where each column is.
    places: [Option<usize>; Column::READ.len()],
    /// The headings as written, by place.
    headings: Vec<String>,
    /// How many rows of the file come before the first candidacy.
    pub(super) rows: usize,
    /// What people are told of it.
    pub(super) remarks: Vec<String>,
    /// Headings that no column is known for.
    pub(super) unread: Vec<String>,
}

/// Why there is no header.
#[derive(Debug)]
pub(super) struct NoHeader {
    /// What is told.
    pub(super) problems: Vec<RowProblem>,
    /// Headings that no column is known for.
    pub(super) unread: Vec<String>,
}

impl From<RowProblem> for NoHeader {
    fn from(problem: RowProblem) -> Self {
        Self {
            problems: vec![problem],
            unread: Vec::new(),
        }
    }
}

impl Header {
    /// Finds the header among the first rows, and says what it lacks.
    ///
    /// # Errors
    /// What keeps the file from being a registry.
    pub(super) fn find(rows: &[FileRow], map: &ColumnMap) -> Result<Self, NoHeader> {
        let known = |heading: &str| column_of(heading, map).is_some();
        let filled = |row: &&(usize, &FileRow)| !row.1.is_blank();
        let first: Vec<(usize, &FileRow)> = rows.iter().enumerate().take(LOOKED_AT).collect();
        let Some((_, any)) = first.iter().find(filled) else {
            let message = format!(
                "El archivo está vacío. Escriba el encabezado: {}.",
                expected()
            );
            return Err(RowProblem::of_row(1, ProblemCode::NoHeader, message).into());
        };
        let matches = |row: &FileRow| row.cells.iter().filter(|cell| known(cell)).count();
        // The earliest of the best: rows of data that repeat a heading never win over the header.
        let best = first.iter().rev().max_by_key(|(_, row)| matches(row));
        let Some((place, row)) = best.filter(|(_, row)| matches(row) > 0) else {
            return Err(RowProblem::of_row(
                any.number,
                ProblemCode::NoHeader,
                format!(
                    "No se encontró el encabezado en los primeros {LOOKED_AT} renglones. Escriba uno con estas columnas: {}.",
                    expected()
                ),
            )
            .into());
        };
        let mut headings = row.cells.clone();
        let above = place.checked_sub(1).and_then(|above| rows.get(above));
        let second = above.is_some_and(|above| complete(&mut headings, above, &known));
        let below = rows.get(place + 1).filter(|row| all_headings(row, &known));
        if let Some(below) = below {
            for (at, cell) in below.cells.iter().enumerate().filter(|(_, c)| known(c)) {
                put(&mut headings, at, cell);
            }
        }
        let mut header = Self::read(headings, row.number, map)?;
        header.rows = place + 1 + usize::from(below.is_some());
        header.tell_place(row.number, second || below.is_some());
        Ok(header)
    }

    /// The place of a column, if the file has it.
    pub(super) fn place(&self, column: Column) -> Option<usize> {
        self.places[column as usize]
    }

    /// Whether any of these columns is there.
    pub(super) fn has_any(&self, columns: &[Column]) -> bool {
        columns.iter().any(|column| self.place(*column).is_some())
    }

    /// How many cells a row has up to the last column that is read.
    pub(super) fn width(&self) -> usize {
        let places = self.places.iter().flatten();
        places.max().map_or(0, |last| last + 1)
    }

    /// Whether a column without a name is at this place.
    pub(super) fn is_nameless(&self, place: usize) -> bool {
        self.headings
            .get(place)
            .is_none_or(|heading| heading.trim().is_empty())
    }

    /// Whether the row repeats the header, as printed lists do on every page.
    pub(super) fn is_repeated_by(&self, row: &FileRow) -> bool {
        let mut cells = 0;
        row.cells.iter().enumerate().all(|(place, cell)| {
            let cell = cell.trim();
            cells += usize::from(!cell.is_empty());
            cell.is_empty() || self.headings.get(place).is_some_and(|h| h.trim() == cell)
        }) && cells > 1
    }

    fn read(headings: Vec<String>, row: u32, map: &ColumnMap) -> Result<Self, NoHeader> {
        let mut header = Self {
            places: [None; Column::READ.len()],
            headings,
            rows: 0,
            remarks: Vec::new(),
            unread: Vec::new(),
        };
        let mut problems = Vec::new();
        let mut unread = Vec::new();
        for (place, heading) in header.headings.iter().enumerate() {
            match column_of(heading, map) {
                Some(found) => {
                    let taken = &mut header.places[found.column as usize];
                    match taken.and_then(|taken| header.headings.get(taken)) {
                        None => *taken = Some(place),
                        Some(other) => {
                            let before = column_of(other, map).map(|other| other.sure);
                            match before.map(|before| before.cmp(&found.sure)) {
                                Some(std::cmp::Ordering::Less) => {
                                    unread.push(other.clone());
                                    *taken = Some(place);
                                }
                                Some(std::cmp::Ordering::Greater) => unread.push(heading.clone()),
                                _ => problems.push(RowProblem::new(
                                    row,
                                    found.column.name(),
                                    ProblemCode::RepeatedColumn,
                                    format!(
                                        "Las columnas «{}» y «{}» dicen lo mismo. Deje una sola.",
                                        shown(other),
                                        shown(heading)
                                    ),
                                )),
                            }
                        }
                    }
                }
                None if heading.trim().is_empty() || map.says(heading) == Some(None) => {}
                None => unread.push(heading.clone()),
            }
        }
        problems.extend(header.missing(row, &unread));
        if !problems.is_empty() {
            let unread = unread.iter().map(|heading| shown(heading)).collect();
            return Err(NoHeader { problems, unread });
        }
        header.tell_columns(&unread);
        header.unread = unread.iter().map(|heading| shown(heading)).collect();
        Ok(header)
    }

    /// The columns without which no row can be read.
    fn missing(&self, row: u32, unread: &[String]) -> Vec<RowProblem> {
        let lacking = REQUIRED.iter().filter(|choices| !self.has_any(choices));
        lacking
            .map(|choices| {
                let column = choices[0];
                let near = choices.iter().find_map(|choice| {
                    nearest(choice.name(), unread.iter().map(String::as_str))
                });
                let hint = match near {
                    Some(heading) => format!(
                        "¿Es la columna «{}»? Cámbiele el nombre, o diga en el mapa de columnas cuál es.",
                        shown(heading)
                    ),
                    None => format!("El encabezado completo es: {}.", expected()),
                };
                let name = column.name();
                let aside = match column {
                    Column::FirstSurname => " Si el nombre va en una sola columna, llámela «nombre_completo».",
                    _ => "",
                };
                RowProblem::new(
                    row,
                    name,
                    ProblemCode::MissingColumn,
                    format!("Falta la columna «{name}».{aside} {hint}"),
                )
            })
            .collect()
    }

    fn tell_place(&mut self, number: u32, two: bool) {
        if two {
            self.remarks.push(format!(
                "El encabezado ocupa dos renglones, en la fila {number} y la de junto: se leen los dos."
            ));
        } else if number > 1 {
            self.remarks.push(format!(
                "El encabezado está en la fila {number}: lo que va arriba no se lee."
            ));
        }
    }

    fn tell_columns(&mut self, unread: &[String]) {
        if !unread.is_empty() {
            let list = unread.iter().map(|heading| {
                let own = Column::READ.iter().filter(|c| self.place(**c).is_none());
                match nearest(heading, own.map(|column| column.name())) {
                    Some(near) => format!("«{}» (¿es «{near}»?)", shown(heading)),
                    None => format!("«{}»", shown(heading)),
                }
            });
            let list: Vec<String> = list.collect();
            let what = match list.len() {
                1 => "No se lee esta columna, que el registro no usa",
                _ => "No se leen estas columnas, que el registro no usa",
            };
            self.remarks.push(format!("{what}: {}.", list.join(", ")));
        }
        if self.place(Column::Key).is_none() {
            self.remarks.push(
                "El archivo no trae «clave»: cada fila se reconoce por su cargo, territorio, partido, número y calidad."
                    .to_owned(),
            );
        }
        let kept: Vec<&str> = OPTIONAL
            .into_iter()
            .filter(|column| self.place(*column).is_none())
            .map(Column::name)
            .collect();
        if !kept.is_empty() {
            self.remarks.push(format!(
                "El archivo no trae {}: lo que ya estuviera registrado de eso se queda como está.",
                kept.join(", ")
            ));
        }
    }
}

/// Columns of which one of each group must be there; the first is the one that the template has.
const REQUIRED: [&[Column]; 7] = [
    &[Column::Office],
    &[
        Column::Territory,
        Column::District,
        Column::Municipality,
        Column::Constituency,
        Column::State,
    ],
    &[Column::Calling],
    &[Column::Party, Column::Contender],
    &[Column::GivenNames, Column::FullName],
    &[Column::FirstSurname, Column::FullName],
    &[Column::Gender],
];

/// Columns whose absence leaves what is registered as it is.
const OPTIONAL: [Column; 3] = [Column::Nickname, Column::BirthDate, Column::Curp];

fn expected() -> String {
    Column::ALL.map(Column::name).join(",")
}

/// A heading as it is repeated to people.
fn shown(heading: &str) -> String {
    let line = heading.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN {
        return line;
    }
    line.chars().take(SHOWN).chain(['…']).collect()
}

/// Which column a heading is, and how surely.
#[derive(Clone, Copy)]
struct Match {
    column: Column,
    sure: Sureness,
}

/// A heading that somebody mapped goes before our own name, and that before a synonym.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sureness {
    Synonym,
    Name,
    Said,
}

fn column_of(heading: &str, map: &ColumnMap) -> Option<Match> {
    // No heading is that long, and a paragraph above the table should not be compared letter by letter.
    if heading.len() > 200 {
        return None;
    }
    if let Some(said) = map.says(heading) {
        let sure = Sureness::Said;
        return said.map(|column| Match { column, sure });
    }
    let squeezed = squeezed(heading);
    if squeezed.is_empty() {
        return None;
    }
    let named = |column: &Column| super::folding::squeezed(column.name()) == squeezed;
    if let Some(column) = Column::READ.into_iter().find(named) {
        let sure = Sureness::Name;
        return Some(Match { column, sure });
    }
    // `Nombre(s)` and `Propietario/a` lose what only says that they may be several or of any gender.
    let plain: String = folded(heading)
        .split(' ')
        .filter(|word| !matches!(*word, "s" | "es" | "a" | "as" | "o" | "os"))
        .collect();
    Column::READ
        .into_iter()
        .find(|column| {
            let synonyms = column.synonyms();
            synonyms.contains(&squeezed.as_str())
                || synonyms.contains(&plain.as_str())
                || super::folding::squeezed(column.name()) == plain
        })
        .map(|column| Match {
            column,
            sure: Sureness::Synonym,
        })
}

/// Fills the blank headings from the row above, where groups of columns have their names; whether any was of use.
fn complete(headings: &mut Vec<String>, above: &FileRow, known: &dyn Fn(&str) -> bool) -> bool {
    let mut any = false;
    for (at, cell) in above.cells.iter().enumerate() {
        let blank = headings.get(at).is_none_or(|own| own.trim().is_empty());
        if blank && known(cell) {
            put(headings, at, cell);
            any = true;
        }
    }
    any
}

fn put(headings: &mut Vec<String>, at: usize, cell: &str) {
    if headings.len() <= at {
        headings.resize(at + 1, String::new());
    }
    if let Some(heading) = headings.get_mut(at) {
        cell.clone_into(heading);
    }
}

/// Whether the row is the second of two header rows: nothing but headings, and more than one.
fn all_headings(row: &FileRow, known: &dyn Fn(&str) -> bool) -> bool {
    let filled = || row.cells.iter().filter(|cell| !cell.trim().is_empty());
    filled().count() > 1 && filled().all(|cell| known(cell))
}
