//! One agreement: its races, which party postulates and captures in each, and who stands.

use app::agreements::CoveredRace;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::policy::{Right, may_ever};
use domain::profile::{Coverage, Profile};

use super::list::{PATH, address, initials, members};
use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::desk::Done;
use crate::panel::frame::{Part, flash};
use crate::panel::path::AgreementPath;
use crate::ui::{Cell, Column, Fact, FactValue, Facts, Frame, Table};

#[derive(Template)]
#[template(path = "panel/agreements/one.html")]
struct Page {
    frame: Frame,
    facts: Facts,
    races: Table,
    candidacies: String,
    change: Option<String>,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    AgreementPath(key): AgreementPath,
    Query(done): Query<Done>,
) -> Response {
    let (agreement, races) = match site.app.agreement(&who, &key).await {
        Ok(found) => found,
        Err(error) => return pages::failure(&site, &error),
    };
    let profile = site.profile();
    let facts = vec![
        Fact::text("Tipo", agreement.kind.name()),
        Fact::text("Integrantes", members(profile, &agreement)),
        Fact::new("Clave", FactValue::Code(agreement.key.to_string())),
    ];
    let manages = may_ever(profile, who.actor.role(), Right::ManageRegistry);
    pages::show(&Page {
        frame: site
            .frame(&who, Part::Registry, &agreement.name)
            .section("Convenios")
            .crumb("Inicio", "/panel")
            .crumb("Convenios", PATH)
            .flash(flash(done.hecho.as_deref()))
            .wide(),
        facts: Facts::new(facts),
        races: table(profile, &races),
        candidacies: format!("/panel/registro?postula=convenio%3A{}", agreement.key),
        change: manages.then(|| address(&agreement)),
    })
}

/// A race in words.
pub fn race(profile: &Profile, coverage: &Coverage) -> String {
    let office = profile.office(&coverage.office);
    let territory = profile.territory(&coverage.territory);
    format!(
        "{}, {}",
        office.map_or(coverage.office.as_str(), |office| office.name.as_str()),
        territory.map_or(coverage.territory.as_str(), |place| place.name.as_str()),
    )
}

fn table(profile: &Profile, races: &[CoveredRace]) -> Table {
    let columns = ["Contienda", "Postula y captura", "Candidaturas"];
    let columns = columns.into_iter().map(Column::text).collect();
    Table::new("Contiendas del convenio", columns).rows(races.iter().map(|race_of| {
        let people: Vec<String> = race_of
            .candidacies
            .iter()
            .map(|candidacy| candidacy.data.person.full_name())
            .collect();
        vec![
            Cell::text(race(profile, &race_of.coverage)),
            Cell::text(initials(profile, &race_of.coverage.postulates)),
            if people.is_empty() {
                Cell::Missing("Nadie está registrado".to_owned())
            } else {
                Cell::text(people.join("; "))
            },
        ]
    }))
}
