//! The walls between our crates: which may know which, and what the pure
//! ones must never reach. Read from `cargo metadata`, so that an edge cannot
//! slip in unseen.

use std::collections::BTreeSet;

use anyhow::Result;
use cargo_metadata::{DependencyKind, Metadata, PackageId};

use crate::{faults, metadata};

/// One crate of ours and the ones of ours it may use.
struct Wall {
    krate: &'static str,
    /// In the product.
    may_use: &'static [&'static str],
    /// In its tests, besides.
    tests_may_use: &'static [&'static str],
}

/// The written list. An edge outside it is a decision for `docs/decisions/`.
const WALLS: [Wall; 12] = [
    Wall {
        krate: "domain",
        may_use: &[],
        tests_may_use: &[],
    },
    Wall {
        krate: "activity-log",
        may_use: &[],
        tests_may_use: &[],
    },
    Wall {
        krate: "spreadsheets",
        may_use: &[],
        tests_may_use: &[],
    },
    // What others' pictures do wrong is all in one place, behind limits.
    Wall {
        krate: "photos",
        may_use: &[],
        tests_may_use: &[],
    },
    // Letters and forms are told in finished words; building it is slow, so nothing of ours may make it build again.
    Wall {
        krate: "documents",
        may_use: &[],
        tests_may_use: &[],
    },
    // The invented process of the demonstration is told in the domain's words
    // alone; the command line carries it out.
    Wall {
        krate: "demo",
        may_use: &["domain"],
        tests_may_use: &[],
    },
    Wall {
        krate: "storage",
        may_use: &["domain", "activity-log"],
        tests_may_use: &[],
    },
    Wall {
        krate: "app",
        may_use: &[
            "domain",
            "activity-log",
            "storage",
            "documents",
            "photos",
            "spreadsheets",
        ],
        tests_may_use: &[],
    },
    // The pages ask the use cases, never the database; their tests fill one.
    Wall {
        krate: "web",
        may_use: &["domain", "activity-log", "app", "documents", "spreadsheets"],
        tests_may_use: &["storage", "photos"],
    },
    Wall {
        krate: "conoceles",
        may_use: &[
            "domain",
            "activity-log",
            "storage",
            "app",
            "web",
            "demo",
            "documents",
            "photos",
            "spreadsheets",
        ],
        tests_may_use: &[],
    },
    // The bench sees the program from outside, as its users do.
    Wall {
        krate: "bench",
        may_use: &[],
        tests_may_use: &[],
    },
    Wall {
        krate: "xtask",
        may_use: &[],
        tests_may_use: &[],
    },
];

/// Crates that are synchronous and know neither database nor network: a third
/// party can use them alone.
const PURE: [&str; 6] = [
    "domain",
    "activity-log",
    "spreadsheets",
    "documents",
    "photos",
    "demo",
];

/// What a pure crate must not reach, however far down; also every crate whose
/// name begins with one of these and a hyphen.
const FORBIDDEN_IN_PURE: [&str; 6] = ["tokio", "sqlx", "axum", "askama", "hyper", "rusqlite"];

/// Checks every edge of the workspace against the written list.
///
/// # Errors
/// With every forbidden edge, or when the metadata is unusable.
pub fn check(metadata: &Metadata) -> Result<()> {
    let mut faults = forbidden_edges(metadata);
    faults.extend(impure_reaches(metadata)?);
    faults::none_of("The walls between crates are broken", &faults)
}

fn forbidden_edges(metadata: &Metadata) -> Vec<String> {
    let ours = metadata.workspace_packages();
    let names: BTreeSet<&str> = ours.iter().map(|package| package.name.as_str()).collect();
    let mut faults = Vec::new();
    for package in &ours {
        let name = package.name.as_str();
        let Some(wall) = WALLS.iter().find(|wall| wall.krate == name) else {
            faults.push(format!(
                "{name} is not in the list of crates (xtask/src/walls.rs)"
            ));
            continue;
        };
        for dependency in &package.dependencies {
            let used = dependency.name.as_str();
            let is_ours = names.contains(used) && dependency.path.is_some();
            if is_ours && !wall.allows(used, dependency.kind) {
                faults.push(format!("{name} must not depend on {used}"));
            }
        }
    }
    faults
}

impl Wall {
    fn allows(&self, used: &str, kind: DependencyKind) -> bool {
        self.may_use.contains(&used)
            || (kind == DependencyKind::Development && self.tests_may_use.contains(&used))
    }
}

fn impure_reaches(metadata: &Metadata) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for package in metadata.workspace_packages() {
        if !PURE.contains(&package.name.as_str()) {
            continue;
        }
        let reached = metadata::reached(metadata, [&package.id])?;
        for id in reached.keys() {
            if name_of(metadata, id).is_some_and(is_forbidden) {
                faults.push(format!(
                    "pure crate reaches {}",
                    way(metadata, &reached, id)
                ));
            }
        }
    }
    Ok(faults)
}

fn is_forbidden(name: &str) -> bool {
    FORBIDDEN_IN_PURE.iter().any(|forbidden| {
        name.strip_prefix(forbidden)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    })
}

fn name_of<'a>(metadata: &'a Metadata, id: &PackageId) -> Option<&'a str> {
    metadata::package(metadata, id).map(|package| package.name.as_str())
}

/// The chain of crates from the starting point to this one.
fn way(metadata: &Metadata, reached: &metadata::Reached<'_>, end: &PackageId) -> String {
    let mut names = Vec::new();
    let mut here = Some(end);
    while let Some(id) = here {
        names.push(name_of(metadata, id).unwrap_or("?"));
        here = reached.get(id).copied().flatten();
    }
    names.reverse();
    names.join(" -> ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planted::{Crate, workspace};

    fn faults(crates: &[Crate]) -> String {
        match check(&workspace(crates)) {
            Ok(()) => String::new(),
            Err(fault) => fault.to_string(),
        }
    }

    #[test]
    fn the_written_edges_pass() {
        let crates = [
            Crate::ours("domain").uses("serde"),
            Crate::ours("activity-log"),
            Crate::ours("storage").uses("domain").uses("activity-log"),
            Crate::ours("app").uses("domain").uses("storage"),
            Crate::ours("web").uses("app").tests_use("storage"),
            Crate::ours("conoceles").uses("web").uses("storage"),
            Crate::foreign("serde", "MIT"),
        ];
        assert_eq!(faults(&crates), "");
    }

    #[test]
    fn an_edge_outside_the_list_is_named() {
        let crates = [
            Crate::ours("web").uses("storage"),
            Crate::ours("storage"),
            Crate::ours("domain").builds_with("app"),
            Crate::ours("app"),
        ];
        let said = faults(&crates);
        assert!(said.contains("web must not depend on storage"), "{said}");
        assert!(said.contains("domain must not depend on app"), "{said}");
        assert!(said.contains("(2)"), "{said}");
    }

    #[test]
    fn tests_may_not_use_more_than_the_list_says() {
        let crates = [
            Crate::ours("domain").tests_use("storage"),
            Crate::ours("storage"),
        ];
        let said = faults(&crates);
        assert!(said.contains("domain must not depend on storage"), "{said}");
    }

    #[test]
    fn a_crate_nobody_wrote_down_is_refused() {
        let said = faults(&[Crate::ours("utilities")]);
        assert!(said.contains("utilities is not in the list"), "{said}");
    }

    #[test]
    fn a_pure_crate_must_not_reach_the_runtime_through_others() {
        let crates = [
            Crate::ours("domain").uses("innocent"),
            Crate::foreign("innocent", "MIT").uses("tokio-stream"),
            Crate::foreign("tokio-stream", "MIT"),
        ];
        let said = faults(&crates);
        assert!(
            said.contains("domain -> innocent -> tokio-stream"),
            "{said}"
        );
    }

    #[test]
    fn what_only_tests_use_does_not_make_a_crate_impure() {
        let crates = [
            Crate::ours("domain").tests_use("tokio"),
            Crate::foreign("tokio", "MIT"),
        ];
        assert_eq!(faults(&crates), "");
    }

    #[test]
    fn a_name_that_merely_begins_alike_is_no_fault() {
        assert!(is_forbidden("sqlx"));
        assert!(is_forbidden("axum-extra"));
        assert!(!is_forbidden("axumatic"));
    }
}
