//! The sheet with the codes for the day when the second factor is lost (R09).

use std::fmt;

use jiff::Zoned;
use serde::Serialize;
use serde_json::{Value, json};

use crate::account_letter::grouped;
use crate::printable::make_printable;
use crate::typesetting::{self, Manuscript};
use crate::{Brand, DocumentError};

/// Hoja de recuperación: one-time codes, how to use them, and how to keep them.
///
/// `Debug` shows the folio alone, so that no code reaches a log.
#[derive(Clone, Serialize)]
pub struct RecoverySheet {
    /// When the document was made; it enters the file's properties only.
    #[serde(skip)]
    pub created: Zoned,
    /// Folio of the sheet.
    pub folio: String,
    /// Place and date in words.
    pub place_and_date: String,
    /// Who holds the account.
    pub holder: String,
    /// Name of the account.
    pub login: String,
    /// The one-time codes, eight as a rule; shown in groups of four, whatever separates them here.
    #[serde(skip)]
    pub codes: Vec<String>,
    /// Address of the page where a code is used.
    pub address: String,
    /// Whom to ask for help: office, telephone, mail, hours.
    pub contact: String,
}

impl fmt::Debug for RecoverySheet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RecoverySheet")
            .field("folio", &self.folio)
            .finish_non_exhaustive()
    }
}

impl RecoverySheet {
    /// The sheet as PDF/UA-1.
    ///
    /// # Errors
    /// [`DocumentError::Typesetting`] if the typesetter refuses.
    pub fn pdf(&self, brand: &Brand) -> Result<Vec<u8>, DocumentError> {
        let manuscript = Manuscript {
            template: "/recovery_sheet.typ",
            title: format!("Hoja de recuperación {}", self.folio),
            created: &self.created,
            data: self.data()?,
            watch: None,
        };
        typesetting::pdf(manuscript, brand)
    }

    fn data(&self) -> Result<Value, DocumentError> {
        let mut data = serde_json::to_value(self)?;
        data["codes"] = self.codes.iter().map(|code| grouped(code)).collect();
        let undrawn = make_printable(&mut data);
        data["undrawn"] = json!(undrawn);
        Ok(data)
    }
}
