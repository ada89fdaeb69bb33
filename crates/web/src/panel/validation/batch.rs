//! Several cases at once: chosen in the list, shown one by one with what will be validated and what not, confirmed, told.

use app::validation::{Obstacle, Prospect};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::CandidacyId;
use domain::profile::Stage;
use serde::Deserialize;

use super::place::Place;
use crate::Installation;
use crate::http::{Arrived, Query, Session, pages};
use crate::manual::Topic;
use crate::panel::frame::Part;
use crate::panel::names;
use crate::ui::{Cell, Column, Frame, Notice, Table};
use crate::words::count;

#[derive(Template)]
#[template(path = "panel/validation/batch.html")]
struct Page {
    frame: Frame,
    notice: Option<Notice>,
    ready: Table,
    not: Table,
    confirmed: Vec<String>,
    stage: String,
    kept: Vec<(&'static str, String)>,
    back: String,
}

/// The cases that were chosen: what would be done with each.
pub async fn review(State(site): State<Installation>, who: Session, arrived: Arrived) -> Response {
    let Some(stage) = stage_of(&site, &who, arrived.value("etapa")) else {
        return pages::refusal(&site, StatusCode::NOT_FOUND);
    };
    let chosen: Vec<CandidacyId> = values(&arrived, "caso")
        .filter_map(|value| value.parse().ok())
        .collect();
    let place = Place::read(&arrived);
    match site.app.prospects(&who, stage, &chosen).await {
        Ok(prospects) => pages::show(&reviewed(&site, &who, stage, &place, &prospects)),
        Err(error) => pages::failure(&site, &error),
    }
}

/// Validates those that were confirmed.
pub async fn act(State(site): State<Installation>, who: Session, arrived: Arrived) -> Response {
    let Some(stage) = stage_of(&site, &who, arrived.value("etapa")) else {
        return pages::refusal(&site, StatusCode::NOT_FOUND);
    };
    let confirmed: Vec<(CandidacyId, u32)> = values(&arrived, "confirmado")
        .filter_map(|value| {
            let (id, revision) = value.split_once(':')?;
            Some((id.parse().ok()?, revision.parse().ok()?))
        })
        .collect();
    let done = site
        .app
        .approve_many(&who, stage, &confirmed, arrived.at)
        .await;
    match done {
        Ok(results) => {
            let told: Vec<String> = results
                .iter()
                .map(|(id, result)| match result {
                    Ok(()) => id.to_string(),
                    Err(obstacle) => format!("{id}~{}", obstacle.code()),
                })
                .collect();
            let to = format!(
                "/panel/validacion/lote?etapa={}&casos={}",
                stage.key,
                told.join(".")
            );
            let steps = results.iter().filter_map(|(id, result)| {
                let rule = result.as_ref().err()?.out_of_order()?;
                Some((rule, Some(*id)))
            });
            pages::all_out_of_order(Redirect::to(&to).into_response(), steps.collect())
        }
        Err(error) => pages::failure(&site, &error),
    }
}

/// The results that an address carries.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Results {
    etapa: String,
    casos: String,
}

/// What happened with each. The address names cases and reasons; what is shown of them is as they stand now.
pub async fn result(
    State(site): State<Installation>,
    who: Session,
    Query(results): Query<Results>,
) -> Response {
    let Some(stage) = stage_of(&site, &who, &results.etapa) else {
        return pages::refusal(&site, StatusCode::NOT_FOUND);
    };
    let told: Vec<(CandidacyId, Option<&str>)> = results
        .casos
        .split('.')
        .take(50)
        .filter_map(|case| match case.split_once('~') {
            Some((id, code)) => Some((id.parse().ok()?, Some(code))),
            None => Some((case.parse().ok()?, None)),
        })
        .collect();
    let mut done = Table::new("Casos validados", columns("Estado"));
    let mut not = Table::new("Casos que no se validaron", columns("Por qué"));
    for (id, code) in told {
        let dossier = match site.app.dossier(&who, id).await {
            Ok(dossier) => dossier,
            Err(_) => continue,
        };
        let own = dossier
            .stage(&site.app)
            .is_some_and(|of| of.key == stage.key);
        let candidacy = &dossier.candidacy;
        let person = candidacy.data.person.full_name();
        let place = names::office_and_place(site.profile(), candidacy);
        match code {
            None if !own => {
                done = done.row(vec![
                    Cell::link(person, format!("/panel/captura/{id}")),
                    Cell::text(place),
                    Cell::text(dossier.state().label()),
                ]);
            }
            code => {
                let why = Obstacle::words(code.unwrap_or_default());
                not = not.row(vec![
                    Cell::link(
                        person,
                        format!("/panel/validacion/{id}?etapa={}", stage.key),
                    ),
                    Cell::text(place),
                    Cell::text(why),
                ]);
            }
        }
    }
    let number = done.rows.len() as u64;
    let notice = match number {
        0 => Notice::attention("No se validó ningún caso"),
        1 => Notice::done("Se validó 1 caso"),
        number => Notice::done(format!("Se validaron {}", count(number, "caso", "casos"))),
    };
    pages::show(&Page {
        frame: frame(&site, &who, stage, "Resultado"),
        notice: Some(notice),
        ready: done,
        not,
        confirmed: Vec::new(),
        stage: stage.key.to_string(),
        kept: Vec::new(),
        back: format!("/panel/validacion?etapa={}", stage.key),
    })
}

fn reviewed(
    site: &Installation,
    who: &Session,
    stage: &Stage,
    place: &Place,
    prospects: &[Prospect],
) -> Page {
    let mut ready = Table::new("Se validarán", columns("Revisión"));
    let mut not = Table::new("No se validarán", columns("Por qué"));
    let mut confirmed = Vec::new();
    for prospect in prospects {
        let id = prospect.candidacy.id;
        let mut row = vec![
            Cell::link(
                prospect.candidacy.data.person.full_name(),
                place.case(id, None),
            ),
            Cell::text(names::office_and_place(site.profile(), &prospect.candidacy)),
        ];
        match &prospect.ready {
            Ok(revision) => {
                row.push(Cell::text(format!("Versión {revision} del texto")));
                ready = ready.row(row);
                confirmed.push(format!("{id}:{revision}"));
            }
            Err(obstacle) => {
                row.push(Cell::text(why(obstacle)));
                not = not.row(row);
            }
        }
    }
    let notice = match (prospects.is_empty(), confirmed.is_empty()) {
        (true, _) => Some(
            Notice::attention("No eligió ningún caso")
                .text("Vuelva a la lista, marque los que quiere validar juntos y revíselos aquí."),
        ),
        (false, true) => Some(Notice::attention(
            "Ninguno de los casos elegidos puede validarse junto con otros",
        )),
        (false, false) => None,
    };
    Page {
        frame: frame(site, who, stage, "Validar varios casos"),
        notice,
        ready,
        not,
        confirmed,
        stage: stage.key.to_string(),
        kept: place.kept(),
        back: place.list(stage.key.as_str(), None),
    }
}

fn why(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::Broken(broken) => broken.to_string(),
        Obstacle::Incomplete(findings) => {
            let missing = count(findings.len() as u64, "respuesta", "respuestas");
            format!("Le falta o debe corregirse {missing}.")
        }
        obstacle => Obstacle::words(obstacle.code()).to_owned(),
    }
}

fn columns(last: &str) -> Vec<Column> {
    vec![
        Column::text("Persona"),
        Column::text("Cargo y lugar"),
        Column::text(last),
    ]
}

fn frame(site: &Installation, who: &Session, stage: &Stage, title: &str) -> Frame {
    site.frame(who, Part::Validation, title)
        .section("Validación")
        .crumb("Inicio", "/panel")
        .crumb(
            &stage.name,
            format!("/panel/validacion?etapa={}", stage.key),
        )
        .help(Topic::Batch.help(who.actor.role()))
        .wide()
}

fn values<'a>(arrived: &'a Arrived, name: &'a str) -> impl Iterator<Item = &'a str> {
    arrived
        .values
        .iter()
        .filter(move |(known, _)| known == name)
        .map(|(_, value)| value.as_str())
}

/// The stage of this name, if this person decides in it.
fn stage_of<'a>(site: &'a Installation, who: &Session, name: &str) -> Option<&'a Stage> {
    let mut stages = site.app.stages_of(who).into_iter();
    stages.find(|stage| stage.key.as_str() == name)
}
