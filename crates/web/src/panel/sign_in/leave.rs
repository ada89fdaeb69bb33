//! Going out, here or everywhere.

use app::sign_in::Visitor;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use crate::Installation;
use crate::http::{Guest, Session, cookie, pages};

pub async fn act(State(site): State<Installation>, Guest(visitor): Guest) -> Response {
    let (account, session) = match visitor {
        Visitor::Pending {
            account, session, ..
        } => (account, session),
        Visitor::Complete(who) => (who.actor.account(), who.session),
        Visitor::Anonymous | Visitor::Expired { .. } => return out(&site, "/entrar?motivo=salio"),
    };
    match site.app.sign_out(account, session).await {
        Ok(()) => out(&site, "/entrar?motivo=salio"),
        Err(error) => pages::failure(&site, &error),
    }
}

pub async fn everywhere(State(site): State<Installation>, who: Session) -> Response {
    match site.app.sign_out_everywhere(&who).await {
        Ok(()) => out(&site, "/entrar?motivo=sesiones"),
        Err(error) => pages::failure(&site, &error),
    }
}

/// A request that keeps the session alive, for the warning before it ends. Without script it leads back to the panel.
pub async fn stay(State(site): State<Installation>, who: Session, headers: HeaderMap) -> Response {
    let asks = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if asks.starts_with("application/json") {
        (StatusCode::NO_CONTENT, limits(&site, &who)).into_response()
    } else {
        Redirect::to("/panel").into_response()
    }
}

/// When the session ends now, for the script that warns: seconds from now, and the hour.
pub fn limits(site: &Installation, who: &Session) -> [(&'static str, String); 2] {
    let seconds = who.idle_ends.seconds_since(site.app.now()).max(0);
    [
        ("sesion-segundos", seconds.to_string()),
        ("sesion-hora", site.calendar().hour(who.idle_ends)),
    ]
}

fn out(site: &Installation, path: &str) -> Response {
    let mut response = Redirect::to(path).into_response();
    response
        .headers_mut()
        .insert(header::SET_COOKIE, cookie::clear(site.secure));
    response
}
