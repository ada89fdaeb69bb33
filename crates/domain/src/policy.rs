//! Who may do what: a pure function from (actor, right, target) to a permit. Use cases and the capture machine
//! ask for the permit; the role × right table of the documents is this function called for every pair.

use crate::account::{Actor, Role, Seat};
use crate::activity::Author;
use crate::id::{CandidacyId, SessionId};
use crate::key::{AgreementKey, PartyKey, StageKey};
use crate::profile::{Profile, Stage};
use crate::registry::{Candidacy, Postulation};

/// Something that a role may be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// See the state of a candidacy's capture.
    SeeState,
    /// Read a candidacy's answers before they are public.
    ReadAnswers,
    /// Write answers and send them (R11).
    Capture,
    /// Decide in a validation stage: claim, edit, approve, return (R20, R21).
    Decide,
    /// See the registry of candidacies and propose changes of it (DGO 20.2).
    ProposeRegistry,
    /// Import and correct the registry, register agreements.
    ManageRegistry,
    /// Create accounts, deliver them and record their receipt (R08); suspend and close them.
    ManageAccounts,
    /// Extend terms (R07).
    ExtendTerms,
    /// Manage the accounts of the own party: hand them on, create those of its people, help who cannot get in (R08).
    ManagePartyAccounts,
    /// Register the own party's supervisors and its privacy notice (R12, R20).
    RegisterParty,
    /// Record that a candidacy's person was shown the party's notice (R12).
    RecordDisclosure,
    /// Assign candidacies to capturers.
    AssignCapturers,
    /// Release a validated profile to the public (R24).
    Publish,
    /// Edit the catalogue of grounds, free cases that somebody holds, reopen cases that ended (R21).
    ManageValidation,
    /// Read what validation notified about a candidacy.
    ReadNotifications,
    /// Hide something public for a person's safety, review it and lift it (R24).
    HideData,
    /// Read the activity history (R10).
    ReadHistory,
    /// See how the installation runs: its backups (R27).
    SeeOperations,
    /// Make a backup (R27).
    BackUp,
}

impl Right {
    /// Every right, in the order of the documents.
    pub const ALL: [Self; 19] = [
        Self::SeeState,
        Self::ReadAnswers,
        Self::Capture,
        Self::Decide,
        Self::ProposeRegistry,
        Self::ManageRegistry,
        Self::ManageAccounts,
        Self::ExtendTerms,
        Self::ManagePartyAccounts,
        Self::RegisterParty,
        Self::RecordDisclosure,
        Self::AssignCapturers,
        Self::Publish,
        Self::ManageValidation,
        Self::ReadNotifications,
        Self::HideData,
        Self::ReadHistory,
        Self::SeeOperations,
        Self::BackUp,
    ];

    /// The right in words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::SeeState => "Ver el estado de la captura",
            Self::ReadAnswers => "Leer respuestas antes de su publicación",
            Self::Capture => "Capturar y enviar",
            Self::Decide => "Decidir en una etapa de validación",
            Self::ProposeRegistry => "Proponer cambios al registro de candidaturas",
            Self::ManageRegistry => "Administrar el registro de candidaturas",
            Self::ManageAccounts => "Administrar cuentas y recepciones",
            Self::ExtendTerms => "Ampliar plazos",
            Self::ManagePartyAccounts => "Administrar las cuentas de su partido",
            Self::RegisterParty => "Registrar supervisión y aviso de su partido",
            Self::RecordDisclosure => "Registrar que se mostró el aviso del partido",
            Self::AssignCapturers => "Repartir candidaturas entre capturistas",
            Self::Publish => "Publicar",
            Self::ManageValidation => "Administrar causales, liberar y reabrir casos",
            Self::ReadNotifications => "Leer las notificaciones de la validación",
            Self::HideData => "Ocultar datos publicados por seguridad, revisarlo y levantarlo",
            Self::ReadHistory => "Consultar el historial de actividad",
            Self::SeeOperations => "Ver la operación y los respaldos",
            Self::BackUp => "Hacer un respaldo",
        }
    }
}

impl Stage {
    /// The roles that decide in this stage on an independent's candidacy, or on a party's. None: the stage is skipped.
    pub fn deciding_roles(&self, independent: bool) -> &[Role] {
        if independent {
            &self.independent_roles
        } else {
            &self.party_roles
        }
    }
}

/// What a right is asked for.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    /// The process as a whole.
    Process,
    /// One party.
    Party(&'a PartyKey),
    /// One candidacy.
    Candidacy(&'a Candidacy),
    /// One candidacy in one stage.
    Stage(&'a Candidacy, &'a Stage),
}

/// Which rows a role reaches. Queries filter by it, so that the policy does not stand alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// All of the process.
    Process,
    /// The candidacies that one party captures.
    Party(PartyKey),
    /// One candidacy.
    Candidacy(CandidacyId),
}

/// Why a permit was denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    /// The role never may.
    #[error("Su cuenta no tiene permiso para hacer esto.")]
    Role,
    /// The row is somebody else's: answered as if it did not exist.
    #[error("No encontramos lo que busca.")]
    NotYours,
}

/// The proof that the policy was asked and agreed. Only [`permit`] and [`Permit::system`] make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    author: Author,
    right: Right,
    candidacy: Option<CandidacyId>,
    stage: Option<StageKey>,
}

impl Permit {
    /// The permit by which the program itself publishes at the office's date (R24), and ends what lapsed (R21).
    pub const fn system(right: Right, candidacy: CandidacyId) -> Self {
        Self {
            author: Author::System,
            right,
            candidacy: Some(candidacy),
            stage: None,
        }
    }

    /// Who acts by it.
    pub const fn author(&self) -> Author {
        self.author
    }

    /// What it allows.
    pub const fn right(&self) -> Right {
        self.right
    }

    /// Whether it allows `right` on this candidacy.
    pub fn covers(&self, right: Right, candidacy: CandidacyId) -> bool {
        self.right == right && self.candidacy == Some(candidacy)
    }

    /// Whether it allows deciding on this candidacy in this stage.
    pub fn covers_stage(&self, candidacy: CandidacyId, stage: &StageKey) -> bool {
        self.covers(Right::Decide, candidacy) && self.stage.as_ref() == Some(stage)
    }
}

/// The rows that `seat` reaches.
pub fn reach(seat: &Seat) -> Reach {
    match seat {
        Seat::Administrator | Seat::Auditor | Seat::Registrar | Seat::Validator => Reach::Process,
        Seat::PartyRepresentative { party }
        | Seat::Supervisor { party }
        | Seat::Capturer { party } => Reach::Party(party.clone()),
        Seat::Candidate { candidacy } | Seat::Independent { candidacy } => {
            Reach::Candidacy(*candidacy)
        }
    }
}

impl Reach {
    /// Whether this candidacy is among the rows.
    pub fn includes(&self, candidacy: &Candidacy) -> bool {
        match self {
            Self::Process => true,
            Self::Party(party) => candidacy.data.postulation.capturing_party() == Some(party),
            Self::Candidacy(id) => candidacy.id == *id,
        }
    }
}

/// The agreements that a party is a member of: of their candidacies it sees the state, also where another member
/// captures (DGO 20.1, CDMX 21). Never drafts, never identity.
pub fn agreements_of<'a>(
    profile: &'a Profile,
    party: &'a PartyKey,
) -> impl Iterator<Item = &'a AgreementKey> {
    profile
        .agreements
        .iter()
        .filter(move |agreement| agreement.members.contains(party))
        .map(|agreement| &agreement.key)
}

/// Whether the seat's party is a partner in the agreement that postulates the candidacy. A capturer types for its own
/// party alone.
fn sees_as_partner(profile: &Profile, seat: &Seat, candidacy: &Candidacy) -> bool {
    let (Seat::PartyRepresentative { party } | Seat::Supervisor { party }) = seat else {
        return false;
    };
    match &candidacy.data.postulation {
        Postulation::Agreement { agreement, .. } => {
            agreements_of(profile, party).any(|own| own == agreement)
        }
        _ => false,
    }
}

/// Asks whether `actor` may do `right` to `target`; `session` is the one that it acts from.
///
/// # Errors
/// [`Denial::Role`] when the role never may, [`Denial::NotYours`] when the row is out of its reach.
pub fn permit(
    profile: &Profile,
    actor: &Actor,
    session: Option<SessionId>,
    right: Right,
    target: Target<'_>,
) -> Result<Permit, Denial> {
    if !may_ever(profile, actor.role(), right) {
        return Err(Denial::Role);
    }
    let (candidacy, stage) = match target {
        Target::Process if reach(actor.seat()) == Reach::Process => (None, None),
        Target::Process => return Err(Denial::Role),
        Target::Party(party) => match reach(actor.seat()) {
            Reach::Process => (None, None),
            Reach::Party(own) if own == *party => (None, None),
            _ => return Err(Denial::NotYours),
        },
        Target::Candidacy(candidacy) => (Some(candidacy), None),
        Target::Stage(candidacy, stage) => (Some(candidacy), Some(stage)),
    };
    if let Some(candidacy) = candidacy {
        let partner = right == Right::SeeState && sees_as_partner(profile, actor.seat(), candidacy);
        if !partner && !reach(actor.seat()).includes(candidacy) {
            return Err(Denial::NotYours);
        }
        if !row_allows(profile, actor.role(), right, candidacy, stage) {
            return Err(Denial::Role);
        }
    }
    Ok(Permit {
        author: Author::of(actor, session),
        right,
        candidacy: candidacy.map(|candidacy| candidacy.id),
        stage: stage.map(|stage| stage.key.clone()),
    })
}

/// Whether a role may do this at all in this institute.
pub fn may_ever(profile: &Profile, role: Role, right: Right) -> bool {
    use Role::{Administrator, Auditor, Capturer, PartyRepresentative, Registrar, Supervisor};
    let captures = profile.capture.party_roles.contains(&role)
        || profile.capture.independent_roles.contains(&role);
    let decides = profile
        .stages
        .iter()
        .any(|s| s.party_roles.contains(&role) || s.independent_roles.contains(&role));
    match right {
        Right::SeeState => {
            captures
                || decides
                || matches!(
                    role,
                    Administrator | Auditor | Registrar | PartyRepresentative
                )
        }
        Right::ReadAnswers => captures || decides || matches!(role, Administrator | Auditor),
        Right::Capture => captures,
        Right::Decide => decides,
        Right::ProposeRegistry => matches!(role, Administrator | Registrar),
        Right::ManageRegistry
        | Right::ManageAccounts
        | Right::ExtendTerms
        | Right::ManageValidation
        | Right::Publish
        | Right::HideData
        | Right::BackUp => role == Administrator,
        Right::ReadNotifications => {
            captures || decides || matches!(role, Administrator | Auditor | PartyRepresentative)
        }
        Right::ManagePartyAccounts | Right::RegisterParty => role == PartyRepresentative,
        Right::RecordDisclosure => {
            role == PartyRepresentative || captures && matches!(role, Supervisor | Capturer)
        }
        Right::AssignCapturers => matches!(role, PartyRepresentative | Supervisor),
        Right::ReadHistory | Right::SeeOperations => matches!(role, Administrator | Auditor),
    }
}

/// What depends on who put the candidacy forward and on the stage it is in.
fn row_allows(
    profile: &Profile,
    role: Role,
    right: Right,
    candidacy: &Candidacy,
    stage: Option<&Stage>,
) -> bool {
    let independent = candidacy.data.postulation == Postulation::Independent;
    match (right, stage) {
        (Right::Capture, _) if independent => profile.capture.independent_roles.contains(&role),
        (Right::Capture, _) => profile.capture.party_roles.contains(&role),
        (Right::Decide, Some(stage)) => stage.deciding_roles(independent).contains(&role),
        (Right::Decide, None) => false,
        _ => true,
    }
}
