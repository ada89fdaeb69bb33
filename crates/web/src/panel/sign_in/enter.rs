//! The sign-in page.

use app::sign_in::SignInRefusal;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::{end_previous, own_path, with_session};
use crate::Installation;
use crate::http::{Arrived, Guest, Network, Query, pages};
use crate::ui::{ErrorSummary, Field, Frame, Notice};

/// Why somebody comes here.
#[derive(Debug, Default, Deserialize)]
pub struct Reason {
    #[serde(default)]
    motivo: String,
    #[serde(default)]
    volver: String,
}

#[derive(Template)]
#[template(path = "panel/sign_in/enter.html")]
struct Page {
    frame: Frame,
    fields: Vec<Field>,
    back: String,
    carried: Option<Carried>,
}

/// A text that was sent without a session: it goes along until somebody signs in.
struct Carried {
    path: String,
    text: String,
}

impl Carried {
    /// The text that a sign-in form brings along, if it is for an address of the panel.
    fn of(form: &Arrived) -> Option<Self> {
        let (path, text) = (form.value("conservado_para"), form.value("conservado"));
        let ours = own_path(path) == path && !text.is_empty();
        ours.then(|| Self {
            path: path.to_owned(),
            text: text.to_owned(),
        })
    }
}

/// The sign-in page with the text that somebody sent to `path` without a session.
pub fn carrying(site: &Installation, path: &str, text: &[u8]) -> Response {
    let notice = Notice::attention("Su sesión se cerró, pero su texto está a salvo")
        .text("Entre de nuevo en esta misma página y se lo mostraremos para que lo guarde.");
    let mut page = form(site, "", "", Some(notice));
    page.carried = Some(Carried {
        path: path.to_owned(),
        text: String::from_utf8_lossy(text).into_owned(),
    });
    pages::show_with(StatusCode::UNAUTHORIZED, &page)
}

pub async fn page(State(site): State<Installation>, Query(reason): Query<Reason>) -> Response {
    let notice = match reason.motivo.as_str() {
        "guardado" => Some(
            Notice::attention("Su sesión terminó, pero su texto está a salvo")
                .text("Entre de nuevo con la misma cuenta y se lo mostraremos para que lo guarde."),
        ),
        "guardado-archivo" => Some(
            Notice::attention("Su sesión terminó, pero su texto está a salvo").text(
                "Entre de nuevo con la misma cuenta y se lo mostraremos para que lo guarde. El archivo no se guardó: después elíjalo otra vez.",
            ),
        ),
        "archivo" => Some(
            Notice::attention("Su sesión terminó y el archivo no se guardó").text(
                "Entre de nuevo y elíjalo otra vez. Todo lo que ya había guardado está a salvo.",
            ),
        ),
        "termino" => {
            Some(Notice::information("Su sesión terminó por seguridad").text(
                "Entre de nuevo para seguir donde estaba. Lo que ya había guardado sigue ahí.",
            ))
        }
        "salio" => Some(Notice::done("Cerró su sesión")),
        "sesiones" => Some(Notice::done(
            "Se cerraron todas sus sesiones, también en otros equipos",
        )),
        _ => None,
    };
    pages::show(&form(&site, "", &reason.volver, notice))
}

fn form(site: &Installation, login: &str, back: &str, notice: Option<Notice>) -> Page {
    Page {
        frame: site.plain("Entrar").flash(notice),
        fields: vec![
            Field::line("usuario", "Usuario", login)
                .hint("Viene en la carta con la que recibió su cuenta.")
                .autocomplete("username"),
            Field::password("contrasena", "Contraseña", "current-password"),
        ],
        back: own_path(back).to_owned(),
        carried: None,
    }
}

pub async fn act(
    State(site): State<Installation>,
    Guest(visitor): Guest,
    Network(network): Network,
    form_in: Arrived,
) -> Response {
    let (login, back) = (form_in.trimmed("usuario"), form_in.value("volver"));
    match site
        .app
        .sign_in(login, form_in.value("contrasena"), &network)
        .await
    {
        Ok(session) => {
            end_previous(&site, &visitor).await;
            if let Some(Carried { path, text }) = Carried::of(&form_in)
                && let Err(error) = site
                    .app
                    .park(session.account, &path, text.as_bytes(), form_in.at)
                    .await
            {
                return pages::failure(&site, &error);
            }
            match site.app.newest_parked(session.account).await {
                Ok(Some(_)) => with_session(&site, &session.token, "/panel/resguardo"),
                Ok(None) => with_session(&site, &session.token, own_path(back)),
                Err(error) => pages::failure(&site, &error),
            }
        }
        Err(SignInRefusal::App(error)) => pages::failure(&site, &error),
        Err(refusal) => {
            let mut page = form(&site, login, back, None);
            // Without a user the password is neither right nor wrong: what was left empty is told, all of it.
            let unnamed = login.is_empty();
            if unnamed {
                page.fields[0] = page.fields[0].clone().error(Some("Escriba su usuario."));
            }
            if !unnamed || matches!(refusal, SignInRefusal::NotTyped) {
                page.fields[1] = page.fields[1].clone().error(Some(refusal.to_string()));
            }
            page.frame = page.frame.errors(ErrorSummary::of(&page.fields));
            page.carried = Carried::of(&form_in);
            pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
