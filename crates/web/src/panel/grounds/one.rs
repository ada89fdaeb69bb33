//! One ground: its wording now and before, another wording, in use or retired.

use app::validation::GroundsError;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::grounds::{Catalogue, Entry, GroundRefusal, Wording};
use domain::key::GroundKey;

use super::form::{wording, wording_errors, wording_fields};
use crate::Installation;
use crate::http::{Arrived, Session, pages};
use crate::panel::frame::Part;
use crate::panel::path::GroundPath;
use crate::ui::{Cell, Column, Fact, Facts, Field, Frame, Table};

#[derive(Template)]
#[template(path = "panel/grounds/one.html")]
struct Page {
    frame: Frame,
    facts: Facts,
    fields: Vec<Field>,
    action: String,
    edition: u32,
    retired: bool,
    editions: Table,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    GroundPath(key): GroundPath,
) -> Response {
    show(&site, &who, StatusCode::OK, &key, None).await
}

pub async fn reword(
    State(site): State<Installation>,
    who: Session,
    GroundPath(key): GroundPath,
    arrived: Arrived,
) -> Response {
    let typed = wording(&arrived);
    let done = site
        .app
        .reword_ground(&who, (&key, seen(&arrived)), typed.clone(), arrived.at)
        .await;
    answer(&site, &who, &key, done, Some(typed)).await
}

pub async fn retire(
    State(site): State<Installation>,
    who: Session,
    GroundPath(key): GroundPath,
    arrived: Arrived,
) -> Response {
    let retired = arrived.value("uso") == "retirar";
    let done = site
        .app
        .retire_ground(&who, (&key, seen(&arrived)), retired, arrived.at)
        .await;
    answer(&site, &who, &key, done, None).await
}

fn seen(arrived: &Arrived) -> u32 {
    arrived.trimmed("edicion").parse().unwrap_or(u32::MAX)
}

async fn answer(
    site: &Installation,
    who: &Session,
    key: &GroundKey,
    done: Result<(), GroundsError>,
    typed: Option<Wording>,
) -> Response {
    match done {
        Ok(()) => Redirect::to("/panel/causales?hecho=causal-cambiada").into_response(),
        Err(GroundsError::Refused(refusal)) => {
            let status = match refusal {
                GroundRefusal::Unknown => return pages::refusal(site, StatusCode::NOT_FOUND),
                GroundRefusal::Empty | GroundRefusal::TooLong => StatusCode::UNPROCESSABLE_ENTITY,
                _ => StatusCode::CONFLICT,
            };
            show(site, who, status, key, Some((refusal, typed))).await
        }
        Err(GroundsError::App(error)) => pages::failure(site, &error),
    }
}

async fn show(
    site: &Installation,
    who: &Session,
    status: StatusCode,
    key: &GroundKey,
    refused: Option<(GroundRefusal, Option<Wording>)>,
) -> Response {
    let grounds: Catalogue = match site.app.grounds().await {
        Ok(grounds) => grounds,
        Err(error) => return pages::failure(site, &error),
    };
    let editions = grounds.editions(key);
    let Some(latest) = editions.last() else {
        return pages::refusal(site, StatusCode::NOT_FOUND);
    };
    let (refusal, typed) = match refused {
        Some((refusal, typed)) => (Some(refusal), typed),
        None => (None, None),
    };
    let shown = typed.unwrap_or_else(|| Wording {
        name: latest.ground.name.clone(),
        description: latest.ground.description.clone(),
        legal_basis: latest.ground.legal_basis.clone(),
    });
    let fields = wording_fields(&shown, refusal.as_ref());
    let errors = wording_errors(&fields, refusal.as_ref());
    let state = if latest.retired { "Retirada" } else { "En uso" };
    pages::show_with(
        status,
        &Page {
            frame: site
                .frame(who, Part::Grounds, latest.ground.name.clone())
                .section("Validación")
                .crumb("Inicio", "/panel")
                .crumb("Causales", "/panel/causales")
                .errors(errors),
            facts: Facts::new(vec![
                Fact::text("Clave", key.to_string()),
                Fact::text("Estado", state),
            ]),
            fields,
            action: format!("/panel/causales/causal/{key}"),
            edition: latest.edition,
            retired: latest.retired,
            editions: history(site, editions),
        },
    )
}

/// Every wording it had, the latest first.
fn history(site: &Installation, editions: &[Entry]) -> Table {
    let columns = vec![
        Column::text("Desde"),
        Column::text("Texto"),
        Column::text("Fundamento"),
        Column::text("Estado"),
    ];
    Table::new("Textos que ha tenido", columns).rows(editions.iter().rev().map(|entry| {
        vec![
            match entry.at {
                Some(at) => Cell::Moment {
                    words: site.calendar().moment(at),
                    machine: at.to_string(),
                },
                None => Cell::text("El inicio del proceso"),
            },
            Cell::Two(entry.ground.name.clone(), entry.ground.description.clone()),
            Cell::text(&entry.ground.legal_basis),
            Cell::text(if entry.retired { "Retirada" } else { "En uso" }),
        ]
    }))
}
