//! The letter that delivers one account (R08): login, one-time activation code and slip of acknowledgement. Never a
//! password.

use std::fmt;

use jiff::Zoned;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::{Value, json};

use crate::printable::{make_printable, paragraphs};
use crate::typesetting::{self, Manuscript};
use crate::{Brand, DocumentError, qr};

/// What a code may show as it is in an address.
const IN_FRAGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Signs of a code that are read, typed and compared together.
const GROUP: usize = 4;

/// Carta de entrega de cuenta: what a person needs to begin, on one sheet, and the slip that they sign.
///
/// All texts are finished words in Spanish. `Debug` shows the folio alone, so that no code reaches a log.
#[derive(Clone, Serialize)]
pub struct AccountLetter {
    /// When the document was made; it enters the file's properties only.
    #[serde(skip)]
    pub created: Zoned,
    /// Folio of the account; the slip carries it too.
    pub folio: String,
    /// Place and date of the letter ("Victoria de Durango, Durango, a 4 de abril de 2024").
    pub place_and_date: String,
    /// Who receives the account.
    pub holder: String,
    /// The account's role in words ("Persona supervisora").
    pub role: String,
    /// Party for which the account works.
    pub party: Option<String>,
    /// Candidacy for which the account works.
    pub candidacy: Option<Candidacy>,
    /// Name of the account.
    pub login: String,
    /// One-time activation code; shown in groups of four, whatever separates them here.
    #[serde(skip)]
    pub code: String,
    /// Address of the page of activation, without the code.
    pub address: String,
    /// Until when the code serves, in words ("el sábado 4 de mayo de 2024 a las 12:00 (hora del centro)").
    pub serves_until: String,
    /// What the account's term is and when it begins and ends; one paragraph a line.
    #[serde(serialize_with = "paragraphs")]
    pub term: String,
    /// Text of the custody undertaking; one paragraph a line.
    #[serde(serialize_with = "paragraphs")]
    pub undertaking: String,
    /// Whom to ask for help: office, telephone, mail, hours.
    pub contact: String,
}

/// A candidacy as its letter names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Candidacy {
    /// Name of the person or of the formula.
    pub name: String,
    /// Office ("Diputación de mayoría relativa").
    pub office: String,
    /// Where it is disputed ("Distrito 4, Victoria de Durango").
    pub place: String,
}

impl fmt::Debug for AccountLetter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AccountLetter")
            .field("folio", &self.folio)
            .finish_non_exhaustive()
    }
}

impl AccountLetter {
    /// The letter as PDF/UA-1.
    ///
    /// # Errors
    /// [`DocumentError::QrTooLong`] for an overlong address, [`DocumentError::Typesetting`] if the typesetter refuses.
    pub fn pdf(&self, brand: &Brand) -> Result<Vec<u8>, DocumentError> {
        let manuscript = Manuscript {
            template: "/account_letter.typ",
            title: format!("Carta de entrega de cuenta {}", self.folio),
            created: &self.created,
            data: self.data()?,
            watch: None,
        };
        typesetting::pdf(manuscript, brand)
    }

    /// Where the QR code leads. The code travels in the fragment, which browsers never send: it reaches no server's log.
    pub fn activation_address(&self) -> String {
        format!(
            "{}#codigo={}",
            self.address,
            utf8_percent_encode(&self.code, IN_FRAGMENT)
        )
    }

    /// What the template reads, printable.
    pub(crate) fn data(&self) -> Result<Value, DocumentError> {
        let mut data = serde_json::to_value(self)?;
        data["code"] = grouped(&self.code).into();
        let undrawn = make_printable(&mut data);
        data["undrawn"] = json!(undrawn);
        data["qr"] = qr::figure(&self.activation_address())?.into();
        Ok(data)
    }
}

/// A code in groups of four with hyphens between them.
pub(crate) fn grouped(code: &str) -> String {
    let signs: Vec<char> = code.chars().filter(|sign| sign.is_alphanumeric()).collect();
    let groups: Vec<String> = signs
        .chunks(GROUP)
        .map(|group| group.iter().collect())
        .collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_shown_in_fours_however_they_come() {
        for written in [
            "23456789BCDFGHJK",
            "2345-6789-BCDF-GHJK",
            "2345 6789 BCDF GHJK",
        ] {
            assert_eq!(grouped(written), "2345-6789-BCDF-GHJK");
        }
        assert_eq!(grouped("23456"), "2345-6");
        assert_eq!(grouped(""), "");
    }
}
