//! The queue of a stage: what waits, what I hold.

use app::boards::{Board, BoardRow, ClaimFilter};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::capture::StateCode;
use domain::id::CandidacyId;
use domain::profile::Stage;
use serde::Deserialize;

use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::frame::{Part, flash};
use crate::panel::names;
use crate::panel::query::Address;
use crate::ui::{Cell, Choice, Column, Empty, Field, Filters, Frame, LineKind, Pager, Table};
use crate::words::count;

const PAGE: u32 = 50;

/// The filters as they come in the address.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    etapa: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    casos: String,
    #[serde(default)]
    despues: String,
    hecho: Option<String>,
}

#[derive(Template)]
#[template(path = "panel/validation/queue.html")]
struct Page {
    frame: Frame,
    filters: Filters,
    table: Table,
    pager: Pager,
    empty: Empty,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(asked): Query<Asked>,
) -> Response {
    // An independent has one case: its own.
    if let Some(candidacy) = who.actor.seat().candidacy() {
        return Redirect::to(&format!("/panel/validacion/{candidacy}")).into_response();
    }
    let stages = site.app.stages_of(&who);
    let named = stages
        .iter()
        .find(|stage| stage.key.as_str() == asked.etapa);
    let Some(stage) = named.or(stages.first()).copied() else {
        return pages::failure(&site, &app::AppError::NotFound);
    };
    match build(&site, &who, &stages, stage, &asked).await {
        Ok(page) => pages::show(&page),
        Err(error) => pages::failure(&site, &error),
    }
}

async fn build(
    site: &Installation,
    who: &Session,
    stages: &[&Stage],
    stage: &Stage,
    asked: &Asked,
) -> Result<Page, app::AppError> {
    let mut filter = site.app.board_filter();
    filter.state = Some(StateCode::InStage);
    filter.stage = Some(stage.key.clone());
    filter.leading = true;
    filter.text = Some(asked.q.trim().to_owned()).filter(|text| !text.is_empty());
    filter.claim = match asked.casos.as_str() {
        "mios" => Some(ClaimFilter::By(who.actor.account())),
        "libres" => Some(ClaimFilter::Free),
        _ => None,
    };
    let after: Option<CandidacyId> = asked.despues.parse().ok();
    let Board { rows, next, total } = site.app.board(who, filter, after, PAGE).await?;
    let address = Address::new("/panel/validacion")
        .with("etapa", stage.key.as_str())
        .with("q", asked.q.trim())
        .with("casos", &asked.casos);
    let next = next.map(|next| {
        address
            .clone()
            .with("despues", next.to_string())
            .to_string()
    });
    let first = after.map(|_| address.to_string());
    Ok(Page {
        frame: site
            .frame(who, Part::Validation, &stage.name)
            .section("Validación")
            .crumb("Inicio", "/panel")
            .flash(flash(asked.hecho.as_deref()))
            .wide(),
        filters: filters(stages, stage, asked, total, &address),
        pager: Pager::new(format!("{} en esta página", rows.len()), first, next),
        table: table(site, who, stage, &rows),
        empty: Empty::new(
            "No hay casos con estos filtros",
            "Cuando alguien envíe un cuestionario, aparecerá aquí.",
        )
        .next(
            "Ver todos los casos",
            format!("/panel/validacion?etapa={}", stage.key),
        ),
    })
}

fn filters(
    stages: &[&Stage],
    stage: &Stage,
    asked: &Asked,
    total: u64,
    address: &Address,
) -> Filters {
    let mut filters = Filters::new("/panel/validacion", count(total, "caso", "casos"))
        .search(Field::line("q", "Buscar por nombre", asked.q.trim()).kind(LineKind::Search));
    if stages.len() > 1 {
        let choices = stages
            .iter()
            .map(|stage| Choice::new(stage.key.as_str(), &stage.name))
            .collect();
        filters = filters.field(Field::select("etapa", "Etapa", stage.key.as_str(), choices));
    } else {
        filters = filters.keep("etapa", stage.key.as_str());
    }
    if stage.needs_claim {
        let choices = vec![
            Choice::new("", "Todos"),
            Choice::new("mios", "Los que tomé"),
            Choice::new("libres", "Sin tomar"),
        ];
        filters = filters.field(Field::select("casos", "Casos", &asked.casos, choices));
    }
    if !asked.q.trim().is_empty() {
        filters = filters.chip(
            format!("Nombre: {}", asked.q.trim()),
            address.clone().without("q").to_string(),
        );
    }
    filters
}

fn table(site: &Installation, who: &Session, stage: &Stage, rows: &[BoardRow]) -> Table {
    let profile = site.profile();
    let current = site.app.current();
    let mut columns = vec![
        Column::text("Persona"),
        Column::text("Cargo y lugar"),
        Column::text("Postula"),
        Column::text("Recibido"),
    ];
    if stage.needs_claim {
        columns.push(Column::text("Quién lo tiene"));
    }
    Table::new("Casos por decidir", columns).rows(rows.iter().map(|row| {
        let candidacy = &row.candidacy;
        let capture = row.capture.as_ref();
        let name = candidacy.data.person.full_name();
        let mut cells = vec![
            Cell::link(name, format!("/panel/validacion/{}", candidacy.id)),
            Cell::Two(
                names::office_and_place(profile, candidacy),
                names::position(candidacy),
            ),
            Cell::text(names::postulation(&current, candidacy)),
            match capture.and_then(|capture| capture.submission.as_ref()) {
                Some(submission) => Cell::Moment {
                    words: site.calendar().moment(submission.at),
                    machine: submission.at.to_string(),
                },
                None => Cell::Missing("Sin envío".to_owned()),
            },
        ];
        if stage.needs_claim {
            cells.push(match capture.and_then(|capture| capture.state.claim()) {
                Some(claim) if claim.by == who.actor.account() => Cell::text("Usted"),
                Some(_) => Cell::text("Otra persona"),
                None => Cell::Missing("Sin tomar".to_owned()),
            });
        }
        cells
    }))
}
