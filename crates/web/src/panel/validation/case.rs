//! One case: the whole questionnaire on one page, what changed since it was sent, and the decision.

use app::AppError;
use app::validation::{Case, Decision};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::capture::{Broken, Revision, RevisionKind};
use domain::id::CandidacyId;
use domain::questionnaire::Finding;

use super::remarks::Typed;
use crate::Installation;
use crate::http::{Arrived, Query, Session, pages};
use crate::panel::capture::answers;
use crate::panel::desk::Done;
use crate::panel::frame::{Part, flash};
use crate::panel::names;
use crate::panel::path::CandidacyPath;
use crate::ui::{Difference, ErrorSummary, Fact, Facts, Field, Frame, Link, Problem};

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

/// Whether the case is to be taken, can be given back, or is somebody else's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Claims {
    Take,
    GiveBack,
    Taken,
}

/// One section: its answers, and for each field the remark that may be made.
struct Block {
    title: String,
    facts: Facts,
    remarks: Vec<Field>,
    is_open: bool,
}

/// What a decision that was not taken leaves on the page.
#[derive(Default)]
struct Attempt {
    typed: Typed,
    refusal: Option<Refusal>,
}

/// Why it was not taken.
enum Refusal {
    /// A rule of the machine.
    Broken(Broken),
    /// The database does not take it now.
    NotNow(String),
    /// A remark is not right: it says so at its field.
    Remarks,
    /// Approved with remarks written: they would be lost.
    RemarksWouldBeLost,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    Query(done): Query<Done>,
) -> Response {
    match site.app.case(&who, id).await {
        Ok(case) => {
            let mut page = build(&site, &who, &case, &Attempt::default());
            page.frame = page.frame.flash(flash(done.hecho.as_deref()));
            pages::show(&page)
        }
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
    let typed = Typed::read(site.app.curricular(), &arrived);
    let decision = match decision(&site, arrived.value("decision"), &typed) {
        Ok(Some(decision)) => decision,
        Ok(None) => return pages::refusal(&site, StatusCode::BAD_REQUEST),
        Err(refusal) => {
            return refused(
                &site,
                &who,
                id,
                Attempt {
                    typed,
                    refusal: Some(refusal),
                },
            )
            .await;
        }
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
        Err(AppError::Broken(broken)) => {
            refused(
                &site,
                &who,
                id,
                Attempt {
                    typed,
                    refusal: Some(Refusal::Broken(broken)),
                },
            )
            .await
        }
        Err(error @ AppError::Storage(_)) => {
            let failure = pages::failure(&site, &error);
            let shown = refused(
                &site,
                &who,
                id,
                Attempt {
                    typed,
                    refusal: Some(Refusal::NotNow(error.to_string())),
                },
            )
            .await;
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
fn decision(site: &Installation, button: &str, typed: &Typed) -> Result<Option<Decision>, Refusal> {
    Ok(Some(match button {
        "tomar" => Decision::Claim,
        "dejar" => Decision::Release,
        "validar" if !typed.is_empty() => return Err(Refusal::RemarksWouldBeLost),
        "validar" => Decision::Approve,
        "devolver" => Decision::Return(typed.remarks(site.profile()).ok_or(Refusal::Remarks)?),
        _ => return Ok(None),
    }))
}

/// Where a decision leads: back to the queue, or for an independent to its task list.
fn after(who: &Session, stage: &str, done: &str) -> String {
    match who.actor.seat().candidacy() {
        Some(candidacy) => format!("/panel/captura/{candidacy}?hecho={done}"),
        None => format!("/panel/validacion?etapa={stage}&hecho={done}"),
    }
}

/// The case again with everything that was typed, and why it was not decided.
async fn refused(
    site: &Installation,
    who: &Session,
    id: CandidacyId,
    attempt: Attempt,
) -> Response {
    let status = match &attempt.refusal {
        Some(
            Refusal::Broken(Broken::RemarksMissing | Broken::Incomplete(_)) | Refusal::Remarks,
        ) => StatusCode::UNPROCESSABLE_ENTITY,
        Some(Refusal::NotNow(_)) => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::CONFLICT,
    };
    match site.app.case(who, id).await {
        Ok(case) => pages::show_with(status, &build(site, who, &case, &attempt)),
        Err(AppError::Broken(Broken::NotInStage)) if attempt.typed.is_empty() => {
            Redirect::to(&decided_path(id)).into_response()
        }
        Err(AppError::Broken(Broken::NotInStage)) => decided_meanwhile(site, &attempt.typed),
        Err(error) => pages::failure(site, &error),
    }
}

/// Somebody decided while this person was writing remarks: they are shown, so that nothing written is lost.
fn decided_meanwhile(site: &Installation, typed: &Typed) -> Response {
    let mut told = vec![
        "Otra persona decidió este caso mientras usted escribía, o usted ya lo había decidido en otra ventana. Su \
         intento no cambió nada."
            .to_owned(),
        "Estas son las observaciones que escribió, por si quiere conservarlas:".to_owned(),
    ];
    told.extend(typed.lines(site.profile(), site.app.curricular()));
    pages::message(site, StatusCode::CONFLICT, "El caso ya se decidió", told)
}

fn build(site: &Installation, who: &Session, case: &Case<'_>, attempt: &Attempt) -> Page {
    let definition = site.app.curricular();
    let candidacy = &case.candidacy;
    let stage = case.stage;
    let used = case.capture.returns.get(&stage.key).copied().unwrap_or(0);
    let may_return = case.mine && stage.may_return && used < stage.rounds;
    let typed = &attempt.typed;
    let checked = matches!(attempt.refusal, Some(Refusal::Remarks));
    let blocks: Vec<Block> = definition
        .sections
        .iter()
        .map(|section| Block {
            title: section.title.clone(),
            facts: answers::facts(definition, section, &case.capture.answers),
            remarks: if may_return {
                typed.fields(site.profile(), section, checked)
            } else {
                Vec::new()
            },
            is_open: typed.touches(section),
        })
        .collect();
    let edit = definition
        .sections
        .iter()
        .filter(|_| stage.may_edit && case.mine)
        .map(|section| {
            Link::new(
                &section.title,
                format!("/panel/captura/{}/{}", candidacy.id, section.key),
            )
        });
    let claims = match (stage.needs_claim, case.mine, case.taken) {
        (false, ..) => None,
        (true, true, _) => Some(Claims::GiveBack),
        (true, false, true) => Some(Claims::Taken),
        (true, false, false) => Some(Claims::Take),
    };
    let fields = ErrorSummary::of(blocks.iter().flat_map(|block| &block.remarks));
    Page {
        frame: site
            .frame(who, Part::Validation, candidacy.data.person.full_name())
            .section("Validación")
            .crumb("Inicio", "/panel")
            .crumb(
                "Validación",
                format!("/panel/validacion?etapa={}", stage.key),
            )
            .errors(errors(site, case, attempt, fields)),
        facts: facts(site, case, used),
        stage: stage.key.to_string(),
        action: format!("/panel/validacion/{}", candidacy.id),
        blocks,
        changes: case
            .since_sending()
            .map(|revision| change(site, revision))
            .collect(),
        edit: edit.collect(),
        claims,
        may_approve: case.mine,
        may_return,
    }
}

/// Why nothing was decided, with links to where it is mended.
fn errors(
    site: &Installation,
    case: &Case<'_>,
    attempt: &Attempt,
    mut summary: ErrorSummary,
) -> ErrorSummary {
    match &attempt.refusal {
        None | Some(Refusal::Remarks) => summary,
        Some(Refusal::NotNow(why)) => summary.general(format!("{why} Lo que escribió sigue abajo.")),
        Some(Refusal::RemarksWouldBeLost) => summary.general(
            "Escribió observaciones. Para que lleguen a quien captura, devuelva el cuestionario; si ya no hacen falta, \
             bórrelas y valide.",
        ),
        Some(Refusal::Broken(broken)) => {
            if let Broken::Incomplete(findings) = broken {
                summary.problems.extend(findings.iter().map(|finding| problem(site, case, finding)));
            }
            summary.general(format!("{broken} Lo que escribió sigue abajo."))
        }
    }
}

/// What is missing, with the way to its field if this stage may complete it.
fn problem(site: &Installation, case: &Case<'_>, finding: &Finding) -> Problem {
    let label = site
        .app
        .curricular()
        .field(&finding.field)
        .map_or("", |field| field.label.as_str());
    let place = format!(
        "/panel/captura/{}/{}?revisar=1#campo-{}",
        case.candidacy.id, finding.section, finding.field
    );
    Problem {
        href: if case.stage.may_edit {
            place
        } else {
            String::new()
        },
        message: format!("{label}: {}", finding.fault),
    }
}

fn facts(site: &Installation, case: &Case<'_>, used: u8) -> Facts {
    let profile = site.profile();
    let mut facts = vec![
        Fact::text("Etapa", &case.stage.name),
        Fact::text("Cargo", names::office_and_place(profile, &case.candidacy)),
        Fact::text(
            "Postula",
            names::postulation(&site.app.current(), &case.candidacy),
        ),
    ];
    if let Some(submission) = &case.capture.submission {
        let late = if submission.late {
            " (extemporánea)"
        } else {
            ""
        };
        facts.push(Fact::text(
            "Enviado",
            format!("{}{late}", site.calendar().moment(submission.at)),
        ));
    }
    if case.stage.may_return {
        facts.push(Fact::text(
            "Devoluciones",
            format!("{used} de {}", case.stage.rounds),
        ));
    }
    Facts::new(facts)
}

/// A revision made since the text was sent: who, when, and each field before and after.
fn change(site: &Installation, revision: &Revision) -> (String, Vec<Difference>) {
    let definition = site.app.curricular();
    let what = match revision.kind {
        RevisionKind::Draft => "Captura",
        RevisionKind::StageEdit => "Modificación al validar",
        RevisionKind::Correction => "Corrección de quien capturó",
    };
    let title = format!(
        "{what}, {} ({})",
        site.calendar().moment(revision.at),
        revision.role.label().to_lowercase()
    );
    let differences = definition.fields().filter_map(|field| {
        let change = revision.changes.get(&field.key)?;
        Some(answers::difference(
            definition,
            field,
            change.before.as_ref(),
            change.after.as_ref(),
        ))
    });
    (title, differences.collect())
}
