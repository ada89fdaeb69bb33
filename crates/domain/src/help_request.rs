//! What people ask for when they cannot get in, without needing e-mail: a forgotten password, a lost second factor, a
//! lost account. Who manages the account checks by the registered channel and then helps (R09), so that nobody
//! locks a rival out.

use serde::{Deserialize, Serialize};

use crate::activity::{Act, Action, Author, Subject};
use crate::id::{AccountId, HelpRequestId};
use crate::record::{Decided, Record};
use crate::time::Instant;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HelpKind {
    /// To get in again without password or second factor.
    Access,
    /// To lock an account that was lost.
    Loss,
}

impl HelpKind {
    /// The code that the history keeps.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Loss => "loss",
        }
    }

    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Access => "No puede entrar: pide un código nuevo",
            Self::Loss => "Reporta el extravío de su cuenta",
        }
    }
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HelpOutcome {
    /// Who manages the account confirmed it and helped.
    Confirmed,
    /// It was not the account's person.
    Dismissed,
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelpRequest {
    /// Identifier.
    pub id: HelpRequestId,
    /// The account that it is about.
    pub account: AccountId,
    /// What is asked for.
    pub kind: HelpKind,
    /// When.
    pub at: Instant,
    /// How and when it ended, if it did.
    pub ended: Option<(HelpOutcome, Instant)>,
}

impl Record for HelpRequest {
    const KIND: &'static str = "help-request";
    type Facts = ();
    fn id(&self) -> String {
        self.id.to_string()
    }
}

/// It was answered before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Esta solicitud ya se atendió.")]
pub struct AlreadyEnded;

impl HelpRequest {
    /// Asks for help with an account, from outside.
    pub fn ask(
        id: HelpRequestId,
        account: AccountId,
        kind: HelpKind,
        at: Instant,
    ) -> Decided<Self> {
        let request = Self {
            id,
            account,
            kind,
            at,
            ended: None,
        };
        request.decided(Action::HelpAsked, Author::Anonymous, at)
    }

    /// Ends it.
    ///
    /// # Errors
    /// [`AlreadyEnded`].
    pub fn end(
        self,
        outcome: HelpOutcome,
        by: Author,
        at: Instant,
    ) -> Result<Decided<Self>, AlreadyEnded> {
        if self.ended.is_some() {
            return Err(AlreadyEnded);
        }
        let action = match outcome {
            HelpOutcome::Confirmed => Action::HelpConfirmed,
            HelpOutcome::Dismissed => Action::HelpDismissed,
        };
        let ended = Self {
            ended: Some((outcome, at)),
            ..self
        };
        Ok(ended.decided(action, by, at))
    }

    fn decided(self, action: Action, by: Author, at: Instant) -> Decided<Self> {
        let act = Act::new(at, by, action, Subject::new(Self::KIND, self.id))
            .with("account", self.account)
            .with("kind", self.kind.code());
        Decided::new(self, act)
    }
}
