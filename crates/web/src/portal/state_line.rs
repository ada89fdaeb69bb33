//! One line on the state of a candidacy's information, and when it will say something else.
//!
//! The line depends on the clock (a term ends, an office's date comes, profiles are retired) without anything being
//! written anywhere, so it is made when a page is, and [`next_change`] bounds how long that page may be kept.

use domain::profile::Lapse;
use domain::time::Instant;

use crate::portal::ballot::Ballot;
use crate::portal::row::{Phase, Row, Standing};
use crate::ui::{State, StateLine};

/// Neutral on purpose: neither why, nor since when, nor whether there was anything.
const WITHHELD: &str = "La información de esta candidatura no está disponible por ahora.";

/// The line for a row at an instant.
pub(crate) fn state_line(ballot: &Ballot, row: &Row, now: Instant) -> StateLine {
    let calendar = ballot.calendar();
    match &row.standing {
        Standing::Replaced { at } => line(
            State::Closed,
            format!("Esta candidatura fue sustituida el {}.", calendar.day(*at)),
        ),
        Standing::Cancelled { at } => line(
            State::Closed,
            format!("Esta candidatura fue cancelada el {}.", calendar.day(*at)),
        ),
        Standing::Active { phase, .. } => match ballot.retirement() {
            Some(since) if now >= since => retired(phase, &calendar.day(since)),
            _ => of_phase(ballot, row, phase, now),
        },
    }
}

fn of_phase(ballot: &Ballot, row: &Row, phase: &Phase, now: Instant) -> StateLine {
    let calendar = ballot.calendar();
    let deadline = |ends: Instant| calendar.deadline(ends, now);
    let late_allowed = ballot.profile().terms.late_allowed;
    match phase {
        Phase::Untouched { ends: None } => line(
            State::InTerm,
            "Todavía no captura su información: su plazo aún no empieza.".to_owned(),
        ),
        Phase::Untouched { ends: Some(ends) } if now <= *ends => line(
            State::InTerm,
            format!(
                "Todavía no captura su información. Tiene hasta {}.",
                deadline(*ends)
            ),
        ),
        Phase::Untouched { ends: Some(ends) } => not_captured(&deadline(*ends)),
        // A draft that can no longer be sent is no capture.
        Phase::Capturing { ends: Some(ends) } if now > *ends && !late_allowed => {
            not_captured(&deadline(*ends))
        }
        Phase::Capturing { ends: Some(ends) } if now > *ends => {
            let words = format!(
                "Está capturando su información. El plazo venció {}.",
                deadline(*ends)
            );
            line(State::Attention, words)
        }
        Phase::Capturing { .. } => {
            line(State::InTerm, "Está capturando su información.".to_owned())
        }
        Phase::InValidation => line(
            State::InTerm,
            "Su información está en validación.".to_owned(),
        ),
        Phase::InCorrection { due } if now > *due && !late_allowed => {
            let words = format!(
                "Su información quedó en corrección: el plazo para corregirla venció {}.",
                deadline(*due)
            );
            line(State::Closed, words)
        }
        Phase::InCorrection { .. } => line(
            State::InTerm,
            "Su información está en corrección.".to_owned(),
        ),
        Phase::Closed => line(
            State::Closed,
            "Su información no se publicó: lo que se le observó no se corrigió en el plazo."
                .to_owned(),
        ),
        Phase::Validated => {
            let from = ballot.publish_from(row.office);
            let words = if now < from {
                format!(
                    "Su información ya está validada. Se publica a partir del {}.",
                    calendar.day(from)
                )
            } else {
                "Su información ya está validada y está por publicarse.".to_owned()
            };
            line(State::InTerm, words)
        }
        // Its office's date has not come, though that of another candidacy with the same capture has.
        Phase::Published(_) if now < ballot.publish_from(row.office) => line(
            State::InTerm,
            format!(
                "Su información ya está validada. Se publica a partir del {}.",
                calendar.day(ballot.publish_from(row.office))
            ),
        ),
        Phase::Withheld => line(State::Closed, WITHHELD.to_owned()),
        Phase::Published(published) => {
            let mut words = format!("Perfil publicado el {}.", calendar.day(published.at));
            if published.late {
                words.push_str(" Capturada después del plazo.");
            }
            if published.corrected_late {
                words.push_str(" Corregida después del plazo.");
            }
            words.push_str(match published.effect {
                Some(Lapse::PublishMarked) => {
                    " Se publicó con observaciones del instituto que no se corrigieron en el plazo."
                }
                Some(Lapse::PublishValidFields) => {
                    " Se publicó sin los campos que el instituto observó y que no se corrigieron en el plazo."
                }
                Some(Lapse::DoNotPublish) | None => "",
            });
            line(State::Done, words)
        }
    }
}

fn not_captured(deadline: &str) -> StateLine {
    line(
        State::Closed,
        format!("No capturó su información en el plazo, que venció {deadline}."),
    )
}

fn retired(phase: &Phase, day: &str) -> StateLine {
    let words = match phase {
        Phase::Withheld => WITHHELD.to_owned(),
        Phase::Published(_) => format!(
            "Su perfil se retiró del portal el {day}, cuando terminó el periodo de publicación."
        ),
        _ => format!("Su información no llegó a publicarse: los perfiles se retiraron el {day}."),
    };
    line(State::Closed, words)
}

const fn line(state: State, words: String) -> StateLine {
    StateLine { state, words }
}

/// The first instant after `now` at which the row's page may read differently; none if only a new fact can do that.
pub(crate) fn next_change(ballot: &Ballot, row: &Row, now: Instant) -> Option<Instant> {
    let Standing::Active { phase, .. } = &row.standing else {
        return None;
    };
    let turn = match phase {
        Phase::Untouched { ends } | Phase::Capturing { ends } => ends.map(after),
        Phase::InCorrection { due } => Some(after(*due)),
        Phase::Validated | Phase::Published(_) => Some(ballot.publish_from(row.office)),
        Phase::InValidation | Phase::Closed | Phase::Withheld => None,
    };
    turn.into_iter()
        .chain(ballot.retirement())
        .filter(|turn| *turn > now)
        .min()
}

/// The first instant at which a term whose last instant is `ends` is over.
const fn after(ends: Instant) -> Instant {
    Instant::from_micros(ends.micros().saturating_add(1))
}
