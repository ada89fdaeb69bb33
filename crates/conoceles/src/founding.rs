//! Putting a process in motion on disk: folder, database, keys, founding.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use app::accounts::Issued;
use app::ports::{Clock, SystemEntropy};
use app::{App, PublicAddress};
use domain::profile::Profile;
use storage::{Location, RuntimeRole};

use crate::data_folder::{Settings, Unfinished};
use crate::profile_source::ProfileSource;

/// A process to found.
pub struct Plan<'a> {
    /// The data folder, which is empty or does not exist.
    pub folder: &'a Path,
    /// The folder of the keys, from the data folder if it is relative.
    pub keys: PathBuf,
    /// The profile's files.
    pub source: &'a ProfileSource,
    /// The profile, checked.
    pub profile: Arc<Profile>,
    /// Where the database is, if it is on a server.
    pub server: Option<Server>,
    /// Where people will reach the site, if that is known.
    pub outside: Option<PublicAddress>,
    /// Whether it is a demonstration.
    pub demonstration: bool,
}

/// A PostgreSQL server.
pub struct Server {
    /// As whom the program works.
    pub runtime: String,
    /// As whom the tables are made.
    pub owner: String,
    /// The role of `runtime`.
    pub role: RuntimeRole,
}

/// A process that was founded in a folder that is not complete yet.
pub struct Founded {
    /// The folder.
    pub unfinished: Unfinished,
    /// The use cases.
    pub app: App,
    /// The first administrator.
    pub issued: Issued,
}

/// Founds the process. If it fails, what it made on disk is removed again.
///
/// # Errors
/// Whatever could not be made.
pub async fn found(plan: &Plan<'_>, clock: Arc<dyn Clock>) -> Result<Founded> {
    let settings = Settings {
        institute: plan.profile.institute.key.to_string(),
        process: plan.profile.process.key.to_string(),
        demonstration: plan.demonstration,
        server: plan.server.as_ref().map(|server| server.runtime.clone()),
        outside: plan.outside.clone(),
        keys: plan.keys.clone(),
    };
    let unfinished = Unfinished::begin(plan.folder, settings, plan.source)?;
    match found_in(&unfinished, plan, clock).await {
        Ok((app, issued)) => Ok(Founded {
            unfinished,
            app,
            issued,
        }),
        Err(error) => {
            unfinished.undo();
            Err(error)
        }
    }
}

async fn found_in(
    unfinished: &Unfinished,
    plan: &Plan<'_>,
    clock: Arc<dyn Clock>,
) -> Result<(App, Issued)> {
    let location = unfinished.location();
    prepare(&location, plan.server.as_ref(), clock.as_ref()).await?;
    let (profile, entropy) = (Arc::clone(&plan.profile), Arc::new(SystemEntropy));
    app::founding::found(
        &location,
        &unfinished.keys(),
        profile,
        clock,
        entropy,
        unfinished.files()?,
        plan.demonstration,
    )
    .await
    .context("no se fundó el proceso")
}

/// Makes the tables of a database, or brings them to this program's version. How many migrations that took.
///
/// # Errors
/// Storage.
pub async fn prepare(
    location: &Location,
    server: Option<&Server>,
    clock: &dyn Clock,
) -> Result<usize> {
    let prepared = match (location, server) {
        (Location::Sqlite(_), _) => storage::prepare(location, None, clock.now()).await,
        (Location::Postgres(_), Some(server)) => {
            let owner = Location::Postgres(server.owner.clone());
            storage::prepare(&owner, Some(&server.role), clock.now()).await
        }
        (Location::Postgres(_), None) => {
            bail!("falta --base-duena: solo el papel dueño puede preparar la base")
        }
    };
    Ok(prepared.context("no se preparó la base de datos")?.applied)
}
