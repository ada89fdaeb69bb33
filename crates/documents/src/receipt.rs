//! The receipt of an act with legal effect (R19): what was done, by whom, when, and the proof that anybody can check. The
//! machine-readable receipt travels inside as an attachment.

use jiff::Zoned;
use serde::Serialize;
use serde_json::{Value, json};

use crate::printable::{make_printable, paragraphs};
use crate::typesetting::{self, Manuscript};
use crate::{Brand, DocumentError, qr};

/// Name of the attachment: the receipt as programs read it.
pub const ATTACHED_RECEIPT: &str = "acuse.json";

/// Acuse: one act with its place in the history.
#[derive(Debug, Clone, Serialize)]
pub struct Receipt {
    /// When the act was done; it enters the file's properties only.
    #[serde(skip)]
    pub created: Zoned,
    /// Folio of the act.
    pub folio: String,
    /// Place and date of the act in words.
    pub place_and_date: String,
    /// The act in words ("Envió el cuestionario").
    pub act: String,
    /// What the institute declares; one paragraph a line.
    #[serde(serialize_with = "paragraphs")]
    pub statement: String,
    /// What is known of the act: name and value.
    pub facts: Vec<ReceiptFact>,
    /// The declaration that was accepted, if one was; one paragraph a line.
    #[serde(serialize_with = "paragraphs")]
    pub declaration: String,
    /// Hashes, to be compared sign by sign: name and value.
    pub hashes: Vec<ReceiptFact>,
    /// The signed checkpoint, line by line.
    #[serde(serialize_with = "paragraphs")]
    pub checkpoint: String,
    /// The hashes of the proof that the act is in the history, in their order.
    pub proof: Vec<String>,
    /// Address of the public page where receipts are checked.
    pub page: String,
    /// The same with this receipt's folio and hash: where the QR leads.
    pub check: String,
    /// Whom to ask: office and mail.
    pub contact: String,
    /// The machine-readable receipt, byte for byte.
    #[serde(skip)]
    pub attachment: String,
}

/// A name and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReceiptFact {
    /// What it is.
    pub name: String,
    /// What is known.
    pub value: String,
}

impl Receipt {
    /// The receipt as PDF/UA-1.
    ///
    /// # Errors
    /// [`DocumentError::QrTooLong`] for an overlong address, [`DocumentError::Typesetting`] if the typesetter refuses.
    pub fn pdf(&self, brand: &Brand) -> Result<Vec<u8>, DocumentError> {
        let manuscript = Manuscript {
            template: "/receipt.typ",
            title: format!("Acuse {}", self.folio),
            created: &self.created,
            data: self.data()?,
            watch: None,
        };
        typesetting::pdf(manuscript, brand)
    }

    fn data(&self) -> Result<Value, DocumentError> {
        let mut data = serde_json::to_value(self)?;
        let undrawn = make_printable(&mut data);
        data["undrawn"] = json!(undrawn);
        data["qr"] = qr::figure(&self.check)?.into();
        // Byte for byte: nothing of it is drawn.
        data["attachment"] = self.attachment.as_str().into();
        data["attachment_name"] = ATTACHED_RECEIPT.into();
        Ok(data)
    }
}
