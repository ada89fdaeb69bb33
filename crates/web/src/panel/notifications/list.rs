//! The list of notifications: those that wait for an acknowledgement first, or all.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::notification::Notification;
use domain::policy::{Reach, reach};
use domain::registry::Candidacy;
use serde::Deserialize;

use super::{address, reading};
use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::frame::{Part, flash};
use crate::panel::names;
use crate::panel::query::Address;
use crate::ui::{Cell, Choice, Column, Empty, Field, Filters, Frame, Pager, Table};
use crate::words::count;

const PAGE: u32 = 50;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    ver: String,
    antes: String,
    hecho: Option<String>,
}

#[derive(Template)]
#[template(path = "panel/notifications/list.html")]
struct Page {
    frame: Frame,
    filters: Option<Filters>,
    table: Table,
    pager: Pager,
    empty: Empty,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(asked): Query<Asked>,
) -> Response {
    let addressed = reach(who.actor.seat()) != Reach::Process;
    let unread = addressed && asked.ver == "pendientes";
    let before = asked.antes.parse().ok();
    match site.app.notifications(&who, unread, before, PAGE).await {
        Ok(found) => pages::show(&build(&site, &who, &asked, addressed, &found)),
        Err(error) => pages::failure(&site, &error),
    }
}

fn build(
    site: &Installation,
    who: &Session,
    asked: &Asked,
    addressed: bool,
    found: &[(Notification, Candidacy)],
) -> Page {
    let number = found.len() as u64;
    let base = Address::new("/panel/notificaciones").with("ver", &asked.ver);
    let last = found.last().map(|(told, _)| told.number);
    let full = number >= u64::from(PAGE) && asked.ver != "pendientes";
    let next = last
        .filter(|_| full)
        .map(|last| base.clone().with("antes", last.to_string()).to_string());
    let first = (!asked.antes.is_empty()).then(|| base.to_string());
    let filters = addressed.then(|| {
        let choices = vec![
            Choice::new("", "Todas"),
            Choice::new("pendientes", "Por confirmar"),
        ];
        Filters::new(
            "/panel/notificaciones",
            count(number, "notificación", "notificaciones"),
        )
        .field(Field::select("ver", "Ver", &asked.ver, choices))
    });
    Page {
        frame: site
            .frame(who, Part::Notifications, "Notificaciones")
            .section("Validación")
            .crumb("Inicio", "/panel")
            .flash(flash(asked.hecho.as_deref()))
            .wide(),
        filters,
        table: table(site, found),
        pager: Pager::new(format!("{number} en esta página"), first, next),
        empty: Empty::new(
            "No hay notificaciones",
            "Cuando se valide, se devuelva o se cierre un cuestionario, se avisará aquí con folio y fecha.",
        ),
    }
}

fn table(site: &Installation, found: &[(Notification, Candidacy)]) -> Table {
    let columns = vec![
        Column::text("Folio"),
        Column::text("Candidatura"),
        Column::text("Qué se notificó"),
        Column::text("Cuándo"),
        Column::text("Lectura"),
    ];
    Table::new("Notificaciones", columns)
        .hide_caption()
        .rows(found.iter().map(|(told, candidacy)| {
            vec![
                Cell::link(told.folio(), address(told)),
                Cell::Two(
                    candidacy.data.person.full_name(),
                    names::office_and_place(site.profile(), candidacy),
                ),
                Cell::text(told.matter.label()),
                Cell::Moment {
                    words: site.calendar().moment(told.at),
                    machine: told.at.to_string(),
                },
                Cell::text(reading(site, told)),
            ]
        }))
}
