//! Small invented workspaces, in the very form cargo prints them, for the
//! tests of the checks that read it.

use cargo_metadata::Metadata;
use serde_json::{Value, json};

/// A crate of an invented workspace.
pub struct Crate {
    name: &'static str,
    licence: &'static str,
    is_ours: bool,
    /// Names of other crates with cargo's word for the kind of use.
    uses: Vec<(&'static str, Option<&'static str>)>,
}

impl Crate {
    /// A member of the workspace.
    pub fn ours(name: &'static str) -> Self {
        Self {
            name,
            licence: "MIT OR Apache-2.0",
            is_ours: true,
            uses: Vec::new(),
        }
    }

    /// Somebody else's crate; an empty licence means that it names none.
    pub fn foreign(name: &'static str, licence: &'static str) -> Self {
        Self {
            licence,
            is_ours: false,
            ..Self::ours(name)
        }
    }

    /// Adds a dependency of the product.
    pub fn uses(self, name: &'static str) -> Self {
        self.depends(name, None)
    }

    /// Adds a dependency of the tests.
    pub fn tests_use(self, name: &'static str) -> Self {
        self.depends(name, Some("dev"))
    }

    /// Adds a dependency of the build script.
    pub fn builds_with(self, name: &'static str) -> Self {
        self.depends(name, Some("build"))
    }

    fn depends(mut self, name: &'static str, kind: Option<&'static str>) -> Self {
        self.uses.push((name, kind));
        self
    }

    fn package(&self, all: &[Crate]) -> Value {
        let dependencies: Vec<Value> = self
            .uses
            .iter()
            .map(|(name, kind)| {
                let ours = all.iter().any(|other| other.name == *name && other.is_ours);
                json!({
                    "name": name, "kind": kind, "req": "*", "optional": false,
                    "uses_default_features": true, "features": [], "source": null,
                    "target": null, "rename": null, "registry": null,
                    "path": ours.then(|| format!("/planted/{name}")),
                })
            })
            .collect();
        json!({
            "name": self.name, "version": "1.0.0", "id": self.name,
            "license": (!self.licence.is_empty()).then_some(self.licence),
            "dependencies": dependencies, "targets": [], "features": {}, "edition": "2024",
            "manifest_path": format!("/planted/{}/Cargo.toml", self.name),
        })
    }

    fn node(&self) -> Value {
        let dependencies: Vec<Value> = self
            .uses
            .iter()
            .map(|(name, kind)| {
                json!({
                    "name": name, "pkg": name,
                    "dep_kinds": [{"kind": kind, "target": null}],
                })
            })
            .collect();
        let names: Vec<&str> = self.uses.iter().map(|(name, _)| *name).collect();
        json!({"id": self.name, "dependencies": names, "deps": dependencies, "features": []})
    }
}

/// What `cargo metadata` would print for a workspace of these crates.
pub fn workspace(crates: &[Crate]) -> Metadata {
    let members: Vec<&str> = crates
        .iter()
        .filter(|krate| krate.is_ours)
        .map(|krate| krate.name)
        .collect();
    let packages: Vec<Value> = crates.iter().map(|krate| krate.package(crates)).collect();
    let nodes: Vec<Value> = crates.iter().map(Crate::node).collect();
    serde_json::from_value(json!({
        "version": 1, "packages": packages, "workspace_members": members,
        "workspace_default_members": members, "workspace_root": "/planted",
        "target_directory": "/planted/target", "metadata": null,
        "resolve": {"nodes": nodes, "root": null},
    }))
    .expect("the planted metadata has cargo's form")
}
