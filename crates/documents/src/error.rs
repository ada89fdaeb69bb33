//! Why a document could not be made.

use thiserror::Error;

/// Why a document could not be made, in words for people; what they wrote is never repeated in it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DocumentError {
    /// The institute's colour is not `#rrggbb`.
    #[error(
        "El color del instituto debe escribirse como #rrggbb, por ejemplo #5b2d8e. Corríjalo en el perfil, en [marca]."
    )]
    Accent,
    /// More text than a QR code can carry.
    #[error(
        "La dirección es demasiado larga para un código QR. Acórtela e intente de nuevo; no se perdió nada."
    )]
    QrTooLong,
    /// A batch has no letters, or more than one file can hold.
    #[error(
        "Un solo archivo lleva entre 1 y {most} cartas, y se pidieron {asked}. Haga varias tandas; no se perdió nada."
    )]
    BatchSize {
        /// How many letters were asked for.
        asked: usize,
        /// The most that one file holds.
        most: usize,
    },
    /// Who asked for the document stopped it.
    #[error(
        "Se detuvo la elaboración del documento antes de terminar. No se perdió nada: puede pedirlo otra vez."
    )]
    Stopped,
    /// The typesetter refused; its own words are for support.
    #[error(
        "No se pudo elaborar el documento. No se perdió nada: intente de nuevo y, si se repite, avise a soporte con este texto: {reason}"
    )]
    Typesetting {
        /// What the typesetter said, without any of the document's text.
        reason: String,
    },
}

impl From<serde_json::Error> for DocumentError {
    /// Our own structs always become JSON; should one not, it is told like any refusal.
    fn from(fault: serde_json::Error) -> Self {
        Self::Typesetting {
            reason: fault.to_string(),
        }
    }
}
