//! Work of which one run at a time is made.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::AccountsError;

/// Whether a run is under way.
#[derive(Debug, Default)]
pub(super) struct OneAtATime(Arc<AtomicBool>);

/// A run under way. However it ends, also by a panic, the next may begin.
#[derive(Debug)]
pub(super) struct Running(Arc<AtomicBool>);

impl OneAtATime {
    /// Begins a run.
    pub(super) fn begin(&self) -> Result<Running, AccountsError> {
        if self.0.swap(true, Ordering::AcqRel) {
            Err(AccountsError::AlreadyRunning)
        } else {
            Ok(Running(Arc::clone(&self.0)))
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_run_waits_until_the_first_has_ended() {
        let work = OneAtATime::default();
        let first = work.begin().unwrap();
        assert!(matches!(work.begin(), Err(AccountsError::AlreadyRunning)));
        drop(first);
        assert!(work.begin().is_ok());
    }
}
