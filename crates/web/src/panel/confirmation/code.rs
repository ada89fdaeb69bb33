//! A link that was just made, shown once: written out, and as a QR code on the screen.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use data_encoding::BASE64;

use crate::Installation;
use crate::http::{Session, pages};
use crate::manual::Topic;
use crate::panel::frame::Part;
use crate::panel::path::{CandidacyPath, LinkPath};
use crate::ui::{Fact, FactValue, Facts, Frame};

#[derive(Template)]
#[template(path = "panel/confirmation/code.html")]
struct Page {
    frame: Frame,
    address: String,
    picture: Option<String>,
    facts: Facts,
    back: String,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    LinkPath(link): LinkPath,
    headers: HeaderMap,
) -> Response {
    let view = match site.app.confirmation(&who, id).await {
        Ok(view) => view,
        Err(error) => return pages::failure(&site, &error),
    };
    let back = format!("/panel/captura/{id}/confirmacion");
    let known = view.links.iter().find(|known| known.id == link);
    let (Some(known), Some(code)) = (known, site.app.confirmation_code(&who, link)) else {
        // Shown already, or somebody else's: the list says what became of it.
        return Redirect::to(&back).into_response();
    };
    let address = site.outside(&headers, &format!("/confirmar/{code}"));
    let drawn = documents::qr::svg(&address).ok();
    let person = view.dossier.candidacy.data.person.full_name();
    pages::show(&Page {
        frame: site
            .frame(&who, Part::Candidacies, "Enlace para confirmar")
            .section("Captura")
            .crumb("Inicio", "/panel")
            .crumb(&person, format!("/panel/captura/{id}"))
            .crumb("Confirmación de la persona", &back)
            .help(Topic::Confirming.help(who.actor.role())),
        picture: drawn.map(|svg| {
            format!(
                "data:image/svg+xml;base64,{}",
                BASE64.encode(svg.as_bytes())
            )
        }),
        facts: Facts::new(vec![
            Fact::text("Para", person),
            Fact::new("Código", FactValue::Code(code)),
            Fact::text("Sirve hasta", site.calendar().moment(known.expires)),
        ]),
        address,
        back,
    })
}
