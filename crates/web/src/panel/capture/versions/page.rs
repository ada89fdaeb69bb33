//! A page of the versions, the newest first.

use app::AppError;
use app::capture::VersionStep;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::id::CandidacyId;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Asked, author, role, what};
use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::manual::Topic;
use crate::panel::capture::{Pictures, answers};
use crate::panel::frame::Part;
use crate::panel::path::CandidacyPath;
use crate::ui::{
    Choice, Difference, Empty, Fact, FactValue, Facts, Field, Filters, Frame, Notice, Pager,
};
use crate::words::count;

/// Steps of a page: each may hold several texts.
const PAGE: usize = 30;

#[derive(Template)]
#[template(path = "panel/capture/versions/page.html")]
struct Page {
    frame: Frame,
    filters: Filters,
    drafts: Option<Notice>,
    steps: Vec<Step>,
    pager: Pager,
    empty: Empty,
}

/// One step as it is shown.
struct Step {
    title: String,
    facts: Facts,
    differences: Vec<Difference>,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    Query(asked): Query<Asked>,
) -> Response {
    match build(&site, &who, id, &asked).await {
        Ok(page) => pages::show(&page),
        Err(error) => pages::failure(&site, &error),
    }
}

async fn build(
    site: &Installation,
    who: &Session,
    id: CandidacyId,
    asked: &Asked,
) -> Result<Page, AppError> {
    let (home, path) = (
        format!("/panel/captura/{id}"),
        format!("/panel/captura/{id}/versiones"),
    );
    let field = asked.field(site);
    let before: Option<u64> = asked.antes.parse().ok();
    let view = site
        .app
        .versions(who, id, field.as_ref(), before, PAGE)
        .await?;
    let filtered = match &field {
        Some(key) => format!(
            "{path}?campo={}",
            utf8_percent_encode(key.as_str(), NON_ALPHANUMERIC)
        ),
        None => path.clone(),
    };
    let pictures = Pictures::of_candidacy(&site.app, id);
    let next = view.next.map(|next| {
        let mark = if field.is_some() { '&' } else { '?' };
        format!("{filtered}{mark}antes={next}")
    });
    Ok(Page {
        frame: site
            .frame(who, Part::Candidacies, "Versiones del cuestionario")
            .section("Captura")
            .crumb("Inicio", "/panel")
            .crumb(view.candidacy.data.person.full_name(), &home)
            .help(Topic::Versions.help(who.actor.role())),
        filters: filters(site, &path, field.as_ref().map(|key| key.as_str()), &filtered),
        drafts: (view.drafts_left_out > 0).then(|| {
            let number = count(view.drafts_left_out as u64, "versión", "versiones");
            Notice::information(format!("Antes del primer envío hubo {number}"))
                .text("Los borradores son de quien captura y de su partido: el instituto lee desde lo que se envió.")
        }),
        pager: Pager::new(
            count(view.steps.len() as u64, "paso en esta página", "pasos en esta página"),
            before.map(|_| filtered.clone()),
            next,
        ),
        steps: view
            .steps
            .iter()
            .map(|one| step(site, one, pictures))
            .collect(),
        empty: Empty::new(
            "No hay versiones que mostrar",
            "Todavía no se guarda nada, o ninguna versión cambió lo que eligió.",
        )
        .next("Ver todas las versiones", path),
    })
}

fn filters(site: &Installation, path: &str, chosen: Option<&str>, filtered: &str) -> Filters {
    let questions = site
        .app
        .curricular()
        .fields()
        .map(|field| Choice::new(field.key.as_str(), &field.label));
    let all = std::iter::once(Choice::new("", "Todas las preguntas"));
    let export = filtered.replacen("/versiones", "/versiones.csv", 1);
    let mut filters = Filters::new(path, "Lo más reciente primero")
        .field(Field::select(
            "campo",
            "Pregunta",
            chosen.unwrap_or_default(),
            all.chain(questions).collect(),
        ))
        .export("Descargar CSV", export);
    if let Some(field) = chosen.and_then(|key| site.app.curricular().field(&key.parse().ok()?)) {
        filters = filters.chip(format!("Pregunta: {}", field.label), path);
    }
    filters
}

fn step(site: &Installation, step: &VersionStep, pictures: Pictures<'_>) -> Step {
    let (title, differences) = match &step.revision {
        Some(revision) => (
            format!("Versión {}: {}", revision.number, what(step)),
            changes(site, step, pictures),
        ),
        None => (what(step).to_owned(), Vec::new()),
    };
    let moment = FactValue::Moment {
        words: site.calendar().exact(step.at),
        machine: step.at.to_string(),
    };
    let mut facts = vec![Fact::new("Cuándo", moment)];
    let by = match role(step) {
        "" => author(step),
        role => format!("{} ({role})", author(step)),
    };
    facts.push(Fact::text("Quién", by));
    let stage = step.details.get("stage").and_then(|key| key.parse().ok());
    if let Some(stage) = stage.and_then(|key| site.profile().stage(&key)) {
        facts.push(Fact::text("Etapa", &stage.name));
    }
    if let Some(remarks) = step.details.get("remarks") {
        facts.push(Fact::text("Observaciones", remarks));
    }
    if let (None, Some(revision)) = (&step.revision, step.details.get("revision")) {
        facts.push(Fact::text("Sobre la versión", revision));
    }
    Step {
        title,
        facts: Facts::new(facts),
        differences,
    }
}

/// Field by field, before and after, in the questionnaire's order.
fn changes(site: &Installation, step: &VersionStep, pictures: Pictures<'_>) -> Vec<Difference> {
    let (definition, Some(revision)) = (site.app.curricular(), &step.revision) else {
        return Vec::new();
    };
    let changed = definition
        .fields()
        .filter_map(|field| Some((field, revision.changes.get(&field.key)?)));
    changed
        .map(|(field, change)| {
            answers::difference(
                definition,
                field,
                change.before.as_ref(),
                change.after.as_ref(),
                pictures,
            )
        })
        .collect()
}
