//! The agreements in force.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::policy::{Right, may_ever};
use domain::profile::{Agreement, Profile};

use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::desk::Done;
use crate::panel::frame::{Part, flash};
use crate::ui::{Cell, Column, Empty, Frame, Table};

/// The address of the list.
pub const PATH: &str = "/panel/convenios";

/// The address of an agreement.
pub fn address(agreement: &Agreement) -> String {
    format!("{PATH}/convenio/{}", agreement.key)
}

/// The members by their initials.
pub fn members(profile: &Profile, agreement: &Agreement) -> String {
    let initials = agreement.members.iter().map(|key| initials(profile, key));
    initials.collect::<Vec<_>>().join(", ")
}

/// A party by its initials.
pub fn initials(profile: &Profile, key: &domain::key::PartyKey) -> String {
    profile
        .party(key)
        .map_or_else(|| key.to_string(), |party| party.initials.clone())
}

#[derive(Template)]
#[template(path = "panel/agreements/list.html")]
struct Page {
    frame: Frame,
    manages: bool,
    table: Table,
    empty: Empty,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(done): Query<Done>,
) -> Response {
    let counted = match site.app.agreements(&who).await {
        Ok(counted) => counted,
        Err(error) => return pages::failure(&site, &error),
    };
    let columns = vec![
        Column::text("Convenio"),
        Column::text("Tipo"),
        Column::text("Integrantes"),
        Column::figure("Contiendas"),
        Column::figure("Candidaturas"),
    ];
    let profile = site.profile();
    let rows = counted.iter().map(|(agreement, candidacies)| {
        vec![
            Cell::link(&agreement.name, address(agreement)),
            Cell::text(agreement.kind.name()),
            Cell::text(members(profile, agreement)),
            Cell::figure(agreement.coverage.len()),
            Cell::figure(*candidacies),
        ]
    });
    pages::show(&Page {
        frame: site
            .frame(
                &who,
                Part::Registry,
                "Convenios de coalición y candidatura común",
            )
            .section("Registro")
            .crumb("Inicio", "/panel")
            .crumb("Registro", "/panel/registro")
            .flash(flash(done.hecho.as_deref()))
            .wide(),
        manages: may_ever(profile, who.actor.role(), Right::ManageRegistry),
        table: Table::new("Convenios en vigor", columns).rows(rows),
        empty: Empty::new(
            "No hay convenios en vigor",
            "Cada partido postula y captura sus propias candidaturas.",
        )
        .next("Volver al registro", "/panel/registro"),
    })
}
