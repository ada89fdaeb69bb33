//! Receipts: what somebody who did an act with legal effect takes away as the proof that the history has it (R19).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::activity::{Act, Action, Author, Subject};
use crate::record::{Decided, Record};
use crate::time::Instant;

/// The number that people quote of an entry of the history: its position counted from 1, `H-00000042`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Folio(u64);

/// The text is no folio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("El folio tiene la forma H-00000042: la letra H, un guion y el número.")]
pub struct MalformedFolio;

impl Folio {
    /// Most digits of a folio: more entries than any history will ever have.
    const DIGITS: usize = 15;

    /// The folio of the entry at `position`, counted from 0.
    pub const fn of(position: u64) -> Self {
        Self(position)
    }

    /// The position of its entry in the history, counted from 0.
    pub const fn position(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Folio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "H-{:08}", self.0 + 1)
    }
}

impl FromStr for Folio {
    type Err = MalformedFolio;

    /// Takes what people copy from paper: in any case, with spaces around, with fewer zeros, without the hyphen.
    fn from_str(text: &str) -> Result<Self, MalformedFolio> {
        let text = text.trim();
        let digits = text
            .strip_prefix(['H', 'h'])
            .ok_or(MalformedFolio)?
            .trim_start_matches(['-', ' ']);
        let plain = !digits.is_empty()
            && digits.len() <= Self::DIGITS
            && digits.bytes().all(|digit| digit.is_ascii_digit());
        let number: u64 = digits
            .parse()
            .ok()
            .filter(|_| plain)
            .ok_or(MalformedFolio)?;
        number.checked_sub(1).map(Self).ok_or(MalformedFolio)
    }
}

impl Action {
    /// Whether it has legal effect on somebody, so that whoever did it can take a receipt: sendings and decisions,
    /// publication, what was accepted, delivered, named, granted, decided about the registry.
    pub const fn gives_receipt(self) -> bool {
        matches!(
            self,
            Self::CaptureSent
                | Self::CaptureResent
                | Self::StageApproved
                | Self::CaptureReturned
                | Self::CapturePublished
                | Self::ProfileCorrected
                | Self::UndertakingAccepted
                | Self::NoticeAccepted
                | Self::AccountDelivered
                | Self::AccountHandedOver
                | Self::TermStarted
                | Self::LossReported
                | Self::AccountSuspended
                | Self::AccountResumed
                | Self::AccountClosed
                | Self::SupervisorNamed
                | Self::SupervisorCorrected
                | Self::SupervisorEnded
                | Self::PartyNoticeRegistered
                | Self::NoticeDisclosed
                | Self::ExtensionGranted
                | Self::ChangeProposed
                | Self::ProposalApplied
                | Self::ProposalRejected
                | Self::ProposalWithdrawn
                | Self::CandidacyCorrected
                | Self::CandidacyCancelled
                | Self::CandidacyReinstated
                | Self::AgreementRegistered
                | Self::AgreementEnded
        )
    }
}

/// A receipt's document as it was issued, once and for ever: whoever shows the same bytes shows what the institute gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedReceipt {
    /// The position of its entry in the history, from 0.
    pub position: u64,
    /// SHA-256 of the document, hexadecimal: its name in the store of files.
    pub file: String,
    /// When it was made.
    pub at: Instant,
}

impl Record for IssuedReceipt {
    const KIND: &'static str = "receipt";
    type Facts = ();
    fn id(&self) -> String {
        self.position.to_string()
    }
}

impl IssuedReceipt {
    /// The document with this hash is the receipt of the entry with this folio. The program makes it, whoever asked.
    pub fn issue(folio: Folio, file: String, at: Instant) -> Decided<Self> {
        let receipt = Self {
            position: folio.position(),
            file,
            at,
        };
        let subject = Subject::new(Self::KIND, receipt.id());
        let act = Act::new(at, Author::System, Action::ReceiptIssued, subject)
            .with("file", &receipt.file);
        Decided::new(receipt, act)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folio_counts_from_one_and_comes_back() {
        assert_eq!(Folio::of(41).to_string(), "H-00000042");
        for written in [
            "H-00000042",
            " h-42 ",
            "H42",
            "h 00000042",
            "H-000000000000042",
        ] {
            assert_eq!(written.parse(), Ok(Folio::of(41)), "{written}");
        }
        assert_eq!(Folio::of(123_456_789).to_string(), "H-123456790");
    }

    #[test]
    fn what_is_no_folio_is_refused() {
        for written in [
            "",
            "H-",
            "42",
            "H-0",
            "H-4 2",
            "H-+42",
            "H-9999999999999999",
            "H-٤٢",
            "CTA-2024",
        ] {
            assert_eq!(written.parse::<Folio>(), Err(MalformedFolio), "{written}");
        }
    }

    #[test]
    fn drafts_sessions_and_consultations_give_none() {
        for action in [
            Action::AnswersSaved,
            Action::SittingBegun,
            Action::SignedIn,
            Action::HistoryExported,
            Action::ReceiptIssued,
        ] {
            assert!(!action.gives_receipt(), "{action:?}");
        }
    }

    #[test]
    fn the_history_tells_the_document_by_its_hash() {
        let decided = IssuedReceipt::issue(Folio::of(7), "ab".repeat(32), Instant::from_micros(9));
        assert_eq!(decided.record().id(), "7");
        assert_eq!(decided.act().details["file"], "ab".repeat(32));
        assert_eq!(decided.act().author, Author::System);
    }
}
