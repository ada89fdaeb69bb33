//! A password offered ready-made: five words drawn by lot, which nobody guesses and a person can note and type.

use bip0039::{Language, Spanish};
use domain::account::Account;

use super::password::without_accents;
use super::seal::Purpose;
use super::{NewPassword, PasswordFault};
use crate::App;

/// Words of a phrase: 2,048 words each, so 55 bits.
const WORDS: usize = 5;
/// Seconds for which a phrase that was offered can be taken.
const SERVES: i64 = 3_600;
/// Words of the list that nobody should have to write down; a phrase with one of them is drawn again, which costs less
/// than a fifth of a bit.
const HARSH: [&str; 45] = [
    "aborto", "abuso", "acoso", "adicto", "bestia", "bobo", "bruto", "cadaver", "cancer", "cerdo",
    "chupar", "cochino", "coger", "crimen", "desnudo", "droga", "ebrio", "enano", "feo", "fraude",
    "gordo", "hembra", "infiel", "lamer", "mafia", "manco", "matar", "moreno", "morir", "muerte",
    "necio", "negro", "obeso", "odio", "orgia", "pezon", "pito", "rehen", "secta", "sexo", "sordo",
    "tonto", "tumor", "veneno", "victima",
];

/// A phrase that is offered.
pub struct OfferedPhrase {
    /// The words, as they are typed: lower case, without accents.
    pub words: String,
    /// The same sealed for the account, which the form brings back.
    pub sealed: String,
}

impl App {
    /// Draws a phrase and offers it to the person of `account`.
    pub fn offer_phrase(&self, account: &Account) -> OfferedPhrase {
        let words = self.draw_phrase();
        let sealed = self.seal_now(Purpose::Phrase, account.id, "", words.as_bytes());
        OfferedPhrase { words, sealed }
    }

    /// A phrase that was offered, to be shown once more; none if it no longer serves.
    pub fn offered_again(&self, account: &Account, sealed: &str) -> Option<OfferedPhrase> {
        let words = self.offered_phrase(account, sealed).ok()?;
        Some(OfferedPhrase {
            words,
            sealed: sealed.to_owned(),
        })
    }

    /// The phrase that was offered to the person of `account` with this seal.
    ///
    /// # Errors
    /// [`PasswordFault::PhraseOver`] if it was offered too long ago, or to somebody else.
    pub(super) fn offered_phrase(
        &self,
        account: &Account,
        sealed: &str,
    ) -> Result<String, PasswordFault> {
        self.unseal_within(SERVES, Purpose::Phrase, account.id, "", sealed)
            .and_then(|bytes| String::from_utf8(bytes.to_vec()).ok())
            .ok_or(PasswordFault::PhraseOver)
    }

    fn draw_phrase(&self) -> String {
        loop {
            let words: Vec<String> = (0..WORDS)
                .map(|_| {
                    // 2,048 divides 65,536: every word is equally likely.
                    let drawn = u16::from_le_bytes(self.random::<2>());
                    without_accents(Spanish::word_of(usize::from(drawn) % 2_048))
                })
                .collect();
            if !words.iter().any(|word| HARSH.contains(&word.as_str())) {
                return words.join(" ");
            }
        }
    }

    /// The password that somebody chose for `account`, checked.
    ///
    /// # Errors
    /// The first rule that it breaks; too many hashes wait ([`crate::AppError::Busy`]); storage.
    pub(super) async fn chosen_password(
        &self,
        account: &Account,
        chosen: &NewPassword<'_>,
    ) -> Result<String, ChoiceFault> {
        let password = match chosen.offered {
            Some(_) if !chosen.typed.is_empty() => return Err(PasswordFault::Both.into()),
            Some(sealed) => self.offered_phrase(account, sealed)?,
            None => {
                let known = self.words_around(account).await?;
                super::password::check_strength(chosen.typed, chosen.repeated, &known)?;
                chosen.typed.to_owned()
            }
        };
        Ok(self.passwords.hash(password).await?)
    }
}

/// Why no hash came of a choice.
#[derive(Debug, thiserror::Error)]
pub(super) enum ChoiceFault {
    #[error(transparent)]
    Password(#[from] PasswordFault),
    #[error(transparent)]
    App(#[from] crate::AppError),
}
