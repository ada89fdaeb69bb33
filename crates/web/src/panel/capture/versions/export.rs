//! What the page shows, with its filter and on all its pages, as a file.

use app::AppError;
use app::capture::VersionStep;
use axum::extract::State;
use axum::response::Response;
use domain::id::CandidacyId;

use super::{Asked, author, role, what};
use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::capture::answers;
use crate::panel::csv_file;
use crate::panel::path::CandidacyPath;

/// Steps read at a time.
const BLOCK: usize = 500;

const HEADER: [&str; 9] = [
    "asiento",
    "fecha_hora",
    "quien",
    "papel",
    "que",
    "version",
    "pregunta",
    "antes",
    "ahora",
];

pub async fn file(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    Query(asked): Query<Asked>,
) -> Response {
    match rows(&site, &who, id, &asked).await {
        Ok(rows) => csv_file::answer("versiones.csv", HEADER, rows),
        Err(error) => pages::failure(&site, &error),
    }
}

async fn rows(
    site: &Installation,
    who: &Session,
    id: CandidacyId,
    asked: &Asked,
) -> Result<Vec<[String; 9]>, AppError> {
    let field = asked.field(site);
    site.app
        .begin_versions_export(who, id, field.as_ref())
        .await?;
    let (mut rows, mut before) = (Vec::new(), None);
    loop {
        let view = site
            .app
            .versions(who, id, field.as_ref(), before, BLOCK)
            .await?;
        rows.extend(view.steps.iter().flat_map(|step| lines(site, step)));
        before = view.next;
        if before.is_none() {
            return Ok(rows);
        }
    }
}

/// One line per field that a version changed; one for any other step.
fn lines(site: &Installation, step: &VersionStep) -> Vec<[String; 9]> {
    let line = |question: &str, before: String, after: String| {
        [
            (step.position + 1).to_string(),
            site.calendar().stamp(step.at),
            author(step),
            role(step).to_owned(),
            what(step).to_owned(),
            step.revision
                .as_ref()
                .map_or_else(String::new, |revision| revision.number.to_string()),
            question.to_owned(),
            before,
            after,
        ]
    };
    let Some(revision) = &step.revision else {
        return vec![line("", String::new(), String::new())];
    };
    let definition = site.app.curricular();
    let changed = definition
        .fields()
        .filter_map(|field| Some((field, revision.changes.get(&field.key)?)));
    changed
        .map(|(field, change)| {
            let said = |answer| answers::words(definition, field, answer).unwrap_or_default();
            line(
                &field.label,
                said(change.before.as_ref()),
                said(change.after.as_ref()),
            )
        })
        .collect()
}
