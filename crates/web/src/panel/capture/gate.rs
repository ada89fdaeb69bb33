//! In place of a questionnaire that a party's people may not open yet: what is missing, and the way to it (R12).

use app::capture::{Dossier, Gate};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::policy::{Right, may_ever};

use crate::Installation;
use crate::http::{Session, pages};
use crate::manual::Topic;
use crate::panel::frame::{Part, flash};
use crate::panel::names;
use crate::ui::{Fact, Facts, Frame, Notice};

#[derive(Template)]
#[template(path = "panel/capture/gate.html")]
struct Page {
    frame: Frame,
    facts: Facts,
    notice: Notice,
    /// What to do about it, for who can.
    act: Option<(String, &'static str)>,
    /// The case, where it waits for this person's decision.
    case: Option<String>,
}

/// The page that says what is missing.
pub fn page(
    site: &Installation,
    who: &Session,
    dossier: &Dossier,
    gate: Gate,
    done: Option<&str>,
) -> Response {
    pages::show(&build(site, who, dossier, gate, done))
}

/// The same, as the answer to somebody who wanted to send.
pub fn refusal(site: &Installation, who: &Session, dossier: &Dossier, gate: Gate) -> Response {
    pages::show_with(StatusCode::CONFLICT, &build(site, who, dossier, gate, None))
}

fn build(
    site: &Installation,
    who: &Session,
    dossier: &Dossier,
    gate: Gate,
    done: Option<&str>,
) -> Page {
    let profile = site.profile();
    let candidacy = &dossier.candidacy;
    let may = |right| may_ever(profile, who.actor.role(), right);
    let (notice, act) = match gate {
        Gate::NoNotice if may(Right::RegisterParty) => (
            Notice::attention("Falta el aviso de privacidad de su partido").text(
                "Antes de capturar los datos de esta persona, su partido debe tener registrado su aviso y habérselo mostrado.",
            ),
            Some(("/panel/partido/aviso".to_owned(), "Registrar el aviso")),
        ),
        Gate::NoNotice => (
            Notice::attention("Falta el aviso de privacidad de su partido")
                .text("Antes de capturar los datos de esta persona, su partido debe tener registrado su aviso y habérselo mostrado.")
                .text("Debe registrarlo la representación de su partido: pídaselo. Su plazo sigue corriendo."),
            None,
        ),
        Gate::NotShown => (
            Notice::attention("Falta la constancia de que esta persona conoce el aviso de su partido")
                .text("Antes de capturar sus datos, registre cuándo y cómo se le mostró el aviso de privacidad de su partido. Toma un minuto y puede subir la página firmada."),
            Some((
                format!("/panel/partido/evidencia/{}", candidacy.id),
                "Registrar que se le mostró",
            )),
        ),
    };
    let decides = |stage| {
        site.app
            .deciders(candidacy, stage)
            .contains(&who.actor.role())
    };
    let returned = dossier
        .capture
        .as_ref()
        .is_some_and(domain::capture::Capture::is_returned);
    let waits = dossier.stage(&site.app).is_some_and(decides) && !returned;
    Page {
        frame: site
            .frame(who, Part::Candidacies, candidacy.data.person.full_name())
            .section("Captura")
            .crumb("Inicio", "/panel")
            .due(super::tasks::due(site, dossier))
            .help(Topic::Evidence.help(who.actor.role()))
            .flash(flash(done)),
        facts: Facts::new(vec![
            Fact::text("Cargo", names::office_and_place(profile, candidacy)),
            Fact::text("Lugar en la lista", names::position(candidacy)),
            Fact::text("Clave en el registro", &candidacy.data.key),
        ]),
        notice,
        act,
        case: waits.then(|| format!("/panel/validacion/{}", candidacy.id)),
    }
}
