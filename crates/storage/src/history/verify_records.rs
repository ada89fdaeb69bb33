//! Verifying the records: every row against what the history says of it.

use std::collections::{HashMap, HashSet};

use activity_log::{Hash, Records};
use domain::account::Account;
use domain::capture::Capture;
use domain::confirmation::{ConfirmationLink, EditsSeen};
use domain::delivery::Delivery;
use domain::extension::Extension;
use domain::grounds::GroundEdition;
use domain::help_request::HelpRequest;
use domain::hiding::Hiding;
use domain::notification::Notification;
use domain::party::{Assignment, Disclosure, PartyNotice, SupervisorAppointment};
use domain::proposal::Proposal;
use domain::receipt::IssuedReceipt;
use domain::registry::{Candidacy, RegisteredAgreement};
use futures_util::TryStreamExt as _;

use crate::engine::{Row, Transaction};
use crate::error::StorageError;
use crate::history::verify::VerifyReport;
use crate::process::Founding;
use crate::record::Stored;
use crate::revision::{ALL_REVISIONS, find as find_revision, vouched_row};

/// What the history vouches for: records, and the revisions made with captures, by their capture's name and
/// what the entry says of them.
pub struct Vouched {
    pub records: Records,
    pub revisions: HashSet<(String, String)>,
}

/// Does `$check` for every kind of record.
macro_rules! every_kind {
    ($check:ident, $tx:expr, $records:expr, $report:expr) => {
        every_kind!(@ $check, $tx, $records, $report;
            Founding, Candidacy, Account, RegisteredAgreement, Extension, Delivery, Proposal, SupervisorAppointment,
            PartyNotice, Disclosure, Assignment, HelpRequest, GroundEdition, Notification,
            IssuedReceipt, Hiding, ConfirmationLink, EditsSeen, Capture)
    };
    (@ $check:ident, $tx:expr, $records:expr, $report:expr; $($record:ty),+) => {
        $($check::<$record>($tx, $records, $report).await?;)+
    };
}

/// Compares every row: altered, gone, or told of by no entry.
pub async fn check_all(
    tx: &mut Transaction,
    vouched: Vouched,
    report: &mut VerifyReport,
) -> Result<(), StorageError> {
    every_kind!(check_kind, tx, &vouched.records, report);
    check_revisions(tx, vouched.revisions, report).await
}

/// Compares the rows that a part of the history is about, each by its name: altered or gone.
pub async fn check_named(
    tx: &mut Transaction,
    vouched: Vouched,
    report: &mut VerifyReport,
) -> Result<(), StorageError> {
    every_kind!(check_named_kind, tx, &vouched.records, report);
    for (capture, told) in vouched.revisions {
        let query = told
            .split(':')
            .next()
            .and_then(|number| number.parse().ok());
        let row = match query.and_then(|number| find_revision(&capture, number)) {
            Some(query) => tx.optional(query).await?,
            None => None,
        };
        let found = row.as_ref().map(vouched_row).transpose();
        if found.is_ok_and(|found| found == Some((capture.clone(), told.clone()))) {
            report.records += 1;
        } else {
            report.fault(lost_revision(&capture, &told));
        }
    }
    Ok(())
}

async fn check_kind<R: Stored>(
    tx: &mut Transaction,
    vouched: &Records,
    report: &mut VerifyReport,
) -> Result<(), StorageError> {
    let mut expected: HashMap<&str, Hash> = vouched.of_kind(R::KIND).collect();
    let mut rows = tx.stream(R::SCAN);
    while let Some(row) = rows.try_next().await? {
        match R::read(&row) {
            Ok(record) => {
                let digest = expected.remove(record.id().as_str());
                report.records += 1;
                report.faults_of(row_fault(&record, &row, digest));
            }
            Err(error) => report.unreadable(error)?,
        }
    }
    for id in expected.into_keys() {
        report.fault(lost::<R>(id));
    }
    Ok(())
}

async fn check_named_kind<R: Stored>(
    tx: &mut Transaction,
    vouched: &Records,
    report: &mut VerifyReport,
) -> Result<(), StorageError> {
    for (id, digest) in vouched.of_kind(R::KIND) {
        let row = match R::find(id) {
            Some(query) => tx.optional(query).await?,
            None => None,
        };
        match row.as_ref().map(|row| (row, R::read(row))) {
            Some((row, Ok(record))) if record.id() == id => {
                report.records += 1;
                report.faults_of(row_fault(&record, row, Some(digest)));
            }
            Some((_, Err(error))) => report.unreadable(error)?,
            _ => report.fault(lost::<R>(id)),
        }
    }
    Ok(())
}

/// What is wrong with a row, if anything; `digest` is what the history says of its record.
fn row_fault<R: Stored>(record: &R, row: &Row, digest: Option<Hash>) -> Option<String> {
    let fault = match digest {
        None => "está en la base pero ningún acto del historial lo explica.".to_owned(),
        Some(digest) if record.digest() != *digest.as_bytes() => {
            "fue alterado: no es el que dejó su último acto en el historial.".to_owned()
        }
        Some(_) => match record.altered_column(row) {
            Ok(None) => return None,
            Ok(Some(column)) => {
                format!("su columna «{column}» fue alterada y no corresponde a lo demás.")
            }
            Err(error) => error.to_string(),
        },
    };
    Some(format!("Registro «{}» {}: {fault}", R::KIND, record.id()))
}

fn lost<R: Stored>(id: &str) -> String {
    format!(
        "Registro «{}» {id}: el historial lo menciona y ya no está en la base.",
        R::KIND
    )
}

async fn check_revisions(
    tx: &mut Transaction,
    mut expected: HashSet<(String, String)>,
    report: &mut VerifyReport,
) -> Result<(), StorageError> {
    let mut rows = tx.stream(ALL_REVISIONS);
    while let Some(row) = rows.try_next().await? {
        match vouched_row(&row) {
            Ok(found) if expected.remove(&found) => report.records += 1,
            Ok((capture, told)) => report.fault(format!(
                "Revisión {} de la captura {capture}: fue alterada, o ningún acto del historial la explica.",
                number(&told)
            )),
            Err(error) => report.unreadable(error)?,
        }
    }
    for (capture, told) in expected {
        report.fault(lost_revision(&capture, &told));
    }
    Ok(())
}

fn lost_revision(capture: &str, told: &str) -> String {
    format!(
        "Revisión {} de la captura {capture}: el historial la menciona y no está como se guardó.",
        number(told)
    )
}

fn number(told: &str) -> &str {
    told.split(':').next().unwrap_or_default()
}
