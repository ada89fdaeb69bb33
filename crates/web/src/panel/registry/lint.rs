//! The linter of the stored registry, run when the page is opened.

use std::collections::BTreeMap;

use app::registry::ImportError;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::registry::{Column as Datum, Finding, Level, ProblemCode};

use super::staged::told;
use crate::Installation;
use crate::http::{Session, pages};
use crate::panel::frame::Part;
use crate::ui::{Cell, Column, Empty, Frame, Table};
use crate::words::{count, thousands};

/// Findings of one kind that are listed.
const LISTED: usize = 200;

/// Findings of one kind.
struct Group {
    title: String,
    table: Table,
    left_out: Option<String>,
}

#[derive(Template)]
#[template(path = "panel/registry/lint.html")]
struct Page {
    frame: Frame,
    summary: String,
    groups: Vec<Group>,
    empty: Empty,
}

pub async fn page(State(site): State<Installation>, who: Session) -> Response {
    let findings = match site.app.lint_registry_by(&who).await {
        Ok(findings) => findings,
        Err(ImportError::App(error)) => return pages::failure(&site, &error),
        Err(other) => return told(&site, &other),
    };
    let number = |level: Level| {
        let found = findings.iter().filter(|finding| finding.level == level);
        u64::try_from(found.count()).unwrap_or(u64::MAX)
    };
    let summary = format!(
        "{}, {} y {}.",
        count(number(Level::Error), "error", "errores"),
        count(number(Level::Warning), "advertencia", "advertencias"),
        count(number(Level::Notice), "aviso", "avisos"),
    );
    pages::show(&Page {
        frame: site
            .frame(&who, Part::Registry, "Revisión del registro")
            .section("Registro")
            .crumb("Inicio", "/panel")
            .crumb("Registro", "/panel/registro")
            .wide(),
        summary,
        groups: groups(findings),
        empty: Empty::new(
            "El registro no tiene nada que señalar",
            "Se revisaron todas las candidaturas vigentes contra el perfil y los convenios de hoy.",
        )
        .next("Volver al registro", "/panel/registro"),
    })
}

/// The findings by kind, the gravest kinds first.
fn groups(findings: Vec<Finding>) -> Vec<Group> {
    let mut kinds: BTreeMap<(Level, ProblemCode), Vec<Finding>> = BTreeMap::new();
    for finding in findings {
        let kind = (finding.level, finding.code);
        kinds.entry(kind).or_default().push(finding);
    }
    kinds
        .into_iter()
        .map(|((level, code), found)| group(level, code, &found))
        .collect()
}

fn group(level: Level, code: ProblemCode, found: &[Finding]) -> Group {
    let columns = ["Candidatura o contienda", "Dato", "Qué se encontró"];
    let columns = columns.into_iter().map(Column::text).collect();
    let kind = code.key().replace('-', " ");
    let title = format!(
        "{}: {kind} ({})",
        level_word(level),
        thousands(found.len() as u64)
    );
    let rows = found.iter().take(LISTED).map(|finding| {
        vec![
            match finding.candidacy {
                Some(id) => Cell::link(&finding.key, format!("/panel/registro/candidaturas/{id}")),
                None => race(&finding.key),
            },
            Cell::text(label(finding.column)),
            Cell::text(&finding.message),
        ]
    });
    let more = found.len().saturating_sub(LISTED);
    Group {
        table: Table::new(title.clone(), columns).hide_caption().rows(rows),
        title,
        left_out: (more > 0).then(|| {
            format!(
                "Y {} más de este tipo, que se listan al resolver los de arriba.",
                thousands(more as u64)
            )
        }),
    }
}

/// What a column is called on screen.
fn label(column: &str) -> &str {
    let known: Result<Datum, _> = column.parse();
    known.map_or(column, |datum| datum.label())
}

/// A race leads to the list of whoever is registered in it.
fn race(key: &str) -> Cell {
    match key.split_once('/') {
        Some((office, territory)) => {
            let href = format!("/panel/registro?cargo={office}&territorio={territory}");
            Cell::link(key, href)
        }
        None => Cell::text(key),
    }
}

const fn level_word(level: Level) -> &'static str {
    match level {
        Level::Error => "Error",
        Level::Warning => "Advertencia",
        Level::Notice => "Aviso",
    }
}
