//! The operations page, and its button.

use app::AppError;
use app::backup::{
    BackupError, BackupPlan, Drill, Occasion, Operations, Progress, Shelved, Stage, Warning,
};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::time::Instant;

use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::desk::Done;
use crate::panel::frame::{Part, flash};
use crate::ui::{
    Badge, Cell, Column, Empty, ErrorSummary, Fact, FactValue, Facts, Frame, Notice,
    State as Colour, Table,
};
use crate::words::{bytes, count, seconds, thousands};

/// Backups that the page shows; the command line lists them all.
const MOST_SHOWN: usize = 60;

#[derive(Template)]
#[template(path = "panel/operations/page.html")]
struct Page {
    frame: Frame,
    warning: Option<Notice>,
    /// "en-curso" while a backup is being made.
    mark: &'static str,
    under_way: Option<UnderWay>,
    facts: Facts,
    offers_button: bool,
    trouble: Option<Notice>,
    table: Table,
    empty: Empty,
    faults: Vec<Notice>,
}

/// A backup that is being made.
struct UnderWay {
    words: String,
    done: u64,
    total: u64,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(done): Query<Done>,
) -> Response {
    answer(&site, &who, StatusCode::OK, done.hecho.as_deref(), None).await
}

pub async fn back_up(State(site): State<Installation>, who: Session) -> Response {
    match site.app.start_backup(&who) {
        Ok(()) => Redirect::to("/panel/operaciones?hecho=respaldo").into_response(),
        // A second click finds the first one's backup under way.
        Err(BackupError::Busy(_)) => Redirect::to("/panel/operaciones").into_response(),
        Err(BackupError::App(error)) => pages::failure(&site, &error),
        Err(error) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            answer(&site, &who, status, None, Some(&error)).await
        }
    }
}

async fn answer(
    site: &Installation,
    who: &Session,
    status: StatusCode,
    done: Option<&str>,
    refusal: Option<&BackupError>,
) -> Response {
    match build(site, who, done, refusal).await {
        Ok(page) => pages::show_with(status, &page),
        Err(error) => pages::failure(site, &error),
    }
}

async fn build(
    site: &Installation,
    who: &Session,
    done: Option<&str>,
    refusal: Option<&BackupError>,
) -> Result<Page, AppError> {
    let now = site.app.operations(who).await?;
    let mut errors = ErrorSummary::default();
    if let Some(refusal) = refusal {
        errors = errors.general(sentence(&refusal.to_string()));
    }
    let under_way = now.progress.and_then(under_way);
    let shown = now.backups.as_deref().unwrap_or_default();
    Ok(Page {
        frame: site
            .frame(who, Part::Operations, "Operación y respaldos")
            .crumb("Inicio", "/panel")
            .flash(flash(done))
            .errors(errors),
        warning: now.warning.map(|warning| warned(site, warning)),
        mark: if under_way.is_some() {
            "en-curso"
        } else {
            "terminado"
        },
        offers_button: now.may_back_up && now.plan.is_some() && under_way.is_none(),
        under_way,
        facts: facts(site, &now),
        trouble: trouble(&now),
        table: table(site, shown),
        empty: Empty::new("Todavía no hay respaldos", first_one(&now)),
        faults: shown
            .iter()
            .take(MOST_SHOWN)
            .filter_map(faults_of)
            .collect(),
    })
}

/// What a person is warned of, on this page and on the desk.
fn warned(site: &Installation, warning: Warning) -> Notice {
    match warning {
        Warning::NotConfigured => Notice::attention("No hay respaldos automáticos")
            .text("Los lineamientos piden un respaldo al menos cada semana. La persona técnica los configura en el servidor con «conoceles respaldo configurar»."),
        Warning::Overdue(since) => Notice::attention(format!(
            "No hay un respaldo comprobado desde el {}",
            site.calendar().moment(since)
        ))
        .text("Pasó más de una semana. Haga uno ahora; si falla, avise a la persona técnica: abajo y en el historial dice por qué."),
    }
}

fn under_way(progress: Progress) -> Option<UnderWay> {
    let words = match progress {
        Progress {
            stage: Stage::Idle, ..
        } => return None,
        Progress {
            stage, total: 0, ..
        } => stage.label().to_owned(),
        Progress { stage, done, total } => format!(
            "{}: {} de {}",
            stage.label(),
            thousands(done),
            thousands(total)
        ),
    };
    Some(UnderWay {
        words,
        done: progress.done,
        total: progress.total,
    })
}

fn facts(site: &Installation, now: &Operations) -> Facts {
    let text = |name: &str, value: String| Fact::new(name, FactValue::Text(value));
    let moment = |name: &str, at: Option<Instant>, missing: &str| {
        let value = match at {
            Some(at) => FactValue::Moment {
                words: site.calendar().moment(at),
                machine: at.to_string(),
            },
            None => FactValue::Missing(missing.to_owned()),
        };
        Fact::new(name, value)
    };
    let verified = now.verified.as_ref();
    let newest = now.backups.as_ref().ok().and_then(|all| all.first());
    let made = newest.and_then(|newest| newest.card.as_ref());
    let mut rows = vec![
        moment(
            "Último respaldo",
            made.map(|card| card.instant()),
            "Ninguno a la vista",
        ),
        moment(
            "Último respaldo comprobado",
            verified.map(|verified| Instant::from_micros(verified.at)),
            "Ninguno",
        ),
        moment(
            "Último ensayo que concordó",
            verified.map(|verified| Instant::from_micros(verified.tried)),
            "Ninguno",
        ),
        moment("Próximo respaldo", now.next, "No está programado"),
    ];
    if let Some(plan) = &now.plan {
        rows.extend(plan_facts(plan).map(|(name, value)| text(name, value)));
    }
    rows.push(match now.room {
        Some(room) => text("Espacio libre en el disco de respaldos", bytes(room)),
        None => Fact::new(
            "Espacio libre en el disco de respaldos",
            FactValue::Missing("No se puede saber".to_owned()),
        ),
    });
    Facts { rows }
}

fn plan_facts(plan: &BackupPlan) -> [(&'static str, String); 3] {
    let keep = plan.keep;
    [
        ("Hora diaria", plan.hour.to_string()),
        (
            "Se cifran para",
            count(
                plan.recipients.len() as u64,
                "llave pública del instituto",
                "llaves públicas del instituto",
            ),
        ),
        (
            "Se conservan",
            format!(
                "{}, {} y {}",
                count(keep.daily.into(), "día", "días"),
                count(keep.weekly.into(), "semana", "semanas"),
                count(keep.monthly.into(), "mes", "meses"),
            ),
        ),
    ]
}

/// Why the backups cannot be seen.
fn trouble(now: &Operations) -> Option<Notice> {
    let error = now.backups.as_ref().err()?;
    now.plan.as_ref()?;
    Some(Notice::attention("No se ven los respaldos").text(sentence(error)))
}

fn table(site: &Installation, backups: &[Shelved]) -> Table {
    let columns = vec![
        Column::text("Respaldo"),
        Column::text("Cómo se hizo"),
        Column::text("Ensayo"),
        Column::text("Historial y archivos"),
        Column::text("Tamaño y duración"),
    ];
    let calendar = site.calendar();
    let rows = backups.iter().take(MOST_SHOWN).map(|backup| {
        let Some(card) = &backup.card else {
            return vec![
                Cell::text(backup.id.clone()),
                Cell::Missing("No se puede leer".to_owned()),
                Cell::Badge(Badge::new(Colour::Attention, "Ficha dañada")),
                Cell::Missing("No se puede leer".to_owned()),
                Cell::Missing("No se puede leer".to_owned()),
            ];
        };
        let took = backup.drill.as_ref().map_or_else(
            || seconds(card.milliseconds),
            |drill| {
                format!(
                    "{}, y {} el ensayo",
                    seconds(card.milliseconds),
                    seconds(drill.milliseconds)
                )
            },
        );
        vec![
            Cell::Two(calendar.moment(card.instant()), backup.id.clone()),
            match card.occasion {
                Some(occasion) => Cell::text(begun_by(occasion)),
                None => Cell::Missing("No quedó anotado".to_owned()),
            },
            Cell::Badge(drill_badge(backup.drill.as_ref())),
            Cell::Two(
                count(card.entries, "entrada", "entradas"),
                count(card.files, "archivo", "archivos"),
            ),
            Cell::Two(bytes(card.added_bytes), took),
        ]
    });
    Table::new("Respaldos, del más nuevo al más antiguo", columns)
        .hide_caption()
        .rows(rows)
}

/// How the first backup comes to be.
const fn first_one(now: &Operations) -> &'static str {
    match (&now.plan, now.may_back_up) {
        (None, _) => "Antes hay que configurarlos en el servidor: lo hace la persona técnica.",
        (Some(_), true) => "El primero se hace solo a la hora indicada, o ahora con el botón.",
        (Some(_), false) => "El primero se hace solo a la hora indicada.",
    }
}

fn begun_by(occasion: Occasion) -> &'static str {
    match occasion {
        Occasion::Daily => "Automático, a su hora",
        Occasion::Panel => "A mano, con el botón",
        Occasion::Terminal => "A mano, desde la terminal",
    }
}

fn drill_badge(drill: Option<&Drill>) -> Badge {
    match drill {
        None => Badge::new(Colour::Attention, "Sin ensayar"),
        Some(drill) if drill.is_sound() => Badge::new(Colour::Done, "Comprobado"),
        Some(drill) => {
            let faults = count(drill.faults.len() as u64, "falla", "fallas");
            Badge::new(Colour::Attention, faults)
        }
    }
}

/// What the drill of a backup found wrong.
fn faults_of(backup: &Shelved) -> Option<Notice> {
    let drill = backup.drill.as_ref().filter(|drill| !drill.is_sound())?;
    let title = format!("No cuente con el respaldo {}", backup.id);
    let notice = Notice::attention(title);
    Some(
        drill
            .faults
            .iter()
            .take(5)
            .fold(notice, |notice, fault| notice.text(fault)),
    )
}

/// An error as a sentence of its own.
fn sentence(error: &str) -> String {
    let mut letters = error.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    let text = first.unwrap_or_default() + letters.as_str();
    if text.ends_with('.') {
        text
    } else {
        text + "."
    }
}
