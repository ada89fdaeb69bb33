//! The page of one case: its answers with the remark that each may get, what it repeats of others, what changed and what was
//! observed before, and the decision.

use app::AppError;
use app::validation::{Alike, Case};
use askama::Template;
use domain::account::Role;
use domain::capture::{Broken, Proposed, Revision, RevisionKind};
use domain::likeness::EQUAL;
use domain::notification::Notification;
use domain::profile::Verdict;
use domain::questionnaire::Finding;
use domain::registry::CandidacyStatus;

use super::case::{Attempt, Refusal};
use super::place::Place;
use super::remarks::Typed;
use crate::Installation;
use crate::http::Session;
use crate::manual::Topic;
use crate::panel::capture::{Pictures, answers};
use crate::panel::confirmation;
use crate::panel::frame::Part;
use crate::panel::names;
use crate::panel::notifications::table as notifications;
use crate::ui::{
    Cell, Column, Difference, Due, ErrorSummary, Fact, Facts, Field, Frame, Link, Notice, Problem,
    Table,
};
use crate::words::date;

#[derive(Template)]
#[template(path = "panel/validation/case.html")]
pub(super) struct Page {
    pub(super) frame: Frame,
    notices: Vec<Notice>,
    facts: Facts,
    stage: String,
    action: String,
    revision: u32,
    kept: Vec<(&'static str, String)>,
    alike: Vec<(String, Option<Difference>)>,
    answered: Option<Table>,
    blocks: Vec<Block>,
    changes: Vec<(String, Vec<Difference>)>,
    edit: Vec<Link>,
    claims: Option<Claims>,
    second: Option<Second>,
    may_approve: bool,
    may_return: bool,
    may_close: bool,
    approve: &'static str,
    next: Option<Link>,
    told: Option<Table>,
}

/// Whether the case is to be taken, can be given back, or is somebody else's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Claims {
    Take,
    GiveBack,
    Taken,
}

/// A verdict that waits for a second person.
struct Second {
    words: String,
    remarks: Table,
    proposed: i64,
    confirms: bool,
    reason: Field,
}

/// One section: its answers, and for each field the remark that may be made.
struct Block {
    title: String,
    facts: Facts,
    remarks: Vec<Field>,
    is_open: bool,
}

pub(super) async fn build(
    site: &Installation,
    who: &Session,
    case: &Case<'_>,
    place: &Place,
    attempt: Attempt,
) -> Result<Page, AppError> {
    let definition = site.app.curricular();
    let candidacy = &case.candidacy;
    let pictures = Pictures::of_candidacy(&site.app, candidacy.id);
    let stage = case.stage;
    let used = case.capture.returns.get(&stage.key).copied().unwrap_or(0);
    let waiting = case.capture.state.awaiting();
    let decides = case.mine && waiting.is_none() && !case.own_work;
    let alone = who.actor.role() == Role::Independent;
    let may_return = decides && stage.may_return && !alone && used < stage.rounds;
    let may_close = decides && stage.may_close && !alone && used >= stage.rounds;
    let refused = case
        .capture
        .state
        .proposed()
        .filter(|of| of.refusal.is_some());
    // What a second person did not confirm is there to be written again.
    let before = refused
        .filter(|_| attempt.refusal.is_none())
        .map(|proposed| Typed::of_remarks(&proposed.remarks));
    let typed = before.as_ref().unwrap_or(&attempt.typed);
    let checked = matches!(attempt.refusal, Some(Refusal::Remarks));
    let blocks: Vec<Block> = definition
        .sections
        .iter()
        .map(|section| Block {
            title: section.title.clone(),
            facts: answers::facts(definition, section, &case.capture.answers, pictures),
            // What somebody typed stays in view also where it can no longer be sent.
            remarks: if may_return || may_close || !attempt.typed.is_empty() {
                typed.fields(&case.grounds, section, checked)
            } else {
                Vec::new()
            },
            is_open: typed.touches(section),
        })
        .collect();
    let edit = definition
        .sections
        .iter()
        .filter(|_| stage.may_edit && decides)
        .map(|section| {
            Link::new(
                &section.title,
                format!("/panel/captura/{}/{}", candidacy.id, section.key),
            )
        });
    let claims = match (stage.needs_claim, case.mine, case.taken) {
        (false, ..) => None,
        _ if waiting.is_some() || case.own_work => None,
        (true, true, _) => Some(Claims::GiveBack),
        (true, false, true) => Some(Claims::Taken),
        (true, false, false) => Some(Claims::Take),
    };
    let fields = ErrorSummary::of(blocks.iter().flat_map(|block| &block.remarks));
    let next = match who.actor.seat().candidacy() {
        Some(_) => None,
        None => {
            place
                .next(site, who, stage.key.as_str(), candidacy.id)
                .await?
        }
    };
    let second = waiting.map(|proposed| second(site, who, case, proposed, &attempt));
    Ok(Page {
        frame: site
            .frame(who, Part::Validation, candidacy.data.person.full_name())
            .section("Validación")
            .crumb("Inicio", "/panel")
            .crumb("Validación", place.list(stage.key.as_str(), None))
            .help(Topic::Deciding.help(who.actor.role()))
            .due(held_until(site, case))
            .errors(errors(site, case, &attempt, fields)),
        notices: notices(site, case, refused, &attempt),
        facts: facts(site, case, used),
        stage: stage.key.to_string(),
        action: format!("/panel/validacion/{}", candidacy.id),
        revision: case.capture.revision,
        kept: place.kept(),
        alike: case
            .alike
            .iter()
            .map(|alike| repeated(site, case, alike))
            .collect(),
        answered: case.answered().map(|told| answered(case, told)),
        blocks,
        changes: case
            .since_sending()
            .map(|revision| change(site, revision, pictures))
            .collect(),
        edit: edit.collect(),
        claims,
        second,
        may_approve: decides,
        may_return,
        may_close,
        approve: match next {
            Some(_) => "Validar y seguir con el siguiente caso",
            None => "Validar",
        },
        next: next.map(|next| Link::new("Siguiente caso de la lista", place.case(next, None))),
        told: Some(case.told.as_slice())
            .filter(|told| !told.is_empty())
            .map(|told| notifications(site, "Lo que se ha notificado", told.iter())),
    })
}

/// What asks for attention before deciding.
fn notices(
    site: &Installation,
    case: &Case<'_>,
    refused: Option<&Proposed>,
    attempt: &Attempt,
) -> Vec<Notice> {
    let mut notices = Vec::new();
    if case.capture.state.awaiting().is_none() && !attempt.reason.is_empty() {
        // What it was about no longer waits, so there is no field for it.
        notices.push(
            Notice::attention("Esto escribió sobre por qué no confirma la decisión")
                .text(attempt.reason.clone()),
        );
    }
    if case.candidacy.status != CandidacyStatus::Active && attempt.refusal.is_none() {
        notices.push(Notice::attention(Broken::CandidacyNotActive.to_string()));
    }
    if case.own_work {
        notices.push(Notice::attention(Broken::OwnWork.to_string()));
    }
    if let Some(refusal) = refused.and_then(|proposed| proposed.refusal.as_ref()) {
        let when = site.calendar().moment(refusal.at);
        notices.push(
            Notice::attention(format!("La decisión propuesta no se confirmó el {when}"))
                .text(refusal.note.clone()),
        );
    }
    if !case.alike.is_empty() {
        notices.push(
            Notice::attention("Hay textos que repiten los de otra candidatura")
                .text("Abajo puede compararlos. Es solo un aviso: usted decide si es una causal."),
        );
    }
    notices
}

/// The verdict that waits for a second person, with its remarks.
fn second(
    site: &Installation,
    who: &Session,
    case: &Case<'_>,
    proposed: &Proposed,
    attempt: &Attempt,
) -> Second {
    let definition = site.app.curricular();
    let columns = vec![
        Column::text("Campo"),
        Column::text("Causal"),
        Column::text("Qué debe corregirse"),
    ];
    let told = proposed
        .remarks
        .iter()
        .map(|remark| remark.told(definition, &case.grounds));
    let own = proposed.by == who.actor.account();
    Second {
        words: format!(
            "{} propuso el {}: {}.",
            if own {
                "Usted"
            } else {
                "Otra persona validadora"
            },
            site.calendar().moment(proposed.at),
            proposed.verdict.label().to_lowercase()
        ),
        remarks: Table::new("Observaciones propuestas", columns).rows(told.map(|told| {
            vec![
                Cell::text(told.label),
                Cell::text(told.name),
                note(told.note),
            ]
        })),
        proposed: proposed.at.micros(),
        confirms: !own && !case.own_work,
        reason: Field::text("motivo", "Por qué no la confirma", &attempt.reason)
            .rows(2)
            .optional()
            .hint("Hace falta solo si no la confirma. La verá quien decida de nuevo."),
    }
}

fn note(note: String) -> Cell {
    match note.is_empty() {
        true => Cell::Missing("Sin nota".to_owned()),
        false => Cell::text(note),
    }
}

/// The remarks of the last return, each with whether its field changed since.
fn answered(case: &Case<'_>, told: &Notification) -> Table {
    let columns = vec![
        Column::text("Campo observado"),
        Column::text("Causal y nota"),
        Column::text("Después de la devolución"),
    ];
    let title = format!("Observaciones de la última devolución ({})", told.folio());
    Table::new(title, columns).rows(told.remarks.iter().map(|remark| {
        let changed = case.changed_since_return(&remark.field, told.revision);
        vec![
            Cell::text(&remark.label),
            Cell::Two(remark.name.clone(), remark.note.clone()),
            Cell::text(match changed {
                true => "El texto cambió",
                false => "El texto sigue igual",
            }),
        ]
    }))
}

/// A text that repeats another's, and both side by side for who may read the other.
fn repeated(site: &Installation, case: &Case<'_>, alike: &Alike) -> (String, Option<Difference>) {
    let definition = site.app.curricular();
    let label = |key| {
        definition
            .field(key)
            .map_or("", |field| field.label.as_str())
    };
    let how = match alike.share {
        EQUAL => "dice lo mismo que".to_owned(),
        share => format!("repite en {} % a", share / 10),
    };
    let Some((other, text)) = &alike.other else {
        let words = format!(
            "«{}» {how} un texto de otra candidatura.",
            label(&alike.field)
        );
        return (words, None);
    };
    let words = format!(
        "«{}» {how} «{}» de {} ({}).",
        label(&alike.field),
        label(&alike.other_field),
        other.data.person.full_name(),
        names::office_and_place(site.profile(), other)
    );
    let difference = definition.field(&alike.field).map(|field| {
        let other = domain::questionnaire::Answer::Text(text.clone());
        answers::difference(
            definition,
            field,
            Some(&other),
            case.capture.answers.get(&alike.field),
            Pictures::of_candidacy(&site.app, case.candidacy.id),
        )
    });
    (words, difference)
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
        Some(Refusal::NoReason) => summary.general(
            "Para no confirmar la decisión, escriba por qué: hasta 1,000 caracteres.",
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

/// Until when the case is this person's, where a case that is not decided goes back to the queue by itself.
fn held_until(site: &Installation, case: &Case<'_>) -> Option<Due> {
    let claim = case.capture.state.claim().filter(|_| case.mine)?;
    let lapses = domain::capture::claim_lapses(case.stage, claim)?;
    Some(site.due("Este caso es suyo", lapses))
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
    if let Some(hours) = case.stage.claim_hours
        && let Some(claim) = case.capture.state.claim()
        && let Some(lapses) = domain::capture::claim_lapses(case.stage, claim)
    {
        let until = site.calendar().moment(lapses);
        facts.push(Fact::text(
            "Caso tomado",
            format!("Vuelve solo a la fila el {until} ({hours} horas después de tomarse)"),
        ));
    } else {
        // No numeral says by when a stage decides: what follows sets the pace.
        let day = date(profile.process.election_day);
        facts.push(Fact::text(
            "Para decidir",
            format!("Las reglas no fijan una fecha. La jornada electoral es el {day}."),
        ));
    }
    if case.stage.second_review.contains(&Verdict::Approve) {
        facts.push(Fact::text(
            "Segunda persona",
            "La validación la confirma otra persona",
        ));
    }
    facts.extend(
        case.confirmation
            .iter()
            .map(|standing| confirmation::fact(site, standing)),
    );
    if case.stage.may_return {
        facts.push(Fact::text(
            "Devoluciones",
            format!("{used} de {}", case.stage.rounds),
        ));
    }
    Facts::new(facts)
}

/// A revision made since the text was sent: who, when, and each field before and after.
fn change(
    site: &Installation,
    revision: &Revision,
    pictures: Pictures<'_>,
) -> (String, Vec<Difference>) {
    let definition = site.app.curricular();
    let what = match revision.kind {
        RevisionKind::Draft => "Captura",
        RevisionKind::StageEdit => "Modificación al validar",
        RevisionKind::Correction => "Corrección de quien capturó",
        RevisionKind::PublicCorrection => "Corrección de lo publicado",
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
            pictures,
        ))
    });
    (title, differences.collect())
}
