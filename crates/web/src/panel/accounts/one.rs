//! One account: its state, its deliveries, what can be done with it.

use app::AppError;
use app::accounts::{AccountsError, Custody, folio};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::account::{Account, LockReason, Role, Standing};
use domain::delivery::Delivery;
use domain::id::AccountId;
use domain::registry::Candidacy;

use super::wording::{badge, party_initials};
use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::desk::Done;
use crate::panel::frame::{Part, flash};
use crate::panel::names;
use crate::panel::path::AccountPath;
use crate::ui::{Cell, Column, Fact, Facts, Frame, Link, Table};

#[derive(Template)]
#[template(path = "panel/accounts/one.html")]
struct OnePage {
    frame: Frame,
    facts: Facts,
    action: String,
    deliveries: Table,
    delivers: bool,
    reissues: bool,
    /// The identifier of the letter that its form makes.
    letter: String,
    changes: Vec<Link>,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    AccountPath(id): AccountPath,
    Query(done): Query<Done>,
) -> Response {
    match build(&site, &who, id, done.hecho.as_deref()).await {
        Ok(page) => pages::show(&page),
        Err(AccountsError::App(error)) => pages::failure(&site, &error),
        Err(refusal) => super::refused(&site, "No se puede ver la cuenta", &refusal),
    }
}

async fn build(
    site: &Installation,
    who: &Session,
    id: AccountId,
    done: Option<&str>,
) -> Result<OnePage, AccountsError> {
    let custody = site.app.custody_of(who)?;
    let (account, candidacy) = site.app.account(who, id).await?;
    let deliveries = site.app.deliveries_of(who, id).await?;
    let hands_on = site.app.hands_on(&custody, account.seat.role());
    let open = account.closed.is_none();
    let waits = matches!(account.standing, Standing::Issued { .. });
    Ok(OnePage {
        frame: site
            .frame(who, Part::Accounts, &account.holder)
            .section("Cuentas")
            .crumb("Inicio", "/panel")
            .crumb("Cuentas", "/panel/cuentas")
            .flash(flash(done)),
        facts: facts(site, &account, candidacy.as_ref()),
        action: format!("/panel/cuentas/{id}"),
        deliveries: table(site, &deliveries),
        delivers: hands_on && open,
        reissues: hands_on && open && waits && !is_suspended(&account),
        letter: site.app.new_letters_id().to_string(),
        changes: changes(who, &account, &custody, hands_on),
    })
}

fn facts(site: &Installation, account: &Account, candidacy: Option<&Candidacy>) -> Facts {
    let calendar = site.calendar();
    let mut facts = vec![
        Fact::text("Usuario", &account.login),
        Fact::text("Folio", folio(account.id)),
        Fact::text("Papel", account.seat.role().label()),
        Fact::text("Estado", badge(account).word),
        Fact::text(
            "Contacto",
            account.contact.as_deref().unwrap_or("Sin registrar"),
        ),
        Fact::text("Creada", calendar.moment(account.created)),
    ];
    if account.seat.party().is_some() {
        facts.push(Fact::text("Partido", party_initials(site, account)));
    }
    if let Some(candidacy) = candidacy {
        facts.push(Fact::text("Candidatura", candidacy.data.person.full_name()));
        let office = names::office_and_place(site.profile(), candidacy);
        facts.push(Fact::text("Cargo", office));
        if let Some(term) = candidacy.term {
            let words = calendar.term(term.ends, site.app.now());
            facts.push(Fact::text("Plazo", words));
        }
    }
    if let Standing::Active { since, .. } = &account.standing {
        facts.push(Fact::text("Activada", calendar.moment(*since)));
    }
    if let Some(at) = account.closed {
        facts.push(Fact::text("Cerrada", calendar.moment(at)));
    } else if let Some(lock) = account.lock {
        facts.push(Fact::text("Bloqueada desde", calendar.moment(lock.at)));
    }
    Facts::new(facts)
}

/// The deliveries of an account.
fn table(site: &Installation, deliveries: &[Delivery]) -> Table {
    let columns = vec![
        Column::text("Recibida"),
        Column::text("Quién la recibió"),
        Column::text("Hoja firmada"),
    ];
    Table::new("Entregas de esta cuenta", columns)
        .hide_caption()
        .rows(deliveries.iter().map(|delivery| {
            vec![
                Cell::Moment {
                    words: site.calendar().moment(delivery.received),
                    machine: delivery.received.to_string(),
                },
                Cell::Two(delivery.receiver.clone(), delivery.charge.clone()),
                page_cell(delivery),
            ]
        }))
}

/// The way to a delivery's signed page.
pub fn page_cell(delivery: &Delivery) -> Cell {
    match &delivery.page {
        Some(_) => Cell::action(
            "Descargar",
            format!("la hoja que firmó {}", delivery.receiver),
            format!("/panel/entregas/{}/hoja", delivery.id),
        ),
        None => Cell::Missing("Sin hoja".to_owned()),
    }
}

fn is_suspended(account: &Account) -> bool {
    account
        .lock
        .is_some_and(|lock| lock.reason == LockReason::Suspended)
}

/// What else this person can change about the account.
fn changes(who: &Session, account: &Account, custody: &Custody, hands_on: bool) -> Vec<Link> {
    let mut changes = Vec::new();
    if account.closed.is_some() {
        return changes;
    }
    let way =
        |words: &str, rest: &str| Link::new(words, format!("/panel/cuentas/{}/{rest}", account.id));
    if hands_on {
        changes.push(way("Corregir titular o contacto", "titular"));
    }
    let role = account.seat.role();
    let own = account.id == who.actor.account();
    let may = match custody {
        Custody::Process => true,
        Custody::Party(_) => role == Role::Capturer,
    };
    if own || !may {
        return changes;
    }
    changes.push(if is_suspended(account) {
        way("Reanudar la cuenta", "estado?accion=reanudar")
    } else {
        way("Suspender la cuenta", "estado?accion=suspender")
    });
    if role == Role::Administrator {
        let propose = |words: &str, matter: &str| {
            let to = format!(
                "/panel/papeles/proponer?asunto={matter}&cuenta={}",
                account.id
            );
            Link::new(words, to)
        };
        changes.push(propose(
            "Proponer su cierre a otra persona de la administración",
            "cierre",
        ));
        changes.push(propose(
            "Proponer un código nuevo, si perdió su contraseña o su segundo paso",
            "rescate",
        ));
    } else {
        changes.push(way("Cerrar la cuenta para siempre", "estado?accion=cerrar"));
    }
    changes
}

/// An account's holder and login, for the head of pages about it.
pub async fn head(
    site: &Installation,
    who: &Session,
    id: AccountId,
) -> Result<(Account, Facts), AppError> {
    let (account, candidacy) = site.app.account(who, id).await?;
    let mut facts = vec![
        Fact::text("Cuenta de", &account.holder),
        Fact::text("Usuario", &account.login),
        Fact::text("Papel", account.seat.role().label()),
    ];
    if account.seat.party().is_some() {
        facts.push(Fact::text("Partido", party_initials(site, &account)));
    }
    if let Some(candidacy) = candidacy {
        let office = names::office_and_place(site.profile(), &candidacy);
        facts.push(Fact::text("Cargo", office));
    }
    Ok((account, Facts::new(facts)))
}
