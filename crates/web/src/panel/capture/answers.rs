//! Answers in words: for the review, for reading, for before and after.

use domain::questionnaire::{
    Answer, Answers, Definition, Field, FieldKind, Format, Section, is_link, shown_address,
};

use super::pictures::Pictures;
use crate::ui::{Difference, Fact, FactValue, Facts};

/// What stands where there is no answer.
const NOTHING: &str = "Sin respuesta";

/// An answer in words; none if there is nothing.
pub fn words(definition: &Definition, field: &Field, answer: Option<&Answer>) -> Option<String> {
    match (answer?, &field.kind) {
        (Answer::Text(choice), FieldKind::Choice { catalogue }) => {
            let option = definition
                .catalogue(catalogue)
                .and_then(|catalogue| catalogue.option(choice));
            Some(option.map_or_else(|| choice.clone(), |option| option.name.clone()))
        }
        (Answer::Text(text), _) => Some(line(field, text)),
        (Answer::List(_), _) => Some(lines(field, answer?).join("\n")),
        (
            Answer::Declared { .. },
            FieldKind::Paragraph {
                declarable: Some(declared),
                ..
            },
        ) => Some(declared.clone()),
        (Answer::Declared { .. }, _) => None,
        (Answer::Photograph { photograph }, _) => Some(photograph.described.clone()),
    }
}

/// The lines of a list, each as readers see it.
fn lines(field: &Field, answer: &Answer) -> Vec<String> {
    let lines = answer.lines().iter();
    lines.map(|text| line(field, text)).collect()
}

/// A line as readers see it: a link in another alphabet is told in the form in which no letter passes for another.
fn line(field: &Field, text: &str) -> String {
    match &field.kind {
        FieldKind::Line { format, .. } | FieldKind::List { format, .. }
            if *format == Format::Link && is_link(text) && !text.is_ascii() =>
        {
            shown_address(text)
        }
        _ => text.to_owned(),
    }
}

/// One answer as a fact; it says so when it will not be public.
pub fn fact(
    definition: &Definition,
    field: &Field,
    answers: &Answers,
    pictures: Pictures<'_>,
) -> Fact {
    let value = match answers.get(&field.key) {
        Some(answer @ Answer::List(_)) => FactValue::List(lines(field, answer)),
        Some(Answer::Photograph { photograph }) => FactValue::Picture(pictures.of(photograph)),
        answer => match words(definition, field, answer) {
            Some(text) => FactValue::Text(text),
            None => FactValue::Missing(NOTHING.to_owned()),
        },
    };
    let fact = Fact::new(&field.label, value);
    if field.published {
        fact
    } else {
        fact.note("No se publica: solo la ven quienes capturan y quienes validan")
    }
}

/// The answers of a section that are asked.
pub fn facts(
    definition: &Definition,
    section: &Section,
    answers: &Answers,
    pictures: Pictures<'_>,
) -> Facts {
    let asked = section
        .fields
        .iter()
        .filter(|field| field.is_asked(answers));
    Facts::new(
        asked
            .map(|field| fact(definition, field, answers, pictures))
            .collect(),
    )
}

/// A change of one field, before and after.
pub fn difference(
    definition: &Definition,
    field: &Field,
    before: Option<&Answer>,
    after: Option<&Answer>,
    pictures: Pictures<'_>,
) -> Difference {
    let said = |answer| words(definition, field, answer).unwrap_or_default();
    let picture = |answer: Option<&Answer>| {
        let photograph = answer.and_then(Answer::photograph);
        photograph.map(|photograph| pictures.of(photograph))
    };
    Difference::new(&field.label, &said(before), &said(after))
        .pictures(picture(before), picture(after))
}
