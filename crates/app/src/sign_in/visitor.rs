//! Who comes with a request: found by the session's token, and by what time and the person did to the session.

use domain::account::{Account, Actor, Step};
use domain::id::{AccountId, SessionId};
use domain::time::Instant;
use storage::{EndReason, Session};

use super::session::{IDLE_SECONDS, digest};
use crate::{App, AppError};

/// Seconds after its end during which what a session was writing is kept (decision 7).
const GRACE_SECONDS: i64 = 12 * 3_600;

/// Somebody with a complete session.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The actor.
    pub actor: Actor,
    /// The session.
    pub session: SessionId,
    /// The name of the person or unit that holds the account.
    pub holder: String,
    /// What was typed to sign in.
    pub login: String,
    /// When the session ends if nothing else is asked.
    pub idle_ends: Instant,
    /// When the session ends in any case.
    pub ends: Instant,
}

/// Whoever makes a request.
#[derive(Debug, Clone)]
pub enum Visitor {
    /// Nobody that we know.
    Anonymous,
    /// Somebody whose session ended not long ago.
    Expired {
        /// The account.
        account: AccountId,
        /// When it ended.
        at: Instant,
    },
    /// Somebody who signed in and still owes something before working: the second factor, the undertaking, the notice.
    Pending {
        /// The account.
        account: AccountId,
        /// The session.
        session: SessionId,
        /// What is asked next.
        step: Step,
    },
    /// Somebody who may work.
    Complete(Box<SignedIn>),
}

/// When a session that was last used and made at these instants ends.
fn end_of(session: &Session) -> Instant {
    session
        .last_seen
        .plus_seconds(IDLE_SECONDS)
        .min(session.expires)
}

impl App {
    /// Who makes the request that carries this session token; marks the session as used.
    ///
    /// # Errors
    /// Storage.
    pub async fn visitor(&self, token: Option<&str>) -> Result<Visitor, AppError> {
        let Some(token) = token else {
            return Ok(Visitor::Anonymous);
        };
        let now = self.now();
        let mut unit = self.store.read().await?;
        let found = unit.session_and_account(&digest(token)).await?;
        let Some((session, account)) = found else {
            return Ok(Visitor::Anonymous);
        };
        let account = self.at_work(&mut unit, account).await?;
        drop(unit);
        let end = session
            .ended
            .map_or(end_of(&session), |ended| ended.at.min(end_of(&session)));
        if now > end || session.ended.is_some() {
            let by_person = session
                .ended
                .is_some_and(|ended| !matches!(ended.reason, EndReason::Idle | EndReason::Expired));
            let lately = now.seconds_since(end) < GRACE_SECONDS;
            return Ok(if lately && !by_person {
                Visitor::Expired {
                    account: account.id,
                    at: end,
                }
            } else {
                Visitor::Anonymous
            });
        }
        let mut last_seen = session.last_seen;
        if session.is_due_for_touch(now) {
            match self.touch(session.id, now).await {
                Ok(()) => last_seen = now,
                // Without room to write people can still read; the session ends half an hour after its last mark.
                Err(error) => tracing::error!(%error, "a session could not be marked as used"),
            }
        }
        if account.usable().is_err() {
            return Ok(Visitor::Anonymous);
        }
        Ok(self.complete(&account, &session, last_seen))
    }

    async fn touch(&self, session: SessionId, now: Instant) -> Result<(), AppError> {
        let mut unit = self.store.write().await?;
        unit.touch_session(session, now).await?;
        unit.commit().await?;
        Ok(())
    }

    fn complete(&self, account: &Account, session: &Session, last_seen: Instant) -> Visitor {
        let ends = session.expires;
        let entering = self.entry(session.proven);
        match account.actor(&entering.as_entry()) {
            None => Visitor::Pending {
                account: account.id,
                session: session.id,
                step: account
                    .next_step(&entering.as_entry())
                    .unwrap_or(Step::AcceptNotice),
            },
            Some(actor) => Visitor::Complete(Box::new(SignedIn {
                actor,
                session: session.id,
                holder: account.holder.clone(),
                login: account.login.clone(),
                idle_ends: last_seen.plus_seconds(IDLE_SECONDS).min(ends),
                ends,
            })),
        }
    }
}
