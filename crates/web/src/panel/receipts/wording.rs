//! What a receipt says, on its page and on paper.

use app::receipts::ReceiptView;
use data_encoding::BASE64;
use documents::ReceiptFact;
use domain::account::Role;
use domain::activity::Action;
use domain::profile::ContentHash;
use domain::time::Instant;

use crate::Installation;
use crate::panel::names;
use crate::ui::{Confirmation, Fact, FactValue, Facts};
use crate::words::thousands;

/// The receipt as the end of its act.
pub fn confirmation(site: &Installation, view: &ReceiptView) -> Confirmation {
    let at = at(view);
    let moment = FactValue::Moment {
        words: site.calendar().exact(at),
        machine: at.to_string(),
    };
    let mut facts = vec![Fact::new("Recibido", moment)];
    facts.extend(
        told(site, view)
            .into_iter()
            .map(|(name, value)| Fact::text(name, value)),
    );
    facts.extend(
        hashes(view)
            .into_iter()
            .map(|(name, value)| Fact::new(name, FactValue::Code(value))),
    );
    if view.receipt.is_none() {
        facts.push(Fact::text(
            "Prueba",
            "Estará lista en menos de un minuto; vuelva a abrir esta página.",
        ));
    }
    Confirmation::new(title(view.action), view.folio.to_string(), Facts::new(facts))
        .next("Guarde el acuse: con él se comprueba, en la página pública o en cualquier equipo, que esto está en el historial.")
}

/// What was done, as a title.
fn title(action: Action) -> &'static str {
    match action {
        Action::CaptureSent => "Cuestionario enviado",
        Action::CaptureResent => "Cuestionario corregido enviado",
        other => other.label(),
    }
}

fn at(view: &ReceiptView) -> Instant {
    Instant::from_micros(view.row.entry.fields().instant)
}

/// What is known of the act besides the instant, in words.
pub fn told(site: &Installation, view: &ReceiptView) -> Vec<(&'static str, String)> {
    let fields = view.row.entry.fields();
    let mut told = Vec::new();
    if let Some(candidacy) = &view.candidacy {
        let profile = site.app.current();
        let words = format!(
            "{}. {}. {}",
            candidacy.data.person.full_name(),
            names::office_and_place(&profile, candidacy),
            names::postulation(&profile, candidacy)
        );
        told.push(("Candidatura", words));
    }
    let role = fields.role.parse::<Role>().map_or("", Role::label);
    let sends = matches!(view.action, Action::CaptureSent | Action::CaptureResent);
    let author = match &view.author {
        Some(account) => format!("{role} ({})", account.holder),
        None => "El sistema".to_owned(),
    };
    told.push((if sends { "Enviado por" } else { "Hecho por" }, author));
    if let Some(late) = fields.details.get("late") {
        let words = match late.as_str() {
            "true" => "No: se recibió después del plazo (extemporánea)",
            _ => "Sí",
        };
        told.push(("En plazo", words.to_owned()));
    }
    if let Some(stage) = fields.details.get("stage") {
        let key = stage.parse().ok();
        let stage = key.and_then(|key| site.profile().stage(&key).map(|stage| stage.name.clone()));
        told.extend(stage.map(|name| ("Etapa", name)));
    }
    if let Some(revision) = fields.details.get("revision") {
        told.push(("Versión de las respuestas", revision.clone()));
    }
    told.push(("Lugar en el historial", thousands(view.row.position + 1)));
    told
}

/// The hashes, to be compared sign by sign.
pub fn hashes(view: &ReceiptView) -> Vec<(&'static str, String)> {
    let details = &view.row.entry.fields().details;
    let mut hashes = vec![("Huella del asiento", view.row.leaf_hash.to_string())];
    for (key, name) in [
        ("answers", "Huella de las respuestas"),
        ("declaration", "Huella de la declaración"),
    ] {
        hashes.extend(details.get(key).map(|hash| (name, hash.clone())));
    }
    hashes
}

/// The receipt on paper. `page` is the public page's address as people outside reach it.
pub fn document(
    site: &Installation,
    view: &ReceiptView,
    proof: &activity_log::Receipt,
    page: String,
) -> documents::Receipt {
    let (institute, at) = (&site.profile().institute, at(view));
    let fact = |(name, value): (&'static str, String)| ReceiptFact {
        name: name.to_owned(),
        value,
    };
    let mut facts = vec![fact(("Recibido", site.calendar().exact(at)))];
    facts.extend(told(site, view).into_iter().map(fact));
    documents::Receipt {
        created: at.in_zone(&institute.zone),
        folio: view.folio.to_string(),
        place_and_date: format!("{}, a {}", institute.state, site.calendar().day(at)),
        act: view.action.label().to_owned(),
        statement: format!(
            "{} hace constar que este acto quedó asentado en el historial de actividad del sistema «Candidatas y \
             Candidatos, Conóceles», donde nadie puede cambiarlo ni borrarlo sin que se note.",
            institute.name
        ),
        facts,
        declaration: declaration(site, view).unwrap_or_default(),
        hashes: hashes(view).into_iter().map(fact).collect(),
        checkpoint: proof.note().to_owned(),
        proof: proof
            .proof()
            .iter()
            .map(|hash| BASE64.encode(hash.as_bytes()))
            .collect(),
        check: format!("{page}?folio={}&huella={}", view.folio, view.row.leaf_hash),
        page,
        contact: format!("{}, {}", institute.administrator, institute.email),
        attachment: proof.to_json(),
    }
}

/// The declaration that was accepted, if what the profile says has the hash that the act has.
fn declaration(site: &Installation, view: &ReceiptView) -> Option<String> {
    let fields = view.row.entry.fields();
    let accepted = fields.details.get("declaration")?;
    let role = fields.role.parse::<Role>().ok()?;
    let text = site.app.declarations(role).join("\n\n");
    (ContentHash::of(text.as_bytes()).to_string() == *accepted).then_some(text)
}
