//! The spreadsheet to fill in: the party's candidacies, a column for each question, lists where there are few answers.

use domain::capture::StateCode;
use domain::profile::Counting;
use domain::questionnaire::{Definition, Field, FieldKind};
use jiff::civil::Time;
use spreadsheets::{ColumnOut, SheetOut, Workbook};

use super::reading::{KEY, TOLD};
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// What is said beside the questions.
const INSTRUCTIONS: [&str; 8] = [
    "Una candidatura por renglón. No cambie la columna «clave»: dice de quién es cada renglón. Puede borrar renglones.",
    "Una celda vacía no borra nada: lo que ya estaba capturado queda como está.",
    "En las preguntas con lista, elija una opción. En las que admiten varias respuestas (teléfonos, redes, cursos), escriba una por línea dentro de la celda: Alt+Enter.",
    "La nota de cada encabezado dice qué se espera y cuántos caracteres caben. Un texto demasiado corto o largo se guarda como borrador, pero no se puede enviar así.",
    "Las fotografías van aparte, en un ZIP: cada una con la clave como nombre, por ejemplo MC-1.jpg. En JPEG o PNG. El ZIP pesa hasta 30 MB; si son más, súbalas en partes.",
    "Al subir el archivo verá primero qué se guardaría y qué está mal, renglón por renglón. Nada se guarda hasta que usted lo confirme.",
    "Se guardan borradores. Enviar se hace después, una candidatura a la vez, con su declaración de veracidad.",
    "Solo se guardan las candidaturas cuya persona ya conoce el aviso de privacidad de su partido.",
];

impl App {
    /// The spreadsheet for the own party's candidacies that can still be captured.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn lot_template(&self, who: &SignedIn) -> Result<Vec<u8>, AppError> {
        let party = self.captures_for(who)?;
        let definition = self.curricular();
        let mut unit = self.store.read().await?;
        let mut rows = Vec::new();
        for row in unit.party_rows(&party, &definition.key).await? {
            if !matches!(
                row.state,
                StateCode::Untouched | StateCode::Capturing | StateCode::Returned
            ) {
                continue;
            }
            let candidacy = unit
                .candidacy(row.candidacy)
                .await?
                .ok_or(AppError::NotFound)?;
            let data = &candidacy.data;
            let named = |name: Option<&String>| name.cloned().unwrap_or_default();
            rows.push(vec![
                data.key.clone(),
                data.person.full_name(),
                named(self.profile.office(&data.office).map(|office| &office.name)),
                named(
                    self.profile
                        .territory(&data.territory)
                        .map(|place| &place.name),
                ),
            ]);
        }
        let counting = self.profile.capture.counting;
        let told = std::iter::once(KEY).chain(TOLD).map(|heading| ColumnOut {
            heading: heading.to_owned(),
            note: String::new(),
            width: 20.0,
            choices: Vec::new(),
        });
        let asked = definition
            .cell_fields()
            .map(|field| column(definition, field, counting));
        let sheet = SheetOut {
            name: "Borradores".to_owned(),
            columns: told.chain(asked).collect(),
            rows,
        };
        Workbook::new(self.profile.process.start.to_datetime(Time::midnight()))
            .sheet(sheet)
            .instructions(INSTRUCTIONS)
            .finish()
            .map_err(|error| {
                tracing::error!(%error, "a template could not be made");
                AppError::Unreadable("template")
            })
    }
}

fn column(definition: &Definition, field: &Field, counting: Counting) -> ColumnOut {
    let characters = match counting {
        Counting::WithSpaces => "caracteres",
        Counting::WithoutSpaces => "caracteres sin contar espacios",
    };
    let limits = match &field.kind {
        FieldKind::Line { max, .. } => format!("Hasta {max} {characters}."),
        FieldKind::Paragraph {
            min,
            max,
            declarable,
        } => {
            let limits = format!("De {min} a {max} {characters}.");
            match declarable {
                Some(declared) => format!("{limits} O escriba: {declared}"),
                None => limits,
            }
        }
        FieldKind::List { max, entries, .. } => {
            format!("Hasta {entries} líneas de {max} {characters}, una debajo de otra.")
        }
        FieldKind::Choice { .. } => "Elija de la lista.".to_owned(),
        FieldKind::Photograph { .. } => String::new(),
    };
    let help = field.help.as_deref().unwrap_or_default();
    ColumnOut {
        heading: field.label.clone(),
        note: format!("{help} {limits}").trim().to_owned(),
        width: match field.kind {
            FieldKind::Paragraph { .. } => 60.0,
            _ => 26.0,
        },
        choices: definition.cell_choices(field),
    }
}
