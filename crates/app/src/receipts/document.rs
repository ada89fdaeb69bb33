//! The document of a receipt: made outside of every write unit when it is first asked for, kept for ever, the same bytes
//! each time.

use domain::receipt::{Folio, IssuedReceipt};

use super::ReceiptView;
use crate::sign_in::SignedIn;
use crate::{App, AppError};

impl App {
    /// The document of a receipt. `compose` writes it, in the site's words, if it was never made.
    ///
    /// # Errors
    /// As [`App::receipt`]; not found while no checkpoint covers the entry.
    pub async fn receipt_document(
        &self,
        who: &SignedIn,
        folio: Folio,
        compose: impl FnOnce(&ReceiptView, &activity_log::Receipt) -> documents::Receipt,
    ) -> Result<Vec<u8>, AppError> {
        let view = self.receipt(who, folio).await?;
        if let Some(kept) = self.issued(folio).await? {
            return Ok(kept);
        }
        let proof = view.receipt.as_ref().ok_or(AppError::NotFound)?;
        let written = compose(&view, proof);
        let pdf = self.typeset_receipt(written).await?;
        let file = self.files.keep(pdf.clone()).await?;
        if self.note_issued(folio, file).await? {
            return Ok(pdf);
        }
        // Somebody asked at the same moment and was first: what they were given is the receipt.
        self.issued(folio).await?.ok_or(AppError::NotFound)
    }

    /// The document that was issued, if one was.
    async fn issued(&self, folio: Folio) -> Result<Option<Vec<u8>>, AppError> {
        let issued = self.store.read().await?.issued_receipt(folio).await?;
        let Some(issued) = issued else {
            return Ok(None);
        };
        // It is named in the history, so it may not be made anew with other bytes.
        let kept = self.files.read(&issued.file).await?;
        kept.map(Some).ok_or(AppError::Unreadable("receipt"))
    }

    async fn typeset_receipt(&self, written: documents::Receipt) -> Result<Vec<u8>, AppError> {
        let unreadable = || AppError::Unreadable("receipt");
        let brand = self.brand().map_err(|_| unreadable())?;
        let _turn = self.receipt_work.turns.acquire().await;
        let set = tokio::task::spawn_blocking(move || written.pdf(&brand)).await;
        set.map_err(|_| unreadable())?.map_err(|error| {
            tracing::error!(%error, "a receipt could not be typeset");
            unreadable()
        })
    }

    /// Notes what was issued; false if something was before.
    async fn note_issued(&self, folio: Folio, file: String) -> Result<bool, AppError> {
        let mut unit = self.store.write().await?;
        if unit.issued_receipt(folio).await?.is_some() {
            return Ok(false);
        }
        unit.apply(IssuedReceipt::issue(folio, file, self.now()))
            .await?;
        unit.commit().await?;
        Ok(true)
    }
}
