//! A questionnaire to be filled in by hand, from the same definition as its pages: as a page that prints well, and as a
//! PDF. In the public help it is blank; a candidate's has what the registry says.

use askama::Template;
use documents::{BlankQuestion, BlankQuestionnaire, BlankSection, Brand, DocumentError};
use domain::profile::Profile;
use domain::questionnaire::{Condition, Definition, Field, FieldKind, Section};
use jiff::Zoned;

use crate::ui::Limits;
use crate::words::thousands;

/// Most ruled lines under one question: who needs more goes on on another sheet, and is told so.
const MOST_LINES: u32 = 24;
/// Characters that a hand writes on a line.
const PER_LINE: u32 = 70;

/// The questionnaire as part of a page.
#[derive(Template)]
#[template(path = "blank/questions.html")]
pub(crate) struct Blank {
    introduction: Vec<String>,
    registered: Vec<(String, String)>,
    sections: Vec<BlankSection>,
}

impl askama::filters::HtmlSafe for Blank {}

impl Blank {
    /// The questions of `definition`; `registered` is what the registry says of whom it is for.
    pub(crate) fn of(
        profile: &Profile,
        definition: &Definition,
        registered: Vec<(String, String)>,
    ) -> Self {
        Self {
            introduction: introduction(!registered.is_empty()),
            registered,
            sections: definition
                .sections
                .iter()
                .map(|asked| section(profile, definition, asked))
                .collect(),
        }
    }

    /// The same as PDF/UA-1.
    ///
    /// # Errors
    /// [`DocumentError`].
    pub(crate) fn pdf(
        self,
        profile: &Profile,
        definition: &Definition,
        created: Zoned,
    ) -> Result<Vec<u8>, DocumentError> {
        let brand = Brand {
            institute: profile.institute.name.clone(),
            process: profile.process.name.clone(),
            accent: profile.brand.accent.to_string().parse()?,
        };
        let paper = BlankQuestionnaire {
            created,
            title: definition.title.clone(),
            version: definition.version.clone(),
            introduction: self.introduction,
            registered: self.registered,
            sections: self.sections,
        };
        paper.pdf(&brand)
    }
}

fn introduction(is_somebody_s: bool) -> Vec<String> {
    let mut told = vec![
        "Esta hoja sirve para preparar las respuestas con calma. No sustituye la captura: las respuestas se escriben y se envían en el sistema.".to_owned(),
        "Si el espacio no alcanza, siga en otra hoja. Los límites cuentan lo mismo aquí que en el sistema.".to_owned(),
    ];
    if is_somebody_s {
        told.push("Los datos del registro no se capturan: si alguno está mal, pida que se corrija en el registro.".to_owned());
    }
    told
}

fn section(profile: &Profile, definition: &Definition, section: &Section) -> BlankSection {
    let mut help = section.help.clone().unwrap_or_default();
    if let Some(group) = &section.at_least_one {
        help = format!("{help} {}", group.message).trim().to_owned();
    }
    BlankSection {
        title: section.title.clone(),
        help,
        questions: section
            .fields
            .iter()
            .map(|field| question(profile, definition, field))
            .collect(),
    }
}

fn question(profile: &Profile, definition: &Definition, field: &Field) -> BlankQuestion {
    let mut rule = vec![match (field.required, field.recommended) {
        (true, _) => "Obligatoria.".to_owned(),
        (false, true) => "Recomendada.".to_owned(),
        (false, false) => "Opcional.".to_owned(),
    }];
    let (mut options, mut lines) = (Vec::new(), 0);
    match &field.kind {
        FieldKind::Line { .. } => lines = 1,
        FieldKind::List { max, entries, .. } => {
            rule.push(format!(
                "Hasta {entries} renglones de {} caracteres.",
                thousands(u64::from(*max))
            ));
            lines = u32::from(*entries).min(3);
        }
        FieldKind::Paragraph {
            min,
            max,
            declarable,
        } => {
            let least = usize::try_from(*min).ok().filter(|min| *min > 0);
            let limits = Limits {
                least,
                most: usize::try_from(*max).unwrap_or(usize::MAX),
                counting: profile.capture.counting,
            };
            rule.push(limits.words());
            options.extend(declarable.clone());
            lines = (max / PER_LINE).clamp(4, MOST_LINES);
        }
        FieldKind::Photograph { bytes, .. } => rule.push(format!(
            "JPEG o PNG de hasta {} MB. Se sube en el sistema.",
            bytes / (1024 * 1024)
        )),
        FieldKind::Choice { catalogue } => {
            let known = definition.catalogue(catalogue);
            let known = known.map_or(&[][..], |catalogue| catalogue.options.as_slice());
            options.extend(known.iter().map(|option| option.name.clone()));
        }
    }
    rule.extend(
        field
            .condition
            .as_ref()
            .map(|when| asked_when(definition, when)),
    );
    if !field.published {
        rule.push("No se publica.".to_owned());
    }
    BlankQuestion {
        label: field.label.clone(),
        help: field.help.clone().unwrap_or_default(),
        rule: rule.join(" "),
        options,
        lines: u8::try_from(lines).unwrap_or(u8::MAX),
    }
}

/// "Se responde si «Último grado» no es: Sin estudios."
fn asked_when(definition: &Definition, when: &Condition) -> String {
    let Some(field) = definition.field(&when.field) else {
        return String::new();
    };
    let catalogue = match &field.kind {
        FieldKind::Choice { catalogue } => definition.catalogue(catalogue),
        _ => None,
    };
    let names: Vec<&str> = when
        .is
        .iter()
        .map(|key| {
            let option = catalogue.and_then(|catalogue| catalogue.option(key));
            option.map_or(key.as_str(), |option| option.name.as_str())
        })
        .collect();
    let verb = if when.negated { "no es" } else { "es" };
    format!(
        "Se responde si «{}» {verb}: {}.",
        field.label,
        names.join(", ")
    )
}
