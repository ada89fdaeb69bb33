//! One receipt: its page, its document and its file for machines.

use app::receipts::ReceiptView;
use app::{App, AppError};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use domain::receipt::Folio;

use super::{CHECK, MINE, wording};
use crate::Installation;
use crate::http::{Session, pages};
use crate::panel::frame::Part;
use crate::panel::path::FolioPath;
use crate::ui::{Confirmation, Frame};

#[derive(Template)]
#[template(path = "panel/receipts/one.html")]
struct Page {
    frame: Frame,
    confirmation: Confirmation,
    files: Option<Files>,
}

/// Where the files of a receipt are.
pub struct Files {
    pub document: String,
    pub machine: String,
}

impl Files {
    /// The files, once there is a proof.
    pub fn of(view: &ReceiptView) -> Option<Self> {
        view.receipt.as_ref().map(|_| Self {
            document: format!("{MINE}/{}/acuse.pdf", view.folio),
            machine: format!("{MINE}/{}/acuse.json", view.folio),
        })
    }
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    FolioPath(folio): FolioPath,
) -> Response {
    match site.app.receipt(&who, folio).await {
        Ok(view) => pages::show(&Page {
            frame: site
                .frame(&who, Part::Security, format!("Acuse {folio}"))
                .section("Mis acuses")
                .crumb("Inicio", "/panel")
                .crumb("Mis acuses", MINE),
            confirmation: wording::confirmation(&site, &view),
            files: Files::of(&view),
        }),
        Err(error) => pages::failure(&site, &error),
    }
}

/// The document, which is made when it is asked for the first time and is the same from then on.
pub async fn document(
    State(site): State<Installation>,
    who: Session,
    FolioPath(folio): FolioPath,
    headers: HeaderMap,
) -> Response {
    let page = site.outside(&headers, CHECK);
    let compose = |view: &ReceiptView, proof: &activity_log::Receipt| {
        wording::document(&site, view, proof, page)
    };
    match site.app.receipt_document(&who, folio, compose).await {
        Ok(pdf) => download("application/pdf", folio, "pdf", pdf),
        Err(error) => pages::failure(&site, &error),
    }
}

/// The receipt for machines: `conoceles bitacora verificar --acuse`.
pub async fn file(
    State(site): State<Installation>,
    who: Session,
    FolioPath(folio): FolioPath,
) -> Response {
    match machine_readable(&site.app, &who, folio).await {
        Ok(json) => download("application/json", folio, "json", json.into_bytes()),
        Err(error) => pages::failure(&site, &error),
    }
}

async fn machine_readable(app: &App, who: &Session, folio: Folio) -> Result<String, AppError> {
    let receipt = app.receipt(who, folio).await?.receipt;
    Ok(receipt.ok_or(AppError::NotFound)?.to_json())
}

fn download(kind: &'static str, folio: Folio, end: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"acuse-{folio}.{end}\""),
        ),
    ];
    (headers, bytes).into_response()
}
