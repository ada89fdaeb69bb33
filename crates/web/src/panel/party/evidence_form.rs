//! The form by which evidence is recorded, for one candidacy or for many.

use app::party::PartyRefusal;
use domain::party::{DisclosureForm, DisclosureRefusal, PartyNotice};

use crate::Installation;
use crate::http::Arrived;
use crate::ui::{Choice, ErrorSummary, Field, LineKind};

/// The form's answers as they were typed.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The candidacies that are ticked.
    pub chosen: Vec<String>,
    /// The day, as the control sends it.
    pub date: String,
    /// How it was shown.
    pub form: String,
    /// The note.
    pub note: String,
    /// The version.
    pub version: String,
}

/// What was wrong with the form.
#[derive(Debug)]
pub enum Wrong {
    /// The day cannot be read.
    Date,
    /// No way of showing was chosen.
    Form,
    /// The rules refuse.
    Refused(PartyRefusal),
}

impl Typed {
    /// An empty form: shown today, the way that is most usual.
    pub fn today(site: &Installation) -> Self {
        let zone = &site.profile().institute.zone;
        Self {
            date: site.app.now().in_zone(zone).date().to_string(),
            ..Self::default()
        }
    }

    /// What arrived.
    pub fn of(arrived: &Arrived) -> Self {
        let text = |name: &str| arrived.trimmed(name).to_owned();
        let chosen = arrived
            .values
            .iter()
            .filter(|(name, _)| name == "candidatura");
        Self {
            chosen: chosen.map(|(_, value)| value.clone()).collect(),
            date: text("fecha"),
            form: text("forma"),
            note: text("nota"),
            version: text("version"),
        }
    }

    /// The fields, with what is wrong.
    pub fn fields(&self, versions: &[PartyNotice], wrong: Option<&Wrong>) -> Vec<Field> {
        let forms = DisclosureForm::ALL
            .iter()
            .map(|form| Choice::new(form.key(), form.label()))
            .collect();
        let mut fields = vec![
            Field::line("fecha", "Día en que se le mostró", &self.date)
                .kind(LineKind::Date)
                .error(about_date(wrong)),
            Field::radios("forma", "Cómo se le mostró", &self.form, forms).error(
                matches!(wrong, Some(Wrong::Form)).then_some("Elija cómo se le mostró el aviso."),
            ),
        ];
        if versions.len() > 1 {
            fields.push(version_field(versions, &self.version));
        }
        fields.push(
            Field::text("nota", "Nota", &self.note)
                .rows(3)
                .hint("Por ejemplo quién se lo mostró y dónde. Hasta 500 caracteres.")
                .optional()
                .error(refused(wrong, |refusal| {
                    matches!(refusal, PartyRefusal::Disclosure(DisclosureRefusal::Note))
                })),
        );
        fields.push(
            Field::file(
                "archivo",
                "Constancia",
                ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png",
            )
            .hint("Página firmada o captura de pantalla: PDF, JPEG o PNG de hasta 10 MB.")
            .optional()
            .error(refused(wrong, |refusal| {
                matches!(refusal, PartyRefusal::FileKind | PartyRefusal::FileSize)
            })),
        );
        fields
    }
}

fn version_field(versions: &[PartyNotice], chosen: &str) -> Field {
    let choices = versions
        .iter()
        .map(|notice| Choice::new(notice.id.to_string(), format!("Versión {}", notice.version)))
        .collect();
    let mut field = Field::select("version", "Versión que se le mostró", chosen, choices);
    field = field.blank("La que está en vigor");
    field.optional()
}

fn refused(wrong: Option<&Wrong>, is: impl Fn(&PartyRefusal) -> bool) -> Option<String> {
    match wrong {
        Some(Wrong::Refused(refusal)) if is(refusal) => Some(refusal.to_string()),
        _ => None,
    }
}

fn about_date(wrong: Option<&Wrong>) -> Option<String> {
    match wrong {
        Some(Wrong::Date) => Some("Escriba el día como 2024-04-05.".to_owned()),
        other => refused(other, |refusal| {
            matches!(
                refusal,
                PartyRefusal::Disclosure(DisclosureRefusal::InFuture)
            )
        }),
    }
}

/// The problems of the form: at the fields, or of the whole.
pub fn problems(fields: &[Field], wrong: Option<&Wrong>) -> ErrorSummary {
    let summary = ErrorSummary::of(fields);
    match wrong {
        Some(Wrong::Refused(refusal)) if summary.is_empty() => summary.general(format!(
            "{refusal} Lo que escribió sigue abajo; si eligió un archivo, vuelva a elegirlo."
        )),
        _ => summary,
    }
}
