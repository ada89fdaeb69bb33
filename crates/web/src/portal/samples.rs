//! What the portal's tests are filled with: both profiles of the repository, and candidacies in every state.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::files::Files;
use domain::account::Role;
use domain::capture::{Capture, Claim, Remark, State, Submission};
use domain::id::{AccountId, CandidacyId, Entropy};
use domain::key::FieldKey;
use domain::profile::{Profile, Source};
use domain::questionnaire::{Answer, Answers, Crop, Definition, FieldKind, Format, Photograph};
use domain::registry::{
    Calling, Candidacy, CandidacyStatus, Gender, Person, Postulation, RegistryData, TermClock,
};
use domain::time::Instant;
use jiff::civil::{date, datetime};

use crate::portal::Now;
use crate::portal::Portal;
use crate::portal::ballot::Ballot;
use crate::portal::feed::Current;
use crate::ui;

/// The two institutes.
pub(crate) const PROFILES: [&str; 2] = ["dgo", "cdmx"];

/// 16 April 2024, 10:00 in the institutes' zone: inside the campaign of both.
pub(crate) fn noon() -> Instant {
    at(datetime(2024, 4, 16, 10, 0, 0, 0))
}

/// An instant of local time.
pub(crate) fn at(local: jiff::civil::DateTime) -> Instant {
    let zone = jiff::tz::TimeZone::get("America/Mexico_City").unwrap();
    Instant::from_civil(local.date(), local.time(), &zone)
}

/// Files on disk.
struct Folder(PathBuf);

impl Source for Folder {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        std::fs::read(self.0.join(path)).ok()
    }

    fn list(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![self.0.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => folders.push(path),
                    false => found.push(
                        path.strip_prefix(&self.0)
                            .unwrap()
                            .to_str()
                            .unwrap()
                            .to_owned(),
                    ),
                }
            }
        }
        found
    }
}

/// A profile of the repository.
pub(crate) fn profile(name: &str) -> Profile {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../profiles"));
    Profile::load(&Folder(root.join(name))).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// Its ballot.
pub(crate) fn ballot(name: &str) -> Ballot {
    Ballot::new(Arc::new(profile(name)))
}

/// Identifiers that count up.
#[derive(Default)]
pub(crate) struct Ids(u64);

struct Fixed(u64);

impl Entropy for Fixed {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
        bytes[..8].copy_from_slice(&self.0.to_be_bytes());
    }
}

impl Ids {
    pub(crate) fn next(&mut self) -> CandidacyId {
        self.0 += 1;
        CandidacyId::new(noon(), &Fixed(self.0))
    }
}

/// A candidacy that stands, of Movimiento Ciudadano, in term.
pub(crate) fn candidacy(
    profile: &Profile,
    id: CandidacyId,
    office: &str,
    territory: &str,
) -> Candidacy {
    let received = at(datetime(2024, 4, 8, 9, 0, 0, 0));
    Candidacy {
        id,
        data: RegistryData {
            key: id.to_string(),
            office: office.parse().unwrap(),
            territory: territory.parse().unwrap(),
            number: None,
            calling: Calling::Holder,
            postulation: Postulation::Party {
                party: profile.parties[5].key.clone(),
            },
            person: person("Xóchitl", "Muñoz", "Güemes"),
        },
        status: CandidacyStatus::Active,
        capture_of: None,
        term: Some(TermClock {
            received,
            ends: at(datetime(2024, 4, 23, 23, 59, 59, 999_999_000)),
            extension: None,
        }),
    }
}

/// A person of 38 on election day, with everything that must stay inside.
pub(crate) fn person(given: &str, first: &str, second: &str) -> Person {
    Person {
        given_names: given.to_owned(),
        first_surname: first.to_owned(),
        second_surname: second.to_owned(),
        nickname: Some("La profe Xóchitl".to_owned()),
        gender: Gender::Woman,
        birth_date: Some(date(1986, 2, 13)),
        curp: Some("CURPCANARIO86021309".to_owned()),
        declared_age: None,
    }
}

/// All states of a capture, each once.
pub(crate) fn states() -> Vec<State> {
    let stage = || "supervision".parse().unwrap();
    let remark = Remark {
        field: "motivos".parse().unwrap(),
        ground: "lema".parse().unwrap(),
        edition: 0,
        note: "CANARIO-observacion".to_owned(),
    };
    let account = AccountId::new(noon(), &Fixed(77));
    vec![
        State::Capturing,
        State::InStage {
            stage: stage(),
            claim: None,
            since: None,
            proposed: None,
        },
        State::InStage {
            stage: stage(),
            claim: Some(Claim {
                by: account,
                at: noon(),
            }),
            since: Some(noon()),
            proposed: None,
        },
        State::Returned {
            stage: stage(),
            remarks: vec![remark],
            at: noon(),
            due: at(datetime(2024, 4, 19, 23, 59, 59, 999_999_000)),
            revision: Some(1),
            read: None,
        },
        State::Closed { at: noon() },
        State::Validated { at: noon() },
        State::Published {
            at: at(datetime(2024, 4, 12, 12, 30, 0, 0)),
        },
    ]
}

/// The state in which everything public is public.
pub(crate) fn is_published(state: &State) -> bool {
    matches!(state, State::Published { .. })
}

/// A capture of the profile's questionnaire.
pub(crate) fn capture(
    profile: &Profile,
    candidacy: CandidacyId,
    state: State,
    answers: Answers,
) -> Capture {
    let definition = &profile.questionnaires[0];
    let account = AccountId::new(noon(), &Fixed(77));
    let submission = Submission {
        at: at(datetime(2024, 4, 11, 8, 0, 0, 0)),
        by: account,
        role: Role::Supervisor,
        revision: 7,
        answers: "CANARIO-huella".to_owned(),
        declaration: "CANARIO-declaracion".to_owned(),
        late: false,
    };
    Capture {
        candidacy,
        questionnaire: definition.key.clone(),
        version: definition.version.clone(),
        submission: (!matches!(state, State::Capturing)).then_some(submission),
        state,
        revision: 7,
        answers,
        resubmission: None,
        returns: std::collections::BTreeMap::new(),
        hands: std::collections::BTreeSet::new(),
        outcome: None,
        corrections: Vec::new(),
    }
}

/// An answer to every field, each made by `text` from its key and its longest length.
pub(crate) fn answers(
    definition: &Definition,
    text: impl Fn(&FieldKey, usize) -> String,
) -> Answers {
    let mut answers = Answers::default();
    for field in definition.fields() {
        let of_format = |format: &Format, max: u32| match format {
            Format::Phone => "618 123 4567".to_owned(),
            Format::Email => format!("{}@ejemplo.mx", field.key),
            Format::Link => format!("https://www.ejemplo.mx/{}", field.key),
            Format::Text => text(&field.key, usize::try_from(max).unwrap()),
        };
        let answer = match &field.kind {
            FieldKind::Line { format, max } => Answer::Text(of_format(format, *max)),
            FieldKind::List {
                format,
                max,
                entries,
            } => Answer::List((0..*entries).map(|_| of_format(format, *max)).collect()),
            FieldKind::Paragraph { max, .. } => {
                Answer::Text(text(&field.key, usize::try_from(*max).unwrap()))
            }
            FieldKind::Choice { catalogue } => {
                let options = &definition.catalogue(catalogue).unwrap().options;
                Answer::Text(options.last().unwrap().key.to_string())
            }
            FieldKind::Photograph { max, .. } => Answer::Photograph {
                photograph: photograph(text(&field.key, usize::try_from(*max).unwrap())),
            },
        };
        answers.set(field.key.clone(), Some(answer));
    }
    answers
}

/// A photograph by its hashes, which tell its parts apart.
pub(crate) fn photograph(described: String) -> Photograph {
    let hash = |digit: &str| digit.repeat(64).parse().unwrap();
    Photograph {
        negative: hash("0"),
        small: hash("1"),
        medium: hash("2"),
        large: hash("3"),
        crop: Crop::WHOLE,
        described,
    }
}

/// Words as people write them, cut at a length.
pub(crate) fn prose(length: usize) -> String {
    const SAID: &str = "Crecí en la colonia y desde 2008 doy clases en la primaria. Con las familias organizamos el \
        comité del agua, abrimos una biblioteca y logramos que pasara el camión.\n\nQuiero llevar al congreso lo que \
        aprendí ahí: escuchar, hacer cuentas claras y volver cada mes a decir qué se hizo y qué falta. ";
    SAID.chars()
        .cycle()
        .take(length)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// A published capture with texts of believable length.
pub(crate) fn published(profile: &Profile, candidacy: CandidacyId) -> Capture {
    let answers = answers(&profile.questionnaires[0], |_, most| {
        if most <= 300 {
            "Av. 20 de Noviembre 100, Zona Centro".to_owned()
        } else {
            prose(most.min(900))
        }
    });
    capture(profile, candidacy, states().pop().unwrap(), answers)
}

/// A fresh portal with these candidacies and a clock that stands still.
pub(crate) fn portal(name: &str, current: &[Current], now: Instant) -> Arc<Portal> {
    portal_with_clock(name, current, Arc::new(move || now))
}

/// The same with a clock.
pub(crate) fn portal_with_clock(name: &str, current: &[Current], now: Now) -> Arc<Portal> {
    let ballot = ballot(name);
    let rows = crate::portal::public_rows(&ballot, current, &HashMap::new());
    assert_eq!(rows.len(), current.len(), "every sample is on the ballot");
    Arc::new(Portal::new(
        ballot,
        ui::samples::site(),
        now,
        Files::in_memory(),
        rows,
    ))
}

/// Some `count` candidacies of a profile over all its races, parties, shapes and states.
pub(crate) fn many(profile: &Profile, count: usize) -> Vec<Current> {
    let mut ids = Ids::default();
    let states = states();
    (0..count)
        .map(|index| one_of_many(profile, ids.next(), index, &states))
        .collect()
}

const GIVEN: [&str; 8] = [
    "Itzel",
    "José Ángel",
    "Ñandú",
    "María Fernanda",
    "Tomás",
    "Lucía",
    "Óscar Iván",
    "Xóchitl",
];
const FIRST: [&str; 7] = [
    "Núñez",
    "Ibáñez",
    "de la Cruz",
    "Güemes",
    "Órnelas",
    "Peña",
    "O'Dam",
];
const SECOND: [&str; 5] = ["Ríos", "", "Zúñiga", "Quiñones", "Ávila"];

fn one_of_many(profile: &Profile, id: CandidacyId, index: usize, states: &[State]) -> Current {
    let race = &profile.races[index % profile.races.len()];
    let office = profile.office(&race.office).unwrap();
    let party = &profile.parties[(index / profile.races.len()) % profile.parties.len()].key;
    let captures = profile
        .capturing_party(&race.office, &race.territory, party)
        .unwrap();
    let round = index / profile.races.len() / profile.parties.len();
    let mut candidacy = candidacy(profile, id, race.office.as_str(), race.territory.as_str());
    candidacy.data.person = person(GIVEN[index % 8], FIRST[index % 7], SECOND[index % 5]);
    candidacy.data.number = office
        .shape
        .is_list()
        .then(|| u16::try_from(round + 1).unwrap());
    candidacy.data.postulation = match (index % 11, captures.agreement) {
        (0, _) => Postulation::Independent,
        (_, None) => Postulation::Party {
            party: party.clone(),
        },
        (_, Some(agreement)) => Postulation::Agreement {
            agreement: agreement.key.clone(),
            party: captures.captures.key.clone(),
        },
    };
    if index % 23 == 1 {
        candidacy.status = CandidacyStatus::Replaced { at: noon() };
    }
    let capture = match index % (states.len() + 4) {
        step if step < states.len() => Some(capture(
            profile,
            id,
            states[step].clone(),
            Answers::default(),
        )),
        step if step == states.len() => None,
        _ => Some(published(profile, id)),
    };
    (candidacy, capture)
}
