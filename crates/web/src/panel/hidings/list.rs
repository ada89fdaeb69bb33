//! What is hidden, the look that is due first before the rest; what was lifted, on request.

use app::AppError;
use app::publication::HidingView;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::hiding::HiddenPart;
use serde::Deserialize;

use super::LIST;
use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::frame::{Part, flash};
use crate::panel::names;
use crate::ui::{Badge, Cell, Column, Empty, Frame, Link, State as Mark, Table};

/// Which ones, as it comes in the address.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    ver: String,
    #[serde(default)]
    hecho: String,
}

#[derive(Template)]
#[template(path = "panel/hidings/list.html")]
struct Page {
    frame: Frame,
    table: Table,
    empty: Empty,
    other: Link,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(asked): Query<Asked>,
) -> Response {
    match build(&site, &who, &asked).await {
        Ok(page) => pages::show(&page),
        Err(error) => pages::failure(&site, &error),
    }
}

async fn build(site: &Installation, who: &Session, asked: &Asked) -> Result<Page, AppError> {
    let lifted = asked.ver == "levantados";
    let hidings = site.app.hidings(who, lifted).await?;
    let columns = vec![
        Column::text("Candidatura"),
        Column::text("Cargo y lugar"),
        Column::text("Qué"),
        Column::text("Motivo"),
        Column::text("Desde"),
        Column::text(if lifted { "Levantado" } else { "Revisión" }),
    ];
    let rows = hidings.iter().map(|view| cells(site, view));
    let caption = if lifted {
        "Ocultamientos levantados"
    } else {
        "Lo que está oculto, por fecha de revisión"
    };
    Ok(Page {
        frame: site
            .frame(who, Part::Candidacies, "Datos ocultos por seguridad")
            .crumb("Inicio", "/panel")
            .flash(flash(Some(&asked.hecho)))
            .wide(),
        table: Table::new(caption, columns).rows(rows),
        empty: Empty::new(
            if lifted { "No se ha levantado ninguno" } else { "No hay nada oculto" },
            "Para ocultar un dato o un perfil, abra la candidatura y elija «Ocultar datos del portal».",
        )
        .next("Ir a las candidaturas", "/panel/candidaturas"),
        other: if lifted {
            Link::new("Ver lo que está oculto", LIST)
        } else {
            Link::new("Ver los levantados", format!("{LIST}?ver=levantados"))
        },
    })
}

/// What is hidden, in words.
pub fn what(site: &Installation, what: &HiddenPart) -> String {
    match what {
        HiddenPart::Profile => "Todo el perfil".to_owned(),
        HiddenPart::Field { field } => site
            .app
            .curricular()
            .field(field)
            .map_or_else(|| field.to_string(), |field| field.label.clone()),
    }
}

fn cells(site: &Installation, view: &HidingView) -> Vec<Cell> {
    let (hiding, calendar) = (&view.hiding, site.calendar());
    let review = match &hiding.lifted {
        Some(lifting) => Cell::text(calendar.day(lifting.at)),
        None if view.is_due => Cell::Badge(Badge::new(
            Mark::Attention,
            format!("Toca revisarlo: {}", calendar.day(hiding.review)),
        )),
        None => Cell::text(calendar.day(hiding.review)),
    };
    vec![
        Cell::link(
            view.candidacy.data.person.full_name(),
            format!("{LIST}/{}/{}", hiding.candidacy, hiding.id),
        ),
        Cell::text(names::office_and_place(site.profile(), &view.candidacy)),
        Cell::text(what(site, &hiding.what)),
        Cell::text(hiding.reason.label()),
        Cell::text(calendar.day(hiding.at)),
        review,
    ]
}
