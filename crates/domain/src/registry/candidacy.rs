//! One candidacy: registry data, which its person never edits, and the clock of its term.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::activity::{Act, Action, Author, Subject};
use crate::id::{CandidacyId, ExtensionId};
use crate::key::{AgreementKey, OfficeKey, PartyKey, TerritoryKey};
use crate::profile::{CountsFrom, Profile};
use crate::record::{Decided, Record};
use crate::time::{Instant, last_instant};

/// Gender as the registry has it (`domain.md` 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    /// Mujer.
    Woman,
    /// Hombre.
    Man,
    /// No binaria.
    NonBinary,
}

impl Gender {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Woman, Self::Man, Self::NonBinary];

    /// The word of registry files and screens.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Woman => "Mujer",
            Self::Man => "Hombre",
            Self::NonBinary => "No binaria",
        }
    }
}

/// Whether the person holds the place or steps in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Calling {
    /// Propietaria.
    Holder,
    /// Suplente.
    Substitute,
}

impl Calling {
    /// The word of registry files and screens.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Holder => "Propietaria",
            Self::Substitute => "Suplente",
        }
    }
}

/// Who puts the candidacy forward, and so who captures it (R11, R16).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Postulation {
    /// "Sin partido".
    Independent,
    /// One party by itself.
    Party {
        /// The party.
        party: PartyKey,
    },
    /// A coalition or common candidacy: the agreement says which party captures.
    Agreement {
        /// The agreement.
        agreement: AgreementKey,
        /// The party that postulates here and therefore captures.
        party: PartyKey,
    },
}

impl Postulation {
    /// The party that captures, none for an independent.
    pub const fn capturing_party(&self) -> Option<&PartyKey> {
        match self {
            Self::Independent => None,
            Self::Party { party } | Self::Agreement { party, .. } => Some(party),
        }
    }
}

/// The person, as registered. Birth date and CURP are never published; the age is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Given names.
    pub given_names: String,
    /// First surname.
    pub first_surname: String,
    /// Second surname, empty when there is none.
    pub second_surname: String,
    /// The name by which people know the person, for the ballot.
    pub nickname: Option<String>,
    /// Gender.
    pub gender: Gender,
    /// Birth date: personal, never published.
    pub birth_date: Option<Date>,
    /// Population registry code: personal, never published.
    pub curp: Option<String>,
    /// Age as a registry file without birth dates states it, in years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared_age: Option<u16>,
}

impl Person {
    /// Given names and surnames in the order of the ballot.
    pub fn full_name(&self) -> String {
        [&self.given_names, &self.first_surname, &self.second_surname]
            .into_iter()
            .filter(|part| !part.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Completed years on `day`.
    pub fn age_on(&self, day: Date) -> Option<u16> {
        let birth = self.birth_date?;
        let had_birthday = (day.month(), day.day()) >= (birth.month(), birth.day());
        u16::try_from(day.year() - birth.year() - i16::from(!had_birthday)).ok()
    }
}

/// What a registry file says of a candidacy; everything in it comes from the institute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistryData {
    /// The institute's own key of the row: the same row keeps it from file to file.
    pub key: String,
    /// Office.
    pub office: OfficeKey,
    /// Where: with the office it makes the race.
    pub territory: TerritoryKey,
    /// Formula or list number, from 1.
    pub number: Option<u16>,
    /// Holder or substitute.
    pub calling: Calling,
    /// Who puts it forward.
    pub postulation: Postulation,
    /// The person.
    pub person: Person,
}

/// Whether the candidacy stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum CandidacyStatus {
    /// It stands.
    Active,
    /// Replaced by another person (DGO 20.2, CDMX 22): public without personal data.
    Replaced {
        /// When.
        at: Instant,
    },
    /// Cancelled: public without personal data.
    Cancelled {
        /// When.
        at: Instant,
    },
}

/// The term of a candidacy: from the first receipt of its account (R07).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermClock {
    /// When the account was received.
    pub received: Instant,
    /// The last instant, inclusive: fixed when the receipt was recorded, later only by an extension.
    pub ends: Instant,
    /// The extension that gave the last instant, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<ExtensionId>,
}

impl TermClock {
    /// Whether the term is over at `at`.
    pub fn is_over(&self, at: Instant) -> bool {
        at > self.ends
    }
}

/// A candidacy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidacy {
    /// Identifier, made at the first import.
    pub id: CandidacyId,
    /// Registry data.
    pub data: RegistryData,
    /// Whether it stands.
    pub status: CandidacyStatus,
    /// The clock, once an account was received.
    pub term: Option<TermClock>,
    /// The candidacy of the same person under which the capture that serves this one too is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capture_of: Option<CandidacyId>,
}

impl Record for Candidacy {
    const KIND: &'static str = "candidacy";
    type Facts = ();
    fn id(&self) -> String {
        self.id.to_string()
    }
}

/// Why the registry refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RegistryRefusal {
    /// The receipt was already recorded; a later handover starts no other term.
    #[error("El plazo ya corre: se cuenta desde la primera recepción y no vuelve a empezar.")]
    TermRunning,
    /// A receipt cannot lie in the future.
    #[error("La recepción no puede tener una fecha futura. Corrija la fecha y la hora.")]
    ReceiptInFuture,
    /// Nobody received anything for a candidacy that did not exist.
    #[error("La recepción no puede ser anterior al registro de la candidatura.")]
    BeforeRegistered,
    /// A candidacy that no longer stands has no term.
    #[error("La candidatura ya no está activa.")]
    NotActive,
    /// No term runs yet.
    #[error("El plazo todavía no empieza: primero registre la recepción de la cuenta.")]
    NoTerm,
    /// An extension gives more time, and some that is still to come.
    #[error("La nueva fecha debe ser posterior a la que ya tiene el plazo y a este momento.")]
    NotLonger,
    /// One capture serves only one person's candidacies that the same party captures.
    #[error(
        "No pueden compartir el cuestionario: debe ser la misma persona, capturar el mismo partido y que el perfil del instituto lo permita."
    )]
    NotSharable,
    /// Answers would be lost.
    #[error(
        "Las dos candidaturas ya tienen algo capturado: si se juntaran se perdería lo de una. Siga con las dos por separado."
    )]
    BothCaptured,
    /// There is nothing to part.
    #[error("Esta candidatura ya tiene su propio cuestionario.")]
    NotShared,
    /// Only what was cancelled comes back.
    #[error("Esta candidatura no está cancelada.")]
    NotCancelled,
}

impl Candidacy {
    /// Enters a candidacy into the registry.
    pub fn register(id: CandidacyId, data: RegistryData, by: Author, at: Instant) -> Decided<Self> {
        Self::register_with(id, data, None, by, at)
    }

    /// Enters a candidacy whose person has another one already, and whose capture serves this one too if there is one
    /// to share.
    pub fn register_with(
        id: CandidacyId,
        data: RegistryData,
        sharer: Option<&Self>,
        by: Author,
        at: Instant,
    ) -> Decided<Self> {
        let candidacy = Self {
            id,
            data,
            status: CandidacyStatus::Active,
            term: None,
            capture_of: sharer.map(Self::capture_home),
        };
        let act = candidacy.act(Action::CandidacyRegistered, by, at);
        let act = match candidacy.capture_of {
            Some(home) => act.with("capture-of", home),
            None => act,
        };
        Decided::new(candidacy, act)
    }

    /// Corrects registry data; none if nothing differs.
    pub fn correct(self, data: RegistryData, by: Author, at: Instant) -> Option<Decided<Self>> {
        if self.data == data {
            return None;
        }
        let candidacy = Self { data, ..self };
        let act = candidacy.act(Action::CandidacyCorrected, by, at);
        Some(Decided::new(candidacy, act))
    }

    /// Cancels the candidacy: it is public without personal data from then on.
    ///
    /// # Errors
    /// [`RegistryRefusal::NotActive`].
    pub fn cancel(self, by: Author, at: Instant) -> Result<Decided<Self>, RegistryRefusal> {
        if self.status != CandidacyStatus::Active {
            return Err(RegistryRefusal::NotActive);
        }
        let candidacy = Self {
            status: CandidacyStatus::Cancelled { at },
            ..self
        };
        let act = candidacy.act(Action::CandidacyCancelled, by, at);
        Ok(Decided::new(candidacy, act))
    }

    /// Puts a cancelled candidacy back in force, as a tribunal may order; its term is the one it had.
    ///
    /// # Errors
    /// [`RegistryRefusal::NotCancelled`].
    pub fn reinstate(self, by: Author, at: Instant) -> Result<Decided<Self>, RegistryRefusal> {
        if !matches!(self.status, CandidacyStatus::Cancelled { .. }) {
            return Err(RegistryRefusal::NotCancelled);
        }
        let candidacy = Self {
            status: CandidacyStatus::Active,
            ..self
        };
        let act = candidacy.act(Action::CandidacyReinstated, by, at);
        Ok(Decided::new(candidacy, act))
    }

    /// Extends the term to `ends`, by the extension that says why.
    ///
    /// # Errors
    /// The rule that it would break.
    pub fn extend_term(
        self,
        ends: Instant,
        extension: ExtensionId,
        by: Author,
        at: Instant,
    ) -> Result<Decided<Self>, RegistryRefusal> {
        if self.status != CandidacyStatus::Active {
            return Err(RegistryRefusal::NotActive);
        }
        let term = self.term.ok_or(RegistryRefusal::NoTerm)?;
        if ends <= term.ends || ends <= at {
            return Err(RegistryRefusal::NotLonger);
        }
        let candidacy = Self {
            term: Some(TermClock {
                ends,
                extension: Some(extension),
                ..term
            }),
            ..self
        };
        let act = candidacy
            .act(Action::TermExtended, by, at)
            .with("ends", ends.micros())
            .with("before", term.ends.micros())
            .with("extension", extension);
        Ok(Decided::new(candidacy, act))
    }

    /// Records the receipt of the account, which sets the term going (DGO 9, CDMX 10). A later receipt moves it only
    /// where the profile counts from the last one, and never back.
    ///
    /// # Errors
    /// The rule that it would break.
    pub fn start_term(
        self,
        received: Instant,
        profile: &Profile,
        by: Author,
        at: Instant,
    ) -> Result<Decided<Self>, RegistryRefusal> {
        if let Some(term) = self.term
            && (profile.terms.counts_from == CountsFrom::FirstReceipt
                || term.extension.is_some()
                || received <= term.received)
        {
            return Err(RegistryRefusal::TermRunning);
        }
        if received > at {
            return Err(RegistryRefusal::ReceiptInFuture);
        }
        // An acknowledgement is written to the minute.
        if received.plus_seconds(60) <= self.id.made() {
            return Err(RegistryRefusal::BeforeRegistered);
        }
        if self.status != CandidacyStatus::Active {
            return Err(RegistryRefusal::NotActive);
        }
        let ends = last_instant(
            received,
            profile.terms.capture,
            &profile.institute.zone,
            &profile.business_days,
            &profile.process,
        );
        let candidacy = Self {
            term: Some(TermClock {
                received,
                ends,
                extension: None,
            }),
            ..self
        };
        let act = candidacy
            .act(Action::TermStarted, by, at)
            .with("received", received.micros())
            .with("ends", ends.micros());
        Ok(Decided::new(candidacy, act))
    }

    /// Age on election day, the one that is published.
    pub fn age_on_election_day(&self, profile: &Profile) -> Option<u16> {
        let person = &self.data.person;
        person
            .age_on(profile.process.election_day)
            .or(person.declared_age)
    }

    pub(super) fn act(&self, action: Action, by: Author, at: Instant) -> Act {
        Act::new(at, by, action, Subject::new(Self::KIND, self.id))
    }
}
