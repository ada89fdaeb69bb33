//! One hiding: its story, and the look that keeps or lifts it.

use app::publication::{HidingError, HidingView, LookDecision};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::hiding::{HidingRefusal, LONGEST_NOTE};

use super::{LIST, list};
use crate::Installation;
use crate::http::{Arrived, Session, pages};
use crate::panel::frame::Part;
use crate::panel::names;
use crate::panel::path::HidingPath;
use crate::ui::{
    Counting, ErrorSummary, Fact, FactValue, Facts, Field, Frame, Limits, LineKind, Link, Notice,
};
use crate::words::date;

#[derive(Template)]
#[template(path = "panel/hidings/one.html")]
struct Page {
    frame: Frame,
    facts: Facts,
    story: Vec<Facts>,
    action: String,
    by_others: Option<Notice>,
    keep: Option<Field>,
    note: Option<Field>,
}

/// What was typed.
#[derive(Debug, Clone, Default)]
struct Typed {
    note: String,
    review: String,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    HidingPath(candidacy, id): HidingPath,
) -> Response {
    match site.app.hiding(&who, candidacy, id).await {
        Ok(view) => {
            let typed = Typed {
                review: site
                    .profile()
                    .latest_hiding_review(site.app.now())
                    .to_string(),
                ..Typed::default()
            };
            pages::show(&build(&site, &who, &view, &typed, None))
        }
        Err(error) => pages::failure(&site, &error),
    }
}

pub async fn act(
    State(site): State<Installation>,
    who: Session,
    HidingPath(candidacy, id): HidingPath,
    arrived: Arrived,
) -> Response {
    let typed = Typed {
        note: arrived.value("nota").to_owned(),
        review: arrived.trimmed("revision").to_owned(),
    };
    let (decision, done) = match arrived.trimmed("decision") {
        "levantar" => (Some(LookDecision::Lift), "levantado"),
        _ => (
            typed.review.parse().ok().map(LookDecision::Keep),
            "mantenido",
        ),
    };
    let decided = match decision {
        Some(decision) => {
            site.app
                .look_again(&who, candidacy, id, decision, &typed.note, arrived.at)
                .await
        }
        None => Err(HidingRefusal::Review.into()),
    };
    let refusal = match decided {
        Ok(()) => return Redirect::to(&format!("{LIST}?hecho={done}")).into_response(),
        Err(HidingError::Refused(HidingRefusal::AlreadyLifted)) => {
            return Redirect::to(&format!("{LIST}/{candidacy}/{id}")).into_response();
        }
        Err(HidingError::App(error)) => return pages::failure(&site, &error),
        Err(HidingError::Refused(refusal)) => refusal,
    };
    match site.app.hiding(&who, candidacy, id).await {
        Ok(view) => {
            let status = match refusal {
                HidingRefusal::SameEyes => StatusCode::CONFLICT,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            pages::show_with(status, &build(&site, &who, &view, &typed, Some(refusal)))
        }
        Err(error) => pages::failure(&site, &error),
    }
}

fn build(
    site: &Installation,
    who: &Session,
    view: &HidingView,
    typed: &Typed,
    refusal: Option<HidingRefusal>,
) -> Page {
    let hiding = &view.hiding;
    let open = hiding.is_in_force();
    let keep = (open && !view.by_others).then(|| review_field(site, typed, refusal));
    let note = open.then(|| note_field(typed, refusal));
    let mut errors = ErrorSummary::of(keep.iter().chain(&note));
    if refusal == Some(HidingRefusal::SameEyes) {
        errors = errors.general(HidingRefusal::SameEyes.to_string());
    }
    let name = view.candidacy.data.person.full_name();
    let state = match &hiding.lifted {
        Some(_) => "Levantado: el portal lo muestra otra vez".to_owned(),
        None => format!(
            "Oculto. Se revisa a más tardar el {}",
            site.calendar().day(hiding.review)
        ),
    };
    let page = format!("/candidaturas/{}", hiding.candidacy);
    Page {
        frame: site
            .frame(who, Part::Candidacies, format!("Dato oculto: {name}"))
            .crumb("Inicio", "/panel")
            .crumb("Datos ocultos", LIST)
            .errors(errors),
        facts: Facts::new(vec![
            Fact::text("Candidatura", name),
            Fact::text(
                "Cargo",
                names::office_and_place(site.profile(), &view.candidacy),
            ),
            Fact::text("Qué", list::what(site, &hiding.what)),
            Fact::text("Motivo", hiding.reason.label()),
            Fact::text("Cómo está", state),
            Fact::new(
                "En el portal",
                FactValue::Link(Link::new("Ver cómo aparece", page)),
            ),
        ]),
        story: story(site, view),
        action: format!("{LIST}/{}/{}", hiding.candidacy, hiding.id),
        by_others: (open && view.by_others)
            .then(|| Notice::information(HidingRefusal::SameEyes.to_string())),
        keep,
        note,
    }
}

/// Each decision with who took it and what they noted.
fn story(site: &Installation, view: &HidingView) -> Vec<Facts> {
    let hiding = &view.hiding;
    let first = ("Se ocultó", hiding.at, hiding.note.as_str());
    let looks = hiding
        .looks
        .iter()
        .map(|look| ("Se mantuvo", look.at, look.note.as_str()));
    let end = hiding
        .lifted
        .iter()
        .map(|lifting| ("Se levantó", lifting.at, lifting.note.as_str()));
    let steps = std::iter::once(first).chain(looks).chain(end);
    steps
        .zip(&view.people)
        .map(|((words, at, note), person)| {
            Facts::new(vec![
                Fact::text(words, site.calendar().exact(at)),
                Fact::text("Quién", person),
                Fact::text("Nota", note),
            ])
        })
        .collect()
}

fn review_field(site: &Installation, typed: &Typed, refusal: Option<HidingRefusal>) -> Field {
    let latest = site.profile().latest_hiding_review(site.app.now());
    let wrong = refusal.filter(|refusal| *refusal == HidingRefusal::Review);
    Field::line(
        "revision",
        "Próxima revisión, si se mantiene",
        &typed.review,
    )
    .kind(LineKind::Date)
    .hint(format!("A más tardar el {}.", date(latest)))
    .error(wrong.map(|wrong| wrong.to_string()))
}

fn note_field(typed: &Typed, refusal: Option<HidingRefusal>) -> Field {
    let limits = Limits {
        least: None,
        most: LONGEST_NOTE,
        counting: Counting::WithSpaces,
    };
    let wrong = refusal.filter(|refusal| *refusal == HidingRefusal::Note);
    Field::text("nota", "Nota de esta revisión", &typed.note)
        .hint("Solo la lee la administración.")
        .rows(3)
        .limits(limits)
        .optional()
        .error(wrong.map(|wrong| wrong.to_string()))
}
