//! Activation: a one-time code, printed in the letter, turns an account that was delivered into one in use (R08, R09).

use domain::account::{Account, AccountRefusal, CODE_ALPHABET, CODE_LENGTH, digest_code};

use super::phrase::ChoiceFault;
use super::{Attempt, NewPassword, NewSession, PasswordFault};
use crate::{App, AppError};

/// A code as it is printed: groups of four characters.
#[derive(Clone)]
pub struct Code(String);

impl Code {
    /// The code in groups, for people.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why an activation failed.
#[derive(Debug, thiserror::Error)]
pub enum ActivationRefusal {
    /// No account has this code.
    #[error(
        "El código no es correcto o ya se usó. Revíselo: tiene 16 caracteres, sin vocales ni los números 0 y 1. \
         Si ya activó su cuenta, entre con su usuario y contraseña."
    )]
    UnknownCode,
    /// Too many failures from this network.
    #[error(
        "Hubo varios intentos fallidos. Espere {0} segundos y vuelva a intentar; su código sigue sirviendo."
    )]
    Wait(i64),
    /// The custody undertaking was not accepted.
    #[error("Para activar la cuenta lea y acepte el compromiso de custodia.")]
    Undertaking,
    /// The account says no.
    #[error(transparent)]
    Account(#[from] AccountRefusal),
    /// The password is not taken.
    #[error(transparent)]
    Password(#[from] PasswordFault),
    /// Something else.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<storage::StorageError> for ActivationRefusal {
    fn from(error: storage::StorageError) -> Self {
        Self::App(error.into())
    }
}

impl From<ChoiceFault> for ActivationRefusal {
    fn from(fault: ChoiceFault) -> Self {
        match fault {
            ChoiceFault::Password(fault) => Self::Password(fault),
            ChoiceFault::App(error) => Self::App(error),
        }
    }
}

/// An attempt with a code, which names its account by itself: each code has growing delays of its own, and codes that
/// nobody has count for the network. With 74 bits nobody finds one; eighty people with letters in one room type freely.
pub(crate) fn attempt_with_code(kind: &str, typed: &str, network: &str) -> Attempt {
    Attempt {
        login: format!("{kind} {}", digest_code(typed)),
        network: network.to_owned(),
    }
}

impl App {
    /// A fresh activation code: every character equally likely.
    pub(crate) fn new_code(&self) -> Code {
        let mut code = String::new();
        let fair = u8::try_from(256 / CODE_ALPHABET.len() * CODE_ALPHABET.len()).unwrap_or(u8::MAX);
        let mut drawn = 0;
        while drawn < CODE_LENGTH {
            let [byte] = self.random::<1>();
            if byte >= fair {
                continue;
            }
            if drawn > 0 && drawn % 4 == 0 {
                code.push('-');
            }
            code.push(char::from(
                CODE_ALPHABET[usize::from(byte) % CODE_ALPHABET.len()],
            ));
            drawn += 1;
        }
        Code(code)
    }

    /// The account that a typed code would activate.
    ///
    /// # Errors
    /// [`ActivationRefusal`].
    pub async fn account_to_activate(
        &self,
        typed: &str,
        network: &str,
    ) -> Result<Account, ActivationRefusal> {
        let attempt = attempt_with_code("activación", typed, network);
        let now = self.now();
        self.delays
            .begin(&attempt, now)
            .map_err(ActivationRefusal::Wait)?;
        let Some(account) = self
            .store
            .read()
            .await?
            .account_by_code(&digest_code(typed))
            .await?
        else {
            self.delays.was_wrong(&attempt, now);
            return Err(ActivationRefusal::UnknownCode);
        };
        self.delays.succeeded(&attempt);
        account.check_code(typed, now)?;
        Ok(account)
    }

    /// Activates the account with the password that the person chose or took and opens its first session.
    ///
    /// # Errors
    /// [`ActivationRefusal`]; the code still serves then.
    pub async fn activate(
        &self,
        typed: &str,
        password: &NewPassword<'_>,
        undertakes: bool,
        network: &str,
    ) -> Result<NewSession, ActivationRefusal> {
        let account = self.account_to_activate(typed, network).await?;
        if !undertakes {
            return Err(ActivationRefusal::Undertaking);
        }
        let hash = self.chosen_password(&account, password).await?;
        let mut unit = self.store.write().await?;
        let account = unit
            .account(account.id)
            .await?
            .ok_or(ActivationRefusal::UnknownCode)?;
        let undertaking = self.profile.accounts.undertaking_hash.to_string();
        let decided = account.activate(typed, hash, &undertaking, self.now())?;
        let account = decided.record().clone();
        unit.apply(decided).await?;
        let session = self.open_session(&mut unit, &account).await?;
        unit.commit().await?;
        Ok(session)
    }
}
