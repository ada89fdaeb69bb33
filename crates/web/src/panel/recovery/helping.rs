//! Requests for help, for who manages the accounts: check by the registered channel, then give a code, lock, or dismiss.

use app::accounts::Issued;
use app::sign_in::{HelpCase, HelpRefusal, Helped, RescueRefusal};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::{Account, CODE_DAYS, LockReason, RESCUE_HOURS, Role, Standing};
use domain::help_request::{HelpKind, HelpOutcome};
use domain::id::HelpRequestId;
use serde::Deserialize;

use crate::Installation;
use crate::http::{Arrived, Query, Session, pages};
use crate::panel::frame::{Part, flash};
use crate::panel::names;
use crate::panel::path::{AccountPath, HelpPath};
use crate::ui::{
    Cell, Column, Confirmation, Empty, ErrorSummary, Fact, FactValue, Facts, Field, Frame, Notice,
    Table,
};

/// What was done on the page before.
#[derive(Debug, Default, Deserialize)]
pub struct Done {
    hecho: Option<String>,
}

#[derive(Template)]
#[template(path = "panel/recovery/list.html")]
struct ListPage {
    frame: Frame,
    table: Table,
    empty: Empty,
}

#[derive(Template)]
#[template(path = "panel/recovery/one.html")]
struct OnePage {
    frame: Frame,
    facts: Facts,
    notice: Option<Notice>,
    checked: Option<Field>,
    then: &'static str,
    button: &'static str,
    action: String,
}

#[derive(Template)]
#[template(path = "panel/recovery/locked.html")]
struct LockedPage {
    frame: Frame,
    facts: Facts,
    action: String,
}

#[derive(Template)]
#[template(path = "panel/recovery/code.html")]
struct CodePage {
    frame: Frame,
    confirmation: Confirmation,
}

fn frame(site: &Installation, who: &Session, title: &str) -> Frame {
    site.frame(who, Part::Accounts, title)
        .section("Ayuda para entrar")
        .crumb("Inicio", "/panel")
}

pub async fn list(
    State(site): State<Installation>,
    who: Session,
    Query(done): Query<Done>,
) -> Response {
    let cases = match site.app.help_cases(&who).await {
        Ok(cases) => cases,
        Err(error) => return pages::failure(&site, &error),
    };
    let columns = vec![
        Column::text("Cuenta de"),
        Column::text("Usuario"),
        Column::text("Qué pide"),
        Column::text("Desde"),
    ];
    let table = Table::new("Solicitudes que esperan", columns).rows(cases.iter().map(|case| {
        vec![
            Cell::link(
                &case.account.holder,
                format!("/panel/ayuda/{}", case.request.id),
            ),
            Cell::Code(case.account.login.clone()),
            Cell::text(case.request.kind.label()),
            Cell::Moment {
                words: site.calendar().moment(case.request.at),
                machine: case.request.at.to_string(),
            },
        ]
    }));
    pages::show(&ListPage {
        frame: frame(&site, &who, "Ayuda para entrar")
            .flash(flash(done.hecho.as_deref()))
            .wide(),
        table,
        empty: Empty::new(
            "Nadie espera ayuda",
            "Cuando alguien de quien usted administra la cuenta pida ayuda o reporte un extravío, aparecerá aquí.",
        )
        .next("Volver al inicio", "/panel"),
    })
}

pub async fn one(
    State(site): State<Installation>,
    who: Session,
    HelpPath(id): HelpPath,
) -> Response {
    show(&site, &who, id, None).await
}

async fn show(
    site: &Installation,
    who: &Session,
    id: HelpRequestId,
    error: Option<String>,
) -> Response {
    let wrong = error.is_some();
    match site.app.help_case(who, id).await {
        Ok(case) => {
            let page = build(site, who, &case, error);
            match wrong {
                true => pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page),
                false => pages::show(&page),
            }
        }
        Err(error) => pages::failure(site, &error),
    }
}

fn build(site: &Installation, who: &Session, case: &HelpCase, error: Option<String>) -> OnePage {
    let kind = case.request.kind;
    let notice = obstacle(who, case);
    let checked = (notice.is_none()).then(|| {
        Field::check(
            "comprobado",
            "Ya comprobé por el medio registrado que es la persona",
            false,
        )
        .error(error)
    });
    let (then, button) = match kind {
        HelpKind::Access => (
            "Dele el código que aparecerá. Con él elige una contraseña nueva; su segundo paso y su hoja anteriores dejan de servir.",
            "Dar un código para volver a entrar",
        ),
        HelpKind::Loss => (
            "Bloquee la cuenta. Después podrá darle un código para volver a entrar; su plazo no cambia.",
            "Bloquear la cuenta",
        ),
    };
    OnePage {
        frame: frame(site, who, &case.account.holder)
            .crumb("Ayuda para entrar", "/panel/ayuda")
            .errors(ErrorSummary::of(checked.iter())),
        facts: facts(site, case),
        notice,
        checked,
        then,
        button,
        action: format!("/panel/ayuda/{}", case.request.id),
    }
}

/// What keeps the request from being answered here, told before anybody is called.
fn obstacle(who: &Session, case: &HelpCase) -> Option<Notice> {
    let account = &case.account;
    if let Some((outcome, _)) = case.request.ended {
        let told = match outcome {
            HelpOutcome::Confirmed => "Esta solicitud ya se atendió",
            HelpOutcome::Dismissed => "Esta solicitud se descartó",
        };
        return Some(Notice::closed(told));
    }
    if account.closed.is_some() {
        return Some(Notice::closed(
            "La cuenta está cerrada: no se puede volver a entrar con ella",
        ));
    }
    if account
        .lock
        .is_some_and(|lock| lock.reason == LockReason::Suspended)
    {
        return Some(
            Notice::attention("La cuenta está suspendida")
                .text("Primero hay que levantar la suspensión, en la página de la cuenta."),
        );
    }
    if account.id == who.actor.account() {
        return Some(Notice::attention(RescueRefusal::Own.to_string()));
    }
    let of_administration =
        account.seat.role() == Role::Administrator && case.request.kind == HelpKind::Access;
    of_administration.then(|| {
        Notice::attention("Necesita a dos personas de la administración")
            .text(RescueRefusal::SecondPerson.to_string())
            .link("Ir a Papeles", "/panel/papeles")
    })
}

fn facts(site: &Installation, case: &HelpCase) -> Facts {
    let (account, calendar) = (&case.account, site.calendar());
    let mut facts = vec![
        Fact::text("Qué pide", case.request.kind.label()),
        Fact::text("Desde", calendar.moment(case.request.at)),
        match &account.contact {
            Some(contact) => Fact::text("Medio de contacto registrado", contact),
            None => Fact::new(
                "Medio de contacto registrado",
                FactValue::Missing(
                    "No hay ninguno en la cuenta. Compruebe en persona, con identificación, o por el medio que conste en el registro de la candidatura.".to_owned(),
                ),
            ),
        },
        Fact::new("Usuario", FactValue::Code(account.login.clone())),
        Fact::text("Papel", account.seat.role().label()),
        Fact::text("Cómo está la cuenta", standing(account)),
    ];
    if let Some(candidacy) = &case.candidacy {
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
    Facts::new(facts)
}

fn standing(account: &Account) -> &'static str {
    match (
        account.closed,
        account.lock.map(|lock| lock.reason),
        &account.standing,
    ) {
        (Some(_), ..) => "Cerrada",
        (_, Some(LockReason::Suspended), _) => "Suspendida",
        (_, Some(LockReason::ReportedLost), _) => "Bloqueada por extravío",
        (_, None, Standing::Issued { .. }) => "Sin activar",
        (_, None, Standing::Active { .. }) => "En uso",
    }
}

pub async fn confirm(
    State(site): State<Installation>,
    who: Session,
    HelpPath(id): HelpPath,
    arrived: Arrived,
) -> Response {
    match site
        .app
        .confirm_help(&who, id, arrived.ticked("comprobado"))
        .await
    {
        Ok(Helped::Code(issued)) => pages::show(&code(&site, &who, &issued)),
        Ok(Helped::Locked(account)) => pages::show(&locked(&site, &who, &account)),
        Err(HelpRefusal::NotChecked) => {
            let told = HelpRefusal::NotChecked.to_string();
            show(&site, &who, id, Some(told)).await
        }
        Err(refusal) => refused(&site, refusal),
    }
}

pub async fn dismiss(
    State(site): State<Installation>,
    who: Session,
    HelpPath(id): HelpPath,
) -> Response {
    match site.app.dismiss_help(&who, id).await {
        Ok(()) => Redirect::to("/panel/ayuda?hecho=ayuda-descartada").into_response(),
        Err(refusal) => refused(&site, refusal),
    }
}

pub async fn give_code(
    State(site): State<Installation>,
    who: Session,
    AccountPath(id): AccountPath,
    arrived: Arrived,
) -> Response {
    if !arrived.ticked("comprobado") {
        return refused(&site, HelpRefusal::NotChecked);
    }
    match site.app.offer_rescue(&who, id).await {
        Ok(issued) => pages::show(&code(&site, &who, &issued)),
        Err(refusal) => refused(&site, refusal.into()),
    }
}

fn refused(site: &Installation, refusal: HelpRefusal) -> Response {
    let told = match refusal {
        HelpRefusal::App(error) | HelpRefusal::Rescue(RescueRefusal::App(error)) => {
            return pages::failure(site, &error);
        }
        other => other.to_string(),
    };
    let told = vec![told, "Nada cambió con este intento.".to_owned()];
    pages::message(site, StatusCode::CONFLICT, "No se dio ningún código", told)
}

fn locked(site: &Installation, who: &Session, account: &Account) -> LockedPage {
    LockedPage {
        frame: frame(site, who, "La cuenta quedó bloqueada")
            .crumb("Ayuda para entrar", "/panel/ayuda"),
        facts: Facts::new(vec![
            Fact::text("Cuenta de", &account.holder),
            Fact::new("Usuario", FactValue::Code(account.login.clone())),
        ]),
        action: format!("/panel/ayuda/cuenta/{}/codigo", account.id),
    }
}

/// The code, shown once: to get in again, or to activate an account that never was.
fn code(site: &Installation, who: &Session, issued: &Issued) -> CodePage {
    let account = &issued.account;
    let is_new = matches!(account.standing, Standing::Issued { .. });
    let hours = if is_new { CODE_DAYS * 24 } else { RESCUE_HOURS };
    let until = site.app.now().plus_seconds(hours * 3_600);
    let facts = Facts::new(vec![
        Fact::text("Cuenta de", &account.holder),
        Fact::new("Usuario", FactValue::Code(account.login.clone())),
        Fact::text("El código sirve hasta", site.calendar().moment(until)),
    ]);
    let (name, where_used) = match is_new {
        true => (
            "Código de activación",
            "La persona lo usa en la página «Activar su cuenta».",
        ),
        false => (
            "Código para volver a entrar",
            "La persona lo usa en la página «Entrar», en «Tengo un código para volver a entrar».",
        ),
    };
    let confirmation = Confirmation::new("Código listo", issued.code.as_str(), facts)
        .code_named(name)
        .next("Déselo a la persona ahora, por el medio con el que comprobó que es ella. No se vuelve a mostrar y sirve una sola vez.")
        .next(where_used);
    CodePage {
        frame: frame(site, who, "Código listo").crumb("Ayuda para entrar", "/panel/ayuda"),
        confirmation,
    }
}
