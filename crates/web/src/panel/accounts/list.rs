//! The accounts that somebody manages.

use app::AppError;
use app::accounts::{AccountFilter, AccountsAsked, Custody};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::account::Role;
use domain::id::AccountId;
use serde::Deserialize;

use super::wording::{badge, role_and_party};
use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::frame::{Part, flash};
use crate::panel::query::Address;
use crate::ui::{Cell, Choice, Column, Empty, Field, Filters, Frame, LineKind, Link, Pager, Table};
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
    estado: String,
    #[serde(default)]
    despues: String,
    hecho: Option<String>,
}

/// The states by which accounts are looked for.
const STATES: [(&str, &str); 4] = [
    ("sin-activar", "Sin activar"),
    ("activadas", "Activadas"),
    ("sin-entregar", "Sin entrega registrada"),
    ("cerradas", "Cerradas"),
];

impl Asked {
    fn asked(&self) -> AccountsAsked {
        let activated = match self.estado.as_str() {
            "sin-activar" => Some(false),
            "activadas" => Some(true),
            _ => None,
        };
        AccountsAsked {
            filter: AccountFilter {
                role: self.papel.parse().ok(),
                party: self.partido.parse().ok(),
                activated,
                closed: Some(self.estado == "cerradas").filter(|_| !self.estado.is_empty()),
                delivered: (self.estado == "sin-entregar").then_some(false),
                ..AccountFilter::default()
            },
            text: self.q.clone(),
        }
    }

    fn address(&self) -> Address {
        Address::new("/panel/cuentas")
            .with("q", &self.q)
            .with("papel", &self.papel)
            .with("partido", &self.partido)
            .with("estado", &self.estado)
    }
}

#[derive(Template)]
#[template(path = "panel/accounts/list.html")]
struct ListPage {
    frame: Frame,
    ways: Vec<Link>,
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

async fn build(site: &Installation, who: &Session, asked: &Asked) -> Result<ListPage, AppError> {
    let custody = site.app.custody_of(who)?;
    let after: Option<AccountId> = asked.despues.parse().ok();
    let page = site
        .app
        .accounts_page(who, &asked.asked(), after, PAGE)
        .await?;
    let address = asked.address();
    let next = page.next.map(|last| {
        address
            .clone()
            .with("despues", last.to_string())
            .to_string()
    });
    let columns = vec![
        Column::text("Quién"),
        Column::text("Usuario"),
        Column::text("Papel"),
        Column::text("Estado"),
    ];
    let table = Table::new("Cuentas", columns)
        .hide_caption()
        .rows(page.accounts.iter().map(|account| {
            vec![
                Cell::link(&account.holder, format!("/panel/cuentas/{}", account.id)),
                Cell::Code(account.login.clone()),
                role_and_party(site, account),
                Cell::Badge(badge(account)),
            ]
        }));
    Ok(ListPage {
        frame: site
            .frame(who, Part::Accounts, "Cuentas")
            .crumb("Inicio", "/panel")
            .flash(flash(asked.hecho.as_deref()))
            .wide(),
        ways: vec![
            Link::new("Crear muchas cuentas a la vez", "/panel/cuentas/lote"),
            Link::new("Cartas con códigos de activación", "/panel/cuentas/cartas"),
            Link::new("Entregas y acuses", "/panel/entregas"),
        ],
        filters: filters(site, asked, &custody, page.total),
        table,
        pager: Pager::new("", after.map(|_| address.to_string()), next),
        empty: Empty::new(
            "No hay cuentas con estos filtros",
            "Quite un filtro o cree la cuenta.",
        )
        .next("Crear una cuenta", "/panel/cuentas/nueva"),
    })
}

fn filters(site: &Installation, asked: &Asked, custody: &Custody, total: u64) -> Filters {
    let roles = Role::ALL
        .iter()
        .filter(|role| *custody == Custody::Process || !role.is_institutes())
        .map(|role| Choice::new(role.key(), role.label()));
    let states = STATES.map(|(key, words)| Choice::new(key, words));
    let address = asked.address();
    let mut filters = Filters::new("/panel/cuentas", count(total, "cuenta", "cuentas"))
        .search(Field::line("q", "Buscar por nombre o usuario", &asked.q).kind(LineKind::Search))
        .field(Field::select("papel", "Papel", &asked.papel, roles.collect()).blank("Todos"))
        .field(Field::select("estado", "Estado", &asked.estado, states.to_vec()).blank("Todos"));
    if *custody == Custody::Process {
        let parties = site.profile().parties.iter();
        let parties = parties.map(|party| Choice::new(party.key.as_str(), &party.initials));
        let field = Field::select("partido", "Partido", &asked.partido, parties.collect());
        filters = filters.field(field.blank("Todos"));
    }
    let mut chip = |name: &'static str, title: &str, words: Option<String>| {
        if let Some(words) = words {
            let without = address.clone().without(name).to_string();
            filters = filters.clone().chip(format!("{title}: {words}"), without);
        }
    };
    let role = asked.papel.parse::<Role>().ok();
    chip("papel", "Papel", role.map(|role| role.label().to_owned()));
    let party = asked.partido.parse().ok();
    let party = party.and_then(|party| site.profile().party(&party));
    chip(
        "partido",
        "Partido",
        party.map(|party| party.initials.clone()),
    );
    let state = STATES.iter().find(|(key, _)| *key == asked.estado);
    chip(
        "estado",
        "Estado",
        state.map(|(_, words)| (*words).to_owned()),
    );
    filters
}
