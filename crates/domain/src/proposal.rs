//! Acts that one person proposes and another applies: changes of the registry that *registro* proposes (DGO 20.2), and
//! acts of the administration that need a second administrator.

use serde::{Deserialize, Serialize};

use crate::activity::{Act, Action, Author, Subject};
use crate::id::{AccountId, CandidacyId, ProposalId};
use crate::questionnaire::clean_text;
use crate::record::{Decided, Record};
use crate::registry::RegistryData;
use crate::time::Instant;

/// Most characters of a reason.
pub const REASON_MAX: usize = 500;

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "matter", rename_all = "snake_case")]
pub enum Matter {
    /// To enter a candidacy.
    Register {
        /// Its data.
        data: Box<RegistryData>,
    },
    /// To correct the registry data of a candidacy.
    Correct {
        /// Which.
        candidacy: CandidacyId,
        /// The data as they were when it was proposed, so that what it changes can be told for ever.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<Box<RegistryData>>,
        /// The data as they should be.
        data: Box<RegistryData>,
    },
    /// To cancel a candidacy.
    Cancel {
        /// Which.
        candidacy: CandidacyId,
    },
    /// To put a cancelled candidacy back in force.
    Reinstate {
        /// Which.
        candidacy: CandidacyId,
    },
    /// To let one capture serve two candidacies of a person.
    ShareCapture {
        /// The one without anything captured.
        candidacy: CandidacyId,
        /// The one whose capture serves both.
        with: CandidacyId,
    },
    /// To give a candidacy that shares its capture one of its own again.
    PartCapture {
        /// Which.
        candidacy: CandidacyId,
    },
    /// To extend the term of every candidacy whose term runs or ran out.
    ExtendEvery {
        /// The new last instant.
        ends: Instant,
        /// SHA-256 in hexadecimal of the technical report of the failure.
        report: String,
    },
    /// To close an account of the administration.
    CloseAccount {
        /// Which.
        account: AccountId,
    },
    /// To let an administrator in again who lost password or second factor.
    RescueAccount {
        /// Which.
        account: AccountId,
    },
}

impl Matter {
    /// The code that the history keeps.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Register { .. } => "register",
            Self::Correct { .. } => "correct",
            Self::Cancel { .. } => "cancel",
            Self::Reinstate { .. } => "reinstate",
            Self::ShareCapture { .. } => "share-capture",
            Self::PartCapture { .. } => "part-capture",
            Self::ExtendEvery { .. } => "extend-every",
            Self::CloseAccount { .. } => "close-account",
            Self::RescueAccount { .. } => "rescue-account",
        }
    }

    /// The matter in words.
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Register { .. } => "Alta de una candidatura",
            Self::Correct { .. } => "Corrección de datos de registro",
            Self::Cancel { .. } => "Cancelación de una candidatura",
            Self::Reinstate { .. } => "Reactivación de una candidatura cancelada",
            Self::ShareCapture { .. } => {
                "Un solo cuestionario para dos candidaturas de una persona"
            }
            Self::PartCapture { .. } => "Cuestionario propio para una candidatura que lo compartía",
            Self::ExtendEvery { .. } => "Ampliación del plazo de todas las candidaturas",
            Self::CloseAccount { .. } => "Cierre de una cuenta de la administración",
            Self::RescueAccount { .. } => "Código nuevo para una cuenta de la administración",
        }
    }

    /// Whether it is about the registry: proposed by *registro*, applied by the administration.
    pub const fn is_of_registry(&self) -> bool {
        matches!(
            self,
            Self::Register { .. }
                | Self::Correct { .. }
                | Self::Cancel { .. }
                | Self::Reinstate { .. }
                | Self::ShareCapture { .. }
                | Self::PartCapture { .. }
        )
    }
}

/// Where a proposal stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ProposalState {
    /// Nobody decided.
    Waiting,
    /// It was done.
    Applied {
        /// By whom.
        by: AccountId,
        /// When.
        at: Instant,
    },
    /// It was refused.
    Rejected {
        /// By whom.
        by: AccountId,
        /// When.
        at: Instant,
        /// Why, for who proposed it.
        reason: String,
    },
    /// Who proposed it took it back.
    Withdrawn {
        /// When.
        at: Instant,
    },
}

impl ProposalState {
    /// The code of the state, for lists.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Applied { .. } => "applied",
            Self::Rejected { .. } => "rejected",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }
}

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Identifier.
    pub id: ProposalId,
    /// What.
    pub matter: Matter,
    /// Why: the document or agreement that supports it.
    pub reason: String,
    /// Who proposes.
    pub by: AccountId,
    /// When.
    pub at: Instant,
    /// Where it stands.
    pub state: ProposalState,
}

impl Record for Proposal {
    const KIND: &'static str = "proposal";
    type Facts = ();
    fn id(&self) -> String {
        self.id.to_string()
    }
}

/// Why a proposal was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProposalRefusal {
    /// No reason.
    #[error(
        "Escriba el motivo: el documento, acuerdo u oficio que lo respalda (hasta 500 caracteres)."
    )]
    Reason,
    /// It was decided before.
    #[error("Esta propuesta ya se decidió. Vea abajo qué se resolvió.")]
    Decided,
    /// Who proposed cannot apply it.
    #[error("Esta decisión necesita a una segunda persona: no puede aplicarla quien la propuso.")]
    SamePerson,
    /// Only who proposed may take it back.
    #[error("Solo puede retirarla quien la propuso.")]
    NotYours,
}

impl Proposal {
    /// Proposes.
    ///
    /// # Errors
    /// [`ProposalRefusal::Reason`].
    pub fn open(
        id: ProposalId,
        matter: Matter,
        reason: &str,
        proposer: AccountId,
        by: Author,
        at: Instant,
    ) -> Result<Decided<Self>, ProposalRefusal> {
        let proposal = Self {
            id,
            matter,
            reason: reason_of(reason)?,
            by: proposer,
            at,
            state: ProposalState::Waiting,
        };
        Ok(proposal.decided(Action::ChangeProposed, by, at))
    }

    /// Notes an act of the registry that its administrator does at once, with the reason: it needs no second person,
    /// and the reason is kept where those of proposals are. Whoever calls this does it in the same unit.
    ///
    /// # Errors
    /// No reason; an act that needs a second person.
    pub fn done_at_once(
        id: ProposalId,
        matter: Matter,
        reason: &str,
        who: AccountId,
        by: Author,
        at: Instant,
    ) -> Result<Decided<Self>, ProposalRefusal> {
        if !matter.is_of_registry() {
            return Err(ProposalRefusal::SamePerson);
        }
        let proposal = Self {
            id,
            matter,
            reason: reason_of(reason)?,
            by: who,
            at,
            state: ProposalState::Applied { by: who, at },
        };
        Ok(proposal.decided(Action::ProposalApplied, by, at))
    }

    /// Whether it was done at once by who wrote it, without having waited.
    pub fn was_done_at_once(&self) -> bool {
        matches!(self.state, ProposalState::Applied { by, at } if by == self.by && at == self.at)
    }

    /// Notes that it was done; whoever calls this does it in the same unit.
    ///
    /// # Errors
    /// Decided before, or by the person who proposed it.
    pub fn apply(
        self,
        decider: AccountId,
        by: Author,
        at: Instant,
    ) -> Result<Decided<Self>, ProposalRefusal> {
        self.waiting()?;
        if self.by == decider {
            return Err(ProposalRefusal::SamePerson);
        }
        let state = ProposalState::Applied { by: decider, at };
        Ok(Self { state, ..self }.decided(Action::ProposalApplied, by, at))
    }

    /// Refuses it, with the reason for who proposed it.
    ///
    /// # Errors
    /// Decided before; no reason.
    pub fn reject(
        self,
        decider: AccountId,
        reason: &str,
        by: Author,
        at: Instant,
    ) -> Result<Decided<Self>, ProposalRefusal> {
        self.waiting()?;
        let reason = reason_of(reason)?;
        let state = ProposalState::Rejected {
            by: decider,
            at,
            reason,
        };
        Ok(Self { state, ..self }.decided(Action::ProposalRejected, by, at))
    }

    /// Takes it back.
    ///
    /// # Errors
    /// Decided before; somebody else's.
    pub fn withdraw(
        self,
        who: AccountId,
        by: Author,
        at: Instant,
    ) -> Result<Decided<Self>, ProposalRefusal> {
        self.waiting()?;
        if self.by != who {
            return Err(ProposalRefusal::NotYours);
        }
        let state = ProposalState::Withdrawn { at };
        Ok(Self { state, ..self }.decided(Action::ProposalWithdrawn, by, at))
    }

    fn waiting(&self) -> Result<(), ProposalRefusal> {
        match self.state {
            ProposalState::Waiting => Ok(()),
            _ => Err(ProposalRefusal::Decided),
        }
    }

    fn decided(self, action: Action, by: Author, at: Instant) -> Decided<Self> {
        let act = Act::new(at, by, action, Subject::new(Self::KIND, self.id))
            .with("matter", self.matter.code());
        Decided::new(self, act)
    }
}

/// A reason as it is kept.
///
/// # Errors
/// [`ProposalRefusal::Reason`] if it is empty or too long.
pub fn reason_of(typed: &str) -> Result<String, ProposalRefusal> {
    let reason = clean_text(typed);
    let length = reason.chars().count();
    if (1..=REASON_MAX).contains(&length) {
        Ok(reason)
    } else {
        Err(ProposalRefusal::Reason)
    }
}
