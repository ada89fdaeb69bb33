//! One candidacy of the story before it is told.

use domain::id::CandidacyId;
use domain::profile::Profile;
use domain::registry::{Calling, Gender, Postulation, RegistryData};
use domain::time::Instant;

use crate::plot::calendar::Receipt;
use crate::plot::fate::Fate;
use crate::plot::temper::{ALONE, Temper};
use crate::prose::Length;
use crate::roster::Formula;

/// One candidacy of the story.
#[derive(Debug, Clone)]
pub(crate) struct Entrant<'a> {
    /// Its formula.
    pub(crate) formula: Formula<'a>,
    /// Which formula it is, from 0.
    pub(crate) formula_number: usize,
    /// Holder or substitute.
    pub(crate) calling: Calling,
    /// Its id.
    pub(crate) id: CandidacyId,
    /// Decides everything about it.
    pub(crate) seed: u64,
    /// The person's gender.
    pub(crate) gender: Gender,
    /// Its party's place in the profile; none without party.
    pub(crate) party: Option<usize>,
    /// Without party: which one of them, from 0.
    pub(crate) alone: usize,
    /// When it enters the registry.
    pub(crate) registered: Instant,
    /// The reception of its account; none if that has not happened.
    pub(crate) receipt: Option<Receipt>,
    /// What becomes of its capture.
    pub(crate) fate: Option<Fate>,
    /// Whether it was chosen to show a case.
    pub(crate) shown: bool,
    /// How long the person writes.
    pub(crate) length: Length,
    /// Decides its proposals.
    pub(crate) proposals: u64,
    /// What the registry will say of it, until it is told.
    pub(crate) data: Option<RegistryData>,
}

impl Entrant<'_> {
    /// Whether no party postulates it.
    pub(crate) fn is_independent(&self) -> bool {
        self.formula.postulation == Postulation::Independent
    }

    /// How its party, or the person, behaves.
    pub(crate) fn temper(&self, tempers: &[Temper]) -> Temper {
        self.party
            .and_then(|party| tempers.get(party))
            .copied()
            .unwrap_or(ALONE[self.alone % ALONE.len()])
    }

    /// From when profiles of its office may be public.
    pub(crate) fn public_from(&self, profile: &Profile) -> Instant {
        let from = self.formula.office.publish_from;
        Instant::from_civil(from.date(), from.time(), &profile.institute.zone)
    }

    /// Whether profiles of its office may be public at `at`.
    pub(crate) fn office_open(&self, profile: &Profile, at: Instant) -> bool {
        self.public_from(profile) <= at
    }
}
