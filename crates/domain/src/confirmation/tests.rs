//! Links and their answers, where a confirmation stands, and what was seen of others' changes.

use rstest::rstest;

use super::*;
use crate::account::{ActivationCode, Opening, Seat};
use crate::activity::Author;
use crate::id::Entropy;
use crate::questionnaire::Answers;
use crate::registry::{Calling, Gender, Person, Postulation, RegistryData};
use crate::sample;

struct Zeros;
impl Entropy for Zeros {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

const NOW: Instant = Instant::from_micros(1_000_000);

fn candidacy() -> CandidacyId {
    CandidacyId::new(NOW, &Zeros)
}

fn registered() -> Candidacy {
    let person = Person {
        given_names: "Ana".to_owned(),
        first_surname: "Pérez".to_owned(),
        second_surname: String::new(),
        nickname: None,
        gender: Gender::Woman,
        birth_date: None,
        curp: None,
        declared_age: None,
    };
    let data = RegistryData {
        key: "M".to_owned(),
        office: sample::key("diputacion-mr"),
        territory: sample::key("distrito-01"),
        number: None,
        calling: Calling::Holder,
        postulation: Postulation::Party {
            party: sample::key("azul"),
        },
        person,
    };
    Candidacy::register(candidacy(), data, sample::BY, NOW).into_record()
}

/// Another candidacy of the person, which the same capture serves.
fn sharing() -> Candidacy {
    Candidacy {
        id: CandidacyId::new(NOW.plus_seconds(1), &Zeros),
        capture_of: Some(candidacy()),
        ..registered()
    }
}

fn capture(revision: u32) -> Capture {
    Capture {
        candidacy: candidacy(),
        questionnaire: "curricular".parse().unwrap(),
        version: "1".to_owned(),
        state: State::Capturing,
        revision,
        answers: Answers::default(),
        submission: None,
        resubmission: None,
        returns: std::collections::BTreeMap::new(),
        hands: std::collections::BTreeSet::new(),
        outcome: None,
        corrections: Vec::new(),
    }
}

fn permit(right: Right) -> Permit {
    Permit::system(right, candidacy())
}

fn link() -> ConfirmationLink {
    let id = ConfirmationLinkId::new(NOW, &Zeros);
    let known = capture(3);
    let (permit, leads) = (permit(Right::Capture), registered());
    let made = ConfirmationLink::make(id, &permit, &leads, Some(&known), "BCDF-2345", NOW);
    made.unwrap().into_record()
}

fn confirmed(link: ConfirmationLink) -> ConfirmationLink {
    let answered = link.answer(&capture(3), 3, Verdict::Confirmed, NOW);
    answered.unwrap().into_record()
}

fn revoked() -> ConfirmationLink {
    let gone = link().revoke(&permit(Right::Capture), &registered(), NOW);
    gone.unwrap().into_record()
}

#[test]
fn a_link_keeps_no_code_and_ends_by_itself() {
    let link = link();
    assert!(!serde_json::to_string(&link).unwrap().contains("BCDF"));
    assert_eq!(link.digest, digest_code("bcdf2345"));
    assert_eq!(link.serves(link.expires), Ok(()));
    let later = link.expires.plus_seconds(1);
    assert_eq!(link.serves(later), Err(LinkRefusal::Expired));
}

#[test]
fn a_link_is_made_to_something_by_who_captures_until_it_is_public() {
    let make = |right, capture: Option<&Capture>| {
        let id = ConfirmationLinkId::new(NOW, &Zeros);
        let leads = registered();
        let made = ConfirmationLink::make(id, &permit(right), &leads, capture, "B", NOW);
        made.map(|_| ())
    };
    let mut public = capture(3);
    public.state = State::Published { at: NOW };
    assert_eq!(make(Right::Capture, None), Err(LinkRefusal::NothingToShow));
    assert_eq!(
        make(Right::Capture, Some(&capture(0))),
        Err(LinkRefusal::NothingToShow)
    );
    assert_eq!(
        make(Right::Capture, Some(&public)),
        Err(LinkRefusal::Public)
    );
    assert_eq!(
        make(Right::Decide, Some(&capture(3))),
        Err(LinkRefusal::NotPermitted)
    );
    assert_eq!(make(Right::Capture, Some(&capture(3))), Ok(()));
}

#[test]
fn links_to_a_shared_capture_are_of_the_candidacy_that_leads() {
    let (known, leads) = (capture(3), sharing());
    let stranger = Candidacy {
        capture_of: None,
        ..sharing()
    };
    let id = ConfirmationLinkId::new(NOW, &Zeros);
    let make = |permit: &Permit, leads: &Candidacy| {
        let made = ConfirmationLink::make(id, permit, leads, Some(&known), "B", NOW);
        made.map(Decided::into_record)
    };
    let theirs = Permit::system(Right::Capture, leads.id);
    let made = make(&theirs, &leads).unwrap();
    assert_eq!(made.candidacy, known.candidacy, "kept by home");
    let refused = Err(LinkRefusal::NotPermitted);
    assert_eq!(make(&theirs, &stranger), refused);
    assert_eq!(make(&permit(Right::Capture), &leads), refused);
    let revoke = |leads: &Candidacy| made.clone().revoke(&theirs, leads, NOW).map(|_| ());
    assert_eq!(revoke(&leads), Ok(()));
    assert_eq!(revoke(&stranger), Err(LinkRefusal::NotPermitted));
}

/// Every state of a link × everything that can be asked of it.
#[rstest]
#[case::open(link(), Ok(()), Ok(()))]
#[case::answered(
    confirmed(link()),
    Err(LinkRefusal::Answered),
    Err(LinkRefusal::Answered)
)]
#[case::revoked(revoked(), Err(LinkRefusal::Revoked), Err(LinkRefusal::Revoked))]
fn a_link_is_answered_once_and_taken_back_before(
    #[case] link: ConfirmationLink,
    #[case] answers: Result<(), LinkRefusal>,
    #[case] revokes: Result<(), LinkRefusal>,
) {
    let asks = Verdict::CorrectionAsked {
        note: "Falta un cargo".to_owned(),
    };
    for verdict in [Verdict::Confirmed, asks] {
        let answered = link.clone().answer(&capture(3), 3, verdict, NOW);
        assert_eq!(answered.map(|_| ()), answers);
    }
    let gone = link.revoke(&permit(Right::Capture), &registered(), NOW);
    assert_eq!(gone.map(|_| ()), revokes);
}

fn maker(party: &str) -> Account {
    let seat = Seat::Capturer {
        party: party.parse().unwrap(),
    };
    let opening = Opening {
        id: AccountId::new(NOW, &Zeros),
        login: "captura".to_owned(),
        holder: "Ana".to_owned(),
        seat,
        code: ActivationCode::of("BCDF-2345", NOW),
        contact: None,
    };
    Account::issue(opening, Author::System, NOW).into_record()
}

#[test]
fn a_link_counts_while_its_maker_has_the_right_and_an_answer_while_the_party_captures() {
    let party = |key: &str| -> PartyKey { key.parse().unwrap() };
    let (azul, rojo) = (party("azul"), party("rojo"));
    let ana = maker("azul");
    let waits = ConfirmationLink {
        by: Some(ana.id),
        ..link()
    };
    let answered = confirmed(waits.clone());
    assert!(waits.counts(Some(&ana), Some(&azul)));
    assert!(answered.counts(Some(&ana), Some(&azul)));
    for link in [&waits, &answered] {
        assert!(!link.counts(Some(&ana), Some(&rojo)), "another captures");
        assert!(!link.counts(Some(&ana), None), "no party captures");
        assert!(!link.counts(None, Some(&azul)));
    }
    assert!(!link().counts(Some(&ana), Some(&azul)), "nobody's");
    let suspended = ana.clone().suspend(Author::System, NOW).unwrap();
    let closed = ana.close(Author::System, NOW).unwrap();
    for gone in [suspended.into_record(), closed.into_record()] {
        assert!(!waits.counts(Some(&gone), Some(&azul)));
        assert!(answered.counts(Some(&gone), Some(&azul)));
    }
}

#[test]
fn an_answer_is_about_what_was_read() {
    let stale = link().answer(&capture(4), 3, Verdict::Confirmed, NOW);
    assert_eq!(stale.unwrap_err(), LinkRefusal::ChangedMeanwhile);
    for note in ["", "  \u{200B}", &"a".repeat(NOTE_MAX + 1)] {
        let note = note.to_owned();
        let asked = link().answer(&capture(3), 3, Verdict::CorrectionAsked { note }, NOW);
        assert_eq!(asked.unwrap_err(), LinkRefusal::Note);
    }
}

#[test]
fn only_the_same_answer_is_a_second_click() {
    let asks = |note: &str| Verdict::CorrectionAsked {
        note: note.to_owned(),
    };
    let asked = link().answer(&capture(3), 3, asks("Falta un cargo"), NOW);
    let asked = asked.unwrap().into_record();
    assert!(asked.says(&asks(" Falta un cargo ")));
    assert!(!asked.says(&asks("Falta otro cargo")));
    assert!(!asked.says(&Verdict::Confirmed));
    let confirmed = confirmed(link());
    assert!(confirmed.says(&Verdict::Confirmed));
    assert!(!confirmed.says(&asks("Falta un cargo")));
    assert!(!link().says(&Verdict::Confirmed), "nobody answered");
}

#[test]
fn a_note_is_kept_and_stays_out_of_the_history() {
    let note = "Nací en Súchil, no en Canatlán".to_owned();
    let asked = link()
        .answer(&capture(3), 3, Verdict::CorrectionAsked { note }, NOW)
        .unwrap();
    assert!(!format!("{:?}", asked.act()).contains("Súchil"));
    assert!(asked.act().author == Author::Anonymous);
    let answer = asked.record().answer.clone().unwrap();
    assert!(matches!(answer.verdict, Verdict::CorrectionAsked { note } if note.contains("Súchil")));
}

#[test]
fn a_later_revision_makes_a_confirmation_out_of_date() {
    let answered = confirmed(link());
    let of = |links: &[ConfirmationLink], revision| {
        Confirmation::of(links, Some(&capture(revision)), NOW)
    };
    assert_eq!(of(&[], 3), Confirmation::NotAsked);
    assert_eq!(of(&[revoked()], 3), Confirmation::NotAsked);
    assert!(matches!(of(&[link()], 3), Confirmation::Waiting { .. }));
    assert!(of(std::slice::from_ref(&answered), 3).holds());
    let later = of(std::slice::from_ref(&answered), 4);
    assert!(!later.holds());
    assert!(matches!(
        later,
        Confirmation::Answered { current: false, .. }
    ));
    let waits = of(&[answered, link()], 4);
    assert!(matches!(waits, Confirmation::Waiting { .. }));
}

#[test]
fn others_changes_are_those_of_a_stage_and_those_over_what_stood() {
    let answer = |text: &str| Some(crate::questionnaire::Answer::Text(text.to_owned()));
    let revision = |role, kind, before: Option<&str>| {
        let change = crate::questionnaire::Change {
            before: before.and_then(answer),
            after: answer("nuevo"),
        };
        is_others_edit(&Revision {
            number: 1,
            at: NOW,
            by: crate::id::AccountId::new(NOW, &Zeros),
            role,
            kind,
            changes: [("motivos".parse().unwrap(), change)].into(),
        })
    };
    use RevisionKind::{Correction, Draft, StageEdit};
    assert!(revision(Role::Supervisor, StageEdit, None));
    assert!(revision(Role::Supervisor, Draft, Some("viejo")));
    assert!(revision(Role::Capturer, Correction, Some("viejo")));
    assert!(!revision(Role::Capturer, Draft, None));
    assert!(!revision(Role::Candidate, Draft, Some("viejo")));
    assert!(!revision(Role::Independent, StageEdit, Some("viejo")));
}

#[test]
fn what_was_seen_never_becomes_less() {
    let see = |before: Option<&EditsSeen>, revision| {
        EditsSeen::acknowledge(before, &capture(5), revision, Author::Anonymous, NOW)
            .map(Decided::into_record)
    };
    assert_eq!(see(None, 0), None, "nothing was seen");
    let first = see(None, 4).unwrap();
    assert_eq!(first.revision, 4);
    for known in [2, 4] {
        assert_eq!(see(Some(&first), known), None, "nothing new");
    }
    let last = see(Some(&first), 9).unwrap();
    assert_eq!(last.revision, 5, "nobody saw what is not there");
    assert_eq!(see(Some(&last), 9), None);
}
