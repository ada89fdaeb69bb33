//! What the demonstration shows: every office, every kind of contender, every state, people of all ages.

use crate::support::{self, end, end_of};

use std::collections::{BTreeMap, BTreeSet};

use domain::activity::Author;
use domain::capture::{Capture, State, StateCode};
use domain::id::ImportId;
use domain::notification::{Matter, Notification};
use domain::profile::AgreementKind;
use domain::questionnaire::{Answer, FieldKind, length};
use domain::registry::{
    Calling, Candidacy, Column, ColumnMap, FileRow, Gender, ImportOrder, Postulation, plan_import,
};

#[rstest::rstest]
#[case("dgo", 190..=260)]
#[case("cdmx", 2_200..=2_400)]
fn the_process_has_all_its_races_and_contenders(
    #[case] name: &str,
    #[case] size: std::ops::RangeInclusive<usize>,
) {
    let (profile, end) = end(name);
    assert!(
        size.contains(&end.candidacies.len()),
        "{}",
        end.candidacies.len()
    );
    let data: Vec<_> = end
        .candidacies
        .values()
        .map(|candidacy| &candidacy.data)
        .collect();
    for race in &profile.races {
        let here = |party| {
            let captures = profile.capturing_party(&race.office, &race.territory, party);
            captures.map(|postulation| postulation.captures.key.clone())
        };
        let expected: BTreeSet<_> = profile
            .parties
            .iter()
            .filter_map(|party| here(&party.key))
            .collect();
        let found: BTreeSet<_> = data
            .iter()
            .filter(|data| data.office == race.office && data.territory == race.territory)
            .filter_map(|data| data.postulation.capturing_party().cloned())
            .collect();
        assert_eq!(found, expected, "{} {}", race.office, race.territory);
    }
    assert!(
        data.iter()
            .any(|data| data.postulation == Postulation::Independent)
    );
    assert!(
        data.iter()
            .any(|data| matches!(data.postulation, Postulation::Party { .. }))
    );
    for agreement in &profile.agreements {
        assert!(data.iter().any(|data| matches!(
            &data.postulation,
            Postulation::Agreement { agreement: key, .. } if *key == agreement.key
        )));
    }
    let common =
        |agreement: &domain::profile::Agreement| agreement.kind == AgreementKind::CommonCandidacy;
    assert_eq!(profile.agreements.iter().any(common), name == "cdmx");
}

/// The registry's own import takes every row as it is: places, formulas, agreements, names, dates, codes.
#[rstest::rstest]
#[case("dgo", None)]
#[case("dgo", Some(2_000))]
#[case("cdmx", None)]
fn the_registry_takes_every_candidacy(#[case] name: &str, #[case] candidacies: Option<usize>) {
    let profile = support::profile(name);
    let end = end_of(&profile, candidacies, 7);
    let known: Vec<Candidacy> = end.candidacies.into_values().collect();
    let header = Column::ALL.map(|column| column.name().to_owned()).to_vec();
    let cells = known
        .iter()
        .map(|candidacy| Column::ALL.map(|column| cell(candidacy, column)).to_vec());
    let file: Vec<FileRow> = (1..)
        .zip([header].into_iter().chain(cells))
        .map(|(number, cells)| FileRow { number, cells })
        .collect();
    let mut ids = known.iter().map(|candidacy| candidacy.id);
    let mut next = || ids.next().unwrap();
    let import = "01890000-0000-7000-8000-000000000000"
        .parse::<ImportId>()
        .unwrap();
    let order = ImportOrder {
        import,
        by: Author::System,
        at: support::now(&profile),
        file: "",
        columns: &ColumnMap::default(),
        complete: false,
        write_good_rows: false,
    };
    let plan = plan_import(&profile, &file, &[], &order, &mut next, &mut |_, _| ())
        .unwrap_or_else(|report| panic!("{report:?}"));
    let mut read: BTreeMap<_, _> = plan
        .decisions
        .iter()
        .map(|decided| (&decided.record().data.key, &decided.record().data))
        .collect();
    assert_eq!(read.len(), known.len());
    for candidacy in &known {
        assert_eq!(read.remove(&candidacy.data.key), Some(&candidacy.data));
    }
}

fn cell(candidacy: &Candidacy, column: Column) -> String {
    let data = &candidacy.data;
    let person = &data.person;
    match column {
        Column::Key => data.key.clone(),
        Column::Office => data.office.to_string(),
        Column::Territory => data.territory.to_string(),
        Column::Number => data
            .number
            .map_or_else(String::new, |number| number.to_string()),
        Column::Calling if data.calling == Calling::Holder => "propietaria".to_owned(),
        Column::Calling => "suplente".to_owned(),
        Column::Party => data
            .postulation
            .capturing_party()
            .map_or_else(String::new, ToString::to_string),
        Column::Agreement => match &data.postulation {
            Postulation::Agreement { agreement, .. } => agreement.to_string(),
            _ => String::new(),
        },
        Column::GivenNames => person.given_names.clone(),
        Column::FirstSurname => person.first_surname.clone(),
        Column::SecondSurname => person.second_surname.clone(),
        Column::Nickname => person.nickname.clone().unwrap_or_default(),
        Column::Gender => match person.gender {
            Gender::Woman => "mujer".to_owned(),
            Gender::Man => "hombre".to_owned(),
            Gender::NonBinary => "no_binaria".to_owned(),
        },
        Column::BirthDate => person
            .birth_date
            .map_or_else(String::new, |date| date.to_string()),
        Column::Curp => person.curp.clone().unwrap_or_default(),
        other => panic!("the template has no {}", other.name()),
    }
}

#[rstest::rstest]
fn every_state_is_there(#[values("dgo", "cdmx")] name: &str, #[values(1, 42)] seed: u64) {
    let profile = support::profile(name);
    let end = end_of(&profile, None, seed);
    let now = support::now(&profile);
    let captures = || end.captures.values();
    let state = |code| {
        captures()
            .filter(|capture| capture.state.code() == code)
            .count()
    };
    for code in [
        StateCode::Capturing,
        StateCode::InStage,
        StateCode::Validated,
        StateCode::Published,
    ] {
        assert!(state(code) >= 2, "{code:?}");
    }
    let untouched = |candidacy: &&Candidacy| !end.captures.contains_key(&candidacy.id);
    let untouched: Vec<_> = end
        .candidacies
        .values()
        .filter(untouched)
        .map(|c| c.term)
        .collect();
    assert!(untouched.contains(&None), "no term that has not started");
    assert!(
        untouched.iter().flatten().any(|term| term.is_over(now)),
        "no term over without capture"
    );
    assert!(
        untouched.iter().flatten().any(|term| !term.is_over(now)),
        "no untouched one with its term running"
    );
    let sections: BTreeSet<u32> = captures()
        .filter(|capture| capture.state == State::Capturing)
        .map(|capture| capture.revision)
        .collect();
    assert!(sections.len() >= 5, "{sections:?}");
    assert!(
        captures().any(|c| c.submission.as_ref().is_some_and(|s| s.late)
            && c.state.code() == StateCode::Published)
    );
    for stage in &profile.stages {
        let here = || captures().filter(|capture| capture.state.stage() == Some(&stage.key));
        let claimed =
            |capture: &&Capture| matches!(capture.state, State::InStage { claim: Some(_), .. });
        let waiting =
            |capture: &&Capture| matches!(capture.state, State::InStage { claim: None, .. });
        assert!(here().any(|capture| waiting(&capture)), "{}", stage.key);
        assert_eq!(
            here().any(|capture| claimed(&capture)),
            stage.needs_claim,
            "{}",
            stage.key
        );
        assert_eq!(
            here().any(Capture::is_returned),
            stage.may_return,
            "{}",
            stage.key
        );
        let resent = |capture: &Capture| !capture.is_returned() && capture.resubmission.is_some();
        assert_eq!(here().any(resent), stage.may_return, "{}", stage.key);
        let edited = |capture: &Capture| end.edited.contains(&capture.candidacy);
        assert_eq!(here().any(edited), stage.may_edit, "{}", stage.key);
    }
    let correcting =
        captures().any(|c| matches!(c.state, State::Returned { due, .. } if due > now));
    assert_eq!(
        correcting,
        profile.stages.iter().any(|stage| stage.may_return)
    );
}

#[rstest::rstest]
fn parties_differ_in_compliance(#[values("dgo", "cdmx")] name: &str) {
    let (profile, end) = end(name);
    let share = |party: &domain::key::PartyKey| {
        let its: Vec<_> = end
            .candidacies
            .values()
            .filter(|candidacy| candidacy.data.postulation.capturing_party() == Some(party))
            .collect();
        let sent = its.iter().filter(|candidacy| {
            end.captures
                .get(&candidacy.id)
                .is_some_and(|c| c.submission.is_some())
        });
        sent.count() * 100 / its.len()
    };
    let mut shares: Vec<usize> = profile
        .parties
        .iter()
        .map(|party| share(&party.key))
        .collect();
    shares.sort_unstable();
    assert!(shares[0] <= 30, "{shares:?}");
    assert!(*shares.last().unwrap() >= 85, "{shares:?}");
}

#[rstest::rstest]
fn people_are_of_all_ages_and_genders_and_some_names_are_hostile(
    #[values("dgo", "cdmx")] name: &str,
) {
    let (profile, end) = end(name);
    let people: Vec<_> = end
        .candidacies
        .values()
        .map(|candidacy| &candidacy.data.person)
        .collect();
    let ages: BTreeSet<u16> = people
        .iter()
        .filter_map(|person| person.age_on(profile.process.election_day))
        .collect();
    assert!(
        ages.first().is_some_and(|age| (21..=26).contains(age)),
        "{ages:?}"
    );
    assert!(
        ages.last().is_some_and(|age| (75..=85).contains(age)),
        "{ages:?}"
    );
    let women = people
        .iter()
        .filter(|person| person.gender == Gender::Woman)
        .count();
    assert!(
        (people.len() * 45 / 100..people.len() * 65 / 100).contains(&women),
        "{women}"
    );
    assert!(
        people
            .iter()
            .any(|person| person.gender == Gender::NonBinary)
    );
    for hostile in ["O'Dam", "=SUMA(A1)", "<b>Dalia</b>"] {
        let has = |person: &&&domain::registry::Person| {
            person.first_surname == hostile || person.nickname.as_deref() == Some(hostile)
        };
        let person = people.iter().find(has);
        assert!(person.is_some(), "{hostile}");
    }
    assert!(
        people
            .iter()
            .flat_map(|person| &person.curp)
            .all(|curp| curp.starts_with("XX") && &curp[11..13] == "NE")
    );
}

#[rstest::rstest]
fn texts_reach_from_the_least_to_the_most_and_some_are_copied(#[values("dgo", "cdmx")] name: &str) {
    let (profile, end) = end(name);
    let definition = &profile.questionnaires[0];
    let published = || {
        end.captures
            .values()
            .filter(|c| c.state.code() == StateCode::Published)
    };
    let all_measure = |capture: &&Capture, wanted: fn(u32, u32) -> u32| {
        definition.fields().all(|field| match &field.kind {
            FieldKind::Paragraph { min, max, .. } => {
                let text = capture
                    .answers
                    .get(&field.key)
                    .and_then(Answer::text)
                    .unwrap_or_default();
                length(text, profile.capture.counting)
                    == usize::try_from(wanted(*min, *max)).unwrap()
            }
            _ => true,
        })
    };
    assert!(
        published()
            .filter(|capture| all_measure(capture, |_, max| max))
            .count()
            >= 2
    );
    assert!(
        published()
            .filter(|capture| all_measure(capture, |min, _| min))
            .count()
            >= 2
    );
    let mut proposals: BTreeMap<&str, usize> = BTreeMap::new();
    for capture in end.captures.values() {
        let field = "propuesta_2".parse().unwrap();
        if let Some(text) = capture.answers.get(&field).and_then(Answer::text) {
            *proposals.entry(text).or_default() += 1;
        }
    }
    let all: usize = proposals.values().sum();
    let copied: usize = proposals.values().filter(|times| **times > 1).sum();
    assert!(copied >= 2 && copied < all / 3, "{copied} of {all}");
}

#[test]
fn contacts_lead_nowhere() {
    let (profile, end) = end("cdmx");
    let definition = &profile.questionnaires[0];
    for answers in end.captures.values().map(|capture| &capture.answers) {
        for (field, answer) in answers.iter() {
            let Some(FieldKind::List { format, .. }) =
                definition.field(field).map(|field| &field.kind)
            else {
                continue;
            };
            for line in answer.lines() {
                match format {
                    domain::questionnaire::Format::Phone => {
                        assert!(line.starts_with("000 000 "), "{line}")
                    }
                    domain::questionnaire::Format::Email => {
                        assert!(line.ends_with(".example"), "{line}")
                    }
                    domain::questionnaire::Format::Link => {
                        let nobody = "cuenta-de-demostracion-que-no-existe-";
                        assert!(
                            line.contains(".example/") || line.contains(nobody),
                            "{line}"
                        )
                    }
                    domain::questionnaire::Format::Text => {}
                }
            }
        }
    }
}

/// What is counted on the page of statistics and listed among notifications.
#[rstest::rstest]
fn verdicts_are_told_by_named_people_and_some_are_read(#[values("dgo", "cdmx")] name: &str) {
    let (profile, end) = end(name);
    let told = || end.notifications.values();
    let people: BTreeSet<_> = end.accounts.values().map(|account| account.id).collect();
    for stage in &profile.stages {
        for (matter, expected) in [
            (Matter::Approved, true),
            (Matter::Returned, stage.may_return),
        ] {
            let own: Vec<_> = told()
                .filter(|told| told.stage == stage.key && told.matter == matter)
                .collect();
            assert_eq!(!own.is_empty(), expected, "{} {matter:?}", stage.key);
            assert!(own.iter().all(|told| {
                told.arrived.is_some() && told.decided_by.is_some_and(|by| people.contains(&by))
            }));
        }
    }
    let returned: BTreeSet<_> = told()
        .filter(|told| told.matter == Matter::Returned)
        .map(|told| (told.candidacy, told.at))
        .collect();
    for capture in end.captures.values() {
        if let State::Returned { at, .. } = capture.state {
            assert!(returned.contains(&(capture.candidacy, at)));
        }
    }
    let read = |told: &&Notification| !told.readings.is_empty();
    assert!(told().filter(read).count() >= 2);
    assert!(told().any(|told| told.readings.is_empty() && told.matter == Matter::Returned));
}
