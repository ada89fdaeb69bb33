//! Two people on one questionnaire: what only one changed is kept; what both changed is put to a person.

use super::world::World;
use crate::capture::{Broken, Capture, Conflict, Revision, Save, merge};
use crate::key::FieldKey;
use crate::questionnaire::{Answer, Answers};
use crate::sample::key;

fn text(text: &str) -> Option<Answer> {
    Some(Answer::Text(text.to_owned()))
}

/// Answers to "Propuestas", the last section of the sample: motives and path.
fn proposals(motives: Option<&str>, path: Option<&str>) -> Answers {
    let mut answers = Answers::default();
    answers.set(key("motivos"), motives.and_then(text));
    answers.set(key("trayectoria"), path.and_then(text));
    answers
}

/// A world with a first text by somebody, and the saves that others make from there.
struct Desk {
    world: World,
    capture: Option<Capture>,
    since: Vec<Revision>,
}

impl Desk {
    fn with(motives: Option<&str>, path: Option<&str>) -> Self {
        let mut desk = Self {
            world: World::of("sample", false),
            capture: None,
            since: Vec::new(),
        };
        desk.save(&proposals(motives, path), &[]).unwrap();
        desk.since.clear();
        desk
    }

    /// Saves over the revisions `since` the person's start.
    fn save(&mut self, typed: &Answers, since: &[Revision]) -> Result<Answers, Vec<Conflict>> {
        let section = self.world.definition().sections.last().unwrap();
        let save = Save {
            section,
            typed,
            since,
        };
        let machine = self.world.machine();
        let saved = machine.save(
            &self.world.capturer(),
            self.capture.clone(),
            save,
            self.world.now,
        );
        match saved {
            Ok(decided) => {
                self.since.extend(decided.facts().revision.clone());
                let capture = decided.into_record();
                let answers = capture.answers.clone();
                self.capture = Some(capture);
                Ok(answers)
            }
            Err(Broken::Conflict(conflicts)) => Err(conflicts),
            Err(broken) => panic!("{broken}"),
        }
    }

    /// Somebody else saves, up to date.
    fn other_saves(&mut self, motives: Option<&str>, path: Option<&str>) {
        self.save(&proposals(motives, path), &[]).unwrap();
    }

    /// This person saves what was on the screen since before the others.
    fn mine(
        &mut self,
        motives: Option<&str>,
        path: Option<&str>,
    ) -> Result<Answers, Vec<Conflict>> {
        let since = self.since.clone();
        self.save(&proposals(motives, path), &since)
    }
}

#[test]
fn capturing_save_fields_changed_by_one_each_both_kept() {
    let mut desk = Desk::with(Some("uno uno"), Some("dos dos"));
    desk.other_saves(Some("uno nuevo"), Some("dos dos"));
    let merged = desk.mine(Some("uno uno"), Some("dos nuevo")).unwrap();
    assert_eq!(merged, proposals(Some("uno nuevo"), Some("dos nuevo")));
}

#[test]
fn capturing_save_field_changed_by_both_conflict_with_both_texts() {
    let mut desk = Desk::with(Some("uno uno"), None);
    desk.other_saves(Some("de ella"), None);
    let before = desk.capture.clone();
    let conflicts = desk.mine(Some("de él"), Some("dos dos")).unwrap_err();
    let expected = Conflict {
        field: key("motivos"),
        theirs: text("de ella"),
        mine: text("de él"),
    };
    assert_eq!(conflicts, [expected]);
    assert_eq!(
        desk.capture, before,
        "nothing is merged, the other field neither"
    );
}

#[test]
fn capturing_save_every_field_changed_by_both_conflict_names_all() {
    let mut desk = Desk::with(None, None);
    desk.other_saves(Some("de ella"), Some("también"));
    let conflicts = desk.mine(Some("de él"), Some("otro")).unwrap_err();
    let fields: Vec<&str> = conflicts.iter().map(|c| c.field.as_str()).collect();
    assert_eq!(fields, ["motivos", "trayectoria"]);
}

#[test]
fn capturing_save_same_text_by_both_no_conflict_and_no_revision() {
    let mut desk = Desk::with(Some("uno uno"), None);
    desk.other_saves(Some("igual"), None);
    let revisions = desk.since.len();
    assert_eq!(
        desk.mine(Some("igual"), None).unwrap(),
        proposals(Some("igual"), None)
    );
    assert_eq!(desk.since.len(), revisions);
}

#[test]
fn capturing_save_other_went_back_and_forth_mine_kept() {
    let mut desk = Desk::with(Some("uno uno"), None);
    desk.other_saves(Some("intento"), None);
    desk.other_saves(Some("uno uno"), None);
    assert_eq!(
        desk.mine(Some("de él"), None).unwrap(),
        proposals(Some("de él"), None)
    );
}

#[test]
fn capturing_save_other_changed_twice_conflict_with_the_latest() {
    let mut desk = Desk::with(Some("uno uno"), None);
    desk.other_saves(Some("segundo"), None);
    desk.other_saves(Some("tercero"), None);
    let conflicts = desk.mine(Some("de él"), None).unwrap_err();
    assert_eq!(conflicts[0].theirs, text("tercero"));
    let untouched = desk.mine(Some("uno uno"), None).unwrap();
    assert_eq!(untouched, proposals(Some("tercero"), None));
}

#[test]
fn capturing_save_mine_went_back_to_what_it_said_between_kept_as_the_latest() {
    let mut desk = Desk::with(Some("uno uno"), None);
    desk.other_saves(Some("segundo"), None);
    desk.other_saves(Some("tercero"), None);
    let conflicts = desk.mine(Some("segundo"), None).unwrap_err();
    assert_eq!(
        (&conflicts[0].theirs, &conflicts[0].mine),
        (&text("tercero"), &text("segundo"))
    );
}

#[test]
fn capturing_save_emptied_by_other_and_changed_by_me_conflict_without_their_text() {
    let mut desk = Desk::with(Some("uno uno"), None);
    desk.other_saves(None, None);
    let conflicts = desk.mine(Some("de él"), None).unwrap_err();
    assert_eq!(
        (&conflicts[0].theirs, &conflicts[0].mine),
        (&None, &text("de él"))
    );
}

#[test]
fn capturing_save_emptied_by_me_and_changed_by_other_conflict_without_mine() {
    let mut desk = Desk::with(Some("uno uno"), None);
    desk.other_saves(Some("de ella"), None);
    let conflicts = desk.mine(None, None).unwrap_err();
    assert_eq!(
        (&conflicts[0].theirs, &conflicts[0].mine),
        (&text("de ella"), &None)
    );
}

#[test]
fn capturing_save_after_choosing_over_what_is_there_taken() {
    let mut desk = Desk::with(Some("uno uno"), None);
    desk.other_saves(Some("de ella"), None);
    desk.mine(Some("de él"), None).unwrap_err();
    desk.since.clear();
    assert_eq!(
        desk.mine(Some("de los dos"), None).unwrap(),
        proposals(Some("de los dos"), None)
    );
}

#[test]
fn fields_of_other_sections_are_left_alone() {
    let mut current = proposals(Some("uno"), None);
    current.set(key("lema"), text("lema"));
    let typed = proposals(Some("dos"), None);
    let fields: [FieldKey; 1] = [key("motivos")];
    let merged = merge(&current, &[], &fields, &typed).unwrap();
    assert_eq!(merged.get(&key("lema")), text("lema").as_ref());
    assert_eq!(merged.get(&key("motivos")), text("dos").as_ref());
}
