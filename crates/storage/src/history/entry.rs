//! An act as an entry of the history.

use activity_log::{Actor, Details, Entry, EntryError, EntryFields, Hash};
use domain::activity::{Act, Author};
use domain::time::Instant;

/// An act that is to be written, with what the history vouches for.
#[derive(Debug)]
pub struct Written {
    act: Act,
    record: Option<Hash>,
    vouched: Option<(&'static str, String)>,
}

impl Written {
    /// An act without a record.
    pub const fn act(act: Act) -> Self {
        Self {
            act,
            record: None,
            vouched: None,
        }
    }

    /// An act that led to the record with this digest.
    pub const fn of_record(act: Act, digest: [u8; 32]) -> Self {
        Self {
            act,
            record: Some(Hash::new(digest)),
            vouched: None,
        }
    }

    /// The same with a detail that vouches for a fact beside the record.
    pub fn vouching(self, detail: &'static str, value: String) -> Self {
        Self {
            vouched: Some((detail, value)),
            ..self
        }
    }

    /// The entry. Its instant is the act's, or that of the entry before it: an act that was decided a little
    /// earlier than the one that was written before it takes that one's instant, so that time in the history
    /// never goes back (decision 12).
    pub fn into_entry(self, not_before: Instant) -> Result<Entry, EntryError> {
        let (actor, role, session) = match self.act.author {
            Author::System => (Actor::System, "system", None),
            Author::Anonymous => (Actor::Anonymous, "anonymous", None),
            Author::Account {
                account,
                role,
                session,
            } => (
                Actor::account(account),
                role.key(),
                session.map(|session| session.to_string()),
            ),
        };
        let mut details: Details = self
            .act
            .details
            .into_iter()
            .map(|(code, value)| (code.to_owned(), value))
            .collect();
        details.extend(self.vouched.map(|(code, value)| (code.to_owned(), value)));
        Entry::new(EntryFields {
            instant: self.act.at.max(not_before).micros(),
            actor,
            role: role.to_owned(),
            session,
            module: self.act.action.module().code().to_owned(),
            action: self.act.action.code().to_owned(),
            subject_kind: self.act.subject.kind.to_owned(),
            subject_id: self.act.subject.id,
            record: self.record,
            details,
            commitments: Default::default(),
        })
    }
}
