//! Looking at accounts: lists within a custody, one of them, who could be meant by a key of the registry.

use std::fmt;

use domain::account::Account;
use domain::id::AccountId;
use domain::registry::Candidacy;
use storage::AccountFilter;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::PAGE;
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// What a list of accounts asks for.
#[derive(Debug, Clone, Default)]
pub struct AccountsAsked {
    /// Which accounts.
    pub filter: AccountFilter,
    /// Words of which each is in the holder's name or in the login, without accents or case; empty for all.
    pub text: String,
}

/// A page of accounts, by login.
#[derive(Debug, Clone)]
pub struct AccountsPage {
    /// Its accounts.
    pub accounts: Vec<Account>,
    /// Where the next page begins, if there is one.
    pub next: Option<AccountId>,
    /// Accounts on all pages.
    pub total: u64,
}

/// The folio by which papers name an account or a making of letters: the last part of its identifier.
pub fn folio(id: impl fmt::Display) -> String {
    let id = id.to_string().to_uppercase();
    let last = id.rsplit('-').next().unwrap_or_default();
    let (head, rest) = last.split_at_checked(4).unwrap_or((last, ""));
    let (middle, tail) = rest.split_at_checked(4).unwrap_or((rest, ""));
    format!("{head}-{middle}-{tail}")
}

impl App {
    /// A page of the accounts that `who` manages.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn accounts_page(
        &self,
        who: &SignedIn,
        asked: &AccountsAsked,
        after: Option<AccountId>,
        limit: u32,
    ) -> Result<AccountsPage, AppError> {
        let filter = self.custodian(who)?.custody.narrow(asked.filter.clone());
        let words = words_of(&asked.text);
        let mut unit = self.store.read().await?;
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        if words.is_empty() {
            let total = unit.count_accounts(&filter).await?;
            let found = unit.accounts(&filter, after, limit + 1).await?;
            return Ok(page(found, wanted, total));
        }
        // Names are kept as they were written, so whoever looks for one reads them all; there are thousands at most.
        let (mut found, mut total, mut last, mut reached) = (Vec::new(), 0, None, after.is_none());
        loop {
            let read = unit.accounts(&filter, last, PAGE).await?;
            let Some(end) = read.last().map(|account| account.id) else {
                return Ok(page(found, wanted, total));
            };
            for account in read {
                let id = account.id;
                if is_named(&account, &words) {
                    total += 1;
                    if reached && found.len() <= wanted {
                        found.push(account);
                    }
                }
                reached |= Some(id) == after;
            }
            last = Some(end);
        }
    }

    /// One account that `who` manages, with the candidacy that it is bound to.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn account(
        &self,
        who: &SignedIn,
        id: AccountId,
    ) -> Result<(Account, Option<Candidacy>), AppError> {
        let custodian = self.custodian(who)?;
        let mut unit = self.store.read().await?;
        let account = self
            .account_within(&mut unit, &custodian.custody, id)
            .await?;
        let candidacy = match account.seat.candidacy() {
            Some(candidacy) => unit.candidacy(candidacy).await?,
            None => None,
        };
        Ok((account, candidacy))
    }

    /// The candidacy whose row of the registry has this key, if `who` manages its accounts.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn candidacy_by_key(
        &self,
        who: &SignedIn,
        key: &str,
    ) -> Result<Option<Candidacy>, AppError> {
        let custodian = self.custodian(who)?;
        let key = domain::questionnaire::clean_text(key);
        let found = self.store.read().await?.candidacy_by_key(&key).await?;
        Ok(found.filter(|candidacy| custodian.custody.includes(candidacy)))
    }
}

fn page(mut found: Vec<Account>, wanted: usize, total: u64) -> AccountsPage {
    let more = found.len() > wanted;
    found.truncate(wanted);
    AccountsPage {
        next: found.last().filter(|_| more).map(|account| account.id),
        accounts: found,
        total,
    }
}

fn folded(text: &str) -> String {
    text.nfd()
        .filter(|sign| !is_combining_mark(*sign))
        .flat_map(char::to_lowercase)
        .collect()
}

fn words_of(text: &str) -> Vec<String> {
    folded(text).split_whitespace().map(str::to_owned).collect()
}

fn is_named(account: &Account, words: &[String]) -> bool {
    let name = folded(&account.holder);
    words
        .iter()
        .all(|word| name.contains(word) || account.login.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folio_is_short_and_is_the_account_s_own() {
        let id: AccountId = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
        assert_eq!(folio(id), "B302-099A-8057");
    }

    #[test]
    fn words_are_looked_for_without_accents_or_case() {
        assert_eq!(words_of("  Núñez  ITZEL "), ["nunez", "itzel"]);
    }
}
