//! Where a candidacy stands with its person's confirmation, in words.

use app::capture::Dossier;
use domain::confirmation::{Confirmation, ConfirmationRule, LinkAnswer, Verdict};

use crate::Installation;
use crate::ui::{Fact, Notice};

/// In one line, for who captures and who validates.
pub fn words(site: &Installation, standing: &Confirmation) -> String {
    let calendar = site.calendar();
    match standing {
        Confirmation::NotAsked => "No se le ha pedido".to_owned(),
        Confirmation::Waiting { expires } => {
            format!(
                "Pendiente: su enlace sirve hasta el {}",
                calendar.moment(*expires)
            )
        }
        Confirmation::Answered { answer, current } => answered(site, answer, *current),
    }
}

fn answered(site: &Installation, answer: &LinkAnswer, current: bool) -> String {
    let at = site.calendar().moment(answer.at);
    let told = match &answer.verdict {
        Verdict::Confirmed => format!("Confirmó el {at} que eso es lo que quiere decir"),
        Verdict::CorrectionAsked { .. } => format!("Pidió una corrección el {at}"),
    };
    if current {
        told
    } else {
        format!("{told}; después cambió el texto, así que ya no se refiere a lo que hay ahora")
    }
}

/// The same as a fact.
pub fn fact(site: &Installation, standing: &Confirmation) -> Fact {
    Fact::text("Confirmación de la persona", words(site, standing))
}

/// What whoever is about to send for a party should know; none if the person confirmed the text as it stands.
pub fn notice(site: &Installation, dossier: &Dossier) -> Option<Notice> {
    let standing = dossier
        .confirmation
        .as_ref()
        .filter(|known| !known.holds())?;
    let notice = match standing {
        Confirmation::Answered {
            answer:
                LinkAnswer {
                    verdict: Verdict::CorrectionAsked { note },
                    ..
                },
            ..
        } => Notice::attention("La persona candidata pidió una corrección")
            .text(format!("Escribió: «{note}»"))
            .text(words(site, standing)),
        _ => Notice::information("La persona candidata todavía no confirma este texto")
            .text(words(site, standing)),
    };
    let rule = match site.profile().capture.confirmation {
        ConfirmationRule::Advised => {
            "Se recomienda pedírsela antes de enviar: después ya no se puede cambiar. No impide enviar."
        }
        ConfirmationRule::Demanded => "Este instituto la exige: sin ella no se puede enviar.",
    };
    Some(notice.text(rule).link(
        "Pedir o ver la confirmación",
        format!("/panel/captura/{}/confirmacion", dossier.candidacy.id),
    ))
}
