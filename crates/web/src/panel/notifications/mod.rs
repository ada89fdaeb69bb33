//! Notifications of validation: what was told to party and candidate, each with its folio, and the acknowledgement of its
//! reading (R21).

mod list;
mod one;

use domain::notification::{Addressee, Notification};
use domain::policy::Right;

use crate::Installation;
use crate::http::{Access, Routes};
use crate::ui::{Cell, Column, Table};

/// The routes of this feature.
pub fn routes(routes: Routes) -> Routes {
    const READS: Access = Access::With(Right::ReadNotifications);
    routes
        .get("/panel/notificaciones", READS, list::page)
        .get("/panel/notificaciones/{notificacion}", READS, one::page)
        .post("/panel/notificaciones/{notificacion}", READS, one::act)
}

/// Notifications about one candidacy, with who has read each.
pub fn table<'a>(
    site: &Installation,
    title: &str,
    told: impl Iterator<Item = &'a Notification>,
) -> Table {
    let columns = vec![
        Column::text("Folio"),
        Column::text("Qué se notificó"),
        Column::text("Cuándo"),
        Column::text("Lectura"),
    ];
    Table::new(title, columns).rows(told.map(|told| {
        vec![
            Cell::link(told.folio(), address(told)),
            Cell::text(told.matter.label()),
            Cell::Moment {
                words: site.calendar().moment(told.at),
                machine: told.at.to_string(),
            },
            Cell::text(reading(site, told)),
        ]
    }))
}

/// A notification's page.
pub fn address(told: &Notification) -> String {
    format!("/panel/notificaciones/{}", told.id)
}

/// Who has read it and who has not, in words.
pub fn reading(site: &Installation, told: &Notification) -> String {
    let each = told.addressees.iter().map(|addressee| {
        let name = addressee_name(site, addressee);
        match told.reading(addressee) {
            Some(reading) => format!("{name}: leída el {}", site.calendar().moment(reading.at)),
            None => format!("{name}: sin confirmar"),
        }
    });
    each.collect::<Vec<_>>().join(". ")
}

/// An addressee in words.
pub fn addressee_name(site: &Installation, addressee: &Addressee) -> String {
    match addressee {
        Addressee::Candidacy => "Candidatura".to_owned(),
        Addressee::Party(party) => site
            .profile()
            .party(party)
            .map_or_else(|| party.to_string(), |party| party.initials.clone()),
    }
}
