//! A change of supervisor: what who leaves would leave open, who enters, and what becomes of the old account, in one
//! act.

use app::AppError;
use app::party::{
    AccountEnd, NamedSupervisor, OpenWork, PartyRefusal, Replacement, SupervisorForm,
};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::AppointmentId;

use super::contact_form::{fields, typed};
use super::supervisor::problems;
use super::supervisors::{deadline, one};
use crate::Installation;
use crate::http::{Arrived, Session, pages};
use crate::panel::frame::Part;
use crate::panel::path::AppointmentPath;
use crate::ui::{Choice, Field, Frame, Link, Notice};
use crate::words::count;

#[derive(Template)]
#[template(path = "panel/party/handover.html")]
struct Page {
    frame: Frame,
    leaves: String,
    work: Vec<Link>,
    deadline: Notice,
    action: String,
    back: String,
    request: String,
    fields: Vec<Field>,
    /// What becomes of the account of who leaves, if there is one.
    end: Option<Field>,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    AppointmentPath(id): AppointmentPath,
) -> Response {
    let enters = site.app.new_appointment_id();
    let form = SupervisorForm::default();
    match build(&site, &who, id, enters, &form, "suspender", None).await {
        Ok(page) => pages::show(&page),
        Err(error) => pages::failure(&site, &error),
    }
}

async fn build(
    site: &Installation,
    who: &Session,
    id: AppointmentId,
    enters: AppointmentId,
    form: &SupervisorForm,
    end: &str,
    refusal: Option<&PartyRefusal>,
) -> Result<Page, AppError> {
    let named = one(site, who, id).await?;
    let work = site.app.open_work(who, id).await?;
    let fields = fields(form, refusal);
    let action = format!("/panel/partido/supervision/{id}");
    Ok(Page {
        frame: site
            .frame(who, Part::Party, "Cambiar a la persona supervisora")
            .section("Su partido")
            .crumb("Inicio", "/panel")
            .crumb("Su partido", "/panel/partido")
            .crumb("Personas supervisoras", "/panel/partido/supervision")
            .errors(problems(&fields, refusal)),
        leaves: named.appointment.name.clone(),
        work: open_work(&named, work),
        deadline: deadline(site),
        back: action.clone(),
        action: format!("{action}/relevo"),
        request: enters.to_string(),
        fields,
        end: named
            .account
            .as_ref()
            .map(|account| end_field(&account.login, end)),
    })
}

fn end_field(login: &str, chosen: &str) -> Field {
    let choices = vec![
        Choice::new("suspender", "Suspenderla")
            .hint("No podrá entrar. La administración del sistema puede levantar la suspensión."),
        Choice::new("cerrar", "Cerrarla")
            .hint("No podrá entrar nunca más. Lo que hizo queda en el historial a su nombre."),
    ];
    Field::radios(
        "cuenta",
        format!("Qué hacer con la cuenta {login}"),
        chosen,
        choices,
    )
}

/// What stays open, each with the way to it.
fn open_work(named: &NamedSupervisor, work: OpenWork) -> Vec<Link> {
    let assigned = named
        .appointment
        .account
        .map(|account| format!("/panel/partido/tablero?asignacion={account}"));
    let cases = |number| count(number, "caso", "casos");
    let candidacies = count(
        work.assigned,
        "candidatura asignada",
        "candidaturas asignadas",
    );
    let found = [
        (
            work.held,
            format!(
                "{} que tomó y no ha decidido: vuelven a la fila",
                cases(work.held)
            ),
            "/panel/candidaturas?estado=in_stage".to_owned(),
        ),
        (
            work.waiting,
            format!(
                "{} de su partido por validar: los verá quien entra",
                cases(work.waiting)
            ),
            "/panel/candidaturas?estado=in_stage".to_owned(),
        ),
        (
            work.assigned,
            format!("{candidacies} para capturar: puede repartirlas en el tablero"),
            assigned.unwrap_or_default(),
        ),
    ];
    found
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(_, words, href)| Link::new(words, href))
        .collect()
}

pub async fn act(
    State(site): State<Installation>,
    who: Session,
    AppointmentPath(id): AppointmentPath,
    arrived: Arrived,
) -> Response {
    let form = typed(&arrived);
    let end = arrived.trimmed("cuenta");
    let enters = arrived
        .trimmed("solicitud")
        .parse()
        .unwrap_or_else(|_| site.app.new_appointment_id());
    let change = Replacement {
        leaves: id,
        enters,
        form: form.clone(),
        // Whoever says nothing can still undo what was done.
        account: match end {
            "cerrar" => AccountEnd::Close,
            _ => AccountEnd::Suspend,
        },
    };
    let refusal = match site.app.replace_supervisor(&who, change, arrived.at).await {
        Ok(()) => return Redirect::to("/panel/partido/supervision?hecho=relevo").into_response(),
        Err(PartyRefusal::App(error)) => return pages::failure(&site, &error),
        Err(refusal) => refusal,
    };
    match build(&site, &who, id, enters, &form, end, Some(&refusal)).await {
        Ok(page) => pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page),
        Err(error) => pages::failure(&site, &error),
    }
}
