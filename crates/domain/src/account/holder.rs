//! Who holds an account and how that person is reached. Neither goes to the history: only that it was corrected.

use super::{Account, AccountRefusal};
use crate::activity::{Action, Author};
use crate::record::Decided;
use crate::time::Instant;

impl Account {
    /// Corrects the name of who holds the account and the registered channel.
    ///
    /// # Errors
    /// [`AccountRefusal::Unchanged`] if nothing differs; closed.
    pub fn correct(
        self,
        holder: String,
        contact: Option<String>,
        by: Author,
        at: Instant,
    ) -> Result<Decided<Self>, AccountRefusal> {
        self.open()?;
        if self.holder == holder && self.contact == contact {
            return Err(AccountRefusal::Unchanged);
        }
        let account = Self {
            holder,
            contact,
            ..self
        };
        Ok(account.decided(Action::AccountCorrected, by, at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::{ActivationCode, Opening, Seat};
    use crate::id::{AccountId, Entropy};

    struct Zeros;
    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    fn account() -> Account {
        let at = Instant::from_micros(1_000_000);
        let opening = Opening {
            id: AccountId::new(at, &Zeros),
            login: "auditora".into(),
            holder: "Rosa Modelo".into(),
            contact: None,
            seat: Seat::Auditor,
            code: ActivationCode::of("2345", at),
        };
        Account::issue(opening, Author::System, at).into_record()
    }

    #[test]
    fn a_correction_says_nothing_of_the_person_in_the_history() {
        let at = Instant::from_micros(2_000_000);
        let contact = Some("rosa@ejemplo.mx".to_owned());
        let decided = account()
            .correct("Rosa Modelo Paz".into(), contact, Author::System, at)
            .unwrap();
        assert_eq!(decided.record().holder, "Rosa Modelo Paz");
        assert_eq!(decided.act().action, Action::AccountCorrected);
        assert!(decided.act().details.is_empty());
        let again = decided.into_record();
        let (holder, contact) = (again.holder.clone(), again.contact.clone());
        assert_eq!(
            again
                .correct(holder, contact, Author::System, at)
                .unwrap_err(),
            AccountRefusal::Unchanged
        );
    }

    #[test]
    fn a_closed_account_is_nobody_s() {
        let at = Instant::from_micros(2_000_000);
        let closed = account().close(Author::System, at).unwrap().into_record();
        assert_eq!(
            closed
                .correct("Otra".into(), None, Author::System, at)
                .unwrap_err(),
            AccountRefusal::Closed
        );
    }
}
