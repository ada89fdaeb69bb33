//! The import of a registry file begins here: the upload, the files of the last day, the template.

use app::AppError;
use app::registry::{
    ImportError, ImportStage, StagedImport, StagedStage, TemplateFormat, registry_template,
};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::list::download;
use super::staged::told;
use crate::Installation;
use crate::http::{Query, Session, Uploaded, pages};
use crate::panel::frame::Part;
use crate::ui::{Badge, Cell, Column, ErrorSummary, Field, Frame, Notice, State as Colour, Table};

/// What file controls offer.
pub const SPREADSHEETS: &str = ".xlsx,.xlsm,.xls,.ods,.csv,.txt";

#[derive(Template)]
#[template(path = "panel/registry/import.html")]
struct Page {
    frame: Frame,
    running: Option<Notice>,
    file: Field,
    files: Table,
}

pub async fn page(State(site): State<Installation>, who: Session) -> Response {
    show(&site, &who, None).await
}

async fn show(site: &Installation, who: &Session, error: Option<String>) -> Response {
    let staged = match site.app.staged_imports(who).await {
        Ok(staged) => staged,
        Err(error) => return told(site, &error),
    };
    let status = if error.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let file = Field::file("archivo", "Archivo del registro", SPREADSHEETS)
        .hint("Libro de hoja de cálculo (XLSX, XLS u ODS) o texto (CSV), hasta 32 MB. Nada se escribe todavía: primero verá qué pasaría.")
        .error(error);
    let is_running = site.app.import_progress().borrow().stage != ImportStage::Idle;
    let page = Page {
        frame: site
            .frame(who, Part::Registry, "Importar el registro")
            .section("Registro")
            .crumb("Inicio", "/panel")
            .crumb("Registro", "/panel/registro")
            .errors(ErrorSummary::of([&file])),
        running: is_running.then(|| running(&staged)),
        file,
        files: files(site, &staged),
    };
    pages::show_with(status, &page)
}

fn running(staged: &[StagedImport]) -> Notice {
    let notice = Notice::information("Hay una importación en curso")
        .text("Puede subir y revisar otro archivo, pero no importarlo hasta que termine.");
    match staged.iter().find(|file| file.is_running_here) {
        Some(file) => notice.link("Ver cómo va", address(file)),
        None => notice,
    }
}

/// The page of a file.
fn address(file: &StagedImport) -> String {
    format!("/panel/registro/importar/{}", file.id)
}

fn files(site: &Installation, staged: &[StagedImport]) -> Table {
    let columns = ["Archivo", "Subido", "Estado"].map(Column::text).to_vec();
    Table::new("Archivos de las últimas 24 horas", columns).rows(staged.iter().map(|file| {
        vec![
            Cell::link(&file.file_name, address(file)),
            Cell::Moment {
                words: site.calendar().moment(file.created),
                machine: file.created.to_string(),
            },
            Cell::Badge(match file.stage {
                StagedStage::Waiting => Badge::new(Colour::Attention, "Por importar"),
                StagedStage::Running { .. } if file.is_running_here => {
                    Badge::new(Colour::InTerm, "Importándose")
                }
                StagedStage::Running { .. } => Badge::new(Colour::Attention, "Sin terminar"),
                StagedStage::Ended { .. } => Badge::new(Colour::Done, "Terminado"),
                StagedStage::Failed { .. } => Badge::new(Colour::Attention, "No se pudo"),
            }),
        ]
    }))
}

pub async fn upload(
    State(site): State<Installation>,
    who: Session,
    uploaded: Uploaded,
) -> Response {
    let Some(file) = uploaded.file("archivo") else {
        let error = "Elija el archivo del registro.".to_owned();
        return show(&site, &who, Some(error)).await;
    };
    let staged = site
        .app
        .stage_registry_file(&who, &file.name, file.bytes.clone())
        .await;
    match staged {
        Ok(id) => Redirect::to(&format!("/panel/registro/importar/{id}")).into_response(),
        Err(ImportError::App(error)) => pages::failure(&site, &error),
        Err(error) => show(&site, &who, Some(error.to_string())).await,
    }
}

/// In which form the template is wanted.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    formato: String,
}

pub async fn template(
    State(site): State<Installation>,
    _: Session,
    Query(asked): Query<Asked>,
) -> Response {
    let format = match asked.formato.as_str() {
        "csv" => TemplateFormat::Csv,
        _ => TemplateFormat::Xlsx,
    };
    let profile = site.app.current();
    let made = tokio::task::spawn_blocking(move || registry_template(&profile, format)).await;
    match made {
        Ok(Ok(bytes)) => download(bytes, format, "plantilla-registro"),
        _ => pages::failure(&site, &AppError::Unreadable("template")),
    }
}
