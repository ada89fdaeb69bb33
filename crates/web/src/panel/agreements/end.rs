//! Ending an agreement: its parties postulate alone from then on.

use app::agreements::{AgreementAct, AgreementsError};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::key::AgreementKey;

use super::review::{self, Review};
use crate::Installation;
use crate::http::{Arrived, Session};
use crate::panel::path::AgreementPath;

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    AgreementPath(key): AgreementPath,
) -> Response {
    show(&site, &who, key, None).await
}

async fn show(
    site: &Installation,
    who: &Session,
    key: AgreementKey,
    error: Option<String>,
) -> Response {
    let action = format!("/panel/convenios/convenio/{key}/terminar");
    match site
        .app
        .review_agreements(who, &AgreementAct::End(key))
        .await
    {
        Ok(reviewed) => {
            let ends = Review {
                title: "Dar por terminado el convenio",
                button: "Dar por terminado el convenio",
                action,
                kept: Vec::new(),
                error,
            };
            review::show(site, who, &reviewed, ends)
        }
        Err(error) => review::failure(site, error),
    }
}

pub async fn act(
    State(site): State<Installation>,
    who: Session,
    AgreementPath(key): AgreementPath,
    form: Arrived,
) -> Response {
    let act = AgreementAct::End(key.clone());
    let ended = site
        .app
        .change_agreements(&who, &act, form.value("visto"))
        .await;
    match ended {
        Ok(_) => Redirect::to("/panel/convenios?hecho=terminado").into_response(),
        Err(error @ AgreementsError::Changed) => {
            show(&site, &who, key, Some(error.to_string())).await
        }
        Err(error) => review::failure(&site, error),
    }
}
