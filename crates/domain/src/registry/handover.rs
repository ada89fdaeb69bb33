//! Which candidacies change hands when agreements change (DGO 20.1, CDMX 21): the right to capture follows the agreement.

use super::formula::{Formula, PartialPlace};
use super::registered::stands;
use super::{Candidacy, Postulation, RegistryData};
use crate::key::AgreementKey;
use crate::profile::Profile;

/// A candidacy whose postulation follows the agreements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// As it is registered.
    pub candidacy: Candidacy,
    /// Who puts it forward afterwards.
    pub after: Postulation,
}

impl Handover {
    /// Whether another party captures afterwards; otherwise only the agreement's name beside it changes.
    pub fn changes_hands(&self) -> bool {
        self.candidacy.data.postulation.capturing_party() != self.after.capturing_party()
    }

    /// The registry data afterwards.
    pub fn data(&self) -> RegistryData {
        RegistryData {
            postulation: self.after.clone(),
            ..self.candidacy.data.clone()
        }
    }
}

/// What a change of agreements does to the registry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Handovers {
    /// The candidacies that follow.
    pub follow: Vec<Handover>,
    /// Candidacies of a party that goes with others where one of them postulates: somebody must correct or cancel them.
    pub stray: Vec<Candidacy>,
    /// Candidacies that would stand in a place that another one has.
    pub crowded: Vec<Candidacy>,
}

/// What happens to `candidacies` when the agreements `changed` are as `after` has them. Those that no longer stand follow
/// too: they are shown with who put them forward.
pub fn handovers(
    after: &Profile,
    changed: &[AgreementKey],
    candidacies: &[Candidacy],
) -> Handovers {
    let mut found = Handovers::default();
    for candidacy in candidacies {
        match followed(after, changed, &candidacy.data) {
            Followed::Stays => {}
            Followed::Stray if stands(candidacy) => found.stray.push(candidacy.clone()),
            Followed::Stray => {}
            Followed::To(after) => found.follow.push(Handover {
                candidacy: candidacy.clone(),
                after,
            }),
        }
    }
    found.crowded = crowded(after, candidacies, &found.follow);
    found
}

enum Followed {
    Stays,
    Stray,
    To(Postulation),
}

fn followed(after: &Profile, changed: &[AgreementKey], data: &RegistryData) -> Followed {
    let RegistryData {
        office,
        territory,
        postulation,
        ..
    } = data;
    let own = match postulation {
        Postulation::Agreement { agreement, .. } if changed.contains(agreement) => {
            after.agreement(agreement)
        }
        Postulation::Party { .. } => None,
        _ => return Followed::Stays,
    };
    let by = |agreement: &AgreementKey, party: &crate::key::PartyKey| Postulation::Agreement {
        agreement: agreement.clone(),
        party: party.clone(),
    };
    let next = match own.and_then(|own| Some((own, own.coverage(office, territory)?))) {
        Some((own, coverage)) => by(&own.key, &coverage.postulates),
        None => {
            let Some(party) = postulation.capturing_party() else {
                return Followed::Stays;
            };
            let captures = after.capturing_party(office, territory, party);
            match captures.and_then(|captures| Some((captures.agreement?, captures.captures))) {
                // A party that goes alone where no changed agreement covers it is as it was.
                Some((agreement, _))
                    if matches!(postulation, Postulation::Party { .. })
                        && !changed.contains(&agreement.key) =>
                {
                    return Followed::Stays;
                }
                Some((_, captures))
                    if matches!(postulation, Postulation::Party { .. })
                        && captures.key != *party =>
                {
                    return Followed::Stray;
                }
                Some((agreement, captures)) => by(&agreement.key, &captures.key),
                None => Postulation::Party {
                    party: party.clone(),
                },
            }
        }
    };
    if next == *postulation {
        Followed::Stays
    } else {
        Followed::To(next)
    }
}

/// Standing candidacies that would share a place with one before them.
fn crowded(after: &Profile, candidacies: &[Candidacy], follow: &[Handover]) -> Vec<Candidacy> {
    let mut taken = std::collections::HashSet::new();
    let mut crowded = Vec::new();
    for candidacy in candidacies.iter().filter(|candidacy| stands(candidacy)) {
        let handover = follow.iter().find(|h| h.candidacy.id == candidacy.id);
        let data = handover.map_or_else(|| candidacy.data.clone(), Handover::data);
        let place = Formula::at(after, &PartialPlace::from(&data));
        if let Some(place) = place
            && !taken.insert((place, data.calling))
        {
            crowded.push(candidacy.clone());
        }
    }
    crowded
}
