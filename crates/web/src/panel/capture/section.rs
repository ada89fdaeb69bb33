//! One section: a short page with "Guardar y continuar".

use app::AppError;
use app::capture::{Dossier, SaveRequest, SectionView};
use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::capture::{Broken, State as Standing};
use domain::questionnaire::{Answers, Fault, Finding, Section};
use serde::Deserialize;
use serde_json::json;

use super::form::{self, Form, Values};
use super::pictures::Pictures;
use super::receiving;
use super::refused::{not_saved, refused};
use crate::Installation;
use crate::http::{MaybeUploaded, Query, Session, Uploaded, pages};
use crate::manual::Topic;
use crate::panel::frame::{Part, flash};
use crate::panel::path::{CandidacyPath, SectionPath};
use crate::panel::sign_in::leave::limits;
use crate::ui::{Difference, EnterPresses, ErrorSummary, Field, Frame, Notice, SavedAt};

/// What an address of a section may ask for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// Show what is wrong.
    revisar: Option<String>,
    /// What was just done.
    hecho: Option<String>,
}

#[derive(Template)]
#[template(path = "panel/capture/section.html")]
pub(super) struct Page {
    pub(super) frame: Frame,
    action: String,
    back: String,
    help: Option<String>,
    late: Option<Notice>,
    base: u32,
    takes_files: bool,
    pub(super) fields: Vec<Field>,
    pub(super) conflicts: Vec<Difference>,
    saved: SavedAt,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    SectionPath(section): SectionPath,
    Query(asked): Query<Asked>,
) -> Response {
    let view = match site.app.open_section(&who, id, &section).await {
        Ok(view) => view,
        Err(error) => return pages::failure(&site, &error),
    };
    if view.dossier.gate.is_some() {
        return Redirect::to(&format!("/panel/captura/{id}")).into_response();
    }
    if let Some(rule) = &view.dossier.closed {
        // Reading is on the review page; a form that cannot be saved would only mislead.
        tracing::debug!(rule = ?std::mem::discriminant(rule), "a section that is closed was asked for");
        return Redirect::to(&format!("/panel/captura/{id}/revisar")).into_response();
    }
    let values = form::values_of(&site.app, id, view.section, &view.answers);
    let findings = match asked.revisar {
        Some(_) => site.app.curricular().check_section(
            view.section,
            &view.answers,
            site.profile().capture.counting,
        ),
        None => Vec::new(),
    };
    let mut page = show(
        &site,
        &who,
        &view.dossier,
        view.section,
        view.base,
        &values,
        &findings,
    );
    page.frame = match view.recovered {
        Some(at) => page.frame.flash(Some(recovered(&site, at))),
        None => page.frame.flash(flash(asked.hecho.as_deref())),
    };
    pages::show(&page)
}

fn recovered(site: &Installation, at: domain::time::Instant) -> Notice {
    Notice::information("Recuperamos lo que estaba escribiendo").text(format!(
        "Se guardó solo el {}. Revíselo y pulse «Guardar y continuar» para conservarlo.",
        site.calendar().moment(at)
    ))
}

pub(super) fn show(
    site: &Installation,
    who: &Session,
    dossier: &Dossier,
    section: &Section,
    base: u32,
    values: &Values,
    findings: &[Finding],
) -> Page {
    let profile = site.profile();
    let saved_answers = dossier.answers();
    let form = Form {
        profile,
        grounds: &dossier.grounds,
        saved: &saved_answers,
        pictures: Pictures::of_candidacy(&site.app, dossier.candidacy.id),
        definition: site.app.curricular(),
        section,
        values,
        findings,
        remarks: form::remarks(dossier.capture.as_ref()),
    };
    let fields = form.fields();
    let candidacy = &dossier.candidacy;
    let back = format!("/panel/captura/{}", candidacy.id);
    let saved = dossier.saved.iter().find(|(key, _)| *key == section.key);
    Page {
        frame: site
            .frame(who, Part::Candidacies, &section.title)
            .section("Captura")
            .crumb("Inicio", "/panel")
            .crumb(candidacy.data.person.full_name(), &back)
            .due(super::tasks::due(site, dossier))
            .help(Topic::Writing.help(who.actor.role()))
            .errors(ErrorSummary::of(&fields)),
        action: format!("{back}/{}", section.key),
        help: section.help.clone(),
        late: super::term::late_notice(site, dossier),
        base,
        takes_files: receiving::takes_files(section),
        fields,
        conflicts: Vec::new(),
        saved: SavedAt {
            hour: saved.map(|(_, at)| site.calendar().hour(*at)),
        },
        back,
    }
}

pub async fn act(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    SectionPath(section): SectionPath,
    MaybeUploaded(Uploaded {
        form: arrived,
        files,
    }): MaybeUploaded,
) -> Response {
    let base = arrived.trimmed("revision").parse().unwrap_or(0);
    let sent = SaveRequest {
        candidacy: id,
        section: &section,
        base,
        values: &arrived.values,
        at: arrived.at,
    };
    let received = match receiving::receive(&site, &who, &sent, files).await {
        Ok(received) => received,
        Err(response) => return *response,
    };
    let request = SaveRequest {
        values: &received.values,
        ..sent
    };
    if !received.findings.is_empty() {
        return not_taken(&site, &who, &request, &received.findings).await;
    }
    match arrived.value("accion") {
        "autoguardar" => autosaved(&site, site.app.autosave_section(&who, request).await, &who),
        "guardar" | "" => match site.app.save_section(&who, request).await {
            Ok(_) => match received.fresh {
                Some(framing) => Redirect::to(&format!("{framing}?hecho=foto")).into_response(),
                None => saved(&site, &who, &request).await,
            },
            // Its form belongs to another candidacy now: what was typed stays one step back.
            Err(error @ AppError::Broken(Broken::LedByAnother)) => pages::failure(&site, &error),
            Err(AppError::Broken(broken)) => refused(&site, &who, &request, broken).await,
            Err(error @ AppError::Storage(_)) => not_saved(&site, &who, &request, &error).await,
            Err(error) => pages::failure(&site, &error),
        },
        button => changed_list(&site, &who, &request, button).await,
    }
}

/// The form again with everything that was typed, because a file in it is not taken. What was taken stays.
async fn not_taken(
    site: &Installation,
    who: &Session,
    request: &SaveRequest<'_>,
    findings: &[Finding],
) -> Response {
    let view = match site
        .app
        .open_section(who, request.candidacy, request.section)
        .await
    {
        Ok(view) => view,
        Err(error) => return pages::failure(site, &error),
    };
    let values = request.values.to_vec();
    let page = show(
        site,
        who,
        &view.dossier,
        view.section,
        request.base,
        &values,
        findings,
    );
    pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// On to the next section; back to this one if something in it can never be sent as it is.
pub(super) async fn saved(
    site: &Installation,
    who: &Session,
    request: &SaveRequest<'_>,
) -> Response {
    let dossier = match site.app.dossier(who, request.candidacy).await {
        Ok(dossier) => dossier,
        Err(error) => return pages::failure(site, &error),
    };
    let home = format!("/panel/captura/{}", request.candidacy);
    let wrong = dossier.findings(&site.app).into_iter().any(|finding| {
        finding.section.as_str() == request.section
            && !matches!(
                finding.fault,
                Fault::Missing | Fault::TooShort { .. } | Fault::NoneOf(_)
            )
    });
    let sections = &site.app.curricular().sections;
    let next = sections
        .iter()
        .skip_while(|section| section.key.as_str() != request.section)
        .nth(1);
    let in_stage = matches!(
        dossier.capture.as_ref().map(|capture| &capture.state),
        Some(Standing::InStage { .. })
    );
    let target = match next {
        _ if wrong => format!("{home}/{}?revisar=1&hecho=guardado", request.section),
        Some(next) => format!("{home}/{}?hecho=guardado", next.key),
        // Who edits while validating goes on to decide.
        None if in_stage => format!("/panel/validacion/{}?hecho=guardado", request.candidacy),
        None => format!("{home}?hecho=guardado"),
    };
    Redirect::to(&target).into_response()
}

async fn changed_list(
    site: &Installation,
    who: &Session,
    request: &SaveRequest<'_>,
    button: &str,
) -> Response {
    let SectionView {
        dossier, section, ..
    } = match site
        .app
        .open_section(who, request.candidacy, request.section)
        .await
    {
        Ok(view) => view,
        Err(error) => return pages::failure(site, &error),
    };
    if dossier.gate.is_some() {
        return refused(site, who, request, Broken::NoticeNotShown).await;
    }
    let mut values = request.values.to_vec();
    if !form::change_list(&mut values, section, button) {
        return pages::refusal(site, StatusCode::BAD_REQUEST);
    }
    pages::show(&show(
        site,
        who,
        &dossier,
        section,
        request.base,
        &values,
        &[],
    ))
}

fn autosaved(
    site: &Installation,
    outcome: Result<domain::time::Instant, AppError>,
    who: &Session,
) -> Response {
    match outcome {
        Ok(at) => (
            limits(site, who),
            Json(json!({ "hora": site.calendar().hour(at) })),
        )
            .into_response(),
        Err(AppError::Broken(broken)) => (
            StatusCode::CONFLICT,
            Json(json!({ "mensaje": broken.to_string() })),
        )
            .into_response(),
        // What is not this person's will not become so by trying again, as the script does with other answers.
        Err(error @ (AppError::Denied(_) | AppError::NotFound)) => pages::failure(site, &error),
        Err(error) => (
            StatusCode::SERVICE_UNAVAILABLE,
            Json(json!({ "mensaje": error.to_string() })),
        )
            .into_response(),
    }
}

/// Whether any answer of a section was given.
pub fn is_begun(section: &Section, answers: &Answers) -> bool {
    section
        .fields
        .iter()
        .any(|field| answers.get(&field.key).is_some())
}
