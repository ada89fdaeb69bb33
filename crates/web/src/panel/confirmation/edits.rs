//! What others changed in a candidacy's questionnaire, before and after, for its person to see (R20).

use app::AppError;
use app::confirmation::OthersEdit;
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use crate::Installation;
use crate::http::{Arrived, Session, pages};
use crate::panel::capture::Pictures;
use crate::panel::capture::answers::difference;
use crate::panel::path::CandidacyPath;
use crate::ui::Difference;

/// Changes that the person has not said to have seen, with the button that says so.
#[derive(Template)]
#[template(path = "panel/confirmation/edits.html")]
pub struct Edits {
    changes: Vec<(String, Vec<Difference>)>,
    action: String,
    revision: u32,
}

impl Edits {
    /// The changes; none if there is nothing to see.
    pub fn of(
        site: &Installation,
        edits: &[OthersEdit],
        pictures: Pictures<'_>,
        action: String,
    ) -> Option<Self> {
        let revision = edits.last()?.revision.number;
        Some(Self {
            changes: edits
                .iter()
                .map(|edit| change(site, edit, pictures))
                .collect(),
            action,
            revision,
        })
    }
}

impl askama::filters::HtmlSafe for Edits {}

/// Who, when, and each field before and after.
fn change(
    site: &Installation,
    edit: &OthersEdit,
    pictures: Pictures<'_>,
) -> (String, Vec<Difference>) {
    let definition = site.app.curricular();
    let revision = &edit.revision;
    let title = format!(
        "{} ({}), el {}",
        edit.by,
        revision.role.label().to_lowercase(),
        site.calendar().moment(revision.at)
    );
    let differences = definition.fields().filter_map(|field| {
        let change = revision.changes.get(&field.key)?;
        let (before, after) = (change.before.as_ref(), change.after.as_ref());
        Some(difference(definition, field, before, after, pictures))
    });
    (title, differences.collect())
}

/// "Lo vi".
pub async fn see(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    arrived: Arrived,
) -> Response {
    let Ok(revision) = arrived.trimmed("revision").parse() else {
        return pages::failure(&site, &AppError::NotFound);
    };
    match site.app.see_edits(&who, id, revision, arrived.at).await {
        Ok(()) => {
            Redirect::to(&format!("/panel/captura/{id}?hecho=cambios-vistos")).into_response()
        }
        Err(error) => pages::failure(&site, &error),
    }
}
