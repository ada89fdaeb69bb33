//! Boards: filters, pages, counts, search.

use std::collections::BTreeMap;

use domain::activity::Author;
use domain::capture::{Sending, StateCode};
use domain::id::CandidacyId;
use domain::party::Assignment;
use domain::registry::{Candidacy, Postulation};
use storage::{AssignmentFilter, BoardFilter, BoardPage, ClaimFilter, RegistryFilter, Store};

use crate::world::{
    Cast, PROFILE, at, candidacy_id, capturing, curricular, deciding, machine, open_stage, party,
    registry_data, save,
};

const SURNAMES: [&str; 8] = [
    "Zúñiga", "Álvarez", "ávila", "Muñoz", "Munguía", "Núñez", "Ortiz", "Ángeles",
];

/// Eight more candidacies: two for another office, one independent.
async fn more(store: &Store) -> Vec<Candidacy> {
    let mut unit = store.write().await.unwrap();
    let mut all = Vec::new();
    for (number, surname) in SURNAMES.into_iter().enumerate() {
        let mut data = registry_data(&format!("B-{number}"), surname);
        if number < 2 {
            data.office = "diputacion-rp".parse().unwrap();
            data.person.nickname = None;
        }
        if number == 2 {
            data.postulation = Postulation::Independent;
        }
        let decided = Candidacy::register(candidacy_id(), data, Author::System, at(5));
        all.push(decided.record().clone());
        unit.apply(decided).await.unwrap();
    }
    unit.commit().await.unwrap();
    all
}

/// A page as it is found by heart, after it was seen to be what the database itself finds: a unit that writes asks that.
async fn page(
    store: &Store,
    filter: &BoardFilter,
    after: Option<CandidacyId>,
    limit: u32,
) -> BoardPage {
    let mut unit = store.write().await.unwrap();
    let asked = unit.board(filter, after, limit).await.unwrap();
    drop(unit);
    let mut unit = store.read().await.unwrap();
    let known = unit.board(filter, after, limit).await.unwrap();
    assert_eq!(known, asked, "{filter:?}");
    known
}

async fn found(store: &Store, filter: &BoardFilter) -> Vec<String> {
    let page = page(store, filter, None, 100).await;
    assert_eq!(page.next, None);
    let mut unit = store.read().await.unwrap();
    // What is counted by heart is what the database finds.
    let counts = unit.board_counts(filter).await.unwrap();
    let counted = match filter.state {
        Some(state) => counts.get(&state).copied().unwrap_or(0),
        None => counts.values().sum(),
    };
    assert_eq!(counted, page.rows.len() as u64);
    page.rows
        .into_iter()
        .map(|row| row.candidacy.data.person.first_surname)
        .collect()
}

fn all() -> BoardFilter {
    BoardFilter::of(curricular())
}

/// Sends the capture of the cast's candidacy and has it claimed.
async fn send_and_claim(store: &Store, cast: &Cast) {
    cast.fill(store, "m").await;
    let machine = machine(&cast.candidacy);
    let writer = capturing(&cast.supervisor, &cast.candidacy);
    let supervising = deciding(&cast.supervisor, &cast.candidacy, 0);
    let validating = deciding(&cast.validator, &cast.candidacy, 1);
    let mut unit = store.write().await.unwrap();
    let capture = unit
        .capture(cast.candidacy.id, &curricular())
        .await
        .unwrap();
    let sending = Sending {
        declaration: "d",
        reviewed: capture.as_ref().map_or(0, |capture| capture.revision),
        at: at(40),
    };
    let sent = machine.send(&writer, capture, sending).unwrap();
    unit.apply(sent.clone()).await.unwrap();
    let approved = machine
        .approve(
            &supervising,
            Some(sent.record().clone()),
            sent.record().revision,
            at(41),
        )
        .unwrap();
    unit.apply(approved.clone()).await.unwrap();
    let claimed = machine
        .claim(&validating, Some(approved.into_record()), at(42))
        .unwrap();
    unit.apply(claimed).await.unwrap();
    unit.commit().await.unwrap();
}

on_both_engines! {
    async fn a_board_is_in_the_order_of_names_without_accents_or_case(bed) {
        open_stage(&bed.store).await;
        more(&bed.store).await;
        let order = found(&bed.store, &all()).await;
        let expected =
            ["Álvarez", "Ángeles", "ávila", "Munguía", "Muñoz", "Muñoz", "Núñez", "Ortiz", "Zúñiga"];
        assert_eq!(order, expected);
    }

    async fn pages_follow_one_another_without_gap_or_repetition(bed) {
        open_stage(&bed.store).await;
        more(&bed.store).await;
        for text in [None, Some("maria".to_owned())] {
            let filter = BoardFilter { text, ..all() };
            let whole = page(&bed.store, &filter, None, 100).await.rows;
            let (mut paged, mut after) = (Vec::new(), None);
            loop {
                let page = page(&bed.store, &filter, after, 4).await;
                assert!(page.rows.len() <= 4);
                paged.extend(page.rows);
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(whole.len(), 9);
            assert_eq!(paged, whole);
        }
    }

    async fn every_filter_narrows_the_board(bed) {
        let cast = open_stage(&bed.store).await;
        let people = more(&bed.store).await;
        let rp = BoardFilter { office: Some("diputacion-rp".parse().unwrap()), ..all() };
        assert_eq!(found(&bed.store, &rp).await, ["Álvarez", "Zúñiga"]);
        let territory = PROFILE.races[0].territory.clone();
        let here = BoardFilter { territory: Some(territory), ..all() };
        assert_eq!(found(&bed.store, &here).await.len(), 9);
        let nowhere = BoardFilter { territory: Some("distrito-33".parse().unwrap()), ..all() };
        assert!(found(&bed.store, &nowhere).await.is_empty());
        let mine = BoardFilter { party: Some(party()), ..all() };
        assert_eq!(found(&bed.store, &mine).await.len(), 8);
        let independent = BoardFilter { independent: true, ..all() };
        assert_eq!(found(&bed.store, &independent).await, ["ávila"]);
        let one = BoardFilter { candidacy: Some(people[6].id), ..all() };
        assert_eq!(found(&bed.store, &one).await, ["Ortiz"]);
        let unclaimed = BoardFilter { claim: Some(ClaimFilter::Free), ..all() };
        assert!(found(&bed.store, &unclaimed).await.is_empty());
        send_and_claim(&bed.store, &cast).await;
        let stage = PROFILE.stages[1].key.clone();
        for filter in [
            BoardFilter { state: Some(StateCode::InStage), ..all() },
            BoardFilter { stage: Some(stage.clone()), ..all() },
            BoardFilter { claim: Some(ClaimFilter::By(cast.validator.id)), ..all() },
            BoardFilter {
                state: Some(StateCode::InStage),
                stage: Some(stage),
                claim: Some(ClaimFilter::By(cast.validator.id)),
                office: Some(cast.candidacy.data.office.clone()),
                territory: Some(cast.candidacy.data.territory.clone()),
                party: Some(party()),
                text: Some("munoz".to_owned()),
                candidacy: Some(cast.candidacy.id),
                ..all()
            },
        ] {
            assert_eq!(found(&bed.store, &filter).await, ["Muñoz"], "{filter:?}");
        }
        let sent = BoardFilter { sent_by: Some(cast.supervisor.id), ..all() };
        assert_eq!(found(&bed.store, &sent).await, ["Muñoz"]);
        for none in [
            BoardFilter { sent_by: Some(cast.validator.id), ..all() },
            BoardFilter { awaiting_second: true, ..all() },
            BoardFilter { ended: true, ..all() },
            BoardFilter { assigned: Some(AssignmentFilter::To(cast.supervisor.id)), ..all() },
        ] {
            assert!(found(&bed.store, &none).await.is_empty(), "{none:?}");
        }
        let assigned = Assignment::assign(None, people[6].id, Some(cast.supervisor.id), Author::System, at(50));
        let mut unit = bed.store.write().await.unwrap();
        unit.apply(assigned.unwrap()).await.unwrap();
        unit.commit().await.unwrap();
        let hers = BoardFilter { assigned: Some(AssignmentFilter::To(cast.supervisor.id)), ..all() };
        assert_eq!(found(&bed.store, &hers).await, ["Ortiz"]);
        let nobody_s = BoardFilter { assigned: Some(AssignmentFilter::Nobody), ..all() };
        assert_eq!(found(&bed.store, &nobody_s).await.len(), 8);
        assert_eq!(found(&bed.store, &BoardFilter { leading: true, ..all() }).await.len(), 9);
        let untouched = BoardFilter { state: Some(StateCode::Untouched), ..all() };
        assert_eq!(found(&bed.store, &untouched).await.len(), 8);
        assert!(found(&bed.store, &unclaimed).await.is_empty());
    }

    async fn search_finds_beginnings_of_words_whatever_the_accents(bed) {
        open_stage(&bed.store).await;
        more(&bed.store).await;
        for (text, expected) in [
            ("muñ", vec!["Munguía", "Muñoz", "Muñoz"]),
            ("muñoz", vec!["Muñoz", "Muñoz"]),
            ("MUN", vec!["Munguía", "Muñoz", "Muñoz"]),
            ("jose zuniga", vec!["Zúñiga"]),
            ("güera avila", vec!["ávila"]),
            ("uñoz", vec![]),
            ("' OR 1=1 --", vec![]),
            ("%", vec!["Álvarez", "Ángeles", "ávila", "Munguía", "Muñoz", "Muñoz", "Núñez", "Ortiz", "Zúñiga"]),
        ] {
            let filter = BoardFilter { text: Some(text.to_owned()), ..all() };
            assert_eq!(found(&bed.store, &filter).await, expected, "{text}");
        }
    }

    async fn counts_tell_each_state_and_ignore_the_state_that_is_shown(bed) {
        let cast = open_stage(&bed.store).await;
        let people = more(&bed.store).await;
        send_and_claim(&bed.store, &cast).await;
        let mut unit = bed.store.write().await.unwrap();
        let draft = save(&cast.supervisor, &people[3], None, 0, "m", 50);
        unit.apply(draft).await.unwrap();
        unit.commit().await.unwrap();
        let mut unit = bed.store.read().await.unwrap();
        let expected =
            BTreeMap::from([(StateCode::Untouched, 7), (StateCode::Capturing, 1), (StateCode::InStage, 1)]);
        assert_eq!(unit.board_counts(&all()).await.unwrap(), expected);
        let shown = BoardFilter { state: Some(StateCode::Capturing), ..all() };
        assert_eq!(unit.board_counts(&shown).await.unwrap(), expected);
        let muñoz = BoardFilter { text: Some("muñoz".to_owned()), ..all() };
        let expected = BTreeMap::from([(StateCode::Capturing, 1), (StateCode::InStage, 1)]);
        assert_eq!(unit.board_counts(&muñoz).await.unwrap(), expected);
    }

    async fn a_row_carries_the_summary_of_its_capture(bed) {
        let cast = open_stage(&bed.store).await;
        send_and_claim(&bed.store, &cast).await;
        let mut unit = bed.store.read().await.unwrap();
        let capture = unit.capture(cast.candidacy.id, &curricular()).await.unwrap().unwrap();
        let row = unit.board(&all(), None, 10).await.unwrap().rows.remove(0);
        assert_eq!(row.candidacy, cast.candidacy);
        let summary = row.capture.unwrap();
        assert_eq!(summary.state, capture.state);
        assert_eq!(summary.revision, capture.revision);
        assert_eq!(summary.submission, capture.submission);
        let other = BoardFilter::of("identidad".parse().unwrap());
        assert_eq!(unit.board(&other, None, 10).await.unwrap().rows[0].capture, None);
    }

    async fn the_portal_reads_everything_once_and_then_what_changed(bed) {
        let cast = open_stage(&bed.store).await;
        let people = more(&bed.store).await;
        let capture = cast.save(&bed.store, 0, "m", 30).await;
        let mut unit = bed.store.read().await.unwrap();
        let mut rows = unit.portal_page(&curricular(), None, 4).await.unwrap();
        assert_eq!(rows.len(), 4);
        let last = rows.last().map(|(candidacy, _)| candidacy.id);
        rows.extend(unit.portal_page(&curricular(), last, 100).await.unwrap());
        assert_eq!(rows.len(), 9);
        assert_eq!(rows[0], (cast.candidacy.clone(), Some(capture.clone())));
        assert_eq!(rows[4], (people[3].clone(), None));
        let ids: Vec<CandidacyId> = vec![people[1].id, cast.candidacy.id, candidacy_id()];
        let some = unit.portal_rows_of(&curricular(), &ids).await.unwrap();
        assert_eq!(some, [(people[1].clone(), None), (cast.candidacy.clone(), Some(capture))]);
    }

    async fn a_candidacy_comes_with_its_capture_and_both_may_be_overwritten(bed) {
        let cast = open_stage(&bed.store).await;
        let people = more(&bed.store).await;
        let capture = cast.save(&bed.store, 0, "m", 30).await;
        let mut unit = bed.store.write().await.unwrap();
        let nobody = unit.candidacy_with_capture(candidacy_id(), &curricular()).await.unwrap();
        assert_eq!(nobody, None);
        let untouched = unit.candidacy_with_capture(people[0].id, &curricular()).await.unwrap();
        assert_eq!(untouched, Some((people[0].clone(), None)));
        let found = unit.candidacy_with_capture(cast.candidacy.id, &curricular()).await.unwrap();
        assert_eq!(found, Some((cast.candidacy.clone(), Some(capture.clone()))));
        unit.apply(save(&cast.supervisor, &cast.candidacy, Some(capture), 0, "n", 31)).await.unwrap();
        unit.commit().await.unwrap();
    }

    async fn the_registry_is_searched_by_name_or_by_the_beginning_of_the_key(bed) {
        open_stage(&bed.store).await;
        more(&bed.store).await;
        let mut unit = bed.store.read().await.unwrap();
        for (text, expected) in [
            ("muñ", 3),
            ("MUÑOZ mar", 2),
            ("unoz", 0),
            ("B-3", 1),
            ("b-3", 1),
            ("b-", 8),
            ("-3", 0),
            ("%", 9),
            ("b_3", 0),
            ("\0", 9),
        ] {
            let filter = RegistryFilter { text: Some(text.to_owned()), ..RegistryFilter::default() };
            let page = unit.registry_page(&filter, None, 100).await.unwrap();
            assert_eq!(page.rows.len(), expected, "{text}");
            assert_eq!(unit.registry_count(&filter).await.unwrap(), expected as u64, "{text}");
        }
    }
}
