//! What is stored when a story has been told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use demo::Told;
use domain::account::Account;
use domain::capture::{Capture, RevisionKind};
use domain::delivery::Delivery;
use domain::extension::Extension;
use domain::id::CandidacyId;
use domain::notification::Notification;
use domain::party::{Assignment, Disclosure, PartyNotice, SupervisorAppointment};
use domain::profile::Profile;
use domain::proposal::Proposal;
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
    /// Deliveries, in order.
    pub deliveries: Vec<Delivery>,
    /// Supervisors' appointments by identifier.
    pub supervisors: BTreeMap<String, SupervisorAppointment>,
    /// Parties' notices.
    pub notices: Vec<PartyNotice>,
    /// The evidence of each candidacy.
    pub shown: BTreeMap<CandidacyId, Disclosure>,
    /// Who types for each candidacy.
    pub assigned: BTreeMap<CandidacyId, Assignment>,
    /// Extensions.
    pub extensions: Vec<Extension>,
    /// Proposals.
    pub proposals: Vec<Proposal>,
    /// Notifications as they stand, by number.
    pub notifications: BTreeMap<u32, Notification>,
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
        deliveries: Vec::new(),
        supervisors: BTreeMap::new(),
        notices: Vec::new(),
        shown: BTreeMap::new(),
        assigned: BTreeMap::new(),
        extensions: Vec::new(),
        proposals: Vec::new(),
        notifications: BTreeMap::new(),
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
            Told::Delivery(decided) => end.deliveries.push(decided.into_record()),
            Told::Supervisor(decided) => {
                let named = decided.into_record();
                end.supervisors.insert(named.id.to_string(), named);
            }
            Told::PartyNotice(decided) => end.notices.push(decided.into_record()),
            Told::Disclosure(decided) => {
                let shown = decided.into_record();
                end.shown.insert(shown.candidacy, shown);
            }
            Told::Assignment(decided) => {
                let assigned = decided.into_record();
                end.assigned.insert(assigned.candidacy, assigned);
            }
            Told::Extension(decided) => end.extensions.push(decided.into_record()),
            Told::Proposal(decided) => end.proposals.push(decided.into_record()),
            Told::Notification(decided) => {
                let told = decided.into_record();
                end.notifications.insert(told.number, told);
            }
            Told::Act(_) => {}
        }
    }
    end
}
