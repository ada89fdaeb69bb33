//! The arguments that say which process a command works on, and how it is opened.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use app::App;
use app::backup::{BackupPlan, BackupSetup};
use app::ports::{Clock, SystemClock, SystemEntropy};
use domain::profile::Profile;
use domain::time::Instant;
use storage::{Founding, Location};

use crate::data_folder::{self, DataFolder};
use crate::profile_check;

/// Which process.
#[derive(Debug, Clone, clap::Args)]
pub struct Installed {
    /// Carpeta de datos que hizo «conoceles init» o «conoceles demo».
    #[arg(long = "datos", value_name = "DIR")]
    pub folder: PathBuf,
    /// Dirección de PostgreSQL, si no es la de la carpeta de datos: postgres://papel@servidor/base
    /// (también en la variable CONOCELES_BASE).
    #[arg(
        long = "base",
        value_name = "URL",
        env = "CONOCELES_BASE",
        hide_env = true
    )]
    pub server: Option<String>,
    /// Carpeta de las llaves, si no es la que dice la carpeta de datos.
    #[arg(long = "llaves", value_name = "DIR")]
    pub keys: Option<PathBuf>,
}

/// A process that is there, not open yet.
pub struct Place {
    /// Its folder.
    pub folder: DataFolder,
    /// Its database.
    pub location: Location,
    /// Its keys.
    pub keys: PathBuf,
}

impl Installed {
    /// Looks for the process.
    ///
    /// # Errors
    /// The folder is none of ours.
    pub fn find(&self) -> Result<Place> {
        let folder = DataFolder::open(&self.folder)?;
        Ok(Place {
            location: self.server.as_deref().map_or_else(
                || folder.location(),
                |url| data_folder::location(folder.path(), Some(url)),
            ),
            keys: self.keys.clone().unwrap_or_else(|| folder.keys()),
            folder,
        })
    }

    /// Opens the process.
    ///
    /// # Errors
    /// As [`Installed::find`] and [`Place::open`].
    pub async fn open(&self) -> Result<App> {
        Ok(self.find()?.open().await?.app)
    }
}

/// A process that is open.
pub struct Opened {
    /// Its use cases.
    pub app: App,
    /// Whether it is a demonstration.
    pub demonstration: bool,
}

impl Place {
    /// The profile with which the process was founded.
    ///
    /// # Errors
    /// Its files were changed so that they are no profile any more.
    pub fn profile(&self) -> Result<Arc<Profile>> {
        let source = self.folder.profile();
        match profile_check::checked(&source) {
            Ok(profile) => Ok(Arc::new(profile)),
            Err(problems) => {
                let first = problems
                    .first()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                bail!(
                    "los archivos de {source} cambiaron y tienen errores ({first}): restáurelos como estaban al \
                     fundar el proceso"
                )
            }
        }
    }

    /// The backups of this process, by `plan`.
    pub fn backups(&self, plan: BackupPlan) -> BackupSetup {
        BackupSetup {
            plan,
            location: self.location.clone(),
            data: self.folder.path().to_owned(),
            keys: self.keys.clone(),
            included: DataFolder::included(),
        }
    }

    /// Opens the process with the clock that is its due.
    ///
    /// # Errors
    /// The database, the keys or the profile are not those of the process.
    pub async fn open(&self) -> Result<Opened> {
        let mut demonstration = false;
        let profile = self.profile()?;
        let start = demo_start(&profile);
        let clock = |founding: &Founding, last| {
            demonstration = founding.demonstration;
            clock_of(founding, start, last)
        };
        let app = app::founding::open(
            &self.location,
            &self.keys,
            profile,
            clock,
            Arc::new(SystemEntropy),
            self.folder.files()?,
        )
        .await
        .with_context(|| format!("no se abrió el proceso de {}", self.folder.path().display()))?
        .reached_at(self.folder.settings().outside.clone());
        let app = match BackupPlan::of(self.folder.path())? {
            Some(plan) => app.with_backups(self.backups(plan)),
            None => app,
        };
        Ok(Opened { app, demonstration })
    }
}

/// The instant at which the clock of a demonstration begins.
pub fn demo_start(profile: &Profile) -> Instant {
    let start = profile.process.demo_start;
    Instant::from_civil(start.date(), start.time(), &profile.institute.zone)
}

/// The clock of a process: the machine's, or for a demonstration one that begins at `start` and after that goes on
/// where the history ended, so that its time stays in the electoral process and never goes back.
fn clock_of(founding: &Founding, start: Instant, last: Option<Instant>) -> Arc<dyn Clock> {
    Arc::new(if founding.demonstration {
        SystemClock::starting_at(last.map_or(start, |last| last.max(start)))
    } else {
        SystemClock::real()
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn founding(demonstration: bool) -> Founding {
        Founding {
            process: "p".parse().unwrap(),
            institute: "i".parse().unwrap(),
            profile: String::new(),
            questionnaires: BTreeMap::new(),
            zone: "UTC".into(),
            founded: Instant::from_micros(1_000_000),
            demonstration,
            origin: "o".into(),
        }
    }

    const START: Instant = Instant::from_micros(40_000_000);

    #[test]
    fn a_demonstration_begins_at_its_start_and_goes_on_where_its_history_ended() {
        let shown = |last| clock_of(&founding(true), START, last).now();
        let ended = Instant::from_micros(50_000_000);
        assert!((0..60).contains(&shown(Some(ended)).seconds_since(ended)));
        assert!(
            (0..60).contains(&shown(Some(Instant::from_micros(30_000_000))).seconds_since(START))
        );
        assert!((0..60).contains(&shown(None).seconds_since(START)));
    }

    #[test]
    fn a_real_process_has_the_machine_s_clock() {
        let before = SystemClock::real().now();
        let clock = clock_of(
            &founding(false),
            START,
            Some(Instant::from_micros(50_000_000)),
        );
        assert!((0..60).contains(&clock.now().seconds_since(before)));
    }
}
