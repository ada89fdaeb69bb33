//! Coming in and going out.

mod activate;
mod enter;
pub mod leave;
mod notice;
pub mod password_choice;
mod resume;
mod second_step;
mod undertaking;

use app::sign_in::Visitor;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::Step;

use crate::Installation;
use crate::http::{Access, Routes, cookie};

pub use enter::carrying;

/// Where somebody who signed in does what is still owed.
pub const fn step_path(step: Step) -> &'static str {
    match step {
        Step::ProveSecondFactor => "/segundo-paso",
        Step::EnrolSecondFactor => "/segundo-paso/configurar",
        Step::AcceptUndertaking => "/compromiso",
        Step::AcceptNotice => "/aviso",
    }
}

/// The routes of sign-in.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/entrar", Access::Open, enter::page)
        .post("/entrar", Access::Open, enter::act)
        .get("/activar", Access::Open, activate::page)
        .post("/activar", Access::Open, activate::look_up)
        .post("/activar/contrasena", Access::Open, activate::act)
        .get("/segundo-paso", Access::Pending, second_step::page)
        .post("/segundo-paso", Access::Pending, second_step::act)
        .get(
            "/segundo-paso/recuperacion",
            Access::Pending,
            second_step::recovery_page,
        )
        .post(
            "/segundo-paso/recuperacion",
            Access::Pending,
            second_step::recovery_act,
        )
        .get("/compromiso", Access::Pending, undertaking::page)
        .post("/compromiso", Access::Pending, undertaking::act)
        .get("/aviso", Access::Pending, notice::page)
        .post("/aviso", Access::Pending, notice::act)
        .post("/salir", Access::Open, leave::act)
        .post(
            "/panel/sesiones/cerrar",
            Access::SignedIn,
            leave::everywhere,
        )
        .get("/panel/sesion", Access::SignedIn, leave::stay)
        .get("/panel/resguardo", Access::SignedIn, resume::page)
        .post(
            "/panel/resguardo/descartar",
            Access::SignedIn,
            resume::discard,
        )
}

/// Ends the session that this browser had before, if it had one: the new one takes its place.
pub async fn end_previous(site: &Installation, visitor: &Visitor) {
    let (account, session) = match visitor {
        Visitor::Pending {
            account, session, ..
        } => (*account, *session),
        Visitor::Complete(who) => (who.actor.account(), who.session),
        Visitor::Anonymous | Visitor::Expired { .. } => return,
    };
    if let Err(error) = site.app.sign_out(account, session).await {
        tracing::error!(%error, "the previous session of a browser could not be ended");
    }
}

/// On to `path` with the cookie of a session that was just opened.
pub fn with_session(site: &Installation, token: &str, path: &str) -> Response {
    let mut response = Redirect::to(path).into_response();
    response
        .headers_mut()
        .insert(header::SET_COOKIE, cookie::set(token, site.secure));
    response
}

/// `path` if it is an address of this panel; otherwise the panel's first page. What comes in an address must not
/// lead people elsewhere.
fn own_path(path: &str) -> &str {
    let ours = path == "/panel" || path.starts_with("/panel/") || path.starts_with("/panel?");
    let plain = path
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if ours && plain && !path.contains("//") {
        path
    } else {
        "/panel"
    }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[rstest::rstest]
    #[case("/panel/captura/1?x=2", "/panel/captura/1?x=2")]
    #[case("//malo.example/", "/panel")]
    #[case("https://malo.example", "/panel")]
    #[case("/panel/..//malo.example", "/panel")]
    #[case("/panel\\malo", "/panel")]
    #[case("/panelmalo", "/panel")]
    #[case("", "/panel")]
    fn an_address_leads_nowhere_else(#[case] asked: &str, #[case] led: &str) {
        assert_eq!(own_path(asked), led);
    }
}
