//! One supervisor: registered, corrected, with the account that the person works with.

use app::AppError;
use app::party::{NamedSupervisor, PartyRefusal, SupervisorForm};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::contact_form::{campaigns, fields, general, typed};
use super::supervisors::{account_words, deadline, one};
use crate::Installation;
use crate::http::{Arrived, Query, Session, pages};
use crate::panel::desk::Done;
use crate::panel::frame::{Part, flash};
use crate::panel::path::AppointmentPath;
use crate::ui::{Choice, ErrorSummary, Fact, FactValue, Facts, Field, Frame, Notice};

#[derive(Template)]
#[template(path = "panel/party/supervisor_new.html")]
struct NewPage {
    frame: Frame,
    deadline: Notice,
    accounts: &'static str,
    fields: Vec<Field>,
    /// The identifier that the appointment will have: the same form twice names one person.
    request: String,
}

#[derive(Template)]
#[template(path = "panel/party/supervisor.html")]
struct Page {
    frame: Frame,
    facts: Facts,
    late: Option<Notice>,
    action: String,
    fields: Vec<Field>,
    /// The accounts that could be this person's, while none was noted.
    account: Option<Field>,
    accounts: &'static str,
}

fn frame(site: &Installation, who: &Session, title: &str) -> Frame {
    site.frame(who, Part::Party, title)
        .section("Su partido")
        .crumb("Inicio", "/panel")
        .crumb("Su partido", "/panel/partido")
        .crumb("Personas supervisoras", "/panel/partido/supervision")
}

/// The problems of a form about a supervisor.
pub fn problems(fields: &[Field], refusal: Option<&PartyRefusal>) -> ErrorSummary {
    let summary = ErrorSummary::of(fields);
    match general(refusal) {
        Some(told) => summary.general(told),
        None => summary,
    }
}

pub async fn new_page(State(site): State<Installation>, who: Session) -> Response {
    let request = site.app.new_appointment_id().to_string();
    pages::show(&new_form(
        &site,
        &who,
        &SupervisorForm::default(),
        request,
        None,
    ))
}

fn new_form(
    site: &Installation,
    who: &Session,
    form: &SupervisorForm,
    request: String,
    refusal: Option<&PartyRefusal>,
) -> NewPage {
    let fields = fields(form, refusal);
    NewPage {
        frame: frame(site, who, "Registrar a una persona supervisora")
            .errors(problems(&fields, refusal)),
        deadline: deadline(site),
        accounts: account_words(site),
        fields,
        request,
    }
}

pub async fn name(State(site): State<Installation>, who: Session, arrived: Arrived) -> Response {
    let form = typed(&arrived);
    let id = arrived
        .trimmed("solicitud")
        .parse()
        .unwrap_or_else(|_| site.app.new_appointment_id());
    match site
        .app
        .name_supervisor(&who, id, form.clone(), arrived.at)
        .await
    {
        Ok(()) => Redirect::to("/panel/partido/supervision?hecho=nombrada").into_response(),
        Err(PartyRefusal::App(error)) => pages::failure(&site, &error),
        Err(refusal) => {
            let page = new_form(&site, &who, &form, id.to_string(), Some(&refusal));
            pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    AppointmentPath(id): AppointmentPath,
    Query(done): Query<Done>,
) -> Response {
    match one(&site, &who, id).await {
        Ok(named) => {
            let form = form_of(&named);
            shown(&site, &who, &named, &form, None, done.hecho.as_deref()).await
        }
        Err(error) => pages::failure(&site, &error),
    }
}

/// The person's data as they are registered.
pub fn form_of(named: &NamedSupervisor) -> SupervisorForm {
    SupervisorForm {
        name: named.appointment.name.clone(),
        contact: named.appointment.contact.clone(),
    }
}

async fn shown(
    site: &Installation,
    who: &Session,
    named: &NamedSupervisor,
    form: &SupervisorForm,
    refusal: Option<&PartyRefusal>,
    done: Option<&str>,
) -> Response {
    match build(site, who, named, form, refusal).await {
        Ok(mut page) => {
            page.frame = page.frame.flash(flash(done));
            let status = match refusal {
                None => StatusCode::OK,
                Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
            };
            pages::show_with(status, &page)
        }
        Err(error) => pages::failure(site, &error),
    }
}

async fn build(
    site: &Installation,
    who: &Session,
    named: &NamedSupervisor,
    form: &SupervisorForm,
    refusal: Option<&PartyRefusal>,
) -> Result<Page, AppError> {
    let appointment = &named.appointment;
    let mut fields = fields(form, refusal);
    let account = match named.account {
        Some(_) => None,
        None => account_field(site, who, refusal).await?,
    };
    let errors = problems(&fields, refusal.filter(|_| account.is_none()));
    let errors = match (&account, refusal) {
        (Some(field), Some(_)) => ErrorSummary::of(fields.iter().chain([field])),
        _ => errors,
    };
    let (_, campaigns) = campaigns(site);
    let late = appointment.late.then(|| {
        Notice::attention("Se registró después del inicio de campañas").text(format!(
            "Las campañas empezaron el {campaigns}; debía registrarse antes. El registro vale igual y queda marcado."
        ))
    });
    let facts = Facts::new(vec![
        Fact::new(
            "Registrada",
            FactValue::Moment {
                words: site.calendar().moment(appointment.at),
                machine: appointment.at.to_string(),
            },
        ),
        Fact::new(
            "Cuenta",
            match &named.account {
                Some(account) => FactValue::Code(account.login.clone()),
                None => FactValue::Missing("Todavía sin cuenta".to_owned()),
            },
        ),
    ]);
    for field in &mut fields {
        field.hint = field.hint.take().filter(|_| field.name == "telefono");
    }
    Ok(Page {
        frame: frame(site, who, &appointment.name).errors(errors),
        facts,
        late,
        action: format!("/panel/partido/supervision/{}", appointment.id),
        fields,
        account,
        accounts: account_words(site),
    })
}

async fn account_field(
    site: &Installation,
    who: &Session,
    refusal: Option<&PartyRefusal>,
) -> Result<Option<Field>, AppError> {
    let free = site.app.unlinked_supervisor_accounts(who).await?;
    if free.is_empty() {
        return Ok(None);
    }
    let told = refusal
        .filter(|refusal| matches!(refusal, PartyRefusal::NotSupervisors))
        .map(ToString::to_string);
    let choices = free
        .iter()
        .map(|account| {
            let words = format!("{} ({})", account.login, account.holder);
            Choice::new(account.id.to_string(), words)
        })
        .collect();
    let field = Field::select("cuenta", "Cuenta con la que trabaja", "", choices).error(told);
    Ok(Some(field))
}

pub async fn correct(
    State(site): State<Installation>,
    who: Session,
    AppointmentPath(id): AppointmentPath,
    arrived: Arrived,
) -> Response {
    let form = typed(&arrived);
    let outcome = site
        .app
        .correct_supervisor(&who, id, form.clone(), arrived.at)
        .await;
    answered(&site, &who, id, form, outcome, "corregida").await
}

/// Notes the person's account.
pub async fn link(
    State(site): State<Installation>,
    who: Session,
    AppointmentPath(id): AppointmentPath,
    arrived: Arrived,
) -> Response {
    let outcome = match arrived.trimmed("cuenta").parse() {
        Ok(account) => {
            site.app
                .link_supervisor(&who, id, account, arrived.at)
                .await
        }
        Err(_) => Err(PartyRefusal::NotSupervisors),
    };
    let named = match one(&site, &who, id).await {
        Ok(named) => named,
        Err(error) => return pages::failure(&site, &error),
    };
    answered(&site, &who, id, form_of(&named), outcome, "vinculada").await
}

async fn answered(
    site: &Installation,
    who: &Session,
    id: domain::id::AppointmentId,
    form: SupervisorForm,
    outcome: Result<(), PartyRefusal>,
    done: &str,
) -> Response {
    let refusal = match outcome {
        Ok(()) => {
            let target = format!("/panel/partido/supervision/{id}?hecho={done}");
            return Redirect::to(&target).into_response();
        }
        Err(PartyRefusal::App(error)) => return pages::failure(site, &error),
        Err(refusal) => refusal,
    };
    match one(site, who, id).await {
        Ok(named) => shown(site, who, &named, &form, Some(&refusal), None).await,
        Err(error) => pages::failure(site, &error),
    }
}
