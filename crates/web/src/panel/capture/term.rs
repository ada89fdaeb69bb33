//! The term of one candidacy in words: its last instant to the second, whether and why it was extended, and what can
//! still be done when it is over (R07).

use app::AppError;
use app::capture::Dossier;
use domain::capture::{Capture, State as Standing};
use domain::time::Instant;

use crate::Installation;
use crate::http::Session;
use crate::panel::terms::exact;
use crate::ui::{Fact, FactValue, Notice};

/// The last instant of what is to be sent now: the correction while it was returned, otherwise the capture until it
/// was sent.
pub fn last_instant(dossier: &Dossier) -> Option<Instant> {
    match dossier.capture.as_ref() {
        Some(Capture {
            state: Standing::Returned { due, .. },
            ..
        }) => Some(*due),
        Some(capture) if capture.submission.is_some() => None,
        _ => dossier.candidacy.term.map(|term| term.ends),
    }
}

/// The facts about the term.
pub async fn facts(
    site: &Installation,
    who: &Session,
    dossier: &Dossier,
) -> Result<Vec<Fact>, AppError> {
    let calendar = site.calendar();
    let moment = |at: Instant| FactValue::Moment {
        words: exact(calendar, at),
        machine: at.to_string(),
    };
    let Some(term) = dossier.candidacy.term else {
        let words = "No ha empezado: corre desde que se recibe la cuenta.";
        return Ok(vec![Fact::text("Plazo de captura", words)]);
    };
    let mut facts = vec![Fact::new("Último instante para enviar", moment(term.ends))];
    if let Some(extension) = site.app.extension_of(who, dossier.candidacy.id).await? {
        facts.push(Fact::text(
            "Plazo ampliado",
            format!(
                "Ampliado el {}. {}",
                calendar.moment(extension.at),
                extension.reason
            ),
        ));
    }
    if let Some(Standing::Returned { due, .. }) =
        dossier.capture.as_ref().map(|capture| &capture.state)
    {
        facts.push(Fact::new("Último instante para corregir", moment(*due)));
    }
    Ok(facts)
}

/// What somebody who writes after the last instant must know before writing on; none in term, or once it was sent.
pub fn late_notice(site: &Installation, dossier: &Dossier) -> Option<Notice> {
    let ends = last_instant(dossier).filter(|ends| site.app.now() > *ends)?;
    let ended = format!("El plazo terminó el {}", exact(site.calendar(), ends));
    let institute = &site.profile().institute.short_name;
    Some(if site.profile().terms.late_allowed {
        Notice::attention(ended).text(
            "Todavía puede capturar y enviar. El cuestionario quedará marcado como «extemporáneo» en el acuse, en los informes y en el portal.",
        )
    } else {
        Notice::closed(ended)
            .text("Ya no se puede guardar ni enviar. Lo que guardó sigue a salvo y puede leerlo.")
            .text(format!(
                "Si una falla del sistema le impidió enviar, repórtela a {institute} con la fecha y la hora: la administración puede ampliar el plazo."
            ))
            .link("Ver los datos de contacto", "/ayuda#contacto")
    })
}
