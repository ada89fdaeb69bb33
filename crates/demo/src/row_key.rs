//! Keys of registry rows that people can read: `dgo-dmr-07-pan-p`.

use std::collections::HashSet;

use domain::profile::Profile;
use domain::registry::{Calling, ROW_KEY_MAX};

use crate::roster::Formula;

/// Makes keys; no two alike.
#[derive(Debug, Default)]
pub(crate) struct RowKeys {
    taken: HashSet<String>,
}

impl RowKeys {
    /// The key of the holder or substitute of a formula.
    pub(crate) fn key(
        &mut self,
        profile: &Profile,
        formula: &Formula<'_>,
        calling: Calling,
    ) -> String {
        let place = place(profile, formula).map_or_else(String::new, |place| format!("-{place}"));
        let who = formula
            .postulation
            .capturing_party()
            .map_or("ind", domain::key::PartyKey::as_str);
        let number = formula
            .number
            .map_or_else(String::new, |n| format!("-{n:02}"));
        let end = match calling {
            Calling::Holder => "p",
            Calling::Substitute => "s",
        };
        let institute = &profile.institute.key;
        let readable = format!(
            "{institute}-{}{place}{number}-{who}-{end}",
            short(formula.office.key.as_str())
        );
        let key = if readable.len() > ROW_KEY_MAX || self.taken.contains(&readable) {
            format!("{institute}-{}-{end}", self.taken.len() + 1)
        } else {
            readable
        };
        self.taken.insert(key.clone());
        key
    }
}

/// The territory without the word of its level; none if the level has no other.
fn place<'a>(profile: &Profile, formula: &'a Formula<'_>) -> Option<&'a str> {
    let key = formula.race.territory.as_str();
    let level = &formula.office.level;
    let mut others = profile
        .territories
        .iter()
        .filter(|territory| territory.level == *level);
    others
        .any(|territory| territory.key != formula.race.territory)
        .then(|| {
            key.strip_prefix(level.as_str())
                .map_or(key, |rest| rest.trim_start_matches('-'))
        })
}

/// An office in few letters: `diputacion-mr` is `dmr`, `alcaldia` is `alc`, `diputacion-migrante` is `dmig`.
fn short(office: &str) -> String {
    match office.split_once(['-', '_']) {
        None => office.chars().take(3).collect(),
        Some((first, rest)) => first.chars().take(1).chain(rest.chars().take(3)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("diputacion-mr", "dmr")]
    #[case("diputacion-migrante", "dmig")]
    #[case("alcaldia", "alc")]
    #[case("jefatura", "jef")]
    fn offices_have_short_names(#[case] office: &str, #[case] expected: &str) {
        assert_eq!(short(office), expected);
    }
}
