//! One case: confirm that it is freed, or reopened and why.

use app::AppError;
use app::capture::Dossier;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::CandidacyId;
use domain::questionnaire::clean_text;

use crate::Installation;
use crate::http::{Arrived, Session, pages};
use crate::panel::frame::Part;
use crate::panel::names;
use crate::panel::path::CandidacyPath;
use crate::ui::{ErrorSummary, Fact, Facts, Field, Frame};

/// Most characters of why a case is reopened.
const LONGEST_REASON: usize = 1_000;

#[derive(Template)]
#[template(path = "panel/cases/one.html")]
struct Page {
    frame: Frame,
    facts: Facts,
    action: String,
    held: bool,
    ended: bool,
    reason: Field,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
) -> Response {
    show(&site, &who, id, StatusCode::OK, ("", None)).await
}

pub async fn act(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    arrived: Arrived,
) -> Response {
    let typed = clean_text(arrived.value("motivo"));
    let reason = typed.trim();
    let (done, to) = match arrived.value("acto") {
        "liberar" => (
            site.app.free_case(&who, id, arrived.at).await,
            "/panel/casos?hecho=caso-liberado",
        ),
        "reabrir" => {
            let fault = match reason.chars().count() {
                0 => Some("Escriba por qué se reabre: lo leerán el partido y la candidatura."),
                length if length > LONGEST_REASON => {
                    Some("El motivo admite hasta 1,000 caracteres.")
                }
                _ => None,
            };
            if let Some(fault) = fault {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                return show(&site, &who, id, status, (reason, Some(fault.to_owned()))).await;
            }
            (
                site.app.reopen_case(&who, id, reason, arrived.at).await,
                "/panel/casos?ver=cerrados&hecho=caso-reabierto",
            )
        }
        _ => return pages::refusal(&site, StatusCode::BAD_REQUEST),
    };
    match done {
        Ok(()) => Redirect::to(to).into_response(),
        Err(AppError::Broken(broken)) => {
            let why = Some(broken.to_string());
            let shown = show(&site, &who, id, StatusCode::CONFLICT, (reason, why)).await;
            pages::out_of_order(shown, broken.out_of_order())
        }
        Err(error) => pages::failure(&site, &error),
    }
}

async fn show(
    site: &Installation,
    who: &Session,
    id: CandidacyId,
    status: StatusCode,
    (reason, error): (&str, Option<String>),
) -> Response {
    match site.app.dossier(who, id).await {
        Ok(dossier) => {
            let page = build(site, who, &dossier, reason, error);
            pages::show_with(status, &page)
        }
        Err(error) => pages::failure(site, &error),
    }
}

fn build(
    site: &Installation,
    who: &Session,
    dossier: &Dossier,
    reason: &str,
    error: Option<String>,
) -> Page {
    let candidacy = &dossier.candidacy;
    let capture = dossier.capture.as_ref();
    let claim = capture.and_then(|capture| capture.state.claim());
    let mut facts = vec![
        Fact::text("Cargo", names::office_and_place(site.profile(), candidacy)),
        Fact::text(
            "Postula",
            names::postulation(&site.app.current(), candidacy),
        ),
        Fact::text("Estado", dossier.state().label()),
    ];
    if let Some(claim) = claim {
        facts.push(Fact::text("Tomado desde", site.calendar().moment(claim.at)));
    }
    let mut errors = ErrorSummary::default();
    if let Some(error) = error {
        errors = errors.general(error);
    }
    let published = matches!(dossier.state(), domain::capture::StateCode::Published);
    Page {
        frame: site
            .frame(who, Part::Cases, candidacy.data.person.full_name())
            .section("Validación")
            .crumb("Inicio", "/panel")
            .crumb("Casos", "/panel/casos")
            .errors(errors),
        facts: Facts::new(facts),
        action: format!("/panel/casos/{}", candidacy.id),
        held: claim.is_some(),
        ended: !published && capture.is_some_and(|capture| capture.outcome.is_some()),
        reason: Field::text("motivo", "Por qué se reabre", reason)
            .rows(3)
            .hint("Lo leerán el partido y la candidatura."),
    }
}
