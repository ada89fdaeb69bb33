//! What happens, in few bytes: what it takes to tell it is made when it is told.

use domain::time::Instant;

use crate::plot::cast::Part;

/// Nobody in the cast: the program itself, or somebody unknown.
pub(crate) const NOBODY: Part = Part::MAX;

/// Something that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Event {
    /// When.
    pub(crate) at: Instant,
    /// Who does it.
    pub(crate) by: Part,
    /// The account, or the candidacy's place, that it happens to.
    pub(crate) to: u32,
    /// What.
    pub(crate) deed: Deed,
}

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    /// An account is created.
    Issue,
    /// Its holder activates it.
    Activate,
    /// Its holder accepts the notice.
    AcceptNotice,
    /// Its holder signs in.
    SignIn,
    /// Its holder signs out.
    SignOut,
    /// Its session ends by itself.
    Expire,
    /// Its holder asks for a page of somebody else.
    BeRefused,
    /// Its holder exports the history.
    ExportHistory,
    /// Somebody tries passwords.
    FailToSignIn {
        /// How often in that minute.
        times: u8,
    },
    /// A candidacy is registered.
    Register,
    /// A registry file was imported.
    Import {
        /// Its rows.
        rows: u32,
    },
    /// An account is delivered by the institute.
    Deliver {
        /// When, as its acknowledgement says.
        received: Instant,
    },
    /// An account is handed on by the party.
    HandOver {
        /// When.
        received: Instant,
    },
    /// A party registers its own privacy notice.
    RegisterNotice,
    /// A party names the person who holds an account as its supervisor.
    NameSupervisor,
    /// The account of a named supervisor is noted.
    LinkSupervisor,
    /// An extension of terms is granted.
    GrantExtension {
        /// The new last instant.
        ends: Instant,
    },
    /// The term of a candidacy is extended by it.
    ExtendTerm {
        /// The new last instant.
        ends: Instant,
    },
    /// A correction of a candidacy's registry data is proposed.
    Propose,
    /// It is recorded that the candidacy's person was shown the party's notice.
    Disclose,
    /// The candidacy is given to somebody to type.
    Assign {
        /// To whom.
        capturer: Part,
    },
    /// The term of a candidacy starts.
    StartTerm,
    /// A section is saved, whole or left in the middle.
    Save {
        /// The section.
        section: u8,
        /// Whether it was left in the middle.
        unfinished: bool,
    },
    /// A section is saved with an improved text: a correction, or a stage's edit.
    Improve {
        /// The section.
        section: u8,
    },
    /// The questionnaire is sent, again if it was returned.
    Send,
    /// A case is taken from the stage's queue.
    Claim {
        /// The stage.
        stage: u8,
    },
    /// A case is given back to it.
    Release {
        /// The stage.
        stage: u8,
    },
    /// A stage returns the questionnaire for the sections whose improvement follows.
    Return {
        /// The stage.
        stage: u8,
        /// A section with something to correct.
        section: u8,
    },
    /// A stage approves.
    Approve {
        /// The stage.
        stage: u8,
    },
    /// Party and candidate are told of the verdict just taken, in the same instant.
    Notify,
    /// Whoever captured acknowledges the latest return.
    Read,
    /// The profile is published.
    Publish,
}

impl Deed {
    /// Whether it happens to a candidacy; otherwise to an account, or to none.
    pub(crate) const fn is_of_candidacy(self) -> bool {
        !matches!(
            self,
            Self::Issue
                | Self::Activate
                | Self::AcceptNotice
                | Self::SignIn
                | Self::SignOut
                | Self::Expire
                | Self::BeRefused
                | Self::ExportHistory
                | Self::FailToSignIn { .. }
                | Self::Import { .. }
                | Self::Deliver { .. }
                | Self::HandOver { .. }
                | Self::RegisterNotice
                | Self::NameSupervisor
                | Self::LinkSupervisor
                | Self::GrantExtension { .. }
        )
    }
}
