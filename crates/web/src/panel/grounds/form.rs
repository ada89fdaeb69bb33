//! The form of a ground: a new one, or another wording of one.

use app::validation::GroundsError;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::grounds::{GroundRefusal, LONGEST_NAME, LONGEST_TEXT, Wording};
use domain::key::GroundKey;
use domain::questionnaire::clean_text;

use crate::Installation;
use crate::http::{Arrived, Session, pages};
use crate::panel::frame::Part;
use crate::ui::{Counting, ErrorSummary, Field, Frame, Limits};

#[derive(Template)]
#[template(path = "panel/grounds/form.html")]
struct Page {
    frame: Frame,
    fields: Vec<Field>,
}

pub async fn page(State(site): State<Installation>, who: Session) -> Response {
    show(&site, &who, StatusCode::OK, "", &empty(), (None, None))
}

pub async fn act(State(site): State<Installation>, who: Session, arrived: Arrived) -> Response {
    let typed = wording(&arrived);
    let key = arrived.trimmed("clave").to_owned();
    let refused = |of_key: Option<String>, why: Option<GroundRefusal>| {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        show(&site, &who, status, &key, &typed, (of_key, why))
    };
    let Ok(parsed) = key.parse::<GroundKey>() else {
        let empty = [&typed.name, &typed.description, &typed.legal_basis]
            .into_iter()
            .any(String::is_empty);
        let of_key =
            "La clave lleva de 1 a 40 letras minúsculas sin acento, números, guion o guion bajo.";
        return refused(
            Some(of_key.to_owned()),
            empty.then_some(GroundRefusal::Empty),
        );
    };
    match site
        .app
        .add_ground(&who, parsed, typed.clone(), arrived.at)
        .await
    {
        Ok(()) => Redirect::to("/panel/causales?hecho=causal-agregada").into_response(),
        Err(GroundsError::Refused(refusal @ GroundRefusal::AlreadyThere)) => {
            refused(Some(refusal.to_string()), None)
        }
        Err(GroundsError::Refused(refusal)) => refused(None, Some(refusal)),
        Err(GroundsError::App(error)) => pages::failure(&site, &error),
    }
}

fn show(
    site: &Installation,
    who: &Session,
    status: StatusCode,
    key: &str,
    typed: &Wording,
    (of_key, refusal): (Option<String>, Option<GroundRefusal>),
) -> Response {
    let mut fields = vec![
        Field::line("clave", "Clave", key)
            .hint("Identifica a la causal y ya no cambia. Por ejemplo: imagen_ajena")
            .error(of_key),
    ];
    fields.extend(wording_fields(typed, refusal.as_ref()));
    let errors = wording_errors(&fields, refusal.as_ref());
    let frame = site
        .frame(who, Part::Grounds, "Agregar una causal")
        .section("Validación")
        .crumb("Inicio", "/panel")
        .crumb("Causales", "/panel/causales")
        .errors(errors);
    pages::show_with(status, &Page { frame, fields })
}

fn empty() -> Wording {
    Wording {
        name: String::new(),
        description: String::new(),
        legal_basis: String::new(),
    }
}

/// What was typed, cleaned.
pub(super) fn wording(arrived: &Arrived) -> Wording {
    let text = |name: &str| clean_text(arrived.value(name)).trim().to_owned();
    Wording {
        name: text("nombre"),
        description: text("descripcion"),
        legal_basis: text("fundamento"),
    }
}

/// What is wrong, with links to the fields that say it; what no field says, in general.
pub(super) fn wording_errors(fields: &[Field], refusal: Option<&GroundRefusal>) -> ErrorSummary {
    let errors = ErrorSummary::of(fields);
    match refusal {
        None | Some(GroundRefusal::Empty) => errors,
        Some(refusal) => errors.general(refusal.to_string()),
    }
}

/// The controls of a wording, with what is missing told at each.
pub(super) fn wording_fields(typed: &Wording, refusal: Option<&GroundRefusal>) -> Vec<Field> {
    let missing = |text: &str, words: &'static str| {
        (refusal == Some(&GroundRefusal::Empty) && text.is_empty()).then_some(words)
    };
    let limits = |most| Limits {
        least: None,
        most,
        counting: Counting::WithSpaces,
    };
    vec![
        Field::line("nombre", "Nombre", &typed.name)
            .limits(limits(LONGEST_NAME))
            .hint("Como se leerá en la lista y en la notificación.")
            .error(missing(&typed.name, "Escriba el nombre.")),
        Field::text("descripcion", "Descripción", &typed.description)
            .rows(4)
            .limits(limits(LONGEST_TEXT))
            .hint("Qué significa y qué se pide, para quien escribe y para quien valida.")
            .error(missing(&typed.description, "Escriba la descripción.")),
        Field::text("fundamento", "Fundamento", &typed.legal_basis)
            .rows(3)
            .limits(limits(LONGEST_TEXT))
            .hint("El que confirmó el área jurídica.")
            .error(missing(&typed.legal_basis, "Escriba el fundamento.")),
    ]
}
