//! The repository's profiles, and a story told to its end.

mod end;

pub use end::{end, end_of};

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use demo::{Story, StoryOptions, Told};
use domain::activity::Action;
use domain::profile::{Profile, Source};
use domain::questionnaire::{Crop, Photograph};
use domain::registry::Calling;
use domain::time::Instant;

/// The password hash that every account gets.
pub const HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$ZGVtbw$ZGVtb2RlbW9kZW1v";

struct Folder {
    root: PathBuf,
    /// Files with other text than the folder's: path, what it says there, what it says here.
    changes: Vec<(&'static str, &'static str, &'static str)>,
}

impl Folder {
    fn files(&self, under: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(under).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                self.files(&path, found);
            } else {
                let inside = path.strip_prefix(&self.root).unwrap();
                found.push(inside.to_str().unwrap().to_owned());
            }
        }
    }
}

impl Source for Folder {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        let mut text = String::from_utf8(std::fs::read(self.root.join(path)).ok()?).unwrap();
        for (file, from, to) in &self.changes {
            if *file == path {
                assert!(text.contains(from), "{path} does not say {from:?}");
                text = text.replace(from, to);
            }
        }
        Some(text.into_bytes())
    }

    fn list(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.files(&self.root, &mut found);
        found
    }
}

/// A profile of the repository: `dgo` or `cdmx`.
pub fn profile(name: &str) -> Profile {
    changed(name, &[])
}

/// A profile of the repository with other words in some of its files.
pub fn changed(name: &str, changes: &[(&'static str, &'static str, &'static str)]) -> Profile {
    let folder = Folder {
        root: Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../profiles")
            .join(name),
        changes: changes.to_vec(),
    };
    Profile::load(&folder).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// The instant at which the profile's demonstration begins.
pub fn now(profile: &Profile) -> Instant {
    let start = profile.process.demo_start;
    Instant::from_civil(start.date(), start.time(), &profile.institute.zone)
}

/// Photographs by their hashes: no story looks at the files.
fn portraits() -> Vec<Photograph> {
    let hash = |digit: u8| format!("{digit:02x}").repeat(32).parse().unwrap();
    let portrait = |number: u8| Photograph {
        negative: hash(4 * number),
        small: hash(4 * number + 1),
        medium: hash(4 * number + 2),
        large: hash(4 * number + 3),
        crop: Crop::WHOLE,
        described: String::new(),
    };
    (0..demo::PORTRAITS).map(portrait).collect()
}

/// The options of the tests.
pub fn options(profile: &Profile, seed: u64, candidacies: Option<usize>) -> StoryOptions {
    StoryOptions {
        seed,
        candidacies,
        now: now(profile),
        password_hash: HASH.to_owned(),
        portraits: portraits(),
    }
}

/// Every change of a story.
pub fn told(profile: &Profile, seed: u64, candidacies: Option<usize>) -> Vec<Told> {
    Story::new(profile, options(profile, seed, candidacies))
        .map(|told| told.unwrap_or_else(|interrupted| panic!("{interrupted}")))
        .collect()
}

/// The lists of a registry as it fills.
#[derive(Default)]
pub struct Lists {
    keys: BTreeSet<String>,
    places: BTreeMap<String, Vec<u16>>,
}

impl Lists {
    /// Notes a registration; other changes are passed over.
    pub fn note(&mut self, profile: &Profile, told: &Told) {
        let Told::Candidacy(decided) = told else {
            return;
        };
        if decided.act().action != Action::CandidacyRegistered {
            return;
        }
        let data = &decided.record().data;
        assert!(self.keys.insert(data.key.clone()), "{} twice", data.key);
        let list = profile.office(&data.office).unwrap().shape.is_list();
        if list && data.calling == Calling::Holder {
            let place = format!("{} {} {:?}", data.office, data.territory, data.postulation);
            self.places.entry(place).or_default().extend(data.number);
        }
    }

    /// How many candidacies were registered.
    pub fn candidacies(&self) -> usize {
        self.keys.len()
    }

    /// Checks that every list goes from 1 to its length.
    pub fn have_no_gaps(self) {
        for (place, mut numbers) in self.places {
            numbers.sort_unstable();
            let whole: Vec<u16> = (1..=u16::try_from(numbers.len()).unwrap()).collect();
            assert_eq!(numbers, whole, "{place}");
        }
    }
}
