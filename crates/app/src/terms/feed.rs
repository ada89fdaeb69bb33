//! The address of a calendar: it names one account and proves that this program made it, so that a calendar program can
//! read it without a session. It ends with the account, and with «Generar otra dirección».

use std::sync::Arc;

use data_encoding::HEXLOWER;
use domain::account::Seat;
use domain::activity::{Act, Action, Author, Subject};
use domain::id::AccountId;
use domain::policy::{Reach, Right, may_ever, reach};
use domain::time::Instant;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use storage::Unit;
use subtle::ConstantTimeEq as _;

use super::calendar::{self, Reader};
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Bytes of the proof in an address.
const PROOF: usize = 20;
/// Seconds for which a calendar that was made is given again: a calendar program that asks all the time costs nothing.
const KEPT_SECONDS: i64 = 60;
/// Calendars that are kept at most.
const MOST_KEPT: usize = 2_000;

/// A calendar to answer with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its text.
    pub text: Arc<str>,
    /// The tag by which who has it already asks again.
    pub tag: String,
}

/// A calendar as it was made last.
pub(super) struct Kept {
    at: Instant,
    generation: u64,
    feed: Feed,
}

impl App {
    /// The address of this account's calendar, without what leads to it: the name of a file.
    ///
    /// # Errors
    /// Storage.
    pub async fn feed_address(&self, who: &SignedIn) -> Result<String, AppError> {
        let account = who.actor.account();
        let generation = generation(&mut self.store.read().await?, account).await?;
        Ok(self.address(account, generation))
    }

    /// Gives the account's calendar another address; the one before leads nowhere from now on.
    ///
    /// # Errors
    /// Storage.
    pub async fn renew_feed(&self, who: &SignedIn) -> Result<(), AppError> {
        let account = who.actor.account();
        let mut unit = self.store.write().await?;
        let next = generation(&mut unit, account).await? + 1;
        unit.put_setting(&setting(account), &next.to_string())
            .await?;
        let act = Act::new(
            self.now(),
            Author::of(&who.actor, Some(who.session)),
            Action::CalendarRenewed,
            Subject::new("account", account),
        );
        unit.log(act).await?;
        unit.commit().await?;
        Ok(())
    }

    /// The calendar behind an address; none if the address is not one, was replaced, or its account is closed or locked.
    ///
    /// # Errors
    /// Storage.
    pub async fn feed(&self, address: &str) -> Result<Option<Feed>, AppError> {
        let Some(account) = named(address) else {
            return Ok(None);
        };
        let mut unit = self.store.read().await?;
        let generation = generation(&mut unit, account).await?;
        let expected = self.address(account, generation);
        if !bool::from(expected.as_bytes().ct_eq(address.as_bytes())) {
            return Ok(None);
        }
        let Some(account) = unit.account(account).await? else {
            return Ok(None);
        };
        let sees = may_ever(&self.profile, account.seat.role(), Right::SeeState);
        if account.usable().is_err() || !sees {
            return Ok(None);
        }
        if let Some(feed) = self.kept_feed(account.id, generation) {
            return Ok(Some(feed));
        }
        let feed = self.make_feed(&mut unit, &account.seat).await?;
        self.keep_feed(account.id, generation, &feed);
        Ok(Some(feed))
    }

    async fn make_feed(&self, unit: &mut Unit, seat: &Seat) -> Result<Feed, AppError> {
        let mut filter = self.term_filter();
        let reader = match reach(seat) {
            Reach::Process => Reader::Many,
            Reach::Party(party) => {
                filter.party = Some(party);
                Reader::Many
            }
            Reach::Candidacy(candidacy) => {
                filter.candidacy = Some(candidacy);
                Reader::Own
            }
        };
        let board = self.term_board_of(unit, &filter).await?;
        let text = calendar::text(&self.profile, &board, reader);
        let tag = HEXLOWER.encode(&Sha256::digest(text.as_bytes())[..16]);
        Ok(Feed {
            text: text.into(),
            tag,
        })
    }

    fn kept_feed(&self, account: AccountId, generation: u64) -> Option<Feed> {
        let feeds = self.terms.feeds.lock().ok()?;
        let kept = feeds.get(&account)?;
        let age = self.now().seconds_since(kept.at);
        let fresh = kept.generation == generation && (0..KEPT_SECONDS).contains(&age);
        fresh.then(|| kept.feed.clone())
    }

    fn keep_feed(&self, account: AccountId, generation: u64, feed: &Feed) {
        let Ok(mut feeds) = self.terms.feeds.lock() else {
            return;
        };
        if feeds.len() >= MOST_KEPT {
            feeds.clear();
        }
        let kept = Kept {
            at: self.now(),
            generation,
            feed: feed.clone(),
        };
        feeds.insert(account, kept);
    }

    /// The account's identifier without hyphens, and the proof.
    fn address(&self, account: AccountId, generation: u64) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.keys.parking())
            .expect("an HMAC takes a key of any length");
        mac.update(format!("conoceles calendar v1\n{account}\n{generation}").as_bytes());
        let proof = mac.finalize().into_bytes();
        let account = account.to_string().replace('-', "");
        format!("{account}{}", HEXLOWER.encode(&proof[..PROOF]))
    }
}

/// The account that an address names; whether it may be believed is another question.
fn named(address: &str) -> Option<AccountId> {
    const LONG: usize = 32 + 2 * PROOF;
    let plain = address.len() == LONG && address.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let account = address.get(..32).filter(|_| plain)?;
    let groups = [
        account.get(..8)?,
        account.get(8..12)?,
        account.get(12..16)?,
        account.get(16..20)?,
        account.get(20..)?,
    ];
    groups.join("-").parse().ok()
}

fn setting(account: AccountId) -> String {
    format!("calendar.{account}")
}

/// How many times the account's address was replaced.
async fn generation(unit: &mut Unit, account: AccountId) -> Result<u64, AppError> {
    match unit.setting(&setting(account)).await? {
        None => Ok(0),
        Some(text) => text
            .parse()
            .map_err(|_| AppError::Unreadable("calendar address")),
    }
}
