//! The receipt of a sending: its place in the history, its hash, and the file that proves it elsewhere.

use app::capture::ReceiptView;
use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::Installation;
use crate::http::{Session, pages};
use crate::panel::frame::Part;
use crate::panel::path::CandidacyPath;
use crate::ui::{Confirmation, Fact, FactValue, Facts, Frame};
use crate::words::thousands;

#[derive(Template)]
#[template(path = "panel/capture/receipt.html")]
struct Page {
    frame: Frame,
    confirmation: Confirmation,
    file: Option<String>,
    back: String,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
) -> Response {
    match site.app.receipt(&who, id).await {
        Ok(view) => pages::show(&build(&site, &who, &view)),
        Err(error) => pages::failure(&site, &error),
    }
}

/// The folio of the entry at this position: what people quote.
fn folio(position: u64) -> String {
    format!("H-{:08}", position + 1)
}

fn build(site: &Installation, who: &Session, view: &ReceiptView) -> Page {
    let back = format!("/panel/captura/{}", view.capture.candidacy);
    let submission = &view.submission;
    let moment = FactValue::Moment {
        words: site.calendar().moment(submission.at),
        machine: submission.at.to_string(),
    };
    let mut facts = vec![
        Fact::new("Recibido", moment),
        Fact::text("Enviado por", submission.role.label()),
        Fact::text(
            "En plazo",
            if submission.late {
                "No: se recibió después del plazo (extemporánea)"
            } else {
                "Sí"
            },
        ),
        Fact::text("Lugar en el historial", thousands(view.entry.position + 1)),
        Fact::new(
            "Huella del asiento",
            FactValue::Code(view.entry.leaf_hash.to_string()),
        ),
        Fact::new(
            "Huella de sus respuestas",
            FactValue::Code(submission.answers.clone()),
        ),
    ];
    if view.receipt.is_none() {
        facts.push(Fact::text(
            "Prueba",
            "Estará lista en menos de un minuto; vuelva a abrir esta página.",
        ));
    }
    let confirmation = Confirmation::new("Cuestionario enviado", folio(view.entry.position), Facts::new(facts))
        .next("Ahora sigue la validación. Si hay algo que corregir, lo verá en su panel con el plazo para hacerlo.")
        .next("Guarde el archivo del acuse: permite comprobar en cualquier equipo que este envío está en el historial.");
    Page {
        frame: site
            .frame(who, Part::Candidacies, "Acuse de envío")
            .section("Captura")
            .crumb("Inicio", "/panel")
            .crumb("Captura", &back),
        confirmation,
        file: view.receipt.as_ref().map(|_| format!("{back}/acuse.json")),
        back,
    }
}

/// The receipt as a file, for `conoceles bitacora verificar --acuse`.
pub async fn file(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
) -> Response {
    match site.app.receipt(&who, id).await {
        Ok(ReceiptView {
            receipt: Some(receipt),
            entry,
            ..
        }) => {
            let name = format!(
                "attachment; filename=\"acuse-{}.json\"",
                folio(entry.position)
            );
            let headers = [
                (header::CONTENT_TYPE, "application/json".to_owned()),
                (header::CONTENT_DISPOSITION, name),
            ];
            (headers, receipt.to_json()).into_response()
        }
        Ok(_) => pages::failure(&site, &app::AppError::NotFound),
        Err(error) => pages::failure(&site, &error),
    }
}
