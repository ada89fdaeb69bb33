//! The ledger of deliveries: each acknowledgement with its instant, its person and its signed page. The first one starts
//! the term, in the same unit (DGO 9 to 11, CDMX 10 to 12).

use domain::account::Account;
use domain::activity::Author;
use domain::delivery::{Acknowledgement, Delivery, DeliveryKind};
use domain::id::{AccountId, DeliveryId, StagedFileId};
use domain::time::Instant;
use storage::{StagedFile, WriteUnit};

use super::custody::Custody;
use super::{AccountsAsked, AccountsError};
use crate::files::{EvidenceKind, LONGEST_EVIDENCE};
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// An acknowledgement to record.
#[derive(Debug, Clone)]
pub struct NewDelivery {
    /// The identifier that the form carried: the same form twice records one delivery.
    pub id: DeliveryId,
    /// The account.
    pub account: AccountId,
    /// How many deliveries of the account the form's page had told of.
    pub seen: usize,
    /// When it was received.
    pub received: Instant,
    /// Who received it.
    pub receiver: String,
    /// In which capacity.
    pub charge: String,
    /// SHA-256 in hexadecimal of the signed page, if one was uploaded.
    pub page: Option<String>,
}

/// A delivery that was recorded.
#[derive(Debug, Clone)]
pub struct Delivered {
    /// The delivery.
    pub delivery: Delivery,
    /// How many terms it started or moved.
    pub started: usize,
}

/// An account in the ledger.
#[derive(Debug, Clone)]
pub struct LedgerRow {
    /// The account.
    pub account: Account,
    /// Its deliveries, the first one first.
    pub deliveries: Vec<Delivery>,
}

/// A signed page that waits for its delivery to be recorded.
#[derive(Debug, Clone)]
pub struct StagedPage {
    /// What the form carries.
    pub id: String,
    /// The name that it had.
    pub name: String,
    /// SHA-256 of its bytes in hexadecimal.
    pub hash: String,
}

/// A signed page as it was uploaded.
#[derive(Debug, Clone)]
pub struct SignedPage {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it is.
    pub kind: EvidenceKind,
}

impl App {
    /// An identifier for a delivery that is going to be recorded.
    pub fn new_delivery_id(&self) -> DeliveryId {
        DeliveryId::new(self.now(), self.entropy.as_ref())
    }

    /// Keeps a signed page until its delivery is recorded, so that a form which comes back need not be given it again.
    ///
    /// # Errors
    /// [`AccountsError::Page`] for other kinds of file and for more than 10 MB; denied, the store of files.
    pub async fn stage_signed_page(
        &self,
        who: &SignedIn,
        account: AccountId,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<StagedPage, AccountsError> {
        let custodian = self.custodian(who)?;
        if bytes.len() > LONGEST_EVIDENCE || EvidenceKind::of(&bytes).is_none() {
            return Err(AccountsError::Page);
        }
        let mut unit = self.store.read().await?;
        self.account_within(&mut unit, &custodian.custody, account)
            .await?;
        drop(unit);
        let hash = self.files.keep(bytes).await.map_err(AppError::from)?;
        let now = self.now();
        let staged = StagedFile {
            id: StagedFileId::new(now, self.entropy.as_ref()),
            account: who.actor.account(),
            purpose: purpose_of(account),
            file_name: name.to_owned(),
            file_hash: hash.clone(),
            choices: "{}".to_owned(),
            created: now,
        };
        let mut unit = self.store.write().await?;
        unit.stage_file(&staged).await?;
        unit.commit().await?;
        Ok(StagedPage {
            id: staged.id.to_string(),
            name: name.to_owned(),
            hash,
        })
    }

    /// A signed page that `who` sent before for this account; none if there is none.
    ///
    /// # Errors
    /// Storage.
    pub async fn staged_page(
        &self,
        who: &SignedIn,
        account: AccountId,
        id: &str,
    ) -> Result<Option<StagedPage>, AppError> {
        let Ok(id) = id.parse() else {
            return Ok(None);
        };
        let staged = self.store.read().await?.staged_file(id).await?;
        let own = staged.filter(|staged| {
            staged.account == who.actor.account() && staged.purpose == purpose_of(account)
        });
        Ok(own.map(|staged| StagedPage {
            id: staged.id.to_string(),
            name: staged.file_name,
            hash: staged.file_hash,
        }))
    }

    /// Records that an account was received and, in the same unit, starts the terms that this starts. `at` is when
    /// the whole form had arrived.
    ///
    /// # Errors
    /// [`AccountsError`].
    pub async fn record_delivery(
        &self,
        who: &SignedIn,
        new: NewDelivery,
        at: Instant,
    ) -> Result<Delivered, AccountsError> {
        let custodian = self.custodian(who)?;
        let mut unit = self.store.write().await?;
        let account = self
            .account_within(&mut unit, &custodian.custody, new.account)
            .await?;
        if !self.hands_on(&custodian.custody, account.seat.role()) {
            return Err(AccountsError::NotHandedOn);
        }
        let before = unit.deliveries_of(account.id).await?;
        if before.iter().any(|delivery| delivery.id == new.id) {
            return Err(AccountsError::AlreadyRecorded);
        }
        if before.len() > new.seen {
            return Err(AccountsError::RecordedMeanwhile);
        }
        let told = Acknowledgement {
            kind: match custodian.custody {
                Custody::Process => DeliveryKind::Institute,
                Custody::Party(_) => DeliveryKind::Handover,
            },
            received: new.received,
            receiver: new.receiver,
            charge: new.charge,
            page: new.page,
        };
        let delivered = self
            .deliver(&mut unit, new.id, &account, told, custodian.author, at)
            .await?;
        unit.commit().await?;
        Ok(delivered)
    }

    pub(super) async fn deliver(
        &self,
        unit: &mut WriteUnit,
        id: DeliveryId,
        account: &Account,
        told: Acknowledgement,
        by: Author,
        at: Instant,
    ) -> Result<Delivered, AccountsError> {
        let received = told.received;
        let decided = Delivery::record(id, account, told, by, at)?;
        let delivery = decided.record().clone();
        unit.apply(decided).await?;
        let started = self.start_terms(unit, account, received, by, at).await?;
        Ok(Delivered { delivery, started })
    }

    /// The deliveries of an account that `who` manages, the first one first.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn deliveries_of(
        &self,
        who: &SignedIn,
        account: AccountId,
    ) -> Result<Vec<Delivery>, AppError> {
        let custodian = self.custodian(who)?;
        let mut unit = self.store.read().await?;
        self.account_within(&mut unit, &custodian.custody, account)
            .await?;
        Ok(unit.deliveries_of(account).await?)
    }

    /// A page of the ledger: accounts that `who` manages with their deliveries; where the next page begins; how many
    /// accounts there are on all pages.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn ledger(
        &self,
        who: &SignedIn,
        asked: &AccountsAsked,
        after: Option<AccountId>,
        limit: u32,
    ) -> Result<(Vec<LedgerRow>, Option<AccountId>, u64), AppError> {
        let page = self.accounts_page(who, asked, after, limit).await?;
        let mut unit = self.store.read().await?;
        let mut rows = Vec::with_capacity(page.accounts.len());
        for account in page.accounts {
            let deliveries = unit.deliveries_of(account.id).await?;
            rows.push(LedgerRow {
                account,
                deliveries,
            });
        }
        Ok((rows, page.next, page.total))
    }

    /// The signed page of a delivery whose account `who` manages.
    ///
    /// # Errors
    /// Denied, not found, the store of files.
    pub async fn signed_page(
        &self,
        who: &SignedIn,
        id: DeliveryId,
    ) -> Result<SignedPage, AppError> {
        let custodian = self.custodian(who)?;
        let mut unit = self.store.read().await?;
        let delivery = unit.delivery(id).await?.ok_or(AppError::NotFound)?;
        self.account_within(&mut unit, &custodian.custody, delivery.account)
            .await?;
        drop(unit);
        let hash = delivery.page.ok_or(AppError::NotFound)?;
        let bytes = self.files.read(&hash).await?.ok_or(AppError::NotFound)?;
        let kind = EvidenceKind::of(&bytes).ok_or(AppError::Unreadable("signed page"))?;
        Ok(SignedPage { bytes, kind })
    }
}

/// What a staged page is for: the delivery of one account.
fn purpose_of(account: AccountId) -> String {
    format!("delivery:{account}")
}
