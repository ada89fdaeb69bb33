//! Telling a party of the candidacies that were registered after it received its account: their term starts then.

use app::AppError;
use app::accounts::AccountsError;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::key::PartyKey;
use domain::policy::{Right, may_ever};
use domain::term_step::TermStep;

use super::asked::of_step;
use super::board::party_name;
use crate::Installation;
use crate::http::{Arrived, Session, pages};
use crate::words::count;

/// A party to be told.
pub struct Told {
    /// What the form carries, so that a second click records nothing.
    pub request: String,
    /// The party's key.
    pub party: String,
    /// Its name.
    pub name: String,
    /// Of how many candidacies, in words.
    pub words: String,
    /// Where they are listed.
    pub list: String,
}

/// The parties to be told, for who records it.
///
/// # Errors
/// Storage.
pub async fn untold(site: &Installation, who: &Session) -> Result<Vec<Told>, AppError> {
    if !may_ever(site.profile(), who.actor.role(), Right::ManageAccounts) {
        return Ok(Vec::new());
    }
    let untold = site.app.untold_registrations(who).await?;
    let told = |of: app::accounts::Untold| {
        let name = party_name(site, Some(&of.party));
        Told {
            request: site.app.new_delivery_id().to_string(),
            party: of.party.to_string(),
            words: format!(
                "{name}: {} sin plazo",
                count(of.candidacies, "candidatura", "candidaturas")
            ),
            list: of_step(Some(&of.party), TermStep::NotReceived),
            name,
        }
    };
    Ok(untold.into_iter().map(told).collect())
}

/// Records that the party was told.
pub async fn act(State(site): State<Installation>, who: Session, form: Arrived) -> Response {
    let Ok(party) = form.trimmed("partido").parse::<PartyKey>() else {
        return pages::refusal(&site, StatusCode::BAD_REQUEST);
    };
    let id = form
        .trimmed("solicitud")
        .parse()
        .unwrap_or_else(|_| site.app.new_delivery_id());
    match site.app.tell_registrations(&who, id, &party, form.at).await {
        Ok(_) => Redirect::to("/panel/plazos?hecho=avisado").into_response(),
        Err(AccountsError::App(error)) => pages::failure(&site, &error),
        Err(refusal) => pages::message(
            &site,
            StatusCode::CONFLICT,
            "No se registró el aviso",
            vec![
                refusal.to_string(),
                "Nada cambió con este intento.".to_owned(),
            ],
        ),
    }
}
