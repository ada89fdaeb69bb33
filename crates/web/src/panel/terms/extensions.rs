//! The extensions that were granted: until when, why, by whom, with which report, and whom they reached.

use app::AppError;
use app::proposals::ProposalsAbout;
use app::terms::ExtensionView;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::policy::{Right, may_ever};
use domain::proposal::Matter;

use super::asked::{exact, of_extension};
use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::desk::Done;
use crate::panel::frame::{Part, flash};
use crate::panel::path::ProposalPath;
use crate::ui::{Cell, Column, Empty, Frame, Link, Table};
use crate::words::{count, thousands};

#[derive(Template)]
#[template(path = "panel/terms/extensions.html")]
struct Page {
    frame: Frame,
    waiting: Vec<Link>,
    table: Table,
    empty: Empty,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(done): Query<Done>,
) -> Response {
    let extensions = match site.app.extensions(&who).await {
        Ok(extensions) => extensions,
        Err(error) => return pages::failure(&site, &error),
    };
    let waiting = match waiting(&site, &who).await {
        Ok(waiting) => waiting,
        Err(error) => return pages::failure(&site, &error),
    };
    let columns = vec![
        Column::text("Concedida"),
        Column::text("Nuevo último instante"),
        Column::text("Motivo"),
        Column::text("Concedió"),
        Column::text("Alcanza a"),
        Column::figure("La tienen hoy"),
        Column::text("Informe técnico"),
    ];
    let rows = extensions.iter().map(|view| row(&site, view));
    pages::show(&Page {
        frame: site
            .frame(&who, Part::Terms, "Ampliaciones concedidas")
            .section("Plazos")
            .crumb("Inicio", "/panel")
            .crumb("Plazos", "/panel/plazos")
            .flash(flash(done.hecho.as_deref()))
            .wide(),
        waiting,
        table: Table::new("Ampliaciones de plazo", columns).rows(rows),
        empty: Empty::new(
            "Todavía no se amplía ningún plazo",
            "Cuando la administración conceda una ampliación, aquí quedará con su motivo.",
        )
        .next("Volver a Plazos", "/panel/plazos"),
    })
}

/// The proposals to extend every term, for who may decide them; whoever audits sees what was granted.
async fn waiting(site: &Installation, who: &Session) -> Result<Vec<Link>, AppError> {
    if !may_ever(site.profile(), who.actor.role(), Right::ExtendTerms) {
        return Ok(Vec::new());
    }
    let (waiting, _) = site.app.proposals(who, ProposalsAbout::Terms, 0).await?;
    let mut links = Vec::new();
    for proposal in waiting {
        let Matter::ExtendEvery { ends, .. } = &proposal.matter else {
            continue;
        };
        let until = exact(site.calendar(), *ends);
        links.push(Link::new(
            format!("Ampliar todos los plazos al {until}: ver la propuesta y decidir"),
            format!("/panel/papeles/propuestas/{}", proposal.id),
        ));
        links.push(Link::new(
            format!("Informe técnico de la propuesta de ampliar al {until} (PDF)"),
            format!("/panel/plazos/propuestas/{}/informe", proposal.id),
        ));
    }
    Ok(links)
}

fn row(site: &Installation, view: &ExtensionView) -> Vec<Cell> {
    let calendar = site.calendar();
    let extension = &view.extension;
    let planned = count(extension.candidacies.into(), "candidatura", "candidaturas");
    vec![
        Cell::text(calendar.moment(extension.at)),
        Cell::Moment {
            words: exact(calendar, extension.ends),
            machine: extension.ends.to_string(),
        },
        Cell::text(&extension.reason),
        match &view.by {
            Some(name) => Cell::text(name),
            None => Cell::Missing("No se sabe".to_owned()),
        },
        match view.left {
            0 => Cell::text(planned),
            left => Cell::Two(planned, format!("Aplicándose: faltan {}", thousands(left))),
        },
        match view.in_force {
            0 => Cell::text("0"),
            number => Cell::action(
                thousands(number),
                format!(
                    "candidaturas con la ampliación del {}",
                    calendar.moment(extension.at)
                ),
                of_extension(extension.id),
            ),
        },
        match extension.report {
            Some(_) => Cell::action(
                "Descargar",
                format!(
                    "el informe técnico de la ampliación del {}",
                    calendar.moment(extension.at)
                ),
                format!("/panel/plazos/ampliaciones/{}/informe", extension.id),
            ),
            None => Cell::Missing("Sin informe".to_owned()),
        },
    ]
}

/// The technical report of an extension.
pub async fn report(
    State(site): State<Installation>,
    who: Session,
    Path(extension): Path<String>,
) -> Response {
    let found = match extension.parse() {
        Ok(id) => site.app.extension_report(&who, id).await,
        Err(_) => Err(AppError::NotFound),
    };
    pdf(&site, found)
}

/// The technical report that goes with a proposal to extend every term.
pub async fn proposed_report(
    State(site): State<Installation>,
    who: Session,
    ProposalPath(proposal): ProposalPath,
) -> Response {
    let found = site.app.proposed_report(&who, proposal).await;
    pdf(&site, found)
}

fn pdf(site: &Installation, found: Result<Vec<u8>, AppError>) -> Response {
    match found {
        Ok(bytes) => {
            let headers = [
                (header::CONTENT_TYPE, "application/pdf"),
                (
                    header::CONTENT_DISPOSITION,
                    "attachment; filename=\"informe-tecnico.pdf\"",
                ),
            ];
            (headers, bytes).into_response()
        }
        Err(error) => pages::failure(site, &error),
    }
}
