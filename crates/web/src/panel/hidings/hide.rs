//! The form that hides one datum or a whole profile at once.

use app::AppError;
use app::publication::{HideRequest, HidingError};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::hiding::{HiddenPart, HidingDraft, HidingReason, HidingRefusal, LONGEST_NOTE};
use domain::id::CandidacyId;
use domain::registry::Candidacy;
use jiff::civil::Date;

use super::LIST;
use crate::Installation;
use crate::http::{Arrived, Session, pages};
use crate::panel::frame::Part;
use crate::panel::names;
use crate::panel::path::CandidacyPath;
use crate::ui::{Choice, Counting, ErrorSummary, Fact, Facts, Field, Frame, Limits, LineKind};
use crate::words::date;

/// The word of the form for a whole profile: no field's key has this form.
const WHOLE: &str = "*";

#[derive(Template)]
#[template(path = "panel/hidings/hide.html")]
struct Page {
    frame: Frame,
    facts: Facts,
    action: String,
    back: String,
    fields: [Field; 4],
}

/// What was typed.
#[derive(Debug, Clone, Default)]
struct Typed {
    what: String,
    reason: String,
    note: String,
    review: String,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
) -> Response {
    match site.app.candidacy_to_hide(&who, id).await {
        Ok(candidacy) => {
            let latest = site.profile().latest_hiding_review(site.app.now());
            let typed = Typed {
                review: latest.to_string(),
                ..Typed::default()
            };
            pages::show(&build(&site, &who, &candidacy, &typed, &[]))
        }
        Err(error) => pages::failure(&site, &error),
    }
}

pub async fn act(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    arrived: Arrived,
) -> Response {
    let typed = Typed {
        what: arrived.trimmed("que").to_owned(),
        reason: arrived.trimmed("motivo").to_owned(),
        note: arrived.value("nota").to_owned(),
        review: arrived.trimmed("revision").to_owned(),
    };
    let faults = match hide(&site, &who, id, &typed, &arrived).await {
        Ok(()) => return Redirect::to(&format!("{LIST}?hecho=oculto")).into_response(),
        Err(NotHidden::App(error)) => return pages::failure(&site, &error),
        // A second click, or somebody else in the same minute: it is hidden, which is what was wanted.
        Err(NotHidden::Refused(HidingRefusal::AlreadyHidden)) => {
            return Redirect::to(&format!("{LIST}?hecho=ya-oculto")).into_response();
        }
        Err(NotHidden::Refused(HidingRefusal::NotPermitted)) => {
            return pages::refusal(&site, StatusCode::FORBIDDEN);
        }
        Err(NotHidden::Refused(refusal)) => vec![refusal],
        Err(NotHidden::Typed(faults)) => faults,
    };
    match site.app.candidacy_to_hide(&who, id).await {
        Ok(candidacy) => pages::show_with(
            StatusCode::UNPROCESSABLE_ENTITY,
            &build(&site, &who, &candidacy, &typed, &faults),
        ),
        Err(error) => pages::failure(&site, &error),
    }
}

/// Why nothing was hidden.
enum NotHidden {
    /// Denied, not found, storage.
    App(AppError),
    /// A rule.
    Refused(HidingRefusal),
    /// What is to be mended in the form, all at once.
    Typed(Vec<HidingRefusal>),
}

impl From<HidingError> for NotHidden {
    fn from(error: HidingError) -> Self {
        match error {
            HidingError::App(error) => Self::App(error),
            HidingError::Refused(refusal) => Self::Refused(refusal),
        }
    }
}

async fn hide(
    site: &Installation,
    who: &Session,
    candidacy: CandidacyId,
    typed: &Typed,
    arrived: &Arrived,
) -> Result<(), NotHidden> {
    // Whose it is comes before what is wrong with the form.
    site.app
        .candidacy_to_hide(who, candidacy)
        .await
        .map_err(NotHidden::App)?;
    let what = part(&typed.what);
    let reason = HidingReason::from_code(&typed.reason);
    let review = typed.review.parse::<Date>().ok();
    let draft = HidingDraft {
        what: what.as_ref(),
        reason,
        note: &typed.note,
        review,
    };
    let faults = draft.faults(site.profile(), site.app.curricular(), arrived.at);
    let (Some(what), Some(reason), Some(review)) = (what, reason, review) else {
        return Err(NotHidden::Typed(faults));
    };
    if !faults.is_empty() {
        return Err(NotHidden::Typed(faults));
    }
    let request = HideRequest {
        candidacy,
        what,
        reason,
        note: &typed.note,
        review,
        at: arrived.at,
    };
    site.app.hide(who, request).await?;
    Ok(())
}

/// What was chosen, if it is a choice at all.
fn part(typed: &str) -> Option<HiddenPart> {
    if typed == WHOLE {
        return Some(HiddenPart::Profile);
    }
    let field = typed.parse().ok()?;
    Some(HiddenPart::Field { field })
}

fn build(
    site: &Installation,
    who: &Session,
    candidacy: &Candidacy,
    typed: &Typed,
    faults: &[HidingRefusal],
) -> Page {
    let fields = fields(site, typed, faults);
    let home = format!("/panel/captura/{}", candidacy.id);
    Page {
        frame: site
            .frame(who, Part::Candidacies, "Ocultar datos del portal")
            .crumb("Inicio", "/panel")
            .crumb("Datos ocultos", LIST)
            .crumb(candidacy.data.person.full_name(), &home)
            .errors(ErrorSummary::of(&fields)),
        facts: Facts::new(vec![
            Fact::text("Candidatura", candidacy.data.person.full_name()),
            Fact::text("Cargo", names::office_and_place(site.profile(), candidacy)),
            Fact::text(
                "Postula",
                names::postulation(&site.app.current(), candidacy),
            ),
        ]),
        action: format!("{LIST}/{}", candidacy.id),
        back: home,
        fields,
    }
}

fn fields(site: &Installation, typed: &Typed, faults: &[HidingRefusal]) -> [Field; 4] {
    let told = |rule: HidingRefusal| faults.contains(&rule).then(|| rule.to_string());
    let published = site
        .app
        .curricular()
        .fields()
        .filter(|field| field.published);
    let what = std::iter::once(Choice::new(
        WHOLE,
        "Todo el perfil: queda solo lo que dice la boleta",
    ))
    .chain(published.map(|field| Choice::new(field.key.as_str(), &field.label)));
    let reasons = HidingReason::ALL.map(|reason| Choice::new(reason.code(), reason.label()));
    let latest = site.profile().latest_hiding_review(site.app.now());
    let limits = Limits {
        least: None,
        most: LONGEST_NOTE,
        counting: Counting::WithSpaces,
    };
    [
        Field::select("que", "Qué se oculta", &typed.what, what.collect())
            .blank("Elija qué se oculta")
            .error(told(HidingRefusal::NotPublished)),
        Field::radios("motivo", "Motivo", &typed.reason, reasons.to_vec())
            .error(told(HidingRefusal::Reason)),
        Field::text("nota", "Qué pasó y quién lo pidió", &typed.note)
            .hint("Solo lo lee la administración: no queda en el historial ni aparece en el portal.")
            .rows(4)
            .limits(limits)
            .error(told(HidingRefusal::Note)),
        Field::line("revision", "Fecha de revisión", &typed.review)
            .kind(LineKind::Date)
            .hint(format!(
                "A más tardar el {}. Ese día, otra persona de la administración decide si se mantiene.",
                date(latest)
            ))
            .error(told(HidingRefusal::Review)),
    ]
}
