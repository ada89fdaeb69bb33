//! A save that was not made: the form again with everything that was typed, and why.

use app::AppError;
use app::capture::SaveRequest;
use axum::http::StatusCode;
use axum::response::Response;
use domain::capture::{Broken, Conflict};
use domain::questionnaire::{Answer, Fault, Finding, LONGEST_DRAFT, Section};

use super::answers::difference;
use super::form;
use super::pictures::Pictures;
use super::section::show;
use crate::Installation;
use crate::http::{Session, pages};
use crate::manual::Topic;
use crate::ui::{Difference, ErrorSummary};

/// The form again with everything that was typed, and the rule that was in the way.
pub async fn refused(
    site: &Installation,
    who: &Session,
    request: &SaveRequest<'_>,
    broken: Broken,
) -> Response {
    let rule = broken.out_of_order();
    pages::out_of_order(shown_again(site, who, request, broken).await, rule)
}

async fn shown_again(
    site: &Installation,
    who: &Session,
    request: &SaveRequest<'_>,
    broken: Broken,
) -> Response {
    let view = match site
        .app
        .open_section(who, request.candidacy, request.section)
        .await
    {
        Ok(view) => view,
        Err(error) => return pages::failure(site, &error),
    };
    let mut base = request.base;
    let mut values = request.values.to_vec();
    if let Broken::Conflict(conflicts) = &broken {
        // From here on the person decides with the other text in view, so the next save starts on it.
        match site.app.merged_with_mine(who, *request, conflicts).await {
            Ok((merged, revision)) => {
                (values, base) = (
                    form::values_of(&site.app, request.candidacy, view.section, &merged),
                    revision,
                )
            }
            Err(error) => return pages::failure(site, &error),
        }
    }
    let mut findings = too_long(site, view.section, request, &broken);
    if let Broken::PhotographGone(field) = &broken {
        // What was saved stands in its place: saving the form as it is must not take that away too.
        values.retain(|(name, _)| name != field.as_str());
        let answers = view.dossier.answers();
        let saved = answers.get(field).and_then(Answer::photograph);
        values.extend(saved.map(|saved| {
            let token = site.app.sealed(request.candidacy, saved);
            (field.to_string(), token)
        }));
        findings.push(Finding {
            section: view.section.key.clone(),
            field: field.clone(),
            fault: Fault::NotTaken(broken.to_string()),
        });
    }
    let mut page = show(
        site,
        who,
        &view.dossier,
        view.section,
        base,
        &values,
        &findings,
    );
    let told = format!("{broken} Lo que escribió sigue abajo.");
    page.frame.errors = ErrorSummary::of(&page.fields).general(told);
    if let Broken::Conflict(conflicts) = &broken {
        page.frame.help = Topic::Conflict.help(who.actor.role());
        let pictures = Pictures::of_candidacy(&site.app, request.candidacy);
        page.conflicts = both_texts(site, view.section, conflicts, pictures);
    }
    let status = match broken {
        Broken::TooLongToKeep(_) | Broken::PhotographGone(_) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::CONFLICT,
    };
    pages::show_with(status, &page)
}

/// The form again with everything that was typed, because the database does not take it now. If not even that can be
/// read, the page of the failure.
pub async fn not_saved(
    site: &Installation,
    who: &Session,
    request: &SaveRequest<'_>,
    error: &AppError,
) -> Response {
    let failure = pages::failure(site, error);
    let Ok(view) = site
        .app
        .open_section(who, request.candidacy, request.section)
        .await
    else {
        return failure;
    };
    let values = request.values.to_vec();
    let mut page = show(
        site,
        who,
        &view.dossier,
        view.section,
        request.base,
        &values,
        &[],
    );
    let told = format!("{error} Lo que escribió sigue abajo: no cierre esta página.");
    page.frame.errors = ErrorSummary::default().general(told);
    pages::show_with(failure.status(), &page)
}

/// The field with more text than is kept, told where it is.
fn too_long(
    site: &Installation,
    section: &Section,
    request: &SaveRequest<'_>,
    broken: &Broken,
) -> Vec<Finding> {
    let Broken::TooLongToKeep(field) = broken else {
        return Vec::new();
    };
    let Ok(typed) = site.app.typed(request.candidacy, section, request.values) else {
        return Vec::new();
    };
    let count = match typed.get(field) {
        Some(Answer::Text(text)) => text.chars().count(),
        Some(Answer::List(lines)) => lines.iter().map(|line| line.chars().count() + 1).sum(),
        Some(Answer::Photograph { photograph }) => photograph.described.chars().count(),
        _ => return Vec::new(),
    };
    let fault = Fault::TooLong {
        count,
        max: LONGEST_DRAFT,
    };
    vec![Finding {
        section: section.key.clone(),
        field: field.clone(),
        fault,
    }]
}

fn both_texts(
    site: &Installation,
    section: &Section,
    conflicts: &[Conflict],
    pictures: Pictures<'_>,
) -> Vec<Difference> {
    let definition = site.app.curricular();
    let of = |conflict: &Conflict| {
        let field = section
            .fields
            .iter()
            .find(|field| field.key == conflict.field)?;
        let mut both = difference(
            definition,
            field,
            conflict.theirs.as_ref(),
            conflict.mine.as_ref(),
            pictures,
        );
        both.before_words = "La otra persona guardó".to_owned();
        both.after_words = "Usted escribió".to_owned();
        Some(both)
    };
    conflicts.iter().filter_map(of).collect()
}
