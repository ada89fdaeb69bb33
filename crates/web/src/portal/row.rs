//! What the portal keeps of a candidacy: what anybody may read, and nothing else.
//!
//! A row is the wall between what is captured and what is public. Its one constructor takes whole records and lets
//! through only what may be seen: nothing of a capture that is not published, no field that the questionnaire does
//! not publish, no birth date, no CURP, and of a candidacy that no longer stands nothing personal at all
//! (DGO 20.2, CDMX 22), nothing that is hidden for a person's safety. Whatever is not in a row cannot reach a page, whoever writes the page.

use domain::capture::{Capture, State, Submission};
use domain::hiding::Hidden;
use domain::id::CandidacyId;
use domain::registry::{Calling, Candidacy, CandidacyStatus, Gender};
use domain::time::Instant;

use crate::portal::ballot::{Ballot, Contender, OfficeNumber, TerritoryNumber};
use crate::portal::published::Published;

/// A candidacy as the public may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub(crate) id: CandidacyId,
    pub(crate) office: OfficeNumber,
    pub(crate) territory: TerritoryNumber,
    pub(crate) number: Option<u16>,
    pub(crate) calling: Calling,
    pub(crate) contender: Contender,
    pub(crate) standing: Standing,
}

/// Whether the candidacy stands, and what is known of it in each case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It stands.
    Active {
        /// The person, as registered.
        person: PublicPerson,
        /// How far the information has come.
        phase: Phase,
    },
    /// Replaced, without personal data.
    Replaced {
        /// When.
        at: Instant,
    },
    /// Cancelled, without personal data.
    Cancelled {
        /// When.
        at: Instant,
    },
}

/// What the registry makes public of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PublicPerson {
    /// Name as on the ballot.
    pub(crate) name: Box<str>,
    /// Nickname as on the ballot.
    pub(crate) nickname: Option<Box<str>>,
    /// Gender.
    pub(crate) gender: Gender,
    /// Completed years on election day: the birth date itself is never public.
    pub(crate) age: Option<u16>,
}

/// How far the information of a candidacy has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Nothing was captured; until when it can be, if the term runs.
    Untouched {
        /// The last instant of the term.
        ends: Option<Instant>,
    },
    /// Being captured.
    Capturing {
        /// The last instant of the term.
        ends: Option<Instant>,
    },
    /// Sent and in one of the stages.
    InValidation,
    /// Being corrected.
    InCorrection {
        /// The last instant for it.
        due: Instant,
    },
    /// Closed without publication.
    Closed,
    /// Every stage approved; not public yet.
    Validated,
    /// Public.
    Published(Published),
    /// Not shown, however far it came. The same in every case, so that it tells nothing.
    Withheld,
}

/// The profile does not know the office, the territory or the contender of a candidacy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "candidacy {0} names an office, territory, party or agreement that the profile does not have"
)]
pub struct NotOnTheBallot(pub CandidacyId);

impl Row {
    /// What may be public of a candidacy and its capture, but for what is hidden.
    ///
    /// # Errors
    /// The profile does not know where the candidacy belongs: it cannot be shown.
    pub(crate) fn of(
        ballot: &Ballot,
        candidacy: &Candidacy,
        capture: Option<&Capture>,
        hidden: &Hidden,
    ) -> Result<Self, NotOnTheBallot> {
        let data = &candidacy.data;
        let unknown = || NotOnTheBallot(candidacy.id);
        Ok(Self {
            id: candidacy.id,
            office: ballot
                .office_number(data.office.as_str())
                .ok_or_else(unknown)?,
            territory: ballot
                .territory_number(data.territory.as_str())
                .ok_or_else(unknown)?,
            number: data.number,
            calling: data.calling,
            contender: ballot.contender(&data.postulation).ok_or_else(unknown)?,
            standing: match candidacy.status {
                CandidacyStatus::Active => Standing::Active {
                    person: PublicPerson::of(ballot, candidacy, hidden),
                    phase: Phase::of(ballot, candidacy, capture, hidden),
                },
                CandidacyStatus::Replaced { at } => Standing::Replaced { at },
                CandidacyStatus::Cancelled { at } => Standing::Cancelled { at },
            },
        })
    }

    /// The person, while the candidacy stands.
    pub(crate) const fn person(&self) -> Option<&PublicPerson> {
        match &self.standing {
            Standing::Active { person, .. } => Some(person),
            Standing::Replaced { .. } | Standing::Cancelled { .. } => None,
        }
    }

    /// What was published, while the candidacy stands and profiles are not retired.
    pub(crate) fn published(&self, ballot: &Ballot, now: Instant) -> Option<&Published> {
        match &self.standing {
            Standing::Active {
                phase: Phase::Published(published),
                ..
            } if !ballot.is_retired(now) && now >= ballot.publish_from(self.office) => {
                Some(published)
            }
            _ => None,
        }
    }

    /// What was published, whether profiles are retired or not: a preview asks for it.
    pub(crate) const fn declared(&self) -> Option<&Published> {
        match &self.standing {
            Standing::Active {
                phase: Phase::Published(published),
                ..
            } => Some(published),
            _ => None,
        }
    }

    /// Folded words under which the row is found.
    pub(crate) fn searched(&self, ballot: &Ballot) -> String {
        let place = ballot.searched(self.office, self.territory, self.contender);
        match self.person() {
            Some(person) => {
                let nickname = person.nickname.as_deref().unwrap_or_default();
                let name = crate::portal::search::fold(&format!("{} {nickname}", person.name));
                format!("{name} {place}")
            }
            None => place,
        }
    }
}

impl PublicPerson {
    /// Of somebody whose profile is hidden only what the ballot says.
    fn of(ballot: &Ballot, candidacy: &Candidacy, hidden: &Hidden) -> Self {
        let person = &candidacy.data.person;
        let nickname = person
            .nickname
            .as_deref()
            .filter(|nickname| !nickname.trim().is_empty());
        Self {
            name: person.full_name().into(),
            nickname: nickname.map(Into::into),
            gender: person.gender,
            age: candidacy
                .age_on_election_day(ballot.profile())
                .filter(|_| !hidden.is_whole()),
        }
    }
}

impl Phase {
    fn of(
        ballot: &Ballot,
        candidacy: &Candidacy,
        capture: Option<&Capture>,
        hidden: &Hidden,
    ) -> Self {
        if hidden.is_whole() {
            return Self::Withheld;
        }
        let ends = candidacy.term.map(|term| term.ends);
        let Some(capture) = capture else {
            return Self::Untouched { ends };
        };
        match &capture.state {
            State::Capturing => Self::Capturing { ends },
            State::InStage { .. } => Self::InValidation,
            State::Returned { due, .. } => Self::InCorrection { due: *due },
            State::Closed { .. } => Self::Closed,
            State::Validated { .. } => Self::Validated,
            // One capture may serve two candidacies: each is public from its own office's date.
            State::Published { at } => {
                let office = ballot.office_number(candidacy.data.office.as_str());
                let from = office.map_or(*at, |office| ballot.publish_from(office));
                match Published::of(ballot.profile(), capture, from.max(*at), hidden) {
                    Some(published) => Self::Published(published),
                    // A questionnaire that the profile does not have: nothing of it may be shown.
                    None => Self::Validated,
                }
            }
        }
    }
}

/// Whether a sending came after its term (extemporánea).
pub(crate) fn is_late(sending: Option<&Submission>) -> bool {
    sending.is_some_and(|sending| sending.late)
}
