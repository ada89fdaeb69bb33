//! What the tests need from the system, and how Debian brings it.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::command;

/// Something the tests need from outside the workspace.
pub struct Need {
    /// What it is, as told to people.
    name: &'static str,
    /// Why the tests need it.
    purpose: &'static str,
    /// Debian's packages that bring it.
    debian: &'static [&'static str],
    present: fn() -> bool,
}

/// Everything the tests need, one entry each.
pub const NEEDS: [Need; 8] = [
    Need {
        name: "PostgreSQL server programs",
        purpose: "the storage suite runs on both engines",
        debian: &["postgresql"],
        present: || postgres_programs().is_some(),
    },
    Need {
        name: "strace",
        purpose: "a test sees that a save reaches the disk before it is acknowledged",
        debian: &["strace"],
        present: || command::on_path("strace").is_some(),
    },
    Need {
        name: "Poppler's programs",
        purpose: "tests read the PDF documents back and look at their pages",
        debian: &["poppler-utils"],
        present: || {
            ["pdftotext", "pdfinfo", "pdftoppm"]
                .iter()
                .all(|program| command::on_path(program).is_some())
        },
    },
    Need {
        name: "qpdf",
        purpose: "it checks how the PDF documents are built",
        debian: &["qpdf"],
        present: || command::on_path("qpdf").is_some(),
    },
    Need {
        name: "Chromium",
        purpose: "the browser flows drive it",
        debian: &["chromium"],
        present: || command::on_path("chromium").is_some(),
    },
    Need {
        name: "a font",
        purpose: "pictures and contrast checks need real letters",
        debian: &["fontconfig", "fonts-dejavu-core"],
        present: has_spanish_font,
    },
    Need {
        name: "Node.js 18.19 or newer",
        purpose: "the browser flows are written for its test runner",
        debian: &["nodejs"],
        present: has_node,
    },
    Need {
        name: "npm",
        purpose: "it brings Playwright and axe",
        debian: &["npm"],
        present: || command::on_path("npm").is_some(),
    },
];

/// The folder with `initdb` and `pg_ctl`: Debian keeps them off the search
/// path, one folder per version, of which the newest is taken.
pub fn postgres_programs() -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path())
        .filter(|version| version.join("bin/initdb").is_file())
        .max_by_key(|version| version_number(version))
        .map(|version| version.join("bin"));
    debian.or_else(|| command::on_path("initdb")?.parent().map(Path::to_owned))
}

fn version_number(folder: &Path) -> u32 {
    folder
        .file_name()
        .and_then(|name| name.to_str()?.parse().ok())
        .unwrap_or(0)
}

fn has_spanish_font() -> bool {
    command::output(command::program("fc-list").arg(":lang=es"))
        .is_ok_and(|fonts| !fonts.trim().is_empty())
}

/// The first node whose test runner and whose Playwright suit the flows.
const OLDEST_NODE: (u32, u32) = (18, 19);

fn has_node() -> bool {
    command::output(command::program("node").arg("--version"))
        .is_ok_and(|version| node_version(&version).is_some_and(|found| found >= OLDEST_NODE))
}

/// Major and minor number of node's `v18.20.4`.
fn node_version(told: &str) -> Option<(u32, u32)> {
    let mut numbers = told.trim().strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// Installs the missing needs with apt-get; elsewhere says what is missing.
///
/// # Errors
/// When something is missing and this system has no apt-get or no way to
/// become root, or when the installation fails or leaves a need unmet.
pub fn install_missing() -> Result<()> {
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !(need.present)()).collect();
    if missing.is_empty() {
        println!("System programs: everything is there.");
        return Ok(());
    }
    println!("Missing on this system:");
    for need in &missing {
        println!("  {}: {}", need.name, need.purpose);
    }
    apt_install(&missing)?;
    let unmet: Vec<&str> = missing
        .iter()
        .filter(|need| !(need.present)())
        .map(|need| need.name)
        .collect();
    if !unmet.is_empty() {
        bail!("installed, but still not found: {}", unmet.join(", "));
    }
    Ok(())
}

fn apt_install(missing: &[&Need]) -> Result<()> {
    let packages: Vec<&str> = missing
        .iter()
        .flat_map(|need| need.debian.iter().copied())
        .collect();
    if command::on_path("apt-get").is_none() {
        bail!(
            "this system has no apt-get; install the programs above with its own \
             package tool (Debian calls them: {}) and run this again",
            packages.join(" ")
        );
    }
    let install = [
        "install",
        "--yes",
        "--no-install-recommends",
        "--option=DPkg::Lock::Timeout=300",
    ];
    println!("Installing Debian's packages: {}", packages.join(" "));
    apt_get(&["update", "--quiet=2"], &packages)?;
    apt_get(&[&install[..], &packages].concat(), &packages)
}

fn apt_get(arguments: &[&str], packages: &[&str]) -> Result<()> {
    let mut apt = if command::is_root() {
        command::program("env")
    } else if command::on_path("sudo").is_some() {
        let mut sudo = command::program("sudo");
        // sudo may have to ask for a password.
        sudo.stdin(std::process::Stdio::inherit()).arg("env");
        sudo
    } else {
        bail!(
            "installing needs root and there is no sudo here; as root run: \
             apt-get update && apt-get install {}",
            packages.join(" ")
        );
    };
    apt.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"])
        .args(arguments);
    command::run(&mut apt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_node_is_told_from_a_new_one() {
        assert_eq!(node_version("v18.20.4\n"), Some((18, 20)));
        assert!(node_version("v9.11.2").is_some_and(|found| found < OLDEST_NODE));
        assert_eq!(node_version("command not found"), None);
    }

    #[test]
    fn the_newest_server_version_is_the_greatest_number() {
        assert!(version_number(Path::new("/a/15")) > version_number(Path::new("/a/9.6")));
        assert!(version_number(Path::new("/a/17")) > version_number(Path::new("/a/15")));
    }
}
