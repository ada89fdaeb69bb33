//! The accounts, and one of them: its state, its receipt.

use app::AppError;
use app::accounts::{AccountFilter, AccountsError};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::{Account, Role, Seat, Standing};
use domain::id::AccountId;
use domain::time::Instant;
use jiff::civil::DateTime;
use serde::Deserialize;

use crate::Installation;
use crate::http::{Arrived, Query, Session, pages};
use crate::panel::desk::Done;
use crate::panel::frame::{Part, flash};
use crate::panel::names;
use crate::panel::path::AccountPath;
use crate::panel::query::Address;
use crate::ui::{
    Badge, Cell, Choice, Column, Empty, ErrorSummary, Fact, Facts, Field, Filters, Frame, LineKind,
    Pager, State as Colour, Table,
};

const PAGE: u32 = 50;

/// The filters as they come in the address.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    papel: String,
    #[serde(default)]
    partido: String,
    #[serde(default)]
    despues: String,
    hecho: Option<String>,
}

#[derive(Template)]
#[template(path = "panel/accounts/list.html")]
struct ListPage {
    frame: Frame,
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
    let filter = AccountFilter {
        role: asked.papel.parse().ok(),
        party: asked.partido.parse().ok(),
        ..AccountFilter::default()
    };
    let after: Option<AccountId> = asked.despues.parse().ok();
    let accounts = site.app.accounts(who, &filter, after, PAGE + 1).await?;
    let more = accounts.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    let shown = &accounts[..accounts
        .len()
        .min(usize::try_from(PAGE).unwrap_or(usize::MAX))];
    let address = Address::new("/panel/cuentas")
        .with("papel", &asked.papel)
        .with("partido", &asked.partido);
    let next = shown.last().filter(|_| more).map(|last| {
        address
            .clone()
            .with("despues", last.id.to_string())
            .to_string()
    });
    let roles = Role::ALL
        .iter()
        .map(|role| Choice::new(role.key(), role.label()));
    let parties = site
        .profile()
        .parties
        .iter()
        .map(|party| Choice::new(party.key.as_str(), &party.initials));
    let any = || std::iter::once(Choice::new("", "Todos"));
    let filters = Filters::new("/panel/cuentas", format!("{} en esta página", shown.len()))
        .field(Field::select(
            "papel",
            "Papel",
            &asked.papel,
            any().chain(roles).collect(),
        ))
        .field(Field::select(
            "partido",
            "Partido",
            &asked.partido,
            any().chain(parties).collect(),
        ));
    let columns = vec![
        Column::text("Quién"),
        Column::text("Usuario"),
        Column::text("Papel"),
        Column::text("Estado"),
    ];
    let table = Table::new("Cuentas", columns).rows(shown.iter().map(|account| {
        vec![
            Cell::link(&account.holder, format!("/panel/cuentas/{}", account.id)),
            Cell::Code(account.login.clone()),
            Cell::Two(
                account.seat.role().label().to_owned(),
                party_of(site, account),
            ),
            Cell::Badge(badge(account)),
        ]
    }));
    Ok(ListPage {
        frame: site
            .frame(who, Part::Accounts, "Cuentas")
            .crumb("Inicio", "/panel")
            .flash(flash(asked.hecho.as_deref()))
            .wide(),
        filters,
        table,
        pager: Pager::new("", after.map(|_| address.to_string()), next),
        empty: Empty::new(
            "No hay cuentas con estos filtros",
            "Quite un filtro o cree la cuenta.",
        )
        .next("Crear una cuenta", "/panel/cuentas/nueva"),
    })
}

fn party_of(site: &Installation, account: &Account) -> String {
    let party = account
        .seat
        .party()
        .and_then(|party| site.profile().party(party));
    party.map_or_else(String::new, |party| party.initials.clone())
}

fn badge(account: &Account) -> Badge {
    match (&account.standing, &account.notice) {
        (Standing::Issued { .. }, _) => Badge::new(Colour::Attention, "Sin activar"),
        (Standing::Active { .. }, None) => Badge::new(Colour::InTerm, "Falta aceptar el aviso"),
        (Standing::Active { .. }, Some(_)) => Badge::new(Colour::Done, "En uso"),
    }
}

#[derive(Template)]
#[template(path = "panel/accounts/one.html")]
struct OnePage {
    frame: Frame,
    facts: Facts,
    action: String,
    receipt: Option<Field>,
    reissues: bool,
}

pub async fn one(
    State(site): State<Installation>,
    who: Session,
    AccountPath(id): AccountPath,
    Query(done): Query<Done>,
) -> Response {
    match build_one(&site, &who, id, "", None).await {
        Ok(mut page) => {
            page.frame = page.frame.flash(flash(done.hecho.as_deref()));
            pages::show(&page)
        }
        Err(error) => pages::failure(&site, &error),
    }
}

async fn build_one(
    site: &Installation,
    who: &Session,
    id: AccountId,
    typed: &str,
    error: Option<String>,
) -> Result<OnePage, AppError> {
    let (account, candidacy) = site.app.account(who, id).await?;
    let calendar = site.calendar();
    let mut facts = vec![
        Fact::text("Usuario", &account.login),
        Fact::text("Papel", account.seat.role().label()),
        Fact::text("Creada", calendar.moment(account.created)),
    ];
    if account.seat.party().is_some() {
        facts.push(Fact::text("Partido", party_of(site, &account)));
    }
    if let Some(candidacy) = &candidacy {
        facts.push(Fact::text("Candidatura", candidacy.data.person.full_name()));
        facts.push(Fact::text(
            "Cargo",
            names::office_and_place(site.profile(), candidacy),
        ));
        if let Some(term) = candidacy.term {
            facts.push(Fact::text(
                "Plazo",
                calendar.term(term.ends, site.app.now()),
            ));
        }
    }
    facts.push(match &account.standing {
        Standing::Issued { .. } => Fact::text("Estado", "Sin activar"),
        Standing::Active { since, .. } => Fact::text("Activada", calendar.moment(*since)),
    });
    let starts = matches!(
        account.seat,
        Seat::PartyRepresentative { .. } | Seat::Independent { .. }
    );
    let running = candidacy
        .as_ref()
        .is_some_and(|candidacy| candidacy.term.is_some());
    let receipt = (starts && !running).then(|| {
        let now = site.app.now().in_zone(&site.profile().institute.zone).strftime("%Y-%m-%dT%H:%M").to_string();
        let shown = if typed.is_empty() { now } else { typed.to_owned() };
        Field::line("recibida", "Fecha y hora de recepción", shown)
            .kind(LineKind::Moment)
            .hint("Hora del instituto. Desde este momento se cuenta el plazo de captura; después no se puede cambiar.")
            .error(error)
    });
    Ok(OnePage {
        frame: site
            .frame(who, Part::Accounts, &account.holder)
            .section("Cuentas")
            .crumb("Inicio", "/panel")
            .crumb("Cuentas", "/panel/cuentas")
            .errors(ErrorSummary::of(receipt.iter())),
        facts: Facts::new(facts),
        action: format!("/panel/cuentas/{id}"),
        receipt,
        reissues: matches!(account.standing, Standing::Issued { .. }),
    })
}

pub async fn receipt(
    State(site): State<Installation>,
    who: Session,
    AccountPath(id): AccountPath,
    arrived: Arrived,
) -> Response {
    let typed = arrived.trimmed("recibida");
    let outcome = match typed.parse::<DateTime>() {
        Ok(local) => {
            let received =
                Instant::from_civil(local.date(), local.time(), &site.profile().institute.zone);
            site.app
                .record_receipt(&who, id, received, arrived.at)
                .await
                .map_err(|error| match error {
                    AccountsError::App(error) => Err(error),
                    refusal => Ok(refusal.to_string()),
                })
        }
        Err(_) => Err(Ok(
            "Escriba la fecha y la hora como 2024-04-05T10:30.".to_owned()
        )),
    };
    match outcome {
        Ok(_) => Redirect::to("/panel/cuentas?hecho=recepcion").into_response(),
        Err(Err(error)) => pages::failure(&site, &error),
        Err(Ok(message)) => match build_one(&site, &who, id, typed, Some(message)).await {
            Ok(page) => pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page),
            Err(error) => pages::failure(&site, &error),
        },
    }
}
