//! The form of a ground: a new one, or another wording of one.

use app::validation::GroundsError;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::grounds::{LONGEST_NAME, LONGEST_TEXT, Wording};
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
    show(&site, &who, StatusCode::OK, "", &empty(), None)
}

pub async fn act(State(site): State<Installation>, who: Session, arrived: Arrived) -> Response {
    let typed = wording(&arrived);
    let key = arrived.trimmed("clave").to_owned();
    let refused = |why: String| {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        show(&site, &who, status, &key, &typed, Some(why))
    };
    let Ok(parsed) = key.parse::<GroundKey>() else {
        return refused(
            "La clave lleva de 1 a 40 letras minúsculas sin acento, números, guion o guion bajo."
                .to_owned(),
        );
    };
    match site
        .app
        .add_ground(&who, parsed, typed.clone(), arrived.at)
        .await
    {
        Ok(()) => Redirect::to("/panel/causales?hecho=causal-agregada").into_response(),
        Err(GroundsError::Refused(refusal)) => refused(refusal.to_string()),
        Err(GroundsError::App(error)) => pages::failure(&site, &error),
    }
}

fn show(
    site: &Installation,
    who: &Session,
    status: StatusCode,
    key: &str,
    typed: &Wording,
    error: Option<String>,
) -> Response {
    let mut fields = vec![
        Field::line("clave", "Clave", key)
            .hint("Identifica a la causal y ya no cambia. Por ejemplo: imagen_ajena"),
    ];
    fields.extend(wording_fields(typed));
    let mut errors = ErrorSummary::of(&fields);
    if let Some(error) = error {
        errors = errors.general(format!("{error} Lo que escribió sigue abajo."));
    }
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

/// The controls of a wording.
pub(super) fn wording_fields(typed: &Wording) -> Vec<Field> {
    let limits = |most| Limits {
        least: None,
        most,
        counting: Counting::WithSpaces,
    };
    vec![
        Field::line("nombre", "Nombre", &typed.name)
            .limits(limits(LONGEST_NAME))
            .hint("Como se leerá en la lista y en la notificación."),
        Field::text("descripcion", "Descripción", &typed.description)
            .rows(4)
            .limits(limits(LONGEST_TEXT))
            .hint("Qué significa y qué se pide, para quien escribe y para quien valida."),
        Field::text("fundamento", "Fundamento", &typed.legal_basis)
            .rows(3)
            .limits(limits(LONGEST_TEXT))
            .hint("El que confirmó el área jurídica."),
    ]
}
