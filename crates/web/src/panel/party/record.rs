//! Recording evidence, for one candidacy or for all that were ticked.

use app::party::{NewEvidence, PartyRefusal};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::CandidacyId;
use domain::party::DisclosureForm;
use domain::policy::{Right, may_ever};
use domain::time::Instant;
use jiff::civil::{Date, Time};

use super::evidence::{Asked, show, show_one};
use super::evidence_form::{Typed, Wrong};
use crate::Installation;
use crate::http::{Session, Uploaded, pages};

/// The status of a page with this form.
pub fn status(wrong: Option<&Wrong>) -> StatusCode {
    match wrong {
        None => StatusCode::OK,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

pub async fn act(State(site): State<Installation>, who: Session, uploaded: Uploaded) -> Response {
    let typed = Typed::of(&uploaded.form);
    let one: Option<CandidacyId> = uploaded.form.trimmed("una").parse().ok();
    let wrong = match evidence(&site, &typed, &uploaded) {
        Ok(new) => match site.app.record_evidence(&who, new, uploaded.form.at).await {
            Ok(_) => return Redirect::to(&next(&site, &who, one)).into_response(),
            Err(PartyRefusal::App(error)) => return pages::failure(&site, &error),
            Err(refusal) => Wrong::Refused(refusal),
        },
        Err(wrong) => wrong,
    };
    match one {
        Some(id) => show_one(&site, &who, id, &typed, Some(&wrong), None).await,
        None => show(&site, &who, &Asked::default(), &typed, Some(&wrong)).await,
    }
}

/// What the form describes. The day begins at midnight on the institute's clock: only the day is said, and today's is
/// never in the future.
fn evidence(site: &Installation, typed: &Typed, uploaded: &Uploaded) -> Result<NewEvidence, Wrong> {
    let date: Date = typed.date.parse().map_err(|_| Wrong::Date)?;
    let zone = &site.profile().institute.zone;
    let form = DisclosureForm::ALL
        .into_iter()
        .find(|form| form.key() == typed.form)
        .ok_or(Wrong::Form)?;
    Ok(NewEvidence {
        candidacies: typed
            .chosen
            .iter()
            .filter_map(|id| id.parse().ok())
            .collect(),
        notice: typed.version.parse().ok(),
        shown: Instant::from_civil(date, Time::midnight(), zone),
        form,
        note: typed.note.clone(),
        file: uploaded.file("archivo").map(|file| file.bytes.clone()),
    })
}

/// On to the questionnaire that was closed until now, for who may open it; otherwise back to the list.
fn next(site: &Installation, who: &Session, one: Option<CandidacyId>) -> String {
    match one {
        Some(id) if may_ever(site.profile(), who.actor.role(), Right::ReadAnswers) => {
            format!("/panel/captura/{id}?hecho=evidencia")
        }
        Some(id) => format!("/panel/partido/evidencia/{id}?hecho=evidencia"),
        None => "/panel/partido/evidencia?hecho=evidencia".to_owned(),
    }
}
