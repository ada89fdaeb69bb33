//! One candidacy under one profile, with everybody who may touch it, and the events of its capture by name.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::OnceLock;

use super::people::{account_id, actor, candidacy, good_answer, of_section, seat};
use crate::account::{Actor, Role};
use crate::capture::{Broken, Capture, Machine, Remark, Revision, Save, Sending, State};
use crate::id::AccountId;
use crate::key::StageKey;
use crate::policy::{Permit, Right, Target, permit};
use crate::profile::fixtures::repository_profile;
use crate::profile::{Lapse, Profile, PublicationMode, Stage};
use crate::questionnaire::{Answers, Definition};
use crate::record::Decided;
use crate::registry::{Candidacy, Postulation, TermClock};
use crate::sample::{self, key};
use crate::time::Instant;

/// Everything that a test of the machine needs.
pub(crate) struct World {
    pub(crate) profile: Profile,
    pub(crate) candidacy: Candidacy,
    /// The candidacies that share its capture, itself among them.
    pub(crate) group: Vec<Candidacy>,
    /// An instant in the term, after the office's date.
    pub(crate) now: Instant,
    actors: BTreeMap<Role, Actor>,
    /// The revisions made so far.
    pub(crate) revisions: Vec<Revision>,
    /// When it was before a place asked for a later instant.
    rewind: Option<Instant>,
}

/// The declaration that tests accept.
pub(crate) const DECLARATION: &str = "00";

impl World {
    /// A party's candidacy, or one without party, under a profile of the repository or `sample`.
    pub(crate) fn of(profile: &str, independent: bool) -> Self {
        let profile = match profile {
            "sample" => sample::profile(),
            name => shipped(name).clone(),
        };
        Self::under(profile, independent)
    }

    /// The same under this profile.
    pub(crate) fn under(profile: Profile, independent: bool) -> Self {
        let candidacy = candidacy(&profile, independent, 1);
        let open = Machine::new(&profile, definition(&profile), &candidacy).publishable_from();
        let term = TermClock {
            received: open,
            ends: open.plus_seconds(10 * 86_400),
            extension: None,
        };
        let candidacy = Candidacy {
            term: Some(term),
            ..candidacy
        };
        let actors = (1..).zip(Role::ALL).map(|(number, role)| {
            let account = account_id(number);
            (role, actor(account, seat(role, &candidacy)))
        });
        Self {
            now: open.plus_seconds(86_400),
            actors: actors.collect(),
            profile,
            candidacy,
            group: Vec::new(),
            revisions: Vec::new(),
            rewind: None,
        }
    }

    pub(crate) fn definition(&self) -> &Definition {
        definition(&self.profile)
    }

    pub(crate) fn machine(&self) -> Machine<'_> {
        Machine::new(&self.profile, self.definition(), &self.candidacy).among(&self.group)
    }

    pub(crate) fn independent(&self) -> bool {
        self.candidacy.data.postulation == Postulation::Independent
    }

    pub(crate) fn actor(&self, role: Role) -> &Actor {
        &self.actors[&role]
    }

    /// The roles that capture this candidacy.
    pub(crate) fn capturing_roles(&self) -> &[Role] {
        let rules = &self.profile.capture;
        if self.independent() {
            &rules.independent_roles
        } else {
            &rules.party_roles
        }
    }

    /// The permit of who captures: of the roles that may, the last, which validates nowhere where that is possible.
    pub(crate) fn capturer(&self) -> Permit {
        let role = *self.capturing_roles().last().unwrap();
        self.asked(role, Right::Capture, Target::Candidacy(&self.candidacy))
    }

    /// The permit of who decides in this stage: of the roles that may, the one at this place.
    pub(crate) fn decider_at(&self, stage: &str, place: usize) -> Permit {
        let stage = self.profile.stage(&key(stage)).unwrap();
        let role = stage.deciding_roles(self.independent())[place];
        self.asked(role, Right::Decide, Target::Stage(&self.candidacy, stage))
    }

    pub(crate) fn decider(&self, stage: &str) -> Permit {
        self.decider_at(stage, 0)
    }

    /// Another account of the same role as the stage's decider.
    pub(crate) fn colleague(&self, stage: &str) -> Permit {
        let stage = self.profile.stage(&key(stage)).unwrap();
        let role = stage.deciding_roles(self.independent())[0];
        let other = actor(account_id(99), seat(role, &self.candidacy));
        let target = Target::Stage(&self.candidacy, stage);
        permit(&self.profile, &other, None, Right::Decide, target).unwrap()
    }

    /// The permit of who publishes here: the program, or the administrator where the institute releases.
    pub(crate) fn publisher(&self) -> Permit {
        match self.profile.publication.mode {
            PublicationMode::Automatic => Permit::system(Right::Publish, self.candidacy.id),
            PublicationMode::Released => self.asked(
                Role::Administrator,
                Right::Publish,
                Target::Candidacy(&self.candidacy),
            ),
        }
    }

    /// The permit of who administers validation.
    pub(crate) fn manager(&self) -> Permit {
        let target = Target::Candidacy(&self.candidacy);
        self.asked(Role::Administrator, Right::ManageValidation, target)
    }

    fn asked(&self, role: Role, right: Right, target: Target<'_>) -> Permit {
        permit(&self.profile, self.actor(role), None, right, target)
            .unwrap_or_else(|denial| panic!("{role} {right:?}: {denial}"))
    }

    /// Permits for another candidacy, of every right and stage.
    pub(crate) fn strangers(&self) -> Vec<Permit> {
        let other = candidacy(&self.profile, self.independent(), 2);
        let mut permits = vec![Permit::system(Right::Publish, other.id)];
        for role in Role::ALL {
            let actor = actor(account_id(50), seat(role, &other));
            let stages = self.profile.stages.iter();
            let targets = std::iter::once(Target::Candidacy(&other))
                .chain(stages.map(|stage| Target::Stage(&other, stage)));
            for target in targets {
                permits.extend(
                    Right::ALL.into_iter().filter_map(|right| {
                        permit(&self.profile, &actor, None, right, target).ok()
                    }),
                );
            }
        }
        permits
    }

    /// Answers that lack nothing.
    pub(crate) fn complete(&self) -> Answers {
        let mut answers = Answers::default();
        for field in self.definition().fields() {
            if field.is_asked(&answers) {
                answers.set(
                    field.key.clone(),
                    Some(good_answer(self.definition(), field)),
                );
            }
        }
        answers
    }

    /// Saves these answers section by section; nobody wrote meanwhile.
    pub(crate) fn save_all(
        &mut self,
        permit: &Permit,
        capture: Option<Capture>,
        answers: &Answers,
    ) -> Result<Capture, Broken> {
        let mut capture = capture;
        for section in self.definition().sections.clone() {
            let typed = of_section(&section, answers);
            let decided = self.machine().save(
                permit,
                capture,
                Save {
                    section: &section,
                    typed: &typed,
                    since: &[],
                },
                self.now,
            )?;
            self.revisions.extend(decided.facts().revision.clone());
            capture = Some(decided.into_record());
        }
        Ok(capture.unwrap())
    }

    /// Does the event with this name: `save`, `send`, `publish`; or `claim_`, `release_`, `approve_`, `return_`,
    /// `save_` and a stage's key.
    pub(crate) fn event(
        &self,
        event: &str,
        capture: Option<Capture>,
    ) -> Result<Decided<Capture>, Broken> {
        match event.split_once('_') {
            None if event == "save" => self.event_by(event, &self.capturer(), capture),
            None if event == "send" => self.event_by(event, &self.capturer(), capture),
            None if matches!(event, "free" | "lapse") => {
                let program = Permit::system(Right::ManageValidation, self.candidacy.id);
                self.event_by(event, &program, capture)
            }
            None if event == "reopen" => self.event_by(event, &self.manager(), capture),
            None => self.event_by(event, &self.publisher(), capture),
            Some((event, stage)) => self.event_by(event, &self.decider(stage), capture),
        }
    }

    /// Does the event by this permit.
    pub(crate) fn event_by(
        &self,
        event: &str,
        permit: &Permit,
        capture: Option<Capture>,
    ) -> Result<Decided<Capture>, Broken> {
        let (machine, now) = (self.machine(), self.now);
        match event {
            "save" => {
                let section = self.definition().sections.last().unwrap();
                let answers = self.complete();
                let typed = of_section(section, &answers);
                let save = Save {
                    section,
                    typed: &typed,
                    since: &[],
                };
                machine.save(permit, capture, save, now)
            }
            "send" => {
                let reviewed = capture.as_ref().map_or(0, |capture| capture.revision);
                machine.send(permit, capture, Self::sending(reviewed, now))
            }
            "claim" => machine.claim(permit, capture, now),
            "release" => machine.release(permit, capture, now),
            "approve" | "return" | "close" => {
                let seen = capture.as_ref().map_or(0, |capture| capture.revision);
                match event {
                    "approve" => machine.approve(permit, capture, seen, now),
                    "return" => machine.return_with(permit, capture, self.remarks(), seen, now),
                    _ => machine.close(permit, capture, self.remarks(), seen, now),
                }
            }
            "confirm" | "refuse" => {
                let waiting = capture.as_ref().and_then(|of| of.state.awaiting());
                let seen = waiting.map_or(now, |proposed| proposed.at);
                match event {
                    "confirm" => machine.confirm(permit, capture, seen, now),
                    _ => machine.refuse(permit, capture, "No es para tanto.", seen, now),
                }
            }
            "publish" => machine.publish(permit, capture, now),
            "free" => machine.free(permit, capture, now),
            "lapse" => machine.lapse(permit, capture, &self.revisions, now),
            "reopen" => machine.reopen(permit, capture, now),
            other => panic!("no event {other}"),
        }
    }

    pub(crate) const fn sending(reviewed: u32, at: Instant) -> Sending<'static> {
        Sending {
            declaration: DECLARATION,
            reviewed,
            at,
        }
    }

    pub(crate) fn remarks(&self) -> Vec<Remark> {
        let field = self.definition().fields().next().unwrap();
        vec![Remark {
            field: field.key.clone(),
            ground: self.profile.grounds[0].key.clone(),
            edition: 0,
            note: String::new(),
        }]
    }

    /// The names of all events: of the capturer, of each stage that this candidacy passes, of publication.
    pub(crate) fn events(&self) -> Vec<String> {
        let mut events = vec!["save".to_owned(), "send".to_owned()];
        for stage in self.machine().stages() {
            let done = [
                "save", "claim", "release", "approve", "return", "close", "confirm", "refuse",
            ];
            events.extend(done.map(|event| format!("{event}_{}", stage.key)));
        }
        events.extend(["publish", "free", "lapse", "reopen"].map(str::to_owned));
        events
    }

    /// A capture in the place with this name, brought there by the machine's own transitions: `untouched` (none),
    /// `capturing` (all answered), a stage's key, the same with `_claimed`, `_claimed_by_other`, `_proposed` (a return) or
    /// `_proposed_by_other`, `returned_by_` and a stage's key, `overdue_by_` the same after its days, `closed`, `lapsed`
    /// (on its way to publication without an approval), `validated`, `published`.
    pub(crate) fn at(&mut self, place: &str) -> Option<Capture> {
        self.now = self.rewind.take().unwrap_or(self.now);
        if place == "untouched" {
            return None;
        }
        let (capturer, answers) = (self.capturer(), self.complete());
        let mut capture = self.save_all(&capturer, None, &answers).unwrap();
        if place == "capturing" {
            return Some(capture);
        }
        capture = self.done("send", capture);
        let stages: Vec<Stage> = self.machine().stages().cloned().collect();
        for stage in &stages {
            match self.within(stage, place, capture) {
                ControlFlow::Break(found) => return Some(found),
                ControlFlow::Continue(approved) => capture = approved,
            }
        }
        match place {
            "validated" => Some(capture),
            "published" => Some(self.done("publish", capture)),
            other => panic!("no place {other}"),
        }
    }

    /// The capture in this place of a stage in which it is, or approved by it.
    fn within(
        &mut self,
        stage: &Stage,
        place: &str,
        capture: Capture,
    ) -> ControlFlow<Capture, Capture> {
        let key = stage.key.as_str();
        if place == key {
            return ControlFlow::Break(capture);
        }
        let colleague = self.colleague(key);
        let by_colleague = |world: &Self, event: &str, capture: Capture| {
            let done = world.event_by(event, &colleague, Some(capture));
            done.unwrap().into_record()
        };
        if place == format!("{key}_proposed_by_other") {
            return ControlFlow::Break(by_colleague(self, "return", capture));
        }
        let mut capture = capture;
        if stage.needs_claim {
            if place == format!("{key}_claimed_by_other") {
                return ControlFlow::Break(by_colleague(self, "claim", capture));
            }
            capture = self.done(&format!("claim_{key}"), capture);
            if place == format!("{key}_claimed") {
                return ControlFlow::Break(capture);
            }
        }
        let ends = match stage.on_lapse {
            Some(Lapse::DoNotPublish) => place == "closed",
            Some(_) => place == "lapsed",
            None => false,
        };
        let overdue = ends || place == format!("overdue_by_{key}");
        if place == format!("{key}_proposed") || place == format!("returned_by_{key}") || overdue {
            capture = self.done(&format!("return_{key}"), capture);
            if place != format!("{key}_proposed") && capture.state.awaiting().is_some() {
                capture = by_colleague(self, "confirm", capture);
            }
            if overdue && let State::Returned { due, .. } = capture.state {
                self.rewind = Some(self.now);
                self.now = due.plus_seconds(1);
            }
            return ControlFlow::Break(match ends {
                true => self.done("lapse", capture),
                false => capture,
            });
        }
        ControlFlow::Continue(self.done(&format!("approve_{key}"), capture))
    }

    fn done(&self, event: &str, capture: Capture) -> Capture {
        self.event(event, Some(capture))
            .unwrap_or_else(|broken| panic!("{event}: {broken}"))
            .into_record()
    }

    /// The names of all places where this candidacy's capture may be.
    pub(crate) fn places(&self) -> Vec<String> {
        let mut places = vec!["untouched".to_owned(), "capturing".to_owned()];
        for stage in self.machine().stages() {
            places.push(stage.key.to_string());
            if stage.needs_claim {
                places.push(format!("{}_claimed", stage.key));
                places.push(format!("{}_claimed_by_other", stage.key));
            }
            if !stage.second_review.is_empty() {
                places.push(format!("{}_proposed", stage.key));
                places.push(format!("{}_proposed_by_other", stage.key));
            }
            if self.returns(stage) {
                places.push(format!("returned_by_{}", stage.key));
            }
            if self.returns(stage) && stage.on_lapse.is_some() {
                places.push(format!("overdue_by_{}", stage.key));
            }
        }
        for stage in self.machine().stages().filter(|stage| self.returns(stage)) {
            places.extend(stage.on_lapse.map(|lapse| match lapse {
                Lapse::DoNotPublish => "closed".to_owned(),
                Lapse::PublishMarked | Lapse::PublishValidFields => "lapsed".to_owned(),
            }));
        }
        places.extend(["validated", "published"].map(str::to_owned));
        places
    }

    /// Whether this candidacy's capture can be returned in this stage: who decides alone has nobody to return to.
    fn returns(&self, stage: &Stage) -> bool {
        let alone = stage.deciding_roles(self.independent())[0] == Role::Independent;
        stage.may_return && !alone
    }

    /// The name of the place where a capture is, seen by the deciders of [`Self::decider`].
    pub(crate) fn place_of(&self, capture: &Capture) -> String {
        match &capture.state {
            State::Capturing => "capturing".to_owned(),
            State::InStage { stage, .. } if capture.state.awaiting().is_some() => {
                let by = capture.state.awaiting().unwrap().by;
                let mine = self.is_of(&self.decider(stage.as_str()), by);
                format!("{stage}_proposed{}", if mine { "" } else { "_by_other" })
            }
            State::InStage {
                stage, claim: None, ..
            } => stage.to_string(),
            State::InStage {
                stage,
                claim: Some(claim),
                ..
            } => {
                let mine = self.is_of(&self.decider(stage.as_str()), claim.by);
                format!("{stage}_claimed{}", if mine { "" } else { "_by_other" })
            }
            State::Returned { stage, due, .. } if self.overdue(stage, *due) => {
                format!("overdue_by_{stage}")
            }
            State::Returned { stage, .. } => format!("returned_by_{stage}"),
            State::Closed { .. } => "closed".to_owned(),
            State::Validated { .. } if capture.outcome.is_some() => "lapsed".to_owned(),
            State::Validated { .. } => "validated".to_owned(),
            State::Published { .. } => "published".to_owned(),
        }
    }

    fn overdue(&self, stage: &StageKey, due: Instant) -> bool {
        let stage = self.profile.stage(stage).unwrap();
        stage.on_lapse.is_some() && self.now > due
    }

    fn is_of(&self, permit: &Permit, account: AccountId) -> bool {
        matches!(permit.author(), crate::activity::Author::Account { account: own, .. } if own == account)
    }
}

/// A profile of the repository, read once.
fn shipped(name: &str) -> &'static Profile {
    static DURANGO: OnceLock<Profile> = OnceLock::new();
    static MEXICO_CITY: OnceLock<Profile> = OnceLock::new();
    let cell = match name {
        "dgo" => &DURANGO,
        _ => &MEXICO_CITY,
    };
    cell.get_or_init(|| repository_profile(name))
}

fn definition(profile: &Profile) -> &Definition {
    &profile.questionnaires[0]
}
