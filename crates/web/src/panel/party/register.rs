//! The register of all parties for the institute: their supervisors, who is missing or late, and who lacks a notice.

use app::AppError;
use app::party::{NamedSupervisor, PartyRegister};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::profile::SupervisorDelivery;
use serde::Deserialize;

use super::contact_form::{campaigns, contact, in_time};
use super::supervisors::account_cell;
use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::csv_file;
use crate::panel::frame::Part;
use crate::panel::query::Address;
use crate::ui::{
    Badge, Cell, Choice, Column, Empty, Field, Filters, Frame, Notice, State as Colour, Table,
};
use crate::words::count;

const PATH: &str = "/panel/partido/registro";

/// The filter as it comes in the address.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// `sin_persona`, `tarde` or `sin_aviso`.
    #[serde(default)]
    ver: String,
}

impl Asked {
    fn keeps(&self, register: &PartyRegister<'_>) -> bool {
        match self.ver.as_str() {
            "sin_persona" => register.supervisors.is_empty(),
            "tarde" => register
                .supervisors
                .iter()
                .any(|named| named.appointment.late),
            "sin_aviso" => register.notice.is_none(),
            _ => true,
        }
    }

    const fn words(view: &str) -> Option<&'static str> {
        Some(match view.as_bytes() {
            b"sin_persona" => "Partidos sin persona supervisora",
            b"tarde" => "Registradas después del inicio de campañas",
            b"sin_aviso" => "Partidos sin aviso de privacidad",
            _ => return None,
        })
    }
}

#[derive(Template)]
#[template(path = "panel/party/register.html")]
struct Page {
    frame: Frame,
    state: Notice,
    accounts: &'static str,
    filters: Filters,
    table: Table,
    empty: Empty,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(asked): Query<Asked>,
) -> Response {
    match build(&site, &who, &asked).await {
        Ok(page) => pages::show(&page),
        Err(error) => pages::failure(&site, &error),
    }
}

async fn build(site: &Installation, who: &Session, asked: &Asked) -> Result<Page, AppError> {
    let registers = site.app.party_registers(who).await?;
    let shown: Vec<&PartyRegister<'_>> = registers
        .iter()
        .filter(|register| asked.keeps(register))
        .collect();
    Ok(Page {
        frame: site
            .frame(who, Part::Accounts, "Lo que registran los partidos")
            .section("Partidos")
            .crumb("Inicio", "/panel")
            .crumb("Cuentas", "/panel/cuentas")
            .wide(),
        state: state(site, &registers),
        accounts: match site.profile().accounts.supervisor {
            SupervisorDelivery::Institute => {
                "El instituto crea y entrega la cuenta de cada persona de esta lista, con el contacto que dio su partido."
            }
            SupervisorDelivery::Party => {
                "Cada partido crea y entrega las cuentas de sus personas supervisoras."
            }
        },
        filters: filters(asked, shown.len()),
        table: table(site, &shown),
        empty: Empty::new(
            "Ningún partido está en este caso",
            "Quite el filtro para verlos todos.",
        )
        .next("Ver todos", PATH),
    })
}

/// How many parties lack what, in words.
fn state(site: &Installation, registers: &[PartyRegister<'_>]) -> Notice {
    let number = |is: &dyn Fn(&PartyRegister<'_>) -> bool| {
        let found = registers.iter().filter(|register| is(register)).count();
        u64::try_from(found).unwrap_or(u64::MAX)
    };
    let parties = |number| count(number, "partido", "partidos");
    let without = number(&|register| register.supervisors.is_empty());
    let late = number(&|register| register.supervisors.iter().any(|s| s.appointment.late));
    let no_notice = number(&|register| register.notice.is_none());
    let (_, campaigns) = campaigns(site);
    let title = format!("Partidos sin persona supervisora: {without}");
    let notice = if without == 0 {
        Notice::done("Todos los partidos tienen persona supervisora")
    } else {
        Notice::attention(title)
    };
    let notice = notice.text(format!(
        "Debían registrarlas antes del {campaigns}, cuando empiezan las campañas: {} lo hicieron después.",
        parties(late)
    ));
    if site.profile().capture.party_notice {
        notice.text(format!(
            "Sin aviso de privacidad propio: {}. Sus personas no pueden capturar mientras falte.",
            parties(no_notice)
        ))
    } else {
        notice
    }
}

fn filters(asked: &Asked, shown: usize) -> Filters {
    let views = ["sin_persona", "tarde", "sin_aviso"];
    let choices = views
        .iter()
        .filter_map(|view| Some(Choice::new(*view, Asked::words(view)?)))
        .collect();
    let total = u64::try_from(shown).unwrap_or(u64::MAX);
    let export = Address::new("/panel/partido/registro.csv").with("ver", &asked.ver);
    let filters = Filters::new(PATH, count(total, "partido", "partidos"))
        .field(Field::select("ver", "Ver", &asked.ver, choices).blank("Todos los partidos"))
        .export("Descargar CSV", export.to_string());
    match Asked::words(&asked.ver) {
        Some(words) => filters.chip(words, PATH),
        None => filters,
    }
}

fn table(site: &Installation, shown: &[&PartyRegister<'_>]) -> Table {
    let columns = vec![
        Column::text("Partido"),
        Column::text("Persona supervisora"),
        Column::text("Contacto"),
        Column::text("Registrada"),
        Column::text("A tiempo"),
        Column::text("Cuenta"),
        Column::text("Aviso de privacidad"),
        Column::text("Constancias"),
    ];
    Table::new("Partidos y sus personas supervisoras", columns)
        .rows(shown.iter().flat_map(|register| rows(site, register)))
}

/// One row for each supervisor, or one that says that there is none.
fn rows(site: &Installation, register: &PartyRegister<'_>) -> Vec<Vec<Cell>> {
    let notice = || match &register.notice {
        Some(notice) => Cell::link(
            format!("Versión {}", notice.version),
            format!("/avisos/{}", register.party.key),
        ),
        None => Cell::Badge(Badge::new(Colour::Attention, "Falta")),
    };
    let evidence = || {
        let party = register.party;
        let href = format!("/panel/partido/registro/{}", party.key);
        Cell::action("Ver", format!("las constancias de {}", party.name), href)
    };
    if register.supervisors.is_empty() {
        let missing = || Cell::Missing("Sin persona supervisora".to_owned());
        return vec![vec![
            Cell::text(&register.party.name),
            Cell::Badge(Badge::new(Colour::Attention, "Sin persona supervisora")),
            missing(),
            missing(),
            missing(),
            missing(),
            notice(),
            evidence(),
        ]];
    }
    let row = |named: &NamedSupervisor| {
        let appointment = &named.appointment;
        vec![
            Cell::text(&register.party.name),
            Cell::text(&appointment.name),
            Cell::text(contact(appointment)),
            Cell::Moment {
                words: site.calendar().day(appointment.at),
                machine: appointment.at.to_string(),
            },
            Cell::Badge(in_time(appointment)),
            account_cell(named),
            notice(),
            evidence(),
        ]
    };
    register.supervisors.iter().map(row).collect()
}

const HEADER: [&str; 10] = [
    "partido",
    "nombre_partido",
    "persona",
    "telefono",
    "correo",
    "registrada",
    "despues_de_campanas",
    "dejo_el_cargo",
    "usuario",
    "version_del_aviso",
];

/// Exactly what the filter shows; those who left are there as well.
pub async fn file(
    State(site): State<Installation>,
    who: Session,
    Query(asked): Query<Asked>,
) -> Response {
    match site.app.party_registers(&who).await {
        Ok(registers) => {
            let shown = registers.iter().filter(|register| asked.keeps(register));
            let rows = shown.flat_map(|register| file_rows(&site, register));
            csv_file::answer("partidos.csv", HEADER, rows)
        }
        Err(error) => pages::failure(&site, &error),
    }
}

fn file_rows(site: &Installation, register: &PartyRegister<'_>) -> Vec<[String; 10]> {
    let party = || [register.party.key.to_string(), register.party.name.clone()];
    let version = || {
        let notice = register.notice.as_ref();
        notice
            .map(|notice| notice.version.to_string())
            .unwrap_or_default()
    };
    let people = register.supervisors.iter().chain(&register.former);
    let mut rows: Vec<[String; 10]> = people
        .map(|named| {
            let appointment = &named.appointment;
            let [key, name] = party();
            let account = named.account.as_ref();
            [
                key,
                name,
                appointment.name.clone(),
                appointment.contact.telephone.clone(),
                appointment.contact.email.clone(),
                site.calendar().stamp(appointment.at),
                if appointment.late { "si" } else { "no" }.to_owned(),
                appointment
                    .ended
                    .map(|ended| site.calendar().stamp(ended))
                    .unwrap_or_default(),
                account
                    .map(|account| account.login.clone())
                    .unwrap_or_default(),
                version(),
            ]
        })
        .collect();
    if register.supervisors.is_empty() {
        let [key, name] = party();
        let mut row: [String; 10] = Default::default();
        row[0] = key;
        row[1] = name;
        row[9] = version();
        rows.push(row);
    }
    rows
}
