//! A party's own privacy notice (R12): its versions, and what anybody may read of it.

use domain::id::PartyNoticeId;
use domain::key::PartyKey;
use domain::party::{NoticeText, PartyNotice};
use domain::policy::Right;
use domain::profile::Party;
use domain::time::Instant;

use super::PartyRefusal;
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// A party's notice as anybody may read it.
#[derive(Debug, Clone)]
pub struct PublicNotice<'a> {
    /// The party.
    pub party: &'a Party,
    /// Its versions, the one in force first; never empty.
    pub versions: Vec<PartyNotice>,
}

impl App {
    /// The versions of the own party's notice, the one in force first.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn own_notices(&self, who: &SignedIn) -> Result<Vec<PartyNotice>, AppError> {
        let (party, _) = self.own_party(who, &[Right::RegisterParty, Right::RecordDisclosure])?;
        Ok(self.store.read().await?.party_notices(&party).await?)
    }

    /// Registers a version of the own party's notice. The text in force a second time makes no version.
    ///
    /// # Errors
    /// [`PartyRefusal`].
    pub async fn register_notice(
        &self,
        who: &SignedIn,
        text: NoticeText,
        at: Instant,
    ) -> Result<(), PartyRefusal> {
        let (party, by) = self.own_party(who, &[Right::RegisterParty])?;
        let mut unit = self.store.write().await?;
        let in_force = unit.party_notices(&party).await?.into_iter().next();
        let id = PartyNoticeId::new(at, self.entropy.as_ref());
        let decided = PartyNotice::register(id, party, in_force.as_ref(), text, by, at)?;
        let same = |known: &PartyNotice| known.text == decided.record().text;
        if in_force.as_ref().is_some_and(same) {
            return Ok(());
        }
        unit.apply(decided).await?;
        unit.checkpoint(self.keys.signer(), at).await?;
        unit.commit().await?;
        Ok(())
    }

    /// The parties that have a notice, in the profile's order, for anybody (R12).
    ///
    /// # Errors
    /// Storage.
    pub async fn parties_with_notice(&self) -> Result<Vec<&Party>, AppError> {
        let notices = self.store.read().await?.all_party_notices().await?;
        let has_one = |party: &&Party| notices.iter().any(|notice| notice.party == party.key);
        Ok(self.profile.parties.iter().filter(has_one).collect())
    }

    /// The notice of a party, for anybody.
    ///
    /// # Errors
    /// Not found: no such party, or it has none. Storage.
    pub async fn public_notice(&self, party: &str) -> Result<PublicNotice<'_>, AppError> {
        let key: PartyKey = party.parse().map_err(|_| AppError::NotFound)?;
        let party = self.profile.party(&key).ok_or(AppError::NotFound)?;
        let versions = self.store.read().await?.party_notices(&key).await?;
        if versions.is_empty() {
            return Err(AppError::NotFound);
        }
        Ok(PublicNotice { party, versions })
    }
}
