//! The cells of one row as values: each reader tells what is wrong with its cell and goes on.

use jiff::civil::Date;

use super::report::RowProblem;
use super::table::{Column, Line, Table};
use super::{Calling, Gender, Person};
use crate::profile::{Office, Profile};
use crate::questionnaire::{clean_text, length};

/// Most characters of a name or surname.
pub const NAME_MAX: usize = 120;
/// Most characters of a row's key.
pub const ROW_KEY_MAX: usize = 60;
/// Highest formula or list number.
pub const NUMBER_MAX: u16 = 999;
/// Ages that a candidate may have on election day, in completed years.
pub const AGES: std::ops::RangeInclusive<u16> = 18..=120;

/// A row whose cells are being read.
pub(super) struct Cells<'a> {
    table: &'a Table,
    line: &'a Line,
    found: Vec<RowProblem>,
}

impl<'a> Cells<'a> {
    pub(super) fn of(table: &'a Table, line: &'a Line) -> Self {
        Self {
            table,
            line,
            found: Vec::new(),
        }
    }

    /// What was told of the row.
    pub(super) fn into_problems(self) -> Vec<RowProblem> {
        self.found
    }

    /// Tells a mistake in a cell.
    pub(super) fn tell(&mut self, column: Column, message: impl Into<String>) {
        self.found.push(RowProblem::new(
            self.line.number,
            column.name(),
            message.into(),
        ));
    }

    /// The cell's text, cleaned; none if it is empty.
    pub(super) fn text(&self, column: Column) -> Option<String> {
        Some(clean_text(self.table.cell(self.line, column))).filter(|text| !text.is_empty())
    }

    /// The cell's text, which must not be empty.
    pub(super) fn required(&mut self, column: Column) -> Option<String> {
        let text = self.text(column);
        if text.is_none() {
            self.tell(column, "La celda está vacía. Escriba el dato.");
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
        let Some(text) = self.text(Column::Number) else {
            return match office {
                Some(office) if office.shape.is_list() => {
                    self.tell(
                        Column::Number,
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
                format!(
                    "«{text}» no es un número entero de 1 a {NUMBER_MAX}. Escriba solo cifras."
                ),
            );
        }
        number.map(Some)
    }

    /// Holder or substitute, and whether the office has substitutes.
    pub(super) fn calling(&mut self, office: Option<&Office>) -> Option<Calling> {
        let text = self.required(Column::Calling)?;
        let calling = match text.to_lowercase().as_str() {
            "propietaria" => Calling::Holder,
            "suplente" => Calling::Substitute,
            _ => {
                self.tell(
                    Column::Calling,
                    format!("«{text}» no es una calidad. Escriba «propietaria» o «suplente»."),
                );
                return None;
            }
        };
        match office {
            Some(office) if calling == Calling::Substitute && !office.shape.allows_substitute() => {
                self.tell(
                    Column::Calling,
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

    /// The person.
    pub(super) fn person(&mut self, profile: &Profile) -> Option<Person> {
        let given_names = self.required(Column::GivenNames);
        let given_names = given_names.and_then(|name| self.name(Column::GivenNames, name));
        let first_surname = self.required(Column::FirstSurname);
        let first_surname = first_surname.and_then(|name| self.name(Column::FirstSurname, name));
        let second_surname = self.optional_name(Column::SecondSurname);
        let nickname = self.optional_name(Column::Nickname);
        let gender = self.gender();
        let birth_date = self.birth_date(profile.process.election_day);
        let curp = self.curp();
        Some(Person {
            given_names: given_names?,
            first_surname: first_surname?,
            second_surname: second_surname.unwrap_or_default(),
            nickname,
            gender: gender?,
            birth_date,
            curp,
        })
    }

    fn optional_name(&mut self, column: Column) -> Option<String> {
        let name = self.text(column)?;
        self.name(column, name)
    }

    /// Any text of one line with a letter or figure in it is a name: `O'Dam`, and also what looks like a formula
    /// or like HTML, is kept as written and made harmless where it is shown.
    fn name(&mut self, column: Column, name: String) -> Option<String> {
        if damaged(&name) {
            self.tell(
                column,
                "Los acentos están dañados (por ejemplo «Ã³» en lugar de «ó»). Vuelva al archivo original y guárdelo una sola vez como CSV UTF-8.",
            );
            return None;
        }
        if !name.chars().any(char::is_alphanumeric) {
            self.tell(
                column,
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
                "El dato tiene un salto de línea o un tabulador. Escríbalo en un solo renglón y revise que no falten comillas.",
            );
            return None;
        }
        let count = length(&text, crate::profile::Counting::WithSpaces);
        if count > most {
            self.tell(
                column,
                format!("El dato lleva {count} caracteres y caben {most}. Acórtelo."),
            );
            return None;
        }
        Some(text)
    }

    fn gender(&mut self) -> Option<Gender> {
        let text = self.required(Column::Gender)?;
        match text.to_lowercase().replace([' ', '-'], "_").as_str() {
            "mujer" | "m" => Some(Gender::Woman),
            "hombre" | "h" => Some(Gender::Man),
            "no_binaria" | "x" => Some(Gender::NonBinary),
            _ => {
                self.tell(
                    Column::Gender,
                    format!("«{text}» no se reconoce. Escriba «mujer», «hombre» o «no_binaria» (o M, H, X)."),
                );
                None
            }
        }
    }

    fn birth_date(&mut self, election_day: Date) -> Option<Date> {
        let text = self.text(Column::BirthDate)?;
        let Some(date) = date(&text) else {
            self.tell(
                Column::BirthDate,
                "La fecha no existe o no se entiende. Escríbala como AAAA-MM-DD o DD/MM/AAAA, por ejemplo 1980-05-31.",
            );
            return None;
        };
        let age = completed_years(date, election_day);
        if age.is_none_or(|age| !AGES.contains(&age)) {
            self.tell(
                Column::BirthDate,
                format!(
                    "Con esa fecha la persona no tendría entre {} y {} años el día de la jornada. Revise sobre todo el año.",
                    AGES.start(),
                    AGES.end()
                ),
            );
            return None;
        }
        Some(date)
    }

    fn curp(&mut self) -> Option<String> {
        let curp = self.text(Column::Curp)?.to_uppercase();
        if is_curp(&curp) {
            return Some(curp);
        }
        self.tell(
            Column::Curp,
            "La CURP no tiene la forma de una: son 18 letras y números, sin espacios. Cópiela del documento o deje la celda vacía.",
        );
        None
    }
}

/// Text that was decoded twice (`Ã` before what UTF-8's second bytes look like), or that lost a letter.
fn damaged(text: &str) -> bool {
    let pairs = text.chars().zip(text.chars().skip(1));
    text.contains('\u{FFFD}')
        || pairs
            .into_iter()
            .any(|(one, two)| matches!(one, 'Ã' | 'Â') && ('\u{80}'..='\u{BF}').contains(&two))
}

fn completed_years(birth: Date, day: Date) -> Option<u16> {
    let before_birthday = (day.month(), day.day()) < (birth.month(), birth.day());
    u16::try_from(day.year() - birth.year() - i16::from(before_birthday)).ok()
}

/// `AAAA-MM-DD` or `DD/MM/AAAA`; day and month may lack their zero, the year has four figures.
fn date(text: &str) -> Option<Date> {
    let separator = if text.contains('/') { '/' } else { '-' };
    let parts: Vec<&str> = text.split(separator).collect();
    let [first, month, last] = parts[..] else {
        return None;
    };
    let (year, day) = if separator == '-' {
        (first, last)
    } else {
        (last, first)
    };
    let figures = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        let fits = lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if fits { part.parse::<i16>().ok() } else { None }
    };
    let two = |part| figures(part, 1..=2).and_then(|number| i8::try_from(number).ok());
    Date::new(figures(year, 4..=4)?, two(month)?, two(day)?).ok()
}

/// Four letters, birth date (YYMMDD), sex, state, three consonants, a sign that tells centuries, a check figure.
fn is_curp(text: &str) -> bool {
    let bytes = text.as_bytes();
    let two = |at: usize| {
        let pair = bytes.get(at..at + 2)?;
        let figures = pair.iter().all(u8::is_ascii_digit);
        figures.then(|| (pair[0] - b'0') * 10 + (pair[1] - b'0'))
    };
    let letters = |range: std::ops::Range<usize>| {
        bytes
            .get(range)
            .is_some_and(|part| part.iter().all(u8::is_ascii_uppercase))
    };
    bytes.len() == 18
        && letters(0..4)
        && two(4).is_some()
        && two(6).is_some_and(|month| (1..=12).contains(&month))
        && two(8).is_some_and(|day| (1..=31).contains(&day))
        && matches!(bytes[10], b'H' | b'M' | b'X')
        && letters(11..16)
        && bytes[16].is_ascii_alphanumeric()
        && bytes[17].is_ascii_digit()
}
