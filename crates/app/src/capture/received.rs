//! Photographs between their arrival and the save that names them: how many an account may send, for how long those that
//! nobody saves are kept, and the sweep that removes them (decision 30).
//!
//! Whoever sends, frames, keeps automatically, parks or saves a photograph wants it from then on, in the same unit of
//! writing. The sweep removes files inside a unit too, and units follow one another: so a save finds the files there and
//! keeps them, or finds them gone and says so; no answer is left naming a file that is not there.

use std::collections::HashSet;

use domain::capture::Broken;
use domain::id::CandidacyId;
use domain::key::FieldKey;
use domain::questionnaire::{Answer, Answers, FileHash, Photograph};
use domain::time::Instant;
use storage::{NamedFiles, ReceivedPhotograph, Unit, WriteUnit};

use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Seconds for which a photograph that nobody saved is kept after somebody last wanted it.
const KEPT_SECONDS: i64 = 24 * 3_600;
/// The seconds in which photographs are counted.
const HOUR: i64 = 3_600;
/// Photographs that an account may send or frame in an hour: a whole lot of drafts with its 500, and others by hand.
const MOST_OF_ACCOUNT: usize = 600;
/// The same for one candidacy: a candidate's account has no more than that.
const MOST_OF_CANDIDACY: usize = 40;
/// Photographs that one unit of the sweep looks at: nobody who saves waits for more.
const AT_ONCE: usize = 100;
/// Hashes of a parked form that are looked at: its photographs have four each, and a seal.
const MOST_NAMED: usize = 64;

impl App {
    /// Notes that a photograph arrived, before its files are kept, so that none lies in the store without being told of.
    pub(super) async fn note_received(
        &self,
        who: &SignedIn,
        id: CandidacyId,
        photograph: &Photograph,
    ) -> Result<(), AppError> {
        let mut unit = self.store.write().await?;
        self.may_receive_another(&mut unit, who, id).await?;
        let account = who.actor.account();
        let received = ReceivedPhotograph::of(account, id, self.now(), photograph);
        unit.note_received(&received).await?;
        unit.commit().await?;
        Ok(())
    }

    /// Whether this account may send or frame another photograph of this candidacy now.
    ///
    /// # Errors
    /// [`AppError::TooManyPhotographs`], storage.
    pub(super) async fn may_receive_another(
        &self,
        unit: &mut Unit,
        who: &SignedIn,
        id: CandidacyId,
    ) -> Result<(), AppError> {
        let since = self.now().plus_seconds(-HOUR);
        let received = unit.received_lately(who.actor.account(), since).await?;
        let Some(goes_on) = goes_on(&received, id) else {
            return Ok(());
        };
        // The minute that is told has come whole.
        let local = goes_on
            .plus_seconds(59)
            .in_zone(&self.profile.institute.zone);
        let hour = format!("{:02}:{:02}", local.hour(), local.minute());
        Err(AppError::TooManyPhotographs(hour))
    }

    /// Looks that the files of the photographs that a save brings are there, and wants them.
    ///
    /// # Errors
    /// [`Broken::PhotographGone`], the store of files, storage.
    pub(super) async fn keep_fresh(
        &self,
        unit: &mut WriteUnit,
        fresh: &[(FieldKey, Photograph)],
    ) -> Result<(), AppError> {
        for (field, photograph) in fresh {
            let files = [&photograph.negative].into_iter().chain(photograph.shown());
            for file in files {
                if !self.files.has(file.as_str()).await? {
                    return Err(Broken::PhotographGone(field.clone()).into());
                }
            }
            unit.want_photograph(&photograph.negative, self.now())
                .await?;
        }
        Ok(())
    }

    /// Wants the photographs of answers that somebody is typing.
    pub(super) async fn want_typed(
        &self,
        unit: &mut WriteUnit,
        typed: &Answers,
    ) -> Result<(), AppError> {
        for (_, photograph) in fresh_in(typed, &Answers::default()) {
            unit.want_photograph(&photograph.negative, self.now())
                .await?;
        }
        Ok(())
    }

    /// Wants whatever photographs a form names that is kept encrypted: the sweep cannot read it.
    pub(crate) async fn want_named_in(
        &self,
        unit: &mut WriteUnit,
        body: &[u8],
    ) -> Result<(), AppError> {
        let body = String::from_utf8_lossy(body);
        let named: HashSet<FileHash> = FileHash::within(&body).take(MOST_NAMED).collect();
        for hash in &named {
            unit.want_photograph(hash, self.now()).await?;
        }
        Ok(())
    }

    /// Removes the files of photographs that nobody wanted for a day and nothing names; gives how many.
    ///
    /// # Errors
    /// Storage, the store of files. What was removed stays removed; the rest waits for the next time.
    pub async fn sweep_photographs(&self) -> Result<usize, AppError> {
        let before = self.now().plus_seconds(-KEPT_SECONDS);
        let mut unit = self.store.read().await?;
        let old = unit.photographs_unwanted(before).await?;
        if old.is_empty() {
            return Ok(0);
        }
        let files = old.iter().flat_map(ReceivedPhotograph::files).cloned();
        let named = unit.named_files(&files.collect()).await?;
        drop(unit);
        let mut removed = 0;
        for some in old.chunks(AT_ONCE) {
            removed += self.sweep_some(some, &named, before).await?;
        }
        Ok(removed)
    }

    /// Whatever was wanted since `named` was read is no longer unwanted: it stays.
    async fn sweep_some(
        &self,
        old: &[ReceivedPhotograph],
        named: &NamedFiles,
        before: Instant,
    ) -> Result<usize, AppError> {
        let mut unit = self.store.write_long().await?;
        let wanted = unit.photographs_wanted(before).await?;
        let stays = |file: &FileHash| {
            named.kept.contains(file) || named.typed.contains(file) || wanted.contains(file)
        };
        let mut removed = HashSet::new();
        for photograph in old {
            if photograph.files().any(|file| named.typed.contains(file)) {
                unit.want_photograph(&photograph.negative, self.now())
                    .await?;
                continue;
            }
            if !unit.drop_unwanted(photograph, before).await? {
                continue;
            }
            for file in photograph.files().filter(|file| !stays(file)) {
                self.files.forget(file.as_str()).await?;
                removed.insert(file);
            }
        }
        unit.commit().await?;
        Ok(removed.len())
    }
}

/// The photographs of `typed` that are not those of `saved`.
pub(super) fn fresh_in(typed: &Answers, saved: &Answers) -> Vec<(FieldKey, Photograph)> {
    let known = |field: &FieldKey| saved.get(field).and_then(Answer::photograph);
    let fresh = typed.iter().filter_map(|(field, answer)| {
        let photograph = answer.photograph()?;
        let is_known = known(field).is_some_and(|known| known.token() == photograph.token());
        (!is_known).then(|| (field.clone(), photograph.clone()))
    });
    fresh.collect()
}

/// When an account that received so many photographs within an hour may go on with those of candidacy `id`; none: now.
fn goes_on(received: &[(CandidacyId, Instant)], id: CandidacyId) -> Option<Instant> {
    let after = |most: usize, mut times: Vec<Instant>| {
        times.sort_unstable();
        let over = times.len().checked_sub(most)?;
        times.get(over).map(|time| time.plus_seconds(HOUR))
    };
    let all = received.iter().map(|(_, at)| *at).collect();
    let of_candidacy = received.iter().filter(|(of, _)| *of == id);
    let of_candidacy = of_candidacy.map(|(_, at)| *at).collect();
    after(MOST_OF_ACCOUNT, all).max(after(MOST_OF_CANDIDACY, of_candidacy))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Number(u8);

    impl domain::id::Entropy for Number {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    fn candidacy(number: u8) -> CandidacyId {
        CandidacyId::new(Instant::from_micros(0), &Number(number))
    }

    fn at(seconds: usize) -> Instant {
        Instant::from_micros(0).plus_seconds(i64::try_from(seconds).unwrap())
    }

    #[test]
    fn an_account_goes_on_when_the_first_that_is_too_many_is_an_hour_old() {
        let (one, other) = (candidacy(1), candidacy(2));
        let mut received: Vec<_> = (0..MOST_OF_CANDIDACY).map(|n| (one, at(n))).collect();
        assert_eq!(goes_on(&received[1..], one), None);
        assert_eq!(goes_on(&received, other), None);
        let hour = usize::try_from(HOUR).unwrap();
        assert_eq!(goes_on(&received, one), Some(at(hour)));
        received.push((one, at(90)));
        assert_eq!(goes_on(&received, one), Some(at(hour + 1)));
        let left = MOST_OF_ACCOUNT - received.len();
        received.extend((0..left).map(|n| (candidacy(3), at(200 + n))));
        received.reverse();
        assert_eq!(goes_on(&received, other), Some(at(hour)));
        assert_eq!(goes_on(&received, one), Some(at(hour + 1)));
    }
}
