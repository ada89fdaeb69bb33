//! The key of a row whose file has none: made of its place, so that the next file finds it again.

use sha2::{Digest, Sha256};

use super::cells::ROW_KEY_MAX;
use super::formula::PartialPlace;
use super::registered::Registered;
use super::{Calling, Postulation};
use crate::questionnaire::hex;

/// Figures of the digest that stands for the end of a key that is too long.
const DIGEST: usize = 10;

/// A key of office, territory, contender, number and calling that no candidacy has that no longer stands; none if
/// one of them could not be read.
pub(super) fn of_place(place: &PartialPlace, registered: &Registered<'_>) -> Option<String> {
    let who = match place.postulation.as_ref()? {
        Postulation::Independent => "sin-partido",
        Postulation::Party { party } => party.as_str(),
        Postulation::Agreement { agreement, .. } => agreement.as_str(),
    };
    let calling = match place.calling? {
        Calling::Holder => "p",
        Calling::Substitute => "s",
    };
    let base = format!(
        "{}-{}-{who}-{}-{calling}",
        place.office.as_ref()?,
        place.territory.as_ref()?,
        place.number?.unwrap_or_default(),
    );
    // Whoever stood in the place and was replaced or cancelled keeps the key, in the history too.
    let taken = |key: &String| registered.by_key(key).is_some();
    let first = fitted(base.clone());
    if !taken(&first) {
        return Some(first);
    }
    (2_u32..)
        .map(|again| fitted(format!("{base}-{again}")))
        .find(|key| !taken(key))
}

fn fitted(key: String) -> String {
    if key.len() <= ROW_KEY_MAX {
        return key;
    }
    let digest = hex(&Sha256::digest(&key));
    // Keys of a profile are ASCII, so any byte is the end of a letter.
    let start = key.get(..ROW_KEY_MAX - DIGEST - 1).unwrap_or_default();
    let digest = digest.get(..DIGEST).unwrap_or_default();
    format!("{start}-{digest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_key_keeps_its_length_and_differs_by_its_end() {
        let long = |end: &str| fitted(format!("{}{end}", "x".repeat(80)));
        assert_eq!(long("-p").len(), ROW_KEY_MAX);
        assert_ne!(long("-p"), long("-s"));
        assert_eq!(fitted("corta".to_owned()), "corta");
    }
}
