//! What parties register: supervisors, their own notice with its evidence, assignments.
//!
//! Evidence counts for the party whose notice it names: a candidacy that passes to another party needs that one's.

use domain::id::{AppointmentId, CandidacyId, DisclosureId};
use domain::key::PartyKey;
use domain::party::{Assignment, Disclosure, PartyNotice, SupervisorAppointment};

use crate::document::document;
use crate::engine::{Insert, statements, values};
use crate::error::StorageError;
use crate::unit::Unit;

statements! {
    in "party";
    statements {
        SUPERVISOR = "SELECT id, party, account, ended, content FROM supervisor WHERE id = $1";
        SUPERVISORS = "SELECT id, party, account, ended, content FROM supervisor ORDER BY id";
        SUPERVISORS_OF = "SELECT id, party, account, ended, content FROM supervisor WHERE party = $1 ORDER BY id";
        NOTICE = "SELECT id, party, version, content FROM party_notice WHERE id = $1";
        NOTICES = "SELECT id, party, version, content FROM party_notice ORDER BY id";
        NOTICES_OF = "SELECT id, party, version, content FROM party_notice WHERE party = $1 ORDER BY version DESC";
        DISCLOSURE = "SELECT id, candidacy, notice, content FROM disclosure WHERE id = $1";
        DISCLOSURES = "SELECT id, candidacy, notice, content FROM disclosure ORDER BY id";
        DISCLOSURES_OF = "SELECT id, candidacy, notice, content FROM disclosure WHERE candidacy = $1 ORDER BY id";
        SHOWN_BY = "SELECT disclosure.id FROM disclosure JOIN party_notice ON party_notice.id = disclosure.notice \
            WHERE disclosure.candidacy = $1 AND party_notice.party = $2 LIMIT 1";
        ASSIGNMENT = "SELECT id, capturer, content FROM assignment WHERE id = $1";
        ASSIGNMENTS = "SELECT id, capturer, content FROM assignment ORDER BY id";
        ASSIGNMENTS_OF = "SELECT assignment.id, capturer, content FROM assignment \
            JOIN candidacy ON candidacy.id = assignment.id WHERE candidacy.party = $1 ORDER BY assignment.id";
    }
    inserts {
        INSERT_SUPERVISOR = Insert {
            table: "supervisor",
            columns: &["id", "party", "account", "ended", "content"],
            conflict: "",
        };
        INSERT_NOTICE = Insert {
            table: "party_notice",
            columns: &["id", "party", "version", "content"],
            conflict: "",
        };
        INSERT_DISCLOSURE = Insert {
            table: "disclosure",
            columns: &["id", "candidacy", "notice", "content"],
            conflict: "",
        };
        INSERT_ASSIGNMENT = Insert {
            table: "assignment",
            columns: &["id", "capturer", "content"],
            conflict: "",
        };
    }
}

document!(
    SupervisorAppointment,
    INSERT_SUPERVISOR,
    SUPERVISOR,
    SUPERVISORS,
    "ON CONFLICT (id) DO UPDATE SET party = excluded.party, account = excluded.account, \
     ended = excluded.ended, content = excluded.content",
    |named| [&named.party, named.account, named.ended]
);
document!(PartyNotice, INSERT_NOTICE, NOTICE, NOTICES, "", |notice| [
    &notice.party,
    notice.version,
]);
document!(
    Disclosure,
    INSERT_DISCLOSURE,
    DISCLOSURE,
    DISCLOSURES,
    "",
    |shown| [shown.candidacy, shown.notice]
);
document!(
    Assignment,
    INSERT_ASSIGNMENT,
    ASSIGNMENT,
    ASSIGNMENTS,
    "ON CONFLICT (id) DO UPDATE SET capturer = excluded.capturer, content = excluded.content",
    |assigned| [assigned.capturer]
);

impl Unit {
    /// The appointment with this identifier.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn supervisor(
        &mut self,
        id: AppointmentId,
    ) -> Result<Option<SupervisorAppointment>, StorageError> {
        self.record(SUPERVISOR.with(values![id.to_string()])).await
    }

    /// The supervisors that a party named, the first one first, or with none those of all parties; ended appointments
    /// too.
    ///
    /// # Errors
    /// As every read.
    pub async fn supervisors(
        &mut self,
        party: Option<&PartyKey>,
    ) -> Result<Vec<SupervisorAppointment>, StorageError> {
        match party {
            Some(party) => self.records(SUPERVISORS_OF.with(values![party])).await,
            None => self.records(SUPERVISORS.into()).await,
        }
    }

    /// The versions of a party's own notice, the one in force first.
    ///
    /// # Errors
    /// As every read.
    pub async fn party_notices(
        &mut self,
        party: &PartyKey,
    ) -> Result<Vec<PartyNotice>, StorageError> {
        self.records(NOTICES_OF.with(values![party])).await
    }

    /// Every version of every party's notice, in the order in which they were registered.
    ///
    /// # Errors
    /// As every read.
    pub async fn all_party_notices(&mut self) -> Result<Vec<PartyNotice>, StorageError> {
        self.records(NOTICES.into()).await
    }

    /// A piece of evidence.
    ///
    /// # Errors
    /// As every read.
    pub async fn disclosure(
        &mut self,
        id: DisclosureId,
    ) -> Result<Option<Disclosure>, StorageError> {
        self.record(DISCLOSURE.with(values![id.to_string()])).await
    }

    /// Whether there is evidence that a candidacy's person was shown a notice of this party.
    ///
    /// # Errors
    /// As every read.
    pub async fn was_shown(
        &mut self,
        candidacy: CandidacyId,
        party: &PartyKey,
    ) -> Result<bool, StorageError> {
        let found = self
            .tx
            .all(SHOWN_BY.with(values![candidacy, party]))
            .await?;
        Ok(!found.is_empty())
    }

    /// The evidence that a candidacy's person was shown the party's notice, the first one first.
    ///
    /// # Errors
    /// As every read.
    pub async fn disclosures_of(
        &mut self,
        candidacy: CandidacyId,
    ) -> Result<Vec<Disclosure>, StorageError> {
        self.records(DISCLOSURES_OF.with(values![candidacy])).await
    }

    /// Who types for a candidacy.
    ///
    /// # Errors
    /// As every read.
    pub async fn assignment(
        &mut self,
        candidacy: CandidacyId,
    ) -> Result<Option<Assignment>, StorageError> {
        self.record(ASSIGNMENT.with(values![candidacy.to_string()]))
            .await
    }

    /// Who types for each candidacy that a party captures; those never assigned are absent.
    ///
    /// # Errors
    /// As every read.
    pub async fn assignments_of(
        &mut self,
        party: &PartyKey,
    ) -> Result<Vec<Assignment>, StorageError> {
        self.records(ASSIGNMENTS_OF.with(values![party])).await
    }
}
