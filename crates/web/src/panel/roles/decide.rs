//! One proposal about an account of the administration: what it says, and the decision of another person.

use app::AppError;
use app::proposals::{Applied, ProposalsAbout, ProposalsError};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::ProposalId;
use domain::proposal::{Matter, ProposalRefusal, ProposalState};

use super::propose::consequences;
use super::wording::{account_of, badge, name};
use crate::Installation;
use crate::http::{Arrived, Query, Session, pages};
use crate::panel::accounts::shown_at;
use crate::panel::desk::Done;
use crate::panel::frame::{Part, flash};
use crate::panel::path::AccountProposalPath;
use crate::ui::{ErrorSummary, Fact, FactValue, Facts, Field, Frame, Notice};

#[derive(Template)]
#[template(path = "panel/roles/decide.html")]
struct Page {
    frame: Frame,
    facts: Facts,
    what: Notice,
    action: String,
    decides: bool,
    withdraws: bool,
    field: Field,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    AccountProposalPath(id): AccountProposalPath,
    Query(done): Query<Done>,
) -> Response {
    match build(&site, &who, id, done.hecho.as_deref(), "", None).await {
        Ok(page) => pages::show(&page),
        Err(error) => pages::failure(&site, &error),
    }
}

async fn build(
    site: &Installation,
    who: &Session,
    id: ProposalId,
    done: Option<&str>,
    reason: &str,
    told: Option<String>,
) -> Result<Page, AppError> {
    let proposal = site.app.proposal(who, id).await?;
    // The registry's proposals have pages of their own, which show what would change.
    if ProposalsAbout::of(&proposal.matter) == ProposalsAbout::Registry {
        return Err(AppError::NotFound);
    }
    let calendar = site.calendar();
    let mut facts = vec![Fact::text("Estado", badge(&proposal).word)];
    if let Some(account) = account_of(&proposal.matter) {
        facts.push(Fact::text("Cuenta de", name(site, account).await?));
    }
    if let Matter::ExtendEvery { ends, report } = &proposal.matter {
        let words = calendar.deadline(*ends, site.app.now());
        facts.push(Fact::text("Nuevo término", words));
        let report = FactValue::Code(report.clone());
        facts.push(Fact::new("Huella del informe técnico", report));
    }
    facts.push(Fact::text("Quién propuso", name(site, proposal.by).await?));
    facts.push(Fact::text("Cuándo", calendar.moment(proposal.at)));
    facts.push(Fact::text("Motivo", &proposal.reason));
    match &proposal.state {
        ProposalState::Waiting => {}
        ProposalState::Applied { by, at } => {
            facts.push(Fact::text("La aplicó", name(site, *by).await?));
            facts.push(Fact::text("Aplicada", calendar.moment(*at)));
        }
        ProposalState::Rejected { by, at, reason } => {
            facts.push(Fact::text("La rechazó", name(site, *by).await?));
            facts.push(Fact::text("Rechazada", calendar.moment(*at)));
            facts.push(Fact::text("Por qué", reason));
        }
        ProposalState::Withdrawn { at } => {
            facts.push(Fact::text("Retirada", calendar.moment(*at)));
        }
    }
    let waiting = proposal.state == ProposalState::Waiting;
    let field = Field::text("motivo", "Motivo del rechazo", reason)
        .hint("Lo leerá quien hizo la propuesta.")
        .rows(3)
        .error(told);
    Ok(Page {
        frame: site
            .frame(who, Part::Roles, proposal.matter.label())
            .section("Papeles")
            .crumb("Inicio", "/panel")
            .crumb("Papeles y permisos", "/panel/papeles")
            .flash(flash(done))
            .errors(ErrorSummary::of(std::slice::from_ref(&field))),
        facts: Facts::new(facts),
        what: consequences(&proposal.matter),
        action: format!("/panel/papeles/propuestas/{id}"),
        decides: waiting && site.app.decides_proposal(who, &proposal),
        withdraws: waiting && proposal.by == who.actor.account(),
        field,
    })
}

pub async fn apply(
    State(site): State<Installation>,
    who: Session,
    AccountProposalPath(id): AccountProposalPath,
) -> Response {
    match site.app.apply_proposal(&who, id, None).await {
        Ok(Applied::Done | Applied::Extension) => {
            Redirect::to("/panel/papeles?hecho=propuesta-aplicada").into_response()
        }
        Ok(Applied::Code { account, .. }) => shown_at(account).into_response(),
        Err(refusal) => refused(&site, &refusal),
    }
}

pub async fn reject(
    State(site): State<Installation>,
    who: Session,
    AccountProposalPath(id): AccountProposalPath,
    arrived: Arrived,
) -> Response {
    let reason = arrived.value("motivo");
    match site.app.reject_proposal(&who, id, reason).await {
        Ok(()) => Redirect::to("/panel/papeles?hecho=propuesta-rechazada").into_response(),
        Err(refusal @ ProposalsError::Proposal(ProposalRefusal::Reason)) => {
            match build(&site, &who, id, None, reason, Some(refusal.to_string())).await {
                Ok(page) => pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page),
                Err(error) => pages::failure(&site, &error),
            }
        }
        Err(refusal) => refused(&site, &refusal),
    }
}

pub async fn withdraw(
    State(site): State<Installation>,
    who: Session,
    AccountProposalPath(id): AccountProposalPath,
) -> Response {
    match site.app.withdraw_proposal(&who, id).await {
        Ok(()) => Redirect::to("/panel/papeles?hecho=propuesta-retirada").into_response(),
        Err(refusal) => refused(&site, &refusal),
    }
}

fn refused(site: &Installation, refusal: &ProposalsError) -> Response {
    if let ProposalsError::App(error) = refusal {
        return pages::failure(site, error);
    }
    let told = vec![
        refusal.to_string(),
        "Nada cambió con este intento.".to_owned(),
    ];
    pages::message(
        site,
        StatusCode::CONFLICT,
        "No se decidió la propuesta",
        told,
    )
}
