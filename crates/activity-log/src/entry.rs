//! One act in the history and its canonical bytes.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::code::{check_code, check_value};
use crate::{CodeError, Hash, MAX_NUMBER, leaf_hash};

/// The version that this crate writes and reads, field `v`.
pub const ENTRY_VERSION: u32 = 1;
/// Most bytes that an entry's canonical form may have; the bounds of its fields already
/// keep every valid entry below.
pub const MAX_ENTRY_BYTES: usize = 64 * 1024;
/// Most pairs that `details` and `commitments` may each have.
pub const MAX_PAIRS: usize = 128;

/// Codes, identifiers and counts that explain an act. Never names or texts.
pub type Details = BTreeMap<String, String>;
/// Commitments to facts that the history must prove without telling them, by code.
pub type Commitments = BTreeMap<String, Hash>;

/// Who did it. As text: `account:<id>`, `system` or `anonymous`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, std::hash::Hash)]
pub enum Actor {
    /// A person's account, by its identifier.
    Account(String),
    /// The program by itself: a job, a term that lapsed, the command line.
    System,
    /// Somebody who had not signed in.
    Anonymous,
}

impl Actor {
    /// The actor of the account with this identifier.
    pub fn account(id: impl fmt::Display) -> Self {
        Self::Account(id.to_string())
    }

    /// The account's identifier, if it is an account.
    #[must_use]
    pub fn account_id(&self) -> Option<&str> {
        match self {
            Self::Account(id) => Some(id),
            Self::System | Self::Anonymous => None,
        }
    }

    /// The text that the canonical bytes carry.
    #[must_use]
    pub fn as_text(&self) -> Cow<'static, str> {
        match self {
            Self::Account(id) => format!("account:{id}").into(),
            Self::System => "system".into(),
            Self::Anonymous => "anonymous".into(),
        }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.as_text())
    }
}

impl FromStr for Actor {
    type Err = EntryError;

    fn from_str(text: &str) -> Result<Self, EntryError> {
        match text {
            "system" => Ok(Self::System),
            "anonymous" => Ok(Self::Anonymous),
            _ => {
                let id = text.strip_prefix("account:").ok_or(EntryError::Actor)?;
                Ok(Self::Account(id.to_owned()))
            }
        }
    }
}

impl Serialize for Actor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.as_text())
    }
}

impl<'de> Deserialize<'de> for Actor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

/// What an entry says, before or after it was checked. *Codes* are 1 to 64 bytes of
/// `A-Z a-z 0-9 . _ - : /`; *values* are 1 to 256 printable ASCII bytes without space,
/// `"` and `\`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryFields {
    /// When, in microseconds since 1970-01-01T00:00:00Z; 0 to [`MAX_NUMBER`].
    pub instant: i64,
    /// Who; an account's identifier is a value.
    pub actor: Actor,
    /// In what role, as a code.
    pub role: String,
    /// In which session, as a value, if there was one.
    pub session: Option<String>,
    /// Part of the program, as a code.
    pub module: String,
    /// What was done, as a code.
    pub action: String,
    /// Kind of thing it was done to, as a code.
    pub subject_kind: String,
    /// Which thing, as a value.
    pub subject_id: String,
    /// SHA-256 of the thing's canonical bytes after the act, if it has a record.
    pub record: Option<Hash>,
    /// Values by code, at most [`MAX_PAIRS`]; identifiers, codes and counts only.
    pub details: Details,
    /// Commitments by code, at most [`MAX_PAIRS`].
    pub commitments: Commitments,
}

/// Why fields or bytes are not an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// The instant is negative or beyond [`MAX_NUMBER`].
    #[error("el instante está fuera de lo que el historial admite")]
    Instant,
    /// The actor is not `account:<id>`, `system` or `anonymous`.
    #[error("el actor debe ser «account:<id>», «system» o «anonymous»")]
    Actor,
    /// A text is empty, too long or outside its alphabet.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// More than [`MAX_PAIRS`] details or commitments.
    #[error("«{0}» tiene más pares de los que admite")]
    TooManyPairs(&'static str),
    /// More than [`MAX_ENTRY_BYTES`].
    #[error("la entrada tiene {0} bytes y admite {MAX_ENTRY_BYTES}")]
    TooLong(usize),
    /// The bytes are not the JSON object of an entry.
    #[error("los bytes no son una entrada del historial: {0}")]
    Malformed(String),
    /// A version that this program does not know.
    #[error("la entrada es de la versión {0} y este programa lee la {ENTRY_VERSION}")]
    Version(u32),
    /// The bytes mean an entry, but are not the only way of writing it.
    #[error("la entrada no está escrita en su forma canónica")]
    NotCanonical,
}

/// A checked entry.
///
/// # Canonical bytes
///
/// One JSON object (RFC 8259) in UTF-8, with no byte before, between or after its
/// tokens, and with exactly these members in this order, which is the order of their
/// bytes; the marked ones (*) are left out when there is no value (an empty map is no
/// value), the others are always there:
///
/// | member | value |
/// |---|---|
/// | `action` | string, code |
/// | `actor` | string: `account:` and a value, or `system`, or `anonymous` |
/// | `at` | integer: microseconds since 1970-01-01T00:00:00Z, 0 to 2⁵³ − 1 |
/// | `commitments`* | object of 1 to 128 members: code → string of 64 lower-case hexadecimal digits |
/// | `details`* | object of 1 to 128 members: code → string, value |
/// | `module` | string, code |
/// | `record`* | string of 64 lower-case hexadecimal digits |
/// | `role` | string, code |
/// | `session`* | string, value |
/// | `subject_id` | string, value |
/// | `subject_kind` | string, code |
/// | `v` | integer: 1 |
///
/// Members of the two inner objects are ordered by the bytes of their names and do not
/// repeat. Integers are decimal digits without sign, leading zero, fraction or exponent.
/// A *code* is 1 to 64 bytes of `A-Z a-z 0-9 . _ - : /`; a *value* is 1 to 256 bytes of
/// 0x21–0x7E other than `"` (0x22) and `\` (0x5C): no string ever holds an escape. The
/// whole has at most 65,536 bytes. The result is also the RFC 8785 (JCS) form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry(EntryFields);

/// The members in canonical order; serde writes a struct in the order of its fields.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire<'a> {
    action: Cow<'a, str>,
    actor: Cow<'a, Actor>,
    at: i64,
    #[serde(default, skip_serializing_if = "no_pairs")]
    commitments: Cow<'a, Commitments>,
    #[serde(default, skip_serializing_if = "no_pairs")]
    details: Cow<'a, Details>,
    module: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    record: Option<Hash>,
    role: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    session: Option<Cow<'a, str>>,
    subject_id: Cow<'a, str>,
    subject_kind: Cow<'a, str>,
    v: u32,
}

fn no_pairs<V>(map: &BTreeMap<String, V>) -> bool {
    map.is_empty()
}

impl Entry {
    /// Checks the fields.
    ///
    /// # Errors
    /// [`EntryError`] names the first field that breaks a rule of [`EntryFields`].
    pub fn new(fields: EntryFields) -> Result<Self, EntryError> {
        check_instant(fields.instant)?;
        check_texts(&fields)?;
        check_pairs(&fields)?;
        Ok(Self(fields))
    }

    /// Reads canonical bytes.
    ///
    /// # Errors
    /// Refuses bytes that are not an entry, and bytes that mean one but are not what
    /// [`canonical`](Self::canonical) writes.
    pub fn parse(bytes: &[u8]) -> Result<Self, EntryError> {
        if bytes.len() > MAX_ENTRY_BYTES {
            return Err(EntryError::TooLong(bytes.len()));
        }
        let wire: Wire<'_> = serde_json::from_slice(bytes)
            .map_err(|error| EntryError::Malformed(error.to_string()))?;
        if wire.v != ENTRY_VERSION {
            return Err(EntryError::Version(wire.v));
        }
        let entry = Self::new(wire.into_fields())?;
        if entry.canonical() == bytes {
            Ok(entry)
        } else {
            Err(EntryError::NotCanonical)
        }
    }

    /// The canonical bytes, which are what the history keeps and hashes.
    #[must_use]
    pub fn canonical(&self) -> Vec<u8> {
        serde_json::to_vec(&Wire::of(&self.0))
            .expect("a struct of texts and integers always has a JSON form")
    }

    /// The entry's hash as a leaf of the tree.
    #[must_use]
    pub fn leaf_hash(&self) -> Hash {
        leaf_hash(&self.canonical())
    }

    /// What the entry says.
    #[must_use]
    pub const fn fields(&self) -> &EntryFields {
        &self.0
    }

    /// What the entry says, by value.
    #[must_use]
    pub fn into_fields(self) -> EntryFields {
        self.0
    }
}

impl<'a> Wire<'a> {
    fn of(fields: &'a EntryFields) -> Self {
        Self {
            action: Cow::Borrowed(&fields.action),
            actor: Cow::Borrowed(&fields.actor),
            at: fields.instant,
            commitments: Cow::Borrowed(&fields.commitments),
            details: Cow::Borrowed(&fields.details),
            module: Cow::Borrowed(&fields.module),
            record: fields.record,
            role: Cow::Borrowed(&fields.role),
            session: fields.session.as_deref().map(Cow::Borrowed),
            subject_id: Cow::Borrowed(&fields.subject_id),
            subject_kind: Cow::Borrowed(&fields.subject_kind),
            v: ENTRY_VERSION,
        }
    }

    fn into_fields(self) -> EntryFields {
        EntryFields {
            instant: self.at,
            actor: self.actor.into_owned(),
            role: self.role.into_owned(),
            session: self.session.map(Cow::into_owned),
            module: self.module.into_owned(),
            action: self.action.into_owned(),
            subject_kind: self.subject_kind.into_owned(),
            subject_id: self.subject_id.into_owned(),
            record: self.record,
            details: self.details.into_owned(),
            commitments: self.commitments.into_owned(),
        }
    }
}

fn check_instant(instant: i64) -> Result<(), EntryError> {
    match u64::try_from(instant) {
        Ok(micros) if micros <= MAX_NUMBER => Ok(()),
        _ => Err(EntryError::Instant),
    }
}

fn check_texts(fields: &EntryFields) -> Result<(), EntryError> {
    if let Actor::Account(id) = &fields.actor {
        check_value("actor", id)?;
    }
    if let Some(session) = &fields.session {
        check_value("session", session)?;
    }
    check_code("role", &fields.role)?;
    check_code("module", &fields.module)?;
    check_code("action", &fields.action)?;
    check_code("subject_kind", &fields.subject_kind)?;
    check_value("subject_id", &fields.subject_id)?;
    Ok(())
}

fn check_pairs(fields: &EntryFields) -> Result<(), EntryError> {
    if fields.details.len() > MAX_PAIRS {
        return Err(EntryError::TooManyPairs("details"));
    }
    if fields.commitments.len() > MAX_PAIRS {
        return Err(EntryError::TooManyPairs("commitments"));
    }
    for (code, value) in &fields.details {
        check_code("details", code)?;
        check_value(code, value)?;
    }
    for code in fields.commitments.keys() {
        check_code("commitments", code)?;
    }
    Ok(())
}
