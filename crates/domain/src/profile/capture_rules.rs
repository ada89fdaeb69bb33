//! Who captures and who validates, and when what they wrote is public.

use jiff::civil::Date;

use super::Term;
use crate::account::Role;
use crate::key::{GroundKey, StageKey};

/// What counts towards the length of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// Every character but white space.
    WithoutSpaces,
    /// Every character.
    WithSpaces,
}

/// Who may capture, and what they declare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptureRules {
    /// How texts are counted.
    pub counting: Counting,
    /// Roles that capture the candidacy of a party (DGO 15, CDMX 16).
    pub party_roles: Vec<Role>,
    /// Roles that capture an independent candidacy.
    pub independent_roles: Vec<Role>,
    /// What the candidate declares before sending.
    pub declaration: String,
    /// What a party's person declares, as co-responsible.
    pub party_declaration: String,
    /// Whether a party's people open a candidacy only once its person was shown the party's own notice (R12).
    pub party_notice: bool,
    /// Whether one capture serves the two candidacies of one person (MR and RP at once).
    pub one_per_person: bool,
}

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
    /// Most returns of one candidacy at this stage; 0 exactly when it may not return.
    pub rounds: u8,
    /// The term to correct what was returned; present exactly when the stage may return.
    pub correction: Option<Term>,
}

/// A ground for a remark on content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// Its key.
    pub key: GroundKey,
    /// Its name in a list.
    pub name: String,
    /// What it means, for who writes and for who validates.
    pub description: String,
    /// The legal ground that the institute's legal unit confirms.
    pub legal_basis: String,
}

/// Who decides that validated data become public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicationMode {
    /// The system, from the office's date on.
    Automatic,
    /// The administrator, by an act of its own.
    Released,
}

/// When profiles appear and disappear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Publication {
    /// Who decides.
    pub mode: PublicationMode,
    /// From this day on the portal shows no profiles; none: they stay.
    pub retirement: Option<Date>,
}
