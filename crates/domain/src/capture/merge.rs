//! Two people on one questionnaire: what both changed is a conflict that a person resolves with both texts in
//! view; what only one of them changed is kept.

use crate::capture::Revision;
use crate::key::FieldKey;
use crate::questionnaire::{Answer, Answers};

/// A field that two people changed to different answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The field.
    pub field: FieldKey,
    /// What the other person saved.
    pub theirs: Option<Answer>,
    /// What this person typed.
    pub mine: Option<Answer>,
}

/// `current` with the answers of `fields` typed over the revision on which the person started.
///
/// `since` are the revisions made after that one, oldest first.
///
/// # Errors
/// Every field that both changed differently; nothing is merged then.
pub fn merge(
    current: &Answers,
    since: &[Revision],
    fields: &[FieldKey],
    typed: &Answers,
) -> Result<Answers, Vec<Conflict>> {
    let mut merged = current.clone();
    let mut conflicts = Vec::new();
    for field in fields {
        let mine = typed.get(field);
        let theirs = current.get(field);
        match base_of(field, since) {
            None => merged.set(field.clone(), mine.cloned()),
            Some(base) if mine == base || mine == theirs => {}
            Some(base) if theirs == base => merged.set(field.clone(), mine.cloned()),
            Some(_) => {
                conflicts.push(Conflict {
                    field: field.clone(),
                    theirs: theirs.cloned(),
                    mine: mine.cloned(),
                });
            }
        }
    }
    if conflicts.is_empty() {
        Ok(merged)
    } else {
        Err(conflicts)
    }
}

/// What `field` said before the first of the revisions that touched it; none if none did.
fn base_of<'a>(field: &FieldKey, since: &'a [Revision]) -> Option<Option<&'a Answer>> {
    since
        .iter()
        .find_map(|revision| revision.changes.get(field))
        .map(|change| change.before.as_ref())
}
