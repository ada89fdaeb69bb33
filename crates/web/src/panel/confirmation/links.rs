//! The links of a candidacy: what the person answered, and making or taking back a link.

use app::AppError;
use app::confirmation::{ConfirmationRefusal, ConfirmationView};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::confirmation::{ConfirmationLink, LINK_HOURS, LinkRefusal, Verdict};

use super::standing;
use crate::Installation;
use crate::http::{Arrived, Query, Session, pages};
use crate::manual::Topic;
use crate::panel::desk::Done;
use crate::panel::frame::{Part, flash};
use crate::panel::path::{CandidacyPath, LinkPath};
use crate::ui::{Facts, Frame};

#[derive(Template)]
#[template(path = "panel/confirmation/links.html")]
struct Page {
    frame: Frame,
    facts: Facts,
    action: String,
    makes: bool,
    nothing_yet: bool,
    hours: i64,
    links: Vec<Line>,
}

/// One link in the list.
struct Line {
    made: String,
    words: String,
    note: Option<String>,
    /// Where it is taken back, while it waits.
    revoke: Option<String>,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    Query(done): Query<Done>,
) -> Response {
    match site.app.confirmation(&who, id).await {
        Ok(view) if view.dossier.gate.is_some() || view.dossier.confirmation.is_none() => {
            Redirect::to(&format!("/panel/captura/{id}")).into_response()
        }
        Ok(view) => pages::show(&build(&site, &who, &view, done.hecho.as_deref())),
        Err(error) => pages::failure(&site, &error),
    }
}

fn build(site: &Installation, who: &Session, view: &ConfirmationView, done: Option<&str>) -> Page {
    let dossier = &view.dossier;
    let home = format!("/panel/captura/{}", dossier.candidacy.id);
    let standing = dossier.confirmation.iter();
    Page {
        frame: site
            .frame(who, Part::Candidacies, "Confirmación de la persona")
            .section("Captura")
            .crumb("Inicio", "/panel")
            .crumb(dossier.candidacy.data.person.full_name(), &home)
            .help(Topic::Confirming.help(who.actor.role()))
            .flash(flash(done)),
        facts: Facts::new(standing.map(|known| standing::fact(site, known)).collect()),
        action: format!("{home}/confirmacion"),
        makes: view.makes,
        nothing_yet: dossier
            .capture
            .as_ref()
            .is_none_or(|known| known.revision == 0),
        hours: LINK_HOURS,
        links: view
            .links
            .iter()
            .map(|link| line(site, view, link))
            .collect(),
    }
}

fn line(site: &Installation, view: &ConfirmationView, link: &ConfirmationLink) -> Line {
    let calendar = site.calendar();
    let (words, note) = match (&link.answer, link.serves(site.app.now())) {
        (Some(answer), _) => {
            let at = calendar.moment(answer.at);
            match &answer.verdict {
                Verdict::Confirmed => (
                    format!("Confirmó el {at}, versión {}", answer.revision),
                    None,
                ),
                Verdict::CorrectionAsked { note } => (
                    format!("Pidió una corrección el {at}, versión {}", answer.revision),
                    Some(note.clone()),
                ),
            }
        }
        (None, Ok(())) if view.lost.contains(&link.id) => (
            "Ya no sirve: la cuenta que lo hizo ya no captura esta candidatura".to_owned(),
            None,
        ),
        (None, Ok(())) => (
            format!("Sirve hasta el {}", calendar.moment(link.expires)),
            None,
        ),
        (None, Err(LinkRefusal::Revoked)) => ("Cancelado".to_owned(), None),
        (None, Err(_)) => (format!("Venció el {}", calendar.moment(link.expires)), None),
    };
    let waits = view.makes && link.serves(site.app.now()).is_ok();
    Line {
        made: calendar.moment(link.made),
        words,
        note,
        revoke: waits.then(|| {
            format!(
                "/panel/captura/{}/confirmacion/{}/cancelar",
                view.dossier.candidacy.id, link.id
            )
        }),
    }
}

pub async fn make(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    arrived: Arrived,
) -> Response {
    match site.app.make_confirmation_link(&who, id, arrived.at).await {
        Ok(link) => {
            Redirect::to(&format!("/panel/captura/{id}/confirmacion/{link}")).into_response()
        }
        Err(refusal) => refused(&site, refusal),
    }
}

pub async fn revoke(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    LinkPath(link): LinkPath,
    arrived: Arrived,
) -> Response {
    let done = site
        .app
        .revoke_confirmation_link(&who, id, link, arrived.at);
    match done.await {
        // A second click finds it gone.
        Ok(()) | Err(ConfirmationRefusal::Link(LinkRefusal::Revoked)) => Redirect::to(&format!(
            "/panel/captura/{id}/confirmacion?hecho=enlace-cancelado"
        ))
        .into_response(),
        Err(refusal) => refused(&site, refusal),
    }
}

fn refused(site: &Installation, refusal: ConfirmationRefusal) -> Response {
    match refusal {
        ConfirmationRefusal::App(AppError::Broken(broken)) => pages::message(
            site,
            StatusCode::CONFLICT,
            "No se hizo el enlace",
            vec![broken.to_string(), "Nada cambió.".to_owned()],
        ),
        ConfirmationRefusal::App(error) => pages::failure(site, &error),
        other => pages::message(
            site,
            StatusCode::CONFLICT,
            "No se pudo",
            vec![other.to_string(), "Nada cambió.".to_owned()],
        ),
    }
}
