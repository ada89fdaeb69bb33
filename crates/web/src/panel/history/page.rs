//! A page of the history.

use app::AppError;
use app::history::{HistoryFilter, HistoryRow, Names};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::account::Role;
use domain::activity::{Action, Module};
use domain::id::AccountId;
use domain::questionnaire::clean_text;
use domain::time::Instant;
use jiff::civil::{Date, Time};
use serde::Deserialize;

use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::frame::Part;
use crate::panel::query::Address;
use crate::ui::{Cell, Choice, Column, Empty, Field, Filters, Frame, LineKind, Pager, Table};
use crate::words::thousands;

const PAGE: u32 = 50;

/// The filters as they come in the address.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    modulo: String,
    #[serde(default)]
    accion: String,
    #[serde(default)]
    desde: String,
    #[serde(default)]
    hasta: String,
    #[serde(default)]
    usuario: String,
    #[serde(default)]
    objeto: String,
    #[serde(default)]
    antes: String,
}

impl Asked {
    /// The filter, and the account of the login that was typed.
    pub async fn filter(
        &self,
        site: &Installation,
        who: &Session,
    ) -> Result<HistoryFilter, AppError> {
        let login = self.usuario.trim();
        let account = match login {
            "" => None,
            login => {
                let known = site.app.account_of_login(who, login).await?;
                // A login that nobody has filters everything out, as people expect.
                Some(known.unwrap_or_else(nobody))
            }
        };
        let zone = &site.profile().institute.zone;
        let day = |text: &str| text.trim().parse::<Date>().ok();
        Ok(HistoryFilter {
            from: day(&self.desde).map(|day| Instant::from_civil(day, Time::midnight(), zone)),
            until: day(&self.hasta).map(|day| domain::time::end_of_day(day, zone)),
            account,
            module: Module::ALL
                .into_iter()
                .find(|module| module.code() == self.modulo),
            action: Action::from_code(&self.accion),
            subject: Some(clean_text(&self.objeto)).filter(|subject| !subject.is_empty()),
            ..HistoryFilter::default()
        })
    }

    fn address(&self, path: &'static str) -> Address {
        Address::new(path)
            .with("modulo", &self.modulo)
            .with("accion", &self.accion)
            .with("desde", self.desde.trim())
            .with("hasta", self.hasta.trim())
            .with("usuario", self.usuario.trim())
            .with("objeto", self.objeto.trim())
    }
}

/// An account that does not exist.
fn nobody() -> AccountId {
    "00000000-0000-0000-0000-000000000000"
        .parse()
        .expect("the nil identifier has the right form")
}

#[derive(Template)]
#[template(path = "panel/history/page.html")]
struct Page {
    frame: Frame,
    filters: Filters,
    table: Table,
    pager: Pager,
    empty: Empty,
    point: Option<String>,
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
    let filter = asked.filter(site, who).await?;
    let before = asked.antes.parse().ok();
    let page = site.app.history_page(who, &filter, before, PAGE).await?;
    let columns = vec![
        Column::text("Fecha y hora"),
        Column::text("Quién"),
        Column::text("Módulo"),
        Column::text("Qué hizo"),
        Column::text("Sobre qué"),
        Column::figure("Asiento"),
    ];
    let rows = page.rows.iter().map(|row| cells(site, row, &page.names));
    let address = asked.address("/panel/historial");
    let next = page
        .next
        .map(|next| address.clone().with("antes", next.to_string()).to_string());
    Ok(Page {
        frame: site
            .frame(who, Part::History, "Historial de actividad")
            .crumb("Inicio", "/panel")
            .wide(),
        filters: filters(asked, page.size, &address),
        table: Table::new("Lo que hizo cada persona, lo más reciente primero", columns).rows(rows),
        pager: Pager::new(
            format!("{} en esta página", page.rows.len()),
            before.map(|_| address.to_string()),
            next,
        ),
        empty: Empty::new(
            "Ningún asiento coincide",
            "Quite un filtro o amplíe las fechas.",
        )
        .next("Ver todo el historial", "/panel/historial"),
        point: page.checkpoint.as_ref().map(|point| {
            format!(
                "Último punto de control firmado: {} asientos, {}.",
                thousands(point.size),
                site.calendar().moment(point.instant)
            )
        }),
    })
}

fn filters(asked: &Asked, size: u64, address: &Address) -> Filters {
    let any = || std::iter::once(Choice::new("", "Todos"));
    let modules = Module::ALL
        .iter()
        .map(|module| Choice::new(module.code(), module.label()));
    let actions = Action::ALL
        .iter()
        .map(|action| Choice::new(action.code(), action.label()));
    let mut filters = Filters::new(
        "/panel/historial",
        format!("El historial tiene {} asientos", thousands(size)),
    )
    .field(Field::line("desde", "Desde", asked.desde.trim()).kind(LineKind::Date))
    .field(Field::line("hasta", "Hasta", asked.hasta.trim()).kind(LineKind::Date))
    .field(Field::select(
        "modulo",
        "Módulo",
        &asked.modulo,
        any().chain(modules).collect(),
    ))
    .field(Field::select(
        "accion",
        "Qué hizo",
        &asked.accion,
        any().chain(actions).collect(),
    ))
    .field(Field::line("usuario", "Usuario", asked.usuario.trim()))
    .field(Field::line("objeto", "Identificador", asked.objeto.trim()))
    .export(
        "Descargar CSV",
        asked.address("/panel/historial.csv").to_string(),
    );
    for (name, value) in address.pairs() {
        filters = filters.chip(
            said(name, &value),
            address.clone().without(name).to_string(),
        );
    }
    filters
}

/// A filter in words.
fn said(name: &str, value: &str) -> String {
    let module = || {
        Module::ALL
            .into_iter()
            .find(|module| module.code() == value)
    };
    match name {
        "modulo" => format!(
            "Módulo: {}",
            module().map_or(value, |module| module.label())
        ),
        "accion" => format!(
            "Qué hizo: {}",
            Action::from_code(value).map_or(value, |action| action.label())
        ),
        "desde" => format!("Desde: {value}"),
        "hasta" => format!("Hasta: {value}"),
        "usuario" => format!("Usuario: {value}"),
        _ => format!("Identificador: {value}"),
    }
}

/// The role in which it was done.
pub fn role(row: &HistoryRow) -> String {
    row.entry
        .fields()
        .role
        .parse::<Role>()
        .map_or_else(|_| String::new(), |role| role.label().to_owned())
}

fn cells(site: &Installation, row: &HistoryRow, names: &Names) -> Vec<Cell> {
    let at = Instant::from_micros(row.entry.fields().instant);
    let module = Module::ALL
        .into_iter()
        .find(|module| module.code() == row.entry.fields().module);
    let action = Action::from_code(&row.entry.fields().action);
    vec![
        Cell::Moment {
            words: site.calendar().stamp(at),
            machine: at.to_string(),
        },
        Cell::Two(names.author(row), role(row)),
        Cell::text(module.map_or_else(
            || row.entry.fields().module.clone(),
            |module| module.label().to_owned(),
        )),
        Cell::text(action.map_or_else(
            || row.entry.fields().action.clone(),
            |action| action.label().to_owned(),
        )),
        Cell::Two(names.subject(row), details(row)),
        Cell::text(thousands(row.position + 1)),
    ]
}

/// The details of an entry on one line.
pub fn details(row: &HistoryRow) -> String {
    let parts: Vec<String> = row
        .entry
        .fields()
        .details
        .iter()
        .map(|(key, value)| format!("{key}: {value}"))
        .collect();
    parts.join(", ")
}
