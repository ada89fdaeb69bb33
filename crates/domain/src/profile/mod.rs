//! The institute profile: everything in which one institute differs from another, as data.
//!
//! A profile is a folder of files that an institute's staff write (`docs/perfil-de-instituto.md`).
//! [`Profile::load`] reads it through a [`Source`], so that this crate opens no file, and answers
//! with the profile or with **every** mistake it found, each with its file, line and remedy.

mod accounts;
mod agreement;
mod capture_rules;
mod colour;
mod content_hash;
#[cfg(test)]
pub(crate) mod fixtures;
mod institute;
mod load;
mod notice;
mod office;
mod problem;
mod source;
mod stage;
mod terms;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use accounts::{AccountRules, SupervisorDelivery};
pub use agreement::{Agreement, AgreementKind, Coverage, Party, PartyScope, Postulation};
pub use capture_rules::{CaptureRules, Counting, Ground, Publication, PublicationMode};
pub use colour::{Colour, NotAColour};
pub use content_hash::ContentHash;
pub use institute::{Brand, Institute, Process};
pub use notice::{Notice, Notices};
pub use office::{Level, Office, Principle, Race, Shape, Territory};
pub use problem::Problem;
pub use source::Source;
pub use stage::{CorrectionFrom, Lapse, Stage, Verdict};
pub use terms::{BusinessDays, CountsFrom, DayRule, LateRegistration, Term, TermUnit, Terms};

use crate::key::{
    AgreementKey, GroundKey, LevelKey, OfficeKey, PartyKey, QuestionnaireKey, StageKey,
    TerritoryKey,
};
use crate::questionnaire;

/// The word by which people call a candidacy that no party postulates (DGO 4-III, CDMX 3-XIV).
pub const WITHOUT_PARTY: &str = "SIN PARTIDO";

/// An institute's profile, checked: every key in it that names another thing names one that exists.
///
/// It owns all its data and does not change while the program runs; share it in an `Arc`.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Who runs the system.
    pub institute: Institute,
    /// The institute's colours.
    pub brand: Brand,
    /// The electoral process and its dates.
    pub process: Process,
    /// Which days count as business days.
    pub business_days: BusinessDays,
    /// The legal terms.
    pub terms: Terms,
    /// Who captures, and how text is counted.
    pub capture: CaptureRules,
    /// How accounts are delivered and kept.
    pub accounts: AccountRules,
    /// The validation stages, in their order; at least one.
    pub stages: Vec<Stage>,
    /// When profiles appear and disappear from the public site.
    pub publication: Publication,
    /// The closed catalogue of grounds for a remark.
    pub grounds: Vec<Ground>,
    /// Legal grounds by purpose: texts that the institute's legal unit confirms.
    pub legal_basis: BTreeMap<String, String>,
    /// The offices of the process, in the order in which they are shown.
    pub offices: Vec<Office>,
    /// The levels of territory.
    pub levels: Vec<Level>,
    /// The territories of all levels, in the order of their file.
    pub territories: Vec<Territory>,
    /// What is contended: an office in a territory, with its seats.
    pub races: Vec<Race>,
    /// The parties that take part.
    pub parties: Vec<Party>,
    /// Coalitions and common candidacies, with what they cover.
    pub agreements: Vec<Agreement>,
    /// The institute's privacy notices.
    pub notices: Notices,
    /// The questionnaires of the process.
    pub questionnaires: Vec<questionnaire::Definition>,
    /// SHA-256 over all files of the profile, in order of path: path, length and bytes of each.
    pub hash: ContentHash,
}

impl Profile {
    /// SHA-256 over all files of the profile.
    #[must_use]
    pub fn hash(&self) -> ContentHash {
        self.hash
    }

    /// The office with this key.
    #[must_use]
    pub fn office(&self, key: &OfficeKey) -> Option<&Office> {
        self.offices.iter().find(|office| office.key == *key)
    }

    /// The level of territory with this key.
    #[must_use]
    pub fn level(&self, key: &LevelKey) -> Option<&Level> {
        self.levels.iter().find(|level| level.key == *key)
    }

    /// The territory with this key, of whatever level.
    #[must_use]
    pub fn territory(&self, key: &TerritoryKey) -> Option<&Territory> {
        self.territories
            .iter()
            .find(|territory| territory.key == *key)
    }

    /// The race for this office in this territory, if it is contended.
    #[must_use]
    pub fn race(&self, office: &OfficeKey, territory: &TerritoryKey) -> Option<&Race> {
        self.races
            .iter()
            .find(|race| race.office == *office && race.territory == *territory)
    }

    /// The party with this key.
    #[must_use]
    pub fn party(&self, key: &PartyKey) -> Option<&Party> {
        self.parties.iter().find(|party| party.key == *key)
    }

    /// The agreement with this key.
    #[must_use]
    pub fn agreement(&self, key: &AgreementKey) -> Option<&Agreement> {
        self.agreements
            .iter()
            .find(|agreement| agreement.key == *key)
    }

    /// The ground for a remark with this key.
    #[must_use]
    pub fn ground(&self, key: &GroundKey) -> Option<&Ground> {
        self.grounds.iter().find(|ground| ground.key == *key)
    }

    /// The validation stage with this key.
    #[must_use]
    pub fn stage(&self, key: &StageKey) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.key == *key)
    }

    /// The questionnaire with this key.
    #[must_use]
    pub fn questionnaire(&self, key: &QuestionnaireKey) -> Option<&questionnaire::Definition> {
        self.questionnaires
            .iter()
            .find(|definition| definition.key == *key)
    }

    /// All seats that the process fills.
    #[must_use]
    pub fn seats(&self) -> u32 {
        self.races.iter().map(|race| u32::from(race.seats)).sum()
    }

    /// Who captures for `party` in a race: the party that its agreement there names, otherwise the
    /// party itself (DGO 20.1, CDMX 21). `None` if the race or the party does not exist.
    #[must_use]
    pub fn capturing_party(
        &self,
        office: &OfficeKey,
        territory: &TerritoryKey,
        party: &PartyKey,
    ) -> Option<Postulation<'_>> {
        self.race(office, territory)?;
        let own = self.party(party)?;
        let agreed = self.agreements.iter().find_map(|agreement| {
            let coverage = agreement.coverage(office, territory)?;
            agreement
                .members
                .contains(party)
                .then_some((agreement, coverage))
        });
        match agreed {
            None => Some(Postulation {
                captures: own,
                agreement: None,
            }),
            Some((agreement, coverage)) => Some(Postulation {
                captures: self.party(&coverage.postulates)?,
                agreement: Some(agreement),
            }),
        }
    }
}
