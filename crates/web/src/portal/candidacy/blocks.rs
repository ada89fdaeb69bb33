//! What a candidacy declared, arranged to be read: a block per section of the questionnaire, in its order.

use domain::questionnaire::{
    Answer, Answers, Definition, Field, FieldKind, Format, Section, shown_address,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::portal::ballot::Ballot;
use crate::portal::published::Published;
use crate::ui::Link;

/// What an e-mail address may have in it without meaning something else in a `mailto:` link: there a `?` would begin
/// headers that the candidacy chooses for whoever writes.
const PLAIN_IN_MAIL: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'@')
    .remove(b'.')
    .remove(b'-')
    .remove(b'_')
    .remove(b'+');

/// A section with answers.
pub(super) struct Block {
    pub(super) key: String,
    pub(super) title: String,
    pub(super) parts: Vec<Part>,
}

/// A piece of a section.
pub(super) enum Part {
    /// Short answers that follow one another.
    Short(Vec<Short>),
    /// A text.
    Long { label: String, text: String },
}

/// A short answer.
pub(super) struct Short {
    pub(super) label: String,
    pub(super) values: Vec<Value>,
}

/// One value of a short answer.
pub(super) enum Value {
    Text(String),
    Link(Link),
}

/// The blocks of a published profile; sections without an answer are left out.
pub(super) fn of(ballot: &Ballot, published: &Published) -> Vec<Block> {
    let definition = published.definition(ballot.profile());
    let answers = published.answers();
    let blocks = definition
        .sections
        .iter()
        .map(|section| block(definition, section, published, &answers));
    blocks.filter(|block| !block.parts.is_empty()).collect()
}

fn block(
    definition: &Definition,
    section: &Section,
    published: &Published,
    answers: &Answers,
) -> Block {
    let mut parts: Vec<Part> = Vec::new();
    for field in &section.fields {
        let answer = answers.get(&field.key);
        let part = match answer {
            _ if published.withheld.contains(&field.key) => Part::Short(vec![unavailable(field)]),
            None => continue,
            Some(answer) => long(field, answer)
                .unwrap_or_else(|| Part::Short(vec![short(definition, field, answer)])),
        };
        match (part, parts.last_mut()) {
            (Part::Short(more), Some(Part::Short(run))) => run.extend(more),
            (part, _) => parts.push(part),
        }
    }
    Block {
        key: section.key.to_string(),
        title: section.title.clone(),
        parts,
    }
}

fn long(field: &Field, answer: &Answer) -> Option<Part> {
    let FieldKind::Paragraph { declarable, .. } = &field.kind else {
        return None;
    };
    let text = match answer {
        Answer::Text(text) => text.clone(),
        Answer::Declared { .. } => declarable.clone()?,
        Answer::List(_) | Answer::Photograph { .. } => return None,
    };
    Some(Part::Long {
        label: field.label.clone(),
        text,
    })
}

/// What stands where a datum is hidden, whether it was answered or not.
fn unavailable(field: &Field) -> Short {
    Short {
        label: field.label.clone(),
        values: vec![Value::Text("No disponible por ahora.".to_owned())],
    }
}

fn short(definition: &Definition, field: &Field, answer: &Answer) -> Short {
    let lines: Vec<&str> = match answer {
        Answer::Text(text) => vec![text],
        Answer::List(lines) => lines.iter().map(String::as_str).collect(),
        Answer::Declared { .. } | Answer::Photograph { .. } => Vec::new(),
    };
    let values = lines
        .into_iter()
        .map(|line| value(definition, &field.kind, line));
    Short {
        label: field.label.clone(),
        values: values.collect(),
    }
}

fn value(definition: &Definition, kind: &FieldKind, line: &str) -> Value {
    let link = match kind {
        FieldKind::Choice { catalogue } => {
            let option = definition
                .catalogue(catalogue)
                .and_then(|catalogue| catalogue.option(line));
            return Value::Text(option.map_or(line, |option| &option.name).to_owned());
        }
        FieldKind::Line { format, .. } | FieldKind::List { format, .. } => linked(*format, line),
        FieldKind::Paragraph { .. } | FieldKind::Photograph { .. } => None,
    };
    link.map_or_else(|| Value::Text(line.to_owned()), Value::Link)
}

/// Where an answer leads, if it is of a kind that leads somewhere harmless.
fn linked(format: Format, line: &str) -> Option<Link> {
    match format {
        Format::Text => None,
        Format::Link => Link::outside(shown_address(line), line),
        Format::Email => Link::outside(
            line,
            &format!("mailto:{}", utf8_percent_encode(line, PLAIN_IN_MAIL)),
        ),
        Format::Phone => {
            let number: String = dialled(line);
            (!number.is_empty())
                .then(|| Link::outside(line, &format!("tel:{number}")))
                .flatten()
        }
    }
}

/// The digits to dial, up to an extension, which a telephone cannot be told.
fn dialled(line: &str) -> String {
    let number = line.split(['e', 'x', 't']).next().unwrap_or_default();
    let plus = number.trim_start().starts_with('+').then_some('+');
    plus.into_iter()
        .chain(number.chars().filter(char::is_ascii_digit))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case(Format::Link, "https://www.facebook.com/micampana/", Some(("www.facebook.com/micampana", "https://www.facebook.com/micampana/")))]
    #[case(Format::Link, "HTTP://Ejemplo.MX", Some(("Ejemplo.MX", "HTTP://Ejemplo.MX")))]
    #[case(Format::Link, "https://ñandú.mx/x", Some(("ñandú.mx/x", "https://ñandú.mx/x")))]
    #[case(Format::Link, "https://gob.mх/tramites", Some(("gob.xn--m-gub/tramites", "https://gob.mх/tramites")))]
    #[case(Format::Link, "javascript:alert(1)", None)]
    #[case(Format::Email, "ana+campana@ejemplo.mx", Some(("ana+campana@ejemplo.mx", "mailto:ana+campana@ejemplo.mx")))]
    #[case(Format::Email, "a?bcc=otra&x@ejemplo.mx", Some(("a?bcc=otra&x@ejemplo.mx", "mailto:a%3Fbcc%3Dotra%26x@ejemplo.mx")))]
    #[case(Format::Phone, "+52 (618) 123-4567", Some(("+52 (618) 123-4567", "tel:+526181234567")))]
    #[case(Format::Phone, "618 123 4567 ext. 12", Some(("618 123 4567 ext. 12", "tel:6181234567")))]
    #[case(Format::Phone, "ninguno", None)]
    #[case(Format::Text, "https://ejemplo.mx", None)]
    fn an_answer_leads_only_where_it_says(
        #[case] format: Format,
        #[case] line: &str,
        #[case] expected: Option<(&str, &str)>,
    ) {
        let link = linked(format, line);
        assert_eq!(
            link.as_ref()
                .map(|link| (link.words.as_str(), link.href.as_str())),
            expected
        );
    }
}
