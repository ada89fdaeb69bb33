//! The list of notifications: those that wait for an acknowledgement first, or all.

use app::validation::Listed;
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
use crate::manual::Topic;
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
    let choices = choices(&site, &who);
    let chosen = choices.iter().find(|(_, value, _)| *value == asked.ver);
    let listed = chosen.map_or(Listed::All, |(listed, ..)| *listed);
    let before = asked.antes.parse().ok();
    match site.app.notifications(&who, listed, before, PAGE).await {
        Ok(found) => pages::show(&build(&site, &who, &asked, listed, &choices, &found)),
        Err(error) => pages::failure(&site, &error),
    }
}

/// A list that somebody may choose: what the address calls it, and its words.
type Offered = (Listed, &'static str, &'static str);

/// The lists that this person chooses among; none for who sees all of the process. Who decides in a party is not told of
/// the own decisions: they have a list of their own, with who has read each (R20, R21).
fn choices(site: &Installation, who: &Session) -> Vec<Offered> {
    let seat = who.actor.seat();
    if reach(seat) == Reach::Process {
        return Vec::new();
    }
    let mut choices = vec![
        (Listed::All, "", "Todas"),
        (Listed::Unread, "pendientes", "Por confirmar"),
    ];
    if seat.party().is_some() && !site.app.stages_of(who).is_empty() {
        choices.push((Listed::Caused, "propias", "De mis decisiones"));
    }
    choices
}

fn build(
    site: &Installation,
    who: &Session,
    asked: &Asked,
    listed: Listed,
    choices: &[Offered],
    found: &[(Notification, Candidacy)],
) -> Page {
    let number = found.len() as u64;
    let base = Address::new("/panel/notificaciones").with("ver", &asked.ver);
    let last = found.last().map(|(told, _)| told.number);
    let full = number >= u64::from(PAGE) && listed != Listed::Unread;
    let next = last
        .filter(|_| full)
        .map(|last| base.clone().with("antes", last.to_string()).to_string());
    let first = (!asked.antes.is_empty()).then(|| base.to_string());
    let filters = (!choices.is_empty()).then(|| {
        let choices = choices
            .iter()
            .map(|(_, value, words)| Choice::new(*value, *words));
        Filters::new(
            "/panel/notificaciones",
            count(number, "notificación", "notificaciones"),
        )
        .field(Field::select("ver", "Ver", &asked.ver, choices.collect()))
    });
    Page {
        frame: site
            .frame(who, Part::Notifications, "Notificaciones")
            .section("Validación")
            .crumb("Inicio", "/panel")
            .help(Topic::Notifications.help(who.actor.role()))
            .flash(flash(asked.hecho.as_deref()))
            .wide(),
        filters,
        table: table(site, found),
        pager: Pager::new(format!("{number} en esta página"), first, next),
        empty: Empty::new(
            "No hay notificaciones",
            match listed {
                Listed::Caused => {
                    "Cuando usted valide o devuelva un cuestionario, aquí verá a quién se le avisó y si ya lo leyó."
                }
                _ => {
                    "Cuando se valide, se devuelva o se cierre un cuestionario, se avisará aquí con folio y fecha."
                }
            },
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
