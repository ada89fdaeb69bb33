//! The person of a row, and what of it stays as registered when the file does not say it.

use jiff::civil::Date;

use super::cells::{AGES, Cells, shown};
use super::folding::folded;
use super::report::ProblemCode;
use super::values::{self, DateWord};
use super::{Column, Gender, Person};
use crate::profile::Profile;

impl Cells<'_> {
    /// The person.
    pub(super) fn person(&mut self, profile: &Profile) -> Option<Person> {
        let names = self.names();
        let nickname = self.optional_name(Column::Nickname);
        let gender = self.gender();
        let election_day = profile.process.election_day;
        let birth_date = self.birth_date(election_day);
        let age = self.age();
        let curp = self.curp();
        self.contradictions(birth_date, age, curp.as_deref(), gender, election_day);
        let [given_names, first_surname, second_surname] = names?;
        Some(Person {
            given_names,
            first_surname,
            second_surname,
            nickname,
            gender: gender?,
            birth_date,
            curp,
            declared_age: age.filter(|_| birth_date.is_none()),
        })
    }

    /// Given names and surnames. A whole name cannot be parted surely, so all of it goes to the given names, in the
    /// order in which it is written; only `SURNAMES, NAMES` tells where one ends.
    fn names(&mut self) -> Option<[String; 3]> {
        if self.has(Column::GivenNames) && self.has(Column::FirstSurname) {
            let given_names = self.required_name(Column::GivenNames);
            let first_surname = self.required_name(Column::FirstSurname);
            let second_surname = self.optional_name(Column::SecondSurname);
            return Some([
                given_names?,
                first_surname?,
                second_surname.unwrap_or_default(),
            ]);
        }
        let whole = self.required_name(Column::FullName)?;
        let parts: Vec<&str> = whole.split(',').map(str::trim).collect();
        Some(match parts[..] {
            [surnames, names] if !surnames.is_empty() && !names.is_empty() => {
                [names.to_owned(), surnames.to_owned(), String::new()]
            }
            _ => [whole, String::new(), String::new()],
        })
    }

    fn birth_date(&mut self, election_day: Date) -> Option<Date> {
        let text = self.something(Column::BirthDate)?;
        let date = match values::date(&text) {
            Some(DateWord::Known(date)) => date,
            Some(DateWord::DayFirst(date)) if !self.habits.month_first => date,
            Some(DateWord::DayFirst(_)) => {
                self.tell(
                    Column::BirthDate,
                    ProblemCode::BirthDate,
                    "No se sabe cuál es el día y cuál el mes: en esta columna hay fechas con el mes primero. Escriba todas como AAAA-MM-DD.",
                );
                return None;
            }
            Some(DateWord::MonthFirst) | None => {
                self.tell(
                    Column::BirthDate,
                    ProblemCode::BirthDate,
                    "La fecha no existe o no se entiende. Escríbala como AAAA-MM-DD o DD/MM/AAAA, por ejemplo 1980-05-31.",
                );
                return None;
            }
        };
        let age = values::completed_years(date, election_day);
        if age.is_none_or(|age| !AGES.contains(&age)) {
            self.tell(
                Column::BirthDate,
                ProblemCode::Age,
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

    fn age(&mut self) -> Option<u16> {
        let text = self.something(Column::Age)?;
        let age = values::age(&text).filter(|age| AGES.contains(age));
        if age.is_none() {
            self.tell(
                Column::Age,
                ProblemCode::Age,
                format!(
                    "«{}» no es una edad de {} a {} años. Escriba los años cumplidos con cifras.",
                    shown(&text),
                    AGES.start(),
                    AGES.end()
                ),
            );
        }
        age
    }

    fn curp(&mut self) -> Option<String> {
        let curp = self.something(Column::Curp)?.to_uppercase();
        if values::is_curp(&curp) {
            return Some(curp);
        }
        self.tell(
            Column::Curp,
            ProblemCode::Curp,
            "La CURP no tiene la forma de una: son 18 letras y números, sin espacios. Cópiela del documento o deje la celda vacía.",
        );
        None
    }

    fn contradictions(
        &mut self,
        birth_date: Option<Date>,
        age: Option<u16>,
        curp: Option<&str>,
        gender: Option<Gender>,
        election_day: Date,
    ) {
        let code = ProblemCode::Contradiction;
        if let (Some(birth), Some(age)) = (birth_date, age)
            && let Some(counted) = values::completed_years(birth, election_day)
            && counted.abs_diff(age) > 1
        {
            self.warn(
                Column::Age,
                code,
                format!("La edad dice {age} y por la fecha de nacimiento serán {counted} el día de la jornada. Vale la fecha."),
            );
        }
        for (column, message) in contradictions_of_curp(curp, birth_date, gender) {
            self.warn(column, code, message);
        }
    }
}

/// What a CURP says otherwise than the other data of its person.
pub(super) fn contradictions_of_curp(
    curp: Option<&str>,
    birth_date: Option<Date>,
    gender: Option<Gender>,
) -> Vec<(Column, &'static str)> {
    let Some(curp) = curp else {
        return Vec::new();
    };
    let mut found = Vec::new();
    if birth_date.is_some_and(|birth| values::curp_differs(curp, birth)) {
        found.push((
            Column::Curp,
            "La fecha que lleva la CURP no es la de nacimiento. Revise las dos.",
        ));
    }
    let other = match curp.as_bytes().get(10) {
        Some(b'H') => gender == Some(Gender::Woman),
        Some(b'M') => gender == Some(Gender::Man),
        _ => false,
    };
    if other {
        found.push((
            Column::Curp,
            "El sexo que lleva la CURP no es el de la columna «sexo». Revise los dos; puede ser correcto.",
        ));
    }
    found
}

/// What the file says of somebody, with what it has no column for as it was registered.
pub(super) fn completed(
    said: Person,
    before: &Person,
    has: &dyn Fn(Column) -> bool,
    election_day: Date,
) -> Person {
    let mut person = said;
    let in_one_piece = person.second_surname.is_empty() && !has(Column::GivenNames);
    if in_one_piece && same_words(&person.full_name(), &before.full_name()) {
        person.given_names.clone_from(&before.given_names);
        person.first_surname.clone_from(&before.first_surname);
        person.second_surname.clone_from(&before.second_surname);
    }
    if !in_one_piece && !has(Column::SecondSurname) {
        person.second_surname.clone_from(&before.second_surname);
    }
    if !has(Column::Nickname) {
        person.nickname.clone_from(&before.nickname);
    }
    if !has(Column::Curp) {
        person.curp.clone_from(&before.curp);
    }
    if !has(Column::BirthDate) {
        person.birth_date = before.birth_date;
    }
    if !has(Column::Age) {
        person.declared_age = before.declared_age;
    }
    if person.age_on(election_day).is_some() {
        person.declared_age = None;
    }
    person
}

/// Whether two names have the same words, in any order: lists begin with the surnames, ballots do not.
pub(super) fn same_words(one: &str, other: &str) -> bool {
    one == other || sorted_words(one) == sorted_words(other)
}

/// Whether two names share no word at all.
pub(super) fn no_word_alike(one: &str, other: &str) -> bool {
    let (one, other) = (sorted_words(one), sorted_words(other));
    !one.iter().any(|word| other.contains(word))
}

fn sorted_words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = folded(name).split(' ').map(str::to_owned).collect();
    words.sort_unstable();
    words
}
