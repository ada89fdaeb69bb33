//! What the program does by itself while it serves.

use std::sync::Arc;
use std::time::Duration;

use domain::account::Account;
use domain::activity::{Act, Action, Author, Subject};
use domain::record::Record;
use storage::{EndReason, StorageError};
use tokio::task::JoinHandle;

use crate::sign_in::{FailedSignIn, IDLE_SECONDS};
use crate::{App, AppError};

/// Seconds between looks at what is due. A checkpoint follows any entry within 60 s (decision 4).
const EVERY: Duration = Duration::from_secs(15);
/// Seconds for which what an ended session was writing is kept.
const PARKED_SECONDS: i64 = 12 * 3_600;
/// Minutes for which counts of failed sign-ins are kept after they were told.
const FAILURES_MINUTES: i64 = 24 * 60;

/// Starts the jobs; they end with the handle.
pub fn start(app: Arc<App>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut day = None;
        loop {
            if let Err(error) = once(&app).await {
                tracing::error!(%error, "a job failed and will be tried again");
            }
            app.back_up_if_due();
            let today = app.now().in_zone(&app.profile.institute.zone).date();
            if day.replace(today).is_some_and(|before| before != today) {
                nightly(&app).await;
                sweep_photographs(&app).await;
            }
            // Whoever granted an extension waits for it to take effect, not for the next round.
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = app.extension_granted() => {}
            }
        }
    })
}

/// Everything that is due now. One job that fails does not keep the others from being done.
///
/// # Errors
/// The first failure; what was done stays done.
pub async fn once(app: &App) -> Result<(), AppError> {
    let lapsed = end_what_lapsed(app).await;
    let published = publish(app).await;
    let compared = app.compare_texts().await;
    let extended = carry_on_extensions(app).await;
    let ended = end_overdue_sessions(app).await;
    let told = tell_failures(app).await;
    app.account_work.letters.forget_old(app.now());
    app.lots.forget_old(app.now());
    let dropped = app.drop_staged_files().await;
    let signed = app.sign_what_was_written().await;
    let looked = app.look_over_boards().await;
    let noted = app.keep_checkpoint_outside().await;
    lapsed?;
    published?;
    compared?;
    extended?;
    ended?;
    told?;
    dropped?;
    looked?;
    signed?;
    noted
}

/// Claims that nobody used and corrections that did not come.
async fn end_what_lapsed(app: &App) -> Result<(), AppError> {
    let claims = app.end_lapsed_claims().await?;
    let corrections = app.end_lapsed_corrections().await?;
    if claims + corrections > 0 {
        tracing::info!(claims, corrections, "claims and corrections lapsed");
    }
    Ok(())
}

async fn publish(app: &App) -> Result<(), AppError> {
    let published = app.publish_due().await?;
    if published > 0 {
        tracing::info!(published, "profiles published at their office's date");
    }
    Ok(())
}

/// Extensions whose writing was cut short, say by a restart.
async fn carry_on_extensions(app: &App) -> Result<(), AppError> {
    let extended = app.carry_on_extensions().await?;
    if extended > 0 {
        tracing::info!(
            extended,
            "candidacies got the later last instant of an extension"
        );
    }
    Ok(())
}

async fn end_overdue_sessions(app: &App) -> Result<(), StorageError> {
    let now = app.now();
    let mut unit = app.store.write().await?;
    let overdue = unit
        .overdue_sessions(now.plus_seconds(-IDLE_SECONDS), now)
        .await?;
    for session in &overdue {
        let reason = if now >= session.expires {
            EndReason::Expired
        } else {
            EndReason::Idle
        };
        unit.end_session(session.id, now, reason).await?;
        let act = Act::new(
            now,
            Author::System,
            Action::SessionExpired,
            Subject::new("session", session.id),
        );
        unit.log(act.with("account", session.account)).await?;
    }
    let dropped = unit
        .drop_parked_requests(now.plus_seconds(-PARKED_SECONDS))
        .await?;
    if overdue.is_empty() && dropped == 0 {
        return Ok(());
    }
    unit.commit().await.map(|_| ())
}

/// One entry per account, network and minute with failed sign-ins; a login that nobody has goes in as a keyed
/// digest, since it may be anything that somebody typed.
async fn tell_failures(app: &App) -> Result<(), StorageError> {
    let now = app.now();
    let minute = now.micros().div_euclid(60_000_000);
    let mut unit = app.store.write().await?;
    let counts = unit.closed_failures(minute).await?;
    if counts.is_empty() {
        return Ok(());
    }
    for failures in counts {
        let target = FailedSignIn(failures.login);
        let subject = match target.account() {
            Some(account) => Subject::new(Account::KIND, account),
            None => Subject::new("login", data_encoding::HEXLOWER.encode(&target.0)),
        };
        let act = Act::new(now, Author::Anonymous, Action::SignInsFailed, subject)
            .with("count", failures.attempts)
            .with("network", failures.network)
            .with("minute", failures.minute);
        unit.log(act).await?;
    }
    unit.forget_failures(minute - FAILURES_MINUTES).await?;
    unit.commit().await.map(|_| ())
}

/// Verifies the whole history against the state (decision 4).
async fn nightly(app: &App) {
    let key = app.keys().signer().verifier_key();
    match storage::verify(&app.store, &key, false, None).await {
        Ok(report) if report.is_sound() => {
            tracing::info!(
                entries = report.entries,
                "the activity history was verified"
            );
        }
        Ok(report) => {
            for fault in report.faults {
                tracing::error!(fault, "the activity history does not verify");
            }
        }
        Err(error) => tracing::error!(%error, "the activity history could not be verified"),
    }
}

/// Removes photographs that nobody saved (decision 30).
async fn sweep_photographs(app: &App) {
    match app.sweep_photographs().await {
        Ok(0) => {}
        Ok(files) => tracing::info!(files, "files of photographs that nobody saved were removed"),
        Err(error) => tracing::error!(%error, "photographs that nobody saved could not be removed"),
    }
}
