//! The party's first page: what it has registered, what is missing, and the way to each thing.

use app::AppError;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::policy::{Right, may_ever};

use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::desk::Done;
use crate::panel::frame::{Part, flash};
use crate::ui::{Frame, Link, Notice};
use crate::words::count;

#[derive(Template)]
#[template(path = "panel/party/home.html")]
struct Page {
    frame: Frame,
    missing: Vec<Notice>,
    links: Vec<Link>,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(done): Query<Done>,
) -> Response {
    match build(&site, &who, done.hecho.as_deref()).await {
        Ok(page) => pages::show(&page),
        Err(error) => pages::failure(&site, &error),
    }
}

async fn build(site: &Installation, who: &Session, done: Option<&str>) -> Result<Page, AppError> {
    let may = |right| may_ever(site.profile(), who.actor.role(), right);
    let (registers, records) = (may(Right::RegisterParty), may(Right::RecordDisclosure));
    let mut links = vec![Link::new(
        "Tablero de candidaturas",
        "/panel/partido/tablero",
    )];
    if registers {
        links.push(Link::new(
            "Personas supervisoras",
            "/panel/partido/supervision",
        ));
    }
    links.push(Link::new(
        "Aviso de privacidad del partido",
        "/panel/partido/aviso",
    ));
    if records {
        links.push(Link::new(
            "A quién se le mostró el aviso",
            "/panel/partido/evidencia",
        ));
    }
    Ok(Page {
        frame: site
            .frame(who, Part::Party, "Su partido")
            .crumb("Inicio", "/panel")
            .flash(flash(done)),
        missing: missing(site, who).await?,
        links,
    })
}

/// What the party still has to register, each with the way to it.
pub async fn missing(site: &Installation, who: &Session) -> Result<Vec<Notice>, AppError> {
    let may = |right| may_ever(site.profile(), who.actor.role(), right);
    let mut found = Vec::new();
    if may(Right::RegisterParty) {
        let named = site.app.supervisors(who).await?;
        if !named.iter().any(|named| named.appointment.ended.is_none()) {
            found.push(
                Notice::attention("Falta registrar a la persona supervisora")
                    .text("Sin ella nadie puede validar los cuestionarios de su partido.")
                    .link("Registrarla", "/panel/partido/supervision/nueva"),
            );
        }
    }
    if !site.profile().capture.party_notice || !may(Right::RecordDisclosure) {
        return Ok(found);
    }
    let registered = !site.app.own_notices(who).await?.is_empty();
    if !registered && may(Right::RegisterParty) {
        found.push(
            Notice::attention("Falta el aviso de privacidad de su partido")
                .text("Las personas de su partido no pueden capturar hasta que esté registrado y se le haya mostrado a cada candidatura.")
                .link("Registrar el aviso", "/panel/partido/aviso"),
        );
    } else if !registered {
        found.push(
            Notice::attention("Falta el aviso de privacidad de su partido")
                .text("Pida a la representación de su partido que lo registre: sin él no se puede capturar."),
        );
    }
    let without = site.app.without_evidence(who).await?;
    if registered && without > 0 {
        let words = count(number(without), "candidatura", "candidaturas");
        found.push(
            Notice::attention(format!("{words} sin constancia de que conoce el aviso"))
                .text("Mientras falte, las personas de su partido no pueden abrir su cuestionario.")
                .link("Registrar constancias", "/panel/partido/evidencia?aviso=no"),
        );
    }
    Ok(found)
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
