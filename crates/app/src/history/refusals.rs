//! What was refused is an entry too: what an account may not do, and a step out of order (R01).

use std::collections::HashMap;
use std::sync::Mutex;

use domain::activity::{Act, Action, Author, Subject};
use domain::id::{AccountId, CandidacyId};
use domain::time::Instant;

use crate::App;
use crate::sign_in::SignedIn;

/// Seconds in which the same step out of order is told once.
const ONCE_IN: i64 = 60;
/// Steps remembered at most; beyond it those that are older than [`ONCE_IN`] are forgotten, then all of them.
const REMEMBERED: usize = 10_000;

/// Whose step it was, by which route, on which candidacy, against which rule.
type Step = (AccountId, String, Option<CandidacyId>, &'static str);

/// The steps out of order that this instance told of last.
#[derive(Debug, Default)]
pub(crate) struct Refusals(Mutex<HashMap<Step, Instant>>);

impl Refusals {
    /// Whether this step is to be told, and remembers that it was. The first of each minute is: the attempt is in the
    /// history as R01 demands, and a double click or an impatient finger does not fill it.
    fn is_to_be_told(&self, step: Step, at: Instant) -> bool {
        let mut told = self.0.lock().expect("no thread panics holding the lock");
        let is_recent = |since: &Instant| *since <= at && at < since.plus_seconds(ONCE_IN);
        if told.get(&step).is_some_and(is_recent) {
            return false;
        }
        if told.len() >= REMEMBERED {
            told.retain(|_, since| is_recent(&*since));
        }
        if told.len() >= REMEMBERED {
            told.clear();
        }
        told.insert(step, at);
        true
    }
}

impl App {
    /// Notes that somebody asked for what they may not have: the pattern of the route, and the candidacy that was
    /// named in its place, if one was.
    pub async fn note_refusal(
        &self,
        who: &SignedIn,
        route: String,
        candidacy: Option<CandidacyId>,
    ) {
        self.log_refusal(self.refused(who, route, candidacy)).await;
    }

    /// Notes that somebody tried a step that the capture machine refuses where the capture stands (R01): a second
    /// sending, a decision on a case that is in another stage. `rule` is the one that it would have broken.
    pub async fn note_out_of_order(
        &self,
        who: &SignedIn,
        route: String,
        candidacy: Option<CandidacyId>,
        rule: &'static str,
    ) {
        let step = (who.actor.account(), route.clone(), candidacy, rule);
        if self.refusals.is_to_be_told(step, self.now()) {
            let act = self.refused(who, route, candidacy).with("rule", rule);
            self.log_refusal(act).await;
        }
    }

    fn refused(&self, who: &SignedIn, route: String, candidacy: Option<CandidacyId>) -> Act {
        let author = Author::of(&who.actor, Some(who.session));
        let subject = Subject::new("route", route);
        let act = Act::new(self.now(), author, Action::AttemptRefused, subject);
        match candidacy {
            Some(candidacy) => act.with("candidacy", candidacy),
            None => act,
        }
    }

    async fn log_refusal(&self, act: Act) {
        if let Err(error) = self.log(act).await {
            tracing::error!(%error, "a refused attempt could not be logged");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::Always;

    fn step(account: u8, rule: &'static str) -> Step {
        let account = AccountId::new(Instant::from_micros(0), &Always(account));
        (account, "POST:/enviar".to_owned(), None, rule)
    }

    #[test]
    fn the_same_step_is_told_once_in_a_minute_and_another_one_at_once() {
        let refusals = Refusals::default();
        let at = Instant::from_micros(1_000_000_000);
        assert!(refusals.is_to_be_told(step(1, "already-sent"), at));
        assert!(!refusals.is_to_be_told(step(1, "already-sent"), at.plus_seconds(59)));
        assert!(refusals.is_to_be_told(step(1, "term-over"), at));
        assert!(refusals.is_to_be_told(step(2, "already-sent"), at));
        assert!(refusals.is_to_be_told(step(1, "already-sent"), at.plus_seconds(60)));
        // A clock that was set back silences nobody.
        assert!(refusals.is_to_be_told(step(1, "already-sent"), at));
    }
}
