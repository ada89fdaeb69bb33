//! Asking for help from outside. The answer is the same whether or not somebody has the login.

use app::sign_in::HelpRefusal;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::help_request::HelpKind;

use crate::Installation;
use crate::http::{Arrived, Network, pages};
use crate::ui::{ErrorSummary, Field, Frame, LineKind};

#[derive(Template)]
#[template(path = "panel/recovery/asking.html")]
struct Page {
    frame: Frame,
    paragraphs: Vec<&'static str>,
    action: &'static str,
    field: Field,
    button: &'static str,
    is_loss: bool,
}

fn form(site: &Installation, kind: HelpKind, login: &str, error: Option<String>) -> Page {
    let field = Field::line("usuario", "Usuario", login)
        .hint("Viene en la carta con la que recibió su cuenta.")
        .kind(LineKind::Code)
        .autocomplete("username")
        .error(error);
    let is_loss = kind == HelpKind::Loss;
    let (title, paragraphs, action, button) = match kind {
        HelpKind::Access => (
            "Pedir ayuda para entrar",
            vec![
                "Úselo si olvidó su contraseña o perdió su teléfono y no tiene su hoja de recuperación.",
                "Quien administra su cuenta recibe la solicitud, le busca por el medio de contacto registrado, comprueba que es usted y le da un código. Nunca le pedirá su contraseña.",
            ],
            "/recuperar/ayuda",
            "Enviar la solicitud",
        ),
        HelpKind::Loss => (
            "Perdí mi cuenta o sospecho que otra persona entró",
            vec![
                "Quien administra la cuenta recibe el aviso y le busca por el medio de contacto registrado. En cuanto confirme que es usted, la cuenta se bloquea y se cierran sus sesiones.",
                "La cuenta no se bloquea antes de esa comprobación, para que nadie pueda dejar fuera a otra persona. El plazo sigue igual.",
            ],
            "/extravio",
            "Enviar el aviso",
        ),
    };
    Page {
        frame: site
            .plain(title)
            .errors(ErrorSummary::of(std::slice::from_ref(&field))),
        paragraphs,
        action,
        field,
        button,
        is_loss,
    }
}

pub async fn access_page(State(site): State<Installation>) -> Response {
    pages::show(&form(&site, HelpKind::Access, "", None))
}

pub async fn loss_page(State(site): State<Installation>) -> Response {
    pages::show(&form(&site, HelpKind::Loss, "", None))
}

pub async fn ask_access(
    State(site): State<Installation>,
    Network(network): Network,
    arrived: Arrived,
) -> Response {
    ask(&site, HelpKind::Access, &network, &arrived).await
}

pub async fn ask_loss(
    State(site): State<Installation>,
    Network(network): Network,
    arrived: Arrived,
) -> Response {
    ask(&site, HelpKind::Loss, &network, &arrived).await
}

async fn ask(site: &Installation, kind: HelpKind, network: &str, arrived: &Arrived) -> Response {
    let login = arrived.trimmed("usuario");
    match site.app.ask_for_help(login, kind, network).await {
        Ok(()) => taken(site, kind),
        Err(HelpRefusal::App(error)) => pages::failure(site, &error),
        Err(refusal) => {
            let page = form(site, kind, login, Some(refusal.to_string()));
            pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

fn taken(site: &Installation, kind: HelpKind) -> Response {
    let institute = &site.profile().institute;
    let mut told = vec![
        "Si el usuario existe, quien administra esa cuenta ya tiene la solicitud: la representación del partido o la administración del sistema.".to_owned(),
        "Le buscará por el medio de contacto registrado. Si tiene prisa, llámele usted: su plazo sigue corriendo igual.".to_owned(),
        format!("Para cualquier duda: {}, {}.", institute.administrator, institute.email),
    ];
    if kind == HelpKind::Access {
        told.insert(
            2,
            "Cuando tenga su código, úselo en la página «Entrar», en «Tengo un código para volver a entrar».".to_owned(),
        );
    }
    pages::message(site, StatusCode::OK, "Recibimos su solicitud", told)
}
