//! Agreements from a file: all of it or nothing, after having seen what it does.

use app::agreements::{AgreementAct, AgreementsError};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::StagedFileId;
use domain::registry::AGREEMENT_COLUMNS;

use super::list::PATH;
use super::review::{Review, failure, show, told};
use crate::Installation;
use crate::http::{Arrived, Session, Uploaded, pages};
use crate::panel::frame::Part;
use crate::panel::path::StagedPath;
use crate::ui::{ErrorSummary, Field, Frame};

/// Problems that the page lists.
const LISTED: usize = 200;

#[derive(Template)]
#[template(path = "panel/agreements/file.html")]
struct Page {
    frame: Frame,
    file: Field,
    columns: String,
    problems: Vec<String>,
}

pub async fn page(State(site): State<Installation>, who: Session) -> Response {
    pages::show(&form(&site, &who, None, Vec::new()))
}

fn form(site: &Installation, who: &Session, error: Option<String>, problems: Vec<String>) -> Page {
    let file = Field::file(
        "archivo",
        "Archivo de convenios",
        crate::panel::registry::SPREADSHEETS,
    )
    .hint("Nada se registra todavía: primero verá qué pasaría.")
    .error(error);
    Page {
        frame: site
            .frame(who, Part::Registry, "Cargar convenios de un archivo")
            .section("Convenios")
            .crumb("Inicio", "/panel")
            .crumb("Convenios", PATH)
            .errors(ErrorSummary::of([&file])),
        file,
        columns: AGREEMENT_COLUMNS.join(", "),
        problems,
    }
}

pub async fn upload(
    State(site): State<Installation>,
    who: Session,
    uploaded: Uploaded,
) -> Response {
    let wrong = |error: String, problems: Vec<String>| {
        let page = form(&site, &who, Some(error), problems);
        pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
    };
    let Some(file) = uploaded.file("archivo") else {
        return wrong("Elija el archivo de convenios.".to_owned(), Vec::new());
    };
    let staged = site
        .app
        .stage_agreements(&who, &file.name, file.bytes.clone())
        .await;
    match staged {
        Ok(id) => Redirect::to(&format!("{PATH}/cargar/{id}")).into_response(),
        Err(AgreementsError::App(error)) => pages::failure(&site, &error),
        Err(error) => {
            let problems = match &error {
                AgreementsError::File(problems) => problems.iter().take(LISTED).map(told).collect(),
                _ => Vec::new(),
            };
            wrong(error.to_string(), problems)
        }
    }
}

pub async fn review(
    State(site): State<Installation>,
    who: Session,
    StagedPath(id): StagedPath,
) -> Response {
    reviewed(&site, &who, id, None).await
}

async fn act_of(
    site: &Installation,
    who: &Session,
    id: StagedFileId,
) -> Result<AgreementAct, AgreementsError> {
    let staged = site.app.staged_agreements(who, id).await?;
    Ok(AgreementAct::Register(staged.agreements))
}

async fn reviewed(
    site: &Installation,
    who: &Session,
    id: StagedFileId,
    error: Option<String>,
) -> Response {
    let act = match act_of(site, who, id).await {
        Ok(act) => act,
        Err(error) => return failure(site, error),
    };
    match site.app.review_agreements(who, &act).await {
        Ok(reviewed) => {
            let loads = Review {
                title: "Revise los convenios antes de registrarlos",
                button: "Registrar los convenios",
                action: format!("{PATH}/cargar/{id}"),
                kept: Vec::new(),
                error,
            };
            show(site, who, &reviewed, loads)
        }
        Err(AgreementsError::Refused {
            key: Some(key),
            refusal,
        }) => {
            let problem = format!("Convenio «{key}». {refusal}");
            let page = form(
                site,
                who,
                Some("El archivo tiene un error y no se registró ningún convenio. Corríjalo y súbalo otra vez.".to_owned()),
                vec![problem],
            );
            pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => failure(site, error),
    }
}

pub async fn act(
    State(site): State<Installation>,
    who: Session,
    StagedPath(id): StagedPath,
    form: Arrived,
) -> Response {
    let act = match act_of(&site, &who, id).await {
        Ok(act) => act,
        Err(error) => return failure(&site, error),
    };
    match site
        .app
        .change_agreements(&who, &act, form.value("visto"))
        .await
    {
        Ok(_) | Err(AgreementsError::Nothing) => {
            Redirect::to("/panel/convenios?hecho=convenio").into_response()
        }
        Err(error @ AgreementsError::Changed) => {
            reviewed(&site, &who, id, Some(error.to_string())).await
        }
        Err(error) => failure(&site, error),
    }
}
