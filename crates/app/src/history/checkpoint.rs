//! Checkpoints of acts that no running service will sign: those of the command line.

use crate::{App, AppError};

impl App {
    /// Signs a checkpoint if anything was written since the latest one, so that an act done without a running
    /// service is covered at once too (decision 4).
    ///
    /// # Errors
    /// Storage.
    pub async fn sign_what_was_written(&self) -> Result<(), AppError> {
        self.store
            .checkpoint_if_due(self.keys.signer(), self.now())
            .await?;
        Ok(())
    }
}
