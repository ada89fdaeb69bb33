//! The receipts of what this person did, the newest first.

use app::AppError;
use app::history::HistoryRow;
use app::receipts::ReceiptList;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::activity::Action;
use domain::receipt::Folio;
use domain::time::Instant;
use serde::Deserialize;

use super::MINE;
use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::frame::Part;
use crate::panel::query::Address;
use crate::ui::{Cell, Column, Empty, Frame, Pager, Table};

const PAGE: u32 = 50;

/// Which page, as it comes in the address.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    antes: String,
}

#[derive(Template)]
#[template(path = "panel/receipts/mine.html")]
struct Page {
    frame: Frame,
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
    let before: Option<u64> = asked.antes.parse().ok();
    let list = site.app.own_receipts(who, before, PAGE).await?;
    let columns = vec![
        Column::text("Folio"),
        Column::text("Fecha y hora"),
        Column::text("Qué hizo"),
        Column::text("Sobre qué"),
    ];
    let rows = list.rows.iter().map(|row| cells(site, &list, row));
    let next = list.next.map(|next| {
        Address::new(MINE)
            .with("antes", next.to_string())
            .to_string()
    });
    Ok(Page {
        frame: site
            .frame(who, Part::Security, "Mis acuses")
            .section("Mi cuenta")
            .crumb("Inicio", "/panel")
            .crumb("Mi cuenta", "/panel/cuenta"),
        table: Table::new("Los acuses de lo que usted hizo, lo más reciente primero", columns)
            .rows(rows),
        pager: Pager::new(
            format!("{} en esta página", list.rows.len()),
            before.map(|_| MINE.to_owned()),
            next,
        ),
        empty: Empty::new(
            "Todavía no hay acuses",
            "Aquí quedan los de cada acto con efecto legal que haga con su cuenta: enviar, validar, aceptar, entregar.",
        )
        .next("Volver al inicio", "/panel"),
    })
}

fn cells(site: &Installation, list: &ReceiptList, row: &HistoryRow) -> Vec<Cell> {
    let folio = Folio::of(row.position);
    let fields = row.entry.fields();
    let at = Instant::from_micros(fields.instant);
    let action = Action::from_code(&fields.action);
    vec![
        Cell::link(folio.to_string(), format!("{MINE}/{folio}")),
        Cell::Moment {
            words: site.calendar().stamp(at),
            machine: at.to_string(),
        },
        Cell::text(action.map_or("", Action::label)),
        Cell::text(list.names.subject(row)),
    ]
}
