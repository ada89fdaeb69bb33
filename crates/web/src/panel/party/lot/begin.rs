//! Drafts of many candidacies from a file begin here: the template, the upload.

use app::bulk::LotRefusal;
use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use crate::Installation;
use crate::http::{Session, Uploaded, pages};
use crate::manual::Topic;
use crate::panel::frame::Part;
use crate::panel::registry::SPREADSHEETS;
use crate::ui::{ErrorSummary, Field, Frame};

/// Where a lot begins.
pub const LOT: &str = "/panel/partido/lote";

#[derive(Template)]
#[template(path = "panel/party/lot/begin.html")]
struct Page {
    frame: Frame,
    fields: Vec<Field>,
}

pub async fn page(State(site): State<Installation>, who: Session) -> Response {
    // Who may not capture for a party is told so before anything is chosen.
    match site.app.may_bring_lots(&who) {
        Ok(()) => pages::show(&build(&site, &who, None)),
        Err(error) => pages::failure(&site, &error),
    }
}

pub async fn act(State(site): State<Installation>, who: Session, uploaded: Uploaded) -> Response {
    let Some(sheet) = uploaded.file("archivo") else {
        let error = "Elija el archivo con las respuestas.".to_owned();
        return refused(&site, &who, ("archivo", error));
    };
    let photographs = uploaded.file("fotografias").map(|file| file.bytes.clone());
    let lot = site
        .app
        .prepare_lot(&who, &sheet.name, sheet.bytes.clone(), photographs)
        .await;
    match lot {
        Ok(id) => Redirect::to(&format!("{LOT}/{id}")).into_response(),
        Err(LotRefusal::App(error)) => pages::failure(&site, &error),
        Err(refusal @ (LotRefusal::NotAZip | LotRefusal::TooManyPhotographs)) => {
            refused(&site, &who, ("fotografias", refusal.to_string()))
        }
        Err(refusal) => refused(&site, &who, ("archivo", refusal.to_string())),
    }
}

pub async fn template(State(site): State<Installation>, who: Session) -> Response {
    match site.app.lot_template(&who).await {
        Ok(bytes) => {
            let headers = [
                (
                    header::CONTENT_TYPE,
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                ),
                (
                    header::CONTENT_DISPOSITION,
                    "attachment; filename=\"borradores.xlsx\"",
                ),
            ];
            (headers, bytes).into_response()
        }
        Err(error) => pages::failure(&site, &error),
    }
}

/// The page instead of a lot that is not kept.
pub fn forgotten(site: &Installation, who: &Session) -> Response {
    let mut page = build(site, who, None);
    page.frame.errors = ErrorSummary::default().general(
        "La revisión de ese archivo ya no está: se guarda seis horas, y antes se pierde si usted sube otro, si el sistema se \
         reinicia o si la deja mucho tiempo y otras personas necesitan el lugar. Suba el archivo de nuevo: lo que ya se guardó \
         no se repite.",
    );
    pages::show_with(StatusCode::NOT_FOUND, &page)
}

fn refused(site: &Installation, who: &Session, error: (&str, String)) -> Response {
    pages::show_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &build(site, who, Some(error)),
    )
}

fn build(site: &Installation, who: &Session, error: Option<(&str, String)>) -> Page {
    let at = |name: &str| {
        let error = error.as_ref().filter(|(field, _)| *field == name);
        error.map(|(_, words)| words.clone())
    };
    let fields = vec![
        Field::file("archivo", "Archivo con las respuestas", SPREADSHEETS)
            .hint("La plantilla llena: libro de hoja de cálculo (XLSX, XLS u ODS) o texto (CSV).")
            .error(at("archivo")),
        Field::file("fotografias", "Fotografías en un ZIP", ".zip,application/zip")
            .hint("Cada una con la clave de la candidatura como nombre, por ejemplo MC-1.jpg. Los dos archivos juntos pesan hasta 32 MB.")
            .optional()
            .error(at("fotografias")),
    ];
    Page {
        frame: site
            .frame(
                who,
                Part::Party,
                "Capturar muchas candidaturas con un archivo",
            )
            .section("Su partido")
            .crumb("Inicio", "/panel")
            .crumb("Tablero de candidaturas", "/panel/partido/tablero")
            .help(Topic::Lot.help(who.actor.role()))
            .errors(ErrorSummary::of(&fields)),
        fields,
    }
}
