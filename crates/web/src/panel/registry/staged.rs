//! A registry file between its upload and its import: what it would do, the choices, the progress, the result.

use app::registry::{
    ImportChoices, ImportError, ImportPreview, ImportProgress, ImportResult, ImportStage,
    PREVIEW_PAGE, StagedImport, StagedStage, TemplateFormat, table_file,
};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::StagedFileId;
use domain::registry::{ColumnMap, ImportReport};
use serde::Deserialize;

use super::list::download;
use super::preview::{
    MOST_HEADINGS, changes, choices, confirmation, headings, hindered, lacking, people,
};
use super::report::{self, Problems};
use crate::Installation;
use crate::http::{Arrived, Query, Session, pages};
use crate::panel::frame::{Part, flash};
use crate::panel::path::StagedPath;
use crate::ui::{ErrorSummary, Fact, Facts, Field, Frame, Notice, Pager, Table};
use crate::words::{count, thousands};

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    desde: usize,
    hecho: Option<String>,
}

/// An error of imports as a page.
pub fn told(site: &Installation, error: &ImportError) -> Response {
    match error {
        ImportError::App(error) => pages::failure(site, error),
        other => {
            let told = vec![other.to_string()];
            pages::message(site, StatusCode::CONFLICT, "No se pudo importar", told)
        }
    }
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    StagedPath(id): StagedPath,
    Query(asked): Query<Asked>,
) -> Response {
    let staged = match site.app.staged_import(&who, id).await {
        Ok(staged) => staged,
        Err(error) => return told(&site, &error),
    };
    match &staged.stage {
        StagedStage::Waiting => preview(&site, &who, &staged, &asked, Vec::new(), None).await,
        StagedStage::Failed { why, .. } => {
            let why = vec![why.clone()];
            preview(&site, &who, &staged, &asked, why, None).await
        }
        StagedStage::Running { .. } => pages::show(&progress(&site, &who, &staged)),
        StagedStage::Ended { result, .. } => match site.app.import_result(&who, result).await {
            Ok(result) => pages::show(&ended(&site, &who, &staged, &result)),
            Err(error) => told(&site, &error),
        },
    }
}

fn frame(site: &Installation, who: &Session, title: &str) -> Frame {
    site.frame(who, Part::Registry, title)
        .section("Importar")
        .crumb("Inicio", "/panel")
        .crumb("Registro", "/panel/registro")
        .crumb("Importar", "/panel/registro/importar")
        .wide()
}

fn address(staged: &StagedImport) -> String {
    format!("/panel/registro/importar/{}", staged.id)
}

/// What the file is.
fn about(site: &Installation, staged: &StagedImport) -> Vec<Fact> {
    let kind = match staged.file_name.rsplit_once('.') {
        _ if staged.sheet.is_empty() => "Texto separado (CSV)",
        Some((_, end)) if end.eq_ignore_ascii_case("ods") => "Libro ODS",
        Some((_, end)) if end.eq_ignore_ascii_case("xls") => "Libro XLS",
        _ => "Libro XLSX",
    };
    let kilobytes = thousands((staged.size as u64).div_ceil(1024));
    let mut facts = vec![
        Fact::text("Archivo", &staged.file_name),
        Fact::text("Tipo", format!("{kind}, {kilobytes} kB")),
    ];
    if !staged.sheet.is_empty() {
        facts.push(Fact::text("Hoja que se lee", &staged.sheet));
    }
    let moment = site.calendar().moment(staged.created);
    facts.push(Fact::text("Subido", moment));
    facts
}

fn figures(result: &ImportResult) -> Vec<Fact> {
    let figure = |name: &str, number: usize| Fact::text(name, thousands(number as u64));
    vec![
        figure("Filas en el archivo", result.rows),
        figure("Altas", result.added),
        figure("Cambios", result.changed),
        figure("Sin cambio", result.unchanged),
        figure("Bajas (se cancelan)", result.removed),
        figure("No están en el archivo y quedan como están", result.absent),
    ]
}

#[derive(Template)]
#[template(path = "panel/registry/preview.html")]
struct PreviewPage {
    frame: Frame,
    about: Facts,
    /// Whether an import of it was tried and could not be made.
    failed: bool,
    figures: Facts,
    remarks: Vec<String>,
    lacking: Vec<String>,
    errors: Problems,
    warnings: Problems,
    added: Table,
    changed: Table,
    removed: Table,
    pager: Pager,
    action: String,
    choices: Vec<Field>,
    headings: Vec<(String, Field)>,
    hindered: Option<Notice>,
    confirm: Option<Field>,
    button: String,
}

async fn preview(
    site: &Installation,
    who: &Session,
    staged: &StagedImport,
    asked: &Asked,
    wrong: Vec<String>,
    confirm_error: Option<String>,
) -> Response {
    let shown = match site.app.preview_staged(who, staged, asked.desde).await {
        Ok(preview) => preview,
        Err(error) => return told(site, &error),
    };
    let kept = match site.app.column_map().await {
        Ok(kept) => staged.choices.columns.clone().unwrap_or(kept),
        Err(error) => return pages::failure(site, &error),
    };
    let status = if wrong.is_empty() && confirm_error.is_none() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let confirm = confirmation(&shown.report, confirm_error);
    let mut errors = ErrorSummary::of(confirm.iter());
    for message in wrong {
        errors = errors.general(message);
    }
    let mut page = preview_page(site, who, staged, asked, &shown, &kept);
    page.frame = page
        .frame
        .errors(errors)
        .flash(flash(asked.hecho.as_deref()));
    page.confirm = confirm;
    pages::show_with(status, &page)
}

fn preview_page(
    site: &Installation,
    who: &Session,
    staged: &StagedImport,
    asked: &Asked,
    shown: &ImportPreview,
    kept: &ColumnMap,
) -> PreviewPage {
    let report = &shown.report;
    let result = ImportResult::of(report, staged.choices.good_rows);
    PreviewPage {
        frame: frame(site, who, "Revise el archivo antes de importarlo"),
        about: Facts::new(about(site, staged)),
        failed: matches!(staged.stage, StagedStage::Failed { .. }),
        figures: Facts::new(figures(&result)),
        remarks: report.remarks.clone(),
        lacking: lacking(report),
        errors: Problems::of("error", &result.errors),
        warnings: Problems::of("advertencia", &result.warnings),
        added: people(site, "Altas", &shown.added),
        changed: changes(&shown.changed),
        removed: people(site, "Bajas: se cancelan", &shown.removed),
        pager: pager(staged, asked, report),
        action: address(staged),
        choices: choices(&staged.choices),
        headings: headings(report, kept),
        hindered: hindered(report, staged.choices.good_rows),
        confirm: None,
        button: format!(
            "Importar: {}, {} y {}",
            count(report.added as u64, "alta", "altas"),
            count(report.changed as u64, "cambio", "cambios"),
            count(report.removed as u64, "baja", "bajas"),
        ),
    }
}

fn pager(staged: &StagedImport, asked: &Asked, report: &ImportReport) -> Pager {
    let most = report.added.max(report.changed).max(report.removed);
    let next = asked.desde.saturating_add(PREVIEW_PAGE);
    let at = |from: usize| format!("{}?desde={from}", address(staged));
    let previous = (asked.desde > 0).then(|| at(asked.desde.saturating_sub(PREVIEW_PAGE)));
    let shown = match most {
        0 => String::new(),
        most => format!(
            "De cada tipo, del {} al {}",
            thousands(asked.desde as u64 + 1),
            thousands(next.min(most) as u64)
        ),
    };
    Pager::new(shown, previous, (next < most).then(|| at(next)))
}

pub async fn choose(
    State(site): State<Installation>,
    who: Session,
    StagedPath(id): StagedPath,
    form: Arrived,
) -> Response {
    let kept = match site.app.column_map().await {
        Ok(kept) => kept,
        Err(error) => return pages::failure(&site, &error),
    };
    let staged = match site.app.staged_import(&who, id).await {
        Ok(staged) => staged,
        Err(error) => return told(&site, &error),
    };
    let choices = ImportChoices {
        complete: form.value("alcance") == "completo",
        good_rows: form.ticked("buenas"),
        columns: columns(&form, staged.choices.columns.unwrap_or(kept)),
    };
    match site.app.choose_for_import(&who, id, choices).await {
        Ok(()) => {
            let target = format!("/panel/registro/importar/{id}?hecho=opciones");
            Redirect::to(&target).into_response()
        }
        Err(error) => told(&site, &error),
    }
}

/// The column map with what the form says of each heading.
fn columns(form: &Arrived, mut map: ColumnMap) -> Option<ColumnMap> {
    for place in 1..=MOST_HEADINGS {
        let heading = form.value(&format!("encabezado_{place}"));
        if !heading.trim().is_empty() {
            let column = form.trimmed(&format!("columna_{place}")).parse().ok();
            map.set(heading, column);
        }
    }
    (!map.is_empty()).then_some(map)
}

pub async fn start(
    State(site): State<Installation>,
    who: Session,
    StagedPath(id): StagedPath,
    form: Arrived,
) -> Response {
    let confirmed = form.trimmed("confirma").replace([',', ' ', '.'], "");
    let confirmed: Option<usize> = confirmed.parse().ok();
    match site.app.start_import(&who, id, confirmed).await {
        Ok(()) => Redirect::to(&format!("/panel/registro/importar/{id}")).into_response(),
        Err(ImportError::RemovalNotConfirmed(report)) => {
            let message = format!("Escriba {} para confirmar las bajas.", report.removed);
            again(&site, &who, id, Vec::new(), Some(message)).await
        }
        Err(ImportError::App(error)) => pages::failure(&site, &error),
        Err(error) => again(&site, &who, id, vec![error.to_string()], None).await,
    }
}

async fn again(
    site: &Installation,
    who: &Session,
    id: StagedFileId,
    wrong: Vec<String>,
    confirm_error: Option<String>,
) -> Response {
    match site.app.staged_import(who, id).await {
        Ok(staged) => {
            let asked = Asked::default();
            preview(site, who, &staged, &asked, wrong, confirm_error).await
        }
        Err(error) => told(site, &error),
    }
}

#[derive(Template)]
#[template(path = "panel/registry/progress.html")]
struct ProgressPage {
    frame: Frame,
    about: Facts,
    words: String,
    runs: bool,
    address: String,
}

fn progress(site: &Installation, who: &Session, staged: &StagedImport) -> ProgressPage {
    let now = *site.app.import_progress().borrow();
    let runs = staged.is_running_here;
    ProgressPage {
        frame: frame(site, who, "Importación en curso"),
        about: Facts::new(about(site, staged)),
        words: if runs {
            progress_words(now)
        } else {
            "La importación sigue en otro servidor o se interrumpió. Lo escrito hasta ese momento está completo."
                .to_owned()
        },
        runs,
        address: address(staged),
    }
}

fn progress_words(now: ImportProgress) -> String {
    let of = |done: usize, all: usize| {
        format!("{} de {}", thousands(done as u64), thousands(all as u64))
    };
    match now.stage {
        ImportStage::Idle | ImportStage::Reading => "Leyendo el archivo.".to_owned(),
        ImportStage::Checking => format!("Revisando las filas: {}.", of(now.checked, now.rows)),
        ImportStage::Writing => format!("Escribiendo los cambios: {}.", of(now.written, now.total)),
    }
}

#[derive(Template)]
#[template(path = "panel/registry/result.html")]
struct ResultPage {
    frame: Frame,
    outcome: Notice,
    about: Facts,
    figures: Facts,
    errors: Problems,
    warnings: Problems,
    action: String,
}

fn ended(
    site: &Installation,
    who: &Session,
    staged: &StagedImport,
    result: &ImportResult,
) -> ResultPage {
    let outcome = match (result.is_written, result.errors.is_empty()) {
        (true, true) => Notice::done("El archivo se importó completo."),
        (true, false) => Notice::attention("Se importaron las filas buenas.").text(
            "Las que tienen errores no se escribieron: corríjalas y suba un archivo con ellas.",
        ),
        (false, _) => Notice::attention("No se escribió nada.")
            .text("El archivo tiene errores. Corríjalos y súbalo de nuevo."),
    };
    let outcome = outcome.link("Ver el resultado completo", address(staged));
    ResultPage {
        frame: frame(site, who, "Resultado de la importación"),
        outcome,
        about: Facts::new(about(site, staged)),
        figures: Facts::new(figures(result)),
        errors: Problems::of("error", &result.errors),
        warnings: Problems::of("advertencia", &result.warnings),
        action: address(staged),
    }
}

/// Everything that was found in the file, as CSV.
pub async fn report_file(
    State(site): State<Installation>,
    who: Session,
    StagedPath(id): StagedPath,
) -> Response {
    match found(&site, &who, id).await {
        Ok(result) => {
            let zone = &site.profile().institute.zone;
            let created = site.app.now().in_zone(zone).datetime();
            let rows = report::rows(&result);
            match table_file(
                "Informe",
                &report::HEADINGS,
                rows,
                TemplateFormat::Csv,
                created,
            ) {
                Ok(bytes) => download(bytes, TemplateFormat::Csv, "informe-registro"),
                Err(_) => pages::failure(&site, &app::AppError::Unreadable("report")),
            }
        }
        Err(error) => told(&site, &error),
    }
}

async fn found(
    site: &Installation,
    who: &Session,
    id: StagedFileId,
) -> Result<ImportResult, ImportError> {
    let staged = site.app.staged_import(who, id).await?;
    if let StagedStage::Ended { result, .. } = &staged.stage {
        return site.app.import_result(who, result).await;
    }
    let preview = site.app.preview_staged(who, &staged, 0).await?;
    Ok(ImportResult::of(&preview.report, staged.choices.good_rows))
}
