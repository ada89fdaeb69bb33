//! Reporting the loss of the own account from a session: it is locked at once (R09; DGO 13, CDMX 14).

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use crate::Installation;
use crate::http::{Arrived, Session, cookie, pages};
use crate::panel::frame::Part;
use crate::ui::{ErrorSummary, Field, Frame};

#[derive(Template)]
#[template(path = "panel/security/loss.html")]
struct Page {
    frame: Frame,
    field: Field,
}

fn form(site: &Installation, who: &Session, error: Option<&str>) -> Page {
    let field = Field::check(
        "confirma",
        "Entiendo que la cuenta queda bloqueada hasta que me den un código nuevo",
        false,
    )
    .error(error);
    Page {
        frame: site
            .frame(who, Part::Security, "Reportar y bloquear mi cuenta")
            .section("Mi cuenta")
            .crumb("Inicio", "/panel")
            .crumb("Mi cuenta", "/panel/cuenta")
            .errors(ErrorSummary::of(std::slice::from_ref(&field))),
        field,
    }
}

pub async fn page(State(site): State<Installation>, who: Session) -> Response {
    pages::show(&form(&site, &who, None))
}

pub async fn act(State(site): State<Installation>, who: Session, arrived: Arrived) -> Response {
    if !arrived.ticked("confirma") {
        let page = form(
            &site,
            &who,
            Some("Marque esta casilla para bloquear la cuenta. Todavía no ha pasado nada."),
        );
        return pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    match site.app.report_own_loss(&who).await {
        Ok(()) => {
            let told = vec![
                "Nadie puede entrar con ella y todas las sesiones se cerraron. Lo que guardó está a salvo y su plazo sigue igual.".to_owned(),
                "Ya avisamos a quien administra su cuenta. Cuando le dé su código, úselo en la página «Entrar», en «Tengo un código para volver a entrar».".to_owned(),
            ];
            let title = "Su cuenta quedó bloqueada";
            let mut response = pages::message(&site, StatusCode::OK, title, told);
            let headers = response.headers_mut();
            headers.insert(header::SET_COOKIE, cookie::clear(site.secure));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(error) => pages::failure(&site, &error),
    }
}
