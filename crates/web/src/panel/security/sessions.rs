//! The own sessions: where they are open, and closing one of them from another.

use app::sign_in::OwnAccount;
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::account::Done;
use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::frame::{Part, flash};
use crate::panel::path::SessionPath;
use crate::ui::{Fact, Facts, Frame};

#[derive(Template)]
#[template(path = "panel/security/sessions.html")]
struct Page {
    frame: Frame,
    facts: Facts,
    sessions: Vec<Line>,
}

struct Line {
    words: String,
    opened: String,
    action: String,
    is_this: bool,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(done): Query<Done>,
) -> Response {
    match site.app.own_account(&who).await {
        Ok(own) => {
            let mut page = build(&site, &who, &own);
            page.frame = page.frame.flash(flash(done.hecho()));
            pages::show(&page)
        }
        Err(error) => pages::failure(&site, &error),
    }
}

fn build(site: &Installation, who: &Session, own: &OwnAccount) -> Page {
    let calendar = site.calendar();
    let sessions = own.sessions.iter().map(|session| {
        let opened = calendar.moment(session.created);
        let seen = calendar.moment(session.last_seen);
        Line {
            words: format!("Abierta el {opened}; usada por última vez el {seen}."),
            opened,
            action: format!("/panel/sesiones/{}/cerrar", session.id),
            is_this: session.is_this,
        }
    });
    Page {
        frame: site
            .frame(who, Part::Security, "Sus sesiones")
            .section("Mi cuenta")
            .crumb("Inicio", "/panel")
            .crumb("Mi cuenta", "/panel/cuenta"),
        facts: Facts::new(vec![
            Fact::text("Usuario", &who.login),
            Fact::text(
                "Si no hay actividad, esta sesión termina",
                calendar.moment(who.idle_ends),
            ),
            Fact::text("En cualquier caso termina", calendar.moment(who.ends)),
        ]),
        sessions: sessions.collect(),
    }
}

pub async fn close(
    State(site): State<Installation>,
    who: Session,
    SessionPath(id): SessionPath,
) -> Response {
    match site.app.end_own_session(&who, id).await {
        Ok(()) => Redirect::to("/panel/sesiones?hecho=sesion-cerrada").into_response(),
        Err(error) => pages::failure(&site, &error),
    }
}
