//! The receipt of a candidacy's latest sending, and the way to those before it.

use app::AppError;
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::CandidacyId;
use domain::receipt::Folio;
use domain::time::Instant;

use crate::Installation;
use crate::http::{Session, pages};
use crate::manual::Topic;
use crate::panel::frame::Part;
use crate::panel::path::CandidacyPath;
use crate::panel::receipts::{self, Files};
use crate::ui::{Confirmation, Frame, Link};

#[derive(Template)]
#[template(path = "panel/capture/receipt.html")]
struct Page {
    frame: Frame,
    confirmation: Confirmation,
    files: Option<Files>,
    earlier: Vec<Link>,
    back: String,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
) -> Response {
    match build(&site, &who, id).await {
        Ok(page) => pages::show(&page),
        Err(error) => pages::failure(&site, &error),
    }
}

async fn build(site: &Installation, who: &Session, id: CandidacyId) -> Result<Page, AppError> {
    let back = format!("/panel/captura/{id}");
    let (latest, earlier) = sendings(site, who, id).await?;
    let view = site.app.receipt(who, latest).await?;
    let confirmation = receipts::confirmation(site, &view).next(
        "Ahora sigue la validación. Si hay algo que corregir, lo verá en su panel con el plazo para hacerlo.",
    );
    Ok(Page {
        frame: site
            .frame(who, Part::Candidacies, "Acuse de envío")
            .section("Captura")
            .crumb("Inicio", "/panel")
            .crumb("Captura", &back)
            .help(Topic::Receipt.help(who.actor.role())),
        confirmation,
        files: Files::of(&view),
        earlier,
        back,
    })
}

/// The folio of the latest sending, and links to those before it.
async fn sendings(
    site: &Installation,
    who: &Session,
    id: CandidacyId,
) -> Result<(Folio, Vec<Link>), AppError> {
    let rows = site.app.sendings(who, id).await?;
    let (latest, earlier) = rows.split_first().ok_or(AppError::NotFound)?;
    let link = |row: &app::history::HistoryRow| {
        let folio = Folio::of(row.position);
        let at = Instant::from_micros(row.entry.fields().instant);
        let words = format!("Envío anterior, {}: {folio}", site.calendar().moment(at));
        Link::new(words, format!("{}/{folio}", receipts::MINE))
    };
    Ok((
        Folio::of(latest.position),
        earlier.iter().map(link).collect(),
    ))
}

/// The files of the latest sending have one address each, by its folio.
pub async fn file(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
) -> Response {
    match sendings(&site, &who, id).await {
        Ok((folio, _)) => {
            Redirect::to(&format!("{}/{folio}/acuse.json", receipts::MINE)).into_response()
        }
        Err(error) => pages::failure(&site, &error),
    }
}
