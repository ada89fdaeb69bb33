//! A section of a questionnaire as a form: the definition's fields with what was typed.

use app::App;
use domain::capture::{Capture, Remark as StageRemark, State};
use domain::grounds::Catalogue;
use domain::id::CandidacyId;
use domain::profile::{Counting, Profile};
use domain::questionnaire::{
    Answer, Answers, DECLARED_SUFFIX, DESCRIBED_SUFFIX, Definition, Field as Question, FieldKind,
    Finding, Format, Section,
};

use super::pictures::Pictures;
use crate::ui::{Choice, Counting as Mode, Entry, Field, Limits, LineKind, ShownPhotograph};

/// The form's pairs, in order.
pub type Values = Vec<(String, String)>;

/// Saved answers as the form's pairs.
pub fn values_of(app: &App, id: CandidacyId, section: &Section, answers: &Answers) -> Values {
    let mut values = Values::new();
    for field in &section.fields {
        let key = field.key.to_string();
        match answers.get(&field.key) {
            Some(Answer::Text(text)) => values.push((key, text.clone())),
            Some(Answer::List(lines)) => {
                values.extend(lines.iter().map(|line| (key.clone(), line.clone())))
            }
            Some(Answer::Declared { .. }) => {
                values.push((format!("{key}{DECLARED_SUFFIX}"), "si".to_owned()))
            }
            Some(Answer::Photograph { photograph }) => {
                values.push((
                    format!("{key}{DESCRIBED_SUFFIX}"),
                    photograph.described.clone(),
                ));
                values.push((key, app.sealed(id, photograph)));
            }
            None => {}
        }
    }
    values
}

/// A line was added to a list, or taken from it: the form is shown again, and nothing is checked or saved.
/// Returns false if the button was another one.
pub fn change_list(values: &mut Values, section: &Section, button: &str) -> bool {
    if let Some(name) = button.strip_prefix("agregar:") {
        let lines = values.iter().filter(|(key, _)| key == name).count();
        if lines < places(section, name) {
            values.push((name.to_owned(), String::new()));
        }
        return true;
    }
    let Some((name, number)) = button
        .strip_prefix("quitar:")
        .and_then(|rest| rest.split_once(':'))
    else {
        return false;
    };
    let places: Vec<usize> = (0..values.len())
        .filter(|place| values[*place].0 == name)
        .collect();
    if let Some(place) = number
        .parse::<usize>()
        .ok()
        .and_then(|number| places.get(number.checked_sub(1)?))
    {
        values.remove(*place);
    }
    true
}

/// How many lines a list of the section takes; none if it is no list of it.
fn places(section: &Section, name: &str) -> usize {
    let field = section
        .fields
        .iter()
        .find(|field| field.key.as_str() == name);
    match field.map(|field| &field.kind) {
        Some(FieldKind::List { entries, .. }) => usize::from(*entries),
        _ => 0,
    }
}

/// What the fields of a form need to know.
pub struct Form<'a> {
    /// The institute's rules.
    pub profile: &'a Profile,
    /// The grounds of remarks, in all their wordings.
    pub grounds: &'a Catalogue,
    /// The questionnaire.
    pub definition: &'a Definition,
    /// The section.
    pub section: &'a Section,
    /// What was typed or saved.
    pub values: &'a Values,
    /// What is saved.
    pub saved: &'a Answers,
    /// What is wrong with it, if that is to be shown.
    pub findings: &'a [Finding],
    /// What a stage asked to correct.
    pub remarks: &'a [StageRemark],
    /// The candidacy's photographs.
    pub pictures: Pictures<'a>,
}

impl Form<'_> {
    /// The fields, in order. A declarable paragraph is followed by its check box.
    pub fn fields(&self) -> Vec<Field> {
        self.section
            .fields
            .iter()
            .flat_map(|question| self.field(question))
            .collect()
    }

    fn typed(&self, name: &str) -> impl Iterator<Item = &str> {
        self.values
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    fn field(&self, question: &Question) -> Vec<Field> {
        let name = question.key.as_str();
        let first = self.typed(name).next().unwrap_or_default();
        let mut extra = None;
        let mut field = match &question.kind {
            FieldKind::Line { format, .. } => {
                Field::line(name, &question.label, first).kind(line_kind(*format))
            }
            FieldKind::Choice { catalogue } => {
                Field::select(name, &question.label, first, self.options(catalogue))
            }
            FieldKind::List {
                format, entries, ..
            } => {
                let lines: Vec<Entry> = self.typed(name).map(Entry::new).collect();
                let lines = if lines.is_empty() {
                    vec![Entry::new("")]
                } else {
                    lines
                };
                Field::lines(name, &question.label, lines, usize::from(*entries))
                    .kind(line_kind(*format))
            }
            FieldKind::Paragraph {
                min,
                max,
                declarable,
            } => {
                extra = declarable
                    .as_ref()
                    .map(|words| self.declaration(name, words));
                Field::text(name, &question.label, first)
                    .rows(if *max > 2_000 { 12 } else { 8 })
                    .limits(Limits {
                        least: usize::try_from(*min).ok().filter(|min| *min > 0),
                        most: usize::try_from(*max).unwrap_or(usize::MAX),
                        counting: mode(self.profile.capture.counting),
                    })
            }
            FieldKind::Photograph { max, .. } => {
                extra = Some(self.description(name, *max));
                Field::photograph(name, &question.label, self.photograph(question, first))
            }
        };
        if let Some(help) = &question.help {
            field = field.hint(help);
        }
        if let Some(token) = &question.autocomplete {
            field = field.autocomplete(token);
        }
        if !question.required {
            field = field.optional();
        }
        for remark in self
            .remarks
            .iter()
            .filter(|remark| remark.field == question.key)
        {
            let ground = self
                .grounds
                .find(&remark.ground, remark.edition)
                .map_or("", |ground| ground.name.as_str());
            field = field.remark(ground, &remark.note);
        }
        let finding = self
            .findings
            .iter()
            .find(|finding| finding.field == question.key);
        field = field.error(finding.map(|finding| finding.fault.to_string()));
        std::iter::once(field).chain(extra).collect()
    }

    fn photograph(&self, question: &Question, token: &str) -> Option<ShownPhotograph> {
        let described = format!("{}{DESCRIBED_SUFFIX}", question.key);
        let alt = self.typed(&described).next().unwrap_or_default();
        let pictures = &self.pictures;
        pictures.unsealed(token)?;
        Some(ShownPhotograph {
            token: token.to_owned(),
            picture: pictures.sealed(token, alt),
            framing: (self.saved_token(question).as_deref() == Some(token))
                .then(|| pictures.framing(&question.key)),
        })
    }

    /// The photograph that is saved; only that one can be framed, since framing it is a save.
    fn saved_token(&self, question: &Question) -> Option<String> {
        let photograph = self.saved.get(&question.key)?.photograph()?;
        Some(self.pictures.token(photograph))
    }

    /// The words of a photograph, for who does not see it.
    fn description(&self, name: &str, max: u32) -> Field {
        let name = format!("{name}{DESCRIBED_SUFFIX}");
        let words = self.typed(&name).next().unwrap_or_default();
        Field::line(
            &name,
            "Qué muestra la fotografía, para quien no puede verla",
            words,
        )
        .hint("Si lo deja vacío al subirla, diremos «Fotografía de» y el nombre.")
        .limits(Limits {
            least: None,
            most: usize::try_from(max).unwrap_or(usize::MAX),
            counting: mode(self.profile.capture.counting),
        })
        .optional()
    }

    fn declaration(&self, name: &str, words: &str) -> Field {
        let name = format!("{name}{DECLARED_SUFFIX}");
        let ticked = self.typed(&name).next().is_some();
        Field::check(&name, words, ticked)
            .hint("Márquelo si esa es su respuesta, en lugar de escribir.")
            .optional()
    }

    fn options(&self, catalogue: &domain::key::CatalogueKey) -> Vec<Choice> {
        let options = self
            .definition
            .catalogue(catalogue)
            .map(|catalogue| catalogue.options.as_slice());
        let choices = options
            .unwrap_or_default()
            .iter()
            .map(|option| Choice::new(option.key.as_str(), &option.name));
        std::iter::once(Choice::new("", "Elija una opción"))
            .chain(choices)
            .collect()
    }
}

/// The remarks that are to be corrected now.
pub fn remarks(capture: Option<&Capture>) -> &[StageRemark] {
    match capture.map(|capture| &capture.state) {
        Some(State::Returned { remarks, .. }) => remarks,
        _ => &[],
    }
}

const fn line_kind(format: Format) -> LineKind {
    match format {
        Format::Text => LineKind::Text,
        Format::Phone => LineKind::Telephone,
        Format::Email => LineKind::Email,
        Format::Link => LineKind::Link,
    }
}

const fn mode(counting: Counting) -> Mode {
    match counting {
        Counting::WithSpaces => Mode::WithSpaces,
        Counting::WithoutSpaces => Mode::WithoutSpaces,
    }
}
