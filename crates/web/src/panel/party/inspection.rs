//! A party's evidence for the administration: who was shown the notice, and each file, to read and never to change.

use app::AppError;
use app::party::{InspectedRow, Inspection};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::id::CandidacyId;
use serde::Deserialize;

use super::evidence::{attached, shown_badge};
use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::frame::Part;
use crate::panel::names;
use crate::panel::path::{CandidacyPath, DisclosurePath, PartyPath};
use crate::ui::{Cell, Column, Empty, Frame, Pager, Table};
use crate::words::{count, thousands};

/// Candidacies on a page.
const PAGE: usize = 100;

/// Where the page begins.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    despues: String,
}

#[derive(Template)]
#[template(path = "panel/party/inspection.html")]
struct Page {
    frame: Frame,
    summary: String,
    table: Table,
    pager: Pager,
    empty: Empty,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    PartyPath(party): PartyPath,
    Query(asked): Query<Asked>,
) -> Response {
    match build(&site, &who, &party, &asked).await {
        Ok(page) => pages::show(&page),
        Err(error) => pages::failure(&site, &error),
    }
}

async fn build(
    site: &Installation,
    who: &Session,
    party: &str,
    asked: &Asked,
) -> Result<Page, AppError> {
    let after: Option<CandidacyId> = asked.despues.parse().ok();
    let found = site.app.inspect_evidence(who, party, after, PAGE).await?;
    let here = format!("/panel/partido/registro/{}", found.party.key);
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let next = found.next.map(|next| format!("{here}?despues={next}"));
    let shown = number(found.rows.len());
    Ok(Page {
        frame: site
            .frame(
                who,
                Part::Accounts,
                format!("Constancias del aviso: {}", found.party.name),
            )
            .section("Partidos")
            .crumb("Inicio", "/panel")
            .crumb("Cuentas", "/panel/cuentas")
            .crumb("Lo que registran los partidos", "/panel/partido/registro")
            .wide(),
        summary: format!(
            "{}. Sin constancia de que se les mostró el aviso del partido: {}.",
            count(number(found.total), "candidatura", "candidaturas"),
            thousands(number(found.without))
        ),
        table: table(site, &found),
        pager: Pager::new(
            count(shown, "candidatura", "candidaturas") + " en esta página",
            after.map(|_| here),
            next,
        ),
        empty: Empty::new(
            "Este partido no captura ninguna candidatura",
            "Cuando tenga candidaturas en el registro aparecerán aquí.",
        )
        .next("Volver a los partidos", "/panel/partido/registro"),
    })
}

fn table(site: &Installation, found: &Inspection<'_>) -> Table {
    let columns = vec![
        Column::text("Persona"),
        Column::text("Cargo y lugar"),
        Column::text("Constancia"),
        Column::text("Se le mostró"),
        Column::text("Versión"),
        Column::text("Nota"),
        Column::text("Archivo"),
    ];
    let rows = found.rows.iter().flat_map(|row| rows(site, found, row));
    Table::new("Candidaturas y sus constancias", columns)
        .rows(rows)
        .hide_caption()
}

/// A row for each piece of evidence, or one that says that there is none.
fn rows(site: &Installation, found: &Inspection<'_>, row: &InspectedRow) -> Vec<Vec<Cell>> {
    let candidacy = &row.candidacy;
    let name = candidacy.data.person.full_name();
    let who = || {
        vec![
            Cell::text(&name),
            Cell::Two(
                names::office_and_place(site.profile(), candidacy),
                names::position(candidacy),
            ),
            Cell::Badge(shown_badge(!row.shown.is_empty())),
        ]
    };
    if row.shown.is_empty() {
        let mut cells = who();
        let missing = ["Todavía no", "Ninguna", "Sin nota", "Sin archivo"];
        cells.extend(missing.map(|words| Cell::Missing(words.to_owned())));
        return vec![cells];
    }
    let told = |shown: &app::party::ShownEvidence| {
        let disclosure = &shown.disclosure;
        let day = site.calendar().day(disclosure.shown);
        let file = format!(
            "/panel/partido/registro/{}/{}/{}",
            found.party.key, candidacy.id, disclosure.id
        );
        let mut cells = who();
        cells.extend([
            Cell::Two(day.clone(), disclosure.form.label().to_owned()),
            Cell::text(shown.version.map(|v| v.to_string()).unwrap_or_default()),
            match disclosure.note.as_str() {
                "" => Cell::Missing("Sin nota".to_owned()),
                note => Cell::text(note),
            },
            match &disclosure.evidence {
                Some(_) => {
                    Cell::action("Abrir", format!("la constancia de {name} del {day}"), file)
                }
                None => Cell::Missing("Sin archivo".to_owned()),
            },
        ]);
        cells
    };
    row.shown.iter().map(told).collect()
}

/// The file of a piece of evidence, to be saved and not run.
pub async fn file(
    State(site): State<Installation>,
    who: Session,
    PartyPath(party): PartyPath,
    CandidacyPath(candidacy): CandidacyPath,
    DisclosurePath(evidence): DisclosurePath,
) -> Response {
    let opened = site
        .app
        .open_party_evidence(&who, &party, candidacy, evidence)
        .await;
    match opened {
        Ok((kind, bytes)) => attached(evidence, kind, bytes),
        Err(error) => pages::failure(&site, &error),
    }
}
