//! Reading `cargo metadata`: the one source of the walls' and the licences'
//! checks.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Node, Package, PackageId};

use crate::command;

/// The platforms the product is built for; crates that only others would use
/// are neither downloaded nor judged.
const PLATFORMS: [&str; 2] = ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"];

/// The workspace's packages and how they were resolved by the lock file.
///
/// # Errors
/// When cargo fails, for example because the lock file is out of date.
pub fn load() -> Result<Metadata> {
    let mut options = vec!["--locked".to_owned()];
    options.extend(PLATFORMS.map(|platform| format!("--filter-platform={platform}")));
    MetadataCommand::new()
        .current_dir(command::root())
        .other_options(options)
        .exec()
        .context("cargo metadata failed")
}

/// Packages found from a starting point, each with the one that brought it.
pub type Reached<'a> = BTreeMap<&'a PackageId, Option<&'a PackageId>>;

/// The packages that end up in a program or build one (not the ones only
/// tests use), reached from the given ones; each with the package that
/// brought it, or `None` for a starting point.
///
/// # Errors
/// When the metadata was made without resolving dependencies.
pub fn reached<'a>(
    metadata: &'a Metadata,
    from: impl IntoIterator<Item = &'a PackageId>,
) -> Result<Reached<'a>> {
    let resolve = metadata
        .resolve
        .as_ref()
        .context("the metadata holds no resolved dependencies")?;
    let nodes: BTreeMap<&PackageId, &Node> =
        resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let mut found = Reached::new();
    let mut waiting: Vec<(&PackageId, Option<&PackageId>)> =
        from.into_iter().map(|id| (id, None)).collect();
    while let Some((id, brought_by)) = waiting.pop() {
        if found.contains_key(id) {
            continue;
        }
        found.insert(id, brought_by);
        let Some(node) = nodes.get(id) else { continue };
        for dependency in &node.deps {
            let ships = dependency
                .dep_kinds
                .iter()
                .any(|how| how.kind != DependencyKind::Development);
            if ships {
                waiting.push((&dependency.pkg, Some(id)));
            }
        }
    }
    Ok(found)
}

/// The package with this id.
pub fn package<'a>(metadata: &'a Metadata, id: &PackageId) -> Option<&'a Package> {
    metadata.packages.iter().find(|package| &package.id == id)
}
