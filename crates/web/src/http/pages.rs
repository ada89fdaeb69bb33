//! Errors as pages: what happened, what to do, that nothing was lost.

use app::AppError;
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::capture::Broken;
use domain::id::CandidacyId;
use domain::policy::Denial;

use crate::Installation;
use crate::ui::{Frame, Link};

#[derive(Template)]
#[template(path = "http/message.html")]
struct MessagePage {
    frame: Frame,
    paragraphs: Vec<String>,
    next: Vec<Link>,
    code: u16,
}

/// A page as an answer.
pub fn show(page: &impl Template) -> Response {
    show_with(StatusCode::OK, page)
}

/// A page with a status, for instance 422 for a form with errors.
pub fn show_with(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The page of a request that cannot be served.
pub fn refusal(site: &Installation, status: StatusCode) -> Response {
    let (title, paragraphs): (&str, &[&str]) = match status {
        StatusCode::NOT_FOUND => (
            "No encontramos esta página",
            &[
                "Puede que la dirección tenga un error, o que lo que busca ya no exista o no corresponda a su cuenta.",
            ],
        ),
        StatusCode::FORBIDDEN => (
            "Su cuenta no puede hacer esto",
            &[
                "Nada cambió. Si llegó aquí desde otro sitio o desde un enlace viejo, vuelva al inicio e inténtelo desde ahí.",
                "Si su trabajo necesita este permiso, pídalo a la administración del sistema.",
            ],
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (
            "Lo que envió es demasiado grande",
            &[
                "Nada cambió y lo que ya estaba guardado sigue a salvo.",
                "Regrese con el botón «Atrás» de su navegador: su texto debería seguir ahí. Acórtelo y vuelva a guardar.",
            ],
        ),
        StatusCode::UNSUPPORTED_MEDIA_TYPE | StatusCode::BAD_REQUEST => (
            "No pudimos leer lo que envió",
            &[
                "Nada cambió. Regrese con el botón «Atrás» de su navegador y vuelva a enviar el formulario.",
            ],
        ),
        StatusCode::METHOD_NOT_ALLOWED => (
            "Esta dirección no se abre así",
            &["Vuelva al inicio y entre desde ahí. Nada cambió."],
        ),
        _ => (
            "Algo falló de nuestro lado",
            &["Lo que ya estaba guardado sigue a salvo. Espere un minuto y vuelva a intentar."],
        ),
    };
    message(
        site,
        status,
        title,
        paragraphs.iter().map(ToString::to_string).collect(),
    )
}

/// The page of a use case that did not do what was asked.
pub fn failure(site: &Installation, error: &AppError) -> Response {
    match error {
        AppError::NotFound => refusal(site, StatusCode::NOT_FOUND),
        AppError::LedBy(leads) => {
            Redirect::to(&format!("/panel/captura/{leads}?hecho=compartida")).into_response()
        }
        AppError::Denied(Denial::NotYours) => noted(refusal(site, StatusCode::NOT_FOUND)),
        AppError::Denied(Denial::Role) | AppError::Broken(Broken::NotPermitted) => {
            noted(refusal(site, StatusCode::FORBIDDEN))
        }
        AppError::Broken(broken) => {
            let told = vec![
                broken.to_string(),
                "Nada cambió con este intento.".to_owned(),
            ];
            let page = message(site, StatusCode::CONFLICT, "No se pudo hacer", told);
            out_of_order(page, broken.out_of_order())
        }
        AppError::Storage(source) => {
            tracing::error!(error = %source, "storage failed");
            let told = vec![
                format!("{error} {source}"),
                "Lo que ya estaba guardado sigue a salvo. Regrese con el botón «Atrás»: su texto debería seguir ahí."
                    .to_owned(),
            ];
            message(
                site,
                StatusCode::SERVICE_UNAVAILABLE,
                "No pudimos completar lo que pidió",
                told,
            )
        }
        AppError::File(source) => {
            tracing::error!(error = %source, "the store of files failed");
            let told = vec![
                error.to_string(),
                "Nada cambió. Regrese con el botón «Atrás»: lo que escribió debería seguir ahí."
                    .to_owned(),
            ];
            message(
                site,
                StatusCode::SERVICE_UNAVAILABLE,
                "No pudimos guardar el archivo",
                told,
            )
        }
        AppError::Busy => busy(site, error),
        AppError::TooManyPhotographs(_) => {
            let told = vec![error.to_string()];
            let status = StatusCode::TOO_MANY_REQUESTS;
            message(site, status, "Espere para seguir con las fotografías", told)
        }
        AppError::Unreadable(what) => {
            tracing::error!(what, "something kept cannot be read");
            message(
                site,
                StatusCode::INTERNAL_SERVER_ERROR,
                "Algo falló de nuestro lado",
                vec![error.to_string()],
            )
        }
    }
}

/// Seconds after which somebody who found the queue full may come back.
const COME_BACK: &str = "10";

/// The page of who comes when too many come at once: it says when to come back, to people and to programs.
fn busy(site: &Installation, error: &AppError) -> Response {
    let told = vec![
        error.to_string(),
        "Su cuenta y lo que ya guardó están a salvo. Regrese con el botón «Atrás» y envíe otra vez."
            .to_owned(),
    ];
    let status = StatusCode::SERVICE_UNAVAILABLE;
    let mut response = message(site, status, "Espere unos segundos", told);
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from_static(COME_BACK));
    response
}

/// Marks an answer by which somebody was refused: the door notes it in the history.
#[derive(Debug, Clone)]
pub enum Refused {
    /// What is not theirs.
    NotTheirs,
    /// Steps out of order (R01): the rule of each, and its candidacy where the address names none.
    OutOfOrder(Vec<(&'static str, Option<CandidacyId>)>),
}

fn noted(mut response: Response) -> Response {
    response.extensions_mut().insert(Refused::NotTheirs);
    response
}

/// The answer to a step that the capture machine refused, whatever it shows: if the rule is one of order, the attempt is
/// in the history (R01). An answer that says already why it is noted keeps its reason.
pub fn out_of_order(response: Response, rule: Option<&'static str>) -> Response {
    all_out_of_order(
        response,
        rule.map(|rule| (rule, None)).into_iter().collect(),
    )
}

/// The same for several steps at once.
pub fn all_out_of_order(
    mut response: Response,
    steps: Vec<(&'static str, Option<CandidacyId>)>,
) -> Response {
    if !steps.is_empty() && response.extensions().get::<Refused>().is_none() {
        let refused = Refused::OutOfOrder(steps);
        response.extensions_mut().insert(refused);
    }
    response
}

/// A page with a message.
pub fn message(
    site: &Installation,
    status: StatusCode,
    title: &str,
    paragraphs: Vec<String>,
) -> Response {
    let routes = &site.ui.routes;
    let page = MessagePage {
        frame: Frame::new(&site.ui, title),
        paragraphs,
        next: vec![
            Link::new("Ir al panel", routes.panel.clone()),
            Link::new("Ver las candidaturas", routes.portal.clone()),
        ],
        code: status.as_u16(),
    };
    show_with(status, &page)
}
