//! Who has each role of the institute, what waits for a second person, and what each role may do.

use app::AppError;
use app::accounts::{AccountFilter, AccountsAsked};
use app::proposals::ProposalsAbout;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::account::Role;
use domain::policy::{Right, may_ever};
use domain::profile::Profile;
use domain::proposal::Proposal;

use super::wording::{account_of, badge, name};
use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::accounts::badge as account_badge;
use crate::panel::desk::Done;
use crate::panel::frame::{Part, flash};
use crate::ui::{Cell, Column, Frame, Link, Notice, Table};

/// Accounts of one role that the page shows; the list of accounts has all of them.
const SHOWN: u32 = 100;
/// Decided proposals that the page shows.
const DECIDED: usize = 20;

#[derive(Template)]
#[template(path = "panel/roles/roster.html")]
struct Page {
    frame: Frame,
    alone: Option<Notice>,
    invitations: Vec<Link>,
    people: Table,
    waiting: Table,
    decided: Table,
    permissions: Table,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(done): Query<Done>,
) -> Response {
    match build(&site, &who, done.hecho.as_deref()).await {
        Ok(page) => pages::show(&page),
        Err(error) => pages::failure(&site, &error),
    }
}

async fn build(site: &Installation, who: &Session, done: Option<&str>) -> Result<Page, AppError> {
    let (mut waiting, mut decided) = (Vec::new(), Vec::new());
    for about in [ProposalsAbout::Accounts, ProposalsAbout::Terms] {
        let (some_wait, some_decided) = site.app.proposals(who, about, DECIDED).await?;
        waiting.extend(some_wait);
        decided.extend(some_decided);
    }
    decided.sort_by_key(|proposal| std::cmp::Reverse(proposal.at));
    let institutes = || {
        Role::ALL
            .into_iter()
            .filter(|role| role.is_institutes() && site.app.is_used(*role))
    };
    Ok(Page {
        frame: site
            .frame(who, Part::Roles, "Papeles y permisos")
            .crumb("Inicio", "/panel")
            .flash(flash(done))
            .wide(),
        alone: alone(site).await?,
        invitations: institutes()
            .map(|role| {
                let words = format!("Invitar a otra persona: {}", role.label());
                Link::new(words, format!("/panel/cuentas/nueva?papel={}", role.key()))
            })
            .collect(),
        people: people(site, who, institutes()).await?,
        waiting: proposals(site, "Propuestas que esperan a otra persona", &waiting).await?,
        decided: proposals(site, "Últimas propuestas decididas", &decided).await?,
        permissions: permissions(site.profile()),
    })
}

/// What to do where there is nobody to be the second person.
pub async fn alone(site: &Installation) -> Result<Option<Notice>, AppError> {
    if site.app.administrators_in_use().await? > 1 {
        return Ok(None);
    }
    let notice = Notice::attention("Solo hay una cuenta de administración en uso")
        .text(
            "Cerrar una cuenta de la administración, o darle un código nuevo, necesita a dos personas. Invite a otra y \
             pídale que active su cuenta.",
        )
        .text(
            "Si la única persona de la administración no puede entrar, quien opera la computadora del instituto crea \
             otra cuenta con esta orden:",
        )
        .command(
            "conoceles cuentas crear --datos CARPETA --papel administradora --nombre \"Nombre Completo\"",
        );
    Ok(Some(notice))
}

async fn people(
    site: &Installation,
    who: &Session,
    roles: impl Iterator<Item = Role>,
) -> Result<Table, AppError> {
    let columns = vec![
        Column::text("Quién"),
        Column::text("Usuario"),
        Column::text("Papel"),
        Column::text("Estado"),
    ];
    let mut table = Table::new("Personas del instituto", columns).hide_caption();
    for role in roles {
        let asked = AccountsAsked {
            filter: AccountFilter {
                role: Some(role),
                ..AccountFilter::default()
            },
            text: String::new(),
        };
        let found = site.app.accounts_page(who, &asked, None, SHOWN).await?;
        table = table.rows(found.accounts.iter().map(|account| {
            vec![
                Cell::link(&account.holder, format!("/panel/cuentas/{}", account.id)),
                Cell::Code(account.login.clone()),
                Cell::text(role.label()),
                Cell::Badge(account_badge(account)),
            ]
        }));
    }
    Ok(table)
}

async fn proposals(
    site: &Installation,
    caption: &str,
    proposals: &[Proposal],
) -> Result<Table, AppError> {
    let columns = vec![
        Column::text("Propuesta"),
        Column::text("De quién"),
        Column::text("Quién propuso"),
        Column::text("Cuándo"),
        Column::text("Estado"),
    ];
    let mut table = Table::new(caption, columns).hide_caption();
    for proposal in proposals {
        let holder = match account_of(&proposal.matter) {
            Some(account) => Cell::text(name(site, account).await?),
            None => Cell::text("Todas las candidaturas"),
        };
        table = table.row(vec![
            Cell::link(
                proposal.matter.label(),
                format!("/panel/papeles/propuestas/{}", proposal.id),
            ),
            holder,
            Cell::text(name(site, proposal.by).await?),
            Cell::Moment {
                words: site.calendar().moment(proposal.at),
                machine: proposal.at.to_string(),
            },
            Cell::Badge(badge(proposal)),
        ]);
    }
    Ok(table)
}

/// What each role may do, asked of the policy itself pair by pair.
fn permissions(profile: &Profile) -> Table {
    let roles = Role::ALL.iter().map(|role| Column::text(role.label()));
    let columns = std::iter::once(Column::text("Permiso")).chain(roles);
    Table::new("Qué puede hacer cada papel", columns.collect())
        .hide_caption()
        .rows(Right::ALL.iter().map(|right| {
            let pairs = Role::ALL.iter().map(|role| {
                if may_ever(profile, *role, *right) {
                    Cell::text("Sí")
                } else {
                    Cell::Missing("No".to_owned())
                }
            });
            std::iter::once(Cell::text(right.label()))
                .chain(pairs)
                .collect()
        }))
}
