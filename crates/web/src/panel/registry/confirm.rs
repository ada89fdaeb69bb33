//! Cancelling a candidacy and putting a cancelled one back in force; joining two of a person under one capture and parting
//! them.

use app::registry::RegistryAct;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::id::CandidacyId;

use super::review::{Hindered, Review, do_it, show};
use crate::Installation;
use crate::http::{Arrived, Session, pages};
use crate::panel::path::CandidacyPath;

pub async fn cancel_page(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
) -> Response {
    page(&site, &who, &RegistryAct::Cancel(id), id, "cancelar", None).await
}

pub async fn cancel(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    form: Arrived,
) -> Response {
    act(&site, &who, &RegistryAct::Cancel(id), id, "cancelar", &form).await
}

pub async fn reinstate_page(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
) -> Response {
    let act = RegistryAct::Reinstate(id);
    page(&site, &who, &act, id, "reactivar", None).await
}

pub async fn reinstate(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    form: Arrived,
) -> Response {
    let reinstates = RegistryAct::Reinstate(id);
    act(&site, &who, &reinstates, id, "reactivar", &form).await
}

pub async fn share_page(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
) -> Response {
    page(&site, &who, &RegistryAct::Share(id), id, "juntar", None).await
}

pub async fn share(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    form: Arrived,
) -> Response {
    act(&site, &who, &RegistryAct::Share(id), id, "juntar", &form).await
}

pub async fn part_page(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
) -> Response {
    page(&site, &who, &RegistryAct::Part(id), id, "separar", None).await
}

pub async fn part(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    form: Arrived,
) -> Response {
    act(&site, &who, &RegistryAct::Part(id), id, "separar", &form).await
}

async fn act(
    site: &Installation,
    who: &Session,
    act: &RegistryAct,
    id: CandidacyId,
    verb: &str,
    form: &Arrived,
) -> Response {
    match do_it(site, who, form, act).await {
        Ok(done) => done,
        Err(Hindered::App(error)) => pages::failure(site, &error),
        Err(hindered) => page(site, who, act, id, verb, Some((form, hindered))).await,
    }
}

async fn page(
    site: &Installation,
    who: &Session,
    act: &RegistryAct,
    id: CandidacyId,
    verb: &str,
    hindered: Option<(&Arrived, Hindered)>,
) -> Response {
    let reviewed = match site.app.review_registry_act(who, act).await {
        Ok(reviewed) => reviewed,
        Err(error) => return refused(site, error.into()),
    };
    let base = format!("/panel/registro/candidaturas/{id}");
    let review = Review {
        reviewed: &reviewed,
        action: format!("{base}/{verb}"),
        back: base,
        kept: Vec::new(),
        form: hindered.as_ref().map(|(form, _)| *form),
        hindered: hindered.as_ref().map(|(_, hindered)| hindered),
    };
    show(site, who, review)
}

/// An act that cannot even be shown: somebody did it already, or the place was given to another.
fn refused(site: &Installation, hindered: Hindered) -> Response {
    let told = match hindered {
        Hindered::App(error) => return pages::failure(site, &error),
        Hindered::Problems(checked) => checked
            .errors
            .into_iter()
            .map(|problem| problem.message)
            .collect(),
        Hindered::Changed(_) => {
            vec!["Alguien cambió esta candidatura. Vuelva a abrirla.".to_owned()]
        }
        Hindered::Reason(told) | Hindered::Rule(told) => vec![told],
    };
    let mut told: Vec<String> = told;
    told.push("Nada cambió con este intento.".to_owned());
    pages::message(site, StatusCode::CONFLICT, "No se puede hacer", told)
}
