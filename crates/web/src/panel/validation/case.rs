//! One case: the whole questionnaire on one page, what changed since it was sent, and the decision.

use app::AppError;
use app::validation::{Case, Decision};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::capture::{Broken, Remark, Revision, RevisionKind};
use domain::questionnaire::{Section, clean_text};

use crate::Installation;
use crate::http::{Arrived, Session, pages};
use crate::panel::capture::answers;
use crate::panel::desk::Done;
use crate::panel::frame::{Part, flash};
use crate::panel::names;
use crate::panel::path::CandidacyPath;
use crate::ui::{Choice, Difference, ErrorSummary, Fact, Facts, Field, Frame, Limits, Link};

/// Most characters of the note of a remark.
const LONGEST_NOTE: usize = 1_000;

#[derive(Template)]
#[template(path = "panel/validation/case.html")]
struct Page {
    frame: Frame,
    facts: Facts,
    stage: String,
    action: String,
    blocks: Vec<Block>,
    changes: Vec<(String, Vec<Difference>)>,
    edit: Vec<Link>,
    claims: Option<Claims>,
    may_approve: bool,
    may_return: bool,
}

/// Whether the case is to be taken, or can be given back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Claims {
    Take,
    GiveBack,
}

/// One section: its answers, and for each field the remark that may be made.
struct Block {
    title: String,
    facts: Facts,
    remarks: Vec<Field>,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    Query(done): Query<Done>,
) -> Response {
    match site.app.case(&who, id).await {
        Ok(case) => {
            let mut page = build(&site, &who, &case, &[], None);
            page.frame = page.frame.flash(flash(done.hecho.as_deref()));
            pages::show(&page)
        }
        // Decided meanwhile: the task list tells where it stands now.
        Err(AppError::Broken(Broken::NotInStage)) => Redirect::to(&format!("/panel/captura/{id}")).into_response(),
        Err(error) => pages::failure(&site, &error),
    }
}

pub async fn act(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    arrived: Arrived,
) -> Response {
    let decision = match arrived.value("decision") {
        "tomar" => Decision::Claim,
        "dejar" => Decision::Release,
        "validar" => Decision::Approve,
        "devolver" => Decision::Return(remarks(&site, &arrived)),
        _ => return pages::refusal(&site, StatusCode::BAD_REQUEST),
    };
    let stage = arrived.value("etapa");
    let done = match &decision {
        Decision::Claim => format!("/panel/validacion/{id}?hecho=tomado"),
        Decision::Release => after(&who, stage, "dejado"),
        Decision::Approve => after(&who, stage, "validado"),
        Decision::Return(_) => after(&who, stage, "devuelto"),
    };
    match site.app.decide(&who, id, stage, decision, arrived.at).await {
        Ok(_) => Redirect::to(&done).into_response(),
        Err(AppError::Broken(broken)) => refused(&site, &who, id, &arrived, &broken).await,
        Err(error) => pages::failure(&site, &error),
    }
}

/// Where a decision leads: back to the queue, or for an independent to its task list.
fn after(who: &Session, stage: &str, done: &str) -> String {
    match who.actor.seat().candidacy() {
        Some(candidacy) => format!("/panel/captura/{candidacy}?hecho={done}"),
        None => format!("/panel/validacion?etapa={stage}&hecho={done}"),
    }
}

async fn refused(
    site: &Installation,
    who: &Session,
    id: domain::id::CandidacyId,
    arrived: &Arrived,
    broken: &Broken,
) -> Response {
    match site.app.case(who, id).await {
        Ok(case) => {
            let status = match broken {
                Broken::RemarksMissing | Broken::Incomplete(_) => StatusCode::UNPROCESSABLE_ENTITY,
                _ => StatusCode::CONFLICT,
            };
            pages::show_with(status, &build(site, who, &case, &arrived.values, Some(broken)))
        }
        Err(AppError::Broken(Broken::NotInStage)) => Redirect::to(&format!("/panel/captura/{id}")).into_response(),
        Err(error) => pages::failure(site, &error),
    }
}

/// The remarks of the form: one for each field with a ground or a note. A note without a ground keeps an empty one,
/// which the machine refuses, so that nothing written is passed over.
fn remarks(site: &Installation, arrived: &Arrived) -> Vec<Remark> {
    let fields = site.app.curricular().fields();
    fields
        .filter_map(|field| {
            let ground = arrived.trimmed(&format!("causal_{}", field.key));
            let note = clean_text(arrived.value(&format!("nota_{}", field.key)));
            if ground.is_empty() && note.is_empty() {
                return None;
            }
            let ground = ground.parse().or_else(|_| "sin-causal".parse()).ok()?;
            let note = note.chars().take(LONGEST_NOTE).collect();
            Some(Remark { field: field.key.clone(), ground, note })
        })
        .collect()
}

fn build(
    site: &Installation,
    who: &Session,
    case: &Case<'_>,
    typed: &[(String, String)],
    broken: Option<&Broken>,
) -> Page {
    let definition = site.app.curricular();
    let candidacy = &case.candidacy;
    let stage = case.stage;
    let used = case.capture.returns.get(&stage.key).copied().unwrap_or(0);
    let may_return = case.mine && stage.may_return && used < stage.rounds;
    let blocks = definition.sections.iter().map(|section| Block {
        title: section.title.clone(),
        facts: answers::facts(definition, section, &case.capture.answers),
        remarks: if may_return { remark_fields(site, section, typed) } else { Vec::new() },
    });
    let edit = definition
        .sections
        .iter()
        .filter(|_| stage.may_edit && case.mine)
        .map(|section| Link::new(&section.title, format!("/panel/captura/{}/{}", candidacy.id, section.key)));
    let mut errors = ErrorSummary::default();
    if let Some(broken) = broken {
        errors = errors.general(format!("{broken} Lo que escribió sigue abajo."));
    }
    Page {
        frame: site
            .frame(who, Part::Validation, candidacy.data.person.full_name())
            .section("Validación")
            .crumb("Inicio", "/panel")
            .crumb("Validación", format!("/panel/validacion?etapa={}", stage.key))
            .errors(errors),
        facts: facts(site, case, used),
        stage: stage.key.to_string(),
        action: format!("/panel/validacion/{}", candidacy.id),
        blocks: blocks.collect(),
        changes: case.since_sending().map(|revision| change(site, revision)).collect(),
        edit: edit.collect(),
        claims: stage.needs_claim.then_some(if case.mine { Claims::GiveBack } else { Claims::Take }),
        may_approve: case.mine,
        may_return,
    }
}

fn facts(site: &Installation, case: &Case<'_>, used: u8) -> Facts {
    let profile = site.profile();
    let mut facts = vec![
        Fact::text("Etapa", &case.stage.name),
        Fact::text("Cargo", names::office_and_place(profile, &case.candidacy)),
        Fact::text("Postula", names::postulation(profile, &case.candidacy)),
    ];
    if let Some(submission) = &case.capture.submission {
        let late = if submission.late { " (extemporánea)" } else { "" };
        facts.push(Fact::text("Enviado", format!("{}{late}", site.calendar().moment(submission.at))));
    }
    if case.stage.may_return {
        facts.push(Fact::text("Devoluciones", format!("{used} de {}", case.stage.rounds)));
    }
    Facts::new(facts)
}

/// Each field's remark: a ground from the institute's catalogue, and a note in the validator's words.
fn remark_fields(site: &Installation, section: &Section, typed: &[(String, String)]) -> Vec<Field> {
    let value = |name: &str| typed.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let grounds = site.profile().grounds.iter().map(|ground| Choice::new(ground.key.as_str(), &ground.name));
    let grounds: Vec<Choice> = std::iter::once(Choice::new("", "Sin observación")).chain(grounds).collect();
    let pair = |field: &domain::questionnaire::Field| {
        let (ground, note) = (format!("causal_{}", field.key), format!("nota_{}", field.key));
        [
            Field::select(&ground, format!("Observación a «{}»", field.label), value(&ground), grounds.clone()).optional(),
            Field::text(&note, format!("Qué debe corregirse en «{}»", field.label), value(&note))
                .rows(2)
                .limits(Limits {
                    least: None,
                    most: LONGEST_NOTE,
                    counting: crate::ui::Counting::WithSpaces,
                })
                .optional(),
        ]
    };
    section.fields.iter().flat_map(pair).collect()
}

/// A revision made since the text was sent: who, when, and each field before and after.
fn change(site: &Installation, revision: &Revision) -> (String, Vec<Difference>) {
    let definition = site.app.curricular();
    let what = match revision.kind {
        RevisionKind::Draft => "Captura",
        RevisionKind::StageEdit => "Modificación al validar",
        RevisionKind::Correction => "Corrección de quien capturó",
    };
    let title = format!("{what}, {} ({})", site.calendar().moment(revision.at), revision.role.label().to_lowercase());
    let differences = definition.fields().filter_map(|field| {
        let change = revision.changes.get(&field.key)?;
        Some(answers::difference(definition, field, change.before.as_ref(), change.after.as_ref()))
    });
    (title, differences.collect())
}
