//! The words around an account, which anybody would try first as its password: its person, party, office, place and
//! institute.

use domain::account::Account;
use domain::registry::Candidacy;

use super::password::without_accents;
use crate::{App, AppError};

/// Fewest letters of a word that counts: shorter ones are in everything.
const SHORTEST: usize = 3;

impl App {
    /// Those words, each as it is written and without accents, in lower case.
    ///
    /// # Errors
    /// Storage.
    pub(super) async fn words_around(&self, account: &Account) -> Result<Vec<String>, AppError> {
        let candidacy = match account.seat.candidacy() {
            Some(id) => self.store.read().await?.candidacy(id).await?,
            None => None,
        };
        let institute = &self.profile.institute;
        let mut names = vec![
            account.login.clone(),
            account.holder.clone(),
            institute.name.clone(),
            institute.short_name.clone(),
            institute.state.clone(),
            self.profile.process.name.clone(),
        ];
        names.extend(account.contact.clone());
        names.extend(
            candidacy
                .iter()
                .flat_map(|candidacy| self.names_of(candidacy)),
        );
        let party = candidacy
            .as_ref()
            .and_then(|candidacy| candidacy.data.postulation.capturing_party())
            .or_else(|| account.seat.party());
        if let Some(party) = party.and_then(|party| self.profile.party(party)) {
            names.extend([party.name.clone(), party.initials.clone()]);
        }
        Ok(words_of(&names))
    }

    /// The names that a candidacy stands under.
    fn names_of(&self, candidacy: &Candidacy) -> Vec<String> {
        let data = &candidacy.data;
        let office = self.profile.office(&data.office);
        let place = self.profile.territory(&data.territory);
        let mut names = vec![data.person.full_name()];
        names.extend(data.person.nickname.clone());
        names.extend(office.map(|office| office.name.clone()));
        names.extend(place.map(|place| place.name.clone()));
        names
    }
}

/// The whole names and each word of them.
fn words_of(names: &[String]) -> Vec<String> {
    let mut words = Vec::new();
    for name in names {
        let name = name.to_lowercase();
        let parts = name.split(|sign: char| !sign.is_alphanumeric());
        let joined: String = name.chars().filter(|sign| sign.is_alphanumeric()).collect();
        for word in parts.map(str::to_owned).chain([joined, name.clone()]) {
            if word.chars().count() >= SHORTEST {
                words.push(without_accents(&word));
                words.push(word);
            }
        }
    }
    words.sort_unstable();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_count_whole_and_word_by_word_with_and_without_accents() {
        let words = words_of(&["María de la Peña".to_owned(), "Distrito 7".to_owned()]);
        for word in [
            "maría",
            "maria",
            "peña",
            "mariadelapeña",
            "distrito",
            "distrito7",
        ] {
            assert!(words.iter().any(|known| known == word), "{word}: {words:?}");
        }
        assert!(
            !words.iter().any(|word| word == "de"),
            "too short to mean anything"
        );
    }
}
