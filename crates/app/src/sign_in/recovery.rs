//! The recovery sheet: one-time codes on paper, for who forgot the password or lost the telephone. Only digests are kept.

use documents::Brand;
use domain::account::{Account, AccountRefusal, RECOVERY_CODES, digest_code};
use domain::id::{AccountId, SessionId};
use domain::time::Instant;
use storage::{EndReason, StorageError, WriteUnit};

use super::phrase::ChoiceFault;
use super::seal::Purpose;
use super::session::{digest, fold_login};
use super::{Attempt, Code, NewPassword, NewSession, PasswordFault, SignedIn};
use crate::{App, AppError};

/// A recovery sheet: the only time that its codes are known.
pub struct RecoverySheet {
    /// Its codes, in groups of four characters.
    pub codes: Vec<Code>,
    /// Since when it serves.
    pub at: Instant,
    /// The codes sealed for the account: the form that asks for the document brings them back.
    pub sealed: String,
}

/// What stands on the document of a recovery sheet besides its codes.
pub struct SheetWords {
    /// Address of the page where a code is used.
    pub address: String,
    /// Place and date in words.
    pub place_and_date: String,
    /// Whom to ask for help.
    pub contact: String,
}

/// Seconds during which the document of a sheet can be made.
const SHEET_SERVES: i64 = 30 * 60;

/// Why nobody got in again.
#[derive(Debug, thiserror::Error)]
pub enum RecoveryRefusal {
    /// Unknown login or wrong code: which, is not told.
    #[error(
        "El usuario o el código no son correctos, o ese código ya se usó. Revíselos: cada código de la hoja sirve una sola vez."
    )]
    Wrong,
    /// Too many failures.
    #[error(
        "Hubo varios intentos fallidos. Espere {0} segundos y vuelva a intentar; su cuenta no está bloqueada."
    )]
    Wait(i64),
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

impl From<StorageError> for RecoveryRefusal {
    fn from(error: StorageError) -> Self {
        Self::App(error.into())
    }
}

impl From<ChoiceFault> for RecoveryRefusal {
    fn from(fault: ChoiceFault) -> Self {
        match fault {
            ChoiceFault::Password(fault) => Self::Password(fault),
            ChoiceFault::App(error) => Self::App(error),
        }
    }
}

impl App {
    /// Makes a new recovery sheet for somebody who just gave the password again; the one before serves no more.
    ///
    /// # Errors
    /// Storage.
    pub async fn renew_recovery_sheet(&self, who: &SignedIn) -> Result<RecoverySheet, AppError> {
        let mut unit = self.store.write().await?;
        let account = unit
            .account(who.actor.account())
            .await?
            .ok_or(AppError::NotFound)?;
        let sheet = self.renew_sheet(&mut unit, account, self.now()).await?;
        unit.commit().await?;
        Ok(sheet)
    }

    /// Makes a new recovery sheet in a unit under way.
    pub(super) async fn renew_sheet(
        &self,
        unit: &mut WriteUnit,
        account: Account,
        now: Instant,
    ) -> Result<RecoverySheet, AppError> {
        let codes: Vec<Code> = (0..RECOVERY_CODES).map(|_| self.new_code()).collect();
        let digests = codes
            .iter()
            .map(|code| digest_code(code.as_str()))
            .collect();
        let lines: Vec<&str> = codes.iter().map(Code::as_str).collect();
        let sealed = self.seal_now(Purpose::Sheet, account.id, "", lines.join("\n").as_bytes());
        let decided = account
            .renew_recovery(digests, now)
            .map_err(|_| AppError::NotFound)?;
        unit.apply(decided).await?;
        Ok(RecoverySheet {
            codes,
            at: now,
            sealed,
        })
    }

    /// The document of a sheet that was just shown; none once it was replaced, or after half an hour.
    ///
    /// # Errors
    /// Not found, storage, or a document that cannot be set.
    pub async fn recovery_sheet_pdf(
        &self,
        account: AccountId,
        sealed: &str,
        words: SheetWords,
    ) -> Result<Option<Vec<u8>>, AppError> {
        let account = self.read_account(account).await?;
        let Some(plain) = self.unseal_within(SHEET_SERVES, Purpose::Sheet, account.id, "", sealed)
        else {
            return Ok(None);
        };
        let codes: Vec<String> = String::from_utf8_lossy(&plain)
            .lines()
            .map(str::to_owned)
            .collect();
        if !codes.iter().all(|code| account.knows_recovery_code(code)) {
            return Ok(None);
        }
        let created = self.now().in_zone(&self.profile.institute.zone);
        let unset = |_| AppError::Unreadable("recovery sheet");
        let brand = Brand {
            institute: self.profile.institute.name.clone(),
            process: self.profile.process.name.clone(),
            accent: self
                .profile
                .brand
                .accent
                .to_string()
                .parse()
                .map_err(unset)?,
        };
        let sheet = documents::RecoverySheet {
            folio: format!("HR-{}", created.strftime("%Y%m%d-%H%M%S")),
            created,
            place_and_date: words.place_and_date,
            holder: account.holder,
            login: account.login,
            codes,
            address: words.address,
            contact: words.contact,
        };
        tokio::task::spawn_blocking(move || sheet.pdf(&brand))
            .await
            .expect("setting a document does not panic")
            .map(Some)
            .map_err(unset)
    }

    /// The account of somebody who forgot the password and has a code of the recovery sheet. The code is not spent yet.
    ///
    /// # Errors
    /// [`RecoveryRefusal`].
    pub async fn account_to_recover(
        &self,
        login: &str,
        code: &str,
        network: &str,
    ) -> Result<Account, RecoveryRefusal> {
        let login = fold_login(login);
        let attempt = Attempt {
            login: format!(
                "recuperar {}",
                data_encoding::HEXLOWER.encode(&digest(&login))
            ),
            network: network.to_owned(),
        };
        let now = self.now();
        self.delays
            .begin(&attempt, now)
            .map_err(RecoveryRefusal::Wait)?;
        let account = self.store.read().await?.account_by_login(&login).await?;
        let Some(account) = account.filter(|account| account.knows_recovery_code(code)) else {
            self.delays.was_wrong(&attempt, now);
            return Err(RecoveryRefusal::Wrong);
        };
        self.delays.succeeded(&attempt);
        // Only who has a code learns that the account is locked or closed.
        account.usable()?;
        Ok(account)
    }

    /// Sets a new password with a code of the recovery sheet, which is spent; every session ends and a new one opens. A
    /// second factor is still asked for in it.
    ///
    /// # Errors
    /// [`RecoveryRefusal`]; the code still serves then.
    pub async fn recover_password(
        &self,
        login: &str,
        code: &str,
        password: &NewPassword<'_>,
        network: &str,
    ) -> Result<NewSession, RecoveryRefusal> {
        let account = self.account_to_recover(login, code, network).await?;
        let hash = self.chosen_password(&account, password).await?;
        let now = self.now();
        let mut unit = self.store.write().await?;
        let account = unit.account(account.id).await?.ok_or(AppError::NotFound)?;
        let decided =
            account
                .recover_password(code, hash, now)
                .map_err(|refusal| match refusal {
                    AccountRefusal::WrongCode => RecoveryRefusal::Wrong,
                    other => RecoveryRefusal::Account(other),
                })?;
        let account = decided.record().clone();
        unit.apply(decided).await?;
        self.end_sessions_but(&mut unit, account.id, None, now)
            .await?;
        let session = self.open_session(&mut unit, &account).await?;
        unit.commit().await?;
        Ok(session)
    }

    /// Ends the sessions of an account but one, because what protects it was changed.
    pub(super) async fn end_sessions_but(
        &self,
        unit: &mut WriteUnit,
        account: AccountId,
        kept: Option<SessionId>,
        now: Instant,
    ) -> Result<(), StorageError> {
        for session in unit.open_sessions(account).await? {
            if Some(session.id) != kept {
                unit.end_session(session.id, now, EndReason::Replaced)
                    .await?;
            }
        }
        Ok(())
    }
}
