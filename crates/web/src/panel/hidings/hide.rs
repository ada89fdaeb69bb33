//! The form that hides one datum or a whole profile at once.

use app::publication::{HideRequest, HidingError};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::hiding::{HiddenPart, HidingReason, HidingRefusal, LONGEST_NOTE};
use domain::registry::Candidacy;
use jiff::civil::Date;

use super::LIST;
use crate::Installation;
use crate::http::{Arrived, Session, pages};
use crate::panel::frame::Part;
use crate::panel::names;
use crate::panel::path::CandidacyPath;
use crate::ui::{Choice, Counting, ErrorSummary, Fact, Facts, Field, Frame, Limits, LineKind};

/// The word of the form for a whole profile: no field's key has this form.
const WHOLE: &str = "*";

#[derive(Template)]
#[template(path = "panel/hidings/hide.html")]
struct Page {
    frame: Frame,
    facts: Facts,
    action: String,
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
            pages::show(&build(&site, &who, &candidacy, &typed, None))
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
    let refusal = match hide(&site, &who, id, &typed, &arrived).await {
        Ok(()) => return Redirect::to(&format!("{LIST}?hecho=oculto")).into_response(),
        // A second click, or somebody else in the same minute: it is hidden, which is what was wanted.
        Err(HidingError::Refused(HidingRefusal::AlreadyHidden)) => {
            return Redirect::to(&format!("{LIST}?hecho=ya-oculto")).into_response();
        }
        Err(HidingError::App(error)) => return pages::failure(&site, &error),
        Err(HidingError::Refused(HidingRefusal::NotPermitted)) => {
            return pages::refusal(&site, StatusCode::FORBIDDEN);
        }
        Err(HidingError::Refused(refusal)) => refusal,
    };
    match site.app.candidacy_to_hide(&who, id).await {
        Ok(candidacy) => pages::show_with(
            StatusCode::UNPROCESSABLE_ENTITY,
            &build(&site, &who, &candidacy, &typed, Some(refusal)),
        ),
        Err(error) => pages::failure(&site, &error),
    }
}

async fn hide(
    site: &Installation,
    who: &Session,
    candidacy: domain::id::CandidacyId,
    typed: &Typed,
    arrived: &Arrived,
) -> Result<(), HidingError> {
    // Whose it is comes before what is wrong with the form.
    site.app.candidacy_to_hide(who, candidacy).await?;
    let what = match typed.what.as_str() {
        WHOLE => HiddenPart::Profile,
        key => HiddenPart::Field {
            field: key.parse().map_err(|_| HidingRefusal::NotPublished)?,
        },
    };
    let request = HideRequest {
        candidacy,
        what,
        reason: HidingReason::from_code(&typed.reason).ok_or(HidingRefusal::Reason)?,
        note: &typed.note,
        review: typed
            .review
            .parse::<Date>()
            .map_err(|_| HidingRefusal::Review)?,
        at: arrived.at,
    };
    site.app.hide(who, request).await.map(drop)
}

fn build(
    site: &Installation,
    who: &Session,
    candidacy: &Candidacy,
    typed: &Typed,
    refusal: Option<HidingRefusal>,
) -> Page {
    let fields = fields(site, typed, refusal);
    let home = format!("/panel/captura/{}", candidacy.id);
    Page {
        frame: site
            .frame(who, Part::None, "Ocultar datos del portal")
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
        fields,
    }
}

fn fields(site: &Installation, typed: &Typed, refusal: Option<HidingRefusal>) -> [Field; 4] {
    let told = |rule: HidingRefusal| (refusal == Some(rule)).then(|| rule.to_string());
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
                "A más tardar el {latest}. Ese día, otra persona de la administración decide si se mantiene."
            ))
            .error(told(HidingRefusal::Review)),
    ]
}
