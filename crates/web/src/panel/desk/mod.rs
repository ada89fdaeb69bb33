//! The first page of each role: in three lines what this person must do in this process and by when, and one click
//! to each thing that waits; and the board of candidacies.

mod board;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::Role;
use domain::capture::StateCode;
use domain::policy::{Right, may_ever};
use serde::Deserialize;

use crate::Installation;
use crate::http::{Access, Routes, Session, pages};
use crate::panel::frame::{Part, flash};
use crate::ui::{Cell, Column, Frame, Link, Table};
use crate::words::thousands;

/// The routes of the desk.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/panel", Access::SignedIn, page)
        .get("/panel/candidaturas", Access::With(Right::SeeState), board::page)
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
    waiting: Vec<Link>,
    states: Option<Table>,
}

async fn page(State(site): State<Installation>, who: Session, Query(done): Query<Done>) -> Response {
    // Somebody with one candidacy has one task list: it is the desk.
    if let Some(candidacy) = who.actor.seat().candidacy() {
        let answer = done.hecho.map(|word| format!("?hecho={word}")).unwrap_or_default();
        return Redirect::to(&format!("/panel/captura/{candidacy}{answer}")).into_response();
    }
    match build(&site, &who, done.hecho.as_deref()).await {
        Ok(page) => pages::show(&page),
        Err(error) => pages::failure(&site, &error),
    }
}

async fn build(site: &Installation, who: &Session, done: Option<&str>) -> Result<Page, app::AppError> {
    let counts = site.app.state_counts(who).await?;
    let mut waiting = Vec::new();
    for stage in site.app.stages_of(who) {
        let count = site.app.waiting_in(who, stage).await?;
        if count > 0 {
            let words = format!("{}: {} por decidir", stage.name, thousands(count));
            waiting.push(Link::new(words, format!("/panel/validacion?etapa={}", stage.key)));
        }
    }
    let may = |right| may_ever(site.profile(), who.actor.role(), right);
    if may(Right::Capture) {
        for (state, words) in [(StateCode::Untouched, "sin empezar"), (StateCode::Returned, "con observaciones por corregir")]
        {
            let count = counts.get(&state).copied().unwrap_or(0);
            if count > 0 {
                let words = format!("{} candidaturas {words}", thousands(count));
                waiting.push(Link::new(words, format!("/panel/candidaturas?estado={}", state.code())));
            }
        }
    }
    let rows = StateCode::ALL.iter().map(|state| {
        let count = counts.get(state).copied().unwrap_or(0);
        vec![
            Cell::link(state.label(), format!("/panel/candidaturas?estado={}", state.code())),
            Cell::figure(usize::try_from(count).unwrap_or(usize::MAX)),
        ]
    });
    let states = may(Right::SeeState).then(|| {
        Table::new("Candidaturas por estado", vec![Column::text("Estado"), Column::figure("Candidaturas")]).rows(rows)
    });
    Ok(Page {
        frame: site.frame(who, Part::Desk, "Inicio").flash(flash(done)),
        explanation: explanation(who.actor.role()),
        waiting,
        states,
    })
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
