//! Dividing the candidacies among those who type.

use app::party::{Assigning, PartyRefusal};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::board::{Asked, show};
use crate::Installation;
use crate::http::{Arrived, Session, pages};

pub async fn act(State(site): State<Installation>, who: Session, arrived: Arrived) -> Response {
    let ticked: Vec<String> = arrived
        .values
        .iter()
        .filter(|(name, _)| name == "candidatura")
        .map(|(_, value)| value.clone())
        .collect();
    let candidacies = ticked.iter().filter_map(|id| id.parse().ok()).collect();
    let outcome = match arrived.trimmed("persona") {
        "nadie" => Ok(None),
        account => account
            .parse()
            .map(Some)
            .map_err(|_| PartyRefusal::NotCapturer),
    };
    let outcome = match outcome {
        Ok(capturer) => {
            let assigning = Assigning {
                candidacies,
                capturer,
            };
            site.app.assign(&who, &assigning, arrived.at).await
        }
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(_) => Redirect::to("/panel/partido/tablero?hecho=asignadas").into_response(),
        Err(PartyRefusal::App(error)) => pages::failure(&site, &error),
        Err(refusal) => show(&site, &who, &Asked::default(), &ticked, Some(&refusal)).await,
    }
}
