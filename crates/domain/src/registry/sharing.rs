//! One capture for the candidacies of one person, where the profile captures once per person (`una_por_persona`).
//!
//! The capture is kept under one candidacy, its *home*; the others name that one in `capture_of`. Nothing is ever moved or
//! copied: while the home stands it leads, and when it is cancelled the lead passes by itself to the first of the others,
//! which goes on with the very same capture.

use std::collections::HashMap;

use jiff::civil::Date;

use super::folding::folded;
use super::registered::stands;
use super::{Candidacy, Person, RegistryData, RegistryRefusal, TermClock};
use crate::activity::{Action, Author};
use crate::id::CandidacyId;
use crate::profile::Profile;
use crate::record::Decided;
use crate::time::Instant;

impl Candidacy {
    /// The candidacy under which its capture is kept: most often its own.
    pub fn capture_home(&self) -> CandidacyId {
        self.capture_of.unwrap_or(self.id)
    }

    /// Lets this candidacy be served by the capture of `with`. What was captured of it by itself would be lost, so
    /// whoever calls this knows that there is nothing.
    ///
    /// # Errors
    /// [`RegistryRefusal::NotSharable`] if it is not the same person captured by the same party, or shares already;
    /// [`RegistryRefusal::NotActive`].
    pub fn share_capture(
        self,
        with: &Self,
        profile: &Profile,
        by: Author,
        at: Instant,
    ) -> Result<Decided<Self>, RegistryRefusal> {
        if !stands(&self) || !stands(with) {
            return Err(RegistryRefusal::NotActive);
        }
        let itself = with.capture_home() == self.id || self.capture_of.is_some();
        if itself || !may_share(profile, &self.data, &with.data) {
            return Err(RegistryRefusal::NotSharable);
        }
        let home = with.capture_home();
        let candidacy = Self {
            capture_of: Some(home),
            ..self
        };
        let act = candidacy
            .act(Action::CaptureShared, by, at)
            .with("with", home);
        Ok(Decided::new(candidacy, act))
    }

    /// Gives the candidacy a capture of its own again: an empty one, since the answers stay with the other.
    ///
    /// # Errors
    /// [`RegistryRefusal::NotShared`].
    pub fn part_capture(self, by: Author, at: Instant) -> Result<Decided<Self>, RegistryRefusal> {
        let home = self.capture_of.ok_or(RegistryRefusal::NotShared)?;
        let candidacy = Self {
            capture_of: None,
            ..self
        };
        let act = candidacy
            .act(Action::CaptureParted, by, at)
            .with("from", home);
        Ok(Decided::new(candidacy, act))
    }

    /// Takes the term of another candidacy that shares the capture, if it ends later: of one capture the later of the
    /// terms counts, so that no candidacy has less time than is its due. None if its own is as good, or has not started:
    /// of what nobody received or was told no day passes.
    pub fn share_term(self, with: &Self, by: Author, at: Instant) -> Option<Decided<Self>> {
        let (term, own): (TermClock, TermClock) = (with.term?, self.term?);
        let shares = self.capture_home() == with.capture_home() && stands(&self);
        if !shares || own.ends >= term.ends {
            return None;
        }
        let candidacy = Self {
            term: Some(term),
            ..self
        };
        let act = candidacy
            .act(Action::TermShared, by, at)
            .with("with", with.id)
            .with("ends", term.ends.micros());
        Some(Decided::new(candidacy, act))
    }
}

/// Whether one capture may serve both: the profile wants it, they are the same person, and the same party captures, or
/// none.
pub fn may_share(profile: &Profile, one: &RegistryData, other: &RegistryData) -> bool {
    profile.capture.one_per_person
        && one.postulation.capturing_party() == other.postulation.capturing_party()
        && same_person(&one.person, &other.person)
}

/// Whether these are one person: by CURP, or by name and birth date if one of them has none.
fn same_person(one: &Person, other: &Person) -> bool {
    match (&one.curp, &other.curp) {
        (Some(one), Some(other)) => one == other,
        _ => {
            one.birth_date.is_some()
                && one.birth_date == other.birth_date
                && folded(&one.full_name()) == folded(&other.full_name())
        }
    }
}

/// Which of the candidacies of one capture leads: the one under which it is kept, or, when that one no longer stands, the
/// first registered of the others. None if none stands.
pub fn leader(group: &[Candidacy]) -> Option<&Candidacy> {
    let standing = || group.iter().filter(|candidacy| stands(candidacy));
    standing()
        .find(|candidacy| candidacy.capture_of.is_none())
        .or_else(|| standing().min_by_key(|candidacy| candidacy.id))
}

/// Who in the registry a new candidacy shares its capture with from the start: the first registered candidacy of the same
/// person that stands and is of the other principle. Of the same principle it is a mistake as a rule, which somebody must
/// look at first.
pub fn sharer<'a>(
    profile: &Profile,
    data: &RegistryData,
    registry: impl IntoIterator<Item = &'a Candidacy>,
) -> Option<&'a Candidacy> {
    let principle = |data: &RegistryData| profile.office(&data.office).map(|o| o.principle);
    let fits = |other: &&Candidacy| {
        stands(other)
            && principle(&other.data) != principle(data)
            && may_share(profile, data, &other.data)
    };
    registry.into_iter().find(fits)
}

/// Standing candidacies that share the capture of one which should not serve them any more, with what to do.
pub(super) fn misfits<'a>(
    profile: &Profile,
    candidacies: &'a [Candidacy],
) -> Vec<(&'a Candidacy, String)> {
    let homes: HashMap<CandidacyId, &Candidacy> = candidacies
        .iter()
        .map(|candidacy| (candidacy.id, candidacy))
        .collect();
    let misfit = |candidacy: &'a Candidacy| {
        let home = homes.get(&candidacy.capture_of?)?;
        (!may_share(profile, &candidacy.data, &home.data)).then(|| {
            let message = format!(
                "Comparte el cuestionario con «{}», pero ya no parecen la misma persona del mismo partido: corrija los datos, o sepárelas desde su página del registro.",
                home.data.key
            );
            (candidacy, message)
        })
    };
    let standing = candidacies.iter().filter(|candidacy| stands(candidacy));
    standing.filter_map(misfit).collect()
}

/// Candidacies found by who they are, in the order in which they were put.
#[derive(Default)]
pub(super) struct People {
    by_curp: HashMap<String, Vec<Candidacy>>,
    by_name: HashMap<(String, Date), Vec<Candidacy>>,
}

impl People {
    pub(super) fn put(&mut self, candidacy: &Candidacy) {
        let person = &candidacy.data.person;
        if let Some(curp) = &person.curp {
            let same = self.by_curp.entry(curp.clone()).or_default();
            same.push(candidacy.clone());
        }
        if let Some(birth) = person.birth_date {
            let alike = (folded(&person.full_name()), birth);
            self.by_name
                .entry(alike)
                .or_default()
                .push(candidacy.clone());
        }
    }

    /// With whom this new candidacy shares its capture.
    pub(super) fn sharer(&self, profile: &Profile, data: &RegistryData) -> Option<&Candidacy> {
        let person = &data.person;
        let by_curp = person.curp.as_ref().and_then(|curp| self.by_curp.get(curp));
        let by_name = person.birth_date.and_then(|birth| {
            let alike = (folded(&person.full_name()), birth);
            self.by_name.get(&alike)
        });
        let known = by_curp.into_iter().chain(by_name).flatten();
        sharer(profile, data, known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::{Calling, CandidacyStatus, Gender, Postulation};
    use crate::sample;

    /// Two candidacies of one person, of which the second shares the capture of the first.
    fn pair() -> (Profile, Candidacy, Candidacy) {
        let mut profile = sample::profile();
        profile.capture.one_per_person = true;
        let ids = [1, 2].map(|number| {
            CandidacyId::new(
                Instant::from_micros(number * 1_000_000),
                &sample::Counter::new(),
            )
        });
        let data = |key: &str, office: &str, place: &str| {
            let person = Person {
                given_names: "Ana".to_owned(),
                first_surname: "Pérez".to_owned(),
                second_surname: String::new(),
                nickname: None,
                gender: Gender::Woman,
                birth_date: Some(jiff::civil::date(1980, 5, 31)),
                curp: None,
                declared_age: None,
            };
            RegistryData {
                key: key.to_owned(),
                office: sample::key(office),
                territory: sample::key(place),
                number: None,
                calling: Calling::Holder,
                postulation: Postulation::Party {
                    party: sample::key("azul"),
                },
                person,
            }
        };
        let home = Candidacy::register(
            ids[0],
            data("M", "diputacion-mr", "distrito-01"),
            sample::BY,
            at(),
        );
        let home = home.into_record();
        let rp = data("R", "diputacion-rp", "muestra");
        let other = Candidacy::register_with(ids[1], rp, Some(&home), sample::BY, at());
        (profile, home, other.into_record())
    }

    fn at() -> Instant {
        sample::local(jiff::civil::date(2027, 3, 1), 9, 0)
    }

    fn in_term(profile: &Profile, candidacy: Candidacy, received: Instant) -> Candidacy {
        let started = candidacy.start_term(received, profile, sample::BY, received);
        started.unwrap().into_record()
    }

    #[test]
    fn the_later_term_counts_for_both_and_the_earlier_for_none() {
        let (profile, home, other) = pair();
        let home = in_term(&profile, home, at());
        let untold = other.clone().share_term(&home, sample::BY, at());
        assert_eq!(untold, None, "of what nobody was told no day passes");
        let later = in_term(&profile, other, at().plus_seconds(3 * 86_400));
        assert_eq!(later.clone().share_term(&home, sample::BY, at()), None);
        let longer = home.share_term(&later, sample::BY, at()).unwrap();
        assert_eq!(longer.record().term, later.term);
        assert_eq!(longer.act().action, Action::TermShared);
    }

    #[test]
    fn a_term_is_shared_with_nobody_else() {
        let (profile, home, other) = pair();
        let home = in_term(&profile, home, at());
        let apart = other.part_capture(sample::BY, at()).unwrap().into_record();
        assert_eq!(apart.capture_of, None);
        assert_eq!(apart.clone().share_term(&home, sample::BY, at()), None);
        let twice = apart.part_capture(sample::BY, at());
        assert_eq!(twice.unwrap_err(), RegistryRefusal::NotShared);
    }

    #[test]
    fn only_one_person_s_candidacies_of_one_party_are_joined_and_in_no_circle() {
        let (profile, home, other) = pair();
        let share = |one: &Candidacy, with: &Candidacy, profile: &Profile| {
            let shared = one.clone().share_capture(with, profile, sample::BY, at());
            shared.map(|decided| decided.into_record().capture_of)
        };
        let apart = other.clone().part_capture(sample::BY, at());
        let apart = apart.unwrap().into_record();
        assert_eq!(share(&apart, &home, &profile), Ok(Some(home.id)));
        assert_eq!(share(&home, &apart, &profile), Ok(Some(apart.id)));
        let refused = Err(RegistryRefusal::NotSharable);
        assert_eq!(share(&other, &home, &profile), refused, "it shares already");
        assert_eq!(
            share(&home, &other, &profile),
            refused,
            "it would follow itself"
        );
        assert_eq!(share(&apart, &home, &sample::profile()), refused);
        let mut stranger = apart.clone();
        stranger.data.person.given_names = "Eva".to_owned();
        assert_eq!(share(&stranger, &home, &profile), refused);
        let mut foreign = apart.clone();
        foreign.data.postulation = Postulation::Independent;
        assert_eq!(share(&foreign, &home, &profile), refused);
        let gone = Candidacy {
            status: CandidacyStatus::Cancelled { at: at() },
            ..home
        };
        assert_eq!(
            share(&apart, &gone, &profile),
            Err(RegistryRefusal::NotActive)
        );
    }

    #[test]
    fn two_curps_are_two_people_and_one_is_one_whatever_the_name() {
        let (profile, home, other) = pair();
        let (mut one, mut two) = (home.data, other.data);
        one.person.curp = Some("PELA800531MDGRPN01".to_owned());
        two.person.curp = Some("PELA800531MDGRPN09".to_owned());
        assert!(!may_share(&profile, &one, &two));
        two.person.curp.clone_from(&one.person.curp);
        two.person.given_names = "Anita".to_owned();
        assert!(may_share(&profile, &one, &two));
    }

    #[test]
    fn the_lint_tells_who_shares_and_should_not() {
        let (profile, home, mut other) = pair();
        assert_eq!(misfits(&profile, &[home.clone(), other.clone()]), []);
        other.data.person.given_names = "Eva".to_owned();
        let all = [home, other];
        let found = misfits(&profile, &all);
        assert_eq!(found.len(), 1);
        assert!(found[0].1.contains("«M»"), "{}", found[0].1);
    }

    #[test]
    fn who_leads_is_told_by_who_stands() {
        let (_, mut home, other) = pair();
        let lead = |home: &Candidacy| {
            let group = [other.clone(), home.clone()];
            leader(&group).map(|leads| leads.id)
        };
        assert_eq!(lead(&home), Some(home.id));
        home.status = CandidacyStatus::Cancelled { at: at() };
        assert_eq!(lead(&home), Some(other.id));
        assert_eq!(leader(&[home]), None);
    }
}
