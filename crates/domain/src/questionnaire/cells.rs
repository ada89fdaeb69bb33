//! Answers as cells of a spreadsheet, for whoever captures many at once. A cell holds the words that people see: the name of
//! an option, the declared answer, the lines of a list one under the other.

use super::{Answer, Definition, Fault, Field, FieldKind, clean_text};
use crate::registry::squeezed_words;

impl Definition {
    /// The fields that a cell can answer: all but photographs.
    pub fn cell_fields(&self) -> impl Iterator<Item = &Field> {
        self.fields()
            .filter(|field| !matches!(field.kind, FieldKind::Photograph { .. }))
    }

    /// What a cell may hold, where it is one of a few.
    pub fn cell_choices(&self, field: &Field) -> Vec<String> {
        match &field.kind {
            FieldKind::Choice { catalogue } => self
                .catalogue(catalogue)
                .map(|catalogue| catalogue.options.iter().map(|o| o.name.clone()).collect())
                .unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// The answer that a cell gives; none for an empty one.
    ///
    /// # Errors
    /// [`Fault::NotAnOption`].
    pub fn read_cell(&self, field: &Field, cell: &str) -> Result<Option<Answer>, Fault> {
        let text = clean_text(cell);
        if text.is_empty() {
            return Ok(None);
        }
        Ok(Some(match &field.kind {
            FieldKind::Choice { catalogue } => {
                let mut options = self
                    .catalogue(catalogue)
                    .into_iter()
                    .flat_map(|catalogue| &catalogue.options);
                let chosen = options
                    .find(|option| option.key.as_str() == text || same_words(&option.name, &text));
                Answer::Text(chosen.ok_or(Fault::NotAnOption)?.key.to_string())
            }
            FieldKind::Paragraph {
                declarable: Some(declared),
                ..
            } if same_words(declared, &text) => Answer::DECLARED,
            FieldKind::List { .. } => {
                let lines = text.lines().map(|line| field.kept(line));
                let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
                return Ok((!lines.is_empty()).then_some(Answer::List(lines)));
            }
            FieldKind::Photograph { .. } => return Ok(None),
            FieldKind::Line { .. } | FieldKind::Paragraph { .. } => Answer::Text(field.kept(&text)),
        }))
    }

    /// An answer as a cell; [`read_cell`](Self::read_cell) reads it back.
    pub fn cell(&self, field: &Field, answer: &Answer) -> String {
        match (answer, &field.kind) {
            (Answer::Text(choice), FieldKind::Choice { catalogue }) => self
                .catalogue(catalogue)
                .and_then(|catalogue| catalogue.option(choice))
                .map_or_else(|| choice.clone(), |option| option.name.clone()),
            (Answer::Text(text), _) => text.clone(),
            (Answer::List(lines), _) => lines.join("\n"),
            (
                Answer::Declared { .. },
                FieldKind::Paragraph {
                    declarable: Some(declared),
                    ..
                },
            ) => declared.clone(),
            (Answer::Declared { .. } | Answer::Photograph { .. }, _) => String::new(),
        }
    }
}

/// Whether two texts are the same but for case, accents, dots and spaces. What has no letter nor figure is like nothing.
fn same_words(one: &str, other: &str) -> bool {
    let one = squeezed_words(one);
    !one.is_empty() && one == squeezed_words(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{key, questionnaire};

    #[rstest::rstest]
    #[case("grado", " MEDIO ", Some(Answer::Text("medio".to_owned())))]
    #[case("grado", "", None)]
    #[case("trayectoria", "sin trayectoria.", Some(Answer::DECLARED))]
    #[case("trayectoria", "Sin trayectoria conocida", Some(Answer::Text("Sin trayectoria conocida".to_owned())))]
    #[case("telefonos", "618 123 4567\r\n\r\n 618 765 4321 ", Some(Answer::List(vec!["618 123 4567".to_owned(), "618 765 4321".to_owned()])))]
    #[case("lema", "=HYPERLINK(1)", Some(Answer::Text("=HYPERLINK(1)".to_owned())))]
    fn a_cell_gives_an_answer(
        #[case] field: &str,
        #[case] cell: &str,
        #[case] answer: Option<Answer>,
    ) {
        let definition = questionnaire();
        let field = definition.field(&key(field)).unwrap();
        assert_eq!(definition.read_cell(field, cell), Ok(answer.clone()));
        if let Some(answer) = answer {
            let back = definition.cell(field, &answer);
            assert_eq!(definition.read_cell(field, &back), Ok(Some(answer)));
        }
    }

    #[test]
    fn what_is_no_option_is_told() {
        let definition = questionnaire();
        let field = definition.field(&key("grado")).unwrap();
        assert_eq!(
            definition.read_cell(field, "altísimo"),
            Err(Fault::NotAnOption)
        );
        assert_eq!(definition.cell_choices(field).len(), 3);
    }
}
