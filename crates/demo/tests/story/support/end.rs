//! What is stored when a story has been told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use demo::Told;
use domain::account::Account;
use domain::capture::{Capture, RevisionKind};
use domain::id::CandidacyId;
use domain::profile::Profile;
use domain::registry::Candidacy;

/// What is stored at the end of a story.
pub struct End {
    /// Accounts by login.
    pub accounts: BTreeMap<String, Account>,
    /// Candidacies.
    pub candidacies: BTreeMap<CandidacyId, Candidacy>,
    /// Captures.
    pub captures: BTreeMap<CandidacyId, Capture>,
    /// Candidacies whose text a stage edited.
    pub edited: BTreeSet<CandidacyId>,
}

/// The end of a default story, told once for all tests.
pub fn end(name: &str) -> (&'static Profile, &'static End) {
    static DGO: OnceLock<(Profile, End)> = OnceLock::new();
    static CDMX: OnceLock<(Profile, End)> = OnceLock::new();
    let cell = if name == "dgo" { &DGO } else { &CDMX };
    let (profile, end) = cell.get_or_init(|| {
        let profile = super::profile(name);
        let end = end_of(&profile, None, 42);
        (profile, end)
    });
    (profile, end)
}

/// The end of a story.
pub fn end_of(profile: &Profile, candidacies: Option<usize>, seed: u64) -> End {
    let mut end = End {
        accounts: BTreeMap::new(),
        candidacies: BTreeMap::new(),
        captures: BTreeMap::new(),
        edited: BTreeSet::new(),
    };
    for told in super::told(profile, seed, candidacies) {
        match told {
            Told::Account(decided) => {
                let account = decided.into_record();
                end.accounts.insert(account.login.clone(), account);
            }
            Told::Candidacy(decided) => {
                let candidacy = decided.into_record();
                end.candidacies.insert(candidacy.id, candidacy);
            }
            Told::Capture(decided) => {
                let made = &decided.facts().revision;
                if made
                    .as_ref()
                    .is_some_and(|made| made.kind == RevisionKind::StageEdit)
                {
                    end.edited.insert(decided.record().candidacy);
                }
                let capture = decided.into_record();
                end.captures.insert(capture.candidacy, capture);
            }
            Told::Act(_) => {}
        }
    }
    end
}
