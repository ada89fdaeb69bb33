//! Changes on their way into the database.

use std::collections::BTreeMap;

use domain::account::Account;
use domain::activity::Act;
use domain::capture::Capture;
use domain::confirmation::{ConfirmationLink, EditsSeen};
use domain::delivery::Delivery;
use domain::extension::Extension;
use domain::grounds::GroundEdition;
use domain::help_request::HelpRequest;
use domain::hiding::Hiding;
use domain::notification::Notification;
use domain::party::{Assignment, Disclosure, PartyNotice, SupervisorAppointment};
use domain::proposal::Proposal;
use domain::receipt::IssuedReceipt;
use domain::record::{Decided, Record};
use domain::registry::{Candidacy, RegisteredAgreement};

use crate::engine::{Rows, Value};
use crate::history::Written;
use crate::record::{Seen, Stored};
use crate::revision::{INSERT_REVISION, REVISION_DETAIL, cells as revision_cells, vouched};

/// Declares the kinds of record that are one row each, in the order in which rows may refer to one another. A capture
/// also leaves revisions behind and has its own way below.
macro_rules! records {
    ($($(#[$doc:meta])* $field:ident: $record:ty => $variant:ident;)+) => {
        /// One thing to write: a decision of the domain, or an act that changes no record.
        #[derive(Debug, Clone)]
        pub enum Change {
            $($(#[$doc])* $variant(Box<Decided<$record>>),)+
            /// About a capture.
            Capture(Box<Decided<Capture>>),
            /// An act alone.
            Act(Act),
        }

        $(impl From<Decided<$record>> for Change {
            fn from(decided: Decided<$record>) -> Self {
                Self::$variant(Box::new(decided))
            }
        })+

        /// Changes that are written together: of each record only its last state is a row, of each act there is an
        /// entry.
        #[derive(Default)]
        pub struct Batch {
            $($field: BTreeMap<String, $record>,)+
            captures: BTreeMap<String, Capture>,
            revisions: Vec<Vec<Value>>,
            acts: Vec<Written>,
        }

        impl Batch {
            /// Adds a change.
            pub fn take(&mut self, change: Change) {
                match change {
                    $(Change::$variant(decided) => {
                        self.acts.push(written(&decided));
                        put(&mut self.$field, decided.into_record());
                    })+
                    Change::Capture(decided) => self.take_capture(*decided),
                    Change::Act(act) => self.acts.push(Written::act(act)),
                }
            }

            /// The rows, those that others refer to first, and the acts, in order, for the history.
            pub fn into_rows(self, seen: &mut Seen) -> (Vec<Rows>, Vec<Written>) {
                let mut rows = Vec::new();
                $(put_rows(&mut rows, seen, self.$field);)+
                put_rows(&mut rows, seen, self.captures);
                rows.push(Rows::of(INSERT_REVISION, self.revisions));
                (rows, self.acts)
            }
        }
    };
}

records! {
    /// About a candidacy.
    candidacies: Candidacy => Candidacy;
    /// About an account.
    accounts: Account => Account;
    /// About an agreement.
    agreements: RegisteredAgreement => Agreement;
    /// An extension of terms.
    extensions: Extension => Extension;
    /// A delivery of an account.
    deliveries: Delivery => Delivery;
    /// About a proposal.
    proposals: Proposal => Proposal;
    /// About a supervisor.
    supervisors: SupervisorAppointment => Supervisor;
    /// A version of a party's notice.
    party_notices: PartyNotice => PartyNotice;
    /// The evidence that a party's notice was shown.
    disclosures: Disclosure => Disclosure;
    /// About who types for a candidacy.
    assignments: Assignment => Assignment;
    /// About a request of somebody who cannot get in.
    help_requests: HelpRequest => HelpRequest;
    /// An edition of a ground.
    grounds: GroundEdition => Ground;
    /// About a notification of validation.
    notifications: Notification => Notification;
    /// About a hiding.
    hidings: Hiding => Hiding;
    /// A receipt whose document was made.
    receipts: IssuedReceipt => Receipt;
    /// About a link of confirmation.
    confirmation_links: ConfirmationLink => ConfirmationLink;
    /// What a person has seen of others' changes.
    edits_seen: EditsSeen => EditsSeen;
}

impl From<Decided<Capture>> for Change {
    fn from(decided: Decided<Capture>) -> Self {
        Self::Capture(Box::new(decided))
    }
}

impl From<Act> for Change {
    fn from(act: Act) -> Self {
        Self::Act(act)
    }
}

impl Batch {
    fn take_capture(&mut self, decided: Decided<Capture>) {
        let mut act = written(&decided);
        if let Some(revision) = &decided.facts().revision {
            let capture = decided.record();
            act = act.vouching(REVISION_DETAIL, vouched(&capture.id(), revision));
            self.revisions.push(revision_cells(capture, revision));
        }
        self.acts.push(act);
        put(&mut self.captures, decided.into_record());
    }
}

fn written<R: Record>(decided: &Decided<R>) -> Written {
    Written::of_record(decided.act().clone(), decided.record().digest())
}

fn put<R: Record>(records: &mut BTreeMap<String, R>, record: R) {
    records.insert(record.id(), record);
}

/// Overwrites the records that this unit knows and inserts the others, which must be new.
fn put_rows<R: Stored>(rows: &mut Vec<Rows>, seen: &mut Seen, records: BTreeMap<String, R>) {
    let (known, new): (Vec<_>, Vec<_>) =
        records.into_iter().partition(|(id, _)| seen.knows::<R>(id));
    rows.push(Rows::of(R::INSERT, cells_of(&new)));
    rows.push(Rows::of(R::INSERT.or(R::OVERWRITE), cells_of(&known)));
    new.iter().for_each(|(_, record)| seen.note(record));
}

fn cells_of<R: Stored>(records: &[(String, R)]) -> Vec<Vec<Value>> {
    records.iter().map(|(_, record)| record.cells()).collect()
}
