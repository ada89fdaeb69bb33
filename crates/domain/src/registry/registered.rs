//! The registry as it stands before an import, ready to be asked by key and by place.

use std::collections::HashMap;

use super::formula::{Formula, PartialPlace};
use super::{Calling, Candidacy, CandidacyStatus};
use crate::profile::Profile;

/// What was registered before.
pub(super) struct Registered<'a> {
    pub(super) all: &'a [Candidacy],
    by_key: HashMap<&'a str, &'a Candidacy>,
    by_place: HashMap<(Formula, Calling), Vec<&'a Candidacy>>,
}

impl<'a> Registered<'a> {
    pub(super) fn of(profile: &Profile, all: &'a [Candidacy]) -> Self {
        let mut by_place: HashMap<_, Vec<&Candidacy>> = HashMap::new();
        for candidacy in all.iter().filter(|candidacy| stands(candidacy)) {
            let place = PartialPlace::from(&candidacy.data);
            if let Some(formula) = Formula::at(profile, &place) {
                let here = by_place.entry((formula, candidacy.data.calling));
                here.or_default().push(candidacy);
            }
        }
        Self {
            all,
            by_key: all.iter().map(|c| (c.data.key.as_str(), c)).collect(),
            by_place,
        }
    }

    /// The candidacy with this key.
    pub(super) fn by_key(&self, key: &str) -> Option<&'a Candidacy> {
        self.by_key.get(key).copied()
    }

    /// The only candidacy that stands in a place.
    pub(super) fn at(&self, formula: &Formula, calling: Calling) -> Option<&'a Candidacy> {
        match self.by_place.get(&(formula.clone(), calling))?[..] {
            [candidacy] => Some(candidacy),
            _ => None,
        }
    }

    /// The candidacies that stand.
    pub(super) fn standing(&self) -> impl Iterator<Item = &'a Candidacy> {
        self.all.iter().filter(|candidacy| stands(candidacy))
    }
}

/// Whether it was neither replaced nor cancelled.
pub(super) fn stands(candidacy: &Candidacy) -> bool {
    candidacy.status == CandidacyStatus::Active
}
