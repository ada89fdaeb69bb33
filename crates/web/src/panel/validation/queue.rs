//! The queue of a stage: what waits, what I hold.

use app::boards::{Board, BoardRow};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::CandidacyId;
use domain::policy::{Reach, reach};
use domain::profile::Stage;

use super::place::Place;
use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::manual::Topic;
use crate::panel::frame::{Part, flash};
use crate::panel::names;
use crate::panel::query::Address;
use crate::ui::{Cell, Choice, Column, Empty, Field, Filters, Frame, LineKind, Link, Pager, Table};
use crate::words::count;

const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "panel/validation/queue.html")]
struct Page {
    frame: Frame,
    filters: Filters,
    table: Table,
    pager: Pager,
    empty: Empty,
    stage: String,
    kept: Vec<(&'static str, String)>,
    statistics: bool,
    batch: bool,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(asked): Query<Place>,
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
    asked: &Place,
) -> Result<Page, app::AppError> {
    let filter = asked.filter(site, who, stage.key.as_str());
    let after: Option<CandidacyId> = asked.despues.parse().ok();
    let Board { rows, next, total } = site.app.queue(who, filter, after, PAGE).await?;
    let address = asked.address("/panel/validacion", stage.key.as_str());
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
            .help(Topic::Queue.help(who.actor.role()))
            .flash(flash(asked.hecho.as_deref()))
            .wide(),
        filters: filters(site, who, stages, stage, asked, total, &address).await?,
        stage: stage.key.to_string(),
        kept: asked.kept(),
        statistics: reach(who.actor.seat()) == Reach::Process,
        batch: !rows.is_empty(),
        pager: Pager::new(format!("{} en esta página", rows.len()), first, next),
        table: table(site, who, stage, asked, &rows),
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

async fn filters(
    site: &Installation,
    who: &Session,
    stages: &[&Stage],
    stage: &Stage,
    asked: &Place,
    total: u64,
    address: &Address,
) -> Result<Filters, app::AppError> {
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
            Choice::new("segunda", "Con decisión por confirmar"),
        ];
        filters = filters.field(Field::select("casos", "Casos", &asked.casos, choices));
    }
    let profile = site.profile();
    let all = || std::iter::once(Choice::new("", "Todos"));
    let offices = all().chain(
        profile
            .offices
            .iter()
            .map(|office| Choice::new(office.key.as_str(), &office.name)),
    );
    let territories = all().chain(
        profile
            .territories
            .iter()
            .map(|of| Choice::new(of.key.as_str(), &of.name)),
    );
    filters = filters
        .field(Field::select(
            "cargo",
            "Cargo",
            &asked.cargo,
            offices.collect(),
        ))
        .field(Field::select(
            "lugar",
            "Lugar",
            &asked.lugar,
            territories.collect(),
        ));
    // Who sent: a party knows its people; to the institute it would be a list of all candidates.
    if who.actor.seat().party().is_some() {
        let senders = site.app.senders(who, stage).await?;
        let senders = senders
            .into_iter()
            .map(|(account, name)| Choice::new(account.to_string(), name));
        let choices = all().chain(senders).collect();
        filters = filters.field(Field::select("envio", "Quién envió", &asked.envio, choices));
    }
    let choices = vec![
        Choice::new("", "Todas"),
        Choice::new("con", "Con avisos"),
        Choice::new("sin", "Sin avisos"),
    ];
    filters = filters.field(Field::select("marcas", "Avisos", &asked.marcas, choices));
    if !asked.q.trim().is_empty() {
        filters = filters.chip(
            format!("Nombre: {}", asked.q.trim()),
            address.clone().without("q").to_string(),
        );
    }
    Ok(filters)
}

fn table(
    site: &Installation,
    who: &Session,
    stage: &Stage,
    asked: &Place,
    rows: &[BoardRow],
) -> Table {
    let going = Place {
        etapa: stage.key.to_string(),
        seguir: "1".to_owned(),
        ..asked.clone()
    };
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
            Cell::tick("caso", candidacy.id.to_string(), format!("Elegir a {name}"))
                .beside(Link::new(name, going.case(candidacy.id, None))),
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
                None if capture.is_some_and(|of| of.state.awaiting().is_some()) => {
                    Cell::text("Espera a una segunda persona")
                }
                None => Cell::Missing("Sin tomar".to_owned()),
            });
        }
        cells
    }))
}
