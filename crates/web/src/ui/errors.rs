//! What is wrong with a form, said once at the top with links to where it is mended.

use askama::Template;

use super::component::component;
use super::field::Field;
use super::icon::Icon;

/// The problems of a form in the order of its fields. Empty, it shows nothing.
///
/// It has the id `errores`; a form whose `action` ends in `#errores` lands on it without script, and
/// `autofocus` puts the reader there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Template)]
#[template(path = "ui/errors.html")]
pub struct ErrorSummary {
    /// The problems.
    pub problems: Vec<Problem>,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where it is mended, an address on the page such as `#campo-correo`; empty if nowhere.
    pub href: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl ErrorSummary {
    /// The problems of these fields. Where several say the same, each says of what.
    #[must_use]
    pub fn of<'a>(fields: impl IntoIterator<Item = &'a Field>) -> Self {
        let told: Vec<(&str, String, &str)> = fields
            .into_iter()
            .flat_map(|field| {
                let problems = field.problems();
                problems.map(|(id, message)| (field.label.as_str(), id, message))
            })
            .collect();
        let repeated = |message: &str| told.iter().filter(|known| known.2 == message).count() > 1;
        let problems = told.iter().map(|(label, id, message)| Problem {
            href: format!("#{id}"),
            message: if repeated(message) {
                format!("{label}: {}", lower_first(message))
            } else {
                (*message).to_owned()
            },
        });
        Self {
            problems: problems.collect(),
        }
    }

    /// The same with a problem of the whole form, first in the list.
    #[must_use]
    pub fn general(mut self, message: impl Into<String>) -> Self {
        let problem = Problem {
            href: String::new(),
            message: message.into(),
        };
        self.problems.insert(0, problem);
        self
    }

    /// Whether there is nothing wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// How many problems are mended in a field.
    #[must_use]
    pub fn in_fields(&self) -> usize {
        self.problems
            .iter()
            .filter(|problem| !problem.href.is_empty())
            .count()
    }

    /// The heading, with how many fields there are to mend.
    #[must_use]
    pub fn heading(&self) -> String {
        match self.in_fields() {
            0 => "No pudimos continuar".to_owned(),
            1 => "Hay un dato por corregir".to_owned(),
            n => format!("Hay {n} datos por corregir"),
        }
    }
}

component!(ErrorSummary);

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next();
    first
        .into_iter()
        .flat_map(char::to_lowercase)
        .chain(letters)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_that_say_the_same_say_of_what() {
        let wrong = |name: &str, label: &str, message: &str| {
            Field::line(name, label, "").error(Some(message.to_owned()))
        };
        let fields = [
            wrong("cargo", "Cargo", "Falta este dato."),
            wrong("sexo", "Sexo", "Falta este dato."),
            wrong("nombre", "Nombre", "Escriba el nombre."),
        ];
        let told: Vec<String> = ErrorSummary::of(&fields)
            .problems
            .into_iter()
            .map(|problem| problem.message)
            .collect();
        let expected = [
            "Cargo: falta este dato.",
            "Sexo: falta este dato.",
            "Escriba el nombre.",
        ];
        assert_eq!(told, expected);
    }
}
