//! What an act would do, before it is done: before and after, what is worth a look, the reason, the consequence.

use app::AppError;
use app::proposals::ProposalsError;
use app::registry::{ChangeError, RegistryAct, ReviewedAct, Seen};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use data_encoding::BASE64URL_NOPAD;
use domain::policy::{Right, may_ever};
use domain::proposal::{Matter, ProposalRefusal};
use domain::registry::{Candidacy, CheckedEntry};

use super::facts;
use crate::Installation;
use crate::http::{Arrived, Session, pages};
use crate::panel::frame::Part;
use crate::ui::{Difference, ErrorSummary, Facts, Field, Frame, Notice};

#[derive(Template)]
#[template(path = "panel/registry/review.html")]
pub struct Page {
    frame: Frame,
    notices: Vec<Notice>,
    meanwhile: Vec<Difference>,
    changes: Vec<Difference>,
    facts: Option<Facts>,
    action: String,
    kept: Vec<(&'static str, String)>,
    reason: Field,
    verb: &'static str,
    button: &'static str,
    back: String,
    edits: bool,
}

/// Why an act was not done, in the form in which screens tell it.
pub enum Hindered {
    /// The data have mistakes.
    Problems(Box<CheckedEntry>),
    /// The candidacy is no longer what was shown.
    Changed(Box<Candidacy>),
    /// The reason is missing or too long.
    Reason(String),
    /// A rule, in its words.
    Rule(String),
    /// Denied, not found, storage.
    App(AppError),
}

impl From<ChangeError> for Hindered {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Problems(checked) => Self::Problems(checked),
            ChangeError::Changed(now) => Self::Changed(now),
            ChangeError::Proposal(ProposalRefusal::Reason) => {
                Self::Reason(ProposalRefusal::Reason.to_string())
            }
            ChangeError::App(error) => Self::App(error),
            rule => Self::Rule(rule.to_string()),
        }
    }
}

impl From<ProposalsError> for Hindered {
    fn from(error: ProposalsError) -> Self {
        match error {
            ProposalsError::Change(error) => error.into(),
            ProposalsError::Proposal(ProposalRefusal::Reason) => {
                Self::Reason(ProposalRefusal::Reason.to_string())
            }
            ProposalsError::App(error) => Self::App(error),
            rule => Self::Rule(rule.to_string()),
        }
    }
}

/// Whether `who` changes the registry at once; otherwise it proposes.
pub fn manages(site: &Installation, who: &Session) -> bool {
    may_ever(site.profile(), who.actor.role(), Right::ManageRegistry)
}

/// What the form showed when it was opened.
pub fn seen(form: &Arrived) -> Option<Seen> {
    let json = BASE64URL_NOPAD
        .decode(form.trimmed("visto").as_bytes())
        .ok()?;
    serde_json::from_slice(&json).ok()
}

/// The same, to be carried by the form.
pub fn carried(candidacy: Option<&Candidacy>) -> String {
    let json = candidacy.and_then(|candidacy| serde_json::to_vec(&Seen::of(candidacy)).ok());
    json.map_or_else(String::new, |json| BASE64URL_NOPAD.encode(&json))
}

/// What changed between what the form showed and what is registered now.
pub fn meanwhile(site: &Installation, form: &Arrived, now: &Candidacy) -> Vec<Difference> {
    let Some(seen) = seen(form) else {
        return Vec::new();
    };
    let current = site.app.current();
    let mut changes = facts::differences(&current, &seen.data, &now.data);
    if seen.status != now.status {
        let word = |status| facts::badge(status).word;
        changes.push(Difference::new(
            "Estado",
            &word(seen.status),
            &word(now.status),
        ));
    }
    changes
}

/// Does an act or proposes it, as the role may.
pub async fn do_it(
    site: &Installation,
    who: &Session,
    form: &Arrived,
    act: &RegistryAct,
) -> Result<Response, Hindered> {
    let id = form
        .trimmed("solicitud")
        .parse()
        .unwrap_or_else(|_| site.app.new_proposal_id());
    let (seen, reason) = (seen(form), form.value("motivo"));
    if !manages(site, who) {
        let proposal = site
            .app
            .propose_registry_act(who, id, act, seen.as_ref(), reason)
            .await?;
        let target = format!("/panel/registro/propuestas/{proposal}?hecho=propuesto");
        return Ok(Redirect::to(&target).into_response());
    }
    let candidacy = site
        .app
        .change_registry(who, id, act, seen.as_ref(), reason)
        .await?;
    let done = match act {
        RegistryAct::Register(_) => "registrada",
        RegistryAct::Correct(..) => "corregido",
        RegistryAct::Cancel(_) => "cancelada",
        RegistryAct::Reinstate(_) => "reactivada",
        RegistryAct::Share(_) => "juntadas",
        RegistryAct::Part(_) => "separada",
    };
    let target = format!("/panel/registro/candidaturas/{candidacy}?hecho={done}");
    Ok(Redirect::to(&target).into_response())
}

/// The page of an act that nothing hinders so far.
pub struct Review<'a> {
    pub reviewed: &'a ReviewedAct,
    /// Where the form is sent.
    pub action: String,
    /// Where leaving leads.
    pub back: String,
    /// What the form carries besides: the controls of the entry.
    pub kept: Vec<(&'static str, String)>,
    /// The form as it arrived; none when the page is opened.
    pub form: Option<&'a Arrived>,
    /// What went wrong with it.
    pub hindered: Option<&'a Hindered>,
}

/// Shows the page.
pub fn show(site: &Installation, who: &Session, review: Review<'_>) -> Response {
    let is_wrong = review.hindered.is_some();
    let page = page(site, who, review);
    let status = if is_wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    pages::show_with(status, &page)
}

fn page(site: &Installation, who: &Session, review: Review<'_>) -> Page {
    let Review {
        reviewed,
        action,
        back,
        mut kept,
        form,
        hindered,
    } = review;
    let does = manages(site, who);
    let words = Words::of(&reviewed.matter, does);
    let current = site.app.current();
    let (mut changes, mut facts) = (Vec::new(), None);
    match &reviewed.matter {
        Matter::Correct { data, .. } => {
            if let Some(before) = &reviewed.before {
                changes = facts::differences(&current, &before.data, data);
            }
        }
        Matter::Register { data } => facts = Some(facts::all(&current, data)),
        _ => {
            let before = reviewed.before.as_ref();
            facts = before.map(|before| facts::all(&current, &before.data));
        }
    }
    let edits = !kept.is_empty();
    let typed = |name| form.map_or("", |form| form.value(name));
    let request = match typed("solicitud") {
        "" => site.app.new_proposal_id().to_string(),
        given => given.to_owned(),
    };
    kept.push(("visto", carried(reviewed.before.as_ref())));
    kept.push(("solicitud", request));
    let of_reason = match hindered {
        Some(Hindered::Reason(told)) => Some(told.clone()),
        _ => None,
    };
    let reason = Field::text("motivo", "Motivo", typed("motivo"))
        .rows(3)
        .hint("El documento, acuerdo u oficio que lo respalda. Lo lee la administración; no se publica.")
        .error(of_reason);
    let mut errors = ErrorSummary::of([&reason]);
    let mut meanwhile = Vec::new();
    match hindered {
        Some(Hindered::Rule(told)) => errors = errors.general(told.clone()),
        Some(Hindered::Changed(now)) => {
            errors = errors.general(
                "Alguien cambió esta candidatura mientras usted la veía. No se guardó nada: revise lo que cambió y confirme de nuevo.",
            );
            meanwhile = form.map_or_else(Vec::new, |form| self::meanwhile(site, form, now));
        }
        Some(Hindered::Problems(checked)) => {
            for problem in &checked.errors {
                errors = errors.general(problem.message.clone());
            }
        }
        _ => {}
    }
    let mut notices: Vec<Notice> = reviewed
        .warnings
        .iter()
        .map(|warning| Notice::attention(warning.clone()))
        .collect();
    notices.push(Notice::information(words.consequence));
    Page {
        frame: site
            .frame(who, Part::Registry, words.title)
            .section("Registro")
            .crumb("Inicio", "/panel")
            .crumb("Registro", "/panel/registro")
            .errors(errors),
        notices,
        meanwhile,
        changes,
        facts,
        action,
        kept,
        reason,
        verb: if does { "aplicar" } else { "proponer" },
        button: words.button,
        back,
        edits,
    }
}

/// What an act is called, and what it does.
struct Words {
    title: &'static str,
    button: &'static str,
    consequence: &'static str,
}

impl Words {
    const fn of(matter: &Matter, does: bool) -> Self {
        let (title, button, consequence) = match (matter, does) {
            (Matter::Register { .. }, true) => (
                "Revise la candidatura antes de registrarla",
                "Registrar la candidatura",
                "Aparecerá en el portal en unos segundos, sin información capturada todavía.",
            ),
            (Matter::Register { .. }, false) => (
                "Revise la candidatura antes de proponerla",
                "Proponer el alta",
                "Nada cambia hasta que la administración aplique su propuesta.",
            ),
            (Matter::Cancel { .. }, true) => (
                "Cancelar la candidatura",
                "Cancelar la candidatura: el portal deja de mostrar sus datos",
                "El portal dirá que fue cancelada, sin datos personales. Lo capturado se conserva y puede reactivarse.",
            ),
            (Matter::Cancel { .. }, false) => (
                "Proponer que se cancele la candidatura",
                "Proponer la cancelación",
                "Nada cambia hasta que la administración aplique su propuesta.",
            ),
            (Matter::Reinstate { .. }, true) => (
                "Reactivar la candidatura",
                "Reactivar la candidatura",
                "Vuelve al portal como estaba, con el mismo plazo y lo que había capturado.",
            ),
            (Matter::Reinstate { .. }, false) => (
                "Proponer que se reactive la candidatura",
                "Proponer la reactivación",
                "Nada cambia hasta que la administración aplique su propuesta.",
            ),
            (Matter::ShareCapture { .. }, true) => (
                "Usar un solo cuestionario para las dos candidaturas",
                "Usar un solo cuestionario",
                "La candidatura de abajo, de la que no se ha capturado nada, usará el cuestionario de la otra de la misma persona: se captura, valida y envía una vez, y se publica en las dos. Vale para ambas el plazo que termina más tarde.",
            ),
            (Matter::ShareCapture { .. }, false) => (
                "Proponer un solo cuestionario para las dos candidaturas",
                "Proponer un solo cuestionario",
                "Nada cambia hasta que la administración aplique su propuesta.",
            ),
            (Matter::PartCapture { .. }, true) => (
                "Separar el cuestionario de esta candidatura",
                "Separar: esta candidatura empieza su cuestionario vacío",
                "Lo capturado se queda con la otra candidatura. Esta deja de mostrarlo en el portal, conserva su plazo y debe capturar, validar y enviar el suyo.",
            ),
            (Matter::PartCapture { .. }, false) => (
                "Proponer que se separe el cuestionario",
                "Proponer la separación",
                "Nada cambia hasta que la administración aplique su propuesta.",
            ),
            (_, true) => (
                "Revise la corrección antes de guardarla",
                "Corregir el registro",
                "El portal lo muestra en unos segundos. No toca lo capturado ni usa el único cambio que la candidatura puede pedir.",
            ),
            (_, false) => (
                "Revise la corrección antes de proponerla",
                "Proponer la corrección",
                "Nada cambia hasta que la administración aplique su propuesta.",
            ),
        };
        Self {
            title,
            button,
            consequence,
        }
    }
}
