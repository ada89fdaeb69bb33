//! One case: the whole questionnaire on one page, what changed since it was sent, and the decision.

use app::AppError;
use app::validation::Decision;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::activity::Action;
use domain::capture::Broken;
use domain::grounds::Catalogue;
use domain::id::CandidacyId;
use domain::questionnaire::clean_text;
use domain::time::Instant;

use super::case_page::build;
use super::place::Place;
use super::remarks::Typed;
use crate::Installation;
use crate::http::{Arrived, Query, Session, pages};
use crate::panel::frame::flash;
use crate::panel::path::CandidacyPath;

/// What a decision that was not taken leaves on the page.
#[derive(Default)]
pub(super) struct Attempt {
    pub(super) typed: Typed,
    /// Why a second person does not agree.
    pub(super) reason: String,
    pub(super) refusal: Option<Refusal>,
}

impl Attempt {
    /// Whether nothing was typed that would be lost.
    fn is_empty(&self) -> bool {
        self.typed.is_empty() && self.reason.is_empty()
    }
}

/// Why it was not taken.
pub(super) enum Refusal {
    /// A rule of the machine.
    Broken(Broken),
    /// The database does not take it now.
    NotNow(String),
    /// A remark is not right: it says so at its field.
    Remarks,
    /// Approved with remarks written: they would be lost.
    RemarksWouldBeLost,
    /// Refused without saying why.
    NoReason,
}

/// Most characters of why a second person does not agree.
const LONGEST_REASON: usize = 1_000;

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    Query(place): Query<Place>,
) -> Response {
    match site.app.case(&who, id).await {
        Ok(case) => match build(&site, &who, &case, &place, Attempt::default()).await {
            Ok(mut page) => {
                page.frame = page.frame.flash(flash(place.hecho.as_deref()));
                pages::show(&page)
            }
            Err(error) => pages::failure(&site, &error),
        },
        // Decided meanwhile: the task list tells where it stands now.
        Err(AppError::Broken(Broken::NotInStage)) => {
            Redirect::to(&decided_path(id)).into_response()
        }
        Err(error) => pages::failure(&site, &error),
    }
}

fn decided_path(id: CandidacyId) -> String {
    format!("/panel/captura/{id}?hecho=decidido")
}

pub async fn act(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    arrived: Arrived,
) -> Response {
    let place = Place::read(&arrived);
    let grounds = match site.app.grounds().await {
        Ok(grounds) => grounds,
        Err(error) => return pages::failure(&site, &error),
    };
    let mut attempt = Attempt {
        typed: Typed::read(site.app.curricular(), &arrived),
        reason: clean_text(arrived.value("motivo")),
        refusal: None,
    };
    let decision = match decision(&arrived, &grounds, &attempt) {
        Ok(Some(decision)) => decision,
        Ok(None) => return pages::refusal(&site, StatusCode::BAD_REQUEST),
        Err(refusal) => {
            attempt.refusal = Some(refusal);
            return refused(&site, &who, id, &place, attempt).await;
        }
    };
    let stage = arrived.value("etapa");
    match site.app.decide(&who, id, stage, decision, arrived.at).await {
        Ok(action) => {
            Redirect::to(&after(&site, &who, (id, stage), &place, action).await).into_response()
        }
        Err(AppError::Broken(broken)) => {
            let rule = broken.out_of_order();
            attempt.refusal = Some(Refusal::Broken(broken));
            pages::out_of_order(refused(&site, &who, id, &place, attempt).await, rule)
        }
        Err(error @ AppError::Storage(_)) => {
            let failure = pages::failure(&site, &error);
            attempt.refusal = Some(Refusal::NotNow(error.to_string()));
            let shown = refused(&site, &who, id, &place, attempt).await;
            if shown.status() == StatusCode::SERVICE_UNAVAILABLE {
                shown
            } else {
                failure
            }
        }
        Err(error) => pages::failure(&site, &error),
    }
}

/// The decision that a button asks for; none for a button that there is not.
fn decision(
    arrived: &Arrived,
    grounds: &Catalogue,
    Attempt { typed, reason, .. }: &Attempt,
) -> Result<Option<Decision>, Refusal> {
    let seen = || arrived.trimmed("revision").parse().unwrap_or(0);
    let proposed = || Instant::from_micros(arrived.trimmed("propuesta").parse().unwrap_or(0));
    let remarks = || typed.remarks(grounds).ok_or(Refusal::Remarks);
    Ok(Some(match arrived.value("decision") {
        "tomar" => Decision::Claim,
        "dejar" => Decision::Release,
        "validar" if !typed.is_empty() => return Err(Refusal::RemarksWouldBeLost),
        "validar" => Decision::Approve { seen: seen() },
        "devolver" => Decision::Return {
            seen: seen(),
            remarks: remarks()?,
        },
        "cerrar" => Decision::Close {
            seen: seen(),
            remarks: remarks()?,
        },
        "confirmar" => Decision::Confirm { seen: proposed() },
        "no-confirmar" => {
            if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
                return Err(Refusal::NoReason);
            }
            Decision::Refuse {
                seen: proposed(),
                note: reason.clone(),
            }
        }
        _ => return Ok(None),
    }))
}

/// Where a decision leads: to the case that was taken, back to the place in the list, or for an independent to its task
/// list.
async fn after(
    site: &Installation,
    who: &Session,
    (id, stage): (CandidacyId, &str),
    place: &Place,
    action: Action,
) -> String {
    let done = match action {
        Action::CaseClaimed => "tomado",
        Action::CaseReleased => "dejado",
        Action::CaptureReturned => "devuelto",
        Action::CaseClosed => "caso-cerrado",
        Action::VerdictProposed => "decision-propuesta",
        Action::VerdictRefused => "decision-no-confirmada",
        _ => "validado",
    };
    if let Some(candidacy) = who.actor.seat().candidacy() {
        return format!("/panel/captura/{candidacy}?hecho={done}");
    }
    if action == Action::CaseClaimed {
        return place.case(id, Some(done));
    }
    let next = match place.goes_on() {
        true => place.next(site, who, stage, id).await.ok().flatten(),
        false => None,
    };
    match next {
        Some(next) => place.case(next, Some(done)),
        None => place.list(stage, Some(done)),
    }
}

/// The case again with everything that was typed, and why it was not decided.
async fn refused(
    site: &Installation,
    who: &Session,
    id: CandidacyId,
    place: &Place,
    attempt: Attempt,
) -> Response {
    let status = match &attempt.refusal {
        Some(
            Refusal::Broken(Broken::RemarksMissing | Broken::Incomplete(_))
            | Refusal::Remarks
            | Refusal::NoReason,
        ) => StatusCode::UNPROCESSABLE_ENTITY,
        Some(Refusal::NotNow(_)) => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::CONFLICT,
    };
    match site.app.case(who, id).await {
        Ok(case) => match build(site, who, &case, place, attempt).await {
            Ok(page) => pages::show_with(status, &page),
            Err(error) => pages::failure(site, &error),
        },
        Err(AppError::Broken(Broken::NotInStage)) if attempt.is_empty() => {
            Redirect::to(&decided_path(id)).into_response()
        }
        Err(AppError::Broken(Broken::NotInStage)) => decided_meanwhile(site, &attempt).await,
        Err(error) => pages::failure(site, &error),
    }
}

/// Somebody decided while this person was writing remarks, or why they do not agree: it is shown, so that nothing written
/// is lost.
async fn decided_meanwhile(site: &Installation, attempt: &Attempt) -> Response {
    let grounds = site.app.grounds().await.unwrap_or_default();
    let mut told = vec![
        "Otra persona decidió este caso mientras usted escribía, o usted ya lo había decidido en otra ventana. Su \
         intento no cambió nada."
            .to_owned(),
    ];
    if !attempt.typed.is_empty() {
        told.push(
            "Estas son las observaciones que escribió, por si quiere conservarlas:".to_owned(),
        );
        told.extend(attempt.typed.lines(&grounds, site.app.curricular()));
    }
    if !attempt.reason.is_empty() {
        told.push(
            "Esto escribió sobre por qué no confirma la decisión, por si quiere conservarlo:"
                .to_owned(),
        );
        told.push(attempt.reason.clone());
    }
    pages::message(site, StatusCode::CONFLICT, "El caso ya se decidió", told)
}
