//! One notification: what it says, by when, and the acknowledgement of its reading.

use app::AppError;
use app::validation::{Notified, ReadRefusal};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::notification::{Matter, NotRead};
use domain::policy::{Right, may_ever};

use super::addressee_name;
use crate::Installation;
use crate::http::{Arrived, Query, Session, pages};
use crate::manual::Topic;
use crate::panel::desk::Done;
use crate::panel::frame::{Part, flash};
use crate::panel::names;
use crate::panel::path::NotificationPath;
use crate::ui::{Cell, Column, Fact, Facts, Frame, Link, Table};

#[derive(Template)]
#[template(path = "panel/notifications/one.html")]
struct Page {
    frame: Frame,
    words: String,
    facts: Facts,
    reason: String,
    remarks: Table,
    readers: Table,
    action: String,
    awaits: bool,
    way: Option<Link>,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    NotificationPath(id): NotificationPath,
    Query(done): Query<Done>,
) -> Response {
    match site.app.notification(&who, id).await {
        Ok(notified) => {
            let mut page = build(&site, &who, &notified);
            page.frame = page.frame.flash(flash(done.hecho.as_deref()));
            pages::show(&page)
        }
        Err(error) => pages::failure(&site, &error),
    }
}

/// Acknowledges the reading. Doing it again changes nothing.
pub async fn act(
    State(site): State<Installation>,
    who: Session,
    NotificationPath(id): NotificationPath,
    arrived: Arrived,
) -> Response {
    let to = format!("/panel/notificaciones/{id}?hecho=leida");
    match site.app.acknowledge(&who, id, arrived.at).await {
        Ok(()) | Err(ReadRefusal::NotRead(NotRead::AlreadyRead)) => {
            Redirect::to(&to).into_response()
        }
        Err(ReadRefusal::NotRead(NotRead::NotAddressed)) => {
            pages::failure(&site, &AppError::Denied(domain::policy::Denial::Role))
        }
        Err(ReadRefusal::App(error)) => pages::failure(&site, &error),
    }
}

fn build(site: &Installation, who: &Session, notified: &Notified) -> Page {
    let told = &notified.notification;
    let candidacy = &notified.candidacy;
    let title = format!("{}: {}", told.folio(), told.matter.label().to_lowercase());
    // Whoever captures, decides or looks has a page of the questionnaire; the representation sees the state alone.
    let reads = may_ever(site.profile(), who.actor.role(), Right::ReadAnswers);
    Page {
        frame: site
            .frame(who, Part::Notifications, title)
            .section("Validación")
            .crumb("Inicio", "/panel")
            .crumb("Notificaciones", "/panel/notificaciones")
            .help(Topic::Notifications.help(who.actor.role())),
        words: words(site, notified),
        facts: facts(site, notified),
        reason: told.reason.clone(),
        remarks: remarks(notified),
        readers: readers(site, notified),
        action: super::address(told),
        awaits: notified.awaits.is_some(),
        way: reads.then(|| {
            let words = match told.matter {
                Matter::Returned | Matter::Reopened => "Ir al cuestionario para corregirlo",
                _ => "Ver el cuestionario",
            };
            Link::new(words, format!("/panel/captura/{}", candidacy.id))
        }),
    }
}

/// What it says, in a paragraph.
fn words(site: &Installation, notified: &Notified) -> String {
    let told = &notified.notification;
    let stage = site.profile().stage(&told.stage);
    let stage = stage.map_or_else(|| told.stage.to_string(), |stage| stage.name.clone());
    let until = told.due.map_or_else(String::new, |due| {
        format!(
            " Puede corregirse hasta {}.",
            site.calendar().deadline(due, told.at)
        )
    });
    let effect = told
        .effect
        .map_or_else(String::new, |effect| format!(": {}", effect.label()));
    match told.matter {
        Matter::Returned => format!(
            "En la etapa «{stage}» el cuestionario se devolvió con observaciones.{until} Abajo está cada una con su campo y \
             su causal."
        ),
        Matter::Approved => format!("En la etapa «{stage}» el cuestionario se validó."),
        Matter::Lapsed => {
            format!("Venció el plazo para corregir lo observado en la etapa «{stage}»{effect}.")
        }
        Matter::Closed => format!(
            "En la etapa «{stage}» el caso se cerró porque no cumple y ya no quedan devoluciones{effect}."
        ),
        Matter::Reopened => {
            format!(
                "La administración del instituto reabrió el caso para que se corrija lo observado.{until}"
            )
        }
    }
}

fn facts(site: &Installation, notified: &Notified) -> Facts {
    let told = &notified.notification;
    let addressees: Vec<String> = told
        .addressees
        .iter()
        .map(|addressee| addressee_name(site, addressee))
        .collect();
    Facts::new(vec![
        Fact::text("Folio", told.folio()),
        Fact::text("Emitida", site.calendar().moment(told.at)),
        Fact::text("Candidatura", notified.candidacy.data.person.full_name()),
        Fact::text(
            "Cargo",
            names::office_and_place(site.profile(), &notified.candidacy),
        ),
        Fact::text("Dirigida a", addressees.join(" y ")),
    ])
}

fn remarks(notified: &Notified) -> Table {
    let columns = vec![
        Column::text("Campo"),
        Column::text("Causal"),
        Column::text("Qué debe corregirse"),
    ];
    let remarks = notified.notification.remarks.iter();
    Table::new("Observaciones", columns).rows(remarks.map(|remark| {
        vec![
            Cell::text(&remark.label),
            Cell::Two(remark.name.clone(), remark.description.clone()),
            match remark.note.is_empty() {
                true => Cell::Missing("Sin nota".to_owned()),
                false => Cell::text(&remark.note),
            },
        ]
    }))
}

fn readers(site: &Installation, notified: &Notified) -> Table {
    let columns = vec![
        Column::text("Para quién"),
        Column::text("Quién la leyó"),
        Column::text("Cuándo"),
    ];
    let addressees = notified.notification.addressees.iter();
    Table::new("Confirmación de lectura", columns).rows(addressees.map(|addressee| {
        let name = Cell::text(addressee_name(site, addressee));
        let read = notified.readers.iter().find(|(of, ..)| of == addressee);
        match read {
            Some((_, reader, at)) => vec![
                name,
                Cell::text(reader),
                Cell::Moment {
                    words: site.calendar().moment(*at),
                    machine: at.to_string(),
                },
            ],
            None => vec![
                name,
                Cell::Missing("Nadie todavía".to_owned()),
                Cell::Missing("Sin confirmar".to_owned()),
            ],
        }
    }))
}
