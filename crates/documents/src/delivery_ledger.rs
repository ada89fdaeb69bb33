//! The ledger of delivered accounts (R08), for print and signature.

use jiff::Zoned;
use serde::Serialize;
use serde_json::json;

use crate::printable::make_printable;
use crate::typesetting::{self, Manuscript};
use crate::{Brand, DocumentError};

/// Relación de entregas: every account with its delivery, and the totals.
#[derive(Debug, Clone, Serialize)]
pub struct DeliveryLedger {
    /// When the document was made; it enters the file's properties only.
    #[serde(skip)]
    pub created: Zoned,
    /// Folio of the ledger.
    pub folio: String,
    /// Place and date in words.
    pub place_and_date: String,
    /// Which accounts it lists, in words ("Cuentas del Partido del Río, con corte al 6 de abril de 2024, 18:00").
    pub scope: String,
    /// The accounts, in the order of print.
    pub rows: Vec<Delivery>,
}

/// One account of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// Name of the account.
    pub login: String,
    /// Who holds it.
    pub holder: String,
    /// Its role in words.
    pub role: String,
    /// What the acknowledgement says; nothing while the account is not delivered.
    pub received: Option<Received>,
}

/// What an acknowledgement says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Received {
    /// Date and hour in words.
    pub at: String,
    /// Who received it.
    pub by: String,
}

impl DeliveryLedger {
    /// The ledger as PDF/UA-1.
    ///
    /// # Errors
    /// [`DocumentError::Typesetting`] if the typesetter refuses.
    pub fn pdf(&self, brand: &Brand) -> Result<Vec<u8>, DocumentError> {
        let mut data = serde_json::to_value(self)?;
        let undrawn = make_printable(&mut data);
        data["undrawn"] = json!(undrawn);
        let manuscript = Manuscript {
            template: "/delivery_ledger.typ",
            title: format!("Relación de entregas {}", self.folio),
            created: &self.created,
            data,
            watch: None,
        };
        typesetting::pdf(manuscript, brand)
    }
}
