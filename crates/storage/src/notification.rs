//! Notifications of validation.

use domain::id::{AccountId, CandidacyId, NotificationId};
use domain::key::{PartyKey, StageKey};
use domain::notification::{Addressee, Matter, Notification};
use domain::time::Instant;

use crate::document::document;
use crate::engine::{Insert, statements, values};
use crate::error::StorageError;
use crate::unit::Unit;

/// All of a notification's columns: verification compares each with what follows from the record.
macro_rules! notification_columns {
    () => {
        "id, number, candidacy, party, stage, matter, decided_by, arrived, issued, candidate_waits, party_waits, \
         content"
    };
}

/// The list and the count are of the same.
macro_rules! unread_of_party {
    () => {
        " WHERE notification.party = $1 AND notification.party_waits AND EXISTS (SELECT captured.id \
         FROM candidacy captured WHERE captured.id = notification.candidacy AND captured.party = $1)"
    };
}

statements! {
    in "notification";
    statements {
        BY_ID = concat!("SELECT ", notification_columns!(), " FROM notification WHERE id = $1");
        ALL = concat!("SELECT ", notification_columns!(), " FROM notification ORDER BY id");
        LAST = "SELECT COALESCE(MAX(number), 0) AS number FROM notification";
        OF_CANDIDACY = "SELECT id, content FROM notification WHERE candidacy = $1 ORDER BY number DESC";
        LAST_RETURN = "SELECT id, content FROM notification WHERE candidacy = $1 AND matter = 'returned' \
            ORDER BY number DESC LIMIT 1";
        UNREAD_OF_CANDIDACY = "SELECT id, content FROM notification WHERE candidacy = $1 AND candidate_waits \
            ORDER BY number DESC LIMIT $2";
        /// Of candidacies that the party still captures: it may read no others.
        UNREAD_OF_PARTY = concat!("SELECT id, content FROM notification", unread_of_party!(),
            " ORDER BY number DESC LIMIT $2");
        UNREAD_COUNT_OF_PARTY = concat!("SELECT COUNT(*) AS waiting FROM notification", unread_of_party!());
        UNREAD_COUNT_OF_CANDIDACY = "SELECT COUNT(*) AS waiting FROM notification \
            WHERE candidacy = $1 AND candidate_waits";
        PAGE = "SELECT id, content FROM notification WHERE number < $1 ORDER BY number DESC LIMIT $2";
        PAGE_OF_PARTY = "SELECT id, content FROM notification WHERE number < $1 AND party = $3 \
            ORDER BY number DESC LIMIT $2";
        /// Of candidacies that the party still captures, as above.
        PAGE_CAUSED = "SELECT id, content FROM notification WHERE candidacy IN \
            (SELECT captured.id FROM candidacy captured WHERE captured.party = $4) AND decided_by = $3 AND number < $1 \
            ORDER BY number DESC LIMIT $2";
        DECISIONS = "SELECT stage, matter, decided_by, arrived, issued FROM notification \
            WHERE matter IN ('approved', 'returned', 'closed') ORDER BY number";
        RETURNS = "SELECT id, content FROM notification WHERE matter IN ('returned', 'closed') ORDER BY number";
    }
    inserts {
        INSERT_NOTIFICATION = Insert {
            table: "notification",
            columns: &[
                "id", "number", "candidacy", "party", "stage", "matter", "decided_by", "arrived", "issued",
                "candidate_waits", "party_waits", "content",
            ],
            conflict: "",
        };
    }
}

document!(
    Notification,
    INSERT_NOTIFICATION,
    BY_ID,
    ALL,
    "ON CONFLICT (id) DO UPDATE SET number = excluded.number, candidacy = excluded.candidacy, \
     party = excluded.party, stage = excluded.stage, matter = excluded.matter, \
     decided_by = excluded.decided_by, arrived = excluded.arrived, issued = excluded.issued, \
     candidate_waits = excluded.candidate_waits, party_waits = excluded.party_waits, content = excluded.content",
    |notification| [
        notification.number,
        notification.candidacy,
        party(notification),
        &notification.stage,
        notification.matter.code(),
        notification.decided_by,
        notification.arrived,
        notification.at,
        notification.awaits(&Addressee::Candidacy),
        party(notification)
            .is_some_and(|party| notification.awaits(&Addressee::Party(party.clone()))),
    ]
);

fn party(notification: &Notification) -> Option<&PartyKey> {
    notification
        .addressees
        .iter()
        .find_map(|addressee| match addressee {
            Addressee::Party(party) => Some(party),
            Addressee::Candidacy => None,
        })
}

/// One decision, for the statistics of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRow {
    /// The stage.
    pub stage: StageKey,
    /// What was decided.
    pub matter: Matter,
    /// Who decided; none: the program.
    pub decided_by: Option<AccountId>,
    /// Since when the stage had it.
    pub arrived: Option<Instant>,
    /// When it was decided.
    pub at: Instant,
}

impl Unit {
    /// The notification with this identifier.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn notification(
        &mut self,
        id: NotificationId,
    ) -> Result<Option<Notification>, StorageError> {
        self.record(BY_ID.with(values![id.to_string()])).await
    }

    /// The number that the next notification gets. Inside a write unit nobody else takes it.
    ///
    /// # Errors
    /// As every read.
    pub async fn next_notification_number(&mut self) -> Result<u32, StorageError> {
        let row = self.tx.optional(LAST).await?;
        let last: Option<u32> = row.map(|row| row.number("number")).transpose()?;
        Ok(last.unwrap_or(0) + 1)
    }

    /// The notifications about a candidacy, the latest first.
    ///
    /// # Errors
    /// As every read.
    pub async fn notifications_of(
        &mut self,
        candidacy: CandidacyId,
    ) -> Result<Vec<Notification>, StorageError> {
        self.records(OF_CANDIDACY.with(values![candidacy])).await
    }

    /// The latest return of a candidacy's questionnaire.
    ///
    /// # Errors
    /// As every read.
    pub async fn last_return_of(
        &mut self,
        candidacy: CandidacyId,
    ) -> Result<Option<Notification>, StorageError> {
        self.record(LAST_RETURN.with(values![candidacy])).await
    }

    /// A page of all notifications, or of those about the candidacies that one party captures: the latest before
    /// `number`, at most `limit`.
    ///
    /// # Errors
    /// As every read.
    pub async fn notification_page(
        &mut self,
        party: Option<&PartyKey>,
        number: u32,
        limit: u32,
    ) -> Result<Vec<Notification>, StorageError> {
        match party {
            Some(party) => {
                self.records(PAGE_OF_PARTY.with(values![number, limit, party]))
                    .await
            }
            None => self.records(PAGE.with(values![number, limit])).await,
        }
    }

    /// A page of what one account's own decisions told, about candidacies that its party captures: the latest before
    /// `number`, at most `limit`.
    ///
    /// # Errors
    /// As every read.
    pub async fn notifications_caused(
        &mut self,
        by: AccountId,
        party: &PartyKey,
        number: u32,
        limit: u32,
    ) -> Result<Vec<Notification>, StorageError> {
        self.records(PAGE_CAUSED.with(values![number, limit, by, party]))
            .await
    }

    /// The notifications that a party has not acknowledged, of candidacies that it captures, the latest first, at most
    /// `limit`.
    ///
    /// # Errors
    /// As every read.
    pub async fn unread_of_party(
        &mut self,
        party: &PartyKey,
        limit: u32,
    ) -> Result<Vec<Notification>, StorageError> {
        self.records(UNREAD_OF_PARTY.with(values![party, limit]))
            .await
    }

    /// The notifications that a candidacy's own account has not acknowledged, the latest first, at most `limit`.
    ///
    /// # Errors
    /// As every read.
    pub async fn unread_of_candidacy(
        &mut self,
        candidacy: CandidacyId,
        limit: u32,
    ) -> Result<Vec<Notification>, StorageError> {
        self.records(UNREAD_OF_CANDIDACY.with(values![candidacy, limit]))
            .await
    }

    /// How many notifications an addressee has not acknowledged: a party, of candidacies that it captures, or a
    /// candidacy's own account.
    ///
    /// # Errors
    /// As every read.
    pub async fn unread_count(
        &mut self,
        party: Option<&PartyKey>,
        candidacy: Option<CandidacyId>,
    ) -> Result<u64, StorageError> {
        let query = match (party, candidacy) {
            (Some(party), _) => UNREAD_COUNT_OF_PARTY.with(values![party]),
            (None, Some(candidacy)) => UNREAD_COUNT_OF_CANDIDACY.with(values![candidacy]),
            (None, None) => return Ok(0),
        };
        let row = self.tx.optional(query).await?;
        let waiting: Option<u64> = row.map(|row| row.number("waiting")).transpose()?;
        Ok(waiting.unwrap_or(0))
    }

    /// Every decision that was notified, in order.
    ///
    /// # Errors
    /// As every read.
    pub async fn decisions(&mut self) -> Result<Vec<DecisionRow>, StorageError> {
        let rows = self.tx.all(DECISIONS).await?;
        let read = |row: &crate::engine::Row| {
            Ok(DecisionRow {
                stage: row.parse("stage")?,
                matter: Matter::from_code(&row.text("matter")?)
                    .ok_or_else(|| row.inconsistent("matter"))?,
                decided_by: row.optional_parse("decided_by")?,
                arrived: row.optional_int("arrived")?.map(Instant::from_micros),
                at: Instant::from_micros(row.int("issued")?),
            })
        };
        rows.iter().map(read).collect()
    }

    /// Every return and closing with its remarks, in order.
    ///
    /// # Errors
    /// As every read.
    pub async fn returns(&mut self) -> Result<Vec<Notification>, StorageError> {
        self.records(RETURNS.into()).await
    }
}
