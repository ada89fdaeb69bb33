//! The questionnaire to be filled in by hand, with what the registry says of one candidacy already in it.

use app::AppError;
use askama::Template;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use domain::registry::Candidacy;

use crate::Installation;
use crate::blank::Blank;
use crate::http::{Session, pages};
use crate::panel::frame::Part;
use crate::panel::names;
use crate::panel::path::CandidacyPath;
use crate::ui::Frame;

#[derive(Template)]
#[template(path = "panel/capture/blank.html")]
struct Page {
    frame: Frame,
    questions: Blank,
    paper: String,
}

/// What the registry says that the person may want at hand: never the birth date or the CURP, which a sheet of paper
/// would carry about.
fn registered(site: &Installation, candidacy: &Candidacy) -> Vec<(String, String)> {
    let profile = site.profile();
    let facts = [
        ("Nombre", candidacy.data.person.full_name()),
        ("Cargo", names::office_and_place(profile, candidacy)),
        ("Lugar en la lista", names::position(candidacy)),
        (
            "Postula",
            names::postulation(&site.app.current(), candidacy),
        ),
        ("Clave en el registro", candidacy.data.key.to_string()),
    ];
    facts.map(|(name, value)| (name.to_owned(), value)).into()
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
) -> Response {
    let candidacy = match site.app.dossier(&who, id).await {
        Ok(dossier) => dossier.candidacy,
        Err(error) => return pages::failure(&site, &error),
    };
    let (definition, home) = (site.app.curricular(), format!("/panel/captura/{id}"));
    pages::show(&Page {
        frame: site
            .frame(
                &who,
                Part::Candidacies,
                "Cuestionario para preparar en papel",
            )
            .section("Captura")
            .crumb("Inicio", "/panel")
            .crumb(candidacy.data.person.full_name(), &home),
        questions: Blank::of(site.profile(), definition, registered(&site, &candidacy)),
        paper: format!("{home}/cuestionario.pdf"),
    })
}

pub async fn paper(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
) -> Response {
    let candidacy = match site.app.dossier(&who, id).await {
        Ok(dossier) => dossier.candidacy,
        Err(error) => return pages::failure(&site, &error),
    };
    let facts = registered(&site, &candidacy);
    let printer = site.clone();
    let made = tokio::task::spawn_blocking(move || {
        let (profile, definition) = (printer.profile(), printer.app.curricular());
        let created = printer.app.now().in_zone(&profile.institute.zone);
        Blank::of(profile, definition, facts).pdf(profile, definition, created)
    });
    match made.await {
        Ok(Ok(pdf)) => {
            let headers = [
                (CONTENT_TYPE, "application/pdf"),
                (
                    CONTENT_DISPOSITION,
                    "attachment; filename=\"cuestionario-curricular.pdf\"",
                ),
            ];
            (headers, pdf).into_response()
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "a blank questionnaire could not be made");
            pages::failure(&site, &AppError::Unreadable("blank questionnaire"))
        }
        Err(error) => {
            tracing::error!(%error, "a blank questionnaire could not be made");
            pages::failure(&site, &AppError::Unreadable("blank questionnaire"))
        }
    }
}
