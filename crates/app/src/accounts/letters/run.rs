//! Making letters. The file is typeset and sealed first; only then do the new codes take the place of the old ones, so
//! that a run that fails has cost nobody a letter.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use documents::{AccountLetter, Brand, Letters};
use domain::account::{ActivationCode, CODE_DAYS, Standing};
use domain::activity::{Act, Action, Author, Subject};
use domain::id::{AccountId, LettersId};
use storage::Change;

use super::choice::Addressee;
use super::runs::Bundle;
use super::{BundleOf, LetterFacts, LetterOrder, LettersState, LettersView, Stationery};
use crate::accounts::one_at_a_time::Running;
use crate::accounts::spool::Spooled;
use crate::accounts::{AccountsError, UNIT, folio};
use crate::sign_in::{Code, SignedIn};
use crate::{App, AppError};

/// The kind of the history's subject.
const SUBJECT: &str = "letters";

/// A code that will take the place of the one that the account had when its letter was written.
struct Fresh {
    account: AccountId,
    before: String,
    code: Code,
}

/// Whose run it is, and what counts its letters.
struct Order {
    id: LettersId,
    author: Author,
    stationery: Stationery,
    set: Arc<AtomicUsize>,
}

impl App {
    /// Begins to make letters in the background: a fresh code for each chosen account, one file per party. Codes of
    /// former letters stop serving. The form carries `id`, so that sending it twice makes one run.
    ///
    /// # Errors
    /// [`AccountsError::AlreadyRunning`], [`AccountsError::NoLetters`]; denied, storage.
    pub async fn start_letters(
        self: &Arc<Self>,
        who: &SignedIn,
        id: LettersId,
        order: &LetterOrder,
        stationery: Stationery,
    ) -> Result<(), AccountsError> {
        let custodian = self.custodian(who)?;
        let runs = &self.account_work.letters;
        if runs.knows(id) {
            return Ok(());
        }
        let turn = runs.turn.begin()?;
        let chosen = self.addressees(&custodian.custody, order).await?;
        let total = chosen.values().map(Vec::len).sum();
        if total == 0 {
            return Err(AccountsError::NoLetters);
        }
        let now = self.now();
        let order = Order {
            id,
            author: custodian.author,
            stationery,
            set: runs.begin(id, who.actor.account(), total, now),
        };
        let app = Arc::clone(self);
        tokio::spawn(async move { app.run_letters(chosen, order, turn).await });
        Ok(())
    }

    /// An identifier for letters that are going to be made.
    pub fn new_letters_id(&self) -> LettersId {
        LettersId::new(self.now(), self.entropy.as_ref())
    }

    async fn run_letters(
        self: Arc<Self>,
        chosen: BTreeMap<BundleOf, Vec<Addressee>>,
        order: Order,
        turn: Running,
    ) {
        let mut state = LettersState::Done;
        'all: for (of, mut addressees) in chosen {
            while !addressees.is_empty() {
                let rest = addressees.split_off(addressees.len().min(Letters::MOST));
                if let Err(error) = self.make_bundle(of.clone(), addressees, &order).await {
                    tracing::error!("letters could not be finished");
                    state = LettersState::Failed(error.to_string());
                    break 'all;
                }
                addressees = rest;
            }
        }
        drop(turn);
        self.account_work.letters.end(order.id, state);
    }

    async fn make_bundle(
        self: &Arc<Self>,
        of: BundleOf,
        addressees: Vec<Addressee>,
        order: &Order,
    ) -> Result<(), AccountsError> {
        let letters = addressees.len();
        let app = Arc::clone(self);
        let (id, set) = (order.id, Arc::clone(&order.set));
        let stationery = order.stationery.clone();
        let name = name_of(id, &of);
        let made = tokio::task::spawn_blocking(move || {
            app.typeset(&addressees, &stationery, &name, id, &set)
        });
        let (fresh, file) = made.await.map_err(|_| AppError::Unreadable("letters"))??;
        let mut missed = 0;
        for some in fresh.chunks(UNIT) {
            missed += self.put_codes(some, order.author).await?;
        }
        let act = self.letters_act(order.id, Action::LettersMade, order.author, letters);
        self.log(act).await?;
        let bundle = Bundle {
            of,
            letters,
            file: Arc::new(file),
        };
        self.account_work.letters.add(order.id, bundle, missed);
        Ok(())
    }

    /// Writes, typesets and seals the letters, beside the threads that serve people.
    fn typeset(
        &self,
        addressees: &[Addressee],
        stationery: &Stationery,
        name: &str,
        id: LettersId,
        set: &AtomicUsize,
    ) -> Result<(Vec<Fresh>, Spooled), AccountsError> {
        let expires = self.now().plus_seconds(CODE_DAYS * 86_400);
        let (mut fresh, mut letters) = (Vec::new(), Vec::<AccountLetter>::new());
        for (account, candidacy) in addressees {
            let Standing::Issued { code: before } = &account.standing else {
                continue;
            };
            let code = self.new_code();
            letters.push((stationery.compose)(&LetterFacts {
                account,
                candidacy: candidacy.as_ref(),
                code: code.as_str(),
                expires,
            }));
            fresh.push(Fresh {
                account: account.id,
                before: before.digest().to_owned(),
                code,
            });
        }
        let batch = Letters {
            created: stationery.created.clone(),
            folio: folio(id),
            place_and_date: stationery.place_and_date.clone(),
            letters,
        };
        let begun = set.load(Ordering::Relaxed);
        let pdf = batch.pdf_with_progress(&self.brand()?, &|done, _| {
            set.fetch_max(begun + done, Ordering::Relaxed);
            ControlFlow::Continue(())
        })?;
        let seal = &self.account_work.seal;
        let sealed = seal.seal(self.entropy.as_ref(), name, &pdf);
        Ok((fresh, Spooled::keep(&sealed)?))
    }

    /// Puts fresh codes in the place of the old ones, in one unit; gives how many accounts had changed meanwhile and
    /// keep what they have.
    async fn put_codes(&self, fresh: &[Fresh], by: Author) -> Result<usize, AccountsError> {
        let now = self.now();
        let mut unit = self.store.write_long().await?;
        let mut changes = Vec::with_capacity(fresh.len());
        for one in fresh {
            let account = unit.account(one.account).await?.ok_or(AppError::NotFound)?;
            let same = matches!(&account.standing, Standing::Issued { code } if code.digest() == one.before);
            let code = ActivationCode::of(one.code.as_str(), now);
            if same && let Ok(decided) = account.reissue(code, by, now) {
                changes.push(Change::from(decided));
            }
        }
        let missed = fresh.len() - changes.len();
        if !changes.is_empty() {
            unit.apply_all(changes).await?;
            unit.commit().await?;
        }
        Ok(missed)
    }

    /// The runs that `who` began, the newest first, and whether anybody's is under way.
    ///
    /// # Errors
    /// Denied.
    pub fn letters_of(&self, who: &SignedIn) -> Result<(Vec<LettersView>, bool), AppError> {
        self.custodian(who)?;
        let runs = &self.account_work.letters;
        runs.forget_old(self.now());
        Ok((runs.of(who.actor.account()), runs.is_busy()))
    }

    /// A file of a run that `who` began, opened; the download is an entry of the history.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn download_letters(
        self: &Arc<Self>,
        who: &SignedIn,
        id: LettersId,
        number: usize,
    ) -> Result<(BundleOf, Vec<u8>), AccountsError> {
        let custodian = self.custodian(who)?;
        let runs = &self.account_work.letters;
        runs.forget_old(self.now());
        let bundle = runs
            .bundle(who.actor.account(), id, number)
            .ok_or(AppError::NotFound)?;
        let (app, name, file) = (
            Arc::clone(self),
            name_of(id, &bundle.of),
            Arc::clone(&bundle.file),
        );
        let opened = tokio::task::spawn_blocking(move || {
            let opened = app.account_work.seal.open(&name, &file.read()?);
            let mut bytes = opened.ok_or(AccountsError::Spool)?;
            Ok::<_, AccountsError>(std::mem::take(&mut *bytes))
        });
        let bytes = opened
            .await
            .map_err(|_| AppError::Unreadable("letters"))??;
        let act = self.letters_act(
            id,
            Action::LettersDownloaded,
            custodian.author,
            bundle.letters,
        );
        self.log(act).await?;
        Ok((bundle.of, bytes))
    }

    /// Deletes the files of a run that `who` began; whether there was one to delete.
    ///
    /// # Errors
    /// Denied.
    pub fn delete_letters(&self, who: &SignedIn, id: LettersId) -> Result<bool, AppError> {
        self.custodian(who)?;
        Ok(self.account_work.letters.delete(who.actor.account(), id))
    }

    fn letters_act(&self, id: LettersId, action: Action, by: Author, letters: usize) -> Act {
        Act::new(self.now(), by, action, Subject::new(SUBJECT, id)).with("letters", letters)
    }

    /// The institute's mark on paper.
    ///
    /// # Errors
    /// The institute's colour is none.
    pub fn brand(&self) -> Result<Brand, AccountsError> {
        Ok(Brand {
            institute: self.profile.institute.name.clone(),
            process: self.profile.process.name.clone(),
            accent: self.profile.brand.accent.to_string().parse()?,
        })
    }
}

/// What a sealed file is bound to.
fn name_of(id: LettersId, of: &BundleOf) -> String {
    format!("letters {id} {of:?}")
}
