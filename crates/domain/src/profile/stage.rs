//! A stage of validation: who decides in it, and by which rules (R20, R21).

use super::Term;
use crate::account::Role;
use crate::key::StageKey;

/// One step of validation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Its key.
    pub key: StageKey,
    /// Its name as people read it.
    pub name: String,
    /// Roles that decide on a party's candidacy; empty: such a candidacy skips the stage.
    pub party_roles: Vec<Role>,
    /// Roles that decide on an independent's; empty: such a candidacy skips the stage.
    pub independent_roles: Vec<Role>,
    /// Whether who validates may complete or modify the text (DGO 25).
    pub may_edit: bool,
    /// Whether who validates may return it with remarks (CDMX 27).
    pub may_return: bool,
    /// Whether a case is taken from a queue before it is decided.
    pub needs_claim: bool,
    /// Hours after which a case that was taken and not decided goes back to the queue by itself; none: it stays until its
    /// holder leaves it or the administration frees it.
    pub claim_hours: Option<u16>,
    /// Whether who wrote or sent the text may decide on it (DGO 25: the supervisor also validates what the own party
    /// captured).
    pub own_work: bool,
    /// The verdicts that take effect only once a second person confirms them.
    pub second_review: Vec<Verdict>,
    /// Most returns of one candidacy at this stage; 0 exactly when it may not return.
    pub rounds: u8,
    /// The term to correct what was returned; present exactly when the stage may return.
    pub correction: Option<Term>,
    /// From when the days to correct count.
    pub correction_from: CorrectionFrom,
    /// Of a party's people and its candidate, who corrects what was returned; empty: whoever captures.
    pub corrected_by: Vec<Role>,
    /// What happens when the days to correct are over; none: the case stays open, as late captures do.
    pub on_lapse: Option<Lapse>,
    /// Whether, once its rounds are used up, the stage may close a case as not compliant; what follows is what `on_lapse`
    /// says.
    pub may_close: bool,
}

/// What a stage decides on a case.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It complies.
    Approve,
    /// It must be corrected.
    Return,
    /// It does not comply, and no round is left.
    Close,
}

impl Verdict {
    /// The code that the history keeps.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Return => "return",
            Self::Close => "close",
        }
    }

    /// The verdict as something to do.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Approve => "Validar",
            Self::Return => "Devolver con observaciones",
            Self::Close => "Cerrar por no cumplir",
        }
    }
}

/// From when the days to correct count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CorrectionFrom {
    /// From the return.
    Return,
    /// From the first reading of the notification by who must correct; without any, from the end of this term after the
    /// return, so that not reading stops no clock.
    Reading(Term),
}

/// What happens with a case whose correction did not come, or that does not comply after its last round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lapse {
    /// Nothing of it is published (`no_publicar`).
    DoNotPublish,
    /// It is published as it was sent, and the profile says so (`publicar_con_marca`).
    PublishMarked,
    /// It is published without the fields that have a remark (`publicar_campos_validos`).
    PublishValidFields,
}

impl Lapse {
    /// The code that the history keeps.
    pub const fn code(self) -> &'static str {
        match self {
            Self::DoNotPublish => "do_not_publish",
            Self::PublishMarked => "publish_marked",
            Self::PublishValidFields => "publish_valid_fields",
        }
    }

    /// What it means for whoever must correct.
    pub const fn label(self) -> &'static str {
        match self {
            Self::DoNotPublish => "el perfil no se publica",
            Self::PublishMarked => "el perfil se publica como se envió, con una nota que lo dice",
            Self::PublishValidFields => "el perfil se publica sin los campos observados",
        }
    }
}
