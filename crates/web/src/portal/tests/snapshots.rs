//! A snapshot that was changed step by step is the one that would have been loaded whole.

use std::collections::HashMap;
use std::sync::Arc;

use domain::registry::CandidacyStatus;
use proptest::prelude::*;

use crate::portal::ballot::Ballot;
use crate::portal::row::Row;
use crate::portal::search::Words;
use crate::portal::snapshot::{ContenderFilter, Filter, Snapshot, Tally};
use crate::portal::{Current, public_rows, samples};

/// Everything a reader can see of a snapshot.
#[derive(Debug, PartialEq)]
struct Seen {
    rows: Vec<Row>,
    found: Vec<Vec<usize>>,
    tallies: Vec<Tally>,
}

fn seen(ballot: &Ballot, snapshot: &Snapshot) -> Seen {
    let rows = (0..snapshot.len())
        .map(|position| snapshot.at(position).clone())
        .collect();
    let words = ["nunez", "distrito 5", "sin partido", "pan"].map(|typed| Some(Words::of(typed)));
    let contenders = [
        Some(ContenderFilter::Independent),
        Some(ContenderFilter::Party(1)),
        None,
    ];
    let filters = words.into_iter().chain([None]).flat_map(|words| {
        contenders.map(|contender| Filter {
            office: Some(0),
            territory: None,
            contender,
            words: words.clone(),
        })
    });
    let found = filters
        .map(|filter| snapshot.find(ballot, &filter))
        .collect();
    let offices = 0..u16::try_from(ballot.profile().offices.len()).unwrap();
    let tallies = offices.map(|office| snapshot.tally(office)).collect();
    Seen {
        rows,
        found,
        tallies,
    }
}

/// A change of one of the candidacies: replaced, renamed, taken back to its beginning, or published.
fn change(current: &mut Current, how: u8, profile: &domain::profile::Profile) {
    match how % 4 {
        0 => {
            current.0.status = CandidacyStatus::Replaced {
                at: samples::noon(),
            }
        }
        1 => current.0.data.person.given_names = format!("Renombrada {how}"),
        2 => current.1 = None,
        _ => current.1 = Some(samples::published(profile, current.0.id)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]
    #[test]
    fn step_by_step_or_whole_is_the_same(
        start in 0_usize..40,
        steps in prop::collection::vec(prop::collection::vec((0_usize..60, any::<u8>()), 0..6), 0..6),
    ) {
        let profile = Arc::new(samples::profile("dgo"));
        let ballot = Ballot::new(Arc::clone(&profile));
        let mut all = samples::many(&profile, 60);
        let mut known: std::collections::BTreeSet<usize> = (0..start).collect();
        let mut snapshot = Snapshot::load(&ballot, samples::noon(), public_rows(&ballot, &all[..start], &HashMap::new()));
        for step in steps {
            let mut changed = Vec::new();
            for (which, how) in step {
                change(&mut all[which], how, &profile);
                known.insert(which);
                changed.push(all[which].clone());
            }
            let before = snapshot.generation();
            if let Some(next) = snapshot.with_changes(&ballot, public_rows(&ballot, &changed, &HashMap::new())) {
                prop_assert!(next.generation() > before);
                snapshot = next;
            }
        }
        let whole: Vec<Current> = known.iter().map(|which| all[*which].clone()).collect();
        let whole = Snapshot::load(&ballot, samples::noon(), public_rows(&ballot, &whole, &HashMap::new()));
        prop_assert_eq!(seen(&ballot, &snapshot), seen(&ballot, &whole));
    }
}

#[test]
fn what_changes_nothing_makes_no_new_snapshot() {
    let profile = samples::profile("dgo");
    let ballot = Ballot::new(Arc::new(profile.clone()));
    let current = samples::many(&profile, 50);
    let snapshot = Snapshot::load(
        &ballot,
        samples::noon(),
        public_rows(&ballot, &current, &HashMap::new()),
    );
    assert!(
        snapshot
            .with_changes(&ballot, public_rows(&ballot, &current, &HashMap::new()))
            .is_none()
    );
    // A draft that grows is nothing that the public sees.
    let mut draft = samples::capture(
        &profile,
        current[0].0.id,
        domain::capture::State::Capturing,
        Default::default(),
    );
    let first = snapshot.with_changes(
        &ballot,
        public_rows(
            &ballot,
            &[(current[0].0.clone(), Some(draft.clone()))],
            &HashMap::new(),
        ),
    );
    let snapshot = first.unwrap_or(snapshot);
    draft.answers.set(
        "motivos".parse().unwrap(),
        Some(domain::questionnaire::Answer::Text("más".to_owned())),
    );
    draft.revision += 1;
    assert!(
        snapshot
            .with_changes(
                &ballot,
                public_rows(
                    &ballot,
                    &[(current[0].0.clone(), Some(draft))],
                    &HashMap::new()
                )
            )
            .is_none()
    );
}
