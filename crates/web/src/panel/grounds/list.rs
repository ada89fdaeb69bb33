//! The grounds there are, in use and retired.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::desk::Done;
use crate::panel::frame::{Part, flash};
use crate::ui::{Cell, Column, Empty, Frame, Table};

#[derive(Template)]
#[template(path = "panel/grounds/list.html")]
struct Page {
    frame: Frame,
    table: Table,
    empty: Empty,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(done): Query<Done>,
) -> Response {
    let grounds = match site.app.grounds().await {
        Ok(grounds) => grounds,
        Err(error) => return pages::failure(&site, &error),
    };
    let columns = vec![
        Column::text("Causal"),
        Column::text("Estado"),
        Column::text("Texto vigente desde"),
    ];
    let table = Table::new("Causales", columns).hide_caption();
    let table = table.rows(grounds.latest().map(|entry| {
        let address = format!("/panel/causales/causal/{}", entry.ground.key);
        vec![
            Cell::link(&entry.ground.name, address),
            Cell::text(if entry.retired { "Retirada" } else { "En uso" }),
            match entry.at {
                Some(at) => Cell::Moment {
                    words: site.calendar().moment(at),
                    machine: at.to_string(),
                },
                None => Cell::text("El inicio del proceso"),
            },
        ]
    }));
    pages::show(&Page {
        frame: site
            .frame(&who, Part::Grounds, "Causales de observación")
            .section("Validación")
            .crumb("Inicio", "/panel")
            .flash(flash(done.hecho.as_deref())),
        table,
        empty: Empty::new(
            "El catálogo está vacío",
            "Sin causales nadie puede devolver un cuestionario con observaciones.",
        )
        .next("Agregar una causal", "/panel/causales/nueva"),
    })
}
