//! The ledger: each account with its delivery.

use app::AppError;
use app::accounts::{AccountFilter, AccountsAsked, Custody, LedgerRow};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::account::Role;
use domain::id::AccountId;
use serde::Deserialize;

use super::gaps;
use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::accounts::{page_cell, role_and_party};
use crate::panel::frame::Part;
use crate::panel::query::Address;
use crate::ui::{Cell, Choice, Column, Empty, Field, Filters, Frame, LineKind, Pager, Table};
use crate::words::count;

const PAGE: u32 = 50;

/// The filters as they come in the address.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    papel: String,
    #[serde(default)]
    partido: String,
    #[serde(default)]
    entrega: String,
    #[serde(default)]
    despues: String,
}

const DELIVERED: [(&str, &str); 2] = [("si", "Entregadas"), ("no", "Sin entregar")];

impl Asked {
    /// The accounts of the ledger: those that were not closed.
    pub fn asked(&self) -> AccountsAsked {
        AccountsAsked {
            filter: AccountFilter {
                role: self.papel.parse().ok(),
                party: self.partido.parse().ok(),
                closed: Some(false),
                delivered: match self.entrega.as_str() {
                    "si" => Some(true),
                    "no" => Some(false),
                    _ => None,
                },
                ..AccountFilter::default()
            },
            text: self.q.clone(),
        }
    }

    fn address(&self, path: &'static str) -> Address {
        Address::new(path)
            .with("q", &self.q)
            .with("papel", &self.papel)
            .with("partido", &self.partido)
            .with("entrega", &self.entrega)
    }

    /// What is asked for, in words, for the printed ledger.
    pub fn words(&self, site: &Installation) -> String {
        let role = self.papel.parse::<Role>().ok();
        let party = self.partido.parse().ok();
        let party = party.and_then(|party| site.profile().party(&party));
        let delivered = DELIVERED.iter().find(|(key, _)| *key == self.entrega);
        let parts = [
            role.map(|role| role.label().to_owned()),
            party.map(|party| party.name.clone()),
            delivered.map(|(_, words)| (*words).to_owned()),
            Some(self.q.clone()).filter(|words| !words.is_empty()),
        ];
        let words: Vec<String> = parts.into_iter().flatten().collect();
        if words.is_empty() {
            "Todas las cuentas".to_owned()
        } else {
            words.join(", ")
        }
    }
}

#[derive(Template)]
#[template(path = "panel/deliveries/ledger.html")]
struct Page {
    frame: Frame,
    gaps: gaps::Gaps,
    filters: Filters,
    table: Table,
    pager: Pager,
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
    let custody = site.app.custody_of(who)?;
    let after: Option<AccountId> = asked.despues.parse().ok();
    let (rows, next, total) = site.app.ledger(who, &asked.asked(), after, PAGE).await?;
    let address = asked.address("/panel/entregas");
    let next = next.map(|last| {
        address
            .clone()
            .with("despues", last.to_string())
            .to_string()
    });
    Ok(Page {
        frame: site
            .frame(who, Part::Accounts, "Entregas y acuses")
            .section("Cuentas")
            .crumb("Inicio", "/panel")
            .crumb("Cuentas", "/panel/cuentas")
            .wide(),
        gaps: gaps::build(site, who).await?,
        filters: filters(site, asked, &custody, total),
        table: table(site, &custody, &rows),
        pager: Pager::new("", after.map(|_| address.to_string()), next),
        empty: Empty::new(
            "No hay cuentas con estos filtros",
            "Quite un filtro o cree las cuentas que falten.",
        )
        .next("Ver todas", "/panel/entregas"),
    })
}

fn table(site: &Installation, custody: &Custody, rows: &[LedgerRow]) -> Table {
    let columns = vec![
        Column::text("Cuenta"),
        Column::text("Papel"),
        Column::text("Recibida"),
        Column::text("Quién la recibió"),
        Column::text("Hoja firmada"),
        Column::text("Acción"),
    ];
    Table::new("Relación de entregas", columns).rows(rows.iter().map(|row| {
        let account = &row.account;
        let (received, receiver, page) = match row.deliveries.last() {
            None => (
                Cell::Missing("Sin entregar".to_owned()),
                Cell::Missing("Nadie todavía".to_owned()),
                Cell::Missing("Sin hoja".to_owned()),
            ),
            Some(last) => (
                Cell::Moment {
                    words: site.calendar().moment(last.received),
                    machine: last.received.to_string(),
                },
                Cell::Two(
                    last.receiver.clone(),
                    under(&last.charge, row.deliveries.len()),
                ),
                page_cell(last),
            ),
        };
        let action = if site.app.hands_on(custody, account.seat.role()) {
            Cell::action(
                "Registrar entrega",
                format!("de la cuenta {}", account.login),
                format!("/panel/cuentas/{}/entrega", account.id),
            )
        } else {
            Cell::Missing("La entrega el instituto".to_owned())
        };
        vec![
            Cell::link(&account.holder, format!("/panel/cuentas/{}", account.id)),
            role_and_party(site, account),
            received,
            receiver,
            page,
            action,
        ]
    }))
}

/// The charge, and that there were earlier deliveries.
fn under(charge: &str, deliveries: usize) -> String {
    let earlier = match deliveries {
        0 | 1 => String::new(),
        2 => "Es la segunda entrega".to_owned(),
        many => format!("Es la entrega número {many}"),
    };
    match (charge.is_empty(), earlier.is_empty()) {
        (false, false) => format!("{charge}. {earlier}"),
        _ => format!("{charge}{earlier}"),
    }
}

fn filters(site: &Installation, asked: &Asked, custody: &Custody, total: u64) -> Filters {
    let roles = Role::ALL
        .iter()
        .filter(|role| *custody == Custody::Process || !role.is_institutes())
        .map(|role| Choice::new(role.key(), role.label()));
    let delivered = DELIVERED.map(|(key, words)| Choice::new(key, words));
    let mut filters = Filters::new("/panel/entregas", count(total, "cuenta", "cuentas"))
        .search(Field::line("q", "Buscar por nombre o usuario", &asked.q).kind(LineKind::Search))
        .field(
            Field::select("entrega", "Entrega", &asked.entrega, delivered.to_vec()).blank("Todas"),
        )
        .field(Field::select("papel", "Papel", &asked.papel, roles.collect()).blank("Todos"))
        .export(
            "Descargar CSV",
            asked.address("/panel/entregas.csv").to_string(),
        )
        .export(
            "Descargar PDF para firma",
            asked.address("/panel/entregas.pdf").to_string(),
        );
    if *custody == Custody::Process {
        let parties = site.profile().parties.iter();
        let parties = parties.map(|party| Choice::new(party.key.as_str(), &party.initials));
        let field = Field::select("partido", "Partido", &asked.partido, parties.collect());
        filters = filters.field(field.blank("Todos"));
    }
    let address = asked.address("/panel/entregas");
    let role = asked.papel.parse::<Role>().ok();
    if let Some(role) = role {
        let without = address.clone().without("papel").to_string();
        filters = filters.chip(format!("Papel: {}", role.label()), without);
    }
    let party = asked.partido.parse().ok();
    if let Some(party) = party.and_then(|party| site.profile().party(&party)) {
        let without = address.clone().without("partido").to_string();
        filters = filters.chip(format!("Partido: {}", party.initials), without);
    }
    if let Some((_, words)) = DELIVERED.iter().find(|(key, _)| *key == asked.entrega) {
        let without = address.without("entrega").to_string();
        filters = filters.chip(format!("Entrega: {words}"), without);
    }
    filters
}
