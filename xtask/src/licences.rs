//! The licences of everything that ends up in the program or builds it, and
//! of the packages the browser flows bring.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};
use cargo_metadata::Metadata;
use serde::Deserialize;
use spdx::{Expression, Licensee, ParseMode};

use crate::{faults, metadata, setup};

/// Licences under which others' work may be part of the product: permissive
/// ones, and MPL-2.0, whose duties end at its own files.
const ALLOWED: [&str; 11] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MPL-2.0",
    "Unicode-3.0",
    "Zlib",
];

/// Checks every shipped or building crate and every locked node package.
///
/// # Errors
/// With each package whose licence is missing, unreadable or not allowed.
pub fn check(metadata: &Metadata) -> Result<()> {
    let allowed = allowed()?;
    let mut faults = crate_faults(metadata, &allowed)?;
    let lock = setup::browser_folder().join("package-lock.json");
    let lock = fs::read_to_string(&lock).context("tests/browser/package-lock.json")?;
    faults.extend(node_faults(&lock, &allowed)?);
    faults::none_of("Licences outside the allowed list", &faults)
}

fn allowed() -> Result<Vec<Licensee>> {
    ALLOWED
        .iter()
        .map(|licence| Licensee::parse(licence).with_context(|| (*licence).to_owned()))
        .collect()
}

fn crate_faults(metadata: &Metadata, allowed: &[Licensee]) -> Result<Vec<String>> {
    let reached = metadata::reached(metadata, &metadata.workspace_members)?;
    Ok(reached
        .keys()
        .filter_map(|id| metadata::package(metadata, id))
        .filter_map(|package| {
            let name = format!("{} {}", package.name, package.version);
            fault(&name, package.license.as_deref(), allowed)
        })
        .collect())
}

/// npm's lock file, as far as it tells licences.
#[derive(Deserialize)]
struct NodeLock {
    packages: BTreeMap<String, NodePackage>,
}

#[derive(Deserialize)]
struct NodePackage {
    license: Option<String>,
}

fn node_faults(lock: &str, allowed: &[Licensee]) -> Result<Vec<String>> {
    let lock: NodeLock = serde_json::from_str(lock).context("package-lock.json")?;
    Ok(lock
        .packages
        .iter()
        // The nameless entry is our own folder.
        .filter(|(name, _)| !name.is_empty())
        .filter_map(|(name, package)| fault(name, package.license.as_deref(), allowed))
        .collect())
}

/// What is wrong with this package's licence, if anything.
fn fault(package: &str, licence: Option<&str>, allowed: &[Licensee]) -> Option<String> {
    let Some(written) = licence else {
        return Some(format!("{package}: names no licence"));
    };
    // Older crates write `MIT/Apache-2.0`, which lax reading takes as OR.
    let Ok(expression) = Expression::parse_mode(written, ParseMode::LAX) else {
        return Some(format!("{package}: unreadable licence \"{written}\""));
    };
    let fits = expression.evaluate(|asked| allowed.iter().any(|ours| ours.satisfies(asked)));
    (!fits).then(|| format!("{package}: {written}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planted::{Crate, workspace};

    fn crates(crates: &[Crate]) -> Vec<String> {
        let allowed = allowed().expect("the written list is valid");
        crate_faults(&workspace(crates), &allowed).expect("planted metadata is resolved")
    }

    #[test]
    fn a_choice_with_one_allowed_licence_passes() {
        let found = crates(&[
            Crate::ours("domain")
                .uses("either")
                .uses("old")
                .uses("llvm"),
            Crate::foreign("either", "GPL-3.0-only OR MIT"),
            Crate::foreign("old", "MIT/Apache-2.0"),
            Crate::foreign("llvm", "Apache-2.0 WITH LLVM-exception"),
        ]);
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn copyleft_is_found_however_deep() {
        let found = crates(&[
            Crate::ours("domain").uses("innocent"),
            Crate::foreign("innocent", "MIT").builds_with("tainted"),
            Crate::foreign("tainted", "AGPL-3.0-only"),
        ]);
        assert_eq!(found, ["tainted 1.0.0: AGPL-3.0-only"]);
    }

    #[test]
    fn both_licences_of_a_conjunction_must_be_allowed() {
        let found = crates(&[
            Crate::ours("domain").uses("both"),
            Crate::foreign("both", "MIT AND GPL-2.0-only"),
        ]);
        assert_eq!(found, ["both 1.0.0: MIT AND GPL-2.0-only"]);
    }

    #[test]
    fn a_crate_without_a_licence_is_refused() {
        let found = crates(&[
            Crate::ours("domain").uses("silent").uses("odd"),
            Crate::foreign("silent", ""),
            Crate::foreign("odd", "do as you like"),
        ]);
        assert_eq!(
            found,
            [
                "odd 1.0.0: unreadable licence \"do as you like\"",
                "silent 1.0.0: names no licence"
            ]
        );
    }

    #[test]
    fn what_only_tests_use_is_not_judged() {
        let found = crates(&[
            Crate::ours("domain").tests_use("tainted"),
            Crate::foreign("tainted", "AGPL-3.0-only"),
        ]);
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn node_packages_are_judged_by_the_same_list() {
        let lock = r#"{"packages": {
            "": {},
            "node_modules/good": {"license": "Apache-2.0"},
            "node_modules/bad": {"license": "SSPL-1.0"},
            "node_modules/silent": {}
        }}"#;
        let allowed = allowed().expect("the written list is valid");
        let found = node_faults(lock, &allowed).expect("a lock file");
        assert_eq!(
            found,
            [
                "node_modules/bad: SSPL-1.0",
                "node_modules/silent: names no licence"
            ]
        );
    }
}
