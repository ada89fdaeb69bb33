//! What validation keeps: verdicts that wait, corrections and claims that lapse, notifications, grounds, likeness.

use domain::activity::Author;
use domain::capture::{Capture, Remark, Sending, State};
use domain::grounds::{Catalogue, Wording};
use domain::id::{Entropy, NotificationId};
use domain::key::PartyKey;
use domain::likeness::BANDS;
use domain::notification::{Addressee, Issuing, Matter, Notification};
use domain::policy::{Permit, Right};
use storage::{BoardFilter, IndexedText, Likeness, MarkFilter, StorageError, Store};

use crate::forgers::assert_sound;
use crate::world::{
    Cast, PROFILE, at, candidacy, capturing, curricular, deciding, definition, machine, open_stage,
    party,
};

struct Fixed(u8);

impl Entropy for Fixed {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}

fn remark(capture: &Capture) -> Remark {
    Remark {
        field: capture.answers.iter().next().unwrap().0.clone(),
        ground: PROFILE.grounds[0].key.clone(),
        edition: 0,
        note: "Ñandú «x»".to_owned(),
    }
}

/// Fills, sends and approves in the first stage; claimed by the validator at 42.
pub async fn claimed(store: &Store) -> (Cast, Capture) {
    let cast = open_stage(store).await;
    cast.fill(store, "v").await;
    let machine = machine(&cast.candidacy);
    let mut unit = store.write().await.unwrap();
    let capture = unit
        .capture(cast.candidacy.id, &curricular())
        .await
        .unwrap()
        .unwrap();
    let sending = Sending {
        declaration: "d",
        reviewed: capture.revision,
        at: at(40),
    };
    let writer = capturing(&cast.supervisor, &cast.candidacy);
    let sent = machine.send(&writer, Some(capture), sending).unwrap();
    let supervising = deciding(&cast.supervisor, &cast.candidacy, 0);
    let seen = sent.record().revision;
    let approved = machine
        .approve(&supervising, Some(sent.record().clone()), seen, at(41))
        .unwrap();
    let validating = deciding(&cast.validator, &cast.candidacy, 1);
    let taken = machine
        .claim(&validating, Some(approved.record().clone()), at(42))
        .unwrap();
    let capture = taken.record().clone();
    unit.apply(sent).await.unwrap();
    unit.apply(approved).await.unwrap();
    unit.apply(taken).await.unwrap();
    unit.commit().await.unwrap();
    (cast, capture)
}

/// Returned by the validator at 43.
async fn returned(store: &Store) -> (Cast, Capture) {
    let (cast, capture) = claimed(store).await;
    let validating = deciding(&cast.validator, &cast.candidacy, 1);
    let (seen, remarks) = (capture.revision, vec![remark(&capture)]);
    let mut unit = store.write().await.unwrap();
    let current = unit
        .capture(cast.candidacy.id, &curricular())
        .await
        .unwrap();
    let decided = machine(&cast.candidacy)
        .return_with(&validating, current.clone(), remarks, seen, at(43))
        .unwrap();
    let catalogue = Catalogue::of(&PROFILE, &[]);
    let issuing = Issuing {
        id: NotificationId::new(at(43), &Fixed(1)),
        number: unit.next_notification_number().await.unwrap(),
        candidacy: &cast.candidacy,
        definition: definition(),
        grounds: &catalogue,
        reason: "",
    };
    let told = Notification::of(issuing, &current.unwrap(), &decided).unwrap();
    let capture = decided.record().clone();
    unit.apply(decided).await.unwrap();
    unit.apply(told).await.unwrap();
    unit.commit().await.unwrap();
    (cast, capture)
}

on_both_engines! {
    async fn a_verdict_that_waits_and_how_a_case_ended_come_back(bed) {
        let (cast, capture) = returned(&bed.store).await;
        let mut unit = bed.store.write().await.unwrap();
        let read = unit.capture(cast.candidacy.id, &curricular()).await.unwrap().unwrap();
        assert_eq!(read, capture);
        let State::Returned { due, .. } = read.state else { panic!("returned") };
        let stage = PROFILE.stages[1].key.clone();
        let key = curricular();
        assert_eq!(unit.lapsed_corrections(&key, &stage, due, 10).await.unwrap(), []);
        let other = &PROFILE.stages[0].key;
        assert_eq!(unit.lapsed_corrections(&key, other, due.plus_seconds(1), 10).await.unwrap(), []);
        let lapsed = unit.lapsed_corrections(&key, &stage, due.plus_seconds(1), 10).await.unwrap();
        assert_eq!(lapsed, [(cast.candidacy.clone(), capture.clone())]);
        let program = Permit::system(Right::ManageValidation, cast.candidacy.id);
        let closed = machine(&cast.candidacy)
            .lapse(&program, Some(capture), &[], due.plus_seconds(1))
            .unwrap();
        let expected = closed.record().clone();
        unit.apply(closed).await.unwrap();
        let again = unit.lapsed_corrections(&key, &stage, due.plus_seconds(9), 10).await.unwrap();
        assert_eq!(again, [], "it ended once");
        unit.commit().await.unwrap();
        let read = bed.store.read().await.unwrap().capture(cast.candidacy.id, &key).await.unwrap();
        assert_eq!(read, Some(expected));
        assert_sound(&bed.store).await;
    }

    async fn claims_are_found_by_when_they_were_taken(bed) {
        let (cast, capture) = claimed(&bed.store).await;
        let (key, stage) = (curricular(), PROFILE.stages[1].key.clone());
        let mut unit = bed.store.write().await.unwrap();
        assert_eq!(unit.cases_held_since(&key, &stage, at(41), 10).await.unwrap(), []);
        let held = unit.cases_held_since(&key, &stage, at(42), 10).await.unwrap();
        assert_eq!(held, [(cast.candidacy.clone(), capture.clone())]);
        let queues = unit.queues(&key).await.unwrap();
        assert_eq!((queues[0].cases, queues[0].held, queues[0].oldest), (1, 1, Some(at(41))));
        assert_eq!(unit.cases_by_holder(&key).await.unwrap(), [(cast.validator.id, 1)]);
        assert_eq!(unit.senders(&key, &stage, &party()).await.unwrap(), [cast.supervisor.id]);
        let freed = machine(&cast.candidacy);
        let program = Permit::system(Right::ManageValidation, cast.candidacy.id);
        let later = at(42 + 48 * 3_600);
        unit.apply(freed.free(&program, Some(capture), later).unwrap()).await.unwrap();
        assert_eq!(unit.cases_held_since(&key, &stage, later, 10).await.unwrap(), []);
        unit.commit().await.unwrap();
    }

    async fn a_notification_waits_for_each_addressee_until_it_is_read(bed) {
        let (cast, _) = returned(&bed.store).await;
        let mut unit = bed.store.write().await.unwrap();
        let told = unit.notifications_of(cast.candidacy.id).await.unwrap().remove(0);
        assert_eq!((told.number, told.matter), (1, Matter::Returned));
        assert_eq!(unit.next_notification_number().await.unwrap(), 2);
        assert_eq!(unit.unread_count(Some(&party()), None).await.unwrap(), 1);
        assert_eq!(unit.unread_count(None, Some(cast.candidacy.id)).await.unwrap(), 1);
        assert_eq!(unit.unread_of_party(&party(), 9).await.unwrap().len(), 1);
        assert_eq!(unit.last_return_of(cast.candidacy.id).await.unwrap(), Some(told.clone()));
        assert_eq!(unit.decisions().await.unwrap()[0].arrived, Some(at(41)));
        assert_eq!(unit.returns().await.unwrap(), std::slice::from_ref(&told));
        let reader = domain::policy::permit(
            &PROFILE,
            &crate::world::actor(&cast.supervisor),
            None,
            Right::ReadNotifications,
            domain::policy::Target::Candidacy(&cast.candidacy),
        )
        .unwrap();
        let current = unit.notification(told.id).await.unwrap().unwrap();
        let read = current.acknowledge(&reader, Addressee::Party(party()), at(50)).unwrap();
        unit.apply(read).await.unwrap();
        assert_eq!(unit.unread_count(Some(&party()), None).await.unwrap(), 0);
        assert_eq!(unit.unread_count(None, Some(cast.candidacy.id)).await.unwrap(), 1);
        assert_eq!(unit.notification_page(Some(&party()), 9, 9).await.unwrap().len(), 1);
        assert_eq!(unit.notification_page(None, 1, 9).await.unwrap(), []);
        let other: PartyKey = "otro".parse().unwrap();
        for (by, party, number, found) in [
            (cast.validator.id, &party(), 9, 1),
            (cast.validator.id, &party(), 1, 0),
            (cast.validator.id, &other, 9, 0),
            (cast.supervisor.id, &party(), 9, 0),
        ] {
            let caused = unit.notifications_caused(by, party, number, 9).await.unwrap();
            assert_eq!(caused.len(), found, "{by} {party} {number}");
        }
        unit.commit().await.unwrap();
        assert_sound(&bed.store).await;
    }

    async fn editions_of_grounds_stay_in_their_order(bed) {
        open_stage(&bed.store).await;
        let key = PROFILE.grounds[0].key.clone();
        let by = Author::System;
        let mut unit = bed.store.write().await.unwrap();
        let wording = Wording { name: "Otra".to_owned(), description: "d".to_owned(), legal_basis: "f".to_owned() };
        let first = Catalogue::of(&PROFILE, &[]);
        unit.apply(first.rewording(&key, 0, wording.clone(), by, at(60)).unwrap()).await.unwrap();
        let second = Catalogue::of(&PROFILE, &unit.ground_editions().await.unwrap());
        unit.apply(second.retiring(&key, 1, true, by, at(61)).unwrap()).await.unwrap();
        let all = unit.ground_editions().await.unwrap();
        assert_eq!(all.iter().map(|of| (of.edition, of.retired)).collect::<Vec<_>>(), [(1, false), (2, true)]);
        unit.commit().await.unwrap();
        // Two people from the same page: the second edition of the same number is refused.
        let mut unit = bed.store.write().await.unwrap();
        let twice = unit.apply(first.rewording(&key, 0, wording, by, at(62)).unwrap()).await;
        // One engine sees the key first, the other the trigger of what only grows.
        let known = matches!(twice, Err(StorageError::AlreadyExists { table: "ground" } | StorageError::AppendOnly { table: "ground" }));
        assert!(known, "{twice:?}");
        drop(unit);
        assert_sound(&bed.store).await;
    }

    async fn texts_that_share_a_band_are_found_and_the_board_knows_the_marks(bed) {
        let (cast, capture) = claimed(&bed.store).await;
        let other = candidacy("OTRA", "Otra");
        let other_id = other.record().id;
        let id = cast.candidacy.id;
        let field = capture.answers.iter().next().unwrap().0.clone();
        let mut unit = bed.store.write().await.unwrap();
        unit.apply(other).await.unwrap();
        let pending = unit.texts_to_compare(&curricular(), 10).await.unwrap();
        assert_eq!(pending, [id]);
        let sketch = |others| {
            let mut bands = [others; BANDS];
            bands[0] = u64::MAX;
            bands
        };
        let bands = sketch(1);
        let text = IndexedText { field: field.clone(), bands };
        unit.put_compared(id, capture.revision, std::slice::from_ref(&text), &[]).await.unwrap();
        assert_eq!(unit.texts_to_compare(&curricular(), 10).await.unwrap(), []);
        assert_eq!(unit.compared_revision(id).await.unwrap(), Some(capture.revision));
        assert_eq!(unit.texts_sharing_a_band(id, &text).await.unwrap(), [], "not itself");
        let near = IndexedText { field: field.clone(), bands: sketch(9) };
        let found = unit.texts_sharing_a_band(other_id, &near).await.unwrap();
        assert_eq!(found, [(id, field.clone())]);
        let board = async |unit: &mut storage::Unit, marks| {
            let filter = BoardFilter { marks: Some(marks), stage: Some(PROFILE.stages[1].key.clone()), ..BoardFilter::of(curricular()) };
            unit.board(&filter, None, 10).await.unwrap().rows.len()
        };
        assert_eq!(board(&mut unit, MarkFilter::With).await, 0);
        assert_eq!(board(&mut unit, MarkFilter::Without).await, 1);
        let pair = Likeness { candidacy: other_id, field: field.clone(), other: id, other_field: field.clone(), share: 900 };
        unit.put_compared(other_id, 1, &[near], &[pair]).await.unwrap();
        let seen = unit.likenesses_of(id).await.unwrap();
        assert_eq!((seen[0].other, seen[0].share), (other_id, 900), "both see it");
        assert_eq!(board(&mut unit, MarkFilter::With).await, 1);
        assert_eq!(board(&mut unit, MarkFilter::Without).await, 0);
        unit.put_compared(other_id, 2, &[], &[]).await.unwrap();
        assert_eq!(unit.likenesses_of(id).await.unwrap(), []);
        unit.commit().await.unwrap();
    }
}
