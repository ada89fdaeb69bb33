//! The second factor: one-time codes by time (RFC 6238), set up with a secret that only the person's own device and the
//! sealed record have. Each code serves once, also after the clock was set back.

use data_encoding::BASE32_NOPAD;
use domain::account::{Account, Standing};
use domain::id::{AccountId, SessionId};
use domain::time::Instant;
use totp_rs::{Builder, Totp};
use zeroize::Zeroizing;

use super::seal::Purpose;
use super::{Attempt, RecoverySheet, SignedIn};
use crate::{App, AppError};

/// Bytes of a secret: the 160 bits that RFC 4226 recommends.
const SECRET: usize = 20;
/// Seconds for which a secret that is being set up serves: time enough to install an application first.
const ENROLMENT_SERVES: i64 = 45 * 60;
/// Wrong codes that cost nothing when all networks are counted together. Only somebody who knows the password gets so
/// far; more than these are not the person's own.
const FREE_EVERYWHERE: u32 = 12;

/// A second factor that is being set up.
pub struct Enrolment {
    /// The secret in base32, in groups of four, for typing.
    pub groups: String,
    /// The address that an application on the same device opens.
    pub address: String,
    /// The same as a QR code, an SVG document.
    pub picture: String,
    /// The secret sealed for the account, which the form brings back.
    pub sealed: String,
}

/// Why the second factor refused.
#[derive(Debug, thiserror::Error)]
pub enum SecondFactorRefusal {
    /// Nothing that could be a code.
    #[error("Escriba el código de 6 números que muestra su aplicación.")]
    NotTyped,
    /// Not the code of this moment.
    #[error(
        "El código no es correcto. Cambia cada 30 segundos: escriba el que se ve ahora. Revise también que su teléfono tenga la hora automática."
    )]
    Wrong,
    /// The code was used, or is older than one that was.
    #[error(
        "Ese código ya se usó y cada uno sirve una sola vez. Espere a que su aplicación muestre el siguiente y escríbalo."
    )]
    Used,
    /// Too many failures.
    #[error(
        "Hubo varios códigos incorrectos. Espere {0} segundos y vuelva a intentar; su cuenta no está bloqueada."
    )]
    Wait(i64),
    /// The page was open too long, belongs to somebody else or was sent before.
    #[error(
        "Esta página ya no sirve: pasó mucho tiempo o ya se usó. Empiece de nuevo con el código QR de abajo."
    )]
    Over,
    /// The role must have one.
    #[error("Su papel necesita el segundo paso: puede cambiarlo por otro, no quitarlo.")]
    Demanded,
    /// The secret does not open with the program's key.
    #[error(
        "En este momento no podemos comprobar su segundo paso. Use un código de su hoja de recuperación o pida ayuda."
    )]
    Unreadable,
    /// Something else.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<storage::StorageError> for SecondFactorRefusal {
    fn from(error: storage::StorageError) -> Self {
        Self::App(error.into())
    }
}

impl App {
    /// Begins to set up a second factor for an account, in place of the one it has.
    ///
    /// # Errors
    /// Not found, storage.
    pub async fn begin_enrolment(&self, account: AccountId) -> Result<Enrolment, AppError> {
        let account = self.read_account(account).await?;
        let secret = Zeroizing::new(self.random::<SECRET>());
        let sealed = self.seal_now(
            Purpose::Enrolment,
            account.id,
            &replaces(&account),
            secret.as_slice(),
        );
        self.enrolment(&account, secret.as_slice(), sealed)
    }

    /// The second factor that was being set up, shown once more after a wrong code; a new one if it no longer serves.
    ///
    /// # Errors
    /// Not found, storage.
    pub async fn enrolment_again(
        &self,
        account: AccountId,
        sealed: &str,
    ) -> Result<Enrolment, AppError> {
        let read = self.read_account(account).await?;
        match self.enrolment_secret(&read, sealed) {
            Some(secret) => self.enrolment(&read, &secret, sealed.to_owned()),
            None => self.begin_enrolment(account).await,
        }
    }

    /// Puts the second factor in use once its person's device shows the right code; proves it for this session, and
    /// gives a new recovery sheet.
    ///
    /// # Errors
    /// [`SecondFactorRefusal`].
    pub async fn enrol(
        &self,
        account: AccountId,
        session: SessionId,
        sealed: &str,
        typed: &str,
    ) -> Result<RecoverySheet, SecondFactorRefusal> {
        let code = digits(typed)?;
        let now = self.now();
        let mut unit = self.store.write().await?;
        let account = unit.account(account).await?.ok_or(AppError::NotFound)?;
        // What was sealed names the factor that it replaces: sent again, it opens no more.
        let secret = self
            .enrolment_secret(&account, sealed)
            .ok_or(SecondFactorRefusal::Over)?;
        let step = totp(&secret)?
            .check(&code, unix_seconds(self.clock.on_telephones()))
            .ok_or(SecondFactorRefusal::Wrong)?;
        let kept = self.seal(Purpose::SecondFactor, account.id, "", &secret);
        let decided = account
            .enrol_second_factor(kept, now)
            .map_err(|_| AppError::NotFound)?;
        let account = decided.record().clone();
        unit.apply(decided).await?;
        unit.put_second_factor_step(account.id, signed(step))
            .await?;
        unit.prove_session(session).await?;
        let sheet = self.renew_sheet(&mut unit, account, now).await?;
        unit.commit().await?;
        Ok(sheet)
    }

    /// Proves the second factor of a pending session.
    ///
    /// # Errors
    /// [`SecondFactorRefusal`].
    pub async fn prove_second_factor(
        &self,
        account: AccountId,
        session: SessionId,
        typed: &str,
        network: &str,
    ) -> Result<(), SecondFactorRefusal> {
        let code = digits(typed)?;
        let now = self.now();
        let attempts = self.begin_second_step(account, network, now)?;
        let mut unit = self.store.write().await?;
        let account = unit.account(account).await?.ok_or(AppError::NotFound)?;
        let Some(factor) = &account.second_factor else {
            // Taken away meanwhile: nothing is owed here any more.
            return Ok(());
        };
        let Some(secret) = self.unseal(Purpose::SecondFactor, account.id, "", &factor.sealed)
        else {
            tracing::error!(account = %account.id, "a second factor does not open with this key");
            return Err(SecondFactorRefusal::Unreadable);
        };
        let last = unit.second_factor_step(account.id).await?;
        let refusal = match totp(&secret)?
            .check(&code, unix_seconds(self.clock.on_telephones()))
            .map(signed)
        {
            None => SecondFactorRefusal::Wrong,
            Some(step) if last.is_some_and(|last| step <= last) => SecondFactorRefusal::Used,
            Some(step) => {
                unit.put_second_factor_step(account.id, step).await?;
                unit.prove_session(session).await?;
                unit.commit().await?;
                self.second_step_succeeded(&attempts);
                return Ok(());
            }
        };
        drop(unit);
        self.count_failure(Some(&account), "", network, now).await?;
        Err(refusal)
    }

    /// Lets a pending session in with a code of the recovery sheet. The second factor is gone then and must be set up
    /// anew; other sessions end.
    ///
    /// # Errors
    /// [`SecondFactorRefusal`]; a wrong code is [`SecondFactorRefusal::Wrong`].
    pub async fn prove_with_recovery(
        &self,
        account: AccountId,
        session: SessionId,
        typed: &str,
        network: &str,
    ) -> Result<(), SecondFactorRefusal> {
        let now = self.now();
        let attempts = self.begin_second_step(account, network, now)?;
        let mut unit = self.store.write().await?;
        let account = unit.account(account).await?.ok_or(AppError::NotFound)?;
        match account.clone().spend_recovery_code(typed, now) {
            Ok(decided) => {
                unit.apply(decided).await?;
                self.end_sessions_but(&mut unit, account.id, Some(session), now)
                    .await?;
                unit.commit().await?;
                self.second_step_succeeded(&attempts);
                Ok(())
            }
            Err(_) => {
                drop(unit);
                self.count_failure(Some(&account), "", network, now).await?;
                Err(SecondFactorRefusal::Wrong)
            }
        }
    }

    /// Takes away the second factor of somebody who just gave the password again.
    ///
    /// # Errors
    /// [`SecondFactorRefusal::Demanded`] where the role must have one; storage.
    pub async fn remove_second_factor(&self, who: &SignedIn) -> Result<(), SecondFactorRefusal> {
        if self.demands_second_factor(who) {
            return Err(SecondFactorRefusal::Demanded);
        }
        let mut unit = self.store.write().await?;
        let account = unit
            .account(who.actor.account())
            .await?
            .ok_or(AppError::NotFound)?;
        // Sent twice: there is none any more, as was asked.
        if let Ok(decided) = account.remove_second_factor(None, self.now()) {
            unit.apply(decided).await?;
            unit.commit().await?;
        }
        Ok(())
    }

    /// Whether the role of `who` must have a second factor here.
    pub fn demands_second_factor(&self, who: &SignedIn) -> bool {
        self.entry(true).second_factor.contains(&who.actor.role())
    }

    /// Begins an attempt at a second step: by account and network, and by account from everywhere together, so that
    /// somebody who knows the password does not try six digits from a thousand networks.
    fn begin_second_step(
        &self,
        account: AccountId,
        network: &str,
        now: Instant,
    ) -> Result<[Attempt; 2], SecondFactorRefusal> {
        let attempts = [network, "todas"].map(|network| Attempt {
            login: format!("segundo paso {account}"),
            network: network.to_owned(),
        });
        self.delays
            .begin(&attempts[0], now)
            .and_then(|()| self.delays.begin_after(&attempts[1], FREE_EVERYWHERE, now))
            .map_err(SecondFactorRefusal::Wait)?;
        Ok(attempts)
    }

    fn second_step_succeeded(&self, attempts: &[Attempt]) {
        for attempt in attempts {
            self.delays.succeeded(attempt);
        }
    }

    fn enrolment_secret(&self, account: &Account, sealed: &str) -> Option<Zeroizing<Vec<u8>>> {
        let bound = replaces(account);
        self.unseal_within(
            ENROLMENT_SERVES,
            Purpose::Enrolment,
            account.id,
            &bound,
            sealed,
        )
    }

    fn enrolment(
        &self,
        account: &Account,
        secret: &[u8],
        sealed: String,
    ) -> Result<Enrolment, AppError> {
        // Applications show issuer and account; a colon would part them in the wrong place.
        let name = |text: &str| text.replace(':', " ");
        let address = Builder::new()
            .with_secret(secret)
            .with_issuer(Some(name(&self.profile.institute.short_name)))
            .with_account_name(name(&account.login))
            .build()
            .and_then(|totp| totp.to_url())
            .map_err(|_| AppError::Unreadable("second factor"))?;
        let picture = documents::qr::svg(&address).map_err(|_| AppError::Unreadable("QR code"))?;
        Ok(Enrolment {
            groups: in_groups(&BASE32_NOPAD.encode(secret)),
            address,
            picture,
            sealed,
        })
    }

    pub(super) async fn read_account(&self, id: AccountId) -> Result<Account, AppError> {
        let account = self.store.read().await?.account(id).await?;
        account.ok_or(AppError::NotFound)
    }
}

/// What an enrolment replaces: the factor in use and the password's activation, so that it serves for one change alone.
fn replaces(account: &Account) -> String {
    let factor = account
        .second_factor
        .as_ref()
        .map_or(0, |factor| factor.since.micros());
    let since = match &account.standing {
        Standing::Active { since, .. } => since.micros(),
        Standing::Issued { .. } => 0,
    };
    format!("{factor} {since}")
}

fn totp(secret: &[u8]) -> Result<Totp, AppError> {
    Builder::new()
        .with_secret(secret)
        .build()
        .map_err(|_| AppError::Unreadable("second factor"))
}

/// The code as typed, without what people put between its digits.
fn digits(typed: &str) -> Result<String, SecondFactorRefusal> {
    let code: String = typed
        .chars()
        .filter(|sign| !sign.is_whitespace() && !matches!(sign, '-' | '.'))
        .collect();
    if code.is_empty() {
        return Err(SecondFactorRefusal::NotTyped);
    }
    Ok(code)
}

fn in_groups(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    let groups: Vec<String> = signs
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join(" ")
}

fn unix_seconds(at: Instant) -> u64 {
    at.unix_millis() / 1_000
}

fn signed(step: u64) -> i64 {
    i64::try_from(step).unwrap_or(i64::MAX)
}
