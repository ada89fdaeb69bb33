//! What the institute's profile puts on the ballot, arranged so that a row names office, place and party by a small
//! number instead of carrying its own copy of a text.

use std::collections::HashMap;
use std::sync::Arc;

use domain::key::{AgreementKey, OfficeKey, PartyKey, TerritoryKey};
use domain::profile::{Agreement, Office, Party, Profile, Territory};
use domain::registry::Postulation;
use domain::time::Instant;
use jiff::civil::Time;

use crate::portal::search::fold;
use crate::words::Calendar;

/// Number of an office in its profile.
pub(crate) type OfficeNumber = u16;
/// Number of a territory in its profile.
pub(crate) type TerritoryNumber = u16;
/// Number of a party in its profile.
pub(crate) type PartyNumber = u16;

/// Who postulates, by numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Contender {
    /// Nobody: "sin partido".
    Independent,
    /// One party by itself.
    Party(PartyNumber),
    /// An agreement, and its party that postulates here.
    Agreement(u16, PartyNumber),
}

/// The profile with its lookups. Shared by all that render.
pub(crate) struct Ballot {
    profile: Arc<Profile>,
    offices: HashMap<OfficeKey, OfficeNumber>,
    territories: HashMap<TerritoryKey, TerritoryNumber>,
    parties: HashMap<PartyKey, PartyNumber>,
    agreements: HashMap<AgreementKey, u16>,
    publish_from: Vec<Instant>,
    retirement: Option<Instant>,
    searched_offices: Vec<String>,
    searched_territories: Vec<String>,
    searched_parties: Vec<String>,
    searched_agreements: Vec<String>,
}

impl Ballot {
    pub(crate) fn new(profile: Arc<Profile>) -> Self {
        let zone = &profile.institute.zone;
        let publish_from = profile.offices.iter().map(|office| {
            Instant::from_civil(office.publish_from.date(), office.publish_from.time(), zone)
        });
        let retirement = profile.publication.retirement;
        Self {
            offices: numbered(profile.offices.iter().map(|office| &office.key)),
            territories: numbered(profile.territories.iter().map(|territory| &territory.key)),
            parties: numbered(profile.parties.iter().map(|party| &party.key)),
            agreements: numbered(profile.agreements.iter().map(|agreement| &agreement.key)),
            publish_from: publish_from.collect(),
            retirement: retirement.map(|day| Instant::from_civil(day, Time::midnight(), zone)),
            searched_offices: profile
                .offices
                .iter()
                .map(|office| fold(&office.name))
                .collect(),
            searched_territories: profile
                .territories
                .iter()
                .map(|place| searched_place(&profile, place))
                .collect(),
            searched_parties: profile.parties.iter().map(searched_party).collect(),
            searched_agreements: profile
                .agreements
                .iter()
                .map(|agreement| fold(&agreement.name))
                .collect(),
            profile,
        }
    }

    pub(crate) fn profile(&self) -> &Profile {
        &self.profile
    }

    pub(crate) fn calendar(&self) -> Calendar<'_> {
        Calendar::of(&self.profile)
    }

    pub(crate) fn office(&self, number: OfficeNumber) -> &Office {
        &self.profile.offices[usize::from(number)]
    }

    pub(crate) fn territory(&self, number: TerritoryNumber) -> &Territory {
        &self.profile.territories[usize::from(number)]
    }

    pub(crate) fn party(&self, number: PartyNumber) -> &Party {
        &self.profile.parties[usize::from(number)]
    }

    pub(crate) fn agreement(&self, number: u16) -> &Agreement {
        &self.profile.agreements[usize::from(number)]
    }

    pub(crate) fn office_number(&self, key: &str) -> Option<OfficeNumber> {
        self.offices.get(key).copied()
    }

    pub(crate) fn territory_number(&self, key: &str) -> Option<TerritoryNumber> {
        self.territories.get(key).copied()
    }

    pub(crate) fn party_number(&self, key: &str) -> Option<PartyNumber> {
        self.parties.get(key).copied()
    }

    /// Who postulates, by numbers; none if the profile does not know the party or the agreement.
    pub(crate) fn contender(&self, postulation: &Postulation) -> Option<Contender> {
        Some(match postulation {
            Postulation::Independent => Contender::Independent,
            Postulation::Party { party } => Contender::Party(self.party_number(party.as_str())?),
            Postulation::Agreement { agreement, party } => Contender::Agreement(
                *self.agreements.get(agreement)?,
                self.party_number(party.as_str())?,
            ),
        })
    }

    /// The parties behind a contender, in the order of the profile's file: all members of an agreement.
    pub(crate) fn parties_of(&self, contender: Contender) -> Vec<&Party> {
        match contender {
            Contender::Independent => Vec::new(),
            Contender::Party(party) => vec![self.party(party)],
            Contender::Agreement(agreement, _) => {
                let members = self.agreement(agreement).members.iter();
                members.filter_map(|key| self.profile.party(key)).collect()
            }
        }
    }

    /// Whether somebody who looks for `party` looks for this contender too: also where the party stands in an
    /// agreement with others.
    pub(crate) fn stands_for(&self, contender: Contender, party: PartyNumber) -> bool {
        match contender {
            Contender::Independent => false,
            Contender::Party(own) => own == party,
            Contender::Agreement(agreement, _) => self
                .agreement(agreement)
                .members
                .contains(&self.party(party).key),
        }
    }

    /// The territories in which something is contended, in the order of the profile's file.
    pub(crate) fn contended(&self) -> impl Iterator<Item = (TerritoryNumber, &Territory)> {
        let races = &self.profile.races;
        let numbered = (0..).zip(&self.profile.territories);
        numbered.filter(|(_, territory)| races.iter().any(|race| race.territory == territory.key))
    }

    /// Election day, in words.
    pub(crate) fn election_day(&self) -> String {
        crate::words::date(self.profile.process.election_day)
    }

    /// From when profiles of an office may be public.
    pub(crate) fn publish_from(&self, office: OfficeNumber) -> Instant {
        self.publish_from[usize::from(office)]
    }

    /// From when no profile is shown any more: the first instant of the profile's day of retirement (R24).
    pub(crate) const fn retirement(&self) -> Option<Instant> {
        self.retirement
    }

    /// Whether profiles were retired by `now`.
    pub(crate) fn is_retired(&self, now: Instant) -> bool {
        self.retirement.is_some_and(|from| now >= from)
    }

    /// Folded words of office, place and contender, for the search.
    pub(crate) fn searched(
        &self,
        office: OfficeNumber,
        territory: TerritoryNumber,
        contender: Contender,
    ) -> String {
        let mut words = vec![
            self.searched_offices[usize::from(office)].as_str(),
            self.searched_territories[usize::from(territory)].as_str(),
        ];
        match contender {
            Contender::Independent => words.push("sin partido independiente"),
            Contender::Party(party) => words.push(&self.searched_parties[usize::from(party)]),
            Contender::Agreement(agreement, _) => {
                words.push(&self.searched_agreements[usize::from(agreement)]);
                let members = self.agreement(agreement).members.iter();
                let numbers = members.filter_map(|key| self.party_number(key.as_str()));
                words.extend(
                    numbers.map(|number| self.searched_parties[usize::from(number)].as_str()),
                );
            }
        }
        words.join(" ")
    }
}

/// A profile's lists are bounded by its files, far below what a number holds; what would not fit is left out and
/// answers as unknown.
fn numbered<'a, K: Clone + Eq + std::hash::Hash + 'a>(
    keys: impl Iterator<Item = &'a K>,
) -> HashMap<K, u16> {
    keys.zip(0_u16..=u16::MAX)
        .map(|(key, number)| (key.clone(), number))
        .collect()
}

fn searched_party(party: &Party) -> String {
    fold(&format!("{} {}", party.initials, party.name))
}

/// The name, with its level unless the name already says it: `Alcaldía Tlalpan`, `Distrito 5`.
fn searched_place(profile: &Profile, territory: &Territory) -> String {
    let level = profile
        .level(&territory.level)
        .map_or("", |level| level.name.as_str());
    fold(&format!("{level} {}", territory.name))
}
