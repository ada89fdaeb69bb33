//! The history of a process, open for looking. Less is asked of it than to serve: a founding row or a profile that
//! somebody altered must not keep the history from being verified.

use activity_log::VerifierKey;
use anyhow::{Context as _, Result};
use app::keys::Keys;
use storage::{Options, Store};

use crate::installed::{Installed, Place};

/// A history that can be read.
pub struct History {
    /// The database.
    pub store: Store,
    place: Place,
}

impl History {
    /// Opens the history of a process.
    ///
    /// # Errors
    /// No database, or not this program's.
    pub async fn open(installed: &Installed) -> Result<Self> {
        let place = installed.find()?;
        let store = Store::open(&place.location, &Options::default())
            .await
            .with_context(|| format!("no se abrió la base de {}", place.folder.path().display()))?;
        Ok(Self { store, place })
    }

    /// The public half of the key that signs it.
    ///
    /// # Errors
    /// No founding, or no keys.
    pub async fn public_key(&self) -> Result<VerifierKey> {
        let founding = self.store.read().await?.founding().await?;
        let founding = founding.context("la base no tiene un proceso fundado")?;
        Ok(Keys::open(&self.place.keys, &founding.origin)?
            .signer()
            .verifier_key())
    }
}
