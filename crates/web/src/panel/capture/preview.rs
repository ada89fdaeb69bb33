//! "Así se verá": the draft as the portal would show it (R19), for who may read the answers.

use app::AppError;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::response::{IntoResponse, Redirect, Response};

use super::Pictures;
use crate::Installation;
use crate::http::{Session, pages};
use crate::manual::Topic;
use crate::panel::path::CandidacyPath;
use crate::portal::{Around, Preview};
use crate::ui::{Link, Notice};

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
) -> Response {
    let dossier = match site.app.dossier(&who, id).await {
        Ok(dossier) => dossier,
        Err(error) => return pages::failure(&site, &error),
    };
    let home = format!("/panel/captura/{id}");
    let Some(capture) = dossier.capture.as_ref().filter(|_| !dossier.draft_hidden) else {
        return Redirect::to(&home).into_response();
    };
    let definition = site.app.curricular();
    let missing = dossier.findings(&site.app).into_iter().map(|finding| {
        let label = definition
            .field(&finding.field)
            .map_or("", |field| field.label.as_str());
        let place = format!(
            "{home}/{}?revisar=1#campo-{}",
            finding.section, finding.field
        );
        Link::new(format!("{label}: {}", finding.fault), place)
    });
    let missing: Vec<Link> = missing.collect();
    let pictures = Pictures::of_candidacy(&site.app, id);
    let around = Around {
        banner: Notice::attention("Esto es una vista previa: todavía no es público")
            .text("Así se vería el perfil en el portal con lo que está guardado ahora. Lo que no se publica, como el correo para aclaraciones, no aparece."),
        missing: match dossier.closed {
            None => missing,
            Some(_) => Vec::new(),
        },
        help: Topic::Preview.help(who.actor.role()),
        back: home,
        photograph: definition
            .fields()
            .find_map(|field| capture.answers.get(&field.key)?.photograph())
            .map(|photograph| pictures.address(&pictures.token(photograph))),
    };
    let now = site.app.now();
    let rules = site.app.current();
    let made = Preview::of(&site.ui, rules, &dossier.candidacy, capture, around, now);
    let Some(preview) = made else {
        return pages::failure(&site, &AppError::NotFound);
    };
    let mut response = pages::show(&preview);
    let unlisted = HeaderValue::from_static("noindex, nofollow, noarchive");
    response.headers_mut().insert("x-robots-tag", unlisted);
    response
}
