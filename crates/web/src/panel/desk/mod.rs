//! The first page of each role: in three lines what this person must do in this process and by when, and one click
//! to each thing that waits; and the board of candidacies.

mod board;
mod waiting;

pub use board::badge;

use app::terms::{TermBoard, TermStep};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::Role;
use domain::policy::{Right, may_ever};
use serde::Deserialize;

use crate::Installation;
use crate::http::{Access, Query, Routes, Session, pages};
use crate::panel::frame::{Part, flash, with_flash};
use crate::panel::terms::of_all_in;
use crate::ui::{Cell, Column, Frame, Notice, Table};
use waiting::Waiting;

/// The routes of the desk.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/panel", Access::SignedIn, page).get(
        "/panel/candidaturas",
        Access::With(Right::SeeState),
        board::page,
    )
}

/// The answer to what was done on the page before.
#[derive(Debug, Default, Deserialize)]
pub struct Done {
    /// One of the words of [`flash`].
    pub hecho: Option<String>,
}

#[derive(Template)]
#[template(path = "panel/desk/page.html")]
struct Page {
    frame: Frame,
    explanation: &'static [&'static str],
    notice: Option<Notice>,
    waiting: Vec<Waiting>,
    steps: Option<Table>,
}

async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(done): Query<Done>,
) -> Response {
    // Somebody with one candidacy has one task list: it is the desk.
    if let Some(candidacy) = who.actor.seat().candidacy() {
        let home = format!("/panel/captura/{candidacy}");
        return Redirect::to(&with_flash(&home, done.hecho.as_deref())).into_response();
    }
    match build(&site, &who, done.hecho.as_deref()).await {
        Ok(page) => pages::show(&page),
        Err(error) => pages::failure(&site, &error),
    }
}

async fn build(
    site: &Installation,
    who: &Session,
    done: Option<&str>,
) -> Result<Page, app::AppError> {
    let role = who.actor.role();
    let mut frame = site.frame(who, Part::Desk, "Inicio").flash(flash(done));
    if !may_ever(site.profile(), role, Right::SeeState) {
        let explanation: &[&str] = &[
            "En este proceso su papel no tiene tareas.",
            "Si cree que debería tenerlas, escriba a la administración del sistema.",
        ];
        return Ok(Page {
            frame,
            explanation,
            notice: None,
            waiting: Vec::new(),
            steps: None,
        });
    }
    let board = site.app.term_board(who).await?;
    if let Some(next) = board.endings.first() {
        frame = frame.due(Some(site.due("El plazo más próximo", next.at)));
    }
    Ok(Page {
        frame,
        explanation: explanation(role),
        notice: without_address(site, role),
        waiting: waiting::waiting(site, who, &board).await?,
        steps: Some(steps(&board)),
    })
}

/// That letters have nobody's word for where the site is. A demonstration is nobody's site.
fn without_address(site: &Installation, role: Role) -> Option<Notice> {
    let concerns = may_ever(site.profile(), role, Right::ManageAccounts);
    if !concerns || site.app.public_address().is_some() || site.app.is_demonstration() {
        return None;
    }
    let notice = Notice::attention("Falta la dirección pública del sitio")
        .text("Las cartas, los códigos QR y el calendario llevan la dirección con que usted entró a esta página, que puede no servir a quien los reciba.")
        .text("Pida a la persona técnica que arranque el servicio con --direccion-publica, o que la escriba en conoceles.toml.");
    Some(notice)
}

/// How many candidacies are in each step of their term.
fn steps(board: &TermBoard) -> Table {
    let columns = vec![Column::text("Paso"), Column::figure("Candidaturas")];
    Table::new("Candidaturas por paso", columns)
        .hide_caption()
        .rows(TermStep::ALL.iter().map(|step| {
            let number = board.total(*step);
            vec![
                Cell::link(step.label(), of_all_in(*step)),
                Cell::figure(usize::try_from(number).unwrap_or(usize::MAX)),
            ]
        }))
}

/// What this role does in the process, in three lines.
const fn explanation(role: Role) -> &'static [&'static str] {
    match role {
        Role::Administrator => &[
            "Usted administra el sistema: carga el registro de candidaturas, crea y entrega las cuentas, y registra su recepción.",
            "El plazo de cada candidatura corre desde que se recibe su cuenta; aquí ve cómo avanza cada una.",
            "Todo lo que se hace queda en el historial de actividad, que nadie puede cambiar.",
        ],
        Role::Auditor => &[
            "Usted consulta el avance y el historial de actividad, sin modificar nada.",
            "Puede descargar el historial y comprobar que nadie lo alteró.",
            "Cada consulta que descarga también queda registrada.",
        ],
        Role::Registrar => &[
            "Usted propone altas, correcciones y cancelaciones del registro de candidaturas.",
            "La administración del sistema revisa cada propuesta y la aplica o la rechaza con su motivo.",
            "Aquí ve en qué va cada una y el avance de las candidaturas.",
        ],
        Role::Validator => &[
            "Usted verifica que lo que capturan las candidaturas cumpla las reglas.",
            "Tome un caso de la fila, lea el cuestionario completo y decida: validarlo o devolverlo con observaciones.",
            "No modifica textos: lo que deba cambiar lo corrige quien capturó.",
        ],
        Role::PartyRepresentative => &[
            "Usted recibe las cuentas de su partido y las entrega a quienes capturan.",
            "El plazo de captura corre desde que usted recibió las cuentas.",
            "Aquí ve el avance de cada candidatura de su partido.",
        ],
        Role::Supervisor => &[
            "Usted cuida que las candidaturas de su partido capturen completo y a tiempo.",
            "Cuando un cuestionario llega a su etapa, revíselo y valídelo.",
            "Cada cambio queda a su nombre, con el texto de antes y el de después.",
        ],
        Role::Capturer => &[
            "Usted captura los cuestionarios de las candidaturas de su partido.",
            "Puede guardar cuantas veces quiera; enviar se hace una sola vez.",
            "Cuide el plazo: aparece junto a cada candidatura.",
        ],
        Role::Candidate | Role::Independent => &[],
    }
}
