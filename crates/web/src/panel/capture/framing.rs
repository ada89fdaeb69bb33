//! Turning a photograph and choosing which part of it is shown: by buttons without script, and by dragging with it. Where
//! the frame stands is in the address; nothing changes until it is saved, which is a save like any other.

use app::AppError;
use app::capture::{Dossier, PhotographRefusal, SaveRequest, View};
use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use domain::questionnaire::{Answers, Crop, Field, Photograph, Section};
use serde::Deserialize;

use super::form;
use super::pictures::Pictures;
use super::refused::{not_saved, refused};
use super::section::saved;
use crate::Installation;
use crate::http::{Arrived, Query, Session, pages};
use crate::manual::Topic;
use crate::panel::frame::{Part, flash};
use crate::panel::path::{CandidacyPath, FieldPath, PhotographPath};
use crate::ui::Frame;

/// How far one press moves the frame, of 1,000; and how much nearer it brings the picture, in percent.
const STEP: u16 = 100;
const NEARER: u16 = 25;

/// What an address of the frame says. Texts, so that a broken one is as none.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    giro: Option<String>,
    zoom: Option<String>,
    x: Option<String>,
    y: Option<String>,
    mover: Option<String>,
    entera: Option<String>,
    hecho: Option<String>,
}

impl Asked {
    fn crop(&self) -> Option<Crop> {
        let number = |text: &Option<String>| text.as_deref()?.parse::<u16>().ok();
        let crop = Crop {
            quarters: self.giro.as_deref()?.parse().ok()?,
            zoom: number(&self.zoom)?,
            x: number(&self.x)?,
            y: number(&self.y)?,
        };
        Some(crop.within())
    }
}

#[derive(Template)]
#[template(path = "panel/capture/framing.html")]
struct Page {
    frame: Frame,
    action: String,
    back: String,
    preview: String,
    address: String,
    alt: String,
    name: String,
    token: String,
    revision: u32,
    crop: Crop,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    FieldPath(key): FieldPath,
    Query(asked): Query<Asked>,
) -> Response {
    let dossier = match site.app.dossier(&who, id).await {
        Ok(dossier) => dossier,
        Err(error) => return pages::failure(&site, &error),
    };
    let answers = dossier.answers();
    let Some((section, field, photograph)) = shown(&site, &answers, &key) else {
        return Redirect::to(&format!("/panel/captura/{id}")).into_response();
    };
    if dossier.closed.is_some() {
        return Redirect::to(&format!("/panel/captura/{id}/revisar")).into_response();
    }
    let crop = asked.crop().unwrap_or(photograph.crop);
    let pictures = Pictures::of_candidacy(&site.app, id);
    let action = pictures.framing(&field.key);
    if let Some(button) = &asked.mover {
        return Redirect::to(&format!("{action}?{}", query(moved(crop, button)))).into_response();
    }
    let token = site.app.sealed(id, photograph);
    let address = pictures.address(&token);
    pages::show(&Page {
        frame: frame(&site, &who, &dossier, section).flash(flash(asked.hecho.as_deref())),
        back: format!("/panel/captura/{id}/{}", section.key),
        preview: format!("{address}?{}", query(crop)),
        alt: photograph.described.clone(),
        name: field.key.to_string(),
        revision: dossier
            .capture
            .as_ref()
            .map_or(0, |capture| capture.revision),
        action,
        address,
        token,
        crop,
    })
}

fn frame(site: &Installation, who: &Session, dossier: &Dossier, section: &Section) -> Frame {
    let home = format!("/panel/captura/{}", dossier.candidacy.id);
    site.frame(who, Part::Candidacies, "Encuadrar la fotografía")
        .section("Captura")
        .crumb("Inicio", "/panel")
        .crumb(dossier.candidacy.data.person.full_name(), &home)
        .crumb(&section.title, format!("{home}/{}", section.key))
        .due(super::tasks::due(site, dossier))
        .help(Topic::Framing.help(who.actor.role()))
}

/// The photograph that is saved in a field.
fn shown<'a>(
    site: &'a Installation,
    answers: &'a Answers,
    key: &str,
) -> Option<(&'a Section, &'a Field, &'a Photograph)> {
    let sections = site.app.curricular().sections.iter();
    let mut fields =
        sections.flat_map(|section| section.fields.iter().map(move |field| (section, field)));
    let (section, field) = fields.find(|(_, field)| field.key.as_str() == key)?;
    Some((section, field, answers.get(&field.key)?.photograph()?))
}

fn query(crop: Crop) -> String {
    let Crop {
        quarters,
        zoom,
        x,
        y,
    } = crop;
    format!("giro={quarters}&zoom={zoom}&x={x}&y={y}")
}

/// The frame after a button; one that there is not moves nothing.
fn moved(crop: Crop, button: &str) -> Crop {
    let mut moved = crop;
    match button {
        "izquierda" => moved.x = crop.x.saturating_sub(STEP),
        "derecha" => moved.x = crop.x.saturating_add(STEP),
        "arriba" => moved.y = crop.y.saturating_sub(STEP),
        "abajo" => moved.y = crop.y.saturating_add(STEP),
        "acercar" => moved.zoom = crop.zoom.saturating_add(NEARER),
        "alejar" => moved.zoom = crop.zoom.saturating_sub(NEARER),
        "girar_derecha" => moved.quarters = crop.quarters + 1,
        "girar_izquierda" => moved.quarters = crop.quarters + 3,
        _ => {}
    }
    moved.within()
}

pub async fn act(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    FieldPath(key): FieldPath,
    arrived: Arrived,
) -> Response {
    let dossier = match site.app.dossier(&who, id).await {
        Ok(dossier) => dossier,
        Err(error) => return pages::failure(&site, &error),
    };
    let answers = dossier.answers();
    let Some((section, field, current)) = shown(&site, &answers, &key) else {
        return Redirect::to(&format!("/panel/captura/{id}")).into_response();
    };
    let text = |name: &str| Some(arrived.value(name).to_owned());
    let asked = Asked {
        giro: text("giro"),
        zoom: text("zoom"),
        x: text("x"),
        y: text("y"),
        ..Asked::default()
    };
    // The picture that was on the screen, with the words as they are now.
    let on_screen = site.app.unsealed(id, arrived.trimmed(field.key.as_str()));
    let (Some(crop), Some(on_screen)) = (asked.crop(), on_screen) else {
        return Redirect::to(&Pictures::of_candidacy(&site.app, id).framing(&field.key))
            .into_response();
    };
    let photograph = Photograph {
        described: current.described.clone(),
        ..on_screen
    };
    let framed = site
        .app
        .reframe_photograph(&who, id, field, &photograph, crop, arrived.at)
        .await;
    let values = |photograph: Photograph| {
        let mut answers = answers.clone();
        let answer = domain::questionnaire::Answer::Photograph { photograph };
        answers.set(field.key.clone(), Some(answer));
        form::values_of(&site.app, id, section, &answers)
    };
    let (framed, error) = match framed {
        Ok(framed) => (framed, None),
        Err(PhotographRefusal::App(error)) => (photograph, Some(error)),
        // Only pictures that this program wrote are framed: one that it cannot read was changed in its folder.
        Err(PhotographRefusal::Picture(_)) => {
            (photograph, Some(AppError::Unreadable("photograph")))
        }
    };
    let values = values(framed);
    let request = SaveRequest {
        candidacy: id,
        section: section.key.as_str(),
        base: arrived.trimmed("revision").parse().unwrap_or(0),
        values: &values,
        at: arrived.at,
    };
    let outcome = match error {
        Some(error) => Err(error),
        None => site.app.save_section(&who, request).await,
    };
    match outcome {
        Ok(_) => saved(&site, &who, &request).await,
        Err(AppError::Broken(broken)) => refused(&site, &who, &request, broken).await,
        Err(
            error @ (AppError::Storage(_)
            | AppError::File(_)
            | AppError::Busy
            | AppError::TooManyPhotographs(_)),
        ) => not_saved(&site, &who, &request, &error).await,
        Err(error) => pages::failure(&site, &error),
    }
}

/// The bytes of a photograph, as it is or framed as asked, for who may read the candidacy's answers.
pub async fn image(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    PhotographPath(token): PhotographPath,
    Query(asked): Query<Asked>,
) -> Response {
    let view = match (&asked.entera, asked.crop()) {
        (Some(_), _) => View::Whole,
        (None, Some(crop)) => View::Framed(crop),
        (None, None) => View::Saved,
    };
    match site.app.draft_photograph(&who, id, &token, view).await {
        Ok(jpeg) => ([(header::CONTENT_TYPE, "image/jpeg")], jpeg).into_response(),
        Err(PhotographRefusal::App(error)) => pages::failure(&site, &error),
        Err(PhotographRefusal::Picture(_)) => {
            pages::failure(&site, &AppError::Unreadable("photograph"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("izquierda", Crop { x: 0, ..AT })]
    #[case("derecha", Crop { x: 150, ..AT })]
    #[case("arriba", Crop { y: 850, ..AT })]
    #[case("abajo", Crop { y: 1000, ..AT })]
    #[case("acercar", Crop { zoom: 135, ..AT })]
    #[case("alejar", Crop { zoom: 100, ..AT })]
    #[case("girar_derecha", Crop { quarters: 0, ..AT })]
    #[case("girar_izquierda", Crop { quarters: 2, ..AT })]
    #[case("otra_cosa", AT)]
    fn each_button_moves_the_frame_within_the_picture(
        #[case] button: &str,
        #[case] expected: Crop,
    ) {
        assert_eq!(moved(AT, button), expected);
    }

    const AT: Crop = Crop {
        quarters: 3,
        zoom: 110,
        x: 50,
        y: 950,
    };

    #[test]
    fn an_address_that_says_nonsense_says_nothing() {
        let asked = |giro: &str| Asked {
            giro: Some(giro.to_owned()),
            zoom: Some("9000".to_owned()),
            x: Some("1".to_owned()),
            y: Some("2".to_owned()),
            ..Asked::default()
        };
        assert_eq!(asked("-1").crop(), None);
        assert_eq!(
            asked("5").crop().map(|crop| (crop.quarters, crop.zoom)),
            Some((1, 400))
        );
    }
}
