//! Correcting a published answer, by the administration: which one, what it says from now on, and on what that rests.

use app::AppError;
use app::publication::CorrectionRequest;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::capture::{Broken, Capture, CorrectionCause, LONGEST_REFERENCE};
use domain::grounds::Catalogue;
use domain::questionnaire::{Field as Question, FieldKind, Finding, Section};
use domain::registry::Candidacy;
use serde::Deserialize;

use super::Pictures;
use super::form::{self, Form, Values};
use crate::Installation;
use crate::http::{Arrived, Query, Session, pages};
use crate::manual::Topic;
use crate::panel::frame::Part;
use crate::panel::path::CandidacyPath;
use crate::panel::receipts;
use crate::ui::{Choice, Counting, ErrorSummary, Field, Frame, Limits};

/// Which question, as it comes in the address.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    campo: String,
}

#[derive(Template)]
#[template(path = "panel/capture/correction.html")]
struct Page {
    frame: Frame,
    action: String,
    choice: Field,
    change: Option<Change>,
}

/// The form of one question.
struct Change {
    field: String,
    reviewed: u32,
    fields: Vec<Field>,
}

/// What was typed and why it was not taken.
#[derive(Default)]
struct Attempt {
    values: Option<Values>,
    cause: String,
    reference: String,
    refusal: Option<Broken>,
    without_cause: bool,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    Query(asked): Query<Asked>,
) -> Response {
    match site.app.to_correct(&who, id).await {
        Ok((candidacy, capture)) => {
            let section = alone(&site, &asked.campo);
            let attempt = Attempt::default();
            pages::show(&build(&site, &who, &candidacy, &capture, section, attempt))
        }
        Err(error) => pages::failure(&site, &error),
    }
}

/// A section with this question alone; none if it is not one that is published as text.
fn alone(site: &Installation, key: &str) -> Option<Section> {
    let sections = &site.app.curricular().sections;
    sections.iter().find_map(|section| {
        let field = section
            .fields
            .iter()
            .find(|field| field.key.as_str() == key && is_offered(field))?;
        Some(Section {
            fields: vec![field.clone()],
            ..section.clone()
        })
    })
}

fn is_offered(field: &Question) -> bool {
    field.published && !matches!(field.kind, FieldKind::Photograph { .. })
}

pub async fn act(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    arrived: Arrived,
) -> Response {
    let (candidacy, capture) = match site.app.to_correct(&who, id).await {
        Ok(found) => found,
        Err(error) => return pages::failure(&site, &error),
    };
    let Some(section) = alone(&site, arrived.trimmed("campo")) else {
        return pages::refusal(&site, StatusCode::BAD_REQUEST);
    };
    let mut values: Values = arrived
        .values
        .iter()
        .filter(|(name, _)| section.owns(name))
        .cloned()
        .collect();
    let mut attempt = Attempt {
        cause: arrived.trimmed("causa").to_owned(),
        reference: arrived.value("documento").to_owned(),
        ..Attempt::default()
    };
    if form::change_list(&mut values, &section, arrived.value("accion")) {
        attempt.values = Some(values);
        let page = build(&site, &who, &candidacy, &capture, Some(section), attempt);
        return pages::show(&page);
    }
    let typed = site.app.curricular().read_section(&section, &values);
    attempt.values = Some(values);
    let Some(cause) = CorrectionCause::from_code(&attempt.cause) else {
        attempt.without_cause = true;
        let page = build(&site, &who, &candidacy, &capture, Some(section), attempt);
        return pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let request = CorrectionRequest {
        candidacy: id,
        field: &section.fields[0].key,
        typed: &typed,
        reviewed: arrived.trimmed("version").parse().unwrap_or(0),
        cause,
        reference: &attempt.reference,
        at: arrived.at,
    };
    match site.app.correct_published(&who, request).await {
        Ok(folio) => Redirect::to(&format!("{}/{folio}", receipts::MINE)).into_response(),
        Err(AppError::Broken(broken)) => {
            let status = match broken {
                Broken::ChangedSinceReview | Broken::CandidacyNotActive => StatusCode::CONFLICT,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            let rule = broken.out_of_order();
            attempt.refusal = Some(broken);
            let page = build(&site, &who, &candidacy, &capture, Some(section), attempt);
            pages::out_of_order(pages::show_with(status, &page), rule)
        }
        Err(error) => pages::failure(&site, &error),
    }
}

fn build(
    site: &Installation,
    who: &Session,
    candidacy: &Candidacy,
    capture: &Capture,
    section: Option<Section>,
    attempt: Attempt,
) -> Page {
    let home = format!("/panel/captura/{}", candidacy.id);
    let change = section
        .as_ref()
        .map(|section| change(site, capture, section, &attempt));
    let mut errors = change
        .as_ref()
        .map(|change| ErrorSummary::of(&change.fields))
        .unwrap_or_default();
    if let Some(refusal) = attempt.refusal.filter(|_| errors.is_empty()) {
        errors = errors.general(refusal.to_string());
    }
    let offered = site
        .app
        .curricular()
        .fields()
        .filter(|field| is_offered(field));
    let questions = std::iter::once(Choice::new("", "Elija una respuesta"))
        .chain(offered.map(|field| Choice::new(field.key.as_str(), &field.label)));
    let chosen = change.as_ref().map_or("", |change| change.field.as_str());
    Page {
        frame: site
            .frame(who, Part::Candidacies, "Corregir lo publicado")
            .section("Publicación")
            .crumb("Inicio", "/panel")
            .crumb(candidacy.data.person.full_name(), &home)
            .help(Topic::Correcting.help(who.actor.role()))
            .errors(errors),
        action: format!("{home}/correccion"),
        choice: Field::select("campo", "Qué se corrige", chosen, questions.collect()),
        change,
    }
}

fn change(site: &Installation, capture: &Capture, section: &Section, attempt: &Attempt) -> Change {
    let saved = form::values_of(
        &site.app,
        capture.candidacy,
        section,
        capture.public_answers(),
    );
    let findings: Vec<Finding> = match &attempt.refusal {
        Some(Broken::Incomplete(findings)) => findings.clone(),
        _ => Vec::new(),
    };
    let form = Form {
        profile: site.profile(),
        grounds: &Catalogue::of(site.profile(), &[]),
        saved: capture.public_answers(),
        pictures: Pictures::of_candidacy(&site.app, capture.candidacy),
        definition: site.app.curricular(),
        section,
        values: attempt.values.as_ref().unwrap_or(&saved),
        findings: &findings,
        remarks: &[],
    };
    let causes = CorrectionCause::ALL.map(|cause| Choice::new(cause.code(), cause.label()));
    let no_cause = attempt
        .without_cause
        .then_some("Elija en qué se apoya la corrección.");
    let reference = attempt
        .refusal
        .as_ref()
        .filter(|refusal| matches!(refusal, Broken::ReferenceMissing))
        .map(ToString::to_string);
    let limits = Limits {
        least: None,
        most: LONGEST_REFERENCE,
        counting: Counting::WithSpaces,
    };
    let mut fields = form.fields();
    fields.push(
        Field::radios("causa", "En qué se apoya", &attempt.cause, causes.to_vec()).error(no_cause),
    );
    fields.push(
        Field::text("documento", "Qué documento lo respalda", &attempt.reference)
            .hint("Por ejemplo: oficio, acuerdo o sentencia, con su número y fecha. No aparece en el portal.")
            .rows(2)
            .limits(limits)
            .error(reference),
    );
    Change {
        field: section.fields[0].key.to_string(),
        reviewed: capture.revision,
        fields,
    }
}
