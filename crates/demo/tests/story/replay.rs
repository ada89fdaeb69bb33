//! Whoever stores the story change by change has a consistent process at every moment.

use std::collections::{BTreeMap, HashMap, HashSet};

use demo::{Story, Told};
use domain::account::{Account, Role, Standing};
use domain::activity::{Act, Action, Author};
use domain::capture::{Capture, State, StateCode};
use domain::delivery::{Delivery, DeliveryKind};
use domain::id::{AccountId, CandidacyId, PartyNoticeId, SessionId};
use domain::notification::{Matter, Notification};
use domain::profile::Profile;
use domain::questionnaire::Answers;
use domain::record::{Decided, Record};
use domain::registry::Candidacy;
use domain::time::Instant;

use crate::support;

/// What has been stored so far.
#[derive(Default)]
struct Stored {
    accounts: HashMap<AccountId, Account>,
    logins: HashSet<String>,
    candidacies: HashMap<CandidacyId, Candidacy>,
    captures: BTreeMap<CandidacyId, Capture>,
    sessions: HashMap<SessionId, AccountId>,
    notices: HashSet<PartyNoticeId>,
    shown: HashSet<CandidacyId>,
    told: BTreeMap<u32, Notification>,
    /// When the institute's deliveries were received.
    received: HashSet<(AccountId, Instant)>,
}

impl Stored {
    fn apply(&mut self, profile: &Profile, told: &Told) {
        check_privacy(told.act());
        self.check_author(told);
        match told {
            Told::Account(decided) => self.account(decided),
            Told::Candidacy(decided) => self.candidacy(decided),
            Told::Capture(decided) => {
                self.check_shown(profile, decided);
                self.capture(profile, decided);
            }
            Told::Delivery(decided) => self.delivery(decided.record()),
            Told::Supervisor(decided) => {
                let named = decided.record();
                assert!(
                    named
                        .account
                        .is_none_or(|account| self.accounts.contains_key(&account))
                );
            }
            Told::PartyNotice(decided) => {
                assert!(self.notices.insert(decided.record().id));
            }
            Told::Disclosure(decided) => {
                let shown = decided.record();
                assert!(self.notices.contains(&shown.notice));
                assert!(self.shown.insert(shown.candidacy), "shown twice");
            }
            Told::Assignment(decided) => {
                let capturer = decided.record().capturer.unwrap();
                let party = self.candidacies[&decided.record().candidacy]
                    .data
                    .postulation
                    .capturing_party()
                    .cloned();
                assert_eq!(self.accounts[&capturer].seat.party().cloned(), party);
            }
            Told::Notification(decided) => self.notification(decided),
            Told::Extension(_) | Told::Proposal(_) => {}
            Told::Act(act) => {
                let session = || act.subject.id.parse::<SessionId>().unwrap();
                match (act.action, act.author) {
                    (Action::SignedIn, Author::Account { account, .. }) => {
                        assert_eq!(self.sessions.insert(session(), account), None);
                    }
                    (Action::SignedOut | Action::SessionExpired, _) => {
                        assert!(self.sessions.remove(&session()).is_some());
                    }
                    (Action::SignedIn, author) => panic!("{author:?} signed in"),
                    _ => {}
                }
            }
        }
    }

    /// A notification is of the verdict just taken, without gaps in their numbers; its reading is of one that was issued.
    fn notification(&mut self, decided: &Decided<Notification>) {
        let told = decided.record();
        match decided.act().action {
            Action::NotificationIssued => {
                assert_eq!(u32::try_from(self.told.len()).unwrap() + 1, told.number);
                let capture = &self.captures[&told.candidacy];
                let returned =
                    matches!(&capture.state, State::Returned { at, .. } if *at == told.at);
                assert_eq!(returned, told.matter == Matter::Returned);
                assert!(told.readings.is_empty());
            }
            Action::NotificationRead => {
                let known = self.told.get(&told.number).expect("issued before");
                assert_eq!(told.readings.len(), known.readings.len() + 1);
            }
            other => panic!("{other:?} of a notification"),
        }
        self.told.insert(told.number, told.clone());
    }

    /// Whoever acts has an account in that role, active but for the activation itself, and acts in its own session.
    fn check_author(&self, told: &Told) {
        let act = told.act();
        let Author::Account {
            account,
            role,
            session,
        } = act.author
        else {
            return;
        };
        let known = &self.accounts[&account];
        assert_eq!(known.seat.role(), role);
        if act.action != Action::AccountActivated {
            assert!(matches!(known.standing, Standing::Active { .. }), "{act:?}");
        }
        match (session, act.action) {
            (_, Action::SignedIn | Action::AccountActivated) => {}
            (None, action) => assert_eq!(action, Action::NoticeAccepted),
            (Some(session), _) => {
                assert_eq!(self.sessions.get(&session), Some(&account), "{act:?}")
            }
        }
    }

    /// A party's people write only for who was shown the party's notice (R12).
    fn check_shown(&self, profile: &Profile, decided: &Decided<Capture>) {
        let writes = matches!(
            decided.act().action,
            Action::AnswersSaved
                | Action::AnswersEdited
                | Action::CaptureSent
                | Action::CaptureResent
        );
        let Author::Account { account, .. } = decided.act().author else {
            return;
        };
        let of_party = self.accounts[&account].seat.party().is_some();
        if profile.capture.party_notice && writes && of_party {
            assert!(
                self.shown.contains(&decided.record().candidacy),
                "{:?}",
                decided.act()
            );
        }
    }

    fn delivery(&mut self, delivery: &Delivery) {
        let account = &self.accounts[&delivery.account];
        assert!(account.created <= delivery.received);
        if delivery.kind == DeliveryKind::Institute {
            assert!(
                self.received.insert((account.id, delivery.received)),
                "delivered twice"
            );
        }
    }

    fn account(&mut self, decided: &Decided<Account>) {
        let account = decided.record().clone();
        assert_eq!(decided.act().subject.id, account.id.to_string());
        match decided.act().action {
            Action::AccountIssued => {
                assert!(
                    self.logins.insert(account.login.clone()),
                    "{}",
                    account.login
                );
                assert!(!self.accounts.contains_key(&account.id));
            }
            Action::AccountActivated => {
                assert!(matches!(
                    self.accounts[&account.id].standing,
                    Standing::Issued { .. }
                ));
            }
            Action::NoticeAccepted => assert_eq!(self.accounts[&account.id].notice, None),
            other => panic!("{other:?} of an account"),
        }
        if let Some(candidacy) = account.seat.candidacy() {
            assert!(self.candidacies.contains_key(&candidacy));
        }
        self.accounts.insert(account.id, account);
    }

    fn candidacy(&mut self, decided: &Decided<Candidacy>) {
        let candidacy = decided.record().clone();
        match decided.act().action {
            Action::CandidacyRegistered => assert!(!self.candidacies.contains_key(&candidacy.id)),
            Action::TermStarted => {
                let before = &self.candidacies[&candidacy.id];
                assert_eq!(before.term, None);
                assert_eq!(before.data, candidacy.data);
                let received = candidacy.term.unwrap().received;
                let acknowledged = self.received.iter().any(|(account, at)| {
                    let seat = &self.accounts[account].seat;
                    let receives = match candidacy.data.postulation.capturing_party() {
                        Some(party) => {
                            seat.role() == Role::PartyRepresentative && seat.party() == Some(party)
                        }
                        None => seat.candidacy() == Some(candidacy.id),
                    };
                    receives && *at == received
                });
                assert!(acknowledged, "the term counts from an acknowledgement");
            }
            Action::TermExtended => {
                let before = self.candidacies[&candidacy.id].term.unwrap();
                assert!(candidacy.term.unwrap().ends > before.ends);
            }
            other => panic!("{other:?} of a candidacy"),
        }
        self.candidacies.insert(candidacy.id, candidacy);
    }

    fn capture(&mut self, profile: &Profile, decided: &Decided<Capture>) {
        let after = decided.record();
        let action = decided.act().action;
        let candidacy = &self.candidacies[&after.candidacy];
        assert!(
            candidacy
                .term
                .is_some_and(|term| term.received <= decided.act().at)
        );
        let before = self.captures.get(&after.candidacy);
        let (state, revision) =
            before.map_or((StateCode::Untouched, 0), |c| (c.state.code(), c.revision));
        let empty = Answers::default();
        let answers = before.map_or(&empty, |c| &c.answers);
        match &decided.facts().revision {
            Some(made) => {
                assert_eq!(made.number, revision + 1);
                assert_eq!(made.at, decided.act().at);
                assert_eq!(made.changes, answers.changes_to(&after.answers));
            }
            None => assert_eq!(
                (revision, answers),
                (after.revision, &after.answers),
                "{action:?}"
            ),
        }
        let expected = match action {
            Action::AnswersSaved => [
                StateCode::Untouched,
                StateCode::Capturing,
                StateCode::Returned,
            ]
            .as_slice(),
            Action::AnswersEdited
            | Action::CaseClaimed
            | Action::CaseReleased
            | Action::StageApproved
            | Action::CaptureReturned => &[StateCode::InStage],
            Action::CaptureSent => &[StateCode::Capturing],
            Action::CaptureResent => &[StateCode::Returned],
            Action::CapturePublished => &[StateCode::Validated],
            other => panic!("{other:?} of a capture"),
        };
        assert!(expected.contains(&state), "{action:?} in {state:?}");
        if matches!(action, Action::CaptureSent | Action::CaptureResent) {
            let definition = profile.questionnaire(&after.questionnaire).unwrap();
            assert_eq!(
                definition.check(&after.answers, profile.capture.counting),
                []
            );
        }
        assert_eq!(after.id(), decided.act().subject.id);
        self.captures.insert(after.candidacy, after.clone());
    }
}

/// The history tells codes, ids and counts: no names and no texts.
fn check_privacy(act: &Act) {
    let code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.:".contains(c);
    for (key, value) in &act.details {
        assert!(
            value.chars().all(code) && value.len() <= 64,
            "{key}: {value}"
        );
    }
    assert!(
        act.subject.id.chars().all(|c| code(c) || c == '/'),
        "{}",
        act.subject.id
    );
}

#[rstest::rstest]
fn every_change_follows_from_what_is_stored(#[values("dgo", "cdmx")] name: &str) {
    let profile = support::profile(name);
    let story = Story::new(&profile, support::options(&profile, 42, None));
    let (begins, now, length) = (story.begins(), support::now(&profile), story.len_hint());
    let mut stored = Stored::default();
    let (mut last, mut count) = (begins, 0);
    for told in story {
        let told = told.unwrap();
        let at = told.act().at;
        assert!(last <= at && at <= now, "{at} after {last}");
        last = at;
        count += 1;
        stored.apply(&profile, &told);
    }
    assert_eq!(count, length);
    let published = |capture: &&Capture| matches!(capture.state, State::Published { .. });
    assert!(stored.captures.values().filter(published).count() > stored.candidacies.len() / 4);
}

/// An institute unlike both: a term in hours that nothing exceeds, text counted with its spaces, a person who
/// publishes.
#[test]
fn a_third_institute_has_its_story_too() {
    let file = "profile.toml";
    let profile = support::changed(
        "cdmx",
        &[
            (
                file,
                "captura = { cantidad = 15, unidad = \"dias_naturales\" }",
                "captura = { cantidad = 72, unidad = \"horas\" }",
            ),
            (
                file,
                "permitir_extemporanea = true",
                "permitir_extemporanea = false",
            ),
            (
                file,
                "conteo = \"sin_espacios\"",
                "conteo = \"con_espacios\"",
            ),
            (file, "modo = \"automatica\"", "modo = \"liberada\""),
            (
                file,
                "partido = [\"supervisora\", \"capturista\", \"candidatura\"]",
                "partido = [\"candidatura\"]",
            ),
        ],
    );
    let mut stored = Stored::default();
    let mut published = 0;
    for told in Story::new(&profile, support::options(&profile, 3, Some(300))) {
        let told = told.unwrap();
        stored.apply(&profile, &told);
        published += usize::from(told.act().action == Action::CapturePublished);
    }
    assert_eq!(stored.candidacies.len(), 300);
    assert!(published > 20, "{published}");
    assert!(
        stored
            .captures
            .values()
            .all(|c| c.submission.as_ref().is_none_or(|s| !s.late))
    );
}

#[test]
fn the_same_seed_tells_the_same_story() {
    let profile = support::profile("dgo");
    let once = support::told(&profile, 5, Some(120));
    assert_eq!(once, support::told(&profile, 5, Some(120)));
    assert_ne!(once, support::told(&profile, 6, Some(120)));
}

/// Twenty thousand are the ceiling that a demonstration promises; the figures are printed for whoever runs this
/// with `--nocapture`.
#[test]
fn twenty_thousand_candidacies_are_told() {
    let profile = support::profile("dgo");
    let story = Story::new(&profile, support::options(&profile, 1, Some(20_000)));
    assert_eq!(story.candidacies(), 20_000);
    let length = story.len_hint();
    let (mut lists, mut published) = (support::Lists::default(), 0);
    for told in story {
        let told = told.unwrap();
        lists.note(&profile, &told);
        published += usize::from(told.act().action == Action::CapturePublished);
    }
    println!("20,000 candidacies: {length} changes, {published} published");
    assert_eq!(lists.candidacies(), 20_000);
    assert!(published > 8_000, "{published}");
    lists.have_no_gaps();
}
