//! One candidacy in the registry: all its data, what was done to it, and what can be done.

use app::registry::RegistryRecord;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::activity::Action;
use domain::policy::{Right, may_ever};
use domain::registry::CandidacyStatus;
use domain::time::Instant;

use super::facts;
use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::desk::Done;
use crate::panel::frame::{Part, flash};
use crate::panel::names;
use crate::panel::path::CandidacyPath;
use crate::ui::{Cell, Column, Fact, Facts, Frame, Link, Notice, Table};

#[derive(Template)]
#[template(path = "panel/registry/one.html")]
struct Page {
    frame: Frame,
    waiting: Vec<Notice>,
    facts: Facts,
    ways: Vec<Link>,
    cancels: Option<Link>,
    history: Table,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    Query(done): Query<Done>,
) -> Response {
    match site.app.registry_record(&who, id).await {
        Ok(record) => pages::show(&build(&site, &who, &record, done.hecho.as_deref())),
        Err(error) => pages::failure(&site, &error),
    }
}

fn build(site: &Installation, who: &Session, record: &RegistryRecord, done: Option<&str>) -> Page {
    let candidacy = &record.candidacy;
    let current = site.app.current();
    let mut rows = vec![Fact::text(
        "Estado",
        facts::standing(site.calendar(), candidacy),
    )];
    rows.extend(facts::of(&current, &candidacy.data));
    if let Some(term) = candidacy.term {
        let words = site.calendar().term(term.ends, site.app.now());
        rows.push(Fact::text("Plazo de captura", words));
    }
    for sibling in record.siblings.iter().filter(|sibling| sibling.shares) {
        let name = format!(
            "{} (clave {})",
            names::office_and_place(&current, &sibling.candidacy),
            sibling.candidacy.data.key
        );
        rows.push(Fact::text("Comparte el cuestionario con", name));
    }
    let (ways, cancels) = ways(site, who, record);
    Page {
        frame: site
            .frame(who, Part::Registry, candidacy.data.person.full_name())
            .section("Registro")
            .crumb("Inicio", "/panel")
            .crumb("Registro", "/panel/registro")
            .flash(flash(done)),
        waiting: record
            .waiting
            .iter()
            .map(|proposal| {
                Notice::attention(format!(
                    "Hay una propuesta en espera: {}",
                    proposal.matter.label()
                ))
                .link(
                    "Ver la propuesta",
                    format!("/panel/registro/propuestas/{}", proposal.id),
                )
            })
            .collect(),
        facts: Facts::new(rows),
        ways,
        cancels,
        history: history(site, record),
    }
}

/// What can be done, cancelling apart.
fn ways(site: &Installation, who: &Session, record: &RegistryRecord) -> (Vec<Link>, Option<Link>) {
    let may = |right| may_ever(site.profile(), who.actor.role(), right);
    let manages = may(Right::ManageRegistry);
    let verb = |does: &str, proposes: &str| if manages { does } else { proposes }.to_owned();
    let base = format!("/panel/registro/candidaturas/{}", record.candidacy.id);
    let (mut ways, mut cancels) = (Vec::new(), None);
    match record.candidacy.status {
        CandidacyStatus::Active => {
            let words = verb("Corregir los datos", "Proponer una corrección");
            ways.push(Link::new(words, format!("{base}/corregir")));
            let words = verb(
                "Cancelar la candidatura: el portal deja de mostrar sus datos",
                "Proponer la cancelación: el portal dejaría de mostrar sus datos",
            );
            if candidacy_shares(record) {
                let words = verb(
                    "Separar: que tenga su propio cuestionario",
                    "Proponer que tenga su propio cuestionario",
                );
                ways.push(Link::new(words, format!("{base}/separar")));
            }
            if record.siblings.iter().any(|sibling| !sibling.shares) {
                let words = verb(
                    "Usar un solo cuestionario con la otra candidatura de esta persona",
                    "Proponer un solo cuestionario con la otra candidatura de esta persona",
                );
                ways.push(Link::new(words, format!("{base}/juntar")));
            }
            cancels = Some(Link::new(words, format!("{base}/cancelar")));
        }
        CandidacyStatus::Cancelled { .. } => {
            let words = verb("Reactivar la candidatura", "Proponer la reactivación");
            ways.push(Link::new(words, format!("{base}/reactivar")));
        }
        CandidacyStatus::Replaced { .. } => {}
    }
    if may(Right::ReadAnswers) {
        let href = format!("/panel/captura/{}", record.candidacy.id);
        ways.push(Link::new("Ver en qué va su captura", href));
    }
    let public = format!("/candidaturas/{}", record.candidacy.id);
    ways.push(Link::new("Ver en el portal", public));
    (ways, cancels)
}

/// Whether it uses the capture of another one: only then there is something to part.
const fn candidacy_shares(record: &RegistryRecord) -> bool {
    record.candidacy.capture_of.is_some()
}

fn history(site: &Installation, record: &RegistryRecord) -> Table {
    let columns = ["Qué se hizo", "Quién", "Cuándo"]
        .map(Column::text)
        .to_vec();
    let rows = record.history.iter().map(|row| {
        let entry = row.entry.fields();
        let at = Instant::from_micros(entry.instant);
        let action = Action::from_code(&entry.action)
            .map_or_else(|| entry.action.clone(), |action| action.label().to_owned());
        vec![
            Cell::text(action),
            Cell::text(record.names.author(row)),
            Cell::Moment {
                words: site.calendar().moment(at),
                machine: at.to_string(),
            },
        ]
    });
    Table::new("Historial en el registro, lo más reciente primero", columns).rows(rows)
}
