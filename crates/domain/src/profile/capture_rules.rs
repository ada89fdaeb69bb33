//! Who captures and who validates, and when what they wrote is public.

use jiff::civil::Date;

use crate::account::Role;
use crate::confirmation::ConfirmationRule;
use crate::key::GroundKey;

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
    /// What is asked of a party before it sends: that the person confirmed what was captured.
    pub confirmation: ConfirmationRule,
    /// Whether one capture serves the two candidacies of one person (MR and RP at once).
    pub one_per_person: bool,
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
    /// Most days until somebody looks again at what was hidden for a person's safety, from 1 to 90.
    pub hiding_review_days: u32,
}

impl Publication {
    /// The days of a profile that does not say them.
    pub const HIDING_REVIEW_DAYS: u32 = 15;
}
