//! Proposals about the registry: the list, one of them with what it would change, and the decision.

use app::registry::ProposalView;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::ProposalId;
use domain::proposal::{Matter, Proposal, ProposalState};

use super::facts;
use super::review::{Hindered, carried, manages, meanwhile, seen};
use crate::Installation;
use crate::http::{Arrived, Query, Session, pages};
use crate::panel::desk::Done;
use crate::panel::frame::{Part, flash};
use crate::panel::path::ProposalPath;
use crate::ui::{
    Badge, Cell, Column, Difference, Empty, ErrorSummary, Fact, Facts, Field, Frame, Link,
    State as Colour, Table,
};

const PATH: &str = "/panel/registro/propuestas";
/// Decided proposals that are listed.
const DECIDED: usize = 100;

#[derive(Template)]
#[template(path = "panel/registry/proposals.html")]
struct ListPage {
    frame: Frame,
    waiting: Table,
    empty: Empty,
    decided: Table,
}

pub async fn list(
    State(site): State<Installation>,
    who: Session,
    Query(done): Query<Done>,
) -> Response {
    let (waiting, decided) = match site.app.registry_proposals(&who, DECIDED).await {
        Ok(found) => found,
        Err(error) => return pages::failure(&site, &error),
    };
    pages::show(&ListPage {
        frame: site
            .frame(&who, Part::Registry, "Propuestas de cambios al registro")
            .section("Registro")
            .crumb("Inicio", "/panel")
            .crumb("Registro", "/panel/registro")
            .flash(flash(done.hecho.as_deref()))
            .wide(),
        waiting: table(&site, "Esperan una decisión, las más antiguas primero", &waiting),
        empty: Empty::new(
            "No hay propuestas en espera",
            "Aquí aparecen las altas, correcciones y cancelaciones que propone el área de registro.",
        )
        .next("Ver el registro", "/panel/registro"),
        decided: table(&site, "Decididas, las más recientes primero", &decided),
    })
}

fn table(site: &Installation, caption: &str, views: &[ProposalView]) -> Table {
    let columns = ["Qué", "De quién", "Quién propone", "Cuándo", "Estado"];
    let columns = columns.into_iter().map(Column::text).collect();
    Table::new(caption, columns).rows(views.iter().map(|view| {
        let proposal = &view.proposal;
        vec![
            Cell::link(proposal.matter.label(), format!("{PATH}/{}", proposal.id)),
            Cell::text(about(view)),
            Cell::text(&view.proposer),
            Cell::Moment {
                words: site.calendar().moment(proposal.at),
                machine: proposal.at.to_string(),
            },
            Cell::Badge(badge(proposal)),
        ]
    }))
}

fn about(view: &ProposalView) -> String {
    match (&view.proposal.matter, &view.candidacy) {
        (Matter::Register { data } | Matter::Correct { data, .. }, _) => data.person.full_name(),
        (_, Some(candidacy)) => candidacy.data.person.full_name(),
        _ => String::new(),
    }
}

fn badge(proposal: &Proposal) -> Badge {
    match proposal.state {
        ProposalState::Waiting => Badge::new(Colour::Attention, "En espera"),
        ProposalState::Applied { .. } if proposal.was_done_at_once() => {
            Badge::new(Colour::Done, "Hecha directamente")
        }
        ProposalState::Applied { .. } => Badge::new(Colour::Done, "Aplicada"),
        ProposalState::Rejected { .. } => Badge::new(Colour::Closed, "Rechazada"),
        ProposalState::Withdrawn { .. } => Badge::new(Colour::Closed, "Retirada"),
    }
}

#[derive(Template)]
#[template(path = "panel/registry/proposal.html")]
struct OnePage {
    frame: Frame,
    about: Facts,
    meanwhile: Vec<Difference>,
    changes: Vec<Difference>,
    data: Option<Facts>,
    candidacy: Option<Link>,
    action: String,
    seen: String,
    decides: bool,
    withdraws: bool,
    second_person: bool,
    reason: Field,
}

pub async fn one(
    State(site): State<Installation>,
    who: Session,
    ProposalPath(id): ProposalPath,
    Query(done): Query<Done>,
) -> Response {
    match site.app.registry_proposal(&who, id).await {
        Ok(view) => {
            let mut page = page(&site, &who, &view, None);
            page.frame = page.frame.flash(flash(done.hecho.as_deref()));
            pages::show(&page)
        }
        Err(error) => pages::failure(&site, &error),
    }
}

fn page(
    site: &Installation,
    who: &Session,
    view: &ProposalView,
    hindered: Option<(&Arrived, Hindered)>,
) -> OnePage {
    let ProposalView {
        proposal,
        candidacy,
        ..
    } = view;
    let current = site.app.current();
    let waits = proposal.state == ProposalState::Waiting;
    let own = proposal.by == who.actor.account();
    let (mut changes, mut data) = (Vec::new(), None);
    match (&proposal.matter, candidacy) {
        // While it waits, what counts is what it would change today; afterwards, what it changed.
        (Matter::Correct { data: after, .. }, Some(now)) if waits => {
            changes = facts::differences(&current, &now.data, after);
        }
        (
            Matter::Correct {
                before: Some(before),
                data: after,
                ..
            },
            _,
        ) => changes = facts::differences(&current, before, after),
        (Matter::Correct { data: after, .. } | Matter::Register { data: after }, _) => {
            data = Some(facts::all(&current, after));
        }
        (_, Some(candidacy)) => data = Some(facts::all(&current, &candidacy.data)),
        _ => {}
    }
    let mut errors = ErrorSummary::default();
    let (mut since, mut reason_error, mut typed) = (Vec::new(), None, "");
    // What the registry became after it was proposed.
    if let (
        true,
        Matter::Correct {
            before: Some(before),
            ..
        },
        Some(now),
    ) = (waits, &proposal.matter, candidacy)
    {
        since = facts::differences(&current, before, &now.data);
    }
    if let Some((form, hindered)) = hindered {
        typed = form.value("motivo");
        match hindered {
            Hindered::Reason(told) => reason_error = Some(told),
            Hindered::Changed(now) => {
                since = meanwhile(site, form, &now);
                errors = errors.general(
                    "Alguien cambió esta candidatura mientras usted revisaba. No se aplicó nada: vea lo que cambió y decida de nuevo.",
                );
            }
            Hindered::Problems(checked) => {
                for problem in checked.errors {
                    errors = errors.general(problem.message);
                }
            }
            Hindered::Rule(told) => errors = errors.general(told),
            Hindered::App(error) => errors = errors.general(error.to_string()),
        }
    }
    let reason = Field::text("motivo", "Motivo del rechazo", typed)
        .rows(3)
        .hint("Lo lee quien hizo la propuesta.")
        .error(reason_error);
    let in_fields = ErrorSummary::of([&reason]);
    if errors.is_empty() {
        errors = in_fields;
    }
    OnePage {
        frame: site
            .frame(who, Part::Registry, proposal.matter.label())
            .section("Propuestas")
            .crumb("Inicio", "/panel")
            .crumb("Registro", "/panel/registro")
            .crumb("Propuestas", PATH)
            .errors(errors),
        about: told(site, view),
        meanwhile: since,
        changes,
        data,
        candidacy: candidacy.as_ref().map(|candidacy| {
            let href = format!("/panel/registro/candidaturas/{}", candidacy.id);
            Link::new("Ver la candidatura en el registro", href)
        }),
        action: format!("{PATH}/{}", proposal.id),
        seen: carried(candidacy.as_ref()),
        decides: waits && manages(site, who) && !own,
        withdraws: waits && own,
        second_person: waits && own && manages(site, who),
        reason,
    }
}

fn told(site: &Installation, view: &ProposalView) -> Facts {
    let ProposalView { proposal, .. } = view;
    let calendar = site.calendar();
    let mut rows = vec![
        Fact::text("Estado", badge(proposal).word),
        Fact::text("De quién", about(view)),
        Fact::text("Motivo", &proposal.reason),
        Fact::text("Quién propone", &view.proposer),
        Fact::text("Cuándo", calendar.moment(proposal.at)),
    ];
    match &proposal.state {
        ProposalState::Waiting => {}
        ProposalState::Applied { at, .. } => {
            rows.push(Fact::text("La aplicó", &view.decider));
            rows.push(Fact::text("Aplicada", calendar.moment(*at)));
        }
        ProposalState::Rejected { at, reason, .. } => {
            rows.push(Fact::text("La rechazó", &view.decider));
            rows.push(Fact::text("Rechazada", calendar.moment(*at)));
            rows.push(Fact::text("Motivo del rechazo", reason));
        }
        ProposalState::Withdrawn { at } => {
            rows.push(Fact::text("Retirada", calendar.moment(*at)));
        }
    }
    Facts::new(rows)
}

pub async fn apply(
    State(site): State<Installation>,
    who: Session,
    ProposalPath(id): ProposalPath,
    form: Arrived,
) -> Response {
    let applied = match site.app.registry_proposal(&who, id).await {
        Ok(_) => {
            let seen = seen(&form);
            let applied = site.app.apply_proposal(&who, id, seen.as_ref()).await;
            applied.map(|_| ())
        }
        Err(error) => Err(error.into()),
    };
    answer(
        &site,
        &who,
        id,
        &form,
        applied.map_err(Hindered::from),
        "aplicada",
    )
    .await
}

pub async fn reject(
    State(site): State<Installation>,
    who: Session,
    ProposalPath(id): ProposalPath,
    form: Arrived,
) -> Response {
    let rejected = match site.app.registry_proposal(&who, id).await {
        Ok(_) => {
            site.app
                .reject_proposal(&who, id, form.value("motivo"))
                .await
        }
        Err(error) => Err(error.into()),
    };
    answer(
        &site,
        &who,
        id,
        &form,
        rejected.map_err(Hindered::from),
        "rechazada",
    )
    .await
}

pub async fn withdraw(
    State(site): State<Installation>,
    who: Session,
    ProposalPath(id): ProposalPath,
    form: Arrived,
) -> Response {
    let withdrawn = match site.app.registry_proposal(&who, id).await {
        Ok(_) => site.app.withdraw_proposal(&who, id).await,
        Err(error) => Err(error.into()),
    };
    answer(
        &site,
        &who,
        id,
        &form,
        withdrawn.map_err(Hindered::from),
        "retirada",
    )
    .await
}

async fn answer(
    site: &Installation,
    who: &Session,
    id: ProposalId,
    form: &Arrived,
    outcome: Result<(), Hindered>,
    done: &str,
) -> Response {
    let hindered = match outcome {
        Ok(()) => {
            return Redirect::to(&format!("{PATH}/{id}?hecho={done}")).into_response();
        }
        Err(Hindered::App(error)) => return pages::failure(site, &error),
        Err(hindered) => hindered,
    };
    match site.app.registry_proposal(who, id).await {
        Ok(view) => {
            let page = page(site, who, &view, Some((form, hindered)));
            pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => pages::failure(site, &error),
    }
}
