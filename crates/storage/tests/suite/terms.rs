//! The board of terms: its figures against the lists behind them, what an extension reaches, and how long it takes with
//! the candidacies of the largest state.

use std::collections::BTreeMap;

use domain::account::{Account, Role, Seat};
use domain::activity::Author;
use domain::capture::{Capture, Sending, StateCode};
use domain::id::CandidacyId;
use domain::key::PartyKey;
use domain::registry::{Candidacy, Postulation};
use domain::term_step::TermStep;
use domain::time::Instant;
use storage::{BoardFilter, Change, PartyHolders, Store, TermFilter};

use crate::world::{
    PROFILE, account, at, candidacy_id, capturing, curricular, definition, machine, open_stage,
    party, registry_data, save,
};

const WRITING: [Role; 2] = [Role::Supervisor, Role::Capturer];
const DAY: i64 = 86_400;

fn filter(now: Instant) -> TermFilter {
    TermFilter::of(curricular(), now)
}

fn of_party(key: &str, name: &str, party: Option<&PartyKey>) -> Candidacy {
    let mut data = registry_data(key, name);
    data.postulation = match party {
        Some(party) => Postulation::Party {
            party: party.clone(),
        },
        None => Postulation::Independent,
    };
    Candidacy::register(candidacy_id(), data, Author::System, at(5)).into_record()
}

/// A capture as it is when every section was saved, and sent at `sent` if it was.
fn captured(writer: &Account, candidacy: &Candidacy, sent: Option<Instant>) -> Vec<Change> {
    let (mut changes, mut capture): (Vec<Change>, Option<Capture>) = (Vec::new(), None);
    for index in 0..definition().sections.len() {
        let decided = save(writer, candidacy, capture, index, "m", 20);
        capture = Some(decided.record().clone());
        changes.push(decided.into());
    }
    if let Some(at) = sent {
        let reviewed = capture.as_ref().map_or(0, |capture| capture.revision);
        let sending = Sending {
            declaration: "d",
            reviewed,
            at,
        };
        let permit = capturing(writer, candidacy);
        let decided = machine(candidacy).send(&permit, capture, sending).unwrap();
        changes.push(decided.into());
    }
    changes
}

/// One candidacy in each step at `now`, besides the one of the stage; gives the party that has accounts.
async fn everywhere(store: &Store, writer: &Account, now: Instant) {
    let other: PartyKey = "pri".parse().unwrap();
    let own = party();
    let term = |candidacy: Candidacy, received: Instant| {
        candidacy
            .start_term(received, &PROFILE, Author::System, now)
            .unwrap()
            .into_record()
    };
    let early = now.plus_seconds(-30 * DAY);
    let mut rows = vec![
        of_party("T-1", "Sin Cuenta", Some(&other)),
        of_party("T-2", "Sin Recibir", Some(&own)),
        term(of_party("T-3", "Sin Activar", Some(&other)), now),
        term(of_party("T-4", "Sin Empezar", Some(&own)), now),
        term(of_party("T-5", "En Captura", Some(&own)), now),
        term(of_party("T-6", "Enviada", Some(&own)), now),
        term(of_party("T-7", "Extemporánea", Some(&own)), early),
        term(of_party("T-8", "Vencida", Some(&own)), early),
        of_party("T-9", "Sola", None),
        term(of_party("T-10", "Solitaria", None), now),
    ];
    let cancelled = of_party("T-11", "Cancelada", Some(&own))
        .cancel(Author::System, now)
        .unwrap();
    rows.push(cancelled.into_record());
    let mut unit = store.write().await.unwrap();
    for row in &rows {
        // Registered as it stands: how it came there is not what is told here.
        let decided = Candidacy::register(row.id, row.data.clone(), Author::System, now);
        unit.apply(decided).await.unwrap();
        let stands = unit.candidacy(row.id).await.unwrap().unwrap();
        match row.term {
            Some(term) => {
                let started = stands.start_term(term.received, &PROFILE, Author::System, now);
                unit.apply(started.unwrap()).await.unwrap();
            }
            None if row.data.key == "T-11" => {
                let cancelled = stands.cancel(Author::System, now).unwrap();
                unit.apply(cancelled).await.unwrap();
            }
            None => {}
        }
    }
    for (index, sent) in [(4, None), (5, Some(now)), (6, Some(now))] {
        unit.apply_all(captured(writer, &rows[index], sent))
            .await
            .unwrap();
    }
    let [issued, ..] = account(
        "independiente.t9",
        Seat::Independent {
            candidacy: rows[8].id,
        },
    );
    unit.apply(issued).await.unwrap();
    for decided in account(
        "independiente.t10",
        Seat::Independent {
            candidacy: rows[9].id,
        },
    ) {
        unit.apply(decided).await.unwrap();
    }
    unit.commit().await.unwrap();
}

async fn names(
    store: &Store,
    filter: &TermFilter,
    holders: &PartyHolders,
    size: u32,
) -> Vec<String> {
    let mut unit = store.read().await.unwrap();
    let (mut names, mut after): (Vec<String>, Option<CandidacyId>) = (Vec::new(), None);
    loop {
        let page = unit.term_rows(filter, holders, after, size).await.unwrap();
        // A unit that writes asks the database itself.
        let mut asking = store.write().await.unwrap();
        let asked = asking.term_rows(filter, holders, after, size).await;
        assert_eq!(asked.unwrap(), page, "{filter:?}");
        drop(asking);
        let name = |row: &storage::TermRow| row.row.candidacy.data.person.first_surname.clone();
        names.extend(page.rows.iter().map(name));
        after = page.next;
        if after.is_none() {
            return names;
        }
    }
}

on_both_engines! {
    async fn every_figure_leads_to_as_many_rows(bed) {
        let cast = open_stage(&bed.store).await;
        let now = at(40 * DAY);
        everywhere(&bed.store, &cast.supervisor, now).await;
        let mut unit = bed.store.read().await.unwrap();
        let holders = unit.party_holders(&WRITING).await.unwrap();
        assert_eq!(holders.active, [party()]);
        let groups = unit.term_groups(&filter(now), &holders).await.unwrap();
        drop(unit);
        let mut counts: BTreeMap<TermStep, u64> = BTreeMap::new();
        for group in groups {
            *counts.entry(group.step).or_default() += group.candidacies;
        }
        let expected = [
            (TermStep::WithoutAccount, vec!["Sin Cuenta"]),
            (TermStep::NotReceived, vec!["Sin Recibir", "Sola"]),
            (TermStep::NotActivated, vec!["Sin Activar"]),
            (TermStep::NotBegun, vec!["Sin Empezar", "Solitaria"]),
            (TermStep::Capturing, vec!["En Captura"]),
            (TermStep::Sent, vec!["Enviada"]),
            (TermStep::SentLate, vec!["Extemporánea"]),
            (TermStep::Over, vec!["Muñoz", "Vencida"]),
        ];
        for (step, expected) in expected {
            let one = TermFilter { step: Some(step), ..filter(now) };
            assert_eq!(names(&bed.store, &one, &holders, 1).await, expected, "{step:?}");
            let mut unit = bed.store.read().await.unwrap();
            let rows = unit.term_rows(&one, &holders, None, 10).await.unwrap().rows;
            assert!(rows.iter().all(|row| row.step == step), "{step:?}: {rows:?}");
            let total = unit.term_total(&one, &holders).await.unwrap();
            assert_eq!(total, expected.len() as u64, "{step:?}");
            assert_eq!(counts.get(&step), Some(&total), "{step:?}");
        }
    }

    async fn what_is_counted_by_heart_follows_every_change(bed) {
        let cast = open_stage(&bed.store).await;
        let now = at(40 * DAY);
        let holders = PartyHolders::default();
        let mut unit = bed.store.read().await.unwrap();
        unit.look_over(&curricular()).await.unwrap();
        let before = unit.term_groups(&filter(now), &holders).await.unwrap();
        drop(unit);
        everywhere(&bed.store, &cast.supervisor, now).await;
        let fresh = bed.another().await;
        let mut known = bed.store.read().await.unwrap();
        let mut read = fresh.read().await.unwrap();
        let groups = known.term_groups(&filter(now), &holders).await.unwrap();
        assert_ne!(groups, before);
        assert_eq!(groups, read.term_groups(&filter(now), &holders).await.unwrap());
        let all = BoardFilter::of(curricular());
        assert_eq!(known.board_counts(&all).await.unwrap(), read.board_counts(&all).await.unwrap());
        drop((known, read));
        // A unit that writes counts what nobody else sees yet.
        let mut unit = bed.store.write().await.unwrap();
        let one = unit.candidacy_by_key("T-3").await.unwrap().unwrap();
        let sum = |counts: BTreeMap<StateCode, u64>| counts.values().sum::<u64>();
        let seen = sum(unit.board_counts(&all).await.unwrap());
        unit.apply(crate::world::candidacy("T-99", "Nueva")).await.unwrap();
        assert_eq!(sum(unit.board_counts(&all).await.unwrap()), seen + 1);
        drop(unit);
        let mut unit = bed.store.read().await.unwrap();
        assert_eq!(sum(unit.board_counts(&all).await.unwrap()), seen);
        assert_eq!(unit.candidacy(one.id).await.unwrap(), Some(one));
        fresh.close().await;
    }

    async fn filters_narrow_the_list(bed) {
        let cast = open_stage(&bed.store).await;
        let now = at(40 * DAY);
        everywhere(&bed.store, &cast.supervisor, now).await;
        let holders = PartyHolders::default();
        let ends = bed.store.read().await.unwrap()
            .candidacy_by_key("T-3").await.unwrap().unwrap().term.unwrap().ends;
        let cases = [
            (TermFilter { independent: true, ..filter(now) }, 2),
            (TermFilter { party: Some("pri".parse().unwrap()), ..filter(now) }, 2),
            (TermFilter { ends: Some(ends), ..filter(now) }, 5),
            (TermFilter { ends: Some(ends), unsent: true, ..filter(now) }, 4),
            (TermFilter { ends_between: Some((at(0), now)), ..filter(now) }, 3),
            (TermFilter { ends_before: Some(ends), with_term: true, ..filter(now) }, 3),
            (TermFilter { text: Some("solitaria".to_owned()), ..filter(now) }, 1),
            (TermFilter { due: Some(now), ..filter(now) }, 0),
        ];
        for (number, (filter, expected)) in cases.into_iter().enumerate() {
            assert_eq!(names(&bed.store, &filter, &holders, 2).await.len(), expected, "{number}");
            let mut unit = bed.store.read().await.unwrap();
            assert_eq!(unit.term_total(&filter, &holders).await.unwrap(), expected as u64, "{number}");
        }
        let mut unit = bed.store.read().await.unwrap();
        assert_eq!(unit.next_end(&filter(now)).await.unwrap(), Some(ends));
        assert_eq!(unit.next_end(&filter(ends.plus_seconds(1))).await.unwrap(), None);
        assert_eq!(unit.due_groups(&filter(now)).await.unwrap(), []);
        assert_eq!(unit.undelivered_accounts().await.unwrap(), 1);
        let records = unit.term_records(&TermFilter { unsent: true, ..filter(now) }, None, 3).await.unwrap();
        assert_eq!(records.len(), 3);
        assert!(records.is_sorted_by_key(|record| record.id));
    }

    #[ignore = "a measurement: cargo test -p storage --test suite -- --ignored --nocapture thirty_thousand"]
    async fn thirty_thousand_candidacies_are_told_in_a_tenth_of_a_second(bed) {
        measure(&bed.store).await;
    }
}

/// Fills a database as the largest state has it and prints how long each question takes.
#[expect(clippy::disallowed_methods, reason = "a measurement needs a stopwatch")]
#[expect(clippy::print_stdout, reason = "a measurement tells its figures")]
async fn measure(store: &Store) {
    const ROWS: usize = 30_000;
    let cast = open_stage(store).await;
    let now = at(8 * DAY);
    let parties: Vec<PartyKey> = PROFILE.parties.iter().map(|p| p.key.clone()).collect();
    let mut number = 0;
    while number < ROWS {
        let mut unit = store.write().await.unwrap();
        let mut changes: Vec<Change> = Vec::new();
        for _ in 0..1_000 {
            number += 1;
            let surname = format!("Apellido{}", (number * 7_919) % ROWS);
            let own = if number % 3 == 0 {
                party()
            } else {
                parties[number % parties.len()].clone()
            };
            let row = of_party(&format!("R-{number}"), &surname, Some(&own));
            let entered = Candidacy::register(row.id, row.data.clone(), Author::System, at(5));
            changes.push(entered.into());
            let day = i64::try_from(number % 6).unwrap() * DAY;
            let row = row
                .start_term(at(day + 10), &PROFILE, Author::System, at(day + 11))
                .unwrap();
            changes.push(row.clone().into());
            if number % 3 == 0 {
                let sent = (number % 6 == 0).then_some(now);
                changes.extend(captured(&cast.supervisor, row.record(), sent));
            }
            let seat = Seat::Candidate {
                candidacy: row.record().id,
            };
            let [issued, activated, _] = account(&format!("candidatura.r-{number}"), seat);
            changes.push(issued.into());
            if number % 2 == 0 {
                changes.push(activated.into());
            }
        }
        unit.apply_all(changes).await.unwrap();
        unit.commit().await.unwrap();
    }
    macro_rules! timed {
        ($name:literal, |$unit:ident| $question:expr) => {{
            let mut took = Vec::new();
            for _ in 0..100 {
                let mut $unit = store.read().await.unwrap();
                let began = std::time::Instant::now();
                let _answer = $question.await.unwrap();
                took.push(began.elapsed());
            }
            took.sort();
            println!(
                "{:>34}: p50 {:>9.2?}  p99 {:>9.2?}",
                $name, took[50], took[98]
            );
        }};
    }
    let all = filter(now);
    let holders = store
        .read()
        .await
        .unwrap()
        .party_holders(&WRITING)
        .await
        .unwrap();
    let own = TermFilter {
        party: Some(party()),
        ..all.clone()
    };
    timed!("party_holders", |unit| unit.party_holders(&WRITING));
    timed!("term_groups", |unit| unit.term_groups(&all, &holders));
    timed!("term_groups of a party", |unit| unit
        .term_groups(&own, &holders));
    timed!("due_groups", |unit| unit.due_groups(&all));
    timed!("next_end", |unit| unit.next_end(&all));
    timed!("next_end of a party", |unit| unit.next_end(&own));
    timed!("undelivered_accounts", |unit| unit.undelivered_accounts());
    let state_counts = storage::BoardFilter::of(curricular());
    timed!("board_counts", |unit| unit.board_counts(&state_counts));
    timed!("board first page", |unit| unit.board(
        &state_counts,
        None,
        50
    ));
    for step in TermStep::ALL {
        let one = TermFilter {
            step: Some(*step),
            ..all.clone()
        };
        println!("{step:?}");
        timed!("list", |unit| unit.term_rows(&one, &holders, None, 50));
        timed!("total", |unit| unit.term_total(&one, &holders));
    }
    let searched = TermFilter {
        text: Some("apellido29".to_owned()),
        ..all.clone()
    };
    timed!("search", |unit| unit
        .term_rows(&searched, &holders, None, 50));
    let reached = TermFilter {
        unsent: true,
        with_term: true,
        ends_before: Some(at(90 * DAY)),
        ..all
    };
    timed!("records of an extension", |unit| unit
        .term_records(&reached, None, 200));
}
