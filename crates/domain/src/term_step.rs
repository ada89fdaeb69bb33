//! How far a candidacy has come within its term: the steps of the board of terms, each of which somebody can act on.

use crate::capture::StateCode;
use crate::time::Instant;

macro_rules! steps {
    ($($(#[$doc:meta])* $name:ident $code:literal $label:literal;)+) => {
        /// Where a candidacy stands within its term. Every standing candidacy is in exactly one step.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum TermStep { $($(#[$doc])* $name,)+ }

        impl TermStep {
            /// All of them, in the order of the way.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The code of addresses and files.
            pub const fn code(self) -> &'static str { match self { $(Self::$name => $code,)+ } }

            /// The step in words.
            pub const fn label(self) -> &'static str { match self { $(Self::$name => $label,)+ } }

            /// The step with this code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|step| step.code() == code)
            }
        }
    };
}

steps! {
    /// Nobody has an account by which it could be received.
    WithoutAccount "sin-cuenta" "Sin cuenta";
    /// The account was not delivered, or its receipt is not recorded: no term runs.
    NotReceived "por-recibir" "Cuenta sin recibir";
    /// It was received, and nobody who could write has activated an account.
    NotActivated "sin-activar" "Sin activar";
    /// Somebody could write and nobody has.
    NotBegun "sin-empezar" "Sin empezar";
    /// Being written, in term.
    Capturing "en-captura" "En captura";
    /// Sent in term.
    Sent "enviada" "Enviada";
    /// Sent after the term.
    SentLate "extemporanea" "Extemporánea";
    /// The term is over and nothing was sent.
    Over "vencida" "Vencida sin enviar";
}

/// Who has an account for a candidacy.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holders {
    /// Nobody.
    #[default]
    None,
    /// Somebody, and none of those who may write has activated it.
    Issued,
    /// Somebody who may write has activated one.
    Active,
}

/// What the step of a candidacy follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepFacts {
    /// Where its capture stands.
    pub state: StateCode,
    /// Whether it was sent after the term.
    pub late: bool,
    /// The last instant of the term, if it runs or ran.
    pub ends: Option<Instant>,
    /// Who has an account for it.
    pub holders: Holders,
}

impl StepFacts {
    /// The step at `now`.
    pub fn step(self, now: Instant) -> TermStep {
        match (self.state, self.ends) {
            (StateCode::Untouched | StateCode::Capturing, Some(ends)) if now > ends => {
                TermStep::Over
            }
            (StateCode::Capturing, _) => TermStep::Capturing,
            (StateCode::Untouched, None) if self.holders == Holders::None => {
                TermStep::WithoutAccount
            }
            (StateCode::Untouched, None) => TermStep::NotReceived,
            (StateCode::Untouched, Some(_)) if self.holders == Holders::Active => {
                TermStep::NotBegun
            }
            (StateCode::Untouched, Some(_)) => TermStep::NotActivated,
            _ if self.late => TermStep::SentLate,
            _ => TermStep::Sent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDS: Instant = Instant::from_micros(1_000);

    fn step(state: StateCode, ends: Option<Instant>, holders: Holders, now: i64) -> TermStep {
        let facts = StepFacts {
            state,
            late: false,
            ends,
            holders,
        };
        facts.step(Instant::from_micros(now))
    }

    #[rstest::rstest]
    #[case(
        StateCode::Untouched,
        None,
        Holders::None,
        1_000,
        TermStep::WithoutAccount
    )]
    #[case(
        StateCode::Untouched,
        None,
        Holders::Active,
        1_000,
        TermStep::NotReceived
    )]
    #[case(
        StateCode::Capturing,
        None,
        Holders::Active,
        1_000,
        TermStep::Capturing
    )]
    #[case(
        StateCode::Untouched,
        Some(ENDS),
        Holders::Issued,
        1_000,
        TermStep::NotActivated
    )]
    #[case(
        StateCode::Untouched,
        Some(ENDS),
        Holders::Active,
        1_000,
        TermStep::NotBegun
    )]
    #[case(
        StateCode::Capturing,
        Some(ENDS),
        Holders::Active,
        1_000,
        TermStep::Capturing
    )]
    // One microsecond after the last instant.
    #[case(StateCode::Untouched, Some(ENDS), Holders::None, 1_001, TermStep::Over)]
    #[case(
        StateCode::Capturing,
        Some(ENDS),
        Holders::Active,
        1_001,
        TermStep::Over
    )]
    #[case(
        StateCode::Returned,
        Some(ENDS),
        Holders::Active,
        1_001,
        TermStep::Sent
    )]
    fn a_step_follows_from_the_facts(
        #[case] state: StateCode,
        #[case] ends: Option<Instant>,
        #[case] holders: Holders,
        #[case] now: i64,
        #[case] expected: TermStep,
    ) {
        assert_eq!(step(state, ends, holders, now), expected);
    }

    #[test]
    fn what_was_sent_late_stays_late() {
        for state in [
            StateCode::InStage,
            StateCode::Returned,
            StateCode::Published,
        ] {
            let facts = StepFacts {
                state,
                late: true,
                ends: Some(ENDS),
                holders: Holders::Active,
            };
            assert_eq!(facts.step(ENDS), TermStep::SentLate);
        }
    }

    #[test]
    fn codes_are_told_apart() {
        for step in TermStep::ALL {
            assert_eq!(TermStep::from_code(step.code()), Some(*step));
        }
        assert_eq!(TermStep::from_code("nada"), None);
    }
}
