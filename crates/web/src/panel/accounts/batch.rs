//! Many accounts at once: what would be made, then the making in the background with its figure.

use std::collections::{BTreeMap, BTreeSet};

use app::AppError;
use app::accounts::{
    AccountsError, BatchKind, BatchOrder, BatchPlan, BatchProgress, BatchStage, Custody,
};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::wording::initials;
use crate::Installation;
use crate::http::{Arrived, Query, Session, pages};
use crate::panel::frame::{Part, flash};
use crate::ui::{Cell, Choice, Column, ErrorSummary, Field, Frame, Notice, Table};
use crate::words::count;

#[derive(Template)]
#[template(path = "panel/accounts/batch.html")]
struct Page {
    frame: Frame,
    progress: Progress,
    fields: Vec<Field>,
    preview: Option<Preview>,
}

/// How far the latest batch is.
struct Progress {
    /// "en-curso" while one is being made.
    mark: &'static str,
    done: usize,
    total: usize,
    notice: Option<Notice>,
}

/// What the batch would make.
struct Preview {
    table: Table,
    words: String,
    /// What the form sends again; none if there is nothing to make.
    kept: Vec<(String, String)>,
    button: Option<String>,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Response {
    let done = asked.get("hecho").map(String::as_str);
    answer(&site, &who, &asked, done, None).await
}

async fn answer(
    site: &Installation,
    who: &Session,
    asked: &BTreeMap<String, String>,
    done: Option<&str>,
    refusal: Option<&AccountsError>,
) -> Response {
    let status = match refusal {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    match build(site, who, asked, done, refusal).await {
        Ok(page) => pages::show_with(status, &page),
        Err(error) => pages::failure(site, &error),
    }
}

async fn build(
    site: &Installation,
    who: &Session,
    asked: &BTreeMap<String, String>,
    done: Option<&str>,
    refusal: Option<&AccountsError>,
) -> Result<Page, AppError> {
    let custody = site.app.custody_of(who)?;
    let kinds = site.app.batch_kinds(&custody);
    let order = order(asked);
    let chose = asked.keys().any(|key| key != "hecho");
    let planned = match site.app.plan_batch_by(who, &order).await {
        Err(AccountsError::App(error)) => return Err(error),
        planned => planned,
    };
    let mut errors = ErrorSummary::default();
    let refused = planned.as_ref().err().filter(|_| chose).or(refusal);
    if let Some(refused) = refused {
        errors = errors.general(refused.to_string());
    }
    let preview = planned.ok().map(|plan| preview(site, &plan, asked));
    let progress = progress(&site.app.batch_progress(who)?);
    Ok(Page {
        frame: site
            .frame(who, Part::Accounts, "Crear muchas cuentas a la vez")
            .section("Cuentas")
            .crumb("Inicio", "/panel")
            .crumb("Cuentas", "/panel/cuentas")
            // Once they are made, the page says so itself.
            .flash(flash(done.filter(|_| progress.mark == "en-curso")))
            .errors(errors),
        progress,
        fields: fields(site, &custody, &kinds, &order, asked),
        preview,
    })
}

fn order(asked: &BTreeMap<String, String>) -> BatchOrder {
    let of = asked.get("de").map_or("", String::as_str);
    let after = |mark: &str| of.strip_prefix(mark).and_then(|key| key.parse().ok());
    BatchOrder {
        kinds: asked
            .keys()
            .filter_map(|key| BatchKind::from_key(key))
            .collect::<BTreeSet<_>>(),
        party: after("partido:"),
        agreement: of
            .strip_prefix("convenio:")
            .and_then(|key| key.parse().ok()),
    }
}

fn fields(
    site: &Installation,
    custody: &Custody,
    kinds: &[BatchKind],
    order: &BatchOrder,
    asked: &BTreeMap<String, String>,
) -> Vec<Field> {
    let mut fields: Vec<Field> = kinds
        .iter()
        .map(|kind| Field::check(kind.key(), kind.label(), order.kinds.contains(kind)))
        .collect();
    if *custody == Custody::Process {
        let of = asked.get("de").map_or("", String::as_str);
        let current = site.app.current();
        let parties = current
            .parties
            .iter()
            .map(|party| Choice::new(format!("partido:{}", party.key), party.name.clone()));
        let agreements = current.agreements.iter().map(|agreement| {
            let words = format!("Integrantes de {}", agreement.name);
            Choice::new(format!("convenio:{}", agreement.key), words)
        });
        let choices = parties.chain(agreements).collect();
        fields.push(
            Field::select("de", "De quién", of, choices)
                .blank("Todos los partidos")
                .hint("Con un convenio: las representaciones de sus integrantes y las candidaturas que postula."),
        );
    }
    fields
}

fn preview(site: &Installation, plan: &BatchPlan, asked: &BTreeMap<String, String>) -> Preview {
    let columns = vec![
        Column::text("Cuentas"),
        Column::text("Partido"),
        Column::figure("Por crear"),
        Column::figure("Ya existen"),
    ];
    let rows = plan.lines.iter().map(|line| {
        let party = line.party.as_ref().map(|party| initials(site, party));
        vec![
            Cell::text(line.kind.role().label()),
            party.map_or_else(|| Cell::Missing("Sin partido".to_owned()), Cell::text),
            Cell::figure(line.to_make),
            Cell::figure(line.existing),
        ]
    });
    let to_make = plan.to_make();
    let number = |number: usize| count(number as u64, "cuenta", "cuentas");
    let kept = asked.iter().filter(|(key, _)| *key != "hecho");
    Preview {
        table: Table::new("Lo que se crearía", columns)
            .hide_caption()
            .rows(rows),
        words: match (to_make, plan.existing()) {
            (0, 0) => "No hay a quién crearle cuenta con lo que eligió.".to_owned(),
            (0, existing) => format!(
                "Ya existen todas: {}. No hay nada que crear.",
                number(existing)
            ),
            (to_make, existing) => format!(
                "Se crearían {}; {} ya existen y no se crean otra vez.",
                number(to_make),
                number(existing)
            ),
        },
        kept: kept
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect(),
        button: (to_make > 0).then(|| format!("Crear {}", number(to_make))),
    }
}

fn progress(at: &BatchProgress) -> Progress {
    let (mark, notice) = match &at.stage {
        BatchStage::Idle => ("nada", None),
        BatchStage::Running => ("en-curso", None),
        BatchStage::Done(outcome) => {
            let words = format!(
                "Se crearon {}; {} ya existían.",
                count(outcome.made as u64, "cuenta", "cuentas"),
                outcome.existing
            );
            let notice = Notice::done("Terminó la creación de cuentas")
                .text(words)
                .link("Hacer sus cartas", "/panel/cuentas/cartas");
            ("terminado", Some(notice))
        }
        BatchStage::Failed(why) => {
            let notice = Notice::attention("La creación de cuentas se interrumpió")
                .text(why.clone())
                .text(
                    "Las que se crearon están bien. Repita el lote: se crean solo las que faltan.",
                );
            ("terminado", Some(notice))
        }
    };
    Progress {
        mark,
        done: at.done,
        total: at.total,
        notice,
    }
}

pub async fn act(State(site): State<Installation>, who: Session, arrived: Arrived) -> Response {
    let asked: BTreeMap<String, String> = arrived.values.iter().cloned().collect();
    match site.app.start_batch(&who, &order(&asked)).await {
        // A second click finds the batch of the first one under way.
        Ok(()) | Err(AccountsError::AlreadyRunning) => {
            Redirect::to("/panel/cuentas/lote?hecho=lote").into_response()
        }
        Err(AccountsError::App(error)) => pages::failure(&site, &error),
        Err(refusal) => answer(&site, &who, &asked, None, Some(&refusal)).await,
    }
}
