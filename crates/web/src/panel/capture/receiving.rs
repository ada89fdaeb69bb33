//! The files of a section's form: each becomes a photograph in its field before the section is saved, so that what goes
//! wrong later does not lose it.

use app::AppError;
use app::capture::{PhotographRefusal, SaveRequest};
use axum::response::Response;
use domain::questionnaire::{
    DESCRIBED_SUFFIX, Fault, Field, FieldKind, Finding, Photograph, Section,
};

use super::form::Values;
use super::pictures::Pictures;
use super::refused::{not_saved, refused};
use crate::Installation;
use crate::http::{Session, UploadedFile, pages};
use crate::ui::FILE_SUFFIX;

/// A form's values once its files were received.
pub struct Received {
    /// The values, with the photographs in them.
    pub values: Values,
    /// What is wrong with files that were not taken.
    pub findings: Vec<Finding>,
    /// Where the photograph that came is framed.
    pub fresh: Option<String>,
}

/// Whether the form of a section has controls for files.
pub fn takes_files(section: &Section) -> bool {
    section.fields.iter().any(is_photograph)
}

fn is_photograph(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Photograph { .. })
}

/// Receives the files of a form.
///
/// # Errors
/// The finished answer, where nothing of the form can be saved now.
pub async fn receive(
    site: &Installation,
    who: &Session,
    request: &SaveRequest<'_>,
    files: Vec<UploadedFile>,
) -> Result<Received, Box<Response>> {
    let mut received = Received {
        values: request.values.to_vec(),
        findings: Vec::new(),
        fresh: None,
    };
    let sections = &site.app.curricular().sections;
    let is_it = |section: &&Section| section.key.as_str() == request.section;
    let Some(section) = sections.iter().find(is_it) else {
        return Ok(received);
    };
    for file in files {
        let key = file.control.strip_suffix(FILE_SUFFIX);
        let is_it = |field: &&Field| is_photograph(field) && key == Some(field.key.as_str());
        let Some(field) = section.fields.iter().find(is_it) else {
            continue;
        };
        let taken = site
            .app
            .receive_photograph(who, request.candidacy, field, file.bytes, request.at)
            .await;
        match taken {
            Ok(photograph) => received.put(site, request, field, &photograph),
            Err(PhotographRefusal::Picture(refused)) => received.findings.push(Finding {
                section: section.key.clone(),
                field: field.key.clone(),
                fault: Fault::NotTaken(refused.to_string()),
            }),
            Err(PhotographRefusal::App(error)) => {
                return Err(Box::new(not_now(site, who, request, error).await));
            }
        }
    }
    Ok(received)
}

impl Received {
    fn put(
        &mut self,
        site: &Installation,
        request: &SaveRequest<'_>,
        field: &Field,
        photograph: &Photograph,
    ) {
        let (app, id) = (&site.app, request.candidacy);
        let key = field.key.to_string();
        let described = format!("{key}{DESCRIBED_SUFFIX}");
        let has_words =
            |(name, words): &(String, String)| *name == described && !words.trim().is_empty();
        if !self.values.iter().any(has_words) {
            self.values.retain(|(name, _)| *name != described);
            self.values.push((described, photograph.described.clone()));
        }
        self.values.retain(|(name, _)| *name != key);
        self.values.push((key, app.sealed(id, photograph)));
        self.fresh = Some(Pictures::of_candidacy(app, id).framing(&field.key));
    }
}

async fn not_now(
    site: &Installation,
    who: &Session,
    request: &SaveRequest<'_>,
    error: AppError,
) -> Response {
    match error {
        AppError::Broken(broken) => refused(site, who, request, broken).await,
        AppError::Storage(_)
        | AppError::File(_)
        | AppError::Busy
        | AppError::TooManyPhotographs(_) => not_saved(site, who, request, &error).await,
        error => pages::failure(site, &error),
    }
}
