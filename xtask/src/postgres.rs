//! A throw-away PostgreSQL for tests: its own cluster in a temporary folder,
//! reached through a Unix socket there and through nothing else.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};

use anyhow::{Context, Result};
use clap::Args;

use crate::{command, packages};

/// Where the tests find the cluster: a URL with rights to create databases.
pub const VARIABLE: &str = "CONOCELES_TEST_POSTGRES";

/// Options of `cargo xtask postgres`.
#[derive(Args)]
pub struct Options {
    /// Write to disk before acknowledging, as a real server does (slower).
    #[arg(long)]
    durable: bool,
    /// The command and its arguments, for example `cargo test -p storage`.
    #[arg(last = true, required = true)]
    command: Vec<OsString>,
}

/// Runs the command with a cluster up and ends as the command ended.
///
/// # Errors
/// When PostgreSQL or the command cannot be started.
pub fn run(options: &Options) -> Result<ExitCode> {
    let cluster = Cluster::start(options.durable)?;
    let (name, arguments) = options
        .command
        .split_first()
        .context("no command was given")?;
    let status = command::program(name)
        .args(arguments)
        // The developer's own place and terminal, as if run without this.
        .current_dir(std::env::current_dir()?)
        .stdin(Stdio::inherit())
        .env(VARIABLE, cluster.url())
        .status()
        .with_context(|| format!("could not start: {}", name.display()))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// A running cluster; it is stopped and removed when this value goes.
pub struct Cluster {
    folder: PathBuf,
    guardian: Child,
}

/// Waits until this program ends in whatever way (then its end of the pipe
/// closes), stops the cluster and removes the folder. Being a process of its
/// own that ignores the terminal's signals, it also does so after a kill.
const GUARDIAN: &str = r#"
    trap '' INT TERM HUP
    folder=$1
    shift
    cat >/dev/null
    "$@" >/dev/null 2>&1
    rm -rf "$folder"
"#;

impl Cluster {
    /// Makes and starts a cluster. Unless it is to be durable, it never waits
    /// for the disk: no test outlives it.
    ///
    /// # Errors
    /// When PostgreSQL is not installed or does not start.
    pub fn start(durable: bool) -> Result<Self> {
        let programs = packages::postgres_programs()
            .context("PostgreSQL is not installed; run: cargo xtask setup")?;
        let owner = Owner::find();
        let folder = tempfile::Builder::new()
            .prefix("conoceles-pg-")
            .tempdir_in("/tmp")
            .context("no temporary folder for PostgreSQL")?
            .keep();
        owner.take(&folder)?;
        let cluster = Self {
            guardian: spawn_guardian(&owner, &programs, &folder)?,
            folder,
        };
        cluster.initialise(&owner, &programs)?;
        cluster.serve(&owner, &programs, durable)?;
        Ok(cluster)
    }

    /// The address of the cluster for sqlx, as its superuser.
    pub fn url(&self) -> String {
        format!(
            "postgres://postgres@localhost/postgres?host={}",
            self.folder.display()
        )
    }

    fn initialise(&self, owner: &Owner, programs: &Path) -> Result<()> {
        let mut initdb = owner.program(&programs.join("initdb"));
        initdb
            .args(["--no-sync", "--username=postgres", "--auth=trust"])
            .args(["--encoding=UTF8", "--locale=C.UTF-8", "--pgdata"])
            .arg(data(&self.folder));
        command::output(&mut initdb).map(drop)
    }

    fn serve(&self, owner: &Owner, programs: &Path, durable: bool) -> Result<()> {
        let mut settings = format!(
            "-c listen_addresses='' -c unix_socket_directories='{}' -c max_connections=200",
            self.folder.display()
        );
        if !durable {
            settings += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off";
        }
        let log = self.folder.join("log");
        let mut start = owner.program(&programs.join("pg_ctl"));
        start
            .args(["start", "--wait", "--silent", "--options", &settings])
            .arg("--log")
            .arg(&log)
            .arg("--pgdata")
            .arg(data(&self.folder))
            // The server keeps these open, and nobody must wait for it.
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let started = start.status().context("pg_ctl could not be started")?;
        if !started.success() {
            let told = std::fs::read_to_string(&log).unwrap_or_default();
            anyhow::bail!("PostgreSQL did not start:\n{told}");
        }
        Ok(())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.guardian.stdin.take());
        // Nothing more can be done about a guardian that is gone already.
        self.guardian.wait().ok();
    }
}

fn data(folder: &Path) -> PathBuf {
    folder.join("data")
}

fn spawn_guardian(owner: &Owner, programs: &Path, folder: &Path) -> Result<Child> {
    let mut stop = owner.program(&programs.join("pg_ctl"));
    stop.args(["stop", "--mode=immediate", "--wait", "--pgdata"])
        .arg(data(folder));
    command::program("sh")
        .args(["-c", GUARDIAN, "guardian"])
        .arg(folder)
        .arg(stop.get_program())
        .args(stop.get_args())
        .stdin(Stdio::piped())
        .spawn()
        .context("sh could not be started")
}

/// Whom the cluster belongs to: PostgreSQL refuses to run as root, so root
/// lends it to the account that Debian's package makes.
enum Owner {
    Ourselves,
    PostgresAccount,
}

impl Owner {
    fn find() -> Self {
        if command::is_root() {
            Self::PostgresAccount
        } else {
            Self::Ourselves
        }
    }

    fn program(&self, path: &Path) -> Command {
        match self {
            Self::Ourselves => command::program(path),
            Self::PostgresAccount => {
                let mut lent = command::program("setpriv");
                lent.args(["--reuid=postgres", "--regid=postgres", "--init-groups"])
                    .arg(path)
                    // The account may not enter the workspace's folder.
                    .current_dir("/");
                lent
            }
        }
    }

    fn take(&self, folder: &Path) -> Result<()> {
        match self {
            Self::Ourselves => Ok(()),
            Self::PostgresAccount => {
                let mut chown = command::program("chown");
                command::output(chown.arg("postgres:").arg(folder)).map(drop)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_answers_and_leaves_nothing_behind() {
        // Without PostgreSQL there is nothing to try; `cargo xtask ci` brings it.
        let Some(programs) = packages::postgres_programs() else {
            return;
        };
        let cluster = Cluster::start(false).expect("a cluster starts");
        let folder = cluster.folder.clone();
        let asked = command::output(
            command::program(programs.join("psql"))
                .arg(cluster.url())
                .args(["--no-psqlrc", "--tuples-only", "--no-align", "--command"])
                .arg("SHOW fsync"),
        );
        assert_eq!(asked.expect("psql answers").trim(), "off");
        drop(cluster);
        assert!(!folder.exists());
    }
}
