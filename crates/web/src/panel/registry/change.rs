//! Adding and correcting a candidacy: the form, its review, the act.

use app::AppError;
use app::registry::{RegistryAct, ReviewedAct};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::id::CandidacyId;
use domain::registry::{Candidacy, CandidacyStatus, RowProblem};

use super::entry::Typed;
use super::review::{self, Hindered, Review, carried, do_it, manages, meanwhile};
use crate::Installation;
use crate::http::{Arrived, Session, pages};
use crate::panel::frame::Part;
use crate::panel::path::CandidacyPath;
use crate::ui::{Difference, EnterPresses, ErrorSummary, Field, Frame};

#[derive(Template)]
#[template(path = "panel/registry/change.html")]
struct FormPage {
    frame: Frame,
    meanwhile: Vec<Difference>,
    action: String,
    seen: String,
    request: String,
    reason: String,
    fields: Vec<Field>,
    back: String,
}

/// A form on its way: what it is about and what is in it.
struct Form<'a> {
    /// The candidacy as it is registered; none for a new one.
    subject: Option<&'a Candidacy>,
    typed: Typed,
    problems: Vec<RowProblem>,
    told: Option<String>,
    meanwhile: Vec<Difference>,
    /// The form as it arrived; none when the page is opened.
    arrived: Option<&'a Arrived>,
}

pub async fn new_page(State(site): State<Installation>, who: Session) -> Response {
    pages::show(&form(&site, &who, Form::opened(None, Typed::default())))
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
) -> Response {
    let candidacy = match site.app.registry_record(&who, id).await {
        Ok(record) => record.candidacy,
        Err(error) => return pages::failure(&site, &error),
    };
    if candidacy.status != CandidacyStatus::Active {
        let told =
            vec!["Esta candidatura ya no está vigente. Reactívela antes de corregirla.".to_owned()];
        return pages::message(&site, StatusCode::CONFLICT, "No se puede corregir", told);
    }
    let typed = Typed::of(&candidacy.data);
    pages::show(&form(&site, &who, Form::opened(Some(&candidacy), typed)))
}

pub async fn new_act(State(site): State<Installation>, who: Session, arrived: Arrived) -> Response {
    answer(&site, &who, None, &arrived).await
}

pub async fn act(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    arrived: Arrived,
) -> Response {
    match site.app.registry_record(&who, id).await {
        Ok(record) => answer(&site, &who, Some(&record.candidacy), &arrived).await,
        Err(error) => pages::failure(&site, &error),
    }
}

async fn answer(
    site: &Installation,
    who: &Session,
    subject: Option<&Candidacy>,
    arrived: &Arrived,
) -> Response {
    let typed = Typed::arrived(arrived);
    let act = act_of(site, subject, &typed);
    let missing = typed.missing();
    if arrived.value("accion") == "editar" {
        let form_now = Form {
            arrived: Some(arrived),
            ..Form::opened(subject, typed)
        };
        return pages::show(&form(site, who, form_now));
    }
    let acts = matches!(arrived.value("accion"), "aplicar" | "proponer");
    if acts && missing.is_empty() {
        let hindered = match do_it(site, who, arrived, &act).await {
            Ok(done) => return done,
            Err(hindered) => hindered,
        };
        // Without a reason the review stays; anything else goes back to the form.
        if matches!(hindered, Hindered::Reason(_))
            && let Ok(reviewed) = site.app.review_registry_act(who, &act).await
        {
            return reviewed_page(
                site,
                who,
                subject,
                &typed,
                &reviewed,
                arrived,
                Some(&hindered),
            );
        }
        return hindered_form(site, who, subject, typed, arrived, hindered);
    }
    match site.app.review_registry_act(who, &act).await {
        Ok(reviewed) if missing.is_empty() => {
            let now = reviewed.before.as_ref();
            // Somebody changed it since the form was opened: that comes before the review.
            if let (Some(now), Some(seen)) = (now, review::seen(arrived))
                && seen != app::registry::Seen::of(now)
            {
                let hindered = Hindered::Changed(Box::new(now.clone()));
                return hindered_form(site, who, subject, typed, arrived, hindered);
            }
            reviewed_page(site, who, subject, &typed, &reviewed, arrived, None)
        }
        Ok(_) => {
            let hindered = Hindered::Problems(Box::new(domain::registry::CheckedEntry {
                data: None,
                errors: missing,
                warnings: Vec::new(),
            }));
            hindered_form(site, who, subject, typed, arrived, hindered)
        }
        Err(error) => {
            let mut hindered = Hindered::from(error);
            if let Hindered::Problems(checked) = &mut hindered {
                checked.errors.extend(missing);
            }
            hindered_form(site, who, subject, typed, arrived, hindered)
        }
    }
}

fn act_of(site: &Installation, subject: Option<&Candidacy>, typed: &Typed) -> RegistryAct {
    let current = site.app.current();
    let entry = typed.entry(&current, subject.map(|candidacy| &candidacy.data));
    match subject {
        Some(candidacy) => RegistryAct::Correct(candidacy.id, entry),
        None => RegistryAct::Register(entry),
    }
}

fn reviewed_page(
    site: &Installation,
    who: &Session,
    subject: Option<&Candidacy>,
    typed: &Typed,
    reviewed: &ReviewedAct,
    arrived: &Arrived,
    hindered: Option<&Hindered>,
) -> Response {
    let shown = Review {
        reviewed,
        action: action_of(subject.map(|candidacy| candidacy.id)),
        back: back_of(subject.map(|candidacy| candidacy.id)),
        kept: typed.values(),
        form: Some(arrived),
        hindered,
    };
    review::show(site, who, shown)
}

/// The form again with what hinders it; nothing that was typed is lost.
fn hindered_form(
    site: &Installation,
    who: &Session,
    subject: Option<&Candidacy>,
    typed: Typed,
    arrived: &Arrived,
    hindered: Hindered,
) -> Response {
    let mut shown = Form {
        arrived: Some(arrived),
        ..Form::opened(subject, typed)
    };
    let now;
    match hindered {
        Hindered::App(error) => return failure(site, &error),
        Hindered::Problems(checked) => shown.problems = checked.errors,
        Hindered::Changed(changed) => {
            now = *changed;
            shown.meanwhile = meanwhile(site, arrived, &now);
            shown.subject = Some(&now);
            shown.told = Some(
                "Alguien cambió esta candidatura mientras usted escribía. No se guardó nada y lo que usted escribió sigue aquí: compare y continúe."
                    .to_owned(),
            );
        }
        Hindered::Reason(told) | Hindered::Rule(told) => shown.told = Some(told),
    }
    pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &form(site, who, shown))
}

fn failure(site: &Installation, error: &AppError) -> Response {
    pages::failure(site, error)
}

fn action_of(subject: Option<CandidacyId>) -> String {
    match subject {
        Some(id) => format!("/panel/registro/candidaturas/{id}/corregir"),
        None => "/panel/registro/nueva".to_owned(),
    }
}

fn back_of(subject: Option<CandidacyId>) -> String {
    match subject {
        Some(id) => format!("/panel/registro/candidaturas/{id}"),
        None => "/panel/registro".to_owned(),
    }
}

impl<'a> Form<'a> {
    const fn opened(subject: Option<&'a Candidacy>, typed: Typed) -> Self {
        Self {
            subject,
            typed,
            problems: Vec::new(),
            told: None,
            meanwhile: Vec::new(),
            arrived: None,
        }
    }
}

fn form(site: &Installation, who: &Session, form: Form<'_>) -> FormPage {
    let current = site.app.current();
    let is_new = form.subject.is_none();
    let fields = form.typed.fields(&current, &form.problems, is_new);
    let mut errors = ErrorSummary::of(&fields);
    // What no control asks for is told at the top.
    let in_fields = errors.in_fields();
    if in_fields == 0 {
        for problem in &form.problems {
            errors = errors.general(problem.message.clone());
        }
    }
    if let Some(told) = form.told {
        errors = errors.general(told);
    }
    let title = match (is_new, manages(site, who)) {
        (true, true) => "Registrar una candidatura",
        (true, false) => "Proponer una candidatura",
        (false, true) => "Corregir los datos de registro",
        (false, false) => "Proponer una corrección",
    };
    let carried_on = |name| form.arrived.map_or("", |form| form.value(name)).to_owned();
    // What somebody else changed is shown now: confirming once more is meant.
    let seen = match (carried_on("visto"), form.meanwhile.is_empty()) {
        (seen, true) if !seen.is_empty() => seen,
        _ => carried(form.subject),
    };
    let id = form.subject.map(|candidacy| candidacy.id);
    FormPage {
        frame: site
            .frame(who, Part::Registry, title)
            .section("Registro")
            .crumb("Inicio", "/panel")
            .crumb("Registro", "/panel/registro")
            .errors(errors),
        meanwhile: form.meanwhile,
        action: action_of(id),
        seen,
        request: match carried_on("solicitud") {
            given if given.is_empty() => site.app.new_proposal_id().to_string(),
            given => given,
        },
        reason: carried_on("motivo"),
        fields,
        back: back_of(id),
    }
}
