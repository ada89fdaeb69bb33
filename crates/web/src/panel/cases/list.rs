//! Cases in somebody's hands, and cases that ended without an approval.

use app::AppError;
use app::boards::{BoardRow, ClaimFilter};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::capture::StateCode;
use domain::id::CandidacyId;
use serde::Deserialize;

use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::frame::{Part, flash};
use crate::panel::names;
use crate::panel::query::Address;
use crate::ui::{Cell, Choice, Column, Empty, Field, Filters, Frame, LineKind, Pager, Table};
use crate::words::count;

const PAGE: u32 = 50;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    ver: String,
    q: String,
    despues: String,
    hecho: Option<String>,
}

#[derive(Template)]
#[template(path = "panel/cases/list.html")]
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
    match build(&site, &who, &asked).await {
        Ok(page) => pages::show(&page),
        Err(error) => pages::failure(&site, &error),
    }
}

async fn build(site: &Installation, who: &Session, asked: &Asked) -> Result<Page, AppError> {
    let ended = asked.ver == "cerrados";
    let mut filter = site.app.board_filter();
    filter.text = Some(asked.q.trim().to_owned()).filter(|text| !text.is_empty());
    if ended {
        filter.ended = true;
    } else {
        filter.state = Some(StateCode::InStage);
        filter.claim = Some(ClaimFilter::Taken);
    }
    let after: Option<CandidacyId> = asked.despues.parse().ok();
    let board = site.app.board(who, filter, after, PAGE).await?;
    let address = Address::new("/panel/casos")
        .with("ver", &asked.ver)
        .with("q", asked.q.trim());
    let next = board.next.map(|next| {
        address
            .clone()
            .with("despues", next.to_string())
            .to_string()
    });
    let first = after.map(|_| address.to_string());
    let choices = vec![
        Choice::new("", "En manos de alguien"),
        Choice::new("cerrados", "Terminados sin aprobarse, todavía sin publicar"),
    ];
    Ok(Page {
        frame: site
            .frame(who, Part::Cases, "Casos en validación")
            .section("Validación")
            .crumb("Inicio", "/panel")
            .flash(flash(asked.hecho.as_deref()))
            .wide(),
        filters: Filters::new("/panel/casos", count(board.total, "caso", "casos"))
            .search(Field::line("q", "Buscar por nombre", asked.q.trim()).kind(LineKind::Search))
            .field(Field::select("ver", "Casos", &asked.ver, choices)),
        table: table(site, &board.rows, ended),
        pager: Pager::new(format!("{} en esta página", board.rows.len()), first, next),
        empty: Empty::new(
            "No hay casos con estos filtros",
            "Aquí aparecen los casos que alguien tomó y los que terminaron sin aprobarse y todavía no son públicos.",
        ),
    })
}

fn table(site: &Installation, rows: &[BoardRow], ended: bool) -> Table {
    let columns = vec![
        Column::text("Persona"),
        Column::text("Cargo y lugar"),
        Column::text(if ended { "Estado" } else { "Tomado desde" }),
        Column::text("Qué puede hacer"),
    ];
    Table::new("Casos", columns)
        .hide_caption()
        .rows(rows.iter().map(|row| {
            let candidacy = &row.candidacy;
            let claim = row
                .capture
                .as_ref()
                .and_then(|capture| capture.state.claim());
            let name = candidacy.data.person.full_name();
            let verb = if ended { "Reabrir" } else { "Liberar" };
            vec![
                Cell::text(&name),
                Cell::text(names::office_and_place(site.profile(), candidacy)),
                match claim {
                    Some(claim) => Cell::Moment {
                        words: site.calendar().moment(claim.at),
                        machine: claim.at.to_string(),
                    },
                    None => Cell::text(how_it_ended(row)),
                },
                Cell::action(verb, name, format!("/panel/casos/{}", candidacy.id)),
            ]
        }))
}

/// What becomes of a case that ended without an approval.
fn how_it_ended(row: &BoardRow) -> &'static str {
    let state = row.capture.as_ref().map(|capture| capture.state.code());
    match state {
        Some(StateCode::Validated) => "Se publicará sin aprobarse, en su fecha",
        _ => StateCode::Closed.label(),
    }
}
