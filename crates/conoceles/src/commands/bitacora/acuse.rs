//! A receipt, checked alone: nobody has to trust the institute's machine for it.

use std::fs;
use std::path::Path;

use activity_log::{MAX_RECEIPT_BYTES, Receipt, ReceiptError, VerifiedReceipt, VerifierKey};
use anyhow::{Context as _, Result, bail};
use domain::activity::Action;
use domain::time::Instant;
use web::words::thousands;

use crate::screen::Screen;

/// Reads and checks a receipt. The inner error says what it does not show.
///
/// # Errors
/// The file cannot be read.
pub fn check(file: &Path, key: &VerifierKey) -> Result<Result<VerifiedReceipt, ReceiptError>> {
    let shown = file.display();
    let metadata = fs::metadata(file).with_context(|| format!("no se puede leer {shown}"))?;
    let most = u64::try_from(MAX_RECEIPT_BYTES).unwrap_or(u64::MAX);
    if metadata.len() > most {
        bail!("{shown} es demasiado grande para ser un acuse");
    }
    let bytes = fs::read(file).with_context(|| format!("no se puede leer {shown}"))?;
    Ok(Receipt::parse(&bytes).and_then(|receipt| receipt.verify(key)))
}

/// Tells what a receipt shows. The hour is UTC: a receipt names no zone.
///
/// # Errors
/// The screen is closed.
pub fn tell(verified: &VerifiedReceipt, screen: &mut Screen) -> Result<()> {
    let fields = verified.entry.fields();
    let action =
        Action::from_code(&fields.action).map_or(fields.action.as_str(), |action| action.label());
    screen.say(format_args!(
        "Acuse auténtico.\n  \
           Acto:              {action}\n  \
           Sobre:             {} {}\n  \
           Instante:          {} (UTC)\n  \
           Posición:          {}\n  \
           Huella:            {}\n  \
           Punto de control:  {} entradas, {} (UTC)",
        fields.subject_kind,
        fields.subject_id,
        instant(fields.instant),
        thousands(verified.position),
        verified.leaf_hash,
        thousands(verified.checkpoint.size()),
        instant(verified.checkpoint.instant()),
    ))?;
    Ok(())
}

/// An instant of the history, to the second, in UTC.
pub fn instant(micros: i64) -> String {
    Instant::from_micros(micros)
        .timestamp()
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string()
}
