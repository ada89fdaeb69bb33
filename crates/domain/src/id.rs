//! One identifier type per entity, so that a candidacy's id cannot be passed where an account's is wanted.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::time::Instant;

/// Where identifiers take their random part from: injected, so that tests and the demo repeat exactly.
pub trait Entropy: Send + Sync {
    /// Fills `bytes` with random bytes fit for identifiers, codes and keys.
    fn fill(&self, bytes: &mut [u8]);
}

/// The text is not an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("el identificador no tiene la forma esperada")]
pub struct MalformedId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new identifier (UUID version 7) that sorts by `at`.
            pub fn new(at: Instant, entropy: &dyn Entropy) -> Self {
                let mut random = [0_u8; 10];
                entropy.fill(&mut random);
                Self(uuid::Builder::from_unix_timestamp_millis(at.unix_millis(), &random).into_uuid())
            }
        }

        impl $name {
            /// When it was made, to the millisecond.
            pub fn made(self) -> Instant {
                let [a, b, c, d, e, f, ..] = *self.0.as_bytes();
                let millis = i64::from_be_bytes([0, 0, a, b, c, d, e, f]);
                Instant::from_micros(millis.saturating_mul(1_000))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0.hyphenated())
            }
        }

        impl FromStr for $name {
            type Err = MalformedId;
            /// Takes the hyphenated form only, so that one entity has one address.
            fn from_str(text: &str) -> Result<Self, MalformedId> {
                let id = Uuid::try_parse(text).map_err(|_| MalformedId)?;
                if id.hyphenated().to_string() == text { Ok(Self(id)) } else { Err(MalformedId) }
            }
        }
    )+};
}

ids! {
    /// A candidacy: one person who stands for one place in one race.
    CandidacyId;
    /// An account that signs in.
    AccountId;
    /// A session of an account.
    SessionId;
    /// A request body kept for an account whose session ended while it wrote.
    ParkedRequestId;
    /// One import of a registry file.
    ImportId;
    /// One making of letters.
    LettersId;
    /// One delivery or handover of an account.
    DeliveryId;
    /// An act that one person proposes and another applies.
    ProposalId;
    /// An extension of terms.
    ExtensionId;
    /// A notification of validation.
    NotificationId;
    /// A supervisor's appointment.
    AppointmentId;
    /// A version of a party's privacy notice.
    PartyNoticeId;
    /// The evidence that a person was shown a party's notice.
    DisclosureId;
    /// A request of somebody who cannot get in.
    HelpRequestId;
    /// A hiding of something public.
    HidingId;
    /// A link by which a person confirms what the party captured.
    ConfirmationLinkId;
    /// A file that was uploaded and waits for a decision.
    StagedFileId;
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Zeros;
    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    #[test]
    fn ids_sort_by_the_instant_they_were_made_at() {
        let earlier = CandidacyId::new(Instant::from_micros(1_000_000), &Zeros);
        let later = CandidacyId::new(Instant::from_micros(2_000_000), &Zeros);
        assert!(earlier < later);
        assert!(earlier.to_string() < later.to_string());
        assert_eq!(later.made(), Instant::from_micros(2_000_000));
    }

    #[test]
    fn only_the_hyphenated_lower_case_form_is_an_address() {
        let id = AccountId::new(Instant::from_micros(7), &Zeros).to_string();
        assert!(id.parse::<AccountId>().is_ok());
        assert!(id.to_uppercase().parse::<AccountId>().is_err() || id.to_uppercase() == id);
        assert!(id.replace('-', "").parse::<AccountId>().is_err());
        assert!("".parse::<AccountId>().is_err());
    }
}
