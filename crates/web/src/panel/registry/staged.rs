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
use domain::registry::{ChangeKind, Column as Datum, ColumnMap, ImportReport, RegistryChange};
use serde::Deserialize;

use super::list::download;
use super::report::{self, Problems};
use crate::Installation;
use crate::http::{Arrived, Query, Session, pages};
use crate::panel::frame::{Part, flash};
use crate::panel::names;
use crate::panel::path::StagedPath;
use crate::ui::{
    Cell, Choice, Column, ErrorSummary, Fact, Facts, Field, Frame, LineKind, Notice, Pager, Table,
    Width,
};
use crate::words::{count, thousands};

/// Headings that a column is asked for.
const MOST_HEADINGS: usize = 60;

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

/// What good rows lack, in words.
fn lacking(report: &ImportReport) -> Vec<String> {
    let missing = &report.missing;
    let lacks = [
        (
            missing.age,
            "sin edad ni fecha de nacimiento: el portal no dirá su edad",
        ),
        (
            missing.birth_date,
            "sin fecha de nacimiento: vale la edad que declara el archivo, si la hay",
        ),
        (
            missing.curp,
            "sin CURP: es más difícil hallar a la misma persona en dos candidaturas",
        ),
        (
            missing.surnames,
            "con el nombre en una sola pieza: no se pueden ordenar por apellido",
        ),
    ];
    let lacks = lacks.into_iter().filter(|(number, _)| *number > 0);
    lacks
        .map(|(number, what)| format!("{} {what}.", count(number as u64, "fila", "filas")))
        .collect()
}

fn people(site: &Installation, caption: &str, changes: &[RegistryChange]) -> Table {
    let current = site.app.current();
    let columns = ["Persona", "Fila", "Cargo y lugar", "Postula", "Clave"];
    let columns = columns.into_iter().map(Column::text).collect();
    Table::new(caption, columns).rows(changes.iter().map(|change| {
        let data = &change.data;
        let place = format!(
            "{}, {}",
            names::office_of(&current, data),
            names::territory_of(&current, data)
        );
        vec![
            Cell::text(data.person.full_name()),
            row_cell(change),
            Cell::text(place),
            Cell::text(names::postulation_of(&current, &data.postulation)),
            Cell::Code(data.key.clone()),
        ]
    }))
}

fn changes(changes: &[RegistryChange]) -> Table {
    let columns = ["Persona", "Fila", "Dato", "Antes", "Ahora"];
    let columns = columns.into_iter().map(Column::text).collect();
    let text = |text: &str| match text {
        "" => Cell::Missing("Vacío".to_owned()),
        text => Cell::text(text),
    };
    let rows = changes.iter().flat_map(|change| {
        let fields: &[_] = match &change.kind {
            ChangeKind::Changed(fields) => fields,
            ChangeKind::Added | ChangeKind::Removed => &[],
        };
        fields.iter().map(move |field| {
            let href = format!("/panel/registro/candidaturas/{}", change.candidacy);
            vec![
                Cell::link(change.data.person.full_name(), href),
                row_cell(change),
                Cell::text(field.column.label()),
                text(&field.before),
                text(&field.after),
            ]
        })
    });
    Table::new("Cambios, dato por dato", columns).rows(rows)
}

fn row_cell(change: &RegistryChange) -> Cell {
    match change.row {
        Some(row) => Cell::text(row.to_string()),
        None => Cell::Missing("No está en el archivo".to_owned()),
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

fn choices(choices: &ImportChoices) -> Vec<Field> {
    let complete = if choices.complete {
        "completo"
    } else {
        "parcial"
    };
    vec![
        Field::radios(
            "alcance",
            "Qué trae el archivo",
            complete,
            vec![
                Choice::new("parcial", "Una parte del registro")
                    .hint("Lo que no está en el archivo queda como está."),
                Choice::new("completo", "Todo el registro")
                    .hint("Lo que no está en el archivo se cancela."),
            ],
        ),
        Field::check(
            "buenas",
            "Si hay filas con errores, importar solo las buenas",
            choices.good_rows,
        ),
    ]
}

/// The headings that nobody knows, or that somebody explained, each with the column that it may be.
fn headings(report: &ImportReport, kept: &ColumnMap) -> Vec<(String, Field)> {
    let explained = kept
        .iter()
        .map(|(heading, column)| (heading.to_owned(), column));
    let mut all: Vec<(String, Option<Datum>)> = explained.collect();
    for heading in &report.unread {
        if all.iter().all(|(known, _)| known != heading) {
            all.push((heading.clone(), None));
        }
    }
    let columns = || Datum::READ.map(|column| Choice::new(column.name(), column.label()));
    all.into_iter()
        .take(MOST_HEADINGS)
        .enumerate()
        .map(|(place, (heading, column))| {
            let name = format!("columna_{}", place + 1);
            let label = format!("«{heading}» es");
            let chosen = column.map_or("", Datum::name);
            let field = Field::select(&name, label, chosen, columns().to_vec());
            (heading, field.blank("No se lee"))
        })
        .collect()
}

/// Why the file cannot be imported as it is.
fn hindered(report: &ImportReport, good_rows: bool) -> Option<Notice> {
    if report.errors.is_empty() {
        return None;
    }
    let wrong = count(report.errors.len() as u64, "error", "errores");
    if !good_rows {
        let text = format!(
            "Hay {wrong} y no se escribe nada. Corrija el archivo y súbalo de nuevo, o elija importar solo las {} buenas.",
            count(report.good_rows as u64, "fila", "filas")
        );
        return Some(Notice::attention("El archivo no se puede importar así").text(text));
    }
    (report.good_rows == 0).then(|| {
        Notice::attention("El archivo no se puede importar").text(format!(
            "Hay {wrong} y ninguna fila buena. Corrija el archivo y súbalo de nuevo."
        ))
    })
}

/// The second question, where more than a tenth of the registry would be cancelled.
fn confirmation(report: &ImportReport, error: Option<String>) -> Option<Field> {
    let label = format!(
        "Se cancelarán {}. Para confirmarlo escriba ese número",
        count(report.removed as u64, "candidatura", "candidaturas")
    );
    report.needs_second_answer.then(|| {
        Field::line("confirma", label, "")
            .kind(LineKind::Whole)
            .width(Width::Short)
            .hint("Es más de la décima parte de las vigentes: revise que el archivo esté completo.")
            .autocomplete("off")
            .error(error)
    })
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
