//! `cargo xtask setup`: makes a fresh machine ready for the tests.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{command, packages};

/// The folder of the browser flows.
pub fn browser_folder() -> PathBuf {
    command::root().join("tests/browser")
}

/// Installs what is missing; does nothing when everything is there.
///
/// # Errors
/// When a program cannot be installed on this system.
pub fn run() -> Result<()> {
    packages::install_missing()?;
    install_node_packages(&browser_folder())
}

/// Installs exactly what the lock file names. `npm ci` always starts anew, so
/// a copy of the lock file that was installed tells whether it is needed.
fn install_node_packages(folder: &Path) -> Result<()> {
    let wanted = fs::read(folder.join("package-lock.json"))
        .context("tests/browser/package-lock.json cannot be read")?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        println!("Node packages: as locked.");
        return Ok(());
    }
    println!("Installing the browser flows' node packages as locked.");
    command::run(command::program("npm").arg("ci").current_dir(folder))?;
    fs::write(&stamp, wanted).context("the installed lock file cannot be noted")
}
