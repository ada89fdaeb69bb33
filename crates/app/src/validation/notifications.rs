//! Notifications of validation: read by party and candidate, acknowledged, seen by who validates.

use domain::account::{Account, Seat};
use domain::activity::Author;
use domain::capture::State;
use domain::id::{AccountId, CandidacyId, NotificationId};
use domain::key::PartyKey;
use domain::notification::{Addressee, Matter, NotRead, Notification};
use domain::policy::{Permit, Reach, Right, Target, permit, reach};
use domain::record::Decided;
use domain::registry::{Candidacy, RegistryData};
use domain::time::Instant;
use storage::{Unit, WriteUnit};

use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// A notification with what its page shows.
#[derive(Debug, Clone)]
pub struct Notified {
    /// The notification.
    pub notification: Notification,
    /// The candidacy.
    pub candidacy: Candidacy,
    /// For whom this person acknowledges it, if it waits for that.
    pub awaits: Option<Addressee>,
    /// Who read it, by name.
    pub readers: Vec<(Addressee, String, Instant)>,
}

/// Which notifications somebody wants to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Listed {
    /// All that concern the person.
    #[default]
    All,
    /// Those that wait for the person's acknowledgement.
    Unread,
    /// Those that the person's own decisions caused, for who decides in a party: they are addressed to others.
    Caused,
}

/// Why a reading was not acknowledged.
#[derive(Debug, thiserror::Error)]
pub enum ReadRefusal {
    /// It does not concern the account, or was read before.
    #[error(transparent)]
    NotRead(#[from] NotRead),
    /// Denied, not found, storage.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<storage::StorageError> for ReadRefusal {
    fn from(error: storage::StorageError) -> Self {
        Self::App(error.into())
    }
}

/// For whom somebody reads notifications about a candidacy.
fn reads_for(seat: &Seat, id: CandidacyId) -> Option<Addressee> {
    match seat {
        Seat::Candidate { candidacy } | Seat::Independent { candidacy } if *candidacy == id => {
            Some(Addressee::Candidacy)
        }
        _ => seat.party().cloned().map(Addressee::Party),
    }
}

impl App {
    /// A page of notifications that this person may read, the latest first: before `number`, at most `limit`.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn notifications(
        &self,
        who: &SignedIn,
        listed: Listed,
        number: Option<u32>,
        limit: u32,
    ) -> Result<Vec<(Notification, Candidacy)>, AppError> {
        let mut unit = self.store.read().await?;
        let before = number.unwrap_or(u32::MAX >> 1);
        let found = match reach(who.actor.seat()) {
            Reach::Process => unit.notification_page(None, before, limit).await?,
            Reach::Party(party) => match listed {
                Listed::All => unit.notification_page(Some(&party), before, limit).await?,
                Listed::Unread => unit.unread_of_party(&party, limit).await?,
                Listed::Caused => {
                    let me = who.actor.account();
                    unit.notifications_caused(me, &party, before, limit).await?
                }
            },
            Reach::Candidacy(id) if listed == Listed::Unread => {
                unit.unread_of_candidacy(id, limit).await?
            }
            Reach::Candidacy(id) => unit.notifications_of(id).await?,
        };
        let mut shown = Vec::with_capacity(found.len());
        for notification in found {
            let candidacy = unit.candidacy(notification.candidacy).await?;
            if let Some(candidacy) = candidacy.filter(|of| self.reads_of(who, of).is_ok()) {
                shown.push((notification, candidacy));
            }
        }
        Ok(shown)
    }

    /// How many notifications wait for this person's acknowledgement.
    ///
    /// # Errors
    /// Storage.
    pub async fn unread_notifications(&self, who: &SignedIn) -> Result<u64, AppError> {
        let mut unit = self.store.read().await?;
        Ok(match reach(who.actor.seat()) {
            Reach::Process => 0,
            Reach::Party(party) => unit.unread_count(Some(&party), None).await?,
            Reach::Candidacy(id) => unit.unread_count(None, Some(id)).await?,
        })
    }

    /// The notifications about a candidacy that wait for this person's acknowledgement, the latest first.
    pub(crate) async fn unread_of(
        &self,
        unit: &mut Unit,
        who: &SignedIn,
        id: CandidacyId,
    ) -> Result<Vec<Notification>, AppError> {
        let Some(addressee) = reads_for(who.actor.seat(), id) else {
            return Ok(Vec::new());
        };
        let mut told = unit.notifications_of(id).await?;
        told.retain(|told| told.awaits(&addressee));
        Ok(told)
    }

    /// A notification for its page.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn notification(
        &self,
        who: &SignedIn,
        id: NotificationId,
    ) -> Result<Notified, AppError> {
        let mut unit = self.store.read().await?;
        let (notification, candidacy, _) = self.found(&mut unit, who, id).await?;
        let awaits = reads_for(who.actor.seat(), candidacy.id)
            .filter(|addressee| notification.awaits(addressee));
        let mut readers = Vec::new();
        for reading in &notification.readings {
            let name = holder(&mut unit, reading.by).await?;
            readers.push((reading.addressee.clone(), name, reading.at));
        }
        Ok(Notified {
            notification,
            candidacy,
            awaits,
            readers,
        })
    }

    /// Acknowledges the reading of a notification. Where the days to correct count from the first reading, they begin.
    ///
    /// # Errors
    /// [`ReadRefusal`]; nothing changes then.
    pub async fn acknowledge(
        &self,
        who: &SignedIn,
        id: NotificationId,
        at: Instant,
    ) -> Result<(), ReadRefusal> {
        let mut unit = self.store.write().await?;
        let (notification, candidacy, permit) = self.found(&mut unit, who, id).await?;
        let addressee = reads_for(who.actor.seat(), candidacy.id).ok_or(NotRead::NotAddressed)?;
        let begins = matches!(notification.matter, Matter::Returned | Matter::Reopened);
        let issued = notification.at;
        unit.apply(notification.acknowledge(&permit, addressee, at)?)
            .await?;
        if begins {
            self.begin_correction(&mut unit, &candidacy, &permit, issued, at)
                .await?;
        }
        unit.checkpoint(self.keys.signer(), at).await?;
        unit.commit().await?;
        Ok(())
    }

    /// The days to correct begin with the first reading of the return that is in force, where the profile says so.
    async fn begin_correction(
        &self,
        unit: &mut WriteUnit,
        candidacy: &Candidacy,
        permit: &Permit,
        issued: Instant,
        at: Instant,
    ) -> Result<(), AppError> {
        let (candidacy, capture, group) = self.load(unit, candidacy.id).await?;
        let Some(capture) = capture else {
            return Ok(());
        };
        let in_force = matches!(&capture.state, State::Returned { at, .. } if *at == issued);
        let begun = self.machine(&candidacy, &group).read(permit, capture, at);
        if let Some(begun) = begun.filter(|_| in_force) {
            unit.apply(begun).await?;
        }
        Ok(())
    }

    /// What the return in force still has to tell a party goes to the one that captures from now on (DGO 20.1, CDMX 21);
    /// none if there is nothing of that.
    pub(crate) async fn readdressed(
        &self,
        unit: &mut Unit,
        id: CandidacyId,
        party: &PartyKey,
        by: Author,
        at: Instant,
    ) -> Result<Option<Decided<Notification>>, AppError> {
        let told = unit.notifications_of(id).await?;
        if told.is_empty() {
            return Ok(None);
        }
        let (_, capture, _) = self.load(unit, id).await?;
        let Some(State::Returned { at: returned, .. }) = capture.map(|capture| capture.state)
        else {
            return Ok(None);
        };
        let in_force = |told: &Notification| {
            told.at == returned && matches!(told.matter, Matter::Returned | Matter::Reopened)
        };
        let told = told.into_iter().find(in_force);
        Ok(told.and_then(|told| told.readdress(party, by, at)))
    }

    /// The same where the registry is corrected, on screen or by a file: what is unread of a candidacy whose party becomes
    /// another one is told to that one.
    pub(crate) async fn readdress_if_moved(
        &self,
        unit: &mut WriteUnit,
        before: &Candidacy,
        after: &RegistryData,
        by: Author,
        at: Instant,
    ) -> Result<(), AppError> {
        let former = before.data.postulation.capturing_party();
        let Some(party) = after.postulation.capturing_party() else {
            return Ok(());
        };
        if former == Some(party) {
            return Ok(());
        }
        let told = self.readdressed(unit, before.id, party, by, at).await?;
        if let Some(told) = told {
            unit.apply(told).await?;
        }
        Ok(())
    }

    async fn found(
        &self,
        unit: &mut Unit,
        who: &SignedIn,
        id: NotificationId,
    ) -> Result<(Notification, Candidacy, Permit), AppError> {
        let notification = unit.notification(id).await?.ok_or(AppError::NotFound)?;
        let candidacy = unit.candidacy(notification.candidacy).await?;
        let candidacy = candidacy.ok_or(AppError::NotFound)?;
        let permit = self.reads_of(who, &candidacy)?;
        Ok((notification, candidacy, permit))
    }

    fn reads_of(&self, who: &SignedIn, candidacy: &Candidacy) -> Result<Permit, AppError> {
        Ok(permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::ReadNotifications,
            Target::Candidacy(candidacy),
        )?)
    }
}

/// The name of an account's holder.
pub(super) async fn holder(unit: &mut Unit, account: AccountId) -> Result<String, AppError> {
    let account: Option<Account> = unit.account(account).await?;
    Ok(account.map_or_else(
        || "Cuenta que ya no existe".to_owned(),
        |account| account.holder,
    ))
}
