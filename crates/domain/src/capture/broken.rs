//! The rules that a transition may break.

use crate::capture::Conflict;
use crate::key::{FieldKey, GroundKey};
use crate::questionnaire::Finding;
use crate::time::Instant;

/// The rule that a transition would have broken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The permit is for something else.
    #[error("Su cuenta no tiene permiso para hacer esto.")]
    NotPermitted,
    /// The candidacy was replaced or cancelled.
    #[error("Esta candidatura ya no está activa, así que su cuestionario no puede cambiar.")]
    CandidacyNotActive,
    /// One capture serves several candidacies of the person, and another one leads.
    #[error(
        "Esta candidatura comparte el cuestionario con otra de la misma persona: se captura en aquella."
    )]
    LedByAnother,
    /// Nothing was captured yet.
    #[error("Todavía no hay nada capturado.")]
    NothingCaptured,
    /// The term is over and the profile does not let late captures in.
    #[error("El plazo para capturar ya terminó, por lo que no se puede guardar ni enviar.")]
    TermOver {
        /// Its last instant.
        ended: Instant,
    },
    /// Nothing shows yet that the person was told how their party treats their data (R12).
    #[error(
        "Antes de capturar, su partido debe registrar que le mostró su aviso de privacidad a la persona de esta candidatura."
    )]
    NoticeNotShown,
    /// The single opportunity was used (R19).
    #[error("El cuestionario ya se envió y no puede cambiar.")]
    AlreadySent,
    /// Two people changed the same fields.
    #[error(
        "Otra persona cambió lo mismo mientras usted escribía. Compare los dos textos y elija."
    )]
    Conflict(Vec<Conflict>),
    /// More text in one field than is kept.
    #[error(
        "Una respuesta es demasiado larga para guardarla. Su texto sigue en la pantalla: acórtelo y guarde de nuevo."
    )]
    TooLongToKeep(FieldKey),
    /// The photograph of a field was sent more than a day ago, was not saved, and is no longer kept.
    #[error(
        "La fotografía se subió hace más de un día sin guardarse, y ya no está. Elíjala otra vez y guarde."
    )]
    PhotographGone(FieldKey),
    /// Something is missing or wrong.
    #[error("Todavía falta completar o corregir respuestas.")]
    Incomplete(Vec<Finding>),
    /// The capture is not in a validation stage.
    #[error("El cuestionario no está en esta etapa de validación.")]
    NotInStage,
    /// The stage may not edit.
    #[error(
        "En esta etapa no se modifica el texto: devuélvalo con observaciones para que se corrija."
    )]
    StageMayNotEdit,
    /// The stage may not return.
    #[error("En esta etapa no se devuelve el cuestionario: complételo o corríjalo y valide.")]
    StageMayNotReturn,
    /// The stage does not work from a queue.
    #[error("En esta etapa los casos no se toman: pueden decidirse directamente.")]
    NothingToClaim,
    /// Somebody else took the case.
    #[error("Otra persona validadora tomó este caso.")]
    ClaimedByOther,
    /// The case must be taken first.
    #[error("Tome el caso antes de decidir.")]
    NotClaimed,
    /// A return without remarks, or with a field or ground that does not exist.
    #[error("Señale al menos un campo y elija la causal de cada observación.")]
    RemarksMissing,
    /// No rounds left.
    #[error("Ya se devolvió {0} veces, el máximo en esta etapa: ahora debe validarse.")]
    NoRoundsLeft(u8),
    /// The text, or the proposed verdict, is not the one that was on the screen.
    #[error(
        "El texto o la decisión propuesta cambiaron después de que usted abrió esta página. Revise el caso como está ahora y decida de nuevo."
    )]
    ChangedSinceSeen,
    /// A ground was retired or reworded meanwhile.
    #[error(
        "El instituto cambió o retiró una causal mientras usted decidía. Revise sus observaciones y elija de nuevo."
    )]
    GroundChanged(GroundKey),
    /// Who wrote or sent the text does not decide on it here.
    #[error(
        "Usted escribió o envió este cuestionario, así que otra persona debe decidir sobre él."
    )]
    OwnWork,
    /// A verdict waits for a second person.
    #[error("Ya hay una decisión propuesta: otra persona debe confirmarla o rechazarla.")]
    AwaitsSecond,
    /// No verdict waits for a second person.
    #[error("No hay ninguna decisión por confirmar: ya se confirmó, se rechazó o se cambió.")]
    NothingProposed,
    /// Who proposed the verdict does not confirm it.
    #[error("Usted propuso esta decisión, así que la confirma o la rechaza otra persona.")]
    SamePerson,
    /// The stage does not close cases.
    #[error("En esta etapa los casos no se cierran: se validan o se devuelven.")]
    StageMayNotClose,
    /// The case can still be returned.
    #[error(
        "Todavía puede devolverse para que se corrija; solo se cierra cuando ya no quedan rondas."
    )]
    RoundsLeft,
    /// The claim has not lapsed.
    #[error("La persona que tomó el caso todavía está en tiempo.")]
    ClaimInForce,
    /// The days to correct are not over, or nothing happens when they are.
    #[error("El plazo de corrección no ha vencido.")]
    NothingLapsed,
    /// It was closed without publication.
    #[error(
        "Este cuestionario se cerró sin publicarse porque no se corrigió a tiempo lo observado. Solo la administración del instituto puede reabrirlo."
    )]
    CaseClosed,
    /// It was not closed, or it is public already.
    #[error("Este caso no está cerrado, o ya se publicó, así que no puede reabrirse.")]
    NotClosed,
    /// Others correct what this stage returns.
    #[error(
        "Lo que esta etapa devuelve lo corrige otra persona: lo verá corregido cuando lo envíe."
    )]
    CorrectedByOthers,
    /// Not every stage approved.
    #[error("El perfil todavía no está validado.")]
    NotValidated,
    /// Somebody saved between the review and the confirmation: the declaration would cover answers that the person
    /// did not see (R19).
    #[error(
        "Alguien guardó cambios después de que usted abrió esta página. Revise las respuestas como están ahora y confirme de nuevo."
    )]
    ChangedSinceReview,
    /// It is public already.
    #[error("El perfil ya está publicado.")]
    AlreadyPublished,
    /// Only what is public is corrected this way.
    #[error("El perfil no está publicado: corrija la captura por su camino normal.")]
    NotPublished,
    /// A correction that leaves everything as it is.
    #[error("La respuesta es la misma que ya está publicada: no hay nada que corregir.")]
    NothingChanged,
    /// A correction that rests on nothing.
    #[error("Escriba qué documento respalda la corrección, en hasta 200 caracteres.")]
    ReferenceMissing,
    /// The office's date has not come.
    #[error("Los perfiles de este cargo todavía no pueden publicarse.")]
    TooEarlyToPublish {
        /// When they can.
        from: Instant,
    },
}

impl Broken {
    /// The code under which the history keeps this rule, if it is one of order: the step does not belong to where the
    /// capture stands, to who holds it, or to its time (R01). None for what is told about a text that can still be
    /// completed or compared, and for [`Broken::NotPermitted`], which is no step of this account at all.
    pub const fn out_of_order(&self) -> Option<&'static str> {
        Some(match self {
            Self::NotPermitted
            | Self::Conflict(_)
            | Self::TooLongToKeep(_)
            | Self::PhotographGone(_)
            | Self::Incomplete(_)
            | Self::RemarksMissing
            | Self::ChangedSinceSeen
            | Self::GroundChanged(_)
            | Self::ChangedSinceReview
            | Self::NothingChanged
            | Self::ReferenceMissing => return None,
            Self::CandidacyNotActive => "candidacy-not-active",
            Self::LedByAnother => "led-by-another",
            Self::NothingCaptured => "nothing-captured",
            Self::TermOver { .. } => "term-over",
            Self::NoticeNotShown => "notice-not-shown",
            Self::AlreadySent => "already-sent",
            Self::NotInStage => "not-in-stage",
            Self::StageMayNotEdit => "stage-may-not-edit",
            Self::StageMayNotReturn => "stage-may-not-return",
            Self::NothingToClaim => "nothing-to-claim",
            Self::ClaimedByOther => "claimed-by-other",
            Self::NotClaimed => "not-claimed",
            Self::NoRoundsLeft(_) => "no-rounds-left",
            Self::OwnWork => "own-work",
            Self::AwaitsSecond => "awaits-second",
            Self::NothingProposed => "nothing-proposed",
            Self::SamePerson => "same-person",
            Self::StageMayNotClose => "stage-may-not-close",
            Self::RoundsLeft => "rounds-left",
            Self::ClaimInForce => "claim-in-force",
            Self::NothingLapsed => "nothing-lapsed",
            Self::CaseClosed => "case-closed",
            Self::NotClosed => "not-closed",
            Self::CorrectedByOthers => "corrected-by-others",
            Self::NotValidated => "not-validated",
            Self::AlreadyPublished => "already-published",
            Self::NotPublished => "not-published",
            Self::TooEarlyToPublish { .. } => "too-early-to-publish",
        })
    }
}
