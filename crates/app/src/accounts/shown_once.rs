//! Codes between the act that gave them and the page that shows them once: sealed, for whoever gave them, for minutes.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::id::AccountId;
use domain::time::Instant;

use crate::App;
use crate::sealed::SealingKey;
use crate::sign_in::Code;

/// Seconds for which a code waits to be shown.
const WAITS: i64 = 10 * 60;
/// Most codes that wait at once.
const MOST: usize = 200;

/// Who gave a code, and the identifier of what it is for: an account or a link.
type To = (AccountId, String);

#[derive(Default)]
pub(crate) struct ShownOnce(Mutex<HashMap<To, (Instant, Vec<u8>)>>);

impl ShownOnce {
    pub(super) fn keep(&self, key: &SealingKey, to: To, code: &Code, app: &App) {
        let now = app.now();
        let sealed = key.seal(app.entropy.as_ref(), &name(&to), code.as_str().as_bytes());
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, (at, _)| is_fresh(*at, now));
        if kept.len() >= MOST
            && let Some(oldest) = kept
                .iter()
                .min_by_key(|(_, (at, _))| *at)
                .map(|(to, _)| to.clone())
        {
            kept.remove(&oldest);
        }
        kept.insert(to, (now, sealed));
    }

    pub(super) fn take(&self, key: &SealingKey, to: &To, now: Instant) -> Option<String> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, sealed) = kept.remove(to)?;
        if !is_fresh(at, now) {
            return None;
        }
        let bytes = key.open(&name(to), &sealed)?;
        String::from_utf8(bytes.to_vec()).ok()
    }
}

fn name((by, what): &To) -> String {
    format!("code {by} {what}")
}

const fn is_fresh(at: Instant, now: Instant) -> bool {
    now.seconds_since(at) < WAITS
}
