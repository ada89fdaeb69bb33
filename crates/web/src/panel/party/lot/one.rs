//! A lot of drafts: what each row would save and what is wrong with it; then its saving, with its figure; then what was done.
//! While it is saved its rows are not shown: whoever follows it by the script sees them as they ended, not as they were.

use app::AppError;
use app::bulk::{Existing, Lot, LotRefusal, LotRow, LotStage, SavedRow};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::StagedFileId;

use super::begin::{LOT, forgotten};
use crate::Installation;
use crate::http::{Arrived, Session, pages};
use crate::manual::Topic;
use crate::panel::csv_file;
use crate::panel::frame::Part;
use crate::panel::path::StagedPath;
use crate::ui::{Cell, Choice, Column, ErrorSummary, Fact, Facts, Field, Frame, Notice, Table};
use crate::words::count;

/// Rows on the page; all of them are in the report.
const SHOWN: usize = 200;

/// The headings of the report.
const HEADER: [&str; 6] = [
    "renglon",
    "clave",
    "nombre",
    "resultado",
    "fotografia",
    "observaciones",
];

#[derive(Template)]
#[template(path = "panel/party/lot/one.html")]
struct Page {
    frame: Frame,
    action: String,
    mark: &'static str,
    progress: Notice,
    facts: Facts,
    table: Table,
    hidden: Option<String>,
    choice: Option<Field>,
    button: String,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    StagedPath(id): StagedPath,
) -> Response {
    show(&site, &who, id, StatusCode::OK, None)
}

fn show(
    site: &Installation,
    who: &Session,
    id: StagedFileId,
    status: StatusCode,
    error: Option<String>,
) -> Response {
    match site.app.lot(who, id) {
        Ok(lot) => pages::show_with(status, &build(site, who, id, &lot, error)),
        Err(error) => unseen(site, who, &error),
    }
}

/// A lot that is not there any more, or never was this person's, leads to where another one is uploaded.
fn unseen(site: &Installation, who: &Session, error: &AppError) -> Response {
    match error {
        AppError::NotFound => forgotten(site, who),
        error => pages::failure(site, error),
    }
}

pub async fn act(
    State(site): State<Installation>,
    who: Session,
    StagedPath(id): StagedPath,
    arrived: Arrived,
) -> Response {
    let existing = match arrived.value("existentes") {
        "conservar" => Existing::Keep,
        "reemplazar" => Existing::Replace,
        _ => {
            let error = "Elija qué hacer con lo que ya está capturado.".to_owned();
            return show(
                &site,
                &who,
                id,
                StatusCode::UNPROCESSABLE_ENTITY,
                Some(error),
            );
        }
    };
    match site.app.start_lot(&who, id, existing, arrived.at) {
        // A second click finds it begun.
        Ok(()) | Err(LotRefusal::Begun) => Redirect::to(&format!("{LOT}/{id}")).into_response(),
        Err(LotRefusal::App(error)) => unseen(&site, &who, &error),
        Err(refusal) => show(
            &site,
            &who,
            id,
            StatusCode::CONFLICT,
            Some(refusal.to_string()),
        ),
    }
}

/// What happened with each row, as CSV.
pub async fn report(
    State(site): State<Installation>,
    who: Session,
    StagedPath(id): StagedPath,
) -> Response {
    match site.app.lot(&who, id) {
        Ok(lot) => csv_file::answer("informe-de-borradores.csv", HEADER, lot.report()),
        Err(error) => unseen(&site, &who, &error),
    }
}

fn build(
    site: &Installation,
    who: &Session,
    id: StagedFileId,
    lot: &Lot,
    error: Option<String>,
) -> Page {
    let waits = lot.stage == LotStage::Waiting && lot.good().next().is_some();
    let choice = waits.then(|| {
        let options = vec![
            Choice::new(
                "conservar",
                "Conservar lo capturado y llenar solo lo que falta",
            ),
            Choice::new("reemplazar", "Reemplazar lo capturado con lo del archivo").hint(format!(
                "Cambiarían {}.",
                answers(sum(lot, |row| row.changed))
            )),
        ];
        let label = "¿Qué hacer donde ya hay respuestas?";
        Field::radios("existentes", label, "", options).error(error)
    });
    let rows = number(lot.good().count());
    Page {
        frame: site
            .frame(who, Part::Party, "Revisar el archivo")
            .section("Su partido")
            .crumb("Inicio", "/panel")
            .crumb("Tablero de candidaturas", "/panel/partido/tablero")
            .crumb("Captura con un archivo", LOT)
            .help(Topic::Lot.help(who.actor.role()))
            .errors(ErrorSummary::of(&choice)),
        action: format!("{LOT}/{id}"),
        mark: if lot.is_running() {
            "en-curso"
        } else {
            "terminado"
        },
        progress: progress(lot),
        facts: facts(lot),
        table: table(lot),
        hidden: (lot.rows.len() > SHOWN).then(|| {
            format!(
                "Se muestran {SHOWN} renglones, primero los que no se guardan enteros; todos están en el informe."
            )
        }),
        choice,
        button: format!("Guardar {}", count(rows, "borrador", "borradores")),
    }
}

fn progress(lot: &Lot) -> Notice {
    let good = lot.good().count();
    match lot.stage {
        LotStage::Waiting if good == 0 => Notice::attention("Ningún renglón se puede guardar")
            .text("Corrija lo que dice cada renglón y suba de nuevo el archivo."),
        LotStage::Waiting => Notice::information("Nada se ha guardado todavía")
            .text("Revise los renglones. Lo que se guarde quedará como borrador: no se envía."),
        LotStage::Running { done } => {
            Notice::information(format!("Guardando: {done} de {} renglones", lot.rows.len()))
                .text("Puede salir de esta página y volver: sigue solo.")
        }
        LotStage::Ended => ended(lot),
    }
}

fn ended(lot: &Lot) -> Notice {
    let is_saved =
        |row: &&LotRow| matches!(row.outcome, Some(SavedRow::Saved(_) | SavedRow::Partly(..)));
    let saved = number(lot.rows.iter().filter(is_saved).count());
    let wrong = number(lot.rows.iter().filter(|row| row.is_wrong()).count());
    let told = match saved {
        0 => "No se guardó ningún borrador".to_owned(),
        1 => "Se guardó 1 borrador".to_owned(),
        saved => format!("Se guardaron {}", count(saved, "borrador", "borradores")),
    };
    let mut notice = match wrong {
        0 => Notice::done(told),
        wrong => {
            let rows = count(
                wrong,
                "renglón no se guardó entero",
                "renglones no se guardaron enteros",
            );
            Notice::attention(told).text(format!("{rows}: la lista dice por qué."))
        }
    };
    if saved == 0 && wrong == 0 {
        notice = notice.text("No había nada nuevo que guardar.");
    }
    match saved {
        0 => notice,
        _ => notice.text("Cada quien puede abrirlos, completarlos y enviarlos."),
    }
}

fn facts(lot: &Lot) -> Facts {
    let good = lot.good().count();
    let mut facts = vec![
        Fact::text("Archivo", &lot.file_name),
        Fact::text("Renglones", lot.rows.len().to_string()),
        Fact::text("Se pueden guardar", good.to_string()),
        Fact::text("Tienen errores", (lot.rows.len() - good).to_string()),
        Fact::text("Respuestas nuevas", sum(lot, |row| row.fresh).to_string()),
        Fact::text(
            "Respuestas que cambian lo capturado",
            sum(lot, |row| row.changed).to_string(),
        ),
    ];
    let listed = |names: &[String]| {
        names
            .iter()
            .take(20)
            .cloned()
            .collect::<Vec<_>>()
            .join(", ")
    };
    if !lot.unknown.is_empty() {
        facts.push(Fact::text(
            "Columnas que no son preguntas y no se guardan",
            listed(&lot.unknown),
        ));
    }
    if !lot.strays.is_empty() {
        let words = format!("{} ({})", lot.strays.len(), listed(&lot.strays));
        facts.push(Fact::text("Fotografías sin renglón con esa clave", words));
    }
    if !lot.remarks.is_empty() {
        let told: Vec<String> = lot
            .remarks
            .iter()
            .take(20)
            .map(ToString::to_string)
            .collect();
        facts.push(Fact::text("Al leer el archivo", told.join("\n")));
    }
    Facts::new(facts)
}

fn table(lot: &Lot) -> Table {
    let mut columns = vec![Column::text("Renglón y candidatura")];
    columns.extend(["Qué pasa", "Fotografía", "Qué revisar"].map(Column::text));
    let mut rows: Vec<&LotRow> = lot.rows.iter().collect();
    if rows.len() > SHOWN {
        // What is wrong is seen before what is cut off; where all is shown, it is in the order of the file.
        rows.sort_by_key(|row| !row.is_wrong());
    }
    Table {
        caption: "Renglones".to_owned(),
        caption_hidden: true,
        columns,
        rows: rows.into_iter().take(SHOWN).map(cells).collect(),
    }
}

fn cells(row: &LotRow) -> Vec<Cell> {
    let faults = row.to_check();
    let name = match row.name.is_empty() {
        true => "Sin candidatura".to_owned(),
        false => row.name.clone(),
    };
    vec![
        Cell::Two(format!("{}. {name}", row.number), row.key.clone()),
        Cell::Text(row.result()),
        Cell::Text(row.photograph_told()),
        match faults.is_empty() {
            true => Cell::Missing("Nada que revisar".to_owned()),
            false => Cell::Text(faults.join(" ")),
        },
    ]
}

fn sum(lot: &Lot, what: impl Fn(&LotRow) -> usize) -> usize {
    lot.good().map(what).sum()
}

fn answers(number_of: usize) -> String {
    count(number(number_of), "respuesta", "respuestas")
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
