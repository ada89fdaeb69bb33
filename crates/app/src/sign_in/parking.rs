//! What somebody sent on a session that had ended: kept encrypted for that account, offered after sign-in (decision 7).

use domain::id::{AccountId, ParkedRequestId};
use domain::time::Instant;
use storage::ParkedRequest;

use crate::sealed::{NONCE, SealingKey};
use crate::{App, AppError};

/// Requests kept for one account: the newest.
const KEPT: u32 = 5;
/// Seconds for which they are kept.
const KEPT_SECONDS: i64 = 12 * 3_600;

/// A kept request.
#[derive(Debug)]
pub struct Parked {
    /// The address to which it was sent.
    pub path: String,
    /// The form as it was sent.
    pub body: Vec<u8>,
    /// When it had arrived.
    pub at: Instant,
}

impl App {
    /// Keeps the body of a request for the account whose session had ended.
    ///
    /// # Errors
    /// Storage.
    pub async fn park(
        &self,
        account: AccountId,
        path: &str,
        body: &[u8],
        at: Instant,
    ) -> Result<(), AppError> {
        let id = ParkedRequestId::new(at, self.entropy.as_ref());
        let bound = bound_to(id, account, path);
        let sealed = self.parking_key().seal(self.entropy.as_ref(), &bound, body);
        let (nonce, ciphertext) = sealed.split_at(NONCE);
        let request = ParkedRequest {
            id,
            account,
            path: path.to_owned(),
            nonce: nonce.to_vec(),
            ciphertext: ciphertext.to_vec(),
            created: at,
        };
        let mut unit = self.store.write().await?;
        // The newest text for an address is the one that its person means.
        let since = at.plus_seconds(-KEPT_SECONDS);
        for earlier in unit.parked_requests(account, since).await? {
            if earlier.path == path {
                unit.take_parked_request(earlier.id, account, since).await?;
            }
        }
        self.want_named_in(&mut unit, body).await?;
        unit.park_request(&request, KEPT).await?;
        unit.commit().await?;
        Ok(())
    }

    /// The newest request kept for this account, if there is one.
    ///
    /// # Errors
    /// Storage.
    pub async fn newest_parked(
        &self,
        account: AccountId,
    ) -> Result<Option<ParkedRequestId>, AppError> {
        let since = self.now().plus_seconds(-KEPT_SECONDS);
        let kept = self
            .store
            .read()
            .await?
            .parked_requests(account, since)
            .await?;
        Ok(kept.iter().map(|request| request.id).max())
    }

    /// Reads a kept request without taking it out, for its account and nobody else.
    ///
    /// # Errors
    /// Storage, or a request that cannot be read with this key.
    pub async fn parked(
        &self,
        id: ParkedRequestId,
        account: AccountId,
    ) -> Result<Option<Parked>, AppError> {
        let since = self.now().plus_seconds(-KEPT_SECONDS);
        let mut unit = self.store.write().await?;
        // The unit is dropped without a commit: the request stays until what it says was saved.
        let Some(request) = unit.take_parked_request(id, account, since).await? else {
            return Ok(None);
        };
        let sealed = [request.nonce, request.ciphertext].concat();
        let body = self
            .parking_key()
            .open(&bound_to(id, account, &request.path), &sealed)
            .ok_or(AppError::Unreadable("parked request"))?;
        Ok(Some(Parked {
            path: request.path,
            body: body.to_vec(),
            at: request.created,
        }))
    }

    /// Forgets a kept request of `path` once what it said was saved there.
    ///
    /// # Errors
    /// Storage.
    pub async fn forget_saved(
        &self,
        id: ParkedRequestId,
        account: AccountId,
        path: &str,
    ) -> Result<(), AppError> {
        let since = self.now().plus_seconds(-KEPT_SECONDS);
        let kept = self
            .store
            .read()
            .await?
            .parked_requests(account, since)
            .await?;
        if kept
            .iter()
            .any(|request| request.id == id && request.path == path)
        {
            self.forget_parked(id, account).await?;
        }
        Ok(())
    }

    /// Forgets a kept request, when its person does not want it.
    ///
    /// # Errors
    /// Storage.
    pub async fn forget_parked(
        &self,
        id: ParkedRequestId,
        account: AccountId,
    ) -> Result<(), AppError> {
        let since = self.now().plus_seconds(-KEPT_SECONDS);
        let mut unit = self.store.write().await?;
        unit.take_parked_request(id, account, since).await?;
        unit.commit().await?;
        Ok(())
    }

    fn parking_key(&self) -> SealingKey {
        SealingKey::of(*self.keys.parking())
    }
}

/// What the ciphertext is bound to: moved to another account or address, it does not open.
fn bound_to(id: ParkedRequestId, account: AccountId, path: &str) -> String {
    format!("{id}\n{account}\n{path}")
}
