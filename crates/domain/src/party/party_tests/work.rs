use crate::activity::Action;
use crate::id::AccountId;
use crate::party::Assignment;
use crate::sample::{BY, Counter};

use super::{candidacy, morning};

#[test]
fn an_assignment_changes_hands_and_is_taken_back() {
    let ids = Counter::new();
    let (one, other) = (
        AccountId::new(morning(), &ids),
        AccountId::new(morning(), &ids),
    );
    let assign = |before, to| Assignment::assign(before, candidacy(), to, BY, morning());
    assert!(assign(None, None).is_none(), "nobody had it");
    let first = assign(None, Some(one)).unwrap();
    assert_eq!(first.act().action, Action::CandidacyAssigned);
    assert_eq!(first.act().details["capturer"], one.to_string());
    let first = first.into_record();
    assert!(assign(Some(first.clone()), Some(one)).is_none(), "it is so");
    let second = assign(Some(first), Some(other)).unwrap().into_record();
    assert_eq!(second.capturer, Some(other));
    let back = assign(Some(second), None).unwrap();
    assert_eq!(back.record().capturer, None);
    assert!(!back.act().details.contains_key("capturer"));
}
