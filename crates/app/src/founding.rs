//! Putting a process in motion: the database, the keys, the founding entry and the first administrator.

use std::path::Path;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use domain::account::Seat;
use domain::activity::{Act, Action, Author, Subject};
use domain::id::Entropy;
use domain::profile::Profile;
use storage::{Founding, Location, Options, StorageError, Store};

use crate::accounts::{AccountsError, Issued, NewAccount};
use crate::files::Files;
use crate::keys::{KeyError, Keys};
use crate::ports::Clock;
use crate::{App, AppError, Parts};

/// Why a process could not be founded or opened.
#[derive(Debug, thiserror::Error)]
pub enum FoundingError {
    /// The database already has a process.
    #[error("esta base ya tiene un proceso en marcha: no se vuelve a fundar")]
    AlreadyFounded,
    /// The database has no process.
    #[error("esta base todavía no tiene un proceso: ejecute primero «conoceles init»")]
    NotFounded,
    /// The profile is not the one that the process was founded with.
    #[error(
        "el perfil de instituto no es el mismo con el que se fundó el proceso ({0}): los perfiles y cuestionarios no \
         cambian después de usarse. Restaure los archivos originales del perfil"
    )]
    ProfileChanged(&'static str),
    /// Keys.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The first account.
    #[error(transparent)]
    Account(#[from] AccountsError),
    /// Storage.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Anything else.
    #[error(transparent)]
    App(#[from] AppError),
}

/// Founds a process in a database that was prepared, with new keys in `keys`, and creates the first administrator.
///
/// # Errors
/// [`FoundingError`].
pub async fn found(
    location: &Location,
    keys: &Path,
    profile: Arc<Profile>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    files: Files,
    demonstration: bool,
) -> Result<(App, Issued), FoundingError> {
    let store = Store::open(location, &Options::default()).await?;
    if store.read().await?.founding().await?.is_some() {
        return Err(FoundingError::AlreadyFounded);
    }
    let now = clock.now();
    let mut chance = [0_u8; 4];
    entropy.fill(&mut chance);
    // The history's name is unique to this founding, so that two rehearsals of one process are never confused.
    let origin = format!(
        "conoceles/{}/{}",
        profile.process.key,
        HEXLOWER.encode(&chance)
    );
    Keys::create(keys, entropy.as_ref())?;
    let app = App::new(Parts {
        store,
        profile: Arc::clone(&profile),
        clock,
        entropy,
        keys: Keys::open(keys, &origin)?,
        files,
        demonstration,
    })
    .await?;
    let founding = Founding {
        institute: profile.institute.key.clone(),
        process: profile.process.key.clone(),
        profile: profile.hash().to_string(),
        questionnaires: profile
            .questionnaires
            .iter()
            .map(|d| (d.key.clone(), d.hash().to_string()))
            .collect(),
        zone: profile
            .institute
            .zone
            .iana_name()
            .unwrap_or("UTC")
            .to_owned(),
        founded: now,
        demonstration,
        origin,
    };
    let mut unit = app.store.write().await?;
    let mut act = Act::new(
        now,
        Author::System,
        Action::ProcessFounded,
        Subject::new("process", &profile.process.key),
    )
    .with("profile", &founding.profile);
    for (index, hash) in founding.questionnaires.values().enumerate() {
        act = act.with(
            if index == 0 {
                "questionnaire"
            } else {
                "questionnaire-2"
            },
            hash,
        );
    }
    unit.found(&founding, act).await?;
    let holder = profile.institute.administrator.clone();
    let issued = app
        .issue(
            &mut unit,
            NewAccount {
                holder,
                contact: Some(profile.institute.email.clone()),
                seat: Seat::Administrator,
            },
            Author::System,
        )
        .await?;
    unit.checkpoint(app.keys.signer(), now).await?;
    unit.commit().await?;
    Ok((app, issued))
}

/// Opens a process that was founded, with the keys of `keys`.
///
/// # Errors
/// [`FoundingError`]; a profile that changed is refused, since it is frozen after its first use (R06).
pub async fn open(
    location: &Location,
    keys: &Path,
    profile: Arc<Profile>,
    clock: impl FnOnce(&Founding, Option<domain::time::Instant>) -> Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    files: Files,
) -> Result<App, FoundingError> {
    let store = Store::open(location, &Options::default()).await?;
    let mut unit = store.read().await?;
    let founding = unit.founding().await?.ok_or(FoundingError::NotFounded)?;
    let size = unit.history_size().await?;
    let last = match size.checked_sub(1) {
        Some(position) => unit.entry(position).await?,
        None => None,
    };
    drop(unit);
    if founding.profile != profile.hash().to_string() {
        return Err(FoundingError::ProfileChanged(
            "el contenido de sus archivos es otro",
        ));
    }
    let last = last.map(|row| domain::time::Instant::from_micros(row.entry.fields().instant));
    let clock = clock(&founding, last);
    let keys = Keys::open(keys, &founding.origin)?;
    let parts = Parts {
        store,
        profile,
        clock,
        entropy,
        keys,
        files,
        demonstration: founding.demonstration,
    };
    Ok(App::new(parts).await?)
}
