//! The supervisors of the own party: who they are, since when, in time or late, with which account.

use app::AppError;
use app::party::NamedSupervisor;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::profile::SupervisorDelivery;

use super::contact_form::{campaigns, contact, in_time};
use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::desk::Done;
use crate::panel::frame::{Part, flash};
use crate::ui::{Cell, Column, Empty, Frame, Notice, Table};

#[derive(Template)]
#[template(path = "panel/party/supervisors.html")]
struct Page {
    frame: Frame,
    deadline: Notice,
    accounts: &'static str,
    /// Where the party makes the account itself.
    makes: bool,
    table: Table,
    empty: Empty,
    former: Option<Table>,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(done): Query<Done>,
) -> Response {
    match site.app.supervisors(&who).await {
        Ok(named) => pages::show(&build(&site, &who, &named, done.hecho.as_deref())),
        Err(error) => pages::failure(&site, &error),
    }
}

fn build(
    site: &Installation,
    who: &Session,
    named: &[NamedSupervisor],
    done: Option<&str>,
) -> Page {
    let (former, in_force): (Vec<_>, Vec<_>) = named
        .iter()
        .partition(|named| named.appointment.ended.is_some());
    Page {
        frame: site
            .frame(who, Part::Party, "Personas supervisoras")
            .section("Su partido")
            .crumb("Inicio", "/panel")
            .crumb("Su partido", "/panel/partido")
            .wide()
            .flash(flash(done)),
        deadline: deadline(site),
        accounts: account_words(site),
        makes: site.profile().accounts.supervisor == SupervisorDelivery::Party,
        table: in_force_table(site, &in_force),
        empty: Empty::new(
            "Su partido no ha registrado persona supervisora",
            "Sin ella nadie puede validar los cuestionarios de su partido.",
        ),
        former: (!former.is_empty()).then(|| former_table(site, &former)),
    }
}

/// Until when a party registers its supervisors, and what being late means.
pub fn deadline(site: &Installation) -> Notice {
    let (start, day) = campaigns(site);
    if site.app.now() < start {
        Notice::information(format!("Las campañas empiezan el {day}"))
            .text("Registre antes de ese día a las personas supervisoras de su partido, con un teléfono o correo.")
    } else {
        Notice::attention(format!("Las campañas empezaron el {day}")).text(
            "Debían registrarse antes de ese día. Quien se registre ahora puede trabajar igual, porque sin persona \
             supervisora nadie valida, pero queda marcado que fue después.",
        )
    }
}

/// Who makes and delivers the account.
pub fn account_words(site: &Installation) -> &'static str {
    match site.profile().accounts.supervisor {
        SupervisorDelivery::Institute => {
            "El instituto creará y entregará la cuenta de cada persona que registre aquí, con el contacto que escriba."
        }
        SupervisorDelivery::Party => {
            "Después de registrar a la persona, cree su cuenta, entréguesela y anote aquí cuál es."
        }
    }
}

fn in_force_table(site: &Installation, named: &[&NamedSupervisor]) -> Table {
    let columns = vec![
        Column::text("Persona"),
        Column::text("Contacto"),
        Column::text("Registrada"),
        Column::text("A tiempo"),
        Column::text("Cuenta"),
        Column::text("Cambiar"),
    ];
    Table::new("Personas supervisoras en funciones", columns).rows(named.iter().map(|named| {
        let appointment = &named.appointment;
        let address = format!("/panel/partido/supervision/{}", appointment.id);
        vec![
            Cell::link(&appointment.name, &address),
            Cell::text(contact(appointment)),
            Cell::Moment {
                words: site.calendar().day(appointment.at),
                machine: appointment.at.to_string(),
            },
            Cell::Badge(in_time(appointment)),
            account_cell(named),
            Cell::action(
                "Cambiar",
                format!("a {} por otra persona", appointment.name),
                format!("{address}/relevo"),
            ),
        ]
    }))
}

/// The account's login, or that there is none.
pub fn account_cell(named: &NamedSupervisor) -> Cell {
    match &named.account {
        Some(account) => Cell::Code(account.login.clone()),
        None => Cell::Missing("Todavía sin cuenta".to_owned()),
    }
}

fn former_table(site: &Installation, named: &[&NamedSupervisor]) -> Table {
    let columns = vec![
        Column::text("Persona"),
        Column::text("Desde"),
        Column::text("Hasta"),
        Column::text("Cuenta"),
    ];
    let day = |at: domain::time::Instant| Cell::Moment {
        words: site.calendar().day(at),
        machine: at.to_string(),
    };
    Table::new("Personas que dejaron la supervisión", columns).rows(named.iter().map(|named| {
        let appointment = &named.appointment;
        vec![
            Cell::text(&appointment.name),
            day(appointment.at),
            appointment
                .ended
                .map_or_else(|| Cell::Missing("Sin fecha".to_owned()), day),
            account_cell(named),
        ]
    }))
}

/// One supervisor of the own party for the pages about that person.
pub async fn one(
    site: &Installation,
    who: &Session,
    id: domain::id::AppointmentId,
) -> Result<NamedSupervisor, AppError> {
    let named = site.app.supervisor(who, id).await?;
    match named.appointment.ended {
        None => Ok(named),
        // Who left is on the list; there is nothing to change any more.
        Some(_) => Err(AppError::NotFound),
    }
}
