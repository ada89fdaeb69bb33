//! Whether a receipt that somebody shows is genuine. Anybody may ask, so the answer tells nothing to who does not hold
//! the receipt: of a folio alone nothing at all, and the same of a folio that does not exist as of one that was guessed.

use activity_log::{MAX_RECEIPT_BYTES, Receipt};
use data_encoding::HEXLOWER;
use domain::receipt::Folio;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::{ReceiptView, view};
use crate::{App, AppError};

/// Most bytes of a file that is looked at: the document is the longer of the two forms.
pub const MAX_SHOWN_BYTES: usize = 1024 * 1024;

/// What somebody shows.
#[derive(Debug, Clone, Copy)]
pub enum Shown<'a> {
    /// What the paper says, or its QR.
    Paper {
        /// The folio.
        folio: Folio,
        /// The hash of the entry, as it was typed.
        hash: &'a str,
    },
    /// A file: the receipt for machines, or its document.
    File(&'a [u8]),
}

/// By what a receipt was found genuine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Genuine {
    /// Folio and hash are those of an act of the history.
    Hash,
    /// Its proof leads to a checkpoint that the institute signed, and the history has it still.
    Proof,
    /// It is the document that the institute issued, byte for byte.
    Document,
}

/// What is said of a receipt.
#[derive(Debug)]
pub enum ReceiptCheck {
    /// It is genuine.
    Genuine(Genuine, Box<ReceiptView>),
    /// Folio and hash are of no act, or not of the same one.
    NoMatch,
    /// A document that the institute did not issue with these bytes.
    OtherDocument,
    /// The institute signed it, but its history does not have it: a history that was restored or rewritten.
    NotInHistory(Folio),
    /// It is no receipt, or was altered; why.
    Refused(String),
}

impl App {
    /// Says whether a receipt is genuine. It needs no session.
    ///
    /// # Errors
    /// Storage.
    pub async fn check_receipt(&self, shown: Shown<'_>) -> Result<ReceiptCheck, AppError> {
        match shown {
            Shown::Paper { folio, hash } => self.check_paper(folio, hash).await,
            Shown::File(bytes) if bytes.starts_with(b"%PDF") => self.check_document(bytes).await,
            Shown::File(bytes) => self.check_file(bytes).await,
        }
    }

    async fn check_paper(&self, folio: Folio, hash: &str) -> Result<ReceiptCheck, AppError> {
        let mut unit = self.store.read().await?;
        let typed: String = hash.chars().filter(|sign| !sign.is_whitespace()).collect();
        let typed = typed.to_ascii_lowercase();
        let found = view(&mut unit, folio).await?.filter(|view| {
            let known = view.row.leaf_hash.to_string();
            bool::from(known.as_bytes().ct_eq(typed.as_bytes()))
        });
        Ok(match found {
            Some(view) => ReceiptCheck::Genuine(Genuine::Hash, Box::new(view)),
            None => ReceiptCheck::NoMatch,
        })
    }

    /// The document is not opened: what it says is true because it is the one that was issued. Whatever a stranger
    /// packed into a file of this kind harms nobody here.
    async fn check_document(&self, bytes: &[u8]) -> Result<ReceiptCheck, AppError> {
        let hash = HEXLOWER.encode(&Sha256::digest(bytes));
        let mut unit = self.store.read().await?;
        let Some(issued) = unit.receipt_of_file(&hash).await? else {
            return Ok(ReceiptCheck::OtherDocument);
        };
        let folio = Folio::of(issued.position);
        Ok(match view(&mut unit, folio).await? {
            Some(view) => ReceiptCheck::Genuine(Genuine::Document, Box::new(view)),
            None => ReceiptCheck::NotInHistory(folio),
        })
    }

    async fn check_file(&self, bytes: &[u8]) -> Result<ReceiptCheck, AppError> {
        if bytes.len() > MAX_RECEIPT_BYTES {
            return Ok(ReceiptCheck::Refused(
                "el archivo es demasiado grande para ser un acuse".to_owned(),
            ));
        }
        let key = self.keys.signer().verifier_key();
        let verified = match Receipt::parse(bytes).and_then(|receipt| receipt.verify(&key)) {
            Ok(verified) => verified,
            Err(refused) => return Ok(ReceiptCheck::Refused(refused.to_string())),
        };
        let folio = Folio::of(verified.position);
        let mut unit = self.store.read().await?;
        let found = view(&mut unit, folio).await?;
        Ok(
            match found.filter(|view| view.row.leaf_hash == verified.leaf_hash) {
                Some(view) => ReceiptCheck::Genuine(Genuine::Proof, Box::new(view)),
                None => ReceiptCheck::NotInHistory(folio),
            },
        )
    }
}
