//! What a change of agreements would do, before it is done: which candidacies change hands, and what happens to what was
//! captured.

use app::agreements::{AgreementsError, ReviewedAgreements};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::profile::{Agreement, Profile};
use domain::registry::{Candidacy, RowProblem};

use super::list::{PATH, initials, members};
use super::one::race;
use crate::Installation;
use crate::http::{Session, pages};
use crate::panel::frame::Part;
use crate::panel::names;
use crate::ui::{Cell, Column, Difference, ErrorSummary, Frame, Notice, Table};
use crate::words::count;

#[derive(Template)]
#[template(path = "panel/agreements/review.html")]
struct Page {
    frame: Frame,
    changes: Vec<(String, Vec<Difference>)>,
    follow: Table,
    notices: Vec<Notice>,
    action: String,
    kept: Vec<(String, String)>,
    seen: String,
    button: &'static str,
    edits: bool,
}

/// What the review is about.
pub struct Review {
    pub title: &'static str,
    pub button: &'static str,
    pub action: String,
    /// The form's controls, if there is a form to go back to.
    pub kept: Vec<(String, String)>,
    /// What went wrong when it was confirmed.
    pub error: Option<String>,
}

/// Shows the review.
pub fn show(
    site: &Installation,
    who: &Session,
    reviewed: &ReviewedAgreements,
    review: Review,
) -> Response {
    let profile = site.profile();
    let current = site.app.current();
    let mut errors = ErrorSummary::default();
    let mut status = StatusCode::OK;
    if let Some(error) = review.error {
        errors = errors.general(error);
        status = StatusCode::CONFLICT;
    }
    let changes = reviewed.changes.iter();
    let page = Page {
        frame: site
            .frame(who, Part::Registry, review.title)
            .section("Convenios")
            .crumb("Inicio", "/panel")
            .crumb("Convenios", PATH)
            .errors(errors)
            .wide(),
        changes: changes
            .map(|(after, before)| {
                let differences = differences(profile, before.as_ref(), after);
                (after.name.clone(), differences)
            })
            .collect(),
        follow: follow(profile, &current, reviewed),
        notices: notices(&current, reviewed),
        action: review.action,
        edits: !review.kept.is_empty(),
        kept: review.kept,
        seen: reviewed.seen.clone(),
        button: review.button,
    };
    pages::show_with(status, &page)
}

/// An agreement before and after.
fn differences(
    profile: &Profile,
    before: Option<&Agreement>,
    after: &Agreement,
) -> Vec<Difference> {
    let races = |agreement: &Agreement| {
        let lines = agreement.coverage.iter().map(|coverage| {
            let postulates = initials(profile, &coverage.postulates);
            format!("{}: {postulates}", race(profile, coverage))
        });
        lines.collect::<Vec<_>>().join("; ")
    };
    let said = |agreement: &Agreement| {
        [
            ("Nombre", agreement.name.clone()),
            ("Tipo", agreement.kind.name().to_owned()),
            ("Integrantes", members(profile, agreement)),
            ("Contiendas y quién postula", races(agreement)),
        ]
    };
    let empty = || ["", "", "", ""].map(|text| ("", text.to_owned()));
    let before = before.map_or_else(empty, said);
    let pairs = said(after).into_iter().zip(before);
    pairs
        .filter(|((_, after), (_, before))| after != before)
        .map(|((name, after), (_, before))| Difference::new(name, &before, &after))
        .collect()
}

/// The candidacies that follow the agreements.
fn follow(profile: &Profile, current: &Profile, reviewed: &ReviewedAgreements) -> Table {
    let columns = [
        "Persona",
        "Cargo y lugar",
        "Postula hoy",
        "Capturará",
        "Lo que ya escribió",
    ];
    let columns = columns.into_iter().map(Column::text).collect();
    let follow = reviewed.handovers.follow.iter();
    Table::new("Candidaturas que siguen al convenio", columns).rows(follow.map(|handover| {
        let candidacy = &handover.candidacy;
        let captures = handover.after.capturing_party();
        let captures = captures.map_or_else(String::new, |party| initials(profile, party));
        vec![
            Cell::link(
                candidacy.data.person.full_name(),
                format!("/panel/registro/candidaturas/{}", candidacy.id),
            ),
            Cell::text(names::office_and_place(profile, candidacy)),
            Cell::text(names::postulation(current, candidacy)),
            match handover.changes_hands() {
                true => Cell::Two(captures, "cambia de partido".to_owned()),
                false => Cell::text(captures),
            },
            if reviewed.captured.contains(&candidacy.id) {
                Cell::text("Se conserva")
            } else {
                Cell::Missing("Todavía nada".to_owned())
            },
        ]
    }))
}

fn notices(current: &Profile, reviewed: &ReviewedAgreements) -> Vec<Notice> {
    let hands = reviewed.handovers.follow.iter();
    let hands = hands.filter(|handover| handover.changes_hands()).count();
    let mut notices = Vec::new();
    if hands > 0 {
        let many = count(hands as u64, "candidatura cambia", "candidaturas cambian");
        notices.push(
            Notice::information(format!("{many} de partido que captura"))
                .text("Los borradores y lo enviado se conservan: los continúa el partido que queda. El que deja de capturar solo verá el estado."),
        );
    }
    let people = |candidacies: &[Candidacy]| {
        let told = candidacies.iter().take(20).map(|candidacy| {
            let postulates = names::postulation(current, candidacy);
            format!(
                "{} ({postulates}, clave {})",
                candidacy.data.person.full_name(),
                candidacy.data.key
            )
        });
        told.collect::<Vec<_>>().join("; ")
    };
    let left = [
        (
            &reviewed.handovers.stray,
            "Quedan candidaturas de partidos que aquí van con otro",
            "El convenio señala a otro partido en su contienda. Corríjalas o cancélelas después:",
        ),
        (
            &reviewed.handovers.crowded,
            "Habría dos candidaturas en el mismo lugar",
            "Cancele la que sobra o corrija su número:",
        ),
    ];
    for (candidacies, title, text) in left {
        if !candidacies.is_empty() {
            let text = format!("{text} {}.", people(candidacies));
            notices.push(Notice::attention(title).text(text));
        }
    }
    notices
}

/// An error that leaves nothing to show, as a page.
pub fn failure(site: &Installation, error: AgreementsError) -> Response {
    match error {
        AgreementsError::App(error) => pages::failure(site, &error),
        other => {
            let told = vec![
                other.to_string(),
                "Nada cambió con este intento.".to_owned(),
            ];
            pages::message(site, StatusCode::CONFLICT, "No se puede hacer", told)
        }
    }
}

/// A problem of a file in words.
pub fn told(problem: &RowProblem) -> String {
    match (problem.row, problem.column.as_str()) {
        (0, _) => problem.message.clone(),
        (row, "") => format!("Fila {row}. {}", problem.message),
        (row, column) => format!("Fila {row}, columna «{column}». {}", problem.message),
    }
}
